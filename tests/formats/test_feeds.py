"""The feeds of an edition's entries, and of the editions: by their formats' rules, and as readers see them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest

from aggregator.errors import AggregatorError, UsageError
from aggregator.formats.catalog import render_all, render_editions
from aggregator.formats.feed import EditionSummary
from aggregator.formats.json import document
from aggregator.formats.rss import plain
from aggregator.models import Digest
from tests.formats.feed_rules import atom_faults, json_feed_faults, rss_faults

HOME = "https://digest.example/out/"
CHECKERS: dict[str, Callable[[str], list[str]]] = {
    "rss": rss_faults,
    "atom": atom_faults,
    "json": json_feed_faults,
}
SUFFIXES = tuple(CHECKERS)


def day_before(digest: Digest) -> Digest:
    edition = digest.edition
    return replace(
        digest,
        edition=replace(edition, day=date(2026, 11, 19), end=edition.end - timedelta(days=1)),
        highlights=("昨日要闻",),
    )


@pytest.mark.parametrize("home", [None, HOME])
@pytest.mark.parametrize("language", ["chinese", "english"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_feeds_keep_to_their_rules(
    request: pytest.FixtureRequest, suffix: str, language: str, home: str | None
) -> None:
    digest: Digest = request.getfixturevalue(language)
    assert CHECKERS[suffix](render_all(digest, home=home)[f"feed.{suffix}"]) == []
    editions = [EditionSummary.of(day_before(digest)), EditionSummary.of(digest)]
    assert CHECKERS[suffix](render_editions(editions, home=home)[f"editions.{suffix}"]) == []


@pytest.mark.parametrize(
    ("suffix", "kept", "spoilt", "fault"),
    [
        ("rss", "Fri, 20 Nov", "Thu, 20 Nov", "pubDate: Thu, 20 Nov 2026 18:00:00 +0800"),
        ("rss", "+0800", "CST", "pubDate: Fri, 20 Nov 2026 18:00:00 CST"),
        ("rss", 'isPermaLink="false"', "", "item: guid"),
        ("rss", "<title>云杉商城在六城", "<title>&lt;b>云杉商城在六城", "title: markup or nothing"),
        ("rss", "<dc:creator>北岸新闻</dc:creator>", "<author>北岸新闻</author>", "item: author is no e-mail address"),
        ("rss", "<description>&lt;p", "<description>&lt;script", "element script"),
        ("rss", 'source url="http', 'source url="//http', "item: source //https://news.example/1?a=1&b=(2)"),
        ("atom", "2026-11-20T18:00:00+08:00", "2026-11-20T18:00:00", "feed: updated"),
        ("atom", "<name>北岸新闻</name>", "", "entry: author without a name"),
        ("atom", "https://news.example/1", "/1", "link /1?a=1&b=(2)"),
        ("atom", 'rel="via"', 'rel="alternate"', "two links of one kind"),
        ("atom", '<title type="text">港口报</title>', "", "source: no title"),
        ("json", '"id": "urn', '"guid": "urn', "item: id"),
        ("json", "T18:00:00+08:00", " 18:00", "item: date_published"),
        ("json", "version/1.1", "version/1", "version"),
    ],
)  # fmt: skip
def test_the_rules_find_what_is_wrong(chinese: Digest, suffix: str, kept: str, spoilt: str, fault: str) -> None:
    good = render_all(chinese, home=HOME)[f"feed.{suffix}"]
    assert kept in good
    assert fault in CHECKERS[suffix](good.replace(kept, spoilt))


@pytest.mark.parametrize("suffix", ["rss", "atom"])
def test_a_reader_sees_the_entries_and_their_sources(chinese: Digest, suffix: str) -> None:
    read = feedparser.parse(render_all(chinese, home=HOME)[f"feed.{suffix}"].encode())
    assert not read.bozo
    assert read.feed.title == "晚间资讯 2026年11月20日"
    assert read.feed.subtitle == "每天傍晚，一页读完当日新闻。 机器撰写：第3条的标题、正文（summary、translation）。"
    assert [entry.title for entry in read.entries] == [entry.headline for entry in chinese.entries]
    assert [entry.author for entry in read.entries] == ["北岸新闻", "云州市监管局（网络处）", "港口报"]
    assert [entry.source.title for entry in read.entries] == ["北岸新闻", "云州市监管局（网络处）", "港口报"]
    assert [entry.link for entry in read.entries] == [entry.url for entry in chinese.entries]
    closed = datetime(2026, 11, 20, 10, tzinfo=UTC)
    times = [datetime(*entry.published_parsed[:6], tzinfo=UTC) for entry in read.entries]
    assert times == [closed - timedelta(seconds=number) for number in range(len(times))]
    assert [[tag.term for tag in entry.tags] for entry in read.entries][1:] == [["电商快讯"], ["跨境快讯", "更新"]]
    shown = read.entries[2].content[0].value if suffix == "atom" else read.entries[2].description
    assert shown.startswith("<p><strong>更新</strong> 11月20日消息，海棠的海外仓启用")
    own = next(link.href for link in read.feed.links if link.rel == "self")
    assert own == f"{HOME}2026-11-20-evening/feed.{suffix}"


def test_the_source_is_in_the_element_of_each_format(chinese: Digest) -> None:
    written = render_all(chinese)
    assert '<source url="https://harbour.example/story?id=3&amp;lang=zh">港口报</source>' in written["feed.rss"]
    assert '<link href="https://harbour.example/story?id=3&amp;lang=zh" rel="via"' in written["feed.atom"]
    last = json.loads(written["feed.json"])["items"][2]
    assert (last["authors"], last["external_url"]) == ([{"name": "港口报"}], chinese.entries[2].url)
    assert last["content_text"] == "11月20日消息，海棠的海外仓启用，面积2.4万平方米。（港口报）"


def test_with_a_home_an_item_of_a_json_feed_has_its_page(chinese: Digest) -> None:
    item = json.loads(render_all(chinese, home="https://digest.example/out")["feed.json"])["items"][0]
    assert item["url"] == "https://digest.example/out/2026-11-20-evening/digest.html#entry-1"
    with pytest.raises(UsageError, match=r"not a web address: 'digest\.example'"):
        render_all(chinese, home="digest.example")


def test_ids_stay_when_an_entry_moves_and_differ_between_languages(chinese: Digest, english: Digest) -> None:
    def ids(digest: Digest) -> dict[str, str]:
        items = json.loads(render_all(digest)["feed.json"])["items"]
        return {item["external_url"]: item["id"] for item in items}

    moved = [replace(entry, number=number) for number, entry in enumerate(reversed(chinese.entries), 1)]
    assert ids(replace(chinese, entries=tuple(moved))) == ids(chinese)
    assert not set(ids(english).values()) & set(ids(chinese).values())
    assert not set(ids(day_before(chinese)).values()) & set(ids(chinese).values())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_editions_come_newest_first(chinese: Digest, suffix: str) -> None:
    both = [EditionSummary.of(day_before(chinese)), EditionSummary.of(chinese)]
    written = render_editions(both, home=HOME)[f"editions.{suffix}"]
    assert written == render_editions(both[::-1], home=HOME)[f"editions.{suffix}"]
    newer, older = written.index("晚间资讯 2026年11月20日"), written.index("晚间资讯 2026年11月19日")
    assert newer < older
    assert f"{HOME}2026-11-20-evening/digest.html" in written
    assert "云杉商城开放加盟" in written


def test_a_summary_is_the_same_from_a_digest_and_from_its_document(chinese: Digest) -> None:
    assert EditionSummary.read(json.loads(json.dumps(document(chinese)))) == EditionSummary.of(chinese)
    assert EditionSummary.of(chinese).end == datetime.fromisoformat("2026-11-20T18:00:00+08:00")


def test_a_feed_of_no_editions_is_refused() -> None:
    with pytest.raises(AggregatorError, match="no edition"):
        render_editions([])


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("AT&T 与 R&D", "AT&T 与 R&D"),
        ("3 < 5 & 5 > 3", "3 < 5 & 5 > 3"),
        ("<b>粗</b>", "＜b>粗＜/b>"),
        ("&lt;b&gt; &#60;", "＆lt;b＆gt; ＆#60;"),
        ("S&P500 与 &copy 云杉&海棠", "S＆P500 与 ＆copy 云杉&海棠"),
    ],
)
def test_a_title_in_rss_is_the_same_as_text_and_as_html(title: str, shown: str) -> None:
    assert plain(title) == shown

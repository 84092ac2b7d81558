"""Titles with markup of every kind: in each format they stay plain text."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from aggregator.formats.catalog import FORMATS, render_all, render_editions
from aggregator.formats.feed import EditionSummary
from aggregator.formats.rss import plain
from aggregator.formats.safe import one_line, web_address, without_mentions
from aggregator.models import Digest
from tests.formats.document_rules import document_faults
from tests.formats.feed_rules import atom_faults, json_feed_faults, rss_faults
from tests.formats.ninjs_rules import NINJS
from tests.formats.pages import active_parts, policy, read_page
from tests.formats.parse import parse_text
from tests.paths import ROOT

TITLES = {
    "script": "<script>alert(1)</script>",
    "closed style": "</style></title></textarea><svg onload=alert(1)>",
    "end of CDATA": "]]></title><![CDATA[ &amp; ]]>",
    "comment": "<!-- 注 --> <?php echo 1 ?>",
    "ampersands": "A&B &lt;b&gt; &#60;i&#62; &notanentity; AT&T",
    "quotes": """"' onmouseover='x' "`=""",
    "template": "{{ 7 * 7 }}{% raw %}{# #}${7*7}",
    "markdown": "【[点我](javascript:alert(1))】 ![图](http://evil.example/x.png) **强** `码` <http://evil.example>",
    "html in brackets": "（<a href=http://evil.example>点我</a>）《<b>》",
    "right to left": "价\u202e格\u2066表\u200f\u061c与\u200b零\ufeff宽\u00ad",
    "surrogates": "\ud800单\udfff身\ud83d",
    "controls": "a\x00b\x07c\x1bd\x7fe\x9ff\ufffeg\uffff",
    "line breaks": "一\nBcc: all@evil.example\r\n\r\n# 二\u2028三\x0b四\x85五",
    "long": "长标题" * 3333 + "。",
    "list and heading": "1. # - > + 标题",
    "mentions": "@all @所有人请@here <!channel> <@U123> <#C9> <at user_id='all'>全</at> @everyone x@channel @全体成员",
    "formulas": "=cmd|'/c calc'!A1 +1 -1 @SUM(1) %0d",
    "emoji": "👩‍👩‍👧 与 𠮷野家",
}  # fmt: skip
MENTION = re.compile(r"@(?:all|here|channel|everyone|所有人|全体成员)|<[!@#]|</?at\b|<https?:")
"""Marks that chat services notify on, or read as a link, in a plain message."""
TEMPLATES = [path for path in (ROOT / "aggregator").rglob("*") if path.suffix in {".html", ".j2"}]
PAGES = [path for path in TEMPLATES if "<!doctype html>" in path.read_text("utf-8").lower()]
"""Templates of whole pages."""
ADDRESSES = {
    "javascript": "javascript:alert(1)",
    "spaced javascript": " java\nscript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "vbscript": "VBScript:x",
    "file": "file:///etc/passwd",
    "no scheme": "//evil.example/x",
    "no host": "http:///x",
    "no port": "http://a.example:port/",
    "quotes": "https://news.example/\"onmouseover='x'>(<b>",
    "Chinese": "https://新闻.example/晚间?题=一 二",
    "surrogate": "https://news.example/\ud800",
    "lone percent": "https://news.example/100%?wd=%u4e2d%",
    "no name": "https://a<b>.example/",
    "a name with a blank": "https://a\u3000b.example/",
    "line break": "https://news.example/a\r\nBcc: x@evil.example",
}


def filled(digest: Digest, text: str, url: str | None = None) -> Digest:
    """Return a digest with a hostile text wherever a page, a seed or an adapter could put it."""
    edition = replace(digest.edition, title=f"题{text}", tagline=f"签{text}")
    entries = []
    for entry in digest.entries:
        credited = replace(entry.attribution, evidence=text, original_url=url or entry.attribution.original_url)
        address = entry.url if url is None else url
        entries.append(
            replace(
                entry,
                headline=f"头{text}",
                paragraph=f"段{text}",
                credit=f"源{text}",
                attribution=replace(credited, source=f"label:{text}"),
                url=address,
                update=(f"新{text}",),
                written={"headline": f"器{text}"},
            )
        )
    return replace(digest, edition=edition, entries=tuple(entries), highlights=(f"要{text}",))


def squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def check_text(written: str, digest: Digest) -> None:
    parsed = parse_text(written)
    assert [entry.headline for entry in parsed.entries] == [
        without_mentions(one_line(entry.headline)) for entry in digest.entries
    ]
    assert MENTION.findall(written) == []


def check_markdown(written: str, digest: Digest) -> None:
    tokens = MarkdownIt("commonmark").parse(written)
    inner = [child for token in tokens for child in token.children or ()]
    assert all(
        re.fullmatch(r'<a id="entry-\d+">|</a>', child.content) for child in inner if child.type == "html_inline"
    )
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds == {"heading", "inline", "ordered_list", "list_item", "paragraph"}
    assert {child.type for child in inner} <= {
        "text", "text_special", "em_open", "em_close", "link_open", "link_close", "html_inline"
    }  # fmt: skip
    links = [str(child.attrs["href"]) for child in inner if child.type == "link_open"]
    links = [link for link in links if not re.fullmatch(r"#entry-\d+", link)]
    assert len(links) == sum(web_address(entry.url) is not None for entry in digest.entries)
    assert all(re.fullmatch(r"https?://[!-~]+", link) for link in links)
    headings = [token for token in tokens if token.type == "heading_open"]
    assert len(headings) == 3 + len(digest.entries)
    assert MENTION.findall("".join(child.content for child in inner)) == []


def check_html(written: str, digest: Digest) -> None:
    page = read_page(written)
    assert list(active_parts(page)) == []
    assert policy(page)["default-src"] == "'none'"
    allowed = {"-text", "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "p", "time", "nav", "h2"}
    allowed |= {"link", "script", "ol", "li", "main", "section", "article", "h3", "span", "footer", "div"}
    assert {node.tag for node in page.css("*")} <= allowed
    heads = [squeezed(node.text()) for node in page.css("h3")]
    assert all(squeezed(one_line(entry.headline)) in head for entry, head in zip(digest.entries, heads, strict=True))
    assert len(lxml_html.document_fromstring(written.encode()).findall(".//h3")) == len(digest.entries)


def check_email(written: str, digest: Digest) -> None:
    message = email.message_from_bytes(written.encode("ascii"), policy=email.policy.default)
    assert [*message.keys()] == [
        "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Language",
    ]  # fmt: skip
    assert squeezed(message["Subject"]).startswith(squeezed(one_line(digest.edition.title)))
    plain_part, html_part = message.iter_parts()
    check_text(plain_part.get_content().replace("\r\n", "\n"), digest)
    check_html(html_part.get_content(), digest)


def check_json(written: str, digest: Digest) -> None:
    document = json.loads(written)
    assert document_faults(document) == []
    assert [document["edition"]["title"], document["highlights"][0]] == [
        one_line(digest.edition.title), one_line(digest.highlights[0])
    ]  # fmt: skip


def check_ninjs(written: str, digest: Digest) -> None:
    package = json.loads(written)
    assert [fault.json_path for fault in Draft202012Validator(NINJS).iter_errors(package)] == []
    assert [item["name"] for item in package["associations"]] == [one_line(entry.headline) for entry in digest.entries]


def check_rss(written: str, digest: Digest) -> None:
    assert rss_faults(written) == []
    check_feed(written, digest, plain)


def check_atom(written: str, digest: Digest) -> None:
    assert atom_faults(written) == []
    check_feed(written, digest, str)


def check_feed(written: str, digest: Digest, shown: Callable[[str], str]) -> None:
    """Compare the titles, unsanitised, as a strict feed reader gets them."""
    read = feedparser.parse(written.encode(), sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    assert [squeezed(entry.title) for entry in read.entries] == [
        squeezed(shown(one_line(entry.headline))) for entry in digest.entries
    ]
    assert all(list(active_parts(read_page(_content(entry)))) == [] for entry in read.entries)


def _content(entry: Any) -> str:
    return str(entry.content[0].value if "content" in entry else entry.description)


def check_json_feed(written: str, digest: Digest) -> None:
    assert json_feed_faults(written) == []
    items = json.loads(written)["items"]
    assert [item["title"] for item in items] == [one_line(entry.headline) for entry in digest.entries]
    assert all(list(active_parts(read_page(item["content_html"]))) == [] for item in items)


def check_script(written: str, digest: Digest) -> None:
    lines = written.splitlines()
    sections = {entry.section for entry in digest.entries}
    assert len(lines) == 2 + bool(digest.highlights) + len(sections) + len(digest.entries) + len(digest.briefs)
    assert all(line.isprintable() for line in lines)


CHECKS: dict[str, Callable[[str, Digest], None]] = {
    "script": check_script,
    "text": check_text,
    "markdown": check_markdown,
    "json": check_json,
    "html": check_html,
    "email": check_email,
    "ninjs": check_ninjs,
    "rss": check_rss,
    "atom": check_atom,
    "jsonfeed": check_json_feed,
}


def test_every_format_is_checked() -> None:
    assert CHECKS.keys() == FORMATS.keys() - {"calendar"}  # see test_ics.py


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("name", CHECKS)
def test_a_hostile_title_stays_a_title(chinese: Digest, name: str, title: str) -> None:
    digest = filled(chinese, title)
    CHECKS[name](FORMATS[name].render(digest), digest)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_page_forbids_scripts(path: Path) -> None:
    start = '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    assert start in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("联系press@news.example或a.b+c@d-e.example。", True),
        ("a < b，5 @ 3，<attention>", True),
        ("某@某人", False),
        ("x@everyone.", False),
    ],
)
def test_a_mail_address_is_not_a_mention(text: str, kept: bool) -> None:
    assert (without_mentions(text) == text) is kept


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("name", CHECKS)
def test_a_hostile_address_is_not_linked(chinese: Digest, name: str, address: str) -> None:
    digest = filled(chinese, "题", address)
    written = FORMATS[name].render(digest)
    CHECKS[name](written, digest)
    if name != "json":
        assert "javascript:" not in written


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_feed_of_editions_takes_hostile_titles_too(chinese: Digest, title: str) -> None:
    written = render_editions([EditionSummary.of(filled(chinese, title))])
    faults = rss_faults(written["editions.rss"]), atom_faults(written["editions.atom"])
    assert (*faults, json_feed_faults(written["editions.json"])) == ([], [], [])


@given(text=st.text(min_size=1, max_size=80), url=st.text(max_size=40).map("https://a.example/{}".format))
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_title_stays_a_title(chinese: Digest, text: str, url: str) -> None:
    digest = filled(chinese, text, url)
    for file_name, written in render_all(digest).items():
        name = next(name for name, form in FORMATS.items() if form.file_name == file_name)
        written.encode("utf-8")
        CHECKS[name](written, digest)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://news.example/1?a=1&b=(2)", "https://news.example/1?a=1&b=(2)"),
        ("HTTP://News.Example/x", "http://news.example/x"),
        ("https://新闻.example/晚间", "https://xn--efvy88h.example/%E6%99%9A%E9%97%B4"),
        ("https://news.example/%E6%99%9A", "https://news.example/%E6%99%9A"),
        ("javascript:alert(1)", None),
        ("ftp://news.example/", None),
        ("//news.example/", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, address: str | None) -> None:
    assert web_address(url) == address

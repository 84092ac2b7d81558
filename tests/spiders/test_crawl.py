"""Crawls of a site on loopback: what is asked, what is kept, what a fault does."""

import sqlite3
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

import pytest

from aggregator.archive import Archive, Record, Recorder, read_answer
from aggregator.models import LinkState, Precision
from aggregator.models.report import OutletVerdict
from aggregator.store import open_store
from tests.spiders.conftest import LISTING, Page

pytestmark = pytest.mark.usefixtures("extractors_kept")

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>本地新闻</title>{items}</channel></rss>"""
ITEM = """<item><title>云杉软件第{n}号版本上线</title><link>{base}/story/{n}</link>
<pubDate>Fri, 20 Nov 2026 09:0{n}:00 +0800</pubDate><description>{text}</description></item>"""


def test_stories_of_a_list_page_are_read_attributed_and_kept(site, outlet, stories):
    site.put_stories(range(1, 4))
    report = outlet.crawl()
    assert (report.verdict, report.links_new, report.stored) == (OutletVerdict.OK, 3, 3)
    first = min(stories(), key=lambda story: story.url)
    assert first.title == "云杉软件发布第1号版本"
    assert first.published.isoformat() == "2026-11-20T01:01:00+00:00"
    assert first.published_precision is Precision.MINUTE
    assert first.attribution.name.zh == "本地新闻"
    assert first.section == "internet"
    assert outlet.link("/story/1").state is LinkState.STORED


def test_second_run_with_nothing_new_makes_one_conditional_request(site, outlet):
    site.put_stories(range(1, 4))
    site.pages["/list"].headers["ETag"] = '"v1"'
    outlet.crawl()
    site.requests.clear()
    report = outlet.crawl()
    assert [path for path, _ in site.requests] == ["/list"]
    assert site.requests[0][1]["if-none-match"] == '"v1"'
    assert (report.entries_unchanged, report.links_new, report.verdict) == (1, 0, OutletVerdict.OK)


def test_unchanged_body_without_validators_is_not_read_again(site, outlet):
    site.put_stories(range(1, 3))
    outlet.crawl()
    report = outlet.crawl()
    assert (report.entries_unchanged, report.entries_read) == (1, 0)


def test_only_what_is_new_is_fetched(site, outlet):
    site.put_stories(range(1, 3))
    outlet.crawl()
    site.put_stories(range(1, 5))
    site.requests.clear()
    assert outlet.crawl().stored == 2
    assert sorted(site.asked()) == ["/list", "/story/3", "/story/4"]


def test_an_index_of_sitemaps_is_followed_and_one_inside_it_reported(site, outlet):
    site.put_stories(range(1, 3))
    index = "<sitemapindex>{}</sitemapindex>".format
    locs = {name: f"<sitemap><loc>{site.base}/{name}</loc></sitemap>" for name in ("map.xml", "inner.xml", "deep.xml")}
    site.put("/index.xml", index(locs["map.xml"] + locs["inner.xml"]))
    site.put("/inner.xml", index(locs["deep.xml"]))
    site.put("/map.xml", f"<urlset><url><loc>{site.base}/story/1</loc></url></urlset>")
    outlet.entries('[[entries]]\nkind = "sitemap"\nurl = "{base}/index.xml"\n')
    report = outlet.crawl()
    assert sorted(site.asked()) == ["/index.xml", "/inner.xml", "/map.xml", "/story/1"]
    assert (report.verdict, report.stored) == (OutletVerdict.PARTIAL, 1)
    assert [fault.reason for fault in report.faults] == [
        f"not read: {site.base}/inner.xml, an index of sitemaps inside another"
    ]


def test_robots_are_obeyed_and_remembered(site, outlet):
    site.put_stories(range(1, 4))
    site.put("/robots.txt", "User-agent: *\nDisallow: /story/2\n")
    report = outlet.crawl()
    assert "/story/2" not in site.asked()
    assert (report.stored, report.refused) == (2, 1)
    assert outlet.link("/story/2").reason == "forbidden by robots.txt"
    site.requests.clear()
    outlet.crawl()
    assert "/robots.txt" not in [path for path, _ in site.requests]


def test_unavailable_robots_forbid_everything(site, outlet):
    site.put_stories(range(1, 3))
    site.put("/robots.txt", status=503)
    report = outlet.crawl()
    assert site.asked() == []
    assert report.verdict is OutletVerdict.FAILED


def test_user_agent_names_a_contact(site, outlet):
    site.put_stories(range(1, 2))
    outlet.crawl()
    assert all("mailto:" in headers["user-agent"] for _, headers in site.requests)


def test_retry_after_is_waited_for(site, outlet):
    site.put_stories(range(1, 2))
    site.pages["/story/1"].first = [503]
    site.pages["/story/1"].headers["Retry-After"] = "1"
    assert outlet.crawl().stored == 1
    assert site.asked() == ["/list", "/story/1", "/story/1"]
    assert site.times[-1] - site.times[-2] >= 1


def test_a_request_without_an_answer_or_with_half_of_one_is_repeated(site, outlet):
    site.put_stories(range(1, 2))
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<p>"
    site.put_in_turn("/story/1", Page(raw=b""), Page(raw=half), site.pages["/story/1"])
    assert outlet.crawl().stored == 1
    assert site.asked() == ["/list", *["/story/1"] * 3]


@pytest.mark.parametrize("header", ["86400", "Wed, 20 Nov 2999 12:00:00"])
def test_too_long_a_retry_after_ends_the_outlet(site, outlet, header):
    site.put_stories(range(1, 4))
    site.pages["/list"].status = 503
    site.pages["/list"].headers["Retry-After"] = header
    assert outlet.crawl().verdict is OutletVerdict.FAILED
    assert site.asked() == ["/list"]


@pytest.mark.parametrize(
    ("status", "state"),
    [(404, LinkState.GONE), (410, LinkState.GONE), (403, LinkState.FAILED), (500, LinkState.FAILED)],
)
def test_page_that_cannot_be_fetched_is_in_the_ledger_with_its_reason(site, outlet, status, state):
    site.put_stories(range(1, 3))
    site.pages["/story/2"].status = status
    site.pages["/story/2"].headers["Retry-After"] = "0"
    outlet.crawl()
    row = outlet.link("/story/2")
    assert (row.state, row.reason) == (state, f"HTTP {status}")


def test_challenge_page_is_a_failure_and_not_a_story(site, outlet, stories):
    site.put_stories(range(1, 3))
    site.put("/story/2", "<html><script>var __tst_status='1';document.cookie='EO_Bot_Ssid=1';</script></html>")
    report = outlet.crawl()
    assert len(stories()) == 1
    assert report.verdict is OutletVerdict.PARTIAL
    assert outlet.link("/story/2").state is LinkState.FAILED


@pytest.mark.parametrize("body", [b"", b"<html><body></body></html>", b"\x00\xff\xfe\x00" * 50])
def test_page_without_a_story_is_refused_with_a_reason(site, outlet, stories, body):
    site.put_stories(range(1, 3))
    site.pages["/story/2"].body = body
    report = outlet.crawl()
    row = outlet.link("/story/2")
    assert len(stories()) == 1
    assert report.refused + report.failed == 1
    assert row.state in {LinkState.REFUSED, LinkState.FAILED}
    assert row.reason


def test_page_over_the_size_limit_is_not_read(site, outlet):
    site.put_stories(range(1, 3))
    site.pages["/story/2"].body = b"x" * (2 * 2**20)
    outlet.crawl()
    assert outlet.link("/story/2").state is LinkState.REFUSED


def test_list_without_links_fails_the_outlet(site, outlet):
    site.put("/list", "<html><body><p>改版通知：栏目调整中，请稍后再来。</p></body></html>")
    report = outlet.crawl()
    assert report.verdict is OutletVerdict.FAILED
    assert report.faults[0].url == f"{site.base}/list"


def test_feed_that_is_html_fails_the_outlet(site, outlet):
    outlet.entries('[[entries]]\nkind = "feed"\nurl = "{base}/feed"\n')
    site.put("/feed", "<!DOCTYPE html><html><body><h1>维护中</h1></body></html>")
    report = outlet.crawl()
    assert (report.verdict, report.entries_failed) == (OutletVerdict.FAILED, 1)


def test_redirect_to_another_host_is_not_followed(site, outlet, stories):
    site.put_stories(range(1, 3))
    target = site.base.replace("127.0.0.1", "localhost")
    site.pages["/story/2"].status = 302
    site.pages["/story/2"].headers["Location"] = f"{target}/story/1"
    outlet.crawl()
    assert len(stories()) == 1
    row = outlet.link("/story/2")
    assert (row.state, row.reason) == (LinkState.FAILED, "leaves the outlet's hosts: localhost")


def test_two_addresses_of_one_page_are_one_story_and_its_copy(site, outlet, stories):
    site.put_stories(range(1, 3))
    site.pages["/story/2"].status = 302
    site.pages["/story/2"].headers["Location"] = "/story/1"
    outlet.crawl()
    assert sorted(str(story.copy_rule) for story in stories()) == ["None", "same-url"]
    assert outlet.link("/story/2").state is LinkState.STORED


def test_feed_read_from_its_entries_fetches_no_page(site, outlet, stories):
    outlet.entries('[[entries]]\nkind = "feed"\nread = "entry"\nurl = "{base}/feed"\n')
    text = "云杉软件公司今天发布新版本，新版本支持多种语言，已有三十家企业试用，计划下月向全部客户开放。"
    items = "".join(ITEM.format(n=n, base=site.base, text=text + str(n) * 30) for n in range(1, 4))
    site.put("/feed", FEED.format(items=items))
    report = outlet.crawl()
    assert site.asked() == ["/feed"]
    assert (report.stored, len(stories())) == (3, 3)


def test_pages_of_a_list_are_followed_while_they_have_new_links(site, outlet):
    outlet.entries('[[entries]]\nkind = "listing"\nurl = "{base}/list"\npages = 4\nnext_url = "{base}/list_{{page}}"\n')
    site.put_stories(range(1, 3))
    site.put_stories(range(3, 5), "/list_2")
    site.put_stories(range(3, 5), "/list_3")
    site.put_stories(range(5, 7), "/list_4")
    outlet.crawl()
    assert [path for path in site.asked() if path.startswith("/list")] == ["/list", "/list_2", "/list_3"]


def test_unfinished_links_are_fetched_by_the_next_run(site, outlet, stories):
    site.put_stories(range(1, 4))
    store = open_store(outlet.store_url)
    from datetime import UTC, datetime

    from aggregator.models import Link

    store.links.discover([Link(outlet="here", url=f"{site.base}/story/9")], datetime.now(UTC))
    store.close()
    site.put("/story/9", site.pages["/story/1"].body.decode().replace("第1号", "第9号"))
    report = outlet.crawl()
    assert report.links_pending == 1
    assert len(stories()) == 4


def test_a_recording_replays_without_a_socket(site, outlet, stories, tmp_path):
    site.put_stories(range(1, 4))
    with Recorder(tmp_path / "run.warc.gz") as recorder:
        outlet.crawl(recorder=recorder)
    first = [(s.id, s.text, s.published, s.origin) for s in stories()]
    for story in stories():
        answer = read_answer(Record(Path(story.origin.file), story.origin.offset))
        assert (answer.url, answer.status) == (story.url, story.origin.status)
        assert sha256(answer.body).hexdigest() == story.origin.body_hash
    site.requests.clear()
    outlet.store_url = f"sqlite:///{tmp_path}/replayed.db"
    report = outlet.crawl(archive=Archive.open([tmp_path / "run.warc.gz"]))
    assert site.requests == []
    assert report.stored == 3
    assert sorted((s.id, s.text, s.published, s.origin) for s in stories()) == sorted(first)


def test_request_that_the_archive_does_not_hold_fails_as_not_recorded(site, outlet, tmp_path):
    site.put_stories(range(1, 3))
    site.pages["/story/2"].status = 404
    with Recorder(tmp_path / "run.warc.gz") as recorder:
        outlet.crawl(recorder=recorder)
    from aggregator.archive import read_answers

    kept = [a for a in read_answers(tmp_path / "run.warc.gz") if not a.url.endswith("/story/1")]
    outlet.store_url = f"sqlite:///{tmp_path}/replayed.db"
    outlet.crawl(archive=Archive(kept))
    row = outlet.link("/story/1")
    assert row.state is LinkState.FAILED
    assert row.reason.startswith("not recorded: ")


def test_copy_is_kept_and_linked(site, outlet, stories):
    site.put_stories(range(1, 3))
    site.put("/story/2", site.pages["/story/1"].body.decode().replace("发布第1号", "推出第1号"))
    outlet.crawl()
    copies = [story for story in stories() if story.copy_of]
    assert len(stories()) == 2
    assert [copy.copy_rule for copy in copies] == ["same-text"]


def test_a_robots_outage_loses_no_link(site, outlet, stories):
    outlet.entries('[[entries]]\nkind = "feed"\nurl = "{base}/feed"\n', extra='deny = ["/never"]')
    items = "".join(ITEM.format(n=n, base=site.base.replace("127.0.0.1", "localhost"), text="x") for n in range(1, 3))
    seed = outlet.folder / "outlets" / "here.toml"
    seed.write_text(
        seed.read_text("utf-8").replace('hosts = ["127.0.0.1"]', 'hosts = ["127.0.0.1", "localhost"]'), "utf-8"
    )
    site.put_stories(range(1, 3))
    site.put("/feed", FEED.format(items=items))
    site.put("/robots.txt", status=404)
    site.pages["/robots.txt"].first = [404, 503]
    report = outlet.crawl()
    states = outlet.link_states()
    assert states[LinkState.REFUSED] == 0
    assert states[LinkState.FAILED] + states[LinkState.STORED] == 2
    assert (report.verdict is OutletVerdict.OK) == (states[LinkState.FAILED] == 0)


def test_a_feed_cannot_lead_to_a_private_host(site, outlet, stories):
    outlet.entries('[[entries]]\nkind = "feed"\nread = "entry"\nurl = "{base}/feed"\n')
    seed = outlet.folder / "outlets" / "here.toml"
    seed.write_text(seed.read_text("utf-8").replace("story = '/story/\\d+'", ""), "utf-8")
    text = "云杉软件公司今天发布新版本，新版本支持多种语言，已有三十家企业试用，计划下月向全部客户开放。"
    inner = ("http://10.0.0.1", "http://169.254.169.254", "http://localhost:22", "https://news.example.org")
    items = "".join(ITEM.format(n=n, base=base, text=text * n) for n, base in enumerate(inner, 1))
    site.put("/feed", FEED.format(items=items))
    outlet.crawl()
    assert [story.url for story in stories()] == ["https://news.example.org/story/4"]


def test_an_unfinished_story_of_a_feed_is_read_though_the_feed_is_unchanged(site, outlet, stories):
    outlet.entries('[[entries]]\nkind = "feed"\nread = "entry"\nurl = "{base}/feed"\n')
    text = "云杉软件公司今天发布新版本，新版本支持多种语言，已有三十家企业试用，计划下月向全部客户开放。"
    site.put("/feed", FEED.format(items=ITEM.format(n=1, base=site.base, text=text)), ETag='"v1"')
    outlet.crawl()
    with sqlite3.connect(outlet.store_url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE links SET state = 'discovered', story = NULL")
        database.execute("DELETE FROM bands")
        database.execute("DELETE FROM stories")
    assert outlet.crawl().stored == 1


def test_what_an_outlet_repeats_is_cut_from_the_second_crawl_on(site, outlet, stories):
    line = "本报读者可在各地的阅览室翻看旧刊，钥匙在管理员处。"

    def crawl(numbers):
        site.put_stories(numbers)
        for number in numbers:
            page = site.pages[f"/story/{number}"]
            page.body = page.body.replace(b"</p></div>", f"</p><p>{line}</p></div>".encode())
        outlet.crawl()

    crawl(range(1, 6))
    assert [line in story.text for story in stories()] == [True] * 5
    crawl(range(1, 9))
    later = [story for story in stories() if story.url[-1] in "678"]
    assert [(line in story.text, story.signals["text:repeated"]) for story in later] == [(False, line)] * 3


@pytest.mark.parametrize(("stated", "expected"), [("ahead", 172_800), ("Fri, 99 Foo 2026", None), (None, 0)])
def test_the_clock_is_compared_with_what_a_host_states_first(outlet, site, stated, expected):
    ahead = format_datetime(datetime.now(UTC) + timedelta(days=2), usegmt=True)
    date = {"Date": ahead if stated == "ahead" else stated} if stated else {}
    site.put("/robots.txt", "User-agent: *", **date)
    site.put("/list", '<a href="/about">x</a>', Age="9", Date=ahead)
    assert outlet.crawl().skew == (None if expected is None else pytest.approx(expected, abs=60))


def test_what_needs_a_browser_is_not_asked_for(site, outlet):
    outlet.entries(LISTING + "browser = true\n")
    site.put_stories(range(1, 3))
    report = outlet.crawl()
    assert (report.verdict, site.asked()) == (OutletVerdict.SKIPPED, [])
    assert [fault.reason for fault in report.faults] == ["not collected: its pages need a browser"]

"""Stories split over several pages: followed in order, joined, and kept as far as they can be fetched."""

from datetime import timedelta

import pytest

from aggregator.configuration import Limits
from aggregator.crawl import crawlers
from aggregator.models import LinkState
from aggregator.models.report import OutletVerdict
from spiders.join_pages import MAX_PAGES

pytestmark = pytest.mark.usefixtures("extractors_kept")

PAGE = """<html><head><meta charset="utf-8"><title>云杉软件的十年</title></head><body><h1>云杉软件的十年</h1>
<div class="info">2026-11-20 09:10 来源：本地新闻</div>
<div class="article-content">{text}</div>{following}</body></html>"""
LEAD = "<p>编者按：云杉软件公司今年成立十周年，本刊记者走访了它的三个研发中心，记录下这十年里的变化。</p>"
WORDS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def paragraph(n: int) -> str:
    word = WORDS[n % len(WORDS)] * 3
    return f"第{n}章写道，云杉软件的{word}团队在那一年推出{word}产品，{n * 37}家企业是它的首批客户，收入增长{n}成。"


def put_pages(site, numbers, last, lead=""):
    """Answer with pages of one story, each linking to the next up to `last`."""
    for n in numbers:
        address = "/story/1.html" if n == 1 else f"/story/1_{n}.html"
        following = f'<a href="/story/1_{n + 1}.html">下一页</a>' if n < last else ""
        site.put(address, PAGE.format(text=f"{lead}<p>{paragraph(n)}</p>", following=following))
    site.put("/list", '<a href="/story/1.html">云杉软件的十年</a>')


def test_pages_are_joined_in_order_under_the_announced_address(site, outlet, stories):
    put_pages(site, range(1, 4), last=3)
    report = outlet.crawl()
    (story,) = stories()
    assert story.url == f"{site.base}/story/1.html"
    assert story.text.splitlines() == [paragraph(1), paragraph(2), paragraph(3)]
    assert (report.stored, report.faults, outlet.link("/story/1.html").state) == (1, (), LinkState.STORED)
    assert site.asked() == ["/list", "/story/1.html", "/story/1_2.html", "/story/1_3.html"]


def test_paragraphs_repeated_at_the_top_of_each_page_are_kept_once(site, outlet, stories):
    put_pages(site, range(1, 4), last=3, lead=LEAD)
    outlet.crawl()
    (story,) = stories()
    assert story.text.count("编者按") == 1
    assert [line[:3] for line in story.text.splitlines()[1:]] == ["第1章", "第2章", "第3章"]


def test_a_page_that_is_missing_ends_the_story_and_is_named(site, outlet, stories):
    put_pages(site, [1, 2], last=3)
    report = outlet.crawl()
    (story,) = stories()
    assert story.text.splitlines() == [paragraph(1), paragraph(2)]
    assert outlet.link("/story/1.html").state is LinkState.STORED
    assert [(fault.url, fault.reason) for fault in report.faults] == [
        (f"{site.base}/story/1_3.html", "the story ends before this page: HTTP 404")
    ]


def test_a_page_that_is_not_a_story_ends_the_story_and_is_named(site, outlet, stories):
    put_pages(site, [1], last=2)
    site.put("/story/1_2.html", "<html><head><title>404 页面不存在</title></head><body>页面不存在</body></html>")
    report = outlet.crawl()
    assert stories()[0].text == paragraph(1)
    assert report.faults[0].reason.startswith("the story ends before this page: not-found")


def test_no_page_is_read_twice(site, outlet, stories):
    put_pages(site, [1, 2], last=2)
    last = PAGE.format(text=f"<p>{paragraph(2)}</p>", following='<a href="/story/1.html">下一页</a>')
    site.put("/story/1_2.html", last)
    outlet.crawl()
    assert site.asked() == ["/list", "/story/1.html", "/story/1_2.html"]
    assert len(stories()[0].text.splitlines()) == 2


def test_a_page_that_leads_back_by_a_redirect_ends_the_story(site, outlet, stories):
    put_pages(site, [1, 2], last=3)
    site.put("/story/1_3.html", status=302, Location="/story/1.html")
    outlet.crawl()
    assert stories()[0].text.splitlines() == [paragraph(1), paragraph(2)]
    assert site.asked().count("/story/1.html") == 2


def test_a_next_page_on_another_host_or_of_another_story_is_not_followed(site, outlet, stories):
    for address in ("http://localhost:9/story/1_2.html", "/story/2.html"):
        put_pages(site, [1], last=1)
        site.put(
            "/story/1.html", PAGE.format(text=f"<p>{paragraph(1)}</p>", following=f'<a href="{address}">下一页</a>')
        )
    outlet.crawl()
    assert site.asked() == ["/list", "/story/1.html"]
    assert len(stories()) == 1


def test_no_more_than_the_maximum_of_pages_is_followed(site, outlet, stories):
    put_pages(site, range(1, MAX_PAGES + 5), last=MAX_PAGES + 5)
    outlet.crawl()
    assert len(stories()[0].text.splitlines()) == MAX_PAGES
    assert len(site.asked()) == MAX_PAGES + 1


@pytest.mark.parametrize("headers", [{"Retry-After": "3600"}, {}])
def test_a_story_that_a_pause_interrupts_is_read_whole_by_a_later_run(site, outlet, stories, headers):
    put_pages(site, [1], last=2)
    site.put("/story/1_2.html", status=429, **headers)
    report = outlet.crawl()
    assert (report.verdict, report.waiting, stories()) == (OutletVerdict.PARTIAL, 1, [])
    assert [fault.url for fault in report.faults] == [f"{site.base}/story/1_2.html"]
    put_pages(site, [1, 2], last=2)
    assert outlet.crawl(later=timedelta(minutes=61)).stored == 1
    assert stories()[0].text.splitlines() == [paragraph(1), paragraph(2)]


@pytest.mark.parametrize("limit", ["outlet_seconds", "crawl_seconds"])
def test_a_story_that_a_deadline_interrupts_is_left_for_the_next_run(site, outlet, stories, monkeypatch, limit):
    outlet.limits = Limits.model_validate({limit: 1.5})
    monkeypatch.setattr(crawlers, "GRACE", 0.1)
    put_pages(site, [1, 2], last=2)
    site.pages["/story/1_2.html"].wait = 60
    outlet.crawl()
    assert (outlet.link("/story/1.html").state, stories()) == (LinkState.DISCOVERED, [])

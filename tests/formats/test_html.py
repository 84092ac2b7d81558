"""The page: what it shows, that everybody can read it, and that it does nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from aggregator.formats.html import render
from aggregator.formats.templating import OURS
from aggregator.models import Digest
from tests.formats.pages import active_parts, read_page, texts

CSS = (OURS / "digest.css").read_text("utf-8")


def test_the_page_shows_the_whole_digest(chinese: Digest) -> None:
    page = read_page(render(chinese))
    assert texts(page, "h1, header p") == ["晚间资讯", "2026年11月20日 星期五", "每天傍晚，一页读完当日新闻。"]
    assert texts(page, "h2") == ["要点", "电商快讯", "跨境快讯"]
    assert texts(page, "h3") == ["1、云杉商城在六城开放加盟", "2、云州拟规范直播带货", "3、海棠在鹿特丹启用海外仓 更新"]
    paragraphs = texts(page, "article p")
    assert paragraphs[1] == "11月20日消息，监管局就规范征求意见（至12月19日）。（云州市监管局（网络处））"
    window = "收录11月20日08:00至11月20日18:00的消息（Asia/Shanghai）。"
    machine = "机器撰写：第3条的标题、正文（summary、translation）。"
    assert texts(page, "footer") == [f"{window}括号内为消息来源。{machine}"]


def test_the_page_in_english(english: Digest) -> None:
    page = read_page(render(english))
    assert texts(page, "header p")[0] == "Friday, November 20, 2026"
    assert texts(page, "h3")[2] == "3. Haitang opens a warehouse in Rotterdam Update"
    assert texts(page, "article p")[2:] == [
        "On November 20, Haitang has opened a warehouse of 24,000 square metres. (Harbour Paper · original)",
    ]
    assert texts(page, "footer") == [
        "News from 2026-11-20 08:00 to 2026-11-20 18:00 (Asia/Shanghai). The name in brackets is the source. "
        "Written by machine: headline, paragraph of 3 (summary, translation)."
    ]


def test_marks_are_only_where_they_belong(chinese: Digest) -> None:
    page = read_page(render(chinese))
    assert [node.attributes["id"] for node in page.css("article:has(.update)")] == ["entry-3"]


def test_a_credit_links_to_the_story_and_to_the_original(chinese: Digest) -> None:
    links = [node.attributes for node in read_page(render(chinese)).css("article a")]
    assert [link["href"] for link in links] == [
        "https://news.example/1?a=1&b=(2)",
        "https://news.example/2?a=1&b=(2)",
        "https://news.example/3?a=1&b=(2)",
        "https://harbour.example/story?id=3&lang=zh",
    ]
    assert links[3]["aria-label"] == "原文 港口报"


def test_an_original_that_is_the_story_is_linked_once(chinese: Digest) -> None:
    last = chinese.entries[2]
    same = replace(last, attribution=replace(last.attribution, original_url=last.url))
    page = read_page(render(replace(chinese, entries=(same,))))
    assert [node.attributes["href"] for node in page.css("article a")] == [last.url]


def test_highlights_link_to_their_entries(chinese: Digest) -> None:
    lines = ("海棠启用海外仓", "与任何一条都不相干的一行", "云杉商城开放加盟")
    page = read_page(render(replace(chinese, highlights=lines)))
    assert texts(page, "nav li") == list(lines)
    links = [(node.text(), node.attributes["href"]) for node in page.css("nav a")]
    assert links == [("海棠启用海外仓", "#entry-3"), ("云杉商城开放加盟", "#entry-1")]


@pytest.mark.parametrize("language", ["chinese", "english"])
def test_the_page_works_with_screen_readers(request: pytest.FixtureRequest, language: str) -> None:
    page = read_page(render(request.getfixturevalue(language)))
    assert page.css_first("html").attributes["lang"] == {"chinese": "zh-CN", "english": "en"}[language]
    assert [node.tag for node in page.css("body > *")] == ["a", "header", "nav", "main", "footer"]
    assert page.css_first("body > a").attributes["href"] == f"#{page.css_first('main').attributes['id']}"
    levels = [int(node.tag[1]) for node in page.css("h1, h2, h3, h4")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(node.tag == "li" for node in page.css("nav ol > *"))
    assert all(node.text().strip() for node in page.css("a, h1, h2, h3, title"))


def test_every_reference_within_the_page_leads_somewhere(chinese: Digest) -> None:
    page = read_page(render(chinese))
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    named = {node.attributes["aria-labelledby"] for node in page.css("[aria-labelledby]")}
    linked = {node.attributes["href"].removeprefix("#") for node in page.css('a[href^="#"]')}
    assert named | linked <= set(ids)
    assert len(linked) == 4


def test_the_page_fetches_and_runs_nothing(chinese: Digest) -> None:
    text = render(chinese)
    assert list(active_parts(read_page(text))) == []
    harm = '<img src="x" onerror="y"><a href="javascript:z">z</a><footer style="background: url(//x)">'
    hurt = text.replace("<footer>", harm)
    assert sorted(active_parts(read_page(hurt))) == [
        "a href=javascript:z",
        "footer style=background: url(//x)",
        "img",
        "img onerror",
        "img src=x",
    ]


def test_an_edition_without_highlights_has_no_list_of_them(chinese: Digest) -> None:
    assert not read_page(render(replace(chinese, highlights=()))).css("nav")


def schemes() -> list[dict[str, str]]:
    """Return the colours of the light, the dark and the printed page."""
    blocks = re.findall(r":root \{([^}]*)\}", CSS)
    colours = [dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", block)) for block in blocks]
    assert len(colours) == 3
    return colours


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", range(3), ids=["light", "dark", "print"])
def test_contrast_is_enough_in_every_scheme(scheme: int) -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    colours = schemes()[scheme]
    assert all(contrast(colours[name], colours["paper"]) >= 4.5 for name in ("ink", "quiet", "accent"))
    assert contrast(colours["under"], colours["paper"]) >= 3

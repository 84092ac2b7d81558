"""Ids, patterns and selectors derived from an address and a page."""

import re

import pytest

from aggregator.text import letters
from spiders.proposing.file import quoted
from spiders.proposing.selectors import holder_of, selector_of, smallest_with, sole_selector_of
from spiders.proposing.url_pattern import id_from, own_host, story_pattern
from spiders.readers.page.markup import parse_html
from spiders.readers.page.selection import elements, text_of


@pytest.mark.parametrize(
    ("url", "host", "name"),
    [
        ("https://www.lanhe.com/a/1", "lanhe.com", "lanhe"),
        ("https://tech.lanhe.com.cn/a/1", "tech.lanhe.com.cn", "lanhe"),
        ("http://m.lanhe.co.uk/1", "lanhe.co.uk", "lanhe"),
        ("http://127.0.0.1:8080/1", "127.0.0.1", "127-0-0-1"),
    ],
)
def test_an_outlet_is_named_after_its_host(url, host, name):
    assert own_host(url) == host
    assert id_from(host) == name


BASE = "https://tech.lanhe.example"


@pytest.mark.parametrize(
    ("url", "links", "stories", "others"),
    [
        # digits alone: as many as all have, or any number
        ("/a/20261120/31.html", [], ["/a/20261121/7.html"], ["/a/1/7.html", "/b/20261121/7.html", "/a/20261121/"]),
        ("/a/31.html", ["/a/32.html", "/a/45.html"], ["/a/99.html"], ["/a/list.html", "/about.html"]),
        ("/a/1.html", ["/a/2.html", "/a/9.html"], ["/a/10.html"], ["/a/list.html"]),
        ("/a/31.html", ["/a/3211.html"], ["/a/999.html"], ["/a/x9.html"]),
        # columns differ: a word; identifiers differ: a word
        ("/it/2026-11-20/a1.shtml", ["/car/2026-11-19/a2.shtml"], ["/tv/2027-01-01/a9.shtml"], ["/tv/a9.shtml"]),
        ("/d/doc-ixyz7.shtml", ["/d/doc-abcd81.shtml"], ["/d/doc-q1.shtml"], ["/d/", "/e/doc-q1.shtml"]),
        # the page's name is a separate word, or a number in the query
        ("/news/lanhe-opens", [], ["/news/something-else"], ["/news/", "/about"]),
        ("/show.php?id=81", [], ["/show.php?id=9"], ["/show.php", "/list.php?id=9"]),
    ],
)
def test_a_pattern_holds_for_stories_and_nothing_else(url, links, stories, others):
    pattern = story_pattern(BASE + url, [*(BASE + link for link in links), f"{BASE}/about", BASE], "tech.lanhe.example")
    assert pattern is not None
    assert all(re.search(pattern, BASE + path) for path in [url, *links, *stories])
    assert [path for path in others if re.search(pattern, BASE + path)] == []
    assert not re.search(pattern, f"https://elsewhere.example{url}")


def test_a_home_page_has_no_pattern():
    assert story_pattern(f"{BASE}/", [f"{BASE}/a/1.html"], "tech.lanhe.example") is None


PAGE = """<html><head><title>蓝河公司开放平台</title></head><body>
<div class="side"><p>蓝河公司开放平台</p><p>热门</p></div>
<div class="main"><div class="top"><h1>蓝河公司开放平台</h1><span>2026-11-20</span>
<span class="x9f3a2c">来源</span></div>
<div class="c8d21f77"><p>第一段。</p><p>第二段。</p></div><div><p>分享</p></div></div></body></html>"""


def test_an_element_is_named_by_what_lasts():
    root = parse_html(PAGE)
    title = smallest_with(root, lambda text: letters(text) == "蓝河公司开放平台")
    assert title is not None
    assert (title.tag, selector_of(title, root)) == ("h1", "h1")
    source = smallest_with(root, lambda text: text == "来源")
    assert source is not None
    assert selector_of(source, root) is None  # its class is made up, and the day's element comes first


def test_a_body_is_the_innermost_element_with_its_paragraphs():
    root = parse_html(PAGE)
    body = holder_of(root, ["第一段。", "第二段。"])
    assert body is not None
    assert text_of(body) == "第一段。 第二段。"
    css = sole_selector_of(body, root)
    assert css is None or elements(root, css) == [body]


@pytest.mark.parametrize("text", [r"^a\d+$", "it's \\d", 'a "name"', "tab\tand\nline", "\x7f\ufeff蓝河"])
def test_strings_are_toml(text):
    import tomllib

    plain = re.sub(r"[\x00-\x1f\x7f\ufeff]+", " ", text).strip()
    assert tomllib.loads(f"key = {quoted(text)}") == {"key": plain}

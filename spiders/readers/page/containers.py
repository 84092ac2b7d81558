"""The elements in which content systems keep a story's text, found by their names."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from spiders.readers.page.markup import Line, lines_of
from spiders.readers.page.page import Page
from spiders.readers.page.prose import size_of
from spiders.readers.page.selection import Path

MAX_CANDIDATES = 20
"""Elements that are compared; a page with more uses the names for something else."""
MIN_SHARE = 0.8
"""An inner element with this share of the richest one's prose is the body; the rest around it is furniture."""

# Gathered from public scrapers and site rules.
_IDS = frozenset({
    "artibody", "article_content", "articleContent", "article-content", "articlecontent", "article_body",
    "articleBody", "endText", "js_content", "Cnt-Main-Article-QQ", "ArticleCnt", "main_content", "artical_real",
    "ContentBody", "contentbody", "chan_newsDetail", "js-arti-detail", "js_article_content", "p-detail",
    "p_content", "rwb_zw", "UCAP-CONTENT", "zoom", "Zoom", "newsText", "news_content", "newscontent", "newsContent",
    "news-body", "ctkeywordcontent", "contentText", "content_text", "mainContent", "artContent", "detailContent",
    "detail_content", "textContent", "text_content", "ozoom", "fontzoom", "article_text", "articleText",
    "story_body_content", "the_content", "txt_content", "post_body", "story",
})  # fmt: skip
_CLASSES = frozenset({
    "article-content", "article_content", "articleContent", "article-body", "article__body", "article-detail",
    "art_contextBox", "TRS_Editor", "TRS_UEDITOR", "post_text", "post_body", "post-content", "post-body",
    "entry-content", "news_txt", "rich_media_content", "news-content", "news_content", "newsContent",
    "detail-content", "detail_content", "text-content", "main-text", "main_text", "articleDetailContent",
    "content-article", "article-text", "story-body", "article_con", "txt_con", "con_txt", "pages_content",
    "news_content_text", "detail-body", "view_content", "wp_articlecontent", "article-main-content",
    "index-article",
})  # fmt: skip
_NAMED = Path("//*[@id or @class or @itemprop]")


def contained_lines(page: Page) -> list[Line]:
    """Return the lines of the story's element: the smallest with nearly all the prose."""
    sized = [_sized(node) for node in islice(filter(_is_container, _NAMED.nodes(page.body)), MAX_CANDIDATES)]
    most = max((prose for prose, _size, _lines in sized), default=0)
    if most == 0:
        return []
    rich = [candidate for candidate in sized if candidate[0] >= MIN_SHARE * most]
    return min(rich, key=lambda candidate: candidate[1])[2]


def _is_container(node: HtmlElement) -> bool:
    """Return whether an element has one of the names; XPath takes 30 ms a page for as many comparisons."""
    return (
        node.get("id") in _IDS
        or not _CLASSES.isdisjoint((node.get("class") or "").split())
        or node.get("itemprop") == "articleBody"
    )


def _sized(node: HtmlElement) -> tuple[int, int, list[Line]]:
    """Return the characters of prose, of all text, and the lines of an element."""
    lines = list(lines_of(node))
    return size_of(lines), sum(len(line.text) for line in lines), lines

"""The source label: `来源：X` in its spellings, labels known by their element, metas of media and government."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from aggregator.text.words import family

from ..addresses import absolute
from ..page.markup import Line
from ..page.own import own_values, scripts_of
from ..page.page import Page
from ..page.selection import Path, text_of
from ..page.suffixes import site_in
from ..reading import Field
from .byline import GENERIC, account_of, bylines
from .elsewhere import is_elsewhere
from .fields import SOURCE, Label, clean_label, href_of, labelled
from .header import Header
from .people import is_author

SIGNALS = {
    "contentsource": "meta:ContentSource",
    "source": "meta:source",
    "mediaid": "meta:mediaid",
    "article:author": "meta:article:author",
    "author": "meta:author",
    "sitename": "meta:SiteName",
    "og:site_name": "meta:og:site_name",
}
"""Metas that name a source, and their names in `Reading.signals`."""
_LABEL_METAS = ("contentsource", "source", "mediaid")
_BAIDU = Path("id('source_baidu ne_article_source media_name js_name')")
_HINT = re.compile(
    r"(?:^|[\s-])(?:(?!\w{0,12}resource)\w{0,12}source(?:(?:_?(?:title|name|text))+)?|media_?name|where|from|origin|laiyuan|ly|copyfrom|nickname|\w{0,20}_nickname)(?:$|[\s-])",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"(?:版权声明|本文|文章|稿件)? ?(?:来源|來源)[:：].{2,60}$")
"""A credit below the body; one in brackets is a picture's."""
_NO_SOURCE = family("credits.not_source").pattern()

_DATA_KEYS = ("sourceOrganization", "provider", "author")
_PLATFORM_RULE = "header:来自"
"""Of a name behind 来自 without a colon: of a platform, where an account is named."""
_FROM = re.compile(r"\s{0,3}(?:来自|來自)")
_DATUM = re.compile(
    r"[\s{,\"'](?:source|source_?name|media_?name|news_?source|copyfrom)[\"']?\s{0,3}[:=]\s{0,3}[\"'](?P<value>[^\"'<>\\\n]{2,30})[\"']",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def find_source(header: Header) -> Field:
    """Find the source label of a page, with its link; a column's name only if nothing else is called its source."""
    first = next(_candidates(header), Field())
    if first.value is None or not GENERIC.fullmatch(first.value):
        return first
    zone = [*header.below, *header.above]
    named = (field for field in _labelled(zone, "header:来源") if not GENERIC.fullmatch(field.value or ""))
    return next(named, first)


def signals_of(header: Header) -> Mapping[str, str]:
    """Return the machine-readable source fields of a page by name, the site's name in its title, and the account."""
    page = header.page
    fields = {signal: page.metas[name] for name, signal in SIGNALS.items() if name in page.metas}
    found = {"page:site": site_in(page.title), "page:account": _account_in(header), **_in_data(page)}
    return fields | {name: value for name, value in found.items() if value}


def _account_in(header: Header) -> str | None:
    """Return the account that published, if the page does not sign the story with its name as the author's."""
    account = account_of(header)
    return None if account is None or is_author(account, header) else account


def acceptable_link(href: str | None, page: Page) -> str | None:
    """Return a label's link if it can be the original story: a public page other than this one."""
    address = absolute(href, page.base) if href else None
    if address is None or address.rstrip("/") == page.url.rstrip("/"):
        return None
    path = address.split("://", 1)[1].partition("/")[2]
    host = address.split("://", 1)[1].partition("/")[0]
    private = re.match(r"(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.|localhost", host)
    return address if path and not private else None


def _candidates(header: Header) -> Iterator[Field]:
    page, zone = header.page, [*header.below, *header.above]
    yield from _labelled(zone, "header:来源")
    yield from _by_id(page)
    credited = [*_by_class(zone)]
    yield from (field for field in credited if field.rule != _PLATFORM_RULE)
    yield from (field for field in bylines(header) if not is_author(field.value, header))
    if account := _account_in(header):
        yield Field(account, "header:account")
    yield from credited
    for name in _LABEL_METAS:
        if label := clean_label(page.metas.get(name, "")):
            yield Field(label, f"meta:{name}")
    if label := _in_scripts(page):
        yield Field(label, "script:source")
    below = page.lines[(header.line or 0) + 1 :]
    credits_below = [line for line in below if _CREDIT.match(line.text) and not is_elsewhere(line.block, header)]
    found = list(_labelled(credits_below, "text:来源"))
    if len({field.value for field in found}) == 1:  # several are those of boxes, each with its own
        yield found[0]


def _in_scripts(page: Page) -> str | None:
    """Return the source named by the page's own data beside its title; None if it names several, or none in Chinese."""
    scripts = [script for script in scripts_of(page.root) if not script.isascii()]
    named = own_values(scripts, _DATUM, page.known, _chinese_label)
    return named[0] if len(named) == 1 else None


def _chinese_label(name: str) -> str | None:
    return clean_label(name) if _HAN.search(name) else None


def _in_data(page: Page) -> dict[str, str]:
    """Return the names in the page's own JSON-LD by signal: who provided the story, and its author."""
    names = {f"json-ld:{key}": _name(thing.get(key)) for thing in page.own_data for key in _DATA_KEYS}
    return {signal: name for signal, name in names.items() if name}


def _name(value: object) -> str:
    """Return the name in a value of JSON-LD: a text, an object, or a list of one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    name = value.get("name") if isinstance(value, dict) else value
    return name.strip() if isinstance(name, str) else ""


def _labelled(lines: list[Line], rule: str) -> Iterator[Field]:
    for at, line in enumerate(lines):
        for found in labelled(line, SOURCE):
            text, href = found if found.text else _next_line(lines, at)
            if label := clean_label(text):
                yield Field(label, rule, href)


def _next_line(lines: list[Line], at: int) -> Label:
    """Return the next line as a label: 来源 and its value may be in two cells."""
    if at + 1 >= len(lines):
        return Label("")
    line = lines[at + 1]
    return Label(line.text, href_of(line.pieces[0]))


def _by_id(page: Page) -> Iterator[Field]:
    for node in _BAIDU.nodes(page.root):
        if (label := clean_label(text_of(node))) and not _NO_SOURCE.match(label):
            yield Field(label, f"header:#{node.get('id')}", _first_href(node))


def _by_class(zone: list[Line]) -> Iterator[Field]:
    """Yield the texts of header elements whose class or id marks them as the source."""
    for line in zone:
        for piece in line.pieces:
            node = _hinted(piece.element, line.block)
            label = clean_label(piece.text) if node is not None else None
            if label and not _NO_SOURCE.match(label):
                rule = _PLATFORM_RULE if _FROM.match(piece.text) else "header:class"
                yield Field(label, rule, href_of(piece))


def _hinted(element: HtmlElement | None, block: HtmlElement) -> HtmlElement | None:
    for _ in range(3):
        if element is None:
            return None
        if _HINT.search(element.get("class") or "") or _HINT.search(element.get("id") or ""):
            return element
        if element is block:
            return None
        element = element.getparent()
    return None


def _first_href(node: HtmlElement) -> str | None:
    if node.tag == "a":
        return node.get("href") or None
    return next((anchor.get("href") or None for anchor in node.iterdescendants("a")), None)

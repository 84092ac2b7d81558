"""List pages: the stories linked from a channel page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from aggregator.errors import Unreadable
from aggregator.models import Link
from aggregator.registry.outlets import EntryPoint, ListSelectors, Outlet
from aggregator.text import letters
from aggregator.text.counted import counted
from aggregator.text.words import family

from ..addresses import absolute, base_of
from ..document import Document
from ..header.dates import parse_moment, parse_split
from ..header.fields import clean_label
from ..limits import MAX_TITLE, require_few_links
from ..page.encoding import decode
from ..page.kinds import challenge_in
from ..page.markup import parse_html
from ..page.selection import Path, elements, first_text
from ..reading import Moment
from .anchors import Times

_ANCHORS = Path("//a[@href]")
_ATTRIBUTES = Path(".//@title|.//img/@alt")
_READ_MORE = family("furniture.read_more").pattern(before=r"[\W_]{0,8}", after=r"[\W_]{0,8}")
_CUT = re.compile(r"(?:…|\.{2}|．{2}|·{3}|。{3})[…\s.．。·]{0,40}+$")
"""The end of a headline that was cut short."""


class Item(NamedTuple):
    """An item of a list, as written."""

    href: str
    title: str | None
    time: str | None = None
    source: str | None = None


def read_listing(document: Document, outlet: Outlet, entry: EntryPoint) -> list[Link]:
    """Return the stories linked from a list page, in order, each address once.

    The selectors in `entry.list` find the items; without them every link with a story's address is one, with the time
    that is a text by itself in it or beside it.
    Raises `Unreadable` if the page is a challenge or has no stories: an empty list is a fault, not a quiet day.
    """
    text = decode(document.body, document.content_type, outlet.charset).text
    if reason := challenge_in(text):
        raise Unreadable(f"a challenge page, not a list: {reason}")
    root = parse_html(text)
    times = Times(document.fetched_at, outlet.timezone)
    items = _selected(root, entry.list, times) if entry.list else _anchors(root, times)
    return stories_in("a list without links to stories", items, document, outlet, entry, base_of(root, document.url))


def stories_in(
    fault: str,
    items: Iterable[Item],
    document: Document,
    outlet: Outlet,
    entry: EntryPoint,
    base: str | None = None,
) -> list[Link]:
    """Return what `collect` does; raise `Unreadable` with the fault if that is nothing: who threw the rest out, too."""
    items = list(items)
    if links := collect(items, document, outlet, entry, base):
        return links
    others = len(collect(items, document, outlet.without_patterns(), entry, base))
    raise Unreadable(f"{fault}: `story` and `deny` leave none of {counted(others, 'address')}" if others else fault)


def matches_in_listing(document: Document, outlet: Outlet, selectors: ListSelectors) -> list[dict[str, bool]]:
    """Return for each item of a list page which selectors, with their keys in the outlet's file, find something."""
    root = parse_html(decode(document.body, document.content_type, outlet.charset).text)
    named = {name: css for name in ("link", "title", "time", "source") if (css := getattr(selectors, name))}
    return [
        {f"list.{name} {css}": first_text(item, css) is not None for name, css in named.items()}
        for item in elements(root, selectors.item)
    ]


def collect(
    items: Iterable[Item], document: Document, outlet: Outlet, entry: EntryPoint, base: str | None = None
) -> list[Link]:
    """Make links of a document's items, each address once: in the place of its first item, with its first title,
    or the one that completes it.

    Relative addresses resolve against `base`, by default the document's own address.
    """
    items = list(items)
    calls = _calls(items)
    links: dict[str, Link] = {}
    for item in items:
        address = absolute(item.href, base or document.url)
        if address is None or not outlet.is_story(address):
            continue
        known = links.get(address)
        better = known and item.title and (not known.title or _completes(item.title, known.title))
        if known is None or better or (known.title in calls and item.title and item.title not in calls):
            links[address] = _link(item, address, outlet, entry, document.fetched_at)
            require_few_links(len(links))
    return list(links.values())


def _calls(items: Iterable[Item]) -> set[str]:
    """Return the texts of links that only lead to a story: by their words, or as several addresses share them."""
    addresses: dict[str, set[str]] = {}
    for item in items:
        if item.title:
            addresses.setdefault(item.title, set()).add(item.href)
    return {title for title, several in addresses.items() if len(several) > 1 or _READ_MORE.fullmatch(title)}


def _link(item: Item, address: str, outlet: Outlet, entry: EntryPoint, fetched_at: datetime) -> Link:
    moment = _moment(item.time, fetched_at, outlet.timezone) if item.time else None
    return Link(
        outlet=outlet.id,
        url=address,
        title=(item.title or "")[:MAX_TITLE] or None,
        published=moment.at if moment else None,
        published_precision=moment.precision if moment else None,
        published_raw=item.time or None,
        source_label=clean_label(item.source) if item.source else None,
        section=entry.section,
    )


def _moment(time: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    return parse_split(time, fetched_at, zone) or parse_moment(time, fetched_at, zone)


def _selected(root: HtmlElement, selectors: ListSelectors, times: Times) -> Iterator[Item]:
    for item in elements(root, selectors.item):
        href = first_text(item, selectors.link) or item.get("href")
        if href:
            yield Item(
                href,
                _whole(first_text(item, selectors.title) or "", item) or _anchor_title(item, href, times),
                first_text(item, selectors.time),
                first_text(item, selectors.source),
            )


def _anchor_title(item: HtmlElement, href: str, times: Times) -> str | None:
    """Return the text of the item's link, for want of a title selector."""
    anchors = [item, *item.iterdescendants("a")] if item.tag == "a" else list(item.iterdescendants("a"))
    titles = [
        _title(times.apart(anchor)[0], anchor) for anchor in anchors if (anchor.get("href") or "").strip() == href
    ]
    return max(titles, key=len, default="") or None


def _anchors(root: HtmlElement, times: Times) -> Iterator[Item]:
    for anchor in _ANCHORS.nodes(root):
        text, time = times.apart(anchor)
        yield Item(anchor.get("href") or "", _title(text, anchor), time or times.beside(anchor))


def _title(text: str, anchor: HtmlElement) -> str:
    return _whole(text, anchor) or " ".join((anchor.get("title") or "").split())


def _whole(title: str, element: HtmlElement) -> str:
    """Return a title that was cut short as an attribute of the element, or of one inside it, has it whole."""
    if not _CUT.search(title):
        return title
    attributes = (" ".join(value.split()) for value in _ATTRIBUTES.strings(element))
    return next((value for value in attributes if _completes(value, title)), title)


def _completes(whole: str, title: str) -> bool:
    """Return whether a title goes on where another was cut short."""
    stem, cut = _CUT.subn("", title)
    return bool(cut) and not _CUT.search(whole) and letters(whole).startswith(letters(stem))

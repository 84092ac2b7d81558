"""Propose an outlet's file from a story's page, its entry points, and a few more stories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from aggregator.crawl.context import Context
from aggregator.crawl.watcher import NOBODY, Watcher
from aggregator.errors import Unreadable
from aggregator.models import Language
from aggregator.network.access import is_loopback
from aggregator.registry.outlets import EntryPoint, Layout, Outlet, Politeness, SeedNames
from aggregator.urls import host_of, is_below

from ..readers.addresses import absolute
from ..readers.document import Document
from ..readers.lists.announcements import read_announcements
from ..readers.page.article import matches_on_page, read_article
from ..readers.page.encoding import decode
from ..readers.page.layouts import SELECTORS, key_of
from ..readers.page.page import Page
from ..readers.page.selection import Path
from ..readers.page.site import site_of
from ..readers.reading import PageKind, Reading
from ..visits import fetch, fetch_some
from .derive import selectors_of
from .file import EntryFound, Proposal, Tried, to_toml
from .json_list import fields_in
from .url_pattern import id_from, own_host, story_pattern

MAX_TRIED = 3
"""Further stories on which the selectors are tried."""
ZONES = {"hk": "Asia/Hong_Kong", "tw": "Asia/Taipei", "mo": "Asia/Macau", "sg": "Asia/Singapore", "jp": "Asia/Tokyo"}
"""Zones by the country of the host."""
ZONE_OF: dict[Language, str] = {"zh": "Asia/Shanghai", "en": "UTC"}

_FEEDS = Path(
    "//link[contains(@rel,'alternate') and (contains(@type,'rss') or contains(@type,'atom') or contains(@type,'rdf'))]"
)
_ANCHORS = Path("//a[@href]")


class _Seen(NamedTuple):
    """A story's page and its reading."""

    document: Document
    page: Page
    reading: Reading


class _Announced(NamedTuple):
    """An entry point that was read, and all that it announces."""

    entry: EntryPoint
    addresses: Sequence[str]


def propose(
    url: str,
    entries: Mapping[str, str],
    context: Context,
    watcher: Watcher = NOBODY,
    id_: str | None = None,
    name: str | None = None,
) -> str:
    """Fetch a story's page, entry points and a few more stories; return an outlet's file that loads into the registry.

    `entries`: addresses by kind, `feed`, `listing` or `api`. `id_` and `name` are used instead of those that are found.

    Raises `AggregatorError` if one of them cannot be fetched, the page is not a story, or an entry point is not of its
    kind.
    """
    stranger = _stranger(url, entries, id_)
    page, *lists = fetch(stranger, [url, *entries.values()], context, watcher)
    seen = _seen(page, stranger)
    announced = [_announced(*each, url, seen, stranger) for each in zip(entries, entries.values(), lists, strict=True)]
    proposal = _proposal(url, seen, stranger, context, announced)
    layout = Layout.model_validate({field: [css] for field, css in proposal.selectors.items()})
    others = _others(url, announced, proposal.story)
    tried = _try(stranger.model_copy(update={"layouts": (layout,)}), page, others, context, watcher)
    return to_toml(_named(proposal._replace(tried=tried), name))


def _named(proposal: Proposal, name: str | None) -> Proposal:
    if not name:
        return proposal
    return proposal._replace(zh=name, en=name if name.isascii() else proposal.en)


def _stranger(url: str, entries: Mapping[str, str], id_: str | None) -> Outlet:
    """Make an outlet from its addresses alone, to fetch and read with."""
    host = own_host(url)
    home = urljoin(url, "/")
    asked = tuple(EntryPoint(kind="listing", url=address) for address in (home, *entries.values()))
    return Outlet(
        id=id_ or id_from(host),
        name=SeedNames(zh=host, en=host),
        home=home,
        hosts=(host,),
        entries=asked,
        politeness=Politeness(delay=0) if is_loopback(host) else Politeness(),
    )


def _seen(document: Document, stranger: Outlet) -> _Seen:
    reading = read_article(document, None)
    if reading.kind is not PageKind.STORY:
        raise Unreadable(f"{document.url}: not a story but {reading.kind}: {reading.reason}")
    decoded = decode(document.body, document.content_type)
    return _Seen(document, Page.parse(decoded, document.url), reading)


def _announced(kind: str, at: str, document: Document, url: str, seen: _Seen, stranger: Outlet) -> _Announced:
    try:
        fields = fields_in(document, url, seen.reading, stranger) if kind == "api" else None
        entry = EntryPoint.model_validate({"kind": kind, "url": at, "api": fields, "certainty": "single"})
        return _Announced(entry, [link.url for link in read_announcements(document, stranger, entry)])
    except Unreadable as error:
        hint = "; a JSON list is given by --api" if kind == "feed" and document.body.lstrip()[:1] in b"{[" else ""
        raise Unreadable(f"{at}: {error}{hint}") from error


def _is_story(address: str, pattern: str | None, host: str) -> bool:
    return is_below(host_of(address), [host]) and (pattern is None or bool(re.search(pattern, address)))


def _others(url: str, announced: Sequence[_Announced], pattern: str | None) -> list[str]:
    """Return the addresses of further stories to try the selectors on."""
    found = dict.fromkeys(address for each in announced for address in each.addresses)
    return [address for address in found if address != url and _is_story(address, pattern, own_host(url))][:MAX_TRIED]


def _try(outlet: Outlet, page: Document, others: Sequence[str], context: Context, watcher: Watcher) -> Tried:
    """Count the stories on which each selector finds something."""
    documents, _ = fetch_some(outlet, others, context, watcher) if others else ([], {})
    stories = [page, *(each for each in documents if read_article(each, None).kind is PageKind.STORY)]
    matches = [matches_on_page(story, outlet) for story in stories]
    keys = {field: key_of(0, field, css) for field in SELECTORS for css in getattr(outlet.layouts[0], field)}
    found = {field: sum(each[key] for each in matches) for field, key in keys.items()}
    return Tried(len(stories), found, 1 + len(others) - len(stories))


def _proposal(url: str, seen: _Seen, stranger: Outlet, context: Context, announced: Sequence[_Announced]) -> Proposal:
    host, reading = stranger.hosts[0], seen.reading
    name = site_of(seen.page).name or host
    source = context.registry.sources.at_host(host) or context.registry.sources.named(name)
    zone = ZONES.get(host.rpartition(".")[2]) or ZONE_OF[reading.language]
    outlet = stranger.model_copy(update={"zone": zone, "language": reading.language, "charset": reading.encoding})
    moment = reading.published
    addresses = [address for each in announced for address in each.addresses]
    story = story_pattern(url, [*addresses, *_links(seen.page)], host)
    return Proposal(
        id=stranger.id,
        zh=source.name.zh if source else name,
        en=source.name.en if source else (name if name.isascii() else stranger.id.title()),
        home=stranger.home,
        hosts=stranger.hosts,
        source=source.id if source else None,
        language=reading.language,
        zone=zone,
        charset=reading.encoding,
        story=story,
        entries=[*_entries(announced, seen.page, story, host)] or [EntryFound(_guess("listing", stranger.home))],
        selectors=selectors_of(seen.document, reading, outlet),
        read={
            "title": reading.title or "",
            "time": moment.raw if moment else "",
            "source": reading.source_label or "",
            "body": f"{len(reading.text.splitlines())} paragraphs, {len(reading.text)} characters",
        },
        tried=Tried(1, {}, 0),
        seen=f"{url} as it was on {seen.document.fetched_at:%Y-%m-%d}",
    )


def _entries(announced: Sequence[_Announced], page: Page, pattern: str | None, host: str) -> Iterator[EntryFound]:
    """Yield the entry points that were read, and the feeds that the page names beside them."""
    for entry, addresses in announced:
        stories = sum(_is_story(address, pattern, host) for address in addresses)
        yield EntryFound(entry, stories, len(addresses) - stories)
    known = {entry.url for entry, _ in announced}
    yield from (EntryFound(_guess("feed", at)) for at in _feeds(page) if at not in known)


def _guess(kind: str, url: str) -> EntryPoint:
    return EntryPoint.model_validate({"kind": kind, "url": url, "certainty": "guess"})


def _feeds(page: Page) -> list[str]:
    found = (absolute(node.get("href") or "", page.base) for node in _FEEDS.nodes(page.root))
    return list(dict.fromkeys(filter(None, found)))


def _links(page: Page) -> list[str]:
    found = (absolute(node.get("href") or "", page.base) for node in _ANCHORS.nodes(page.root))
    return [address for address in dict.fromkeys(filter(None, found)) if urlsplit(address).path.strip("/")]

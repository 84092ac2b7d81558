"""Propose an outlet's file from a story's page and a feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from aggregator.crawl.context import Context
from aggregator.errors import Unreadable
from aggregator.models import Language
from aggregator.registry.outlets import EntryPoint, Outlet, SeedNames

from ..readers.addresses import absolute
from ..readers.document import Document
from ..readers.lists.feed import read_feed
from ..readers.page.article import read_article
from ..readers.page.encoding import decode
from ..readers.page.page import Page
from ..readers.page.selection import Path
from ..readers.page.site import site_of
from ..readers.reading import PageKind, Reading
from ..visits import fetch
from .derive import selectors_of
from .file import FeedFound, Proposal, to_toml
from .url_pattern import id_from, own_host, story_pattern

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


def propose(url: str, feed: str | None, context: Context, id_: str | None = None, name: str | None = None) -> str:
    """Fetch a story's page and a feed, and return an outlet's file that loads into the registry.

    `id_` and `name` are used instead of those that are found.

    Raises `AggregatorError` if one of them cannot be fetched, the page is not a story, or the feed is not a feed.
    """
    stranger = _stranger(url, feed, id_)
    document, *feeds = fetch(stranger, [url, feed] if feed else [url], context)
    seen = _seen(document, stranger)
    announced = _announced(feeds[0], stranger) if feeds else []
    proposal = _proposal(url, seen, stranger, context, feed, announced)
    return to_toml(_named(proposal, name) if name else proposal)


def _named(proposal: Proposal, name: str) -> Proposal:
    return proposal._replace(zh=name, en=name if name.isascii() else proposal.en)


def _stranger(url: str, feed: str | None, id_: str | None) -> Outlet:
    """Make an outlet from its address alone, to fetch and read with."""
    host = own_host(url)
    home = urljoin(url, "/")
    listing = EntryPoint(kind="listing", url=home)
    entries = (listing, EntryPoint(kind="feed", url=feed)) if feed else (listing,)
    name = id_ or id_from(host)
    return Outlet(id=name, name=SeedNames(zh=host, en=host), home=home, hosts=(host,), source=name, entries=entries)


def _seen(document: Document, stranger: Outlet) -> _Seen:
    reading = read_article(document, None)
    if reading.kind is not PageKind.STORY:
        raise Unreadable(f"{document.url}: not a story but {reading.kind}: {reading.reason}")
    decoded = decode(document.body, document.content_type)
    return _Seen(document, Page.parse(decoded, document.url), reading)


def _announced(feed: Document, stranger: Outlet) -> list[str]:
    try:
        links = read_feed(feed, stranger, stranger.entries[-1])
    except Unreadable as error:
        raise Unreadable(f"{feed.url}: {error}") from error
    return [link.url for link in links]


def _proposal(
    url: str, seen: _Seen, stranger: Outlet, context: Context, feed: str | None, announced: Sequence[str]
) -> Proposal:
    host, reading = stranger.hosts[0], seen.reading
    name = site_of(seen.page).name or host
    source = context.registry.sources.at_host(host) or context.registry.sources.named(name)
    zone = ZONES.get(host.rpartition(".")[2]) or ZONE_OF[reading.language]
    outlet = stranger.model_copy(update={"zone": zone, "language": reading.language, "charset": reading.encoding})
    moment = reading.published
    return Proposal(
        id=stranger.id,
        zh=source.name.zh if source else name,
        en=source.name.en if source else (name if name.isascii() else stranger.id.title()),
        home=stranger.home,
        hosts=stranger.hosts,
        source=source.id if source else stranger.id,
        source_is_known=source is not None,
        language=reading.language,
        zone=zone,
        charset=reading.encoding,
        story=story_pattern(url, [*announced, *_links(seen.page)], host),
        feeds=[*_given(feed, announced), *(FeedFound(at, None) for at in _feeds(seen.page) if at != feed)],
        selectors=selectors_of(seen.document, reading, outlet),
        read={
            "title": reading.title or "",
            "time": moment.raw if moment else "",
            "source": reading.source_label or "",
            "body": f"{len(reading.text.splitlines())} paragraphs, {len(reading.text)} characters",
        },
        seen=f"{url} as it was on {seen.document.fetched_at:%Y-%m-%d}",
    )


def _given(feed: str | None, announced: Sequence[str]) -> Iterator[FeedFound]:
    if feed:
        yield FeedFound(feed, len(announced))


def _feeds(page: Page) -> list[str]:
    found = (absolute(node.get("href") or "", page.base) for node in _FEEDS.nodes(page.root))
    return list(dict.fromkeys(filter(None, found)))


def _links(page: Page) -> list[str]:
    found = (absolute(node.get("href") or "", page.base) for node in _ANCHORS.nodes(page.root))
    return [address for address in dict.fromkeys(filter(None, found)) if urlsplit(address).path.strip("/")]

"""Raw stories from a page and its announcement, or from the announcement alone."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from aggregator.models import Link, Origin, Precision, RawStory
from aggregator.registry.outlets import Outlet
from aggregator.urls import host_of, is_below

from .readers.page.closing import closing_statements
from .readers.page.fragment import fragment_lines
from .readers.page.trimming import without_furniture
from .readers.reading import Reading


def story_from_page(
    reading: Reading, link: Link, outlet: Outlet, address: str, fetched_at: datetime, origin: Origin | None = None
) -> RawStory:
    """Join a page's reading with its announcement, which fills the gaps.

    `address` is where the page was found after redirects; the story's URL is the announced one.
    """
    announced = _announced_time_is_better(reading, link)
    moment = None if announced else reading.published
    return RawStory(
        outlet=outlet.id,
        url=link.url,
        fetched_at=fetched_at,
        title=reading.title or link.title,
        text=reading.text,
        published=moment.at if moment else link.published,
        published_precision=moment.precision if moment else link.published_precision,
        published_raw=moment.raw if moment else link.published_raw,
        canonical_url=_canonical(reading.canonical_url, outlet) or _canonical(address, outlet),
        source_label=reading.source_label,
        source_url=reading.source_url,
        author=reading.author or link.author,
        editor=reading.editor,
        language=reading.language,
        section_hint=link.section or outlet.section,
        rules={**reading.rules, **({"published": "announcement"} if announced else {})},
        signals={**reading.signals, **_announced_source(link, outlet)},
        origin=origin,
    )


def story_from_entry(link: Link, outlet: Outlet, fetched_at: datetime, origin: Origin | None = None) -> RawStory:
    """Make a raw story of a feed's entry that carries the whole text."""
    lines = fragment_lines(link.content or "")
    closing = closing_statements(lines)
    return RawStory(
        outlet=outlet.id,
        url=link.url,
        fetched_at=fetched_at,
        title=link.title,
        text="\n".join(without_furniture(lines)),
        published=link.published,
        published_precision=link.published_precision,
        published_raw=link.published_raw,
        author=link.author,
        language=outlet.language,
        section_hint=link.section or outlet.section,
        rules={"title": "feed", "text": "feed", **({"published": "feed"} if link.published else {})},
        signals={**_announced_source(link, outlet), **({"text:closing": closing} if closing else {})},
        origin=origin,
    )


def _canonical(url: str | None, outlet: Outlet) -> str | None:
    """Return an address if it can be a story's: some templates name the home page or a channel on every page."""
    if not url or not urlsplit(url).path.strip("/") or url in {outlet.home, *(entry.url for entry in outlet.entries)}:
        return None
    foreign = not is_below(host_of(url), outlet.hosts)
    return url if foreign or outlet.is_story(url) else None


def _announced_time_is_better(reading: Reading, link: Link) -> bool:
    """Return whether the announcement's time is better: the page has none, or the same day without its minute."""
    if link.published is None:
        return False
    if reading.published is None:
        return True
    day_only = reading.published.precision is Precision.DAY and link.published_precision is Precision.MINUTE
    return day_only and link.published.astimezone(reading.published.at.tzinfo).date() == reading.published.at.date()


def _announced_source(link: Link, outlet: Outlet) -> dict[str, str]:
    """Return the announced source as a signal: a list's or API's field is more reliable than a feed's `<source>`."""
    if not link.source_label:
        return {}
    name = "feed:source" if any(entry.kind == "feed" for entry in outlet.entries) else "api:source"
    return {name: link.source_label}

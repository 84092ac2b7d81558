"""Functions for scoring from outside: thin wrappers over the code that runs in production."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TypedDict
from zoneinfo import ZoneInfo

from aggregator.attribution import attribute as credit
from aggregator.copies import text_bands
from aggregator.events.grouping import group_events
from aggregator.events.likeness import StoryText
from aggregator.events.likeness import same_event as compare
from aggregator.models import Language, Link, Names, Precision, RawStory, Story
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import EntryPoint, Outlet, SeedNames
from aggregator.registry.sections import Sections, load_sections
from aggregator.registry.sources import Sources, load_sources
from aggregator.store import open_store
from aggregator.text import language_of
from pipelines.deduplicate import deduplicate
from pipelines.normalize import normalize
from spiders.raw_stories import story_from_page
from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.page.encoding import decode
from spiders.readers.page.page import Page
from spiders.readers.page.site import site_of
from spiders.readers.reading import Reading

ZONE = ZoneInfo("Asia/Shanghai")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Assumed arrival of the first story without a time; the others follow a second apart."""

_EVIDENCE = {"own-label": "label", "field": "meta"}
"""Rule → its name in the sets, where that differs."""

Given = dict[str, str | None]
"""A story of the sets: title, text, published, lang."""


def extract(html: bytes, url: str) -> dict[str, str | None]:
    """Read a page: title, published "YYYY-MM-DD HH:MM" (local; the day alone where no clock is shown), author, …"""
    reading = _read(html, url)
    return {
        "title": reading.title,
        "published": _local(reading),
        "author": reading.author,
        "source": reading.source_label,
        "text": reading.text,
    }


def same_event(a: Given, b: Given) -> float:
    """Return how likely two stories are about the same event; at least .5: they are."""
    return compare(_story_text(a), _story_text(b)).score


def events(stories: Sequence[Given]) -> list[int]:
    """Group stories into events: a group number for each. Each comes from another outlet."""
    made = [_story(given, number, f"outlet-{number}") for number, given in enumerate(stories)]
    group_of = {story.id: group for group, event in enumerate(group_events(made)) for story in event}
    return [group_of[story.id] for story in made]


def copies(stories: Sequence[Given]) -> list[int | None]:
    """Return the index of the earlier story that each repeats, found by the pipeline's stage on a real store."""
    store = open_store("sqlite://")
    try:
        number_of: dict[str, int] = {}
        found: list[int | None] = []
        for number, given in enumerate(stories):
            story = deduplicate(_story(given, number, "outlet"), store.stories)
            store.stories.save(story, text_bands(story.text, story.language), None)
            number_of[story.id] = number
            found.append(number_of[story.copy_of] if story.copy_of else None)
        return found
    finally:
        store.close()


class Credited(TypedDict):
    """A page's credit."""

    source: str
    """Canonical Chinese name."""
    rule: str
    """In the words of the sets: label, meta, closing, dateline, byline, host…"""
    confidence: float
    label: str | None
    cited_sources: list[str]


def attribute(html: bytes, url: str) -> Credited:
    """Credit a page to its original source; the publisher's, before the house's convention for relayed notices."""
    now, reading = datetime.now(UTC), _read(html, url)
    site = site_of(Page.parse(decode(html), url))
    outlet = outlet_at(site.host or "unknown.invalid", site.name, "page")
    raw = story_from_page(reading, Link(outlet=outlet.id, url=url or outlet.home), outlet, url or outlet.home, now)
    found = credit(normalize(replace(raw, title=raw.title or "?")), outlet, _sources())
    return {
        "source": found.name.zh,
        "rule": _EVIDENCE.get(found.rule, found.rule),
        "confidence": found.confidence,
        "label": reading.source_label,
        "cited_sources": [cited.name for cited in found.cited],
    }


def section(title: str, text: str, hint: str | None = None) -> str | None:
    """Classify a story: the id of its section, or None. `hint`: the section of the outlet or the list it came from."""
    return _sections().classify(title, text, hint).section


@cache
def _read(html: bytes, url: str) -> Reading:
    """Read a page once for its fields and its credit."""
    return read_article(Document(html, url, datetime.now(UTC)), None)


def _local(reading: Reading) -> str | None:
    moment = reading.published
    if moment is None:
        return None
    form = "%Y-%m-%d %H:%M" if moment.precision is Precision.MINUTE else "%Y-%m-%d"
    return moment.at.astimezone(ZONE).strftime(form)


def _story(given: Given, number: int, outlet: str) -> Story:
    """Make a story that arrived after those before it, at a unique address."""
    title, text = given.get("title") or "", given.get("text") or ""
    return normalize(
        RawStory(
            outlet=outlet,
            url=f"https://{outlet}.example/{number}",
            fetched_at=EPOCH + timedelta(seconds=number),
            title=title,
            text=text,
            published=_time(given.get("published")),
            language=language_of(text or title),
        )
    )


def _story_text(story: Given) -> StoryText:
    title, text = story.get("title") or "", story.get("text") or ""
    language: Language = language_of(text or title)
    return StoryText(title=title, text=text, published=_time(story.get("published")), language=language)


def _time(value: str | None) -> datetime | None:
    if not value:
        return None
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


@cache
def _sections() -> Sections:
    return load_sections(layers_of())


@cache
def _sources() -> Sources:
    return load_sources(layers_of())


def outlet_at(host: str, name: str | None = None, id: str | None = None) -> Outlet:
    """Make an outlet of a site, under the source that the registry knows its host or its name by."""
    source = _sources().at_host(host) or (_sources().named(name) if name else None)
    names = source.name if source else Names(name or host, name or host)
    home = f"https://{host}/"
    return Outlet(
        id=id or (source.id if source else host.partition(".")[0]),
        name=SeedNames(zh=names.zh, en=names.en),
        home=home,
        hosts=(host,),
        source=source.id if source else "unknown",
        entries=(EntryPoint(kind="listing", url=home),),
    )

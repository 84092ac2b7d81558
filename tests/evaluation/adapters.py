"""Three functions for scoring from outside: thin wrappers over the code that runs in production."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from aggregator.attribution import attribute as credit
from aggregator.models import Language, Link, Precision
from aggregator.outlets import EntryPoint, Outlet, SeedNames
from aggregator.seeds import seeds_folder
from aggregator.similarity import StoryText
from aggregator.similarity import same_event as compare
from aggregator.sources import Sources, load_sources
from aggregator.text import language_of
from aggregator.urls import host_of
from pipelines.normalize import normalize
from spiders.readers.article import read_article
from spiders.readers.reading import Reading
from spiders.stories import story_from_page

ZONE = ZoneInfo("Asia/Shanghai")


def extract(html: bytes, url: str) -> dict[str, str | None]:
    """Read a page: title, published "YYYY-MM-DD HH:MM" (local; the day alone where no clock is shown), author, …"""
    reading = read_article(html, url, None, datetime.now(UTC))
    return {
        "title": reading.title,
        "published": _local(reading),
        "author": reading.author,
        "source": reading.source_label,
        "text": reading.text,
    }


def same_event(a: dict[str, str | None], b: dict[str, str | None]) -> float:
    """Say how likely two stories tell the same event; at least .5: they do."""
    return compare(_story_text(a), _story_text(b)).score


def attribute(html: bytes, url: str) -> dict[str, str | float | None]:
    """Credit a page to its original source: canonical Chinese name, rule, confidence, and the label read."""
    now = datetime.now(UTC)
    reading = read_article(html, url, None, now)
    outlet = _outlet_of(url)
    raw = story_from_page(reading, Link(outlet=outlet.id, url=url or outlet.home), outlet, url or outlet.home, now)
    found = credit(normalize(replace(raw, title=raw.title or "?")), outlet, _sources())
    return {
        "source": found.name.zh,
        "rule": found.rule,
        "confidence": found.confidence,
        "label": reading.source_label,
    }


def _local(reading: Reading) -> str | None:
    moment = reading.published
    if moment is None:
        return None
    form = "%Y-%m-%d %H:%M" if moment.precision is Precision.MINUTE else "%Y-%m-%d"
    return moment.at.astimezone(ZONE).strftime(form)


def _story_text(story: dict[str, str | None]) -> StoryText:
    title, text = story.get("title") or "", story.get("text") or ""
    language: Language = language_of(text or title)
    return StoryText(title=title, text=text, published=_time(story.get("published")), language=language)


def _time(value: str | None) -> datetime | None:
    if not value:
        return None
    at = datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=ZONE)


@cache
def _sources() -> Sources:
    return load_sources(seeds_folder())


def _outlet_of(url: str) -> Outlet:
    """Make an outlet of the page's host, under the source that the registry knows it by."""
    host = host_of(url) if url else "unknown.invalid"
    source = _sources().at_host(host)
    home = f"https://{host}/"
    names = SeedNames(zh=source.name.zh, en=source.name.en) if source else SeedNames(zh=host, en=host)
    entry = EntryPoint(kind="listing", url=home)
    return Outlet(
        id="page", name=names, home=home, hosts=(host,), source=source.id if source else "unknown", entries=(entry,)
    )

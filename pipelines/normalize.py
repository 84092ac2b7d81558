"""Normalise: canonical address, clean text, aware time with its precision; a raw story becomes a story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aggregator.formats.safe import one_line
from aggregator.models import RawStory, Story
from aggregator.text import fingerprint, normalize_text
from aggregator.urls import normalize_url, story_id

CLOCK_SKEW = timedelta(minutes=15)
"""An outlet's clock may be ahead of ours by this much; a later time is not a time of publication."""


class Normalize:
    """Turns raw stories into stories."""

    def process_item(self, item: RawStory) -> Story:
        """Return the story."""
        return normalize(item)


def normalize(raw: RawStory) -> Story:
    """Make a story of a raw one; a time later than its fetch is dropped, the raw string kept."""
    published = _not_in_future(raw.published, raw.fetched_at)
    text = normalize_text(raw.text)
    return Story(
        id=story_id(raw.url),
        outlet=raw.outlet,
        url=raw.url,
        canonical_url=normalize_url(raw.canonical_url or raw.url),
        title=" ".join(normalize_text(raw.title or "").split()),
        text=text,
        language=raw.language,
        fetched_at=raw.fetched_at.astimezone(UTC),
        published=published,
        published_precision=raw.published_precision if published else None,
        published_raw=_visible(raw.published_raw),
        source_label=_visible(raw.source_label),
        source_url=raw.source_url,
        author=_visible(raw.author),
        editor=_visible(raw.editor),
        section_hint=raw.section_hint,
        rules=raw.rules,
        signals={name: one_line(value) for name, value in raw.signals.items()},
        fingerprint=fingerprint(text),
        origin=raw.origin,
    )


def _visible(printed: str | None) -> str | None:
    """Return what a page prints without hidden characters, else as it is; None for nothing."""
    return one_line(printed).strip() or None if printed else None


def _not_in_future(published: datetime | None, fetched_at: datetime) -> datetime | None:
    if published is None or published > fetched_at + CLOCK_SKEW:
        return None
    return min(published, fetched_at).astimezone(UTC)

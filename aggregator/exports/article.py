"""Stories as the `Article` of zyte-common-items, for tools that read that."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aggregator.models import Story


def article(story: Story) -> dict[str, Any]:
    """Return a story as an article; fields that it has no value for are left out, times are in UTC."""
    found = {
        "url": story.url,
        "canonicalUrl": story.canonical_url,
        "headline": story.title,
        "articleBody": story.text,
        "inLanguage": story.language,
        "datePublished": _time(story.published) if story.published else None,
        "datePublishedRaw": story.published_raw,
        "authors": [{"name": story.author, "nameRaw": story.author}] if story.author else None,
        "breadcrumbs": [{"name": story.section}] if story.section else None,
        "metadata": {"dateDownloaded": _time(story.fetched_at)},
    }
    return {name: value for name, value in found.items() if value is not None}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Linked data of a page, by https://schema.org: the edition as a list of news articles, for search engines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aggregator.formats.layout import printed_sections
from aggregator.formats.naming import LANGUAGE_TAGS, closed, dated_title, in_zone
from aggregator.formats.safe import web_address
from aggregator.models import Digest, Edition, Entry


def linked_data(digest: Digest) -> dict[str, Any]:
    """Return the JSON-LD of a digest whose texts are clean, in the order of print."""
    edition = digest.edition
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": dated_title(edition.title, edition.day, edition.language),
        "description": edition.tagline,
        "numberOfItems": len(digest.entries),
        "itemListElement": [*_items(digest)],
    }


def _items(digest: Digest) -> Iterator[dict[str, Any]]:
    edition = digest.edition
    for quota, entries in printed_sections(digest):
        section = quota.names.in_language(edition.language)
        for entry in entries:
            article = _article(entry, section, edition)
            yield {"@type": "ListItem", "position": entry.number, "item": article}


def _article(entry: Entry, section: str, edition: Edition) -> dict[str, Any]:
    """Return an entry as an article of ours that is based on the story."""
    story = web_address(entry.url)
    return {
        "@type": "NewsArticle",
        "headline": entry.headline,
        "articleSection": section,
        "inLanguage": LANGUAGE_TAGS[edition.language],
        "datePublished": closed(edition).isoformat(),
        "creditText": entry.credit,
        **({"isBasedOn": story} if story else {}),
        **_corrections(entry, edition),
    }


def _corrections(entry: Entry, edition: Edition) -> dict[str, Any]:
    """Return the changes of an entry after it was printed."""
    if entry.revised_at is None:
        return {}
    comments = [
        {"@type": "CorrectionComment", "text": change.reason, "datePublished": in_zone(change.at, edition).isoformat()}
        for change in entry.revised
    ]
    return {"dateModified": in_zone(entry.revised_at, edition).isoformat(), "correction": comments}

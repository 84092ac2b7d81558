"""JSON: the digest as a versioned document for programs, with the stories left out and why."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.formats.document import FORMAT, VERSION
from aggregator.formats.layout import printed_sections
from aggregator.formats.safe import cleaned, web_address
from aggregator.models import Attribution, Cited, Digest, Edition, Entry, SectionQuota, Telling


def render(digest: Digest) -> str:
    """Write the document as UTF-8 text, keys in their order."""
    return json.dumps(document(digest), ensure_ascii=False, indent=2) + "\n"


def document(digest: Digest) -> dict[str, Any]:
    """Return the document as JSON values; `schemas/digest-1.schema.json` describes it."""
    digest = cleaned(digest)
    return {
        "format": FORMAT,
        "version": VERSION,
        "edition": _edition(digest.edition),
        "highlights": list(digest.highlights),
        "sections": [_section(quota, entries, digest) for quota, entries in printed_sections(digest)],
        "left": [
            {"story": omission.story, "stage": omission.stage, "reason": omission.reason}
            for omission in digest.omissions
        ],
        "notes": list(digest.notes),
    }


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "key": edition.key,
        "name": edition.name,
        "date": edition.day.isoformat(),
        "zone": edition.zone,
        "start": edition.start.isoformat(),
        "end": edition.end.isoformat(),
        "language": edition.language,
        "title": edition.title,
        "tagline": edition.tagline,
    }


def _section(quota: SectionQuota, entries: tuple[Entry, ...], digest: Digest) -> dict[str, Any]:
    return {
        "id": quota.section,
        "name": quota.names.in_language(digest.edition.language),
        "entries": [_entry(entry, digest.edition) for entry in entries],
    }


def _telling(telling: Telling, edition: Edition) -> dict[str, Any]:
    at = telling.published and telling.published.astimezone(ZoneInfo(edition.zone))
    return {
        "story": telling.story,
        "outlet": telling.outlet,
        "url": web_address(telling.url),
        "published": at and at.isoformat(),
    }


def _entry(entry: Entry, edition: Edition) -> dict[str, Any]:
    return {
        "number": entry.number,
        "headline": entry.headline,
        "dateline": entry.dateline,
        "day": entry.day.isoformat(),
        "paragraph": entry.paragraph,
        "credit": entry.credit,
        "url": web_address(entry.url),
        "attribution": _attribution(entry.attribution),
        "event": entry.event,
        "stories": list(entry.stories),
        "tellings": [_telling(telling, edition) for telling in entry.tellings],
        "score": entry.score,
        "score_parts": dict(sorted(entry.score_parts.items())),
        "update": list(entry.update),
        "written": dict(sorted(entry.written.items())),
        "overridden": list(entry.overridden),
    }


def _attribution(attribution: Attribution) -> dict[str, Any]:
    return {
        "source": attribution.source,
        "name": {"zh": attribution.name.zh, "en": attribution.name.en},
        "kind": attribution.kind.value,
        "rule": attribution.rule,
        "evidence": attribution.evidence,
        "where": attribution.where,
        "confidence": attribution.confidence,
        "runner_up": attribution.runner_up,
        "original_url": web_address(attribution.original_url),
        "chain": list(attribution.chain),
        "cited": [_cited(cited) for cited in attribution.cited],
        "across": _across(attribution),
    }


def _cited(cited: Cited) -> dict[str, str]:
    return {
        "source": cited.source,
        "name": cited.name,
        "kind": cited.kind.value,
        "rule": cited.rule,
        "evidence": cited.evidence,
    }


def _across(attribution: Attribution) -> dict[str, Any] | None:
    """Return how the credit was decided over all stories of the event."""
    across = attribution.across
    return {"basis": across.basis, "story": across.story, "otherwise": list(across.otherwise)} if across else None

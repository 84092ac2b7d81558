"""JSON: the digest as a versioned document for programs, with the stories left out and why."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.formats.document import FORMAT, VERSION
from aggregator.formats.head import head_line
from aggregator.formats.safe import cleaned, web_address
from aggregator.models import (
    Attribution,
    BindingDay,
    Cited,
    Digest,
    Edition,
    Entry,
    FollowUp,
    OutletRead,
    Revised,
    SectionQuota,
    Telling,
)


def render(digest: Digest) -> str:
    """Write the document as UTF-8 text, keys in their order."""
    return json.dumps(document(digest), ensure_ascii=False, indent=2) + "\n"


def document(digest: Digest) -> dict[str, Any]:
    """Return the document as JSON values; `schemas/digest-1.schema.json` describes it."""
    digest = cleaned(digest)
    return {
        "format": FORMAT,
        "version": VERSION,
        "edition": _edition(digest),
        "highlights": list(digest.highlights),
        "sections": [_section(quota, digest) for quota in digest.edition.sections if _is_printed(quota, digest)],
        "left": [
            {"story": omission.story, "stage": omission.stage, "reason": omission.reason}
            for omission in digest.omissions
        ],
        "notes": list(digest.notes),
        **({"outlets": [_outlet(outlet) for outlet in digest.outlets]} if digest.outlets else {}),
    }


def _outlet(read: OutletRead) -> dict[str, Any]:
    return {
        "outlet": read.outlet,
        "name": {"zh": read.name.zh, "en": read.name.en},
        "stories": read.stories,
        "entries": read.entries,
        "failed": read.failed,
    }


def _edition(digest: Digest) -> dict[str, Any]:
    edition = digest.edition
    return {
        "key": edition.key,
        "name": edition.name,
        "date": edition.day.isoformat(),
        "zone": edition.zone,
        "start": edition.start.isoformat(),
        "end": edition.end.isoformat(),
        "language": edition.language,
        "title": digest.title,
        "masthead": edition.title,
        "tagline": edition.tagline,
        **({"review": edition.review} if edition.review else {}),
        **({"head": line} if (line := head_line(digest)) else {}),
        **({"made_at": _moment(digest.made_at, edition)} if digest.made_at else {}),
        **({"revised": _moment(digest.revised_at, edition)} if digest.revised_at else {}),
    }


def _moment(at: datetime, edition: Edition) -> str:
    return at.astimezone(ZoneInfo(edition.zone)).isoformat(timespec="seconds")


def _is_printed(quota: SectionQuota, digest: Digest) -> bool:
    return any(entry.section == quota.section for entry in digest.printed)


def _section(quota: SectionQuota, digest: Digest) -> dict[str, Any]:
    """Return a section; one of which only briefs are printed has no entries."""
    entries, briefs = (
        [_entry(entry, digest.edition) for entry in printed if entry.section == quota.section]
        for printed in (digest.entries, digest.briefs)
    )
    return {
        "id": quota.section,
        "name": quota.names.in_language(digest.edition.language),
        "entries": entries,
        "briefs": [_without_paragraph(brief) for brief in briefs],
    }


def _without_paragraph(brief: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in brief.items() if key not in {"dateline", "paragraph"}}


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
        **({"reported": True} if entry.reported else {}),
        **({"days": [_bound(bound) for bound in entry.days]} if entry.days else {}),
        **({"followups": [_followup(each, edition) for each in entry.followups]} if entry.followups else {}),
        **({"revised": [_revised(mark, edition) for mark in entry.revised]} if entry.revised else {}),
    }


def _followup(followup: FollowUp, edition: Edition) -> dict[str, Any]:
    return {
        "kind": followup.kind.value,
        "story": followup.story,
        "url": web_address(followup.url),
        "day": followup.day.isoformat(),
        "headline": followup.headline,
        "credit": followup.name.in_language(edition.language),
        "source": followup.source,
    }


def _bound(bound: BindingDay) -> dict[str, str]:
    return {"bond": bound.bond.value, "day": bound.day.isoformat(), "evidence": bound.evidence}


def _revised(mark: Revised, edition: Edition) -> dict[str, Any]:
    at = _moment(mark.at, edition)
    return {"number": mark.number, "kind": mark.kind.value, "reason": mark.reason, "at": at}


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

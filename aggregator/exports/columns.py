"""The columns of an export, in order; `docs/analyst.md` describes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aggregator.models import Attribution, Membership, Story, isoformat

Value = str | float | bool | None


def _credit(read: Callable[[Attribution], Value]) -> Callable[[Story], Value]:
    return lambda story: read(story.attribution) if story.attribution else None


COLUMNS: Mapping[str, Callable[[Story], Value]] = {
    "id": lambda s: s.id,
    "outlet": lambda s: s.outlet,
    "url": lambda s: s.url,
    "canonical_url": lambda s: s.canonical_url,
    "title": lambda s: s.title,
    "text": lambda s: s.text,
    "language": lambda s: s.language,
    "published": lambda s: isoformat(s.published),
    "published_precision": lambda s: s.published_precision,
    "published_raw": lambda s: s.published_raw,
    "fetched_at": lambda s: isoformat(s.fetched_at),
    "author": lambda s: s.author,
    "editor": lambda s: s.editor,
    "source_label": lambda s: s.source_label,
    "source": _credit(lambda a: a.source),
    "source_name_zh": _credit(lambda a: a.name.zh),
    "source_name_en": _credit(lambda a: a.name.en),
    "source_kind": _credit(lambda a: a.kind),
    "source_rule": _credit(lambda a: a.rule),
    "source_evidence": _credit(lambda a: a.evidence),
    "source_where": _credit(lambda a: a.where),
    "source_confidence": _credit(lambda a: a.confidence),
    "source_runner_up": _credit(lambda a: a.runner_up),
    "original_url": _credit(lambda a: a.original_url),
    "source_chain": _credit(lambda a: "; ".join(a.chain)),
    "relayed": _credit(lambda a: a.relayed.source if a.relayed else None),
    "cited": _credit(lambda a: "; ".join(cited.name for cited in a.cited)),
    "section": lambda s: s.section,
    "section_score": lambda s: s.section_score,
    "copy_of": lambda s: s.copy_of,
    "copy_rule": lambda s: s.copy_rule,
    "copy_score": lambda s: s.copy_score,
    "fingerprint": lambda s: s.fingerprint,
}
EVENT_COLUMNS: Mapping[str, Callable[[Membership], Value]] = {
    "event": lambda m: m.event,
    "event_joined": lambda m: m.joined,
    "event_score": lambda m: m.score,
    "event_reasons": lambda m: "; ".join(m.reasons),
}
"""What is known of a story's event; empty for one that was not grouped yet."""


def row(story: Story, membership: Membership | None) -> dict[str, Value]:
    """Return one story as a row."""
    event = {name: read(membership) if membership else None for name, read in EVENT_COLUMNS.items()}
    return {name: read(story) for name, read in COLUMNS.items()} | event

"""The columns of an export, in order; `docs/analyst.md` has the same table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Literal

from aggregator.models import Attribution, Membership, Story

Value = str | float | datetime | None
Type = Literal["text", "number", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export. Times are in UTC; a story without a value has None."""

    name: str
    type: Type
    doc: str
    read: Callable[[Story, Membership | None], Value]


def _story(name: str, doc: str, type_: Type = "text") -> Column:
    """Return the column of a story's field, which has the column's name."""
    field = attrgetter(name)
    return Column(name, type_, doc, lambda story, _: field(story))


def _credit(name: str, doc: str, read: Callable[[Attribution], Value], type_: Type = "text") -> Column:
    return Column(name, type_, doc, lambda story, _: read(story.attribution) if story.attribution else None)


def _event(name: str, doc: str, read: Callable[[Membership], Value], type_: Type = "text") -> Column:
    return Column(name, type_, doc, lambda _, membership: read(membership) if membership else None)


COLUMNS = (
    _story("id", "16 hexadecimal digits; the same for the same address"),
    _story("outlet", "the outlet that it was collected from"),
    _story("url", "the address as announced"),
    _story("canonical_url", "the address that the page names as its own, normalised"),
    _story("title", "the headline, without column and site names"),
    _story("text", "the body, one paragraph per line"),
    _story("language", "`zh` or `en`"),
    _story("published", "time of publication; empty if the page states none, or one in the future", "time"),
    _story(
        "published_precision", "`minute` or `day`: what the page states; a day is its midnight in the outlet's zone"
    ),
    _story("published_raw", "the time as the page prints it"),
    _story("fetched_at", "when the page was answered", "time"),
    _story("author", "author as printed"),
    _story("editor", "editor as printed; never a source"),
    _story("source_label", "the source label as printed"),
    _credit("source", "id of the source credited; `label:…` if it is not in the registry", lambda a: a.source),
    _credit("source_name_zh", "its Chinese name", lambda a: a.name.zh),
    _credit("source_name_en", "its English name", lambda a: a.name.en),
    _credit("source_kind", "outlet, agency, authority, company, data, forum, account, provisional", lambda a: a.kind),
    _credit("source_rule", "the rule that decided", lambda a: a.rule),
    _credit("source_evidence", "the text that the rule saw", lambda a: a.evidence),
    _credit("source_where", "where it saw the text", lambda a: a.where),
    _credit("source_confidence", "0 to 1", lambda a: a.confidence, "number"),
    _credit("source_runner_up", "the source that the next rule would have credited", lambda a: a.runner_up),
    _credit("original_url", "address of the original, if the page links to it", lambda a: a.original_url),
    _credit(
        "source_chain",
        "ids from the outlet that it was collected from to the source credited, separated by `; `",
        lambda a: "; ".join(a.chain),
    ),
    _credit(
        "relayed",
        "id of the source of the notice, if the story only relays one; an edition may credit that source instead",
        lambda a: a.relayed.source if a.relayed else None,
    ),
    _credit(
        "cited",
        "sources that the text cites, separated by `; `",
        lambda a: "; ".join(cited.name for cited in a.cited),
    ),
    _story("section", "section; empty if none fits"),
    _story("section_score", "weight of the section's terms in the story", "number"),
    _story("copy_of", "id of the story that this one repeats"),
    _story("copy_rule", "`same-url`, `same-text` or `near-copy`"),
    _story("copy_score", "containment of the one text in the other, 0 to 1", "number"),
    _story("fingerprint", "hash of the words of the text"),
    _event(
        "event",
        "id of its event: that of its story published first, once printed fixed; empty until a run groups it",
        lambda m: m.event,
    ),
    _event("event_joined", "the story of the event that it is most like", lambda m: m.joined),
    _event("event_score", "how alike they are, 0 to 1; one event from .5 on", lambda m: m.score, "number"),
    _event("event_reasons", "what speaks for it, with figures, separated by `; `", lambda m: "; ".join(m.reasons)),
)


def row(story: Story, membership: Membership | None) -> dict[str, Value]:
    """Return one story as a row."""
    return {column.name: column.read(story, membership) for column in COLUMNS}

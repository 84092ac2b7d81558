"""Changes between two documents of an edition, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from aggregator.formats.document import printed_in

FIELDS = ("number", "section", "headline", "dateline", "paragraph", "credit", "rule", "url", "stories")
"""Parts of an entry that are compared. Its score is not: it moves with any story of the day."""
_NOT_IN_A_BRIEF = {"dateline": "", "paragraph": ""}


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that was added or removed, or whose fields changed: field → before and after."""

    kind: Literal["added", "removed", "changed"]
    headline: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    stories: tuple[str, ...] = ()
    """Ids of the stories of the event, before and after."""
    reason: str = ""
    """For a removed one: the stage that leaves its story out now, and why."""


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what changed, in the order of print: first of the new document, then what was removed."""
    return list(_changes(before, after))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    left = {omission["story"]: f"{omission['stage']}: {omission['reason']}" for omission in after.get("left", ())}
    old, matched = list(_entries(before)), list[int]()
    for entry in _entries(after):
        same = _match(entry, old, matched)
        if same is None:
            yield Change("added", entry["headline"], stories=tuple(entry["stories"]))
            continue
        matched.append(same)
        fields = {name: (old[same][name], entry[name]) for name in FIELDS if old[same][name] != entry[name]}
        if fields:
            stories = tuple(dict.fromkeys((*old[same]["stories"], *entry["stories"])))
            yield Change("changed", old[same]["headline"], fields, stories)
    for index, entry in enumerate(old):
        if index not in matched:
            reason = left.get(entry["stories"][0], "")
            yield Change("removed", entry["headline"], stories=tuple(entry["stories"]), reason=reason)


def _entries(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for section, entry in printed_in(document):
        yield {**_NOT_IN_A_BRIEF, **entry, "section": section["id"], "rule": entry["attribution"]["rule"]}


def _match(entry: Mapping[str, Any], old: Sequence[Mapping[str, Any]], taken: Iterable[int]) -> int | None:
    """Return the old entry about the same event: by its story, else by any story that both have."""
    free = [index for index in range(len(old)) if index not in taken]
    first = (index for index in free if old[index]["stories"][0] == entry["stories"][0])
    shared = (index for index in free if set(old[index]["stories"]) & set(entry["stories"]))
    return next(first, next(shared, None))

"""An edition in words: what is in it with the parts of its score, what is not, by which rule and figure. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

_STAGES = {
    "window": "not of its window",
    "genre": "no news story",
    "override": "dropped by hand",
    "rank": "worth too little, or no room",
    "section": "of no section",
    "past": "told before",
    "events": "told by another entry",
    "write": "gives no paragraph",
    "lint": "would not pass the checks",
}
"""In the order in which they keep a story out."""


def explain_edition(document: Mapping[str, Any], titles: Mapping[str, str], story: str | None) -> Iterator[str]:
    """Yield the lines that tell an edition's document, or what became of one story in it; `titles` by story."""
    edition = document["edition"]
    yield f"{edition['key']} ({edition['language']}): {edition['start']} to {edition['end']}"
    entries = [(section["name"], entry) for section in document["sections"] for entry in section["entries"]]
    if story is not None:
        yield from _of_story(entries, document["left"], story)
        return
    for name, entry in entries:
        yield ""
        yield from _entry(name, entry)
    yield from _left(document["left"], titles)
    yield from (f"note: {note}" for note in document["notes"])


def _of_story(entries: list[tuple[str, Mapping[str, Any]]], left: list[Mapping[str, str]], story: str) -> Iterator[str]:
    for name, entry in entries:
        if story in entry["stories"]:
            yield from _entry(name, entry)
            return
    found = [one for one in left if one["story"] == story]
    yield from (f"not in it, {_STAGES.get(one['stage'], one['stage'])}: {one['reason']}" for one in found)
    if not found:
        yield "not in it: it was not in the store then, or published days before or after"


def _entry(section: str, entry: Mapping[str, Any]) -> Iterator[str]:
    yield f"{entry['number']}. {entry['headline']} ({entry['credit']}), {section}"
    parts = sorted(entry["score_parts"].items(), key=lambda part: (-part[1], part[0]))
    yield f"  score {entry['score']:g}: {', '.join(f'{name} {value:+g}' for name, value in parts)}"
    found, stories = entry["attribution"], ", ".join(entry["stories"])
    basis = f", {found['across']['basis']}" if found.get("across") else ""
    yield f"  event {entry['event']}, stories {stories}; credit by {found['rule']}{basis}"
    if entry.get("update"):
        yield f"  an update; new is: {', '.join(entry['update'])}"
    if entry.get("overridden"):
        yield f"  set by hand: {', '.join(entry['overridden'])}"


def _left(left: list[Mapping[str, str]], titles: Mapping[str, str]) -> Iterator[str]:
    counts = Counter(one["stage"] for one in left)
    for stage in sorted(counts, key=lambda stage: [*_STAGES, stage].index(stage)):
        yield ""
        yield f"Not in it, {_STAGES.get(stage, stage)}: {counts[stage]}"
        for one in left:
            if one["stage"] == stage:
                yield f"  {one['story']} {titles.get(one['story'], '')}: {one['reason']}"

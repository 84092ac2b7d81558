"""Explanations of editions: what one contains with the parts of its score, and what was left out and why. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from aggregator.formats.document import Document, PrintedEntry
from aggregator.models import Omission

STAGES = {
    "window": "outside the window",
    "link": "page gone",
    "genre": "not a news story",
    "override": "dropped by a manual override",
    "rank": "ranked too low, or section full",
    "section": "no matching section",
    "past": "covered by an earlier edition",
    "events": "covered by another entry",
    "write": "no usable paragraph",
    "lint": "fails the checks",
    "translate": "no usable translation",
    "review": "withdrawn since",
}
"""In the order in which they leave a story out."""


def explain_edition(document: Document, titles: Mapping[str, str], story: str | None) -> Iterator[str]:
    """Yield the lines that explain a written edition, or one story's fate in it; `titles` by story id."""
    edition = document.edition
    yield f"{edition.key} ({edition.language}): {edition.start.isoformat()} to {edition.end.isoformat()}"
    entries = [(section.name, entry) for section, entry in document.printed]
    if story is not None:
        yield from _of_story(entries, document.left, story)
        return
    for name, entry in entries:
        yield ""
        yield from _entry(name, entry)
    yield from _left(document.left, titles)
    yield from (f"note: {note}" for note in document.notes)


def _of_story(entries: Sequence[tuple[str, PrintedEntry]], left: Sequence[Omission], story: str) -> Iterator[str]:
    for name, entry in entries:
        if story in entry.stories:
            yield from _entry(name, entry)
            return
    found = [omission for omission in left if omission.story == story]
    yield from (f"left out, {STAGES.get(omission.stage, omission.stage)}: {omission.reason}" for omission in found)
    if not found:
        yield "left out: not in the store then, or published days before or after"


def _entry(section: str, entry: PrintedEntry) -> Iterator[str]:
    yield f"{entry.number}. {entry.headline} ({entry.credit}), {section}"
    parts = sorted(entry.score_parts.items(), key=lambda part: (-part[1], part[0]))
    yield f"  score {entry.score:g}: {', '.join(f'{name} {value:+g}' for name, value in parts)}"
    across = entry.attribution.across
    basis = f", {across.basis}" if across else ""
    yield f"  event {entry.event}, stories {', '.join(entry.stories)}; credit by {entry.attribution.rule}{basis}"
    for change in entry.revised:
        yield f"  {change.kind} at {change.at.isoformat()}: {change.reason}"
    if entry.update:
        yield f"  an update; new: {', '.join(entry.update)}"
    if entry.overridden:
        yield f"  manual override: {', '.join(entry.overridden)}"


def _left(left: Sequence[Omission], titles: Mapping[str, str]) -> Iterator[str]:
    counts = Counter(omission.stage for omission in left)
    for stage in sorted(counts, key=lambda stage: [*STAGES, stage].index(stage)):
        yield ""
        yield f"Left out, {STAGES.get(stage, stage)}: {counts[stage]}"
        for omission in left:
            if omission.stage == stage:
                yield f"  {omission.story} {titles.get(omission.story, '')}: {omission.reason}"

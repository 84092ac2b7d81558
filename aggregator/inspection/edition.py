"""An edition in words: what is in it with the parts of its score, what is not, by which rule and figure. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from aggregator.formats.document import Document, PrintedEntry
from aggregator.models import Omission

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


def explain_edition(document: Document, titles: Mapping[str, str], story: str | None) -> Iterator[str]:
    """Yield the lines that tell an edition's document, or what became of one story in it; `titles` by story."""
    edition = document.edition
    yield f"{edition.key} ({edition.language}): {edition.start.isoformat()} to {edition.end.isoformat()}"
    entries = [(section.name, entry) for section in document.sections for entry in section.entries]
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
    yield from (f"not in it, {_STAGES.get(omission.stage, omission.stage)}: {omission.reason}" for omission in found)
    if not found:
        yield "not in it: it was not in the store then, or published days before or after"


def _entry(section: str, entry: PrintedEntry) -> Iterator[str]:
    yield f"{entry.number}. {entry.headline} ({entry.credit}), {section}"
    parts = sorted(entry.score_parts.items(), key=lambda part: (-part[1], part[0]))
    yield f"  score {entry.score:g}: {', '.join(f'{name} {value:+g}' for name, value in parts)}"
    across = entry.attribution.across
    basis = f", {across.basis}" if across else ""
    yield f"  event {entry.event}, stories {', '.join(entry.stories)}; credit by {entry.attribution.rule}{basis}"
    if entry.update:
        yield f"  an update; new is: {', '.join(entry.update)}"
    if entry.overridden:
        yield f"  set by hand: {', '.join(entry.overridden)}"


def _left(left: Sequence[Omission], titles: Mapping[str, str]) -> Iterator[str]:
    counts = Counter(omission.stage for omission in left)
    for stage in sorted(counts, key=lambda stage: [*_STAGES, stage].index(stage)):
        yield ""
        yield f"Not in it, {_STAGES.get(stage, stage)}: {counts[stage]}"
        for omission in left:
            if omission.stage == stage:
                yield f"  {omission.story} {titles.get(omission.story, '')}: {omission.reason}"

"""From stored stories to a digest: window → links → genre → events → rank → sections → write → highlights, then lint.

Pure: the same edition, stories and past, in any order, give the same digest to the byte. No clock, no chance, no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.assemble.choose import choose
from aggregator.assemble.dead_links import NONE_GONE, with_a_page
from aggregator.assemble.genre import only_stories
from aggregator.assemble.hindsight import as_of
from aggregator.assemble.lint import lint
from aggregator.assemble.rank import rank
from aggregator.assemble.window import admit, reach
from aggregator.assemble.write import write
from aggregator.attribution.house import by_convention
from aggregator.errors import EditionBlocked
from aggregator.events.grouping import before, group_events, in_window
from aggregator.events.likeness import Profiles
from aggregator.models import NO_OVERRIDES, Digest, Edition, MadeEdition, Omission, Overrides, PastEntry, Story
from aggregator.registry.sources import Sources
from aggregator.style.highlights import highlights

__all__ = ["assemble", "assemble_checked", "lint", "past_entries", "reach"]


def assemble(
    edition: Edition,
    stories: Sequence[Story],
    past: Sequence[PastEntry],
    sources: Sources,
    *,
    made: Sequence[MadeEdition] = (),
    context: Sequence[Story] = (),
    overrides: Overrides = NO_OVERRIDES,
    gone: Mapping[str, str] = NONE_GONE,
    profiles: Profiles | None = None,
) -> Digest:
    """Write the digest of an edition.

    `stories` are those that the store has for `reach(edition)`; `made` the editions that were made before this one,
    `past` their entries, none of whose events is told again unless it has news; `context` stories of the days before,
    which may belong to an event of the window, and are not told; `overrides` what an operator decided; `gone` the ids
    of the stories whose page was found to be gone after they were stored, with what was answered; `profiles` what was
    read of the stories before. Every story of `stories` is behind an entry, or in `left` with the stage and the reason.
    """
    stories, context = as_of(edition.made_at, stories), as_of(edition.made_at, context)
    timely, untimely = admit(edition, _credited(edition, stories), made)
    alive, dead = with_a_page(timely, gone)
    news, refused = only_stories(alive)
    others = _others([*stories, *context], timely)
    events, earlier = in_window(group_events([*news, *before(edition, others)], overrides.ties, profiles), news)
    ranked, outranked = rank(edition, events, sources, earlier, overrides)
    drafts, crowded = choose(edition, ranked, sorted(past, key=lambda entry: (entry.closed, entry.event)), overrides)
    entries = write(edition, drafts)
    return Digest(
        edition=edition,
        highlights=highlights(edition, entries),
        entries=entries,
        omissions=_sorted([*untimely, *dead, *refused, *outranked, *crowded]),
        notes=_empty_sections(edition, {entry.section for entry in entries}),
    )


def assemble_checked(
    edition: Edition,
    stories: Sequence[Story],
    past: Sequence[PastEntry],
    sources: Sources,
    *,
    made: Sequence[MadeEdition] = (),
    context: Sequence[Story] = (),
    overrides: Overrides = NO_OVERRIDES,
    gone: Mapping[str, str] = NONE_GONE,
    profiles: Profiles | None = None,
) -> Digest:
    """Write the digest of an edition; raise `EditionBlocked` with every finding where its lint finds anything."""
    digest = assemble(
        edition, stories, past, sources, made=made, context=context, overrides=overrides, gone=gone, profiles=profiles
    )
    if findings := lint(digest, stories, gone):
        raise EditionBlocked(edition.key, tuple(findings))
    return digest


def past_entries(digest: Digest) -> tuple[PastEntry, ...]:
    """Return what later editions must remember of a digest."""
    return tuple(
        PastEntry(
            edition=digest.edition.key,
            event=entry.event,
            stories=entry.stories,
            headline=entry.headline,
            text=entry.paragraph,
            closed=digest.edition.end,
        )
        for entry in digest.entries
    )


def _others(stories: Sequence[Story], timely: Sequence[Story]) -> list[Story]:
    """Return the stories, each once, that are not of the window."""
    inside = {story.id for story in timely}
    return [story for story in {story.id: story for story in stories}.values() if story.id not in inside]


def _credited(edition: Edition, stories: Sequence[Story]) -> Sequence[Story]:
    """Credit relayed notices to who made them, where the edition's convention says so."""
    if not edition.credit_relayed:
        return stories
    return [_by_convention(story) for story in stories]


def _by_convention(story: Story) -> Story:
    if story.attribution is None or story.attribution.relayed is None:
        return story
    return replace(story, attribution=by_convention(story.attribution))


def _sorted(left: Sequence[Omission]) -> tuple[Omission, ...]:
    return tuple(sorted(left, key=lambda one: (one.stage, one.story)))


def _empty_sections(edition: Edition, filled: set[str]) -> tuple[str, ...]:
    sections = (quota.section for quota in edition.sections)
    return tuple(f"section {section} is empty and was dropped" for section in sections if section not in filled)

"""From stored stories to a digest: window → links → genre → events → rank → sections → write → highlights, then lint.

Pure: the same material, its stories in any order, gives the same bytes. No clock, no randomness, no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from aggregator.assemble.amend import NotAmended, amend, remembered
from aggregator.assemble.binding import with_binding_days
from aggregator.assemble.choose import choose
from aggregator.assemble.dead_links import with_a_page
from aggregator.assemble.genre import only_stories
from aggregator.assemble.lint import lint
from aggregator.assemble.material import Material
from aggregator.assemble.rank import rank
from aggregator.assemble.review import review
from aggregator.assemble.vouching import with_reporters
from aggregator.assemble.window import admit, at_release, in_window, reach
from aggregator.assemble.withdrawals import announced, not_withdrawn, taken_back
from aggregator.assemble.write import write, write_briefs
from aggregator.attribution.house import by_convention
from aggregator.errors import EditionBlocked
from aggregator.models import Amendment, Digest, Edition, Omission, PastEntry, Story
from aggregator.registry.sources import Sources
from aggregator.style.highlights import highlights
from aggregator.style.title import title_lines

_EDITIONS_APART = 7
"""A title is unlike those of the last editions, of half a week."""
__all__ = [
    "Material",
    "amended",
    "assemble",
    "assemble_checked",
    "at_release",
    "lint",
    "past_entries",
    "reach",
    "remembered",
    "with_binding_days",
]


def assemble(material: Material, sources: Sources) -> Digest:
    """Write the digest of an edition."""
    if material.edition.review:
        return review(material, sources)
    edition, overrides = material.edition, material.overrides
    released = [at_release(story, edition.zone) for story in _credited(edition, material.stories)]
    timely, untimely = admit(edition, released, material.made)
    alive, dead = with_a_page(timely, material.gone)
    past = sorted(material.past, key=lambda entry: (entry.closed, entry.event))
    known = (*material.stories, *material.earlier)
    taken = taken_back(known, material.events)
    notices = announced(edition, alive, taken, known, past)
    printed = {draft.story.id for draft in notices}
    news, refused = only_stories([story for story in alive if story.id not in printed])
    news, withdrawn = not_withdrawn(news, taken)
    ranked, outranked = rank(edition, in_window(edition, material.events, timely, news), sources, overrides)
    chosen = choose(edition, ranked, past, overrides, notices)
    behind = {story.id: story for story in news}
    entries = with_reporters(edition, write(edition, chosen.entries), behind, sources)
    return Digest(
        edition=edition,
        highlights=highlights(edition, entries),
        entries=entries,
        briefs=write_briefs(edition, chosen.briefs, len(entries) + 1),
        title_lines=title_lines(edition, entries, _headlines_of_the_last(past)),
        omissions=_sorted([*untimely, *dead, *refused, *withdrawn, *outranked, *chosen.omissions]),
        notes=_empty_sections(edition, {entry.section for entry in entries}),
    )


def assemble_checked(material: Material, sources: Sources) -> Digest:
    """Write the digest of an edition; raise `EditionBlocked` with every finding of its lint."""
    digest = assemble(material, sources)
    if findings := lint(digest, material.stories, material.gone):
        raise EditionBlocked(material.edition.key, tuple(findings))
    return digest


def past_entries(digest: Digest) -> tuple[PastEntry, ...]:
    """Return the entries of a digest as later editions remember them; a review has nothing that they do not know."""
    return tuple(
        PastEntry(
            edition=digest.edition.key,
            event=entry.event,
            stories=entry.stories,
            headline=entry.headline,
            text=entry.paragraph,
            closed=digest.edition.end,
        )
        for entry in (() if digest.edition.review else digest.printed)
    )


def amended(
    digest: Digest, amendments: Sequence[Amendment], material: Material, sources: Sources, stories: Mapping[str, Story]
) -> Digest:
    """Return a digest with its amendments; raise `EditionBlocked` if one cannot be made, or with the lint's findings.

    `stories`: by id, those that replacements are written from.
    """
    try:
        found = amend(digest, amendments, sources, stories, _headlines_of_the_last(material.past))
    except NotAmended as reason:
        raise EditionBlocked(digest.edition.key, (str(reason),)) from reason
    if findings := lint(found, material.stories, material.gone):
        raise EditionBlocked(digest.edition.key, tuple(findings))
    return found


def _headlines_of_the_last(entries: Sequence[PastEntry]) -> list[str]:
    """Return the headlines of the last editions, whose titles the next one may not resemble."""
    past = sorted(entries, key=lambda entry: (entry.closed, entry.event))
    editions = list(dict.fromkeys(entry.edition for entry in past))[-_EDITIONS_APART:]
    return [entry.headline for entry in past if entry.edition in editions]


def _credited(edition: Edition, stories: Sequence[Story]) -> Sequence[Story]:
    """Credit relayed notices to their makers, if the edition's convention says so."""
    if not edition.credit_relayed:
        return stories
    return [_by_convention(story) for story in stories]


def _by_convention(story: Story) -> Story:
    if story.attribution is None or story.attribution.relayed is None:
        return story
    return replace(story, attribution=by_convention(story.attribution))


def _sorted(omissions: Sequence[Omission]) -> tuple[Omission, ...]:
    return tuple(sorted(omissions, key=attrgetter("stage", "story")))


def _empty_sections(edition: Edition, filled: set[str]) -> tuple[str, ...]:
    sections = (quota.section for quota in edition.sections)
    return tuple(f"section {section} is empty and was dropped" for section in sections if section not in filled)

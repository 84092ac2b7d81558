"""A credit in words: what was seen, which rule decided, what lost and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from aggregator.attribution.across import credit_event
from aggregator.attribution.house import by_convention
from aggregator.events.likeness import StoryText, compare, profile
from aggregator.models import Attribution, Cited, Considered, Membership, Story
from aggregator.registry.sources import Sources
from aggregator.text.width import pad

_LABEL = 40
"""Columns of a label that are shown."""
_NEAR, _MOST = 0.1, 5
"""Score from which a story outside is shown, and how many of them."""
_BASIS = {
    "alone": "the only story of its group",
    "chain": "a story of the group leads to it",
    "maker": "who made the news told it itself",
    "earliest": "published earliest, to the minute",
    "best known": "none is the earliest to the minute; the best standing counts",
    "override": "set by hand",
}


def explain_credit(story: Story, group: Sequence[Story], sources: Sources) -> Iterator[str]:
    """Yield the lines that tell whom a story is credited to and why; `group`: it and the copies linked with it."""
    yield f"{story.id}  {story.title}"
    yield f"{story.url}"
    yield f"found on {story.outlet}, fetched {story.fetched_at:%Y-%m-%d %H:%M} UTC, {_published(story)}"
    if story.attribution is None:
        yield "It is credited to nobody."
        return
    yield ""
    yield from _decision(story.attribution, sources)
    yield from _seen(story.attribution)
    yield from _texts(story.attribution)
    yield from _group(story, group, sources)


def _published(story: Story) -> str:
    if story.published is None:
        return "no time of publication"
    return f"published {story.published:%Y-%m-%d %H:%M} UTC, to the {story.published_precision}"


def _decision(found: Attribution, sources: Sources) -> Iterator[str]:
    yield f"Credit: {found.name.zh} ({found.name.en}), {found.source}, {found.kind}; sure {found.confidence:.2f}"
    yield f"  by the rule {found.rule}, read at {found.where}: {found.evidence}"
    yield f"  from hand to hand: {' → '.join(_name(step, sources) for step in found.chain)}"
    if found.runner_up:
        yield f"  next in line: {_name(found.runner_up, sources)}"
    if found.original_url:
        yield f"  the original: {found.original_url}"


def _seen(found: Attribution) -> Iterator[str]:
    if found.considered:
        yield ""
        yield "What was seen, in the order of trust:"
        yield from map(_considered, found.considered)


def _considered(seen: Considered) -> str:
    label = " ".join(seen.label.split())[:_LABEL]
    who = f"→ {seen.source}" if seen.source else "→ nobody"
    return f"  {pad(seen.rule, 10)} {pad(label, 30)} {pad(seen.where, 22)} {pad(who, 24)} {seen.outcome}"


def _texts(found: Attribution) -> Iterator[str]:
    if found.cited:
        yield ""
        yield "The text cites, which never replaces the publisher:"
        yield from (f"  {_cited(cited)}" for cited in found.cited)
    if found.relayed:
        yield ""
        yield f"It only relays a notice of {_cited(found.relayed)}"
        house = by_convention(found)
        names = f"{house.name.zh} ({house.name.en})"
        yield f"  an edition whose convention says so credits {names}, sure {house.confidence:.2f}"


def _cited(cited: Cited) -> str:
    return f"{cited.name} ({cited.source or 'not registered'}, {cited.kind}): {cited.evidence}"


def _group(story: Story, group: Sequence[Story], sources: Sources) -> Iterator[str]:
    others = [other for other in group if other.id != story.id]
    if not others:
        return
    yield ""
    if story.copy_of:
        yield f"It repeats {story.copy_of} ({story.copy_rule}, {story.copy_score or 0:.2f})."
    yield "Stories of one text:"
    for other in sorted(group, key=attrgetter("age")):
        credit = other.attribution.name.zh if other.attribution else "nobody"
        yield f"  {other.id} {pad(other.outlet, 12)} {_published(other)}, credited to {credit}"
    decided = credit_event(group, sources)
    assert decided.across is not None
    yield f"Together they are credited to {decided.name.zh}: {_BASIS[decided.across.basis]} ({decided.across.story})"
    if decided.across.otherwise:
        yield f"  otherwise credited: {', '.join(_name(name, sources) for name in decided.across.otherwise)}"


def explain_event(
    story: Story, membership: Membership | None, members: Sequence[Story], others: Sequence[Story]
) -> Iterator[str]:
    """Yield the lines that tell which event a story belongs to, what joined it, and what kept its likes out.

    `others`: the stories of the days around it.
    """
    yield ""
    if membership is None:
        yield "Event: it was not grouped yet."
        return
    yield f"Event {membership.event}, {len(members)} {'story' if len(members) == 1 else 'stories'}"
    if membership.joined:
        yield f"  joined by {membership.joined}, {membership.score or 0:.2f}: {'; '.join(membership.reasons)}"
    for member in members:
        yield f"  {member.id} {pad(member.outlet, 12)} {member.title}"
    inside = {member.id for member in members}
    yield from _nearest(story, [other for other in others if other.id not in inside])


def _nearest(story: Story, others: Sequence[Story]) -> Iterator[str]:
    """Yield the stories outside that are most like it, with what speaks for them and what vetoed them."""
    own = profile(StoryText.of(story))
    alike = [(compare(own, profile(StoryText.of(other))), other) for other in others]
    near = [(found, other) for found, other in alike if found.likeness >= _NEAR]
    if near:
        yield "  nearest outside it:"
    for found, other in sorted(near, key=lambda pair: (-pair[0].likeness, pair[1].id))[:_MOST]:
        vetoed = f"; vetoed by {', '.join(found.vetoes)}" if found.vetoes else ""
        yield f"  {other.id} {found.likeness:.2f} {other.title}: {'; '.join(found.reasons)}{vetoed}"


def _name(source_id: str, sources: Sources) -> str:
    source = sources.get(source_id)
    return source.name.zh if source else source_id.removeprefix("label:")

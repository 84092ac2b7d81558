"""Explanations of credits: what was seen, which rule decided, what lost and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from aggregator.attribution.across import credit_event
from aggregator.attribution.house import by_convention
from aggregator.inspection.table import aligned
from aggregator.models import OF_LABEL, Attribution, Cited, Considered, Story
from aggregator.registry.sources import Sources

MAX_LABEL = 40
"""Characters of a label that are shown."""
_BASIS = {
    "alone": "the only story of its group",
    "chain": "a story of the group leads to it",
    "maker": "the maker of the news published it",
    "earliest": "published earliest, to the minute",
    "written": "the entry was written from this story",
    "best known": "none is the earliest to the minute; the best standing counts",
    "override": "a manual override",
}


def explain_credit(story: Story, group: Sequence[Story], sources: Sources) -> Iterator[str]:
    """Yield the lines that explain a story's credit; `group`: the story and the copies linked with it."""
    yield f"{story.id}  {story.title}"
    yield f"{story.url}"
    yield f"found on {story.outlet}, fetched {story.fetched_at:%Y-%m-%d %H:%M} UTC, {_published(story)}"
    if story.attribution is None:
        yield "No credit."
        return
    yield ""
    yield from _decision(story.attribution, sources)
    yield from _seen(story.attribution)
    yield from _texts(story.attribution)
    yield from _group(story, group, sources)


def _published(story: Story) -> str:
    if story.published is None:
        return "time of publication unknown"
    return f"published {story.published:%Y-%m-%d %H:%M} UTC, to the {story.published_precision}"


def _decision(credit: Attribution, sources: Sources) -> Iterator[str]:
    names = f"{credit.name.zh} ({credit.name.en})"
    yield f"Credit: {names}, {credit.source}, {credit.kind}; confidence {credit.confidence:.2f}"
    yield f"  by the rule {credit.rule}, read at {credit.where}: {credit.evidence}"
    yield f"  chain: {' → '.join(_name(step, sources) for step in credit.chain)}"
    if credit.runner_up:
        yield f"  runner-up: {_name(credit.runner_up, sources)}"
    if credit.original_url:
        yield f"  original: {credit.original_url}"


def _seen(credit: Attribution) -> Iterator[str]:
    if credit.considered:
        yield ""
        yield "Seen, the most trusted first:"
        yield from aligned(map(_considered, credit.considered))


def _considered(seen: Considered) -> tuple[str, ...]:
    label = " ".join(seen.label.split())[:MAX_LABEL]
    return f"  {seen.rule}", label, seen.where, f"→ {seen.source or 'nobody'}", seen.outcome


def _texts(credit: Attribution) -> Iterator[str]:
    if credit.cited:
        yield ""
        yield "Cited in the text, which never replaces the publisher:"
        yield from (f"  {_cited(cited)}" for cited in credit.cited)
    if credit.relayed:
        yield ""
        yield f"It only relays a notice of {_cited(credit.relayed)}"
        house = by_convention(credit)
        names = f"{house.name.zh} ({house.name.en})"
        yield f"  an edition with that convention credits {names}, confidence {house.confidence:.2f}"


def _cited(cited: Cited) -> str:
    return f"{cited.name} ({cited.source or 'not registered'}, {cited.kind}): {cited.evidence}"


def _group(story: Story, group: Sequence[Story], sources: Sources) -> Iterator[str]:
    if all(member.id == story.id for member in group):
        return
    yield ""
    if story.copy_of:
        yield f"It repeats {story.copy_of} ({story.copy_rule}, {story.copy_score or 0:.2f})."
    yield "Stories with the same text:"
    yield from aligned(map(_member, sorted(group, key=attrgetter("age"))))
    decided = credit_event(group, sources)
    assert decided.across is not None
    yield f"Joint credit: {decided.name.zh}; {_BASIS[decided.across.basis]} ({decided.across.story})"
    if decided.across.otherwise:
        yield f"  otherwise credited: {', '.join(_name(name, sources) for name in decided.across.otherwise)}"


def _member(story: Story) -> tuple[str, ...]:
    credit = f"credit: {story.attribution.name.zh}" if story.attribution else "no credit"
    return f"  {story.id}", story.outlet, _published(story), credit


def _name(source_id: str, sources: Sources) -> str:
    source = sources.get(source_id)
    return source.name.zh if source else source_id.removeprefix(OF_LABEL)

"""Credit all stories of an event to one source: by an explicit chain, else the earliest, else the best known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from aggregator.models import Across, Attribution, Precision, SourceKind, Story
from aggregator.registry.sources import Sources

_PRIMARY = frozenset({SourceKind.AUTHORITY, SourceKind.DATA, SourceKind.FORUM, SourceKind.COMPANY})
"""Kinds that report their own doings: a story that cites one whose own story is at hand leads to that story."""
MAKERS = frozenset({SourceKind.AUTHORITY, SourceKind.DATA, SourceKind.FORUM})
"""Kinds whose own publications are the news that others report."""
_MIN_CONFIDENCE = 0.5
"""Stories below it, a portal's without a named source, are an origin only if no story has more."""

_Path = tuple[Story, ...]


def credit_event(members: Sequence[Story], sources: Sources) -> Attribution:
    """Return the credit of an event, from all its stories in any order; each must have an attribution.

    An operator's decision comes first. Then a story that credits, or cites as its maker, a source whose own story is
    among the members leads to that story, and so on; the end that most members lead to is credited. If no story leads
    to another, the first authority, data service or forum with its own words among them is credited, else the story
    published earliest to the minute; if no story has a minute, or several share it, the source with the best standing.
    `across` states the basis, and the other sources that were credited.
    """
    ordered = sorted(members, key=attrgetter("age"))
    set_by_hand = [(story,) for story in ordered if credit_of(story).rule == "override"]
    paths = [_follow(story, _pages(ordered)) for story in ordered]
    explicit = [path for path in paths if len(path) > 1]
    if set_by_hand:
        return _credited("override", set_by_hand[0], ordered)
    if explicit:
        return _credited("chain", _most_followed(explicit), ordered)
    if maker := next(filter(_is_maker, ordered), None):
        return _credited("maker", (maker,), ordered)
    basis, story = _earliest(_credible(ordered), sources)
    return _credited(basis, (story,), ordered)


def credit_of(story: Story) -> Attribution:
    """Return the attribution of a story; the window admits only stories with one."""
    if story.attribution is None:
        raise ValueError(f"story {story.id} has no attribution")
    return story.attribution


def _pages(ordered: Sequence[Story]) -> Mapping[str, Story]:
    """Return the earliest story that each source has on its own site."""
    return {chain[0]: story for story in reversed(ordered) if (chain := credit_of(story).chain)}


def _follow(story: Story, pages: Mapping[str, Story]) -> _Path:
    """Return the path from a story to the one that it finally leads to; a circle ends before it repeats."""
    path = [story]
    while (following := _leads_to(path[-1], pages)) and following not in path:
        path.append(following)
    return tuple(path)


def _leads_to(story: Story, pages: Mapping[str, Story]) -> Story | None:
    found = credit_of(story)
    makers = (cited.source for cited in found.cited if cited.kind in _PRIMARY)
    steps = (pages[source] for source in (found.source, *makers) if source in pages)
    return next((following for following in steps if following.id != story.id), None)


def _most_followed(explicit: Sequence[_Path]) -> _Path:
    """Return the longest path to the story that most paths lead to; on a tie, to the earliest story."""
    ends = Counter(path[-1].id for path in explicit)
    return max(explicit, key=lambda path: (ends[path[-1].id], _earlier(path[-1]), len(path), path[0].id))


def _earlier(story: Story) -> tuple[float, str]:
    at, name = story.age
    return -at.timestamp(), name


def _is_maker(story: Story) -> bool:
    found = credit_of(story)
    return found.kind in MAKERS and found.rule != "relayed"


def _credible(ordered: Sequence[Story]) -> Sequence[Story]:
    confident = [story for story in ordered if credit_of(story).confidence >= _MIN_CONFIDENCE]
    return confident or ordered


def _earliest(ordered: Sequence[Story], sources: Sources) -> tuple[str, Story]:
    dated = [story for story in ordered if story.published_precision is Precision.MINUTE]
    first = [story for story in dated if story.published == dated[0].published]
    if len({credit_of(story).source for story in first}) == 1:
        return "earliest", first[0]
    return "best known", max(first or ordered, key=lambda story: (_standing(story, sources), _earlier(story)))


def _standing(story: Story, sources: Sources) -> float:
    source = sources.get(credit_of(story).source)
    return source.standing if source else 0.0


def _credited(basis: str, path: _Path, ordered: Sequence[Story]) -> Attribution:
    end = path[-1]
    found = credit_of(end)
    others = Counter(credit_of(story).source for story in ordered)
    steps = (credit_of(story).chain[0] for story in path if credit_of(story).chain)
    return replace(
        found,
        chain=tuple(dict.fromkeys((*steps, *found.chain))),
        original_url=found.original_url or (end.url if len(path) > 1 else None),
        across=Across(
            basis if len(ordered) > 1 or basis == "override" else "alone",
            end.id,
            tuple(sorted(name for name in others if name != found.source)),
        ),
    )

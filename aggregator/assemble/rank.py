"""Rank: what an event is worth to the reader, part by part, so that anyone can ask why.

Weights are points. The scale: an ordinary report of one good outlet has about 6; a second independent source
brings as much as the step from a portal to an authority; one serious penalty puts an event behind every plain report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.assemble.companies import company_in
from aggregator.assemble.merit import in_order, merit
from aggregator.assemble.window import WindowEvent
from aggregator.attribution.across import credit_event, credit_of
from aggregator.models import NO_OVERRIDES, Attribution, Edition, Omission, Overrides, Story
from aggregator.registry.sources import Sources

_STAGE = "rank"
_LEAST = 3.0
"""An event with fewer points is no news that a desk would send out."""
_MAX_SECTION = 10.0
"""A section's weight above this says no more."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """An event with its section and what it is worth."""

    id: str
    stories: tuple[Story, ...]
    """Those of the window, the best report first: the one to write from."""
    credit: Attribution
    """Decided once, from all its stories."""
    section: str | None
    parts: Mapping[str, float]
    earlier: tuple[Story, ...] = ()
    """Its stories from before the window, which are not told again."""
    company: str | None = None
    """Owner of the company that it is about, where the registry knows it."""
    overridden: tuple[str, ...] = ()
    """What an operator set: `credit`, `event`, `pin`, `section`."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its stories."""
        return frozenset(story.id for story in self.stories)

    @property
    def pinned(self) -> bool:
        """Tell whether it goes to print whatever it is worth."""
        return "pin" in self.overridden

    @property
    def lead(self) -> Story:
        """The story to write from."""
        return self.stories[0]

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return round(sum(self.parts.values()), 3)

    def left(self, stage: str, reason: str) -> list[Omission]:
        """Say of every story of the event where and why it was left out."""
        return [Omission(story.id, stage, reason) for story in self.stories]


def rank(
    edition: Edition,
    events: Sequence[WindowEvent],
    sources: Sources,
    overrides: Overrides = NO_OVERRIDES,
) -> tuple[list[Ranked], list[Omission]]:
    """Weigh the events, best first; those worth too little stay out."""
    weighed = [_overridden(_weigh(edition, event, sources), overrides) for event in events]
    worth, out = list[Ranked](), list[Omission]()
    for event in sorted(weighed, key=lambda event: (not event.pinned, -event.score, event.id)):
        if reason := next((overrides.dropped[name] for name in sorted(event.ids) if name in overrides.dropped), None):
            out += event.left("override", f"dropped by hand: {reason}")
        elif event.score < _LEAST and not event.pinned:
            out += event.left(_STAGE, f"score {event.score:g}, below {_LEAST:g}")
        else:
            worth.append(event)
    return worth, out


def _overridden(event: Ranked, overrides: Overrides) -> Ranked:
    """Return an event with what an operator set of it."""
    section = next((overrides.sections[name] for name in sorted(event.ids) if name in overrides.sections), None)
    tied = any(event.ids & stories for stories in (*overrides.ties.together, *overrides.ties.apart))
    marks = {
        "credit": event.credit.rule == "override",
        "event": tied,
        "pin": bool(event.ids & overrides.pinned),
        "section": section is not None,
    }
    found = tuple(name for name, holds in marks.items() if holds)
    return replace(event, section=section or event.section, overridden=found) if found else event


def _weigh(edition: Edition, event: WindowEvent, sources: Sources) -> Ranked:
    reports = {story.id: merit(edition, story, sources) for story in event.stories}
    credit = credit_event((*event.stories, *event.earlier), sources)
    stories = in_order(event.stories, reports, credit.source)
    best = max(stories, key=lambda story: (story.section is not None, story is stories[0], story.section_score or 0.0))
    parts = {
        **_witnesses(event.stories, sources),
        **reports[stories[0].id],
        "recency": _recency(edition, stories[0]),
        "section": round(min(best.section_score or 0.0, _MAX_SECTION) / 5, 3),
    }
    return Ranked(
        id=event.id,
        stories=tuple(stories),
        credit=credit,
        section=best.section,
        parts={name: value for name, value in parts.items() if value},
        earlier=event.earlier,
        company=company_in(stories[0].title, sources),
    )


def _witnesses(stories: tuple[Story, ...], sources: Sources) -> dict[str, float]:
    """Count the sources that tell the event, owners once, and the outlets that carry it."""
    owners = {_owner(credit_of(story), sources) for story in stories}
    outlets = {story.outlet for story in stories}
    return {"sources": 2.0 * min(len(owners) - 1, 3), "outlets": 0.5 * min(len(outlets) - 1, 4)}


def _owner(credit: Attribution, sources: Sources) -> str:
    source = sources.get(credit.source)
    return (source.group or source.id) if source else credit.source


def _recency(edition: Edition, story: Story) -> float:
    """Return 0 for the window's first moment up to 1 for its last; a day without a clock stands in the middle."""
    if story.published is None or not edition.start <= story.published < edition.end:
        return 0.5
    return round((story.published - edition.start) / (edition.end - edition.start), 3)

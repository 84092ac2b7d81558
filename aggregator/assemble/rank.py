"""Rank events by points, part by part, so that every rank can be explained.

The scale: a plain report of one good outlet has about 6 points; a second independent source adds half as much, and so
does a platform or an authority that acts; one serious penalty puts an event behind every plain report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from aggregator.assemble.actors import actors_in, company_of, role_in
from aggregator.assemble.genre import is_registry_notice
from aggregator.assemble.last_word import last_words
from aggregator.assemble.merit import best_first, merit
from aggregator.assemble.parts import CASES, COUNTED
from aggregator.assemble.window import WindowEvent
from aggregator.attribution.across import credit_event, credit_of
from aggregator.models import NO_OVERRIDES, Attribution, Edition, Omission, Overrides, Story
from aggregator.registry.sources import Sources

_STAGE = "rank"


@dataclass(frozen=True, slots=True)
class Ranked:
    """An event with its section and its points."""

    id: str
    stories: tuple[Story, ...]
    """Its stories of the window, the best to write from first."""
    credit: Attribution
    """Decided from all its stories."""
    section: str | None
    parts: Mapping[str, float]
    """Points by part."""
    earlier: tuple[Story, ...] = ()
    """Its stories from before the window, which are not printed again."""
    company: str | None = None
    """Owner of the company that it is about, or `name:` and the name that its headline opens with."""
    overridden: tuple[str, ...] = ()
    """An operator's decisions: `credit`, `event`, `pin`, `section`."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its stories."""
        return frozenset(story.id for story in self.stories)

    @property
    def pinned(self) -> bool:
        """Whether it is printed whatever its score."""
        return "pin" in self.overridden

    @property
    def lead(self) -> Story:
        """The story to write from."""
        return self.stories[0]

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return round(sum(self.parts.values()), 3)

    @property
    def order(self) -> tuple[bool, float, str]:
        """The sort key of events: the best come first."""
        return not self.pinned, -self.score, self.id

    def omissions(self, stage: str, reason: str) -> list[Omission]:
        """Return an omission for every story of the window."""
        return [Omission(story.id, stage, reason) for story in self.stories]


def rank(
    edition: Edition,
    events: Sequence[WindowEvent],
    sources: Sources,
    overrides: Overrides = NO_OVERRIDES,
) -> tuple[list[Ranked], list[Omission]]:
    """Return the events, the best first, and the omissions: events with too few points, or dropped by an operator."""
    weighed = [_overridden(_weigh(edition, event, sources), overrides) for event in events]
    kept, omissions = list[Ranked](), list[Omission]()
    for event in sorted(weighed, key=attrgetter("order")):
        if reason := next((overrides.dropped[name] for name in sorted(event.ids) if name in overrides.dropped), None):
            omissions += event.omissions("override", f"dropped by hand: {reason}")
        elif event.score < edition.min_score and not event.pinned:
            omissions += event.omissions(_STAGE, f"score {event.score:g}, below {edition.min_score:g}")
        else:
            kept.append(event)
    return kept, omissions


def _overridden(event: Ranked, overrides: Overrides) -> Ranked:
    """Return an event with the operator's decisions on it."""
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
    merits = {story.id: merit(edition, story, sources) for story in event.stories}
    credit = credit_event((*event.stories, *event.earlier), sources)
    speaking = last_words(event.stories)
    told = credit if len(speaking) == len(event.stories) else credit_event(speaking, sources)
    ordered = best_first(event.stories, merits, told.source)
    stories = sorted(ordered, key=lambda story: story not in speaking)
    best = max(stories, key=lambda story: (story.section is not None, story is stories[0], story.section_score or 0.0))
    headline = stories[0].title
    actors = tuple(actors_in(headline, sources))
    favour = next((quota.favour for quota in edition.sections if quota.section == best.section), 0.0)
    parts = {
        "actor": CASES["actor"].of(role_in(headline, actors)),
        **witnesses(event.stories, sources),
        **merits[stories[0].id],
        "recency": _recency(edition, stories[0]),
        "section": COUNTED["section"].of(best.section_score or 0.0),
        "favour": COUNTED["favour"].of(favour),
        "notice": COUNTED["notice"].of(is_registry_notice(stories[0])),
    }
    return Ranked(
        id=event.id,
        stories=tuple(stories),
        credit=credit,
        section=best.section,
        parts={name: value for name, value in parts.items() if value},
        earlier=event.earlier,
        company=company_of(headline, actors),
    )


def witnesses(stories: Sequence[Story], sources: Sources) -> dict[str, float]:
    """Return the points for the sources that report the event, one per owner, and the outlets that carry it.

    A copy does not count as a source: a reprint without a label adds nothing.
    """
    originals = [story for story in stories if story.copy_of is None] or list(stories[:1])
    owners = {_owner(credit_of(story), sources) for story in originals}
    outlets = {story.outlet for story in stories}
    return {"sources": COUNTED["sources"].of(len(owners) - 1), "outlets": COUNTED["outlets"].of(len(outlets) - 1)}


def _owner(credit: Attribution, sources: Sources) -> str:
    source = sources.get(credit.source)
    return source.owner if source else credit.source


def _recency(edition: Edition, story: Story) -> float:
    """Return the points for a time in the window; those of its middle for one outside, such as a day's midnight."""
    if story.published is None or not edition.start <= story.published < edition.end:
        return COUNTED["recency"].of(0.5)
    return COUNTED["recency"].of((story.published - edition.start) / (edition.end - edition.start))

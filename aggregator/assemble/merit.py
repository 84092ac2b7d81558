"""Merit of a story as a report of its event, part by part, and which story of an event to write from."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from operator import attrgetter

from aggregator.assemble.window import days
from aggregator.attribution.across import MAKERS, credit_of
from aggregator.models import OWN_RULES, Attribution, Edition, SourceKind, Story
from aggregator.registry.sources import Sources
from aggregator.style import words
from aggregator.style.dateline import opens_as_report
from aggregator.text.marks import marks

_KINDS: Mapping[SourceKind, float] = {
    SourceKind.AUTHORITY: 0.5,
    SourceKind.AGENCY: 0.5,
    SourceKind.DATA: 0.25,
    SourceKind.OUTLET: 0.25,
    SourceKind.COMPANY: 0.25,
    SourceKind.FORUM: 0.25,
    SourceKind.PROVISIONAL: 0.0,
    SourceKind.ACCOUNT: -1.5,
}
_UNKNOWN_STANDING = 0.3
"""Standing of a source that is not in the registry."""
_LEAD = 240
"""Characters of the text that count."""
_HEAD = 80
"""Characters within which a report has said what happened."""
_FAULTS = ("question", "opinion", "list", "bait", "contribution", "personal")
"""Penalties of a feature."""


def merit(edition: Edition, story: Story, sources: Sources) -> dict[str, float]:
    """Return the points of a story as a report, by part: its source, its content, its form; without parts of 0."""
    credit = credit_of(story)
    parts = {
        "kind": _KINDS[credit.kind],
        "standing": round(2 * _standing(credit, sources), 3),
        **_substance(edition, story),
        **_penalties(story),
    }
    return {name: value for name, value in parts.items() if value}


def best_first(event: Sequence[Story], merits: Mapping[str, Mapping[str, float]], credited: str) -> list[Story]:
    """Order the stories of an event, the best to write from first; `credited` is a source id.

    The credited source's stories come first, then those by makers of news, those with a dateline, reports before
    features, and those of the source that had the event first. Of one source, originals come before copies and its own
    page before reprints.
    """
    first = {
        credit_of(story).source: story.appeared for story in sorted(event, key=attrgetter("appeared"), reverse=True)
    }
    return sorted(
        event,
        key=lambda story: (
            credit_of(story).source != credited,
            *_distance(story, merits[story.id]),
            first[credit_of(story).source],
            story.copy_of is not None,
            credit_of(story).rule not in OWN_RULES,
            *story.seniority,
        ),
    )


def _distance(story: Story, parts: Mapping[str, float]) -> tuple[bool, bool, bool]:
    """Return whether a story is not by a maker of news, has no dateline, is a feature."""
    feature = any(parts.get(fault, 0.0) < 0 for fault in _FAULTS)
    return credit_of(story).kind not in MAKERS, "dateline" not in parts, feature


def is_hearsay(story: Story) -> bool:
    """Return whether a story repeats what somebody heard, without an answer to it."""
    found = marks(story.title, story.text)
    heard = found.rumoured or bool(words.HEARSAY.search(f"{story.title}\n{story.text[:_HEAD]}"))
    return heard and not (found.denied or words.ANSWERED.search(story.title))


def _standing(credit: Attribution, sources: Sources) -> float:
    source = sources.get(credit.source)
    return source.standing if source else _UNKNOWN_STANDING


def _substance(edition: Edition, story: Story) -> dict[str, float]:
    """Return the points for figures, names and news in title and lead."""
    lead = story.title + " " + story.text[:_LEAD]
    figures = len(set(words.NUMBER.findall(lead)))
    names = len(set(re.findall(r"[A-Z][A-Za-z]+|《[^《》]+》|“[^”]{2,12}”", lead)))
    dated = opens_as_report(story.text, days(edition))
    return {
        "figures": round(0.25 * math.log2(1 + min(figures, 7)), 3),
        "names": round(0.1 * math.log2(1 + min(names, 7)), 3),
        "news": _deeds(story, dated=dated),
        **({"dateline": 1.0} if dated else {}),
    }


def _deeds(story: Story, *, dated: bool) -> float:
    """Return the points for deeds in the title, or at least at the start of the text."""
    if deeds := len(set(words.NEWS.findall(story.title))):
        return 1.0 * min(deeds, 2)
    if dated:
        return 0.0
    return -0.5 if words.NEWS.search(story.text[:_HEAD]) else -1.5


def _penalties(story: Story) -> dict[str, float]:
    """Return the penalties for what is not a plain report."""
    lead = words.QUOTED.sub("", story.text[: 2 * _LEAD])[:_LEAD]
    head = f"{story.title}\n{story.text[:_HEAD]}"
    found = {
        "question": -1.5 * bool(words.QUESTION.search(words.QUOTED.sub("", story.title))),
        "opinion": -2.5 * bool(words.OPINION.search(story.title)),
        "list": -2.5 * bool(words.LISTICLE.search(story.title)),
        "hearsay": -2.0 * is_hearsay(story),
        "unsure": -1.0 * bool(words.UNSURE.search(story.title)),
        "contribution": -2.0 * bool(words.CONTRIBUTION.match(story.text)),
        "personal": -1.0 * min(len(words.PERSONAL.findall(lead)), 3),
        "bait": -1.5 * bool(words.BAIT.search(head)),
        "exclamation": -0.5 * ("！" in story.title or "!" in story.title),
    }
    return {name: value for name, value in found.items() if value}

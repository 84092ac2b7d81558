"""Merit of a story as a report of its event, part by part, and which story of an event to write from."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from operator import attrgetter

from aggregator.assemble.parts import CASES, COUNTED, FAULTS, UNKNOWN_STANDING
from aggregator.assemble.window import days
from aggregator.attribution.across import MAKERS, credit_of
from aggregator.models import OWN_RULES, Attribution, Edition, Story
from aggregator.registry.sources import Sources
from aggregator.style import words
from aggregator.style.dateline import opens_as_report
from aggregator.text.marks import marks

_LEAD = 240
"""Characters of the text that count."""
_HEAD = 80
"""Characters within which a report has said what happened."""


def merit(edition: Edition, story: Story, sources: Sources) -> dict[str, float]:
    """Return the points of a story as a report, by part: its source, its content, its form; without parts of 0."""
    credit = credit_of(story)
    parts = {
        "kind": CASES["kind"].of(credit.kind),
        "standing": COUNTED["standing"].of(_standing(credit, sources)),
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
    feature = any(parts.get(fault, 0.0) < 0 for fault in FAULTS)
    return credit_of(story).kind not in MAKERS, "dateline" not in parts, feature


def is_hearsay(story: Story) -> bool:
    """Return whether a story repeats what somebody heard, without an answer to it."""
    found = marks(story.title, story.text)
    heard = found.rumoured or bool(words.HEARSAY.search(f"{story.title}\n{story.text[:_HEAD]}"))
    return heard and not (found.denied or words.ANSWERED.search(story.title))


def _standing(credit: Attribution, sources: Sources) -> float:
    source = sources.get(credit.source)
    return source.standing if source else UNKNOWN_STANDING


def _substance(edition: Edition, story: Story) -> dict[str, float]:
    """Return the points for figures, names and news in title and lead."""
    lead = story.title + " " + story.text[:_LEAD]
    figures = len(set(words.NUMBER.findall(lead)))
    names = len(set(re.findall(r"[A-Z][A-Za-z]+|《[^《》]+》|“[^”]{2,12}”", lead)))
    dated = opens_as_report(story.text, days(edition))
    return {
        "figures": COUNTED["figures"].of(math.log2(1 + figures)),
        "names": COUNTED["names"].of(math.log2(1 + names)),
        "news": CASES["news"].of(_deeds(story, dated=dated)),
        **({"dateline": COUNTED["dateline"].of(1)} if dated else {}),
    }


def _deeds(story: Story, *, dated: bool) -> str:
    """Return where a story has deeds: in its title, or at least at the start of its text."""
    if deeds := len(set(words.NEWS.findall(story.title))):
        return "two deeds" if deeds > 1 else "deed"
    if dated:
        return "dateline"
    return "deed below" if words.NEWS.search(story.text[:_HEAD]) else "no deed"


def _penalties(story: Story) -> dict[str, float]:
    """Return the penalties for what is not a plain report."""
    lead = words.QUOTED.sub("", story.text[: 2 * _LEAD])[:_LEAD]
    head = f"{story.title}\n{story.text[:_HEAD]}"
    found = {
        "question": bool(words.QUESTION.search(words.QUOTED.sub("", story.title))),
        "opinion": bool(words.OPINION.search(story.title)),
        "list": bool(words.LISTICLE.search(story.title)),
        "hearsay": is_hearsay(story),
        "unsure": bool(words.UNSURE.search(story.title)),
        "contribution": bool(words.CONTRIBUTION.match(story.text)),
        "personal": len(words.PERSONAL.findall(lead)),
        "bait": bool(words.BAIT.search(head)),
        "exclamation": "！" in story.title or "!" in story.title,
    }
    return {name: COUNTED[name].of(units) for name, units in found.items() if units}

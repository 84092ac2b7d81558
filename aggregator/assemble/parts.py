"""The parts of an event's score: how many points each gives, and for what. `make dictionary` lists them in docs/.

The weights are those of logistic regressions of editors' grades on the parts, rounded; each day was left out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from aggregator.models import SourceKind


@dataclass(frozen=True, slots=True)
class Counted:
    """A part that gives points for each of something, up to a limit."""

    each: float
    most: float
    """Units that count at most."""
    what: str

    def of(self, units: float) -> float:
        """Return the points for some units, to three places."""
        return round(self.each * min(units, self.most), 3)


@dataclass(frozen=True, slots=True)
class Cases:
    """A part that gives points for the first case that holds."""

    points: Mapping[str, float]
    """Case → points; a case that is missing gives none."""
    what: str

    def of(self, case: str) -> float:
        """Return the points for a case."""
        return self.points.get(case, 0.0)


CASES: Mapping[str, Cases] = {
    "actor": Cases(
        {"authority first": 3.0, "company first": 2.25, "named": 1.0},
        "who acts in the headline: an authority or a registered company at its start, or one that it names",
    ),
    "kind": Cases(
        {
            SourceKind.AUTHORITY: 0.5,
            SourceKind.AGENCY: 0.5,
            SourceKind.DATA: 0.25,
            SourceKind.OUTLET: 0.25,
            SourceKind.COMPANY: 0.25,
            SourceKind.FORUM: 0.25,
            SourceKind.ACCOUNT: -1.5,
        },
        "the kind of the source that the story is credited to",
    ),
    "news": Cases(
        {"two deeds": 2.0, "deed": 1.0, "deed below": -0.5, "no deed": -1.5},
        "deeds (发布, launches) in the headline, else in the first 80 characters of the text, or a dateline there",
    ),
}
COUNTED: Mapping[str, Counted] = {
    "sources": Counted(
        2.5, 3, "for each source beyond the first that reports the event, copies and those of one owner left out"
    ),
    "outlets": Counted(0.5, 4, "for each outlet beyond the first that has a story of the event"),
    "standing": Counted(2.0, 1, "times the `standing` of that source in `sources.toml`, 0 to 1"),
    "led": Counted(1.0, 1, "in a review, if it was among the highlights of its edition"),
    "followups": Counted(1.0, 3, "in a review, for each later entry on the event"),
    "dateline": Counted(1.0, 1, "if the text opens as a report of the edition's days"),
    "figures": Counted(0.25, 3, "times the binary logarithm of 1 + the figures in headline and lead"),
    "names": Counted(0.1, 3, "times the binary logarithm of 1 + the names in headline and lead"),
    "recency": Counted(1.0, 1, "times the place in the window, 0 at its start and 1 at its end; .5 without a time"),
    "section": Counted(1 / 3, 10, "times the story's section score"),
    "favour": Counted(1.0, inf, "times the `favour` of its section in the edition's file"),
    "notice": Counted(-1.0, 1, "if it is an entry of a company register or a court"),
    "question": Counted(-1.5, 1, "if the headline asks"),
    "opinion": Counted(-2.5, 1, "if the headline weighs or comments"),
    "list": Counted(-2.5, 1, "if the headline lists or instructs"),
    "hearsay": Counted(-2.0, 1, "if it repeats a rumour without an answer to it"),
    "unsure": Counted(-1.0, 1, "if the headline is not sure (may, could)"),
    "contribution": Counted(-2.0, 1, "if the text opens as a contribution"),
    "personal": Counted(-1.0, 3, "for each word of the writer's voice in the lead (I, we, you)"),
    "bait": Counted(-1.5, 1, "if headline or opening want to be clicked"),
    "exclamation": Counted(-0.5, 1, "if the headline has an exclamation mark"),
}
PARTS: Mapping[str, Counted | Cases] = {**CASES, **COUNTED}
"""Every part, by its name in `score_parts`."""

FAULTS = ("question", "opinion", "list", "bait", "contribution", "personal")
"""Penalties of a feature."""
UNKNOWN_STANDING = 0.3
"""Standing of a source that is not in the registry."""

"""Confidence of a credit, 0 to 1: by its rule, from pages read by hand, less for what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.attribution.sightings import Seen

CONFIDENCE = {
    "label": 0.95,  # beside title and time
    "field": 0.90,
    "closing": 0.92,
    "dateline": 0.92,
    "byline": 0.60,
    "feed": 0.75,  # constant in some feeds, reprints included
    "own-label": 0.95,  # the outlet names itself, and nothing names another
    "relayed": 0.80,  # a convention of the house, read from prose
    "host": 0.88,  # no source is named, or none was seen
}
"""By rule, before any factor.

Shares of right credits on 117 pages and 1,009 entries of feeds labelled by hand, each host weighing the same, with two
hosts of .85 added (`python -m tests.evaluation.calibration`). None is higher than .95: no set has every layout. `host`
is lower than its share on pages, .93 of 15 hosts: on a page of an unknown layout a label may not have been seen.
"""
BY_PLACE = {
    "text:cited first": 0.70,  # a portal may have it from a third
    "text:last paragraphs": 0.70,  # a sentence: 本文来自 a person, a mailing list, two sources
    "entry": 0.95,  # the host's, of a feed's whole text: it has no header in which a label could be missed
}
"""In place of the rule's, by where the name was found."""
NAMED_BYLINES = ("header:作者/媒体", "header:记者/媒体")
NAMED_BYLINE = 0.92
"""A byline beside the time that names the medium with its reporter is as good as a label."""
PORTAL_FACTOR = 0.5
"""A portal that names no source is less likely the original."""
UNREGISTERED_FACTOR = 0.9
"""An unregistered name may be a desk, a column or a person."""
ACCOUNT_FACTOR = 0.85
"""An account beside the title is not called the source."""
CONFLICT_FACTOR = 0.9
"""Two fields of the page name two sources, neither of them the host."""
_FIELDS = frozenset({"label", "field"})


def confidence(ranked: Sequence[Seen]) -> float:
    """Return the confidence of the first name; the others follow in order of trust."""
    decided = ranked[0]
    sighting = decided.sighting
    sure = BY_PLACE.get(sighting.where, CONFIDENCE[sighting.rule])
    if sighting.rule == "own-label":
        sure = CONFIDENCE["own-label"]
    if sighting.where in NAMED_BYLINES:
        sure = NAMED_BYLINE
    if decided.is_portal:
        sure *= PORTAL_FACTOR
    if decided.sighting.rule in ("own-label", "host"):
        return round(sure, 3)
    if decided.credit and decided.credit.source is None:
        sure *= ACCOUNT_FACTOR if decided.is_account else UNREGISTERED_FACTOR
    fields = {seen.credit.id for seen in ranked if seen.credit and seen.sighting.rule in _FIELDS}
    return round(sure * (CONFLICT_FACTOR if len(fields) > 1 else 1.0), 3)

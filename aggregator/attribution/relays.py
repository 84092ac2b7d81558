"""Stories that only relay the notice of a data service, an authority or a forum."""

from __future__ import annotations

import re

from aggregator.attribution.cited import clauses_before
from aggregator.attribution.known import known_at_end
from aggregator.attribution.labels import Credit
from aggregator.attribution.statements import Sighting
from aggregator.models import SourceKind
from aggregator.registry.sources import Sources

_FORMS = (
    (re.compile("显示"), frozenset({SourceKind.DATA})),
    (
        re.compile(r"发布|公布|印发|下发|发出|通报|公示|征求|公告|通知"),
        frozenset({SourceKind.AUTHORITY, SourceKind.FORUM}),
    ),
)
"""What is done in a notice, and by whom."""
_HEAD = 120
"""Characters in which a relayed notice names who made it."""
_SHORT = 800
"""A longer story is more than the notice."""
_OWN_WORK = re.compile(r"记者|采访|独家|实探|调查发现|(?:告诉|回应).{0,10}(?:新闻|报)")


def relayed(text: str, sources: Sources) -> tuple[Credit, Sighting] | None:
    """Return the data service, authority or forum whose notice a short story relays without work of its own."""
    if len(text) > _SHORT or _OWN_WORK.search(text):
        return None
    for verb, kinds in _FORMS:
        for match in verb.finditer(text, 0, _HEAD):
            for clause in clauses_before(text, match.start()):
                credit = known_at_end(clause, sources)
                if credit and credit.kind in kinds:
                    return credit, Sighting("relayed", credit.name, clause + match[0], "text:first sentences")
    return None

"""Stories that only relay the notice of a data service or a forum.

What a newsroom tells of an authority's notice is its own report: editors credit the newsroom.
"""

from __future__ import annotations

import re

from aggregator.attribution.cited import clauses_before
from aggregator.attribution.known import known_at_end
from aggregator.attribution.labels import Credit
from aggregator.attribution.statements import Sighting
from aggregator.models import SourceKind
from aggregator.registry.sources import Sources
from aggregator.text.words import either, family

_MAKERS = {"data": SourceKind.DATA, "forum": SourceKind.FORUM}
_FORMS = [(re.compile(either(verbs)), _MAKERS[maker]) for maker, verbs in family("citations.notice").groups.items()]
"""Verbs of a notice, and the kind of source that makes it."""
_HEAD = 120
"""Characters in which a relayed notice names its maker."""
_MAX_CHARACTERS = 800
"""A longer story has more than the notice."""
_OWN_WORK = family("citations.own_work").pattern()


def relayed(text: str, sources: Sources) -> tuple[Credit, Sighting] | None:
    """Return the data service or forum whose notice a short story relays without own reporting."""
    if len(text) > _MAX_CHARACTERS or _OWN_WORK.search(text):
        return None
    for verb, kind in _FORMS:
        for match in verb.finditer(text, 0, _HEAD):
            for clause in clauses_before(text, match.start()):
                credit = known_at_end(clause, sources)
                if credit and credit.source and credit.kind is kind and not credit.source.cited_only:
                    return credit, Sighting("relayed", credit.name, clause + match[0], "text:first sentences")
    return None

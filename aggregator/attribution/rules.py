"""The rules in the order of their trust, and the decision between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.attribution.cited import citations, known_at_start, relayed
from aggregator.attribution.labels import Credit, resolve_label
from aggregator.attribution.statements import Sighting, closing, dateline, is_medium
from aggregator.models import Attribution, Cited, SourceKind, Story
from aggregator.outlets import Outlet
from aggregator.sources import Source, Sources
from aggregator.text import letters
from aggregator.urls import host_of, is_below, is_public_web

CONFIDENCE = {
    "label": 0.95,  # beside title and time; right on nearly all pages read by hand
    "field": 0.93,  # agrees with the label wherever a page has both, but for hosts that name themselves
    "closing": 0.92,  # equals the header's label on 70 of 75 pages, differs by the portal's name on the rest
    "dateline": 0.90,
    "byline": 0.75,
    "feed": 0.70,  # constant in some feeds, reprints included
    "own-label": 0.95,  # the outlet names itself, and nothing names another
    "relayed": 0.80,  # a convention of the house, read from prose
    "host": 0.60,  # nobody is named at all
}
"""How sure each rule is, 0 to 1, from the pages that were read by hand."""
PORTAL, PORTAL_FACTOR = 0.3, 0.6
"""Outlets of at most this standing mostly reprint: what they do not credit is less surely theirs."""
UNREGISTERED_FACTOR = 0.9
"""A name that is in no registry may be a desk, a column or a person."""
CONFLICT_FACTOR = 0.9
"""Two fields of the page name two others than the host."""

_FIELDS = ("meta:ContentSource", "meta:source", "meta:mediaid", "api:source", "meta:article:author")
_REGISTERED_ONLY = frozenset({"meta:article:author", "feed:source"})
"""Fields that hold a person or the feed's own name on most sites."""
_DESK = re.compile(r".{1,10}(?:处|科|股|室|办|中心|支队|分局)")


@dataclass(frozen=True, slots=True)
class _Candidate:
    credit: Credit
    sighting: Sighting


def attribute(story: Story, outlet: Outlet, sources: Sources) -> Attribution:
    """Credit a story found on `outlet` to its original source.

    In order: the label beside title and time, the page's fields, the closing statement, the dateline, the byline, the
    feed's source, the host. What names nobody or the outlet itself gives way to the next rule. Where all that is
    left is the outlet, a notice of a data service, an authority or a forum that it only relays is credited to that
    one. Always returns an attribution; a name in no registry becomes `label:<name>`, of kind provisional.
    """
    candidates = list(_candidates(story, sources))
    others = [candidate for candidate in candidates if not _is_own(candidate.credit, outlet, sources)]
    if not others and (relay := relayed(story.text, sources)) and not _is_own(relay[0], outlet, sources):
        others = [_Candidate(*relay)]
    own = _own(candidates, outlet, sources)
    ranked = [*others, own]
    return _attribution(ranked, story, outlet, sources)


def _candidates(story: Story, sources: Sources) -> Iterator[_Candidate]:
    """Yield whom each sighting credits, in order of trust; those that credit nobody are left out."""
    for sighting in _sightings(story):
        credit = _credit(sighting, sources)
        if credit:
            yield _Candidate(credit, sighting)


def _sightings(story: Story) -> Iterator[Sighting]:
    paragraphs = story.text.splitlines()
    if story.source_label:
        yield Sighting("label", story.source_label, story.source_label[:80], story.rules.get("source_label", "page"))
    yield from (_field("field", name, story) for name in _FIELDS if name in story.signals)
    yield from closing([*paragraphs, *story.signals.get("text:closing", "").splitlines()])
    yield from dateline(story.text)
    if story.author:
        yield Sighting("byline", story.author, story.author[:80], story.rules.get("author", "page"))
    if "feed:source" in story.signals:
        yield _field("feed", "feed:source", story)


def _field(rule: str, name: str, story: Story) -> Sighting:
    return Sighting(rule, story.signals[name], story.signals[name][:80], name)


def _credit(sighting: Sighting, sources: Sources) -> Credit | None:
    """Return whom a sighting credits; in prose and bylines only what is registered or named like a medium."""
    credit = resolve_label(sighting.label, sources)
    if credit is None or credit.source:
        return credit
    if sighting.rule == "dateline":
        known = known_at_start(credit.name, sources)
        return known or (credit if is_medium(credit.name) else None)
    if sighting.rule == "byline":
        return credit if is_medium(credit.name) and not credit.name.isascii() else None
    return None if sighting.where in _REGISTERED_ONLY else credit


def _is_own(credit: Credit, outlet: Outlet, sources: Sources) -> bool:
    """Tell whether a credit is the outlet itself: its source, its host, its name, a desk or the whole of it."""
    source, home = credit.source, sources.get(outlet.source)
    if source and (source.id == outlet.source or not set(source.hosts).isdisjoint(outlet.hosts)):
        return True
    name, own = letters(credit.name), (letters(outlet.name.zh), letters(outlet.name.en))
    if any(each.startswith(name) for each in own):
        return True
    desk = home is not None and home.kind is SourceKind.AUTHORITY and bool(_DESK.fullmatch(credit.name))
    return source is None and (desk or name.startswith(own))


def _own(candidates: list[_Candidate], outlet: Outlet, sources: Sources) -> _Candidate:
    """Return the outlet itself, on its own label where it has one."""
    source = sources.get(outlet.source) or Source(id=outlet.source, name=outlet.name, kind=SourceKind.OUTLET)
    credit = Credit(source.name.zh, source)
    for candidate in candidates:
        if _is_own(candidate.credit, outlet, sources) and candidate.sighting.rule != "feed":
            seen = candidate.sighting
            named = candidate.credit if candidate.credit.source else credit  # one house may have several sources
            return _Candidate(named, Sighting("own-label", seen.label, seen.evidence, seen.where))
    return _Candidate(credit, Sighting("host", outlet.name.zh, outlet.home, "registry"))


def _attribution(ranked: list[_Candidate], story: Story, outlet: Outlet, sources: Sources) -> Attribution:
    credit, seen = ranked[0].credit, ranked[0].sighting
    runner_up = next((other.credit for other in ranked if other.credit.id != credit.id), None)
    return Attribution(
        source=credit.id,
        name=credit.names,
        kind=credit.kind,
        rule=seen.rule,
        evidence=" ".join(seen.evidence.split()),
        where=seen.where,
        confidence=_confidence(ranked),
        runner_up=runner_up.id if runner_up else None,
        original_url=_original_url(story, outlet) if seen.rule == "label" else None,
        cited=_cited(story, credit, sources),
    )


def _confidence(ranked: list[_Candidate]) -> float:
    credit, seen = ranked[0].credit, ranked[0].sighting
    sure = CONFIDENCE[seen.rule]
    if seen.rule in ("own-label", "host"):
        portal = credit.source is not None and credit.source.standing <= PORTAL
        return round(sure * (PORTAL_FACTOR if portal else 1.0), 3)
    if credit.source is None:
        sure *= UNREGISTERED_FACTOR
    fields = {other.credit.id for other in ranked if other.sighting.rule in ("label", "field")}
    return round(sure * (CONFLICT_FACTOR if len(fields) > 1 else 1.0), 3)


def _original_url(story: Story, outlet: Outlet) -> str | None:
    """Return the label's link where it can be the original story: public, a page and not a home page, elsewhere."""
    url = story.source_url
    if not url or not is_public_web(url) or is_below(host_of(url), outlet.hosts):
        return None
    return url if url.split("://", 1)[1].partition("/")[2].strip("/") else None


def _cited(story: Story, credited: Credit, sources: Sources) -> tuple[Cited, ...]:
    found = ((credit, seen) for credit, seen in citations(story.text, sources) if credit.id != credited.id)
    return tuple(Cited(credit.name, seen.where.removeprefix("text:"), seen.evidence) for credit, seen in found)

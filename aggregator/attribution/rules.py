"""The decision between the names that were seen: the rules in the order of their trust."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.attribution.cited import citations
from aggregator.attribution.confidence import confidence
from aggregator.attribution.labels import Credit, resolve_label
from aggregator.attribution.relays import relayed
from aggregator.attribution.sightings import Seen, seen_in
from aggregator.attribution.statements import Sighting
from aggregator.models import Attribution, Cited, Considered, SourceKind, Story
from aggregator.registry.outlets import Outlet
from aggregator.registry.sources import Source, Sources
from aggregator.text import letters
from aggregator.urls import host_of, is_below, is_public_web

_OVERRULES = frozenset({"closing", "dateline"})
"""What a text says of itself: surer than a portal's name or an account's beside the title."""
_DESK = re.compile(r".{1,10}(?:处|科|股|室|办|中心|支队|分局)")
_OF_THE_OUTLET = "the outlet itself"


def attribute(story: Story, outlet: Outlet, sources: Sources) -> Attribution:
    """Credit a story found on `outlet` to its original source.

    In order: the label beside title and time, the page's fields, the closing statement, the dateline, the byline, the
    feed's source, the host. What names nobody or the outlet itself gives way to the next rule; a portal, and an
    account beside the title that nothing calls the source, give way to what the text says of itself. Always returns
    an attribution; a name in no registry becomes `label:<name>`, of kind provisional.
    """
    seen = list(seen_in(story, sources))
    others = [one for one in seen if one.credit and not is_own(one.credit, outlet, sources)]
    own = _own(seen, story, outlet, sources)
    decided = _decided(others) or own
    ranked = [decided, *(one for one in others if one is not decided), own]
    return _attribution(ranked, seen, story, outlet, sources)


def is_own(credit: Credit, outlet: Outlet, sources: Sources) -> bool:
    """Tell whether a credit is the outlet itself: its source, its host, its name, a desk or the whole of it."""
    source, home = credit.source, sources.get(outlet.source)
    if source and (source.id == outlet.source or not set(source.hosts).isdisjoint(outlet.hosts)):
        return True
    name, own = letters(credit.name), (letters(outlet.name.zh), letters(outlet.name.en))
    if any(each.startswith(name) for each in own):
        return True
    desk = home is not None and home.kind is SourceKind.AUTHORITY and bool(_DESK.fullmatch(credit.name))
    return source is None and (desk or name.startswith(own))


def _decided(others: Sequence[Seen]) -> Seen | None:
    if not others or not _gives_way(others[0]):
        return others[0] if others else None
    sure = (one for one in others[1:] if one.sighting.rule in _OVERRULES and not _gives_way(one))
    return next(sure, others[0])


def _gives_way(one: Seen) -> bool:
    return one.is_portal or one.is_account


def _own(seen: Sequence[Seen], story: Story, outlet: Outlet, sources: Sources) -> Seen:
    """Return the outlet itself, on its own label where it has one; one house may have several sources."""
    source = sources.get(outlet.source) or Source(id=outlet.source, name=outlet.name, kind=SourceKind.OUTLET)
    channel = _channel(story, source, sources)
    credit = Credit(channel.name.zh, channel)
    for one in seen:
        if one.credit and one.sighting.rule != "feed" and is_own(one.credit, outlet, sources):
            sighting = one.sighting
            named = one.credit if one.credit.source else credit
            return Seen(Sighting("own-label", sighting.label, sighting.evidence, sighting.where), named)
    return Seen(Sighting("host", outlet.name.zh, outlet.home, "registry"), credit)


def _channel(story: Story, source: Source, sources: Sources) -> Source:
    """Return the house's channel that the page calls itself, on a host below the house's; else the house."""
    named = resolve_label(story.signals.get("page:site", ""), sources)
    channel = named.source if named else None
    below = channel is not None and any(is_below(host, source.hosts) for host in channel.hosts)
    return channel if channel and below else source


def _attribution(
    ranked: Sequence[Seen], seen: Sequence[Seen], story: Story, outlet: Outlet, sources: Sources
) -> Attribution:
    decided, credit = ranked[0].sighting, _credit_of(ranked[0])
    runner_up = next((other for one in ranked if (other := _credit_of(one)).id != credit.id), None)
    return Attribution(
        source=credit.id,
        name=credit.names,
        kind=credit.kind,
        rule=decided.rule,
        evidence=" ".join(decided.evidence.split()),
        where=decided.where,
        confidence=confidence(ranked),
        runner_up=runner_up.id if runner_up else None,
        original_url=_original_url(decided, story, outlet),
        chain=_chain(credit, outlet, sources),
        cited=_cited(story, credit, sources),
        relayed=_relayed(story, credit, decided, outlet, sources),
        considered=tuple(_considered(ranked, seen, outlet, sources)),
    )


def _credit_of(one: Seen) -> Credit:
    assert one.credit is not None
    return one.credit


def _chain(credit: Credit, outlet: Outlet, sources: Sources) -> tuple[str, ...]:
    """Return the way from the outlet over those that a compound label names to the one credited."""
    via = (source.id for name in credit.via if (source := sources.named(name)))
    return tuple(dict.fromkeys((outlet.source, *(step for step in via if step != credit.id), credit.id)))


def _considered(ranked: Sequence[Seen], seen: Sequence[Seen], outlet: Outlet, sources: Sources) -> Iterator[Considered]:
    decided = ranked[0]
    last = ranked[-1:] if ranked[-1].sighting.rule == "host" else ()
    for one in (*seen, *last):
        sighting, credit = one.sighting, one.credit
        outcome = _outcome(one, decided, own=credit is not None and is_own(credit, outlet, sources))
        yield Considered(sighting.rule, sighting.label, sighting.where, credit.id if credit else None, outcome)


def _outcome(one: Seen, decided: Seen, *, own: bool) -> str:
    """Say what became of a name."""
    if one == decided or (one.sighting.label, one.sighting.where) == (decided.sighting.label, decided.sighting.where):
        return "decided"
    if one.credit is None:
        return "names nobody"
    if one.credit.id == _credit_of(decided).id:
        return "agrees"
    if own:
        return _OF_THE_OUTLET
    if decided.sighting.rule in _OVERRULES and _gives_way(one):
        return "a portal" if one.is_portal else "an account that nothing calls the source"
    return f"less trusted than the {decided.sighting.rule}"


def _original_url(decided: Sighting, story: Story, outlet: Outlet) -> str | None:
    """Return the label's link where it can be the original story: public, a page and not a home page, elsewhere."""
    url = decided.url or (story.source_url if decided.label == story.source_label else None)
    if not url or not is_public_web(url) or is_below(host_of(url), outlet.hosts):
        return None
    return url if url.split("://", 1)[1].partition("/")[2].strip("/") else None


def _cited(story: Story, credited: Credit, sources: Sources) -> tuple[Cited, ...]:
    found = ((credit, seen) for credit, seen in citations(story.text, sources) if credit.id != credited.id)
    return tuple(_as_cited(credit, seen) for credit, seen in found)


def _relayed(story: Story, credited: Credit, decided: Sighting, outlet: Outlet, sources: Sources) -> Cited | None:
    """Return who made the notice that a story only relays; an agency's own dispatch is a report."""
    if decided.rule == "dateline" or credited.kind is SourceKind.AGENCY:
        return None
    found = relayed(story.text, sources)
    if found is None or found[0].id == credited.id or is_own(found[0], outlet, sources):
        return None
    return _as_cited(*found)


def _as_cited(credit: Credit, seen: Sighting) -> Cited:
    names = credit.names
    return Cited(names.zh, seen.where.removeprefix("text:"), seen.evidence, credit.id, credit.kind, names.en)

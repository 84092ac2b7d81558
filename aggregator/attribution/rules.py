"""Decide between the names that were seen, by rules in order of trust."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from aggregator.attribution.cited import citations
from aggregator.attribution.confidence import confidence
from aggregator.attribution.labels import Credit, resolve_label
from aggregator.attribution.relays import relayed
from aggregator.attribution.sightings import Seen, seen_in
from aggregator.attribution.statements import CITED, Sighting
from aggregator.models import Attribution, Cited, Considered, SourceKind, Story
from aggregator.registry.outlets import Outlet
from aggregator.registry.sources import Source, Sources
from aggregator.text import letters
from aggregator.urls import host_of, is_below, is_public_web

_DESK = re.compile(r".{1,10}(?:处|科|股|室|办|中心|支队|分局)")
_OF_THE_OUTLET = "the outlet itself"


def attribute(story: Story, outlet: Outlet, sources: Sources) -> Attribution:
    """Credit a story found on `outlet` to its original source.

    In order: an agency's dateline or a text's word for a reprint, the label beside title and time, the page's fields,
    the closing statement, any other dateline, the byline, the feed's source, of a portal the newsroom that the text
    cites first, the host. A name that credits no source, or the outlet itself, gives way to the next rule; a portal,
    another name of the outlet's house, and an account beside the title that nothing calls the source, give way to what
    the text says of itself. Always returns an attribution; an unregistered name becomes `label:<name>`, of kind
    provisional.
    """
    seen = list(seen_in(story, sources))
    own = _own(seen, story, outlet, sources)
    guess = own.is_portal and own.sighting.rule == "host"
    others = [
        name
        for name in seen
        if name.credit and not is_own(name.credit, outlet, sources) and (guess or name.sighting.where != CITED)
    ]
    home = sources.get(outlet.source)
    decided = _decided(others, home.owner if home else outlet.source) or own
    ranked = [decided, *(name for name in others if name is not decided), own]
    return _attribution(ranked, seen, story, outlet, sources)


def is_own(credit: Credit, outlet: Outlet, sources: Sources) -> bool:
    """Return whether a credit is the outlet itself: its source, host or name, one of its desks, or the whole house."""
    source, home = credit.source, sources.get(outlet.source)
    if source and (source.id == outlet.source or not set(source.hosts).isdisjoint(outlet.hosts)):
        return True
    name, own = letters(credit.name), (letters(outlet.name.zh), letters(outlet.name.en))
    if any(own_name.startswith(name) for own_name in own):
        return True
    desk = home is not None and home.kind is SourceKind.AUTHORITY and bool(_DESK.fullmatch(credit.name))
    return source is None and (desk or name.startswith(own))


def _decided(others: Sequence[Seen], house: str) -> Seen | None:
    """Return the name that is trusted most; `house`: the owner of the outlet."""
    if not others:
        return None
    if said := next((name for name in others if name.is_wire or name.is_reprint), None):
        return next(name for name in others if _credit_of(name).id == _credit_of(said).id)
    if not _gives_way(others[0], house):
        return others[0]
    overruling = (name for name in others[1:] if name.is_of_the_text and not _gives_way(name, house))
    accounts = (name for name in others[1:] if others[0].is_platform and name.sighting.where == "header:account")
    return next(chain(overruling, accounts), others[0])


def _gives_way(name: Seen, house: str) -> bool:
    return name.is_platform or name.is_account or name.owner == house


def _own(seen: Sequence[Seen], story: Story, outlet: Outlet, sources: Sources) -> Seen:
    """Return the outlet itself, by its own label if it has one; one house may have several sources.

    Where nothing names the outlet, a story that lies on another source's site is that source's: a feed may list the
    stories of others.
    """
    source = sources.get(outlet.source) or Source(id=outlet.source, name=outlet.name, kind=SourceKind.OUTLET)
    channel = _channel(story, source, sources)
    credit = Credit(channel.name.zh, channel)
    for name in seen:
        if name.credit and name.sighting.rule != "feed" and is_own(name.credit, outlet, sources):
            sighting = name.sighting
            named = name.credit if name.credit.source else credit
            return Seen(Sighting("own-label", sighting.label, sighting.evidence, sighting.where), named)
    if there := _elsewhere(story, outlet, sources):
        return Seen(Sighting("host", there.name.zh, story.url, "url"), Credit(there.name.zh, there))
    where = "entry" if story.rules.get("text") == "feed" else "registry"
    return Seen(Sighting("host", outlet.name.zh, outlet.home, where), credit)


def _elsewhere(story: Story, outlet: Outlet, sources: Sources) -> Source | None:
    """Return the source on whose site a story lies, if that is not the outlet's; a portal's says nothing."""
    host = host_of(story.url)
    there = sources.at_host(host) if not is_below(host, outlet.hosts) else None
    return there if there and there.id != outlet.source and not (there.portal or there.cited_only) else None


def _channel(story: Story, source: Source, sources: Sources) -> Source:
    """Return the channel that the page calls itself, if its host is below the house's; else the house."""
    named = resolve_label(story.signals.get("page:site", ""), sources)
    channel = named.source if named else None
    below = channel is not None and any(is_below(host, source.hosts) for host in channel.hosts)
    return channel if channel and below else source


def _attribution(
    ranked: Sequence[Seen], seen: Sequence[Seen], story: Story, outlet: Outlet, sources: Sources
) -> Attribution:
    decided, credit = ranked[0].sighting, _credit_of(ranked[0])
    runner_up = next((other for name in ranked if (other := _credit_of(name)).id != credit.id), None)
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


def _credit_of(name: Seen) -> Credit:
    assert name.credit is not None
    return name.credit


def _chain(credit: Credit, outlet: Outlet, sources: Sources) -> tuple[str, ...]:
    """Return the path from the outlet, through the other names of a compound label, to the credited source."""
    via = (source.id for name in credit.via if (source := sources.named(name)))
    return tuple(dict.fromkeys((outlet.source, *(step for step in via if step != credit.id), credit.id)))


def _considered(ranked: Sequence[Seen], seen: Sequence[Seen], outlet: Outlet, sources: Sources) -> Iterator[Considered]:
    decided = ranked[0]
    last = ranked[-1:] if ranked[-1].sighting.rule == "host" else ()
    for name in (*seen, *last):
        sighting, credit = name.sighting, name.credit
        outcome = _outcome(name, decided, own=credit is not None and is_own(credit, outlet, sources))
        yield Considered(sighting.rule, sighting.label, sighting.where, credit.id if credit else None, outcome)


def _outcome(name: Seen, decided: Seen, *, own: bool) -> str:
    """Return what became of a name."""
    if name == decided or _place(name) == _place(decided):
        return "decided"
    if name.credit is None:
        return "no source"
    if name.credit.id == _credit_of(decided).id:
        return "agrees"
    if own:
        return _OF_THE_OUTLET
    return _weakness(name, decided)


def _weakness(name: Seen, decided: Seen) -> str:
    """Return why a name was trusted less than the one that decided."""
    if decided.is_reprint or decided.is_wire:
        return "passed it on"
    if decided.is_of_the_text and (name.is_portal or name.is_account):
        return "a portal" if name.is_portal else "an account, not called the source"
    return f"less trusted than the {decided.sighting.rule}"


def _place(name: Seen) -> tuple[str, str]:
    return name.sighting.label, name.sighting.where


def _original_url(decided: Sighting, story: Story, outlet: Outlet) -> str | None:
    """Return the label's link if it can be the original story: public, on another site, and not a home page."""
    url = decided.url or (story.source_url if decided.label == story.source_label else None)
    if not url or not is_public_web(url) or is_below(host_of(url), outlet.hosts):
        return None
    return url if url.split("://", 1)[1].partition("/")[2].strip("/") else None


def _cited(story: Story, credited: Credit, sources: Sources) -> tuple[Cited, ...]:
    found = ((credit, seen) for credit, seen in citations(story.text, sources) if credit.id != credited.id)
    return tuple(_as_cited(credit, seen) for credit, seen in found)


def _relayed(story: Story, credited: Credit, decided: Sighting, outlet: Outlet, sources: Sources) -> Cited | None:
    """Return the maker of the notice that a story only relays; an agency's own dispatch is a report."""
    if decided.rule == "dateline" or credited.kind is SourceKind.AGENCY:
        return None
    found = relayed(story.text, sources)
    if found is None or found[0].id == credited.id or is_own(found[0], outlet, sources):
        return None
    return _as_cited(*found)


def _as_cited(credit: Credit, seen: Sighting) -> Cited:
    names = credit.names
    return Cited(names.zh, seen.where.removeprefix("text:"), seen.evidence, credit.id, credit.kind, names.en)

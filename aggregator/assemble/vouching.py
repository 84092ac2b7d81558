"""Who vouches for an entry: money, dates that bind and rules want an official text, or a source of standing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aggregator.assemble.parts import UNKNOWN_STANDING
from aggregator.attribution.across import credit_of
from aggregator.models import Attribution, Edition, Entry, SourceKind, Story, Weighty
from aggregator.registry.sources import Sources
from aggregator.style.dateline import dateline_of
from aggregator.text.binding import binding_days
from aggregator.text.facts import amounts
from aggregator.text.words import family

OFFICIAL = frozenset({SourceKind.AUTHORITY, SourceKind.COMPANY, SourceKind.DATA, SourceKind.FORUM})
"""Kinds of sources whose text is the official one: of a rule, of themselves, of a register, of a platform's house."""
_RULE = family("titles.rule").pattern()
_OF_A_BODY = re.compile(r"(?:公司|集团|股份|[局委部院署会厅]|法院|银行|交易所)$")
"""The end of an unregistered name of an authority or a company."""
_NAMES_A_SOURCE = re.compile(
    r"(?:据|根据|按照|依照)|According to\b|[^，。；]{2,24}(?:报道|获悉)(?:称|，)", re.IGNORECASE
)
"""The opening of a paragraph that says itself who has it."""


def with_reporters(
    edition: Edition, entries: Sequence[Entry], stories: Mapping[str, Story], sources: Sources
) -> tuple[Entry, ...]:
    """Return the entries, in which each that nobody vouches for names in its dateline who reports it.

    `stories`: by id, those behind the entries.
    """
    return tuple(
        _reported(entry, edition)
        if _is_weighty(entry, edition) and not _is_vouched(entry, edition, stories, sources)
        else entry
        for entry in entries
    )


def _reported(entry: Entry, edition: Edition) -> Entry:
    if _NAMES_A_SOURCE.match(entry.paragraph):
        return entry
    reported = replace(entry, reported=True)
    return replace(reported, dateline=dateline_of(reported, edition.language))


def _is_weighty(entry: Entry, edition: Edition) -> bool:
    return any(content in edition.vouched for content in _contents(entry, edition))


def _contents(entry: Entry, edition: Edition) -> Iterator[Weighty]:
    """Yield what the headline states of money and rules, and whether the entry has days that bind."""
    if any(amount.money for amount in amounts(entry.headline)):
        yield "money"
    if _RULE.search(entry.headline):
        yield "rules"
    if edition.language == "zh" and binding_days(f"{entry.headline}。{entry.paragraph}", entry.day):
        yield "dates"


def _is_vouched(entry: Entry, edition: Edition, stories: Mapping[str, Story], sources: Sources) -> bool:
    credits = [entry.attribution, *(credit_of(stories[name]) for name in entry.stories if name in stories)]
    return any(_vouches(credit, edition, sources) for credit in credits)


def _vouches(credit: Attribution, edition: Edition, sources: Sources) -> bool:
    source = sources.get(credit.source)
    if source is None and _OF_A_BODY.search(credit.name.zh):
        return True
    standing = source.standing if source else UNKNOWN_STANDING
    return credit.kind in OFFICIAL or standing >= edition.standing

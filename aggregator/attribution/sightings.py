"""Collect every name seen in or beside a story, in order of trust, with the source that it credits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from aggregator.attribution.cited import citations
from aggregator.attribution.known import joint, known_at_start
from aggregator.attribution.labels import Credit, resolve_label
from aggregator.attribution.statements import (
    CITED,
    DATELINE,
    IN_BRACKETS,
    IN_SENTENCE,
    OPENING,
    ORIGINALLY,
    Sighting,
    can_be_source,
    closing,
    dateline,
    is_medium,
    is_short,
    reporters,
)
from aggregator.models import SourceKind, Story
from aggregator.registry.sources import Sources
from aggregator.text.words import family

_FIELDS = (
    *("meta:ContentSource", "meta:source", "meta:mediaid", "api:source", "meta:article:author", "meta:author"),
    *("json-ld:sourceOrganization", "json-ld:provider", "json-ld:author"),
)
_RULES = {
    "meta:": "field",
    "script:": "field",
    "text:": "closing",
    "header:作者/媒体": "byline",
    "header:记者/媒体": "byline",
}
"""Rules of labels that a reader found elsewhere than beside the title, by how the place begins."""
_UNNAMED = ("header:beside time", "header:account", "header:class")
"""Places where no word calls the name the source: on platforms it is the account that published."""
_NEWSROOMS = {
    OPENING: frozenset({SourceKind.OUTLET, SourceKind.AGENCY, SourceKind.ACCOUNT, SourceKind.DATA}),
    IN_SENTENCE: frozenset({SourceKind.OUTLET, SourceKind.AGENCY}),
    CITED: frozenset({SourceKind.OUTLET, SourceKind.AGENCY}),
    ORIGINALLY: frozenset({SourceKind.OUTLET, SourceKind.AGENCY}),
    "meta:author": frozenset({SourceKind.AGENCY}),
    "json-ld:sourceOrganization": frozenset({SourceKind.OUTLET, SourceKind.AGENCY}),
    "json-ld:provider": frozenset({SourceKind.OUTLET, SourceKind.AGENCY}),
    "json-ld:author": frozenset({SourceKind.AGENCY}),
}
"""Places where a name must be registered, with the kinds of source that are named there."""
_DATED = re.compile(r"\d\s?日[^日]{0,6}(?:讯|消息|报道)\Z")
"""How a newsroom's dateline ends; before 电 there may be only a place."""
_ACCORDING = re.compile("[据據]")
_REPRINT = family("origin.reprint").pattern()
_PLATFORM = family("credits.platform").pattern()
"""In a label of a house, its platform for accounts: `某网·某号`."""
_MAX_EVIDENCE = 80


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting with the source that it credits, or None."""

    sighting: Sighting
    credit: Credit | None

    @property
    def owner(self) -> str | None:
        """The owner of the source that it credits."""
        return self.credit.source.owner if self.credit and self.credit.source else None

    @property
    def is_account(self) -> bool:
        """Whether it is an unregistered name that nothing calls the source."""
        return self.credit is not None and self.credit.source is None and self.sighting.where in _UNNAMED

    @property
    def is_editor(self) -> bool:
        """Whether it is a short unknown name in brackets: behind a story with a dateline, that of its editor."""
        unknown = self.credit is not None and self.credit.source is None
        return unknown and self.sighting.where == IN_BRACKETS and is_short(self.sighting.label)

    @property
    def is_of_the_text(self) -> bool:
        """Whether a text says it of itself, which is more reliable than a portal's or an account's name beside it."""
        return self.sighting.where.startswith("text:")

    @property
    def is_reprint(self) -> bool:
        """Whether the text says that it was taken over from there: what it is labelled with passed it on."""
        return self.sighting.rule == "closing" and bool(_REPRINT.search(self.sighting.evidence))

    @property
    def is_wire(self) -> bool:
        """Whether it is an agency's dateline, which says more than the label of whoever carries the dispatch."""
        return self.sighting.rule == "dateline" and self.credit is not None and self.credit.kind is SourceKind.AGENCY

    @property
    def is_platform(self) -> bool:
        """Whether it credits a place where accounts publish, which is not the source if an account is named."""
        named = self.sighting.rule == "label" and bool(_PLATFORM.search(self.sighting.label))
        return self.is_portal or named or (self.credit is not None and self.credit.kind is SourceKind.FORUM)

    @property
    def is_portal(self) -> bool:
        """Whether it credits a portal, which is rarely the original."""
        return self.credit is not None and self.credit.source is not None and self.credit.source.portal


def seen_in(story: Story, sources: Sources) -> Iterator[Seen]:
    """Yield the names from label, fields, closing statement, dateline, byline and feed, in this order.

    Last comes the newsroom that the first words cite (`据某报报道`), for a portal that names no source.
    """
    once = {(sighting.rule, sighting.label): sighting for sighting in reversed(list(_sightings(story)))}
    seen = [Seen(sighting, _credit(sighting, story, sources)) for sighting in reversed(once.values())]
    dated = any(name.sighting.rule == "dateline" and name.credit for name in seen)
    yield from (replace(name, credit=None) if dated and name.is_editor else name for name in seen)
    yield from _cited_first(story.text, sources)


def _cited_first(text: str, sources: Sources) -> Iterator[Seen]:
    first = (sighting for _, sighting in citations(text[:DATELINE], sources) if _ACCORDING.match(sighting.evidence))
    for sighting in first:
        there = replace(sighting, rule="dateline", where=CITED)
        if credit := _newsroom(there, sources):
            yield Seen(there, credit)


def _sightings(story: Story) -> Iterator[Sighting]:
    paragraphs = story.text.splitlines()
    if story.source_label:
        yield _label(story.source_label, story.rules.get("source_label", "page"))
    if "page:account" in story.signals:
        yield Sighting("label", account := story.signals["page:account"], account[:_MAX_EVIDENCE], "header:account")
    yield from (_field("field", name, story) for name in _FIELDS if name in story.signals)
    paragraphs += story.signals.get("text:closing", "").splitlines()
    yield from closing(paragraphs)
    yield from dateline(story.text)
    yield from reporters(paragraphs)
    if story.author:
        yield Sighting("byline", story.author, story.author[:_MAX_EVIDENCE], story.rules.get("author", "page"))
    if "feed:source" in story.signals:
        yield _field("feed", "feed:source", story)


def _label(label: str, where: str) -> Sighting:
    rule = next((rule for place, rule in _RULES.items() if where.startswith(place)), "label")
    return Sighting(rule, label, label[:_MAX_EVIDENCE], where)


def _field(rule: str, name: str, story: Story) -> Sighting:
    return Sighting(rule, story.signals[name], story.signals[name][:_MAX_EVIDENCE], name)


def _credit(sighting: Sighting, story: Story, sources: Sources) -> Credit | None:
    """Return the source that a sighting credits; in prose and bylines it must be registered or named like a medium."""
    if sighting.where in _NEWSROOMS:
        return _newsroom(sighting, sources)
    credit = resolve_label(sighting.label, sources)
    if credit is None or credit.source:
        return credit
    if sighting.rule == "dateline" and (known := known_at_start(credit.name, sources)):
        return known
    if sighting.where == IN_BRACKETS and (known := joint(credit.name, sources)):
        return known
    return credit if _may_be_source(sighting, credit.name, story) else None


def _may_be_source(sighting: Sighting, name: str, story: Story) -> bool:
    """Return whether an unknown name is a source's by its form, where a text, a person or the feed could be meant.

    One that a text opens with, and that it or its title is about, is whoever the news is of: `某科技11月20日消息，`.
    """
    medium = is_medium(name)
    if sighting.rule == "dateline":
        return name not in story.title and (medium or _is_newsroom(sighting, name, story))
    if sighting.where == IN_BRACKETS:
        return can_be_source(name)
    if sighting.where == "meta:article:author" or (sighting.rule == "byline" and sighting.where not in _RULES):
        return medium and not name.isascii()
    return sighting.where != "feed:source"


def _is_newsroom(sighting: Sighting, name: str, story: Story) -> bool:
    """Return whether a name not formed like a medium's is in a report's dateline, and nowhere else in the story."""
    in_title = any(a + b in story.title for a, b in pairwise(name))
    opens = _DATED.search(sighting.evidence) and can_be_source(name)
    return bool(opens) and not in_title and story.text.count(name) == 1


def _newsroom(sighting: Sighting, sources: Sources) -> Credit | None:
    """Return the registered newsroom that a name is, or begins with: `某社北京`, `某经AI`."""
    credit = resolve_label(sighting.label, sources)
    if (credit is None or credit.source is None) and sighting.where == OPENING:
        credit = known_at_start(sighting.label, sources)
    source = credit.source if credit else None
    return credit if source and source.kind in _NEWSROOMS[sighting.where] and not source.cited_only else None

"""Collect every name seen in or beside a story, in order of trust, with the source that it credits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.attribution.known import known_at_start
from aggregator.attribution.labels import Credit, resolve_label
from aggregator.attribution.statements import Sighting, closing, dateline, is_medium, reporters
from aggregator.models import Story
from aggregator.registry.sources import Sources

_FIELDS = ("meta:ContentSource", "meta:source", "meta:mediaid", "api:source", "meta:article:author")
_REGISTERED_ONLY = frozenset({"meta:article:author", "feed:source"})
"""On most sites these fields hold a person or the feed's own name."""
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
_MAX_EVIDENCE = 80


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting with the source that it credits, or None."""

    sighting: Sighting
    credit: Credit | None

    @property
    def is_account(self) -> bool:
        """Whether it is an unregistered name that nothing calls the source."""
        return self.credit is not None and self.credit.source is None and self.sighting.where in _UNNAMED

    @property
    def is_portal(self) -> bool:
        """Whether it credits a portal, which is rarely the original."""
        return self.credit is not None and self.credit.source is not None and self.credit.source.portal


def seen_in(story: Story, sources: Sources) -> Iterator[Seen]:
    """Yield the names from label, fields, closing statement, dateline, byline and feed, in this order."""
    once = {(sighting.rule, sighting.label): sighting for sighting in reversed(list(_sightings(story)))}
    for sighting in reversed(once.values()):
        yield Seen(sighting, _credit(sighting, sources))


def _sightings(story: Story) -> Iterator[Sighting]:
    paragraphs = story.text.splitlines()
    if story.source_label:
        yield _label(story.source_label, story.rules.get("source_label", "page"))
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


def _credit(sighting: Sighting, sources: Sources) -> Credit | None:
    """Return the source that a sighting credits; in prose and bylines it must be registered or named like a medium."""
    credit = resolve_label(sighting.label, sources)
    if credit is None or credit.source:
        return credit
    if sighting.rule == "dateline":
        known = known_at_start(credit.name, sources)
        return known or (credit if is_medium(credit.name) else None)
    if sighting.rule == "byline" and sighting.where not in _RULES:
        return credit if is_medium(credit.name) and not credit.name.isascii() else None
    return None if sighting.where in _REGISTERED_ONLY else credit

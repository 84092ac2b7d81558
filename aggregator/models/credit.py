"""The credit of a story: whom it names, by which rule, on what evidence."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.models.names import Names, SourceKind


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that the text cites, kept apart from the credit."""

    name: str
    """Canonical Chinese name, or the name as the text has it."""
    rule: str
    """The verb that cites: `报道`, `获悉`, `显示`…"""
    evidence: str
    """The clause that was read."""
    source: str = ""
    """Id in the source registry, or `label:<name>`."""
    kind: SourceKind = SourceKind.PROVISIONAL
    en: str = ""
    """Canonical English name."""

    @property
    def names(self) -> Names:
        """Its name in both languages."""
        return Names(self.name, self.en or self.name)


@dataclass(frozen=True, slots=True)
class Considered:
    """A name that was seen in or beside a story, and what became of it in the decision."""

    rule: str
    label: str
    """As it was read."""
    where: str
    source: str | None
    """Whom it names; None where it credits nobody."""
    outcome: str
    """`decided`, or why it gave way."""


@dataclass(frozen=True, slots=True)
class Across:
    """How the credit of an event was decided from all its stories."""

    basis: str
    """`alone`, `chain`, `maker`, `earliest`, `best known` or `override`."""
    story: str
    """Id of the story whose credit it is."""
    otherwise: tuple[str, ...] = ()
    """Whom other stories of the event are credited to: the disagreement."""


OWN_RULES = frozenset({"own-label", "host"})
"""Rules by which a story is credited to the outlet that it was found on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The source credited, by which rule, on what evidence, how sure, and the runner-up."""

    source: str
    """Id in the source registry, or `label:<name>` of a provisional source."""
    name: Names
    kind: SourceKind
    rule: str
    evidence: str
    """The text that was read."""
    where: str
    """Where it was read: the reader's rule, a meta name, `text:first paragraph`…"""
    confidence: float
    """0 to 1."""
    runner_up: str | None = None
    """Id of whom the next rule would have credited."""
    original_url: str | None = None
    chain: tuple[str, ...] = ()
    """Ids from the outlet that it was found on, over those who passed it on, to the one credited."""
    cited: tuple[Cited, ...] = ()
    relayed: Cited | None = None
    """Who made the notice that the story only relays; credited instead where the edition's convention says so."""
    considered: tuple[Considered, ...] = ()
    """Every name that was seen, in the order of trust."""
    across: Across | None = None
    """Where it is the credit of an event."""

"""The credit of a story: the source, by which rule, on what evidence."""

from __future__ import annotations

from dataclasses import dataclass

from aggregator.models.names import Names, SourceKind


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that the text cites; not the credit."""

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
    """A name that was seen in or beside a story, and its part in the decision."""

    rule: str
    label: str
    """As it was read."""
    where: str
    source: str | None
    """Id of the source; None if the name credits nobody."""
    outcome: str
    """`decided`, or why it was not chosen."""


@dataclass(frozen=True, slots=True)
class Across:
    """How the credit of an event was decided from all its stories."""

    basis: str
    """`alone`, `chain`, `maker`, `earliest`, `best known`, `written` (of the story that the entry was written from) or
    `override`."""
    story: str
    """Id of the story whose credit it is."""
    otherwise: tuple[str, ...] = ()
    """Sources that other stories of the event are credited to: the disagreement."""


OWN_RULES = frozenset({"own-label", "host"})
"""Rules that credit a story to the outlet that published it."""
OF_LABEL = "label:"
"""Begins the id of a source that the registry does not know; its label follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The source credited, by which rule, on what evidence, with what confidence, and the runner-up."""

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
    """Id of the source that the next rule would have credited."""
    original_url: str | None = None
    chain: tuple[str, ...] = ()
    """Ids from the outlet that it was collected from, through those that passed it on, to the source credited."""
    cited: tuple[Cited, ...] = ()
    relayed: Cited | None = None
    """Source of the notice that the story only relays; credited instead if the edition's convention says so."""
    considered: tuple[Considered, ...] = ()
    """Every name that was seen, in order of trust."""
    across: Across | None = None
    """Set on the credit of an event."""

"""Sections of the digest, and the terms that decide a story's section."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import Field

from aggregator.errors import SeedError
from aggregator.models import Names
from aggregator.registry.files import Layers, Seed, load_seed
from aggregator.registry.outlets import SeedNames
from aggregator.registry.section_model import SectionModel, section_model

FILE = "sections.toml"

Parts = dict[str, float]
"""Evidence → its weight."""


class Section(Seed):
    """A section with weighted terms; a story belongs to the section whose terms weigh most."""

    id: str = Field(pattern=r"^[a-z][a-z-]*$")
    """Its id."""
    name: SeedNames
    """Its heading."""
    terms: Mapping[str, float]
    """Term → weight, negative for terms against the section."""
    hint: float = 1.0
    """Weight of an outlet's or entry point's hint."""

    @property
    def names(self) -> Names:
        """Its name in both languages."""
        return Names(self.name.zh, self.name.en)


class Together(Seed):
    """Terms that count where one of each list occurs."""

    weights: Mapping[str, float]
    """Section → weight."""
    one: tuple[str, ...] = Field(min_length=1)
    """Terms of which one must occur."""
    other: tuple[str, ...] = Field(min_length=1)
    """Terms of which another must occur."""


class SectionsFile(Seed):
    """The tables of `sections.toml`."""

    shipped: bool = True
    """False: of the layers below, nothing counts, neither terms nor what was learned of headlines."""
    off: tuple[str, ...] = ()
    """Ids of sections of the layers below that do not count."""
    sections: tuple[Section, ...] = ()
    """In order of print; one of a layer below with the same id is replaced."""
    together: tuple[Together, ...] = ()
    """Pairs of lists of terms; those of the layers below count as well."""
    outside: Mapping[str, float] = Field(default_factory=dict)
    """Term → weight against every section."""
    threshold: float = 2.0
    """A story whose best section weighs less has none."""
    title_factor: float = 3.0
    """A term in the title counts this many times."""
    lead: int = 200
    """Characters read of the text."""


@dataclass(frozen=True, slots=True)
class Classification:
    """The section of a story, its weight, and the terms that decided."""

    section: str | None
    score: float
    evidence: tuple[str, ...]


class Sections:
    """The sections, in order of print."""

    def __init__(self, file: SectionsFile, model: SectionModel) -> None:
        self._file = file
        self._model = model
        self._sections = {section.id: section for section in file.sections}
        self._weights = {section.id: _lower(section.terms) for section in file.sections}
        self._outside = _lower(file.outside)
        self._terms = _Terms(term for weights in (*self._weights.values(), self._outside) for term in weights)
        self._together = [_Pair.of(rule) for rule in file.together]

    @property
    def threshold(self) -> float:
        """Weight that the best section must have."""
        return self._file.threshold

    @property
    def lead(self) -> int:
        """Characters read of the text."""
        return self._file.lead

    def __iter__(self) -> Iterator[Section]:
        return iter(self._sections.values())

    def get(self, section_id: str) -> Section | None:
        """Return the section with this id."""
        return self._sections.get(section_id)

    def classify(self, title: str, text: str, hint: str | None = None) -> Classification:
        """Weigh the evidence for every section in title and lead; the heaviest section wins, the first one in a tie.

        A term counts once, in the title or else in the lead; of overlapping terms the longest counts. A hint decides
        between sections, but carries no story into one: without it the weight must reach the threshold. The evidence
        is that for the best section, heaviest first, even if its weight is below the threshold.
        """
        text = text[: self._file.lead]
        weighed, reading = self.rules(title, text), self._model.read(title, text)
        learned = reading.totals()
        own = {id: round(sum(parts.values()) + learned.get(id, 0.0), 3) for id, parts in weighed.items()}
        if hint in weighed:
            weighed[hint][f"hint {hint}"] = self._sections[hint].hint
        is_of_field = {id: weight >= self._file.threshold for id, weight in own.items()}
        best = max(own, key=lambda id: (is_of_field[id], own[id] + weighed[id].get(f"hint {hint}", 0.0)))
        parts = weighed[best] | (reading.evidence(best) if best in learned else {})
        score = round(sum(parts.values(), 0.0), 3)
        evidence = tuple(sorted(parts, key=lambda term: (-parts[term], term)))
        return Classification(best if is_of_field[best] else None, score, evidence)

    def rules(self, title: str, text: str) -> dict[str, Parts]:
        """Return the weights of the file's terms for each section, without the model's.

        `text`: as much of it as counts.
        """
        title, text = title.lower(), text.lower()
        found = self._found(title, text)
        against = {term: -factor * self._outside[term] for term, factor in found.items() if term in self._outside}
        weighed = {id: _shared(found, weights) | against for id, weights in self._weights.items()}
        for pair in self._together:
            if factor := self._factor(pair, title, text):
                for id, weight in pair.weights.items():
                    weighed[id][pair.evidence] = factor * weight
        return weighed

    def _found(self, title: str, text: str) -> dict[str, float]:
        """Return the occurring terms with their factors."""
        found = dict.fromkeys(self._terms.within(text), 1.0)
        return found | dict.fromkeys(self._terms.within(title), self._file.title_factor)

    def _factor(self, pair: _Pair, title: str, text: str) -> float:
        if pair.is_in(title):
            return self._file.title_factor
        return float(pair.is_in(f"{title} {text}"))


class _Terms:
    """Terms to be found in texts; of overlapping ones the longest counts, a Latin one is a whole word."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = frozenset(term.lower() for term in terms)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for term in self._terms:
            lengths[term[:2]].add(len(term))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}
        self._has_single = any(len(start) == 1 for start in lengths)

    def within(self, text: str) -> Iterator[str]:
        """Yield the terms in a text in lower case, in order, in one pass: matched characters are not read twice."""
        end = 0
        for position in self._starts(text):
            if position >= end and (term := self._at(text, position)):
                end = position + len(term)
                yield term

    def _starts(self, text: str) -> Iterable[int]:
        """Return the positions where a term may begin."""
        if self._has_single:
            return range(len(text))
        return [position for position, pair in enumerate(map("".join, pairwise(text))) if pair in self._lengths]

    def _at(self, text: str, position: int) -> str:
        """Return the longest term at this position, or nothing."""
        for start in (text[position : position + 2], text[position]):
            for length in self._lengths.get(start, ()):
                term = text[position : position + length]
                if term in self._terms and _is_whole(text, position, position + len(term)):
                    return term
        return ""


def _is_whole(text: str, start: int, end: int) -> bool:
    around = (text[max(start - 1, 0) : start] + text[start], text[end - 1] + text[end : end + 1])
    return not any(len(pair) == 2 and pair.isascii() and pair.isalnum() for pair in around)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two lists of terms that count together, ready for search."""

    weights: Mapping[str, float]
    evidence: str
    one: _Terms
    other: _Terms

    @classmethod
    def of(cls, rule: Together) -> _Pair:
        return cls(rule.weights, f"{rule.one[0]}… + {rule.other[0]}…", _Terms(rule.one), _Terms(rule.other))

    def is_in(self, text: str) -> bool:
        return all(any(True for _ in terms.within(text)) for terms in (self.one, self.other))


def _shared(found: Mapping[str, float], weights: Mapping[str, float]) -> Parts:
    return {term: factor * weights[term] for term, factor in found.items() if term in weights}


def _lower(terms: Mapping[str, float]) -> dict[str, float]:
    return {term.lower(): weight for term, weight in terms.items()}


def load_sections(layers: Layers) -> Sections:
    """Load `sections.toml` of the layers; raise `SeedError` for the first fault."""
    whole = SectionsFile()
    for path in layers.files(FILE):
        whole = _over(whole, load_seed(path, SectionsFile), path)
    if not whole.sections:
        raise SeedError(layers.highest(FILE), "sections", "there is no section")
    return Sections(whole, section_model() if whole.shipped else SectionModel((), {"": ()}))


def _over(below: SectionsFile, file: SectionsFile, path: Path) -> SectionsFile:
    """Put a file over the layers below it."""
    if not file.shipped:
        below = SectionsFile()
    known = {section.id: section for section in below.sections}
    own = {section.id: section for section in file.sections}
    if len(own) < len(file.sections):
        raise SeedError(path, "sections", "two sections have one id")
    for index, name in enumerate(file.off):
        if known.pop(name, None) is None:
            raise SeedError(path, f"off[{index}]", f"no section below it has the id {name!r}")
    sections = known | own
    if unknown := {id for pair in file.together for id in pair.weights} - sections.keys():
        raise SeedError(path, "together", f"no such section: {', '.join(sorted(unknown))}")
    stated: dict[str, Any] = {name: getattr(file, name) for name in file.model_fields_set}
    return below.model_copy(
        update=stated
        | {
            "sections": tuple(sections.values()),
            "together": (*filter(None, (_kept(pair, sections) for pair in below.together)), *file.together),
            "outside": {**below.outside, **file.outside},
        }
    )


def _kept(pair: Together, sections: Collection[str]) -> Together | None:
    """Return a pair of lists for the sections that there are; None if it speaks of none of them."""
    weights = {id: weight for id, weight in pair.weights.items() if id in sections}
    return pair.model_copy(update={"weights": weights}) if weights else None

"""Sections of the digest, and the terms that decide a story's section."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from aggregator.errors import SeedError
from aggregator.models import Names
from aggregator.registry.files import Seed, load_seed
from aggregator.registry.outlets import SeedNames


class Section(Seed):
    """A section with weighted terms; a story belongs to the section whose terms weigh most."""

    id: str = Field(pattern=r"^[a-z][a-z-]*$")
    name: SeedNames
    terms: Mapping[str, float]
    """Term → weight, negative for terms against the section."""
    hint: float = 1.0
    """Weight of an outlet's or entry point's hint."""

    @property
    def names(self) -> Names:
        """Its name in both languages."""
        return Names(self.name.zh, self.name.en)


class _SectionsFile(Seed):
    sections: tuple[Section, ...] = Field(min_length=1)
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

    def __init__(self, file: _SectionsFile) -> None:
        self._file = file
        self._sections = {section.id: section for section in file.sections}
        self._weights = {
            section.id: {term.lower(): weight for term, weight in section.terms.items()} for section in file.sections
        }
        self._by_initial = _by_initial({term for weights in self._weights.values() for term in weights})

    def __iter__(self) -> Iterator[Section]:
        return iter(self._sections.values())

    def get(self, section_id: str) -> Section | None:
        """Return the section with this id."""
        return self._sections.get(section_id)

    def classify(self, title: str, text: str, hint: str | None = None) -> Classification:
        """Weigh the terms of every section in title and lead; the heaviest section wins, the first one in a tie.

        A term counts once, in the title or else in the lead; of overlapping terms the longest counts. The evidence is
        that for the best section, heaviest first, even if its weight is below the threshold.
        """
        found = self._found(title, text)
        weighed = [(section, self._weigh(section, found, hint)) for section in self]
        best, parts = max(weighed, key=lambda pair: sum(pair[1].values()))
        score = round(sum(parts.values(), 0.0), 3)
        evidence = tuple(sorted(parts, key=lambda term: (-parts[term], term)))
        return Classification(best.id if score >= self._file.threshold else None, score, evidence)

    def _found(self, title: str, text: str) -> dict[str, float]:
        """Return the occurring terms with their factors."""
        found = dict.fromkeys(self._terms_in(text[: self._file.lead]), 1.0)
        return found | dict.fromkeys(self._terms_in(title), self._file.title_factor)

    def _terms_in(self, text: str) -> Iterator[str]:
        """Yield the terms in order, in one pass: matched characters are not read twice."""
        text, position = text.lower(), 0
        while position < len(text):
            terms = self._by_initial.get(text[position], ())
            term = next((term for term in terms if _is_at(text, position, term)), "")
            position += len(term) or 1
            if term:
                yield term

    def _weigh(self, section: Section, found: Mapping[str, float], hint: str | None) -> dict[str, float]:
        """Return the weight for a section of each term found, and of the hint."""
        weights = self._weights[section.id]
        parts = {term: factor * weights[term] for term, factor in found.items() if term in weights}
        return parts | ({f"hint {hint}": section.hint} if hint == section.id else {})


def _by_initial(terms: Iterable[str]) -> Mapping[str, list[str]]:
    """Return the terms by their first character, longest first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for term in sorted(terms, key=lambda term: (-len(term), term)):
        found[term[0]].append(term)
    return dict(found)


def _is_at(text: str, position: int, term: str) -> bool:
    """Return whether the term is at this position, a Latin one as a whole word."""
    if not text.startswith(term, position):
        return False
    around = (text[position - 1 : position] + term[0], term[-1] + text[position + len(term) : position + len(term) + 1])
    return not any(len(pair) == 2 and pair.isascii() and pair.isalnum() for pair in around)


def load_sections(folder: Path) -> Sections:
    """Load `sections.toml` below `folder`."""
    path = folder / "sections.toml"
    file = load_seed(path, _SectionsFile)
    if len({section.id for section in file.sections}) < len(file.sections):
        raise SeedError(path, "sections", "two sections have one id")
    return Sections(file)

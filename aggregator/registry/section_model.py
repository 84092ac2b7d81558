"""The model that weighs the characters of a headline and its lead for each section.

`tests/evaluation/train_sections.py` learns it from labelled headlines and writes `section_model.tsv`: the first line
names the sections; each other line is an n-gram with its weight for each of them, in hundredths, against none. The
line without an n-gram holds what a headline weighs that has none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

FILE = Path(__file__).with_name("section_model.tsv")
LEAD = 0.5
"""Weight of the lead beside that of the title."""
MIN_SHOWN = 0.1
MAX_SHOWN = 8
"""N-grams that are shown as evidence; the others are summed up as `…`."""

_TOKEN = re.compile(r"[a-z](?:[a-z.&+-]*[a-z])?|\d[\d.,]*|[\u4e00-\u9fff]+")


def grams(text: str) -> set[str]:
    """Return the n-grams of a text: runs of one or two Chinese characters, Latin words; any number is `0`."""
    found: set[str] = set()
    for token in _TOKEN.findall(normalize("NFKC", text).lower()):
        found.update(_grams_of(token))
    return found


def _grams_of(token: str) -> Iterable[str]:
    if "\u4e00" <= token[0] <= "\u9fff":
        return (*token, *map("".join, pairwise(token)))
    if token[0].isdigit():
        return ("0",)
    return (token,) if token[0].isalpha() else ()


def vector(title: str, text: str, known: Set[str] | None = None) -> dict[str, float]:
    """Return the n-grams of title and lead, or those known, with their values; long and short texts alike in sum."""
    values: dict[str, float] = {}
    for part, factor in ((title, 1.0), (text, LEAD)):
        found = grams(part)
        for gram in found if known is None else known & found:
            values[gram] = values.get(gram, 0.0) + factor / len(found) ** 0.5
    return values


@dataclass(frozen=True, slots=True)
class SectionModel:
    """Weights of n-grams for each section."""

    sections: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]

    def read(self, title: str, text: str) -> Reading:
        """Return the n-grams of title and lead that have weights."""
        values = vector(title, text, self.weights.keys())
        known = [(gram, value, self.weights[gram]) for gram, value in values.items()]
        return Reading(self.sections, (*known, ("", 1.0, self.weights[""])))


@dataclass(frozen=True, slots=True)
class Reading:
    """The n-grams of one story: (n-gram, value, weights for the sections)."""

    sections: tuple[str, ...]
    known: tuple[tuple[str, float, tuple[float, ...]], ...]

    def totals(self) -> dict[str, float]:
        """Return the sum of the weights for each section."""
        totals = [0.0] * len(self.sections)
        for _, value, weights in self.known:
            for number, weight in enumerate(weights):
                totals[number] += value * weight
        return dict(zip(self.sections, totals, strict=True))

    def evidence(self, section: str) -> dict[str, float]:
        """Return the heaviest n-grams for a section, in brackets, and the sum of the others as `…`."""
        parts = self._parts(self.sections.index(section))
        named = (gram for gram in parts if gram and abs(parts[gram]) >= MIN_SHOWN)
        heaviest = sorted(named, key=lambda gram: (-abs(parts[gram]), gram))
        shown = {f"[{gram}]": parts[gram] for gram in heaviest[:MAX_SHOWN]}
        return shown | {"…": sum(parts.values()) - sum(shown.values())}

    def _parts(self, number: int) -> dict[str, float]:
        return {gram: value * weights[number] for gram, value, weights in self.known}


@cache
def section_model() -> SectionModel:
    """Read the model that ships with the program."""
    head, *lines = (line.split("\t") for line in FILE.read_text("utf-8").splitlines())
    return SectionModel(tuple(head[1:]), {line[0]: tuple(int(part) / 100 for part in line[1:]) for line in lines})

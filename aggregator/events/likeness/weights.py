"""The learned weights of the Chinese model: coefficients of its features, and a table of terms.

`tests/evaluation/train_events.py` writes both files; see docs/events.md.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple

RAREST = 40
"""Maximum of a term's rarity, 5 ln(texts / texts that have the term) rounded, and the rarity of unknown terms."""
STEPS = 39
"""The learned weights of a term are whole numbers from -39 to 39."""
KINDS = ("person", "place", "body", "name", "thing", "deed")
"""Kinds of words: person, place, organisation, other name, other noun, verb."""
OTHER = "other"
_KIND_OF = dict(zip("RPBNTDO-", (*KINDS, OTHER, ""), strict=True))
_CODE_OF = {kind: code for code, kind in _KIND_OF.items()}
_ZERO = ord("O")
"""The character for 0; its neighbours in printable ASCII encode the other whole numbers."""
_WIDTH = 5
_COMMONEST = 5
"""Rarity of a term that every text has."""
UNKNOWN_SQUARE = (RAREST + _COMMONEST) ** 2
"""Squared rarity of an unknown term."""


class Weight(NamedTuple):
    """The weights of a term, whole numbers so that sums do not depend on the order."""

    rarity: int
    shared: int
    """Learned weight if both stories have the term."""
    apart: int
    """Learned weight if only one has it."""
    either: int
    """Learned weight if any has it, times the cosine of the stories."""
    kind: str
    """The kind of a word, one of `KINDS` or `other`; empty for a sequence of characters that is not a word."""


UNKNOWN = Weight(RAREST, 0, 0, 0, "")


class Table(dict[str, Weight]):
    """The known terms with their weights."""

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """The ascending lengths of the words of two or more characters, by their last two characters."""
        found = defaultdict[str, set[int]](set)
        for term, weight in self.items():
            if weight.kind and len(term) > 1:
                found[term[-2:]].add(len(term))
        return {ending: tuple(sorted(sizes)) for ending, sizes in found.items()}


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: the log-odds that each feature, and each step of a term's weight, adds."""

    features: tuple[str, ...]
    coefficients: tuple[float, ...]
    bias: float
    shared: float
    apart: float
    either: float
    long_model: float
    long_words: float
    long_bias: float
    """For stories longer than what the model compares: factors on its log-odds and on those of the shared words."""


@cache
def model() -> Model:
    """Return the coefficients that ship with the package."""
    stated = json.loads(_file("events_zh.json"))["model"]
    known: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in stated.items()}
    return Model(**known)


@cache
def table() -> Table:
    """Return the terms that ship with the package."""
    return decoded(_file("events_zh.terms"))


@cache
def squared_rarities() -> Mapping[str, int]:
    """Return the square of each known term's rarity, whole so that the order of a sum does not matter."""
    squares = [(rarity + _COMMONEST) ** 2 for rarity in range(RAREST + 1)]
    return {term: squares[weight.rarity] for term, weight in table().items()}


def _file(name: str) -> str:
    return (files("aggregator.events.likeness") / name).read_text("utf-8")


def decoded(text: str) -> Table:
    """Read a table.

    Each line has a character, its codes, then each second character with the codes of the pair. A line that starts
    with a space has one longer term and its codes.
    """
    found = Table()
    for line in text.splitlines():
        if line.startswith(" "):
            found[line[1:-_WIDTH]] = _weight(line[-_WIDTH:])
        else:
            found[line[0]] = _weight(line[1 : 1 + _WIDTH])
            for at in range(1 + _WIDTH, len(line), 1 + _WIDTH):
                found[line[0] + line[at]] = _weight(line[at + 1 : at + 1 + _WIDTH])
    return found


def _weight(codes: str) -> Weight:
    rarity, shared, apart, either = (ord(code) - _ZERO for code in codes[:-1])
    return Weight(rarity + STEPS, shared, apart, either, _KIND_OF[codes[-1]])


def encoded(found: Table) -> str:
    """Return the table as `decoded` reads it; a pair is kept only if its first character is."""
    seconds = defaultdict[str, list[str]](list)
    for term in sorted(found):
        if len(term) == 2 and not term.isascii():
            seconds[term[0]].append(term)
    lines = []
    for head in sorted(term for term in found if len(term) == 1):
        pairs = seconds[head]
        lines.append(head + _codes(found[head]) + "".join(pair[1] + _codes(found[pair]) for pair in pairs))
    longer = sorted(term for term in found if len(term) > 2 or (len(term) == 2 and term.isascii()))
    return "\n".join((*lines, *(f" {term}{_codes(found[term])}" for term in longer), ""))


def _codes(weight: Weight) -> str:
    numbers = (weight.rarity - STEPS, weight.shared, weight.apart, weight.either)
    return "".join(chr(_ZERO + number) for number in numbers) + _CODE_OF[weight.kind]

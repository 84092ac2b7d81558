"""The learned weights of the model of Chinese events: coefficients of its features, and a table of terms.

`tests/evaluation/train_events.py` writes both files; docs/events.md says what they hold.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

RAREST = 40
"""Rarity of a term that the table lacks: 5 ln(texts / texts that have the term), whole and at most this."""
STEPS = 39
"""The learned weights of a term are whole steps, from minus this to this."""
KINDS = ("person", "place", "body", "name", "thing", "deed")
"""Kinds of words: a person, a place, an organisation, another name, another noun, a verb."""
OTHER = "other"
_KIND_OF = dict(zip("RPBNTDO-", (*KINDS, OTHER, ""), strict=True))
_CODE_OF = {kind: code for code, kind in _KIND_OF.items()}
_ZERO = ord("O")
"""Character that codes 0; those around it code the other whole numbers, all of them printable ASCII."""
_WIDTH = 5


class Weight(NamedTuple):
    """What a term counts, in whole numbers: a sum of them is the same in any order."""

    rarity: int
    shared: int
    apart: int
    either: int
    """The learned weights where both stories have the term, where one has it, and where any has it, by their cosine."""
    kind: str
    """What a word names, one of `KINDS` or `other`; empty for characters in a row that are no word."""


UNKNOWN = Weight(RAREST, 0, 0, 0, "")


class Table(dict[str, Weight]):
    """The terms that are known, each with what it counts."""

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """The lengths of the words of two characters and more that end in these two, ascending."""
        found = defaultdict[str, set[int]](set)
        for term, weight in self.items():
            if weight.kind and len(term) > 1:
                found[term[-2:]].add(len(term))
        return {ending: tuple(sorted(sizes)) for ending, sizes in found.items()}


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: what each feature, and each step of a term's weight, adds to the log-odds."""

    features: tuple[str, ...]
    coefficients: tuple[float, ...]
    bias: float
    shared: float
    apart: float
    either: float
    long_model: float
    long_words: float
    long_bias: float
    """For stories longer than what the model compares: what its log-odds count, and those of the words shared."""


@cache
def model() -> Model:
    """Return the coefficients that ship with the package."""
    stated = _shipped()["model"]
    known: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in stated.items()}
    return Model(**known)


@cache
def table() -> Table:
    """Return the terms that ship with the package."""
    return decoded(_file("events_zh.terms"))


def stated_hash() -> str:
    """Return the hash of the table that the coefficients were learned with."""
    return str(_shipped()["terms"]["sha256"])


def table_hash() -> str:
    """Return the hash of the table that ships."""
    return sha256(_file("events_zh.terms").encode()).hexdigest()


def _shipped() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(_file("events_zh.json"))
    return found


def _file(name: str) -> str:
    return (files("aggregator.events.likeness") / name).read_text("utf-8")


def decoded(text: str) -> Table:
    """Read a table: on a line a character, its codes, then each second character with the codes of the pair; a longer
    term stands on a line of its own, after a blank.
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
    """Write a table; what `decoded` reads. A pair is kept only where its first character is."""
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

"""Read the start of a Chinese story as the model of events compares it; see docs/events.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import mul, neg
from sys import intern

from aggregator.events.likeness.weights import KINDS, UNKNOWN, Table, Weight
from aggregator.events.likeness.words import words
from aggregator.text.facts import numbers, places, plain
from aggregator.text.grams import RUN, grams, grams_of_runs

COMPARED = 160
"""Characters from the start of a story, headline included, that are compared: the model learned from texts of at most
150, and longer texts have more in common with any other."""
FACTS = ("numbers", "latin", "quoted", "days", "places")
MARKS = ("asks", "exclaims", "has a colon")
_OPENING = 10
"""Characters of the start that name the subject of the story."""
_LETTERS = re.compile(r"[\u3400-\u9fffa-z0-9]+")
_CLAUSE = re.compile(r"[^。！？!?；;，,：: \n…、]{4,}")
_QUOTED = re.compile(r"[《“「【#]([^》”」】#]{2,20}+)[》”」】#]")
_DAY = re.compile(r"\d{1,2}月\d{1,2}日")
_LATIN = re.compile(r"[a-z][a-z0-9]{1,30}")


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms of one length in a story, with sums over them."""

    weights: Mapping[str, Weight]
    """All terms, the rarest first; equally rare ones by their characters."""
    total: int
    """Sum of the rarities."""
    squares: int
    """Sum of the squared rarities."""
    apart: int
    either: int
    """Sums of the learned weights."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The start of a Chinese story, read once for many comparisons."""

    cut: bool
    """The story is longer than what was read."""
    length: int
    """In letters."""
    folded: str
    """The text that was read; longer sequences are taken from it when compared: kept, they take most of the memory."""
    characters: Terms
    pairs: Terms
    words: Terms
    kinds: tuple[tuple[frozenset[str], int], ...]
    """The words of each of `KINDS`, and the sum of their rarities."""
    run: tuple[str, ...]
    """The pairs in the order of the text."""
    opening: frozenset[str]
    """The pairs of the first characters."""
    clauses: tuple[tuple[tuple[str, ...], int], ...]
    """The distinct pairs of each clause, and the sum of their rarities."""
    facts: tuple[frozenset[str], ...]
    """One set for each of `FACTS`."""
    marks: tuple[bool, ...]
    """One value for each of `MARKS`."""


def read(title: str, text: str, table: Table) -> Reading:
    """Read the start of a story, at bounded cost; a headline that the text repeats counts once."""
    start = _start(title, text)
    folded = plain(start[:COMPARED])[:COMPARED]
    runs, letters = RUN.findall(folded), "".join(_LETTERS.findall(folded))
    kind_of = {intern(word): kind for word, kind in words(folded, table)}
    run, terms = _interned(grams_of_runs(runs, 2)), _terms(kind_of, table)
    pairs = _terms(run, table)
    return Reading(
        cut=len(start) > COMPARED,
        length=len(letters),
        folded=folded,
        characters=_terms(_interned(grams_of_runs(runs, 1)), table),
        pairs=pairs,
        words=terms,
        kinds=tuple(_kinds(kind_of, terms)),
        run=tuple(run),
        opening=frozenset(_interned(grams(letters[:_OPENING], 2))),
        clauses=tuple(_clauses(folded, pairs)),
        facts=_facts(folded),
        marks=("?" in folded, "!" in folded, ":" in folded),
    )


def is_cut(title: str, text: str) -> bool:
    """Return whether a story is longer than what is compared."""
    return len(_start(title, text)) > COMPARED


def _start(title: str, text: str) -> str:
    title, text = title.strip()[:COMPARED], text[: 2 * COMPARED].strip()
    return text if text.startswith(title) else f"{title}\n{text}"


def _interned(terms: Iterable[str]) -> list[str]:
    """Return the terms as the strings that other stories have: each comes in many."""
    return list(map(intern, terms))


def _terms(found: Iterable[str], table: Table) -> Terms:
    known = {term: table.get(term, UNKNOWN) for term in found}
    rarities, _, apart, either, _ = zip(*known.values(), strict=True) if known else ((),) * 5
    return Terms(
        weights={term: known[term] for _, term in sorted(zip(map(neg, rarities), known, strict=True))},
        total=sum(rarities),
        squares=sum(map(mul, rarities, rarities)),
        apart=sum(apart),
        either=sum(either),
    )


def _kinds(kind_of: Mapping[str, str], terms: Terms) -> Iterator[tuple[frozenset[str], int]]:
    words_of: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for word, kind in kind_of.items():
        if kind in words_of:
            words_of[kind].append(word)
    for found in words_of.values():
        yield frozenset(found), sum([terms.weights[word].rarity for word in found])


def _clauses(folded: str, pairs: Terms) -> Iterator[tuple[tuple[str, ...], int]]:
    for clause in _CLAUSE.findall(folded):
        if own := tuple(dict.fromkeys(_interned(grams(clause, 2)))):
            yield own, sum([pairs.weights[pair].rarity for pair in own])


def _facts(folded: str) -> tuple[frozenset[str], ...]:
    found = (_LATIN.findall(folded), _QUOTED.findall(folded), _DAY.findall(folded))
    return numbers(folded), *map(frozenset, found), places(folded)

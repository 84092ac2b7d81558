"""Cut Chinese text into the words that the model knows; unknown characters may be a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.events.likeness.weights import OTHER, RAREST, Table, Weight
from aggregator.text.words import family

_UNKNOWN = RAREST + 4
"""Cost of a character that is not a word: more than any word costs."""
_ODD = RAREST // 2
"""Rarity from which a single character is more likely part of a name."""
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z0-9]*|\d{1,15}(?:\.\d{1,6})?")
_SURNAMES = frozenset(family("names.surname").groups["common"])


def words(text: str, known: Table) -> Iterator[tuple[str, str]]:
    """Yield (word, kind) of a folded text in its order; linear in its length."""
    for run in _RUN.findall(text):
        if run[0] >= "\u3400":
            yield from _joined(_cut(run, known), known)
        else:
            yield run, OTHER if run[0].isdigit() else "name"


def _cut(run: str, known: Table) -> list[str]:
    """Cut so that the sum of the words' rarities is smallest: the most likely words if drawn one by one."""
    cost, length, find, lengths = [0] * (len(run) + 1), [1] * (len(run) + 1), known.get, known.lengths
    for end in range(1, len(run) + 1):
        alone = find(run[end - 1])
        lowest, best = cost[end - 1] + (alone.rarity if alone and alone.kind else _UNKNOWN), 1
        for size in lengths.get(run[end - 2 : end], ()):  # inline, because reading a story spends its time here
            if size <= end and (weight := find(run[end - size : end])) and weight.kind:
                whole = cost[end - size] + weight.rarity
                if whole < lowest:
                    lowest, best = whole, size
        cost[end], length[end] = lowest, best
    return _words_backwards(run, length)[::-1]


def _words_backwards(run: str, length: Sequence[int]) -> list[str]:
    found, end = list[str](), len(run)
    while end:
        found.append(run[end - length[end] : end])
        end -= length[end]
    return found


def _joined(cut: Sequence[str], known: Table) -> Iterator[tuple[str, str]]:
    """Join consecutive characters that are not words: a name that the model does not know."""
    name = ""
    for word in cut:
        weight = known.get(word)
        if weight is None or not weight.kind or (len(word) == 1 and _is_odd(word, weight)):
            name += word
            continue
        if name:
            yield name, _kind_of_name(name)
            name = ""
        yield word, weight.kind
    if name:
        yield name, _kind_of_name(name)


def _is_odd(character: str, weight: Weight) -> bool:
    return character in _SURNAMES or (weight.rarity > _ODD and weight.kind != "deed")


def _kind_of_name(name: str) -> str:
    if len(name) == 1:
        return OTHER
    return "person" if len(name) <= 3 and name[0] in _SURNAMES else "name"

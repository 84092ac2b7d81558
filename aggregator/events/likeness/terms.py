"""The terms by which two stories are compared: pairs of Chinese characters, words, numbers; no common ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import chain, filterfalse, pairwise
from operator import add
from sys import intern

from aggregator.text.facts import plain

_ONE_FORM = 0.3
"""Share of their terms from which two headlines are of one form."""
_EMPTY_CHARACTERS = (
    "的了在是和与及等也就都而被把对将从中于为这那有不又还着个们我你他她它很更最吗呢吧啊之以可会到上下里后前"
)


def _telling_characters() -> str:
    """Return the Chinese characters but the empty ones, as ranges of a regular expression."""
    empty = [0x33FF, *sorted(map(ord, _EMPTY_CHARACTERS)), 0xA000]
    return "".join(f"{chr(one + 1)}-{chr(other - 1)}" for one, other in pairwise(empty) if other - one > 1)


_RUN = re.compile(rf"[{_telling_characters()}]+|[a-z]+|\d+(?:\.\d+)?")


@cache
def common_terms() -> frozenset[str]:
    """Return the terms that stories share whatever they tell."""
    lines = (files("aggregator.events.likeness") / "common.txt").read_text("utf-8").splitlines()
    return frozenset(term for line in lines if not line.startswith("#") for term in line.split())


def terms(text: str) -> frozenset[str]:
    """Return the terms of a text, those left out that any two stories share."""
    return frozenset(map(intern, set(ordered_terms(text))))


def one_form(a: frozenset[str], b: frozenset[str]) -> bool:
    """Tell whether two headlines, by their terms, are so alike that only the facts tell the stories apart."""
    return len(a & b) >= _ONE_FORM * len(a | b)


def ordered_terms(text: str) -> list[str]:
    """Return the terms in the order of the text, as often as they stand there."""
    found = list(chain.from_iterable(map(_of_run, _RUN.findall(plain(text)))))
    return list(filterfalse(common_terms().__contains__, found))


def _of_run(run: str) -> Iterable[str]:
    if run[0] < "\u3400":
        return (run.removesuffix("s") if len(run) > 3 else run,)
    return map(add, run, run[1:])

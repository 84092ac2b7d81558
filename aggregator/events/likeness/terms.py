"""The terms by which two stories are compared: pairs of Chinese characters, words and numbers, without common ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain, filterfalse, pairwise
from operator import add
from sys import intern

from aggregator.text.facts import plain
from aggregator.text.words import family

_ONE_FORM = 0.3
"""Share of common terms from which two headlines have one form."""


def _telling_characters() -> str:
    """Return the Chinese characters, without those of grammar, as ranges of a regular expression."""
    excluded = [0x33FF, *sorted(map(ord, family("stopwords.empty").words)), 0xA000]
    return "".join(f"{chr(start + 1)}-{chr(end - 1)}" for start, end in pairwise(excluded) if end - start > 1)


_RUN = re.compile(rf"[{_telling_characters()}]+|[a-z]+|\d+(?:\.\d+)?")


@cache
def common_terms() -> frozenset[str]:
    """Return the terms that stories share whatever they report."""
    return frozenset(family("stopwords.common").words)


def terms(text: str) -> frozenset[str]:
    """Return the terms of a text, without the common ones."""
    return frozenset(map(intern, set(ordered_terms(text))))


def one_form(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether two headlines, as terms, are so alike that only the facts distinguish their stories."""
    return len(a & b) >= _ONE_FORM * len(a | b)


def ordered_terms(text: str) -> list[str]:
    """Return the terms of a text in its order, repeated ones included."""
    found = list(chain.from_iterable(map(_of_run, _RUN.findall(plain(text)))))
    return list(filterfalse(common_terms().__contains__, found))


def _of_run(run: str) -> Iterable[str]:
    if run[0] < "\u3400":
        return (run.removesuffix("s") if len(run) > 3 else run,)
    return map(add, run, run[1:])

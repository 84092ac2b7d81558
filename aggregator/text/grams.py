"""Terms of a text: n consecutive Chinese characters, or a whole Latin word or number."""

from __future__ import annotations

import re
from collections.abc import Iterable

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d{1,15}(?:\.\d{1,6})?")


def grams(text: str, length: int) -> list[str]:
    """Return the terms of a folded text in order: `length` Chinese characters, a Latin word or a number each."""
    return grams_of_runs(RUN.findall(text), length)


def grams_of_runs(runs: Iterable[str], length: int) -> list[str]:
    """Return the terms of runs of characters, as `RUN` finds them."""
    found = list[str]()
    for run in runs:
        if run[0] < "\u3400":
            found.append(run)
        else:
            found += [run[at : at + length] for at in range(len(run) - length + 1)]
    return found

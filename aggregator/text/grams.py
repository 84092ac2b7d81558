"""Terms of one length: Chinese characters in a row, and Latin words and numbers whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d{1,15}(?:\.\d{1,6})?")


def grams(text: str, length: int) -> list[str]:
    """Return the terms of a folded text in order: so many Chinese characters in a row, a Latin word, a number."""
    return grams_of_runs(RUN.findall(text), length)


def grams_of_runs(runs: Iterable[str], length: int) -> list[str]:
    """Return the terms of runs of letters, as `RUN` finds them."""
    found = list[str]()
    for run in runs:
        if run[0] < "\u3400":
            found.append(run)
        else:
            found += [run[at : at + length] for at in range(len(run) - length + 1)]
    return found

"""Figures by folds of hosts: what a set's mean hides, and the nearest to what hosts never seen will give."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from statistics import fmean
from typing import Any
from urllib.parse import urlsplit

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """The marks of a page."""

    host: str
    marks: Mapping[str, float]


def host_of_page(page: Mapping[str, Any]) -> str:
    """Return the host of a page of the sets, or what names it there."""
    return str(page.get("host") or urlsplit(page.get("url") or "").hostname or PurePath(page["file"]).name[:8])


def folds(rows: Sequence[Row]) -> list[list[Row]]:
    """Deal the hosts of a set into folds of as equal size as whole hosts allow, always the same."""
    dealt: list[list[Row]] = [[] for _ in range(FOLDS)]
    for host, _ in sorted(Counter(row.host for row in rows).items(), key=lambda pair: (-pair[1], pair[0])):
        min(dealt, key=len).extend(row for row in rows if row.host == host)
    return dealt


def share(mark: str) -> Callable[[Sequence[Row]], float | None]:
    """Return the figure that is the mean of a mark, over the pages that state it."""

    def mean(rows: Sequence[Row]) -> float | None:
        values = [row.marks[mark] for row in rows if mark in row.marks]
        return fmean(values) if values else None

    return mean


def lines(name: str, rows: Sequence[Row], marks: Sequence[str]) -> Iterator[str]:
    """Yield the mean of each mark by folds of a set's hosts, a line each: the worst fold, and the mean of them."""
    for mark in marks:
        found = [value for value in map(share(mark), folds(rows)) if value is not None]
        if found:
            yield f"  {name + ' ' + mark:<24} worst {min(found):.4f}  mean {fmean(found):.4f}"

"""Values some at a time, as `itertools.batched` has them from Python 3.12 on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the values in their order, at most so many together."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch

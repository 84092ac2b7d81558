"""Text in columns, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size


def aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield rows of equal length as lines with aligned columns; a Chinese character takes two cells."""
    rows = list(rows)
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(map(set_cell_size, row, widths)).rstrip()

"""Parquet with real types, through Arrow: times with their zone, lists, records, maps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from aggregator.exports.arrow import schema
from aggregator.exports.columns import Column
from aggregator.exports.table import FILTERS
from aggregator.store.batches import batched

_GROUP = 8
"""Batches of a row group: as many as fit in some eight megabytes."""


def write_parquet(batches: Iterable[Any], columns: Sequence[Column], stream: BinaryIO) -> int:
    """Write record batches; return the number of rows."""
    count, shape = 0, schema(columns)
    # Of what queries narrow by; no reader skips a group of rows by its titles.
    narrowed = [each.name for each in columns if each.name in FILTERS or each.type in {"time", "integer", "number"}]
    # Dictionaries cost time, and room: most texts are in one row, and zstd finds the others.
    with pq.ParquetWriter(stream, shape, compression="zstd", use_dictionary=False, write_statistics=narrowed) as writer:
        for group in batched(batches, _GROUP):
            table = pa.Table.from_batches(group)
            writer.write_table(table)
            count += table.num_rows
    return count

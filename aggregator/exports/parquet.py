"""Parquet with real types, through Arrow: times with their zone, lists, records, maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from aggregator.errors import UsageError
from aggregator.exports.columns import Column
from aggregator.exports.read import Page, values

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise UsageError("pyarrow is needed; install the extra `tables`") from error

GROUP = 10
"""Pages of a row group: as many as fit in some ten megabytes."""
_SCALARS: Mapping[str, Callable[[], Any]] = {
    "text": pa.string,
    "integer": pa.int64,
    "number": pa.float64,
    "flag": pa.bool_,
    "time": lambda: pa.timestamp("us", tz="UTC"),
}


def schema(columns: Sequence[Column]) -> Any:
    """Return the columns as an Arrow schema, with their meaning as metadata."""
    return pa.schema([pa.field(each.name, _type(each), metadata={"description": each.doc}) for each in columns])


def _type(column: Column) -> Any:
    if column.type == "texts":
        return pa.list_(pa.string())
    if column.type == "map":
        return pa.map_(pa.string(), _SCALARS[column.fields["value"]]())
    if column.type == "records":
        return pa.list_(pa.struct([(name, _SCALARS[kind]()) for name, kind in column.fields.items()]))
    return _SCALARS[column.type]()


def batches(pages: Iterable[Page], columns: Sequence[Column]) -> Iterator[Any]:
    """Yield the rows as record batches."""
    shape = schema(columns)
    for page in pages:
        by_column = zip(*values(page, columns), strict=True)
        arrays = [
            pa.array(map(_items, found) if column.type == "map" else found, field.type)
            for column, field, found in zip(columns, shape, by_column, strict=True)
        ]
        yield pa.record_batch(arrays, schema=shape)


def stream_of(pages: Iterable[Page], columns: Sequence[Column]) -> Any:
    """Return the rows as an Arrow stream."""
    return pa.RecordBatchReader.from_batches(schema(columns), batches(pages, columns))


def _items(value: Mapping[str, Any] | None) -> list[tuple[str, Any]] | None:
    return None if value is None else list(value.items())


def write_parquet(pages: Iterable[Page], columns: Sequence[Column], stream: BinaryIO) -> int:
    """Write rows; return their number."""
    count = 0
    waiting: list[Any] = []
    with pq.ParquetWriter(stream, schema(columns), compression="zstd") as writer:
        for batch in batches(pages, columns):
            waiting.append(batch)
            count += batch.num_rows
            if len(waiting) == GROUP:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting.clear()
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting))
    return count

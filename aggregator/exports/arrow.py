"""Rows as Arrow's record batches, a column at a time: Arrow parses what is nested, all of a page together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aggregator.errors import StoreError, UsageError, in_a_line
from aggregator.exports.columns import Column
from aggregator.exports.read import Page
from aggregator.exports.table import Cell

try:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.json as pj
except ImportError as error:
    raise UsageError("this format needs pyarrow; pip install pyarrow") from error

# Arrow's usual allocator keeps the memory of past pages: 30 MB more, for no less CPU.
pa.set_memory_pool(pa.system_memory_pool())

_SCALARS: Mapping[str, Any] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
}


def schema(columns: Sequence[Column]) -> Any:
    """Return the columns as an Arrow schema, with their meaning as metadata."""
    return pa.schema([pa.field(each.name, _type(each), metadata={"description": each.doc}) for each in columns])


def _type(column: Column) -> Any:
    if column.type == "texts":
        return pa.list_(pa.string())
    if column.type == "map":
        return pa.map_(pa.string(), _SCALARS[column.fields["value"]])
    if column.type == "records":
        return pa.list_(pa.struct([(name, _SCALARS[kind]) for name, kind in column.fields.items()]))
    return _SCALARS[column.type]


def batches(cells: Sequence[Cell], pages: Iterator[Page], columns: Sequence[Column]) -> Iterator[Any]:
    """Yield the rows as record batches; raise `StoreError` for JSON that is not what a column says."""
    shape, documents = schema(columns), _Documents([cell for cell in cells if cell.is_document])
    for page in pages:
        by_cell = zip(*page, strict=True)
        values: dict[str, Sequence[Any]] = dict(zip((cell.name for cell in cells), by_cell, strict=True))
        try:
            arrays = documents.read(values)
            for cell in cells:
                if not cell.is_document:
                    arrays[cell.name] = _array(cell.columns[0], values.pop(cell.name))
        except (pa.ArrowInvalid, json.JSONDecodeError) as error:
            raise StoreError(f"the store cannot be read as columns: {in_a_line(error)}") from error
        yield pa.record_batch([arrays[column.name] for column in columns], schema=shape)


class _Documents:
    """Cells that hold JSON, and the columns inside."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._shape = pa.schema([(cell.name, _inside(cell)) for cell in cells])
        self._names = [f"{',' if place else '{'}{json.dumps(cell.name)}:" for place, cell in enumerate(cells)]

    def read(self, values: dict[str, Sequence[Any]]) -> dict[str, Any]:
        """Take the values of the cells, and return the columns inside by name."""
        if not self._cells:
            return {}
        lines = self._lines(values)
        found = pj.read_json(
            pa.BufferReader(lines),
            pj.ReadOptions(use_threads=False, block_size=lines.size + 1),
            pj.ParseOptions(explicit_schema=self._shape, unexpected_field_behavior="ignore"),
        ).combine_chunks()
        return {
            column.name: _within(found[cell.name], column).combine_chunks()
            for cell in self._cells
            for column in cell.columns
        }

    def _lines(self, values: dict[str, Sequence[Any]]) -> Any:
        """Return the documents of each row as a line, in one buffer."""
        parts = list[Any]()
        for name, cell in zip(self._names, self._cells, strict=True):
            parts += [_bytes(name), pc.fill_null(pa.array(values.pop(cell.name), pa.binary()), b"null")]
        lines = pc.binary_join_element_wise(*parts, _bytes("}\n"), _bytes(""))
        _, ends, text = lines.buffers()
        return text.slice(0, pa.Array.from_buffers(pa.int32(), len(lines) + 1, [None, ends])[-1].as_py())


def _bytes(text: str) -> Any:
    return pa.scalar(text.encode(), pa.binary())


def _inside(cell: Cell) -> Any:
    """Return the type of a cell's documents, as far as the columns reach into them."""
    if cell.columns[0].steps[1:]:
        return _struct([(column.steps[1:], column) for column in cell.columns])
    return _type(cell.columns[0])


def _struct(found: Sequence[tuple[Sequence[str], Column]]) -> Any:
    deeper: dict[str, list[tuple[Sequence[str], Column]]] = {}
    for (first, *rest), column in found:
        deeper.setdefault(first, []).append((rest, column))
    return pa.struct([(name, _struct(inner) if inner[0][0] else _type(inner[0][1])) for name, inner in deeper.items()])


def _within(documents: Any, column: Column) -> Any:
    return pc.struct_field(documents, column.steps[1:]) if column.steps[1:] else documents


def _array(column: Column, values: Sequence[Any]) -> Any:
    if column.type == "map":
        return _maps(column, values)
    if column.type == "time" and any(isinstance(value, str) for value in values):  # of SQLite, in UTC
        return pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(_SCALARS["time"])
    if column.type == "flag":
        return pa.array([value if value is None else bool(value) for value in values], pa.bool_())
    return pa.array(values, _SCALARS[column.type])


def _maps(column: Column, values: Sequence[Any]) -> Any:
    """Parse each text once: most maps, as the rules of an outlet's pages, are those of other rows."""
    texts = pa.array(values, pa.string()).dictionary_encode()
    parsed = [[*json.loads(text).items()] for text in texts.dictionary.to_pylist()]
    return pa.array(parsed, _type(column)).take(texts.indices)


def stream_of(cells: Sequence[Cell], pages: Iterator[Page], columns: Sequence[Column]) -> Any:
    """Return the rows as an Arrow stream."""
    return pa.RecordBatchReader.from_batches(schema(columns), batches(cells, pages, columns))

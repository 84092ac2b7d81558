"""Write the data dictionary into docs/: the columns of the exports, the tables of the store, the parts of a score."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Double, Integer, LargeBinary, Table
from sqlalchemy.sql.type_api import TypeEngine

from aggregator.assemble.parts import PARTS, UNKNOWN_STANDING, Cases, Counted
from aggregator.exports.dictionary import as_json_schema, as_markdown
from aggregator.exports.tables import TABLES
from aggregator.inspection.edition import STAGES
from aggregator.registry.editions import EditionPlan
from aggregator.store.schema import REVISION, VERSION_TABLE, metadata
from aggregator.store.types import Json, Time
from tests.paths import ROOT

MIN_SCORE = EditionPlan.model_fields["min_score"].default
_EXPORTED = {"stories": "stories", "links": "links", "refusals": "drops", "runs": "runs"}
"""Tables of the store whose columns an export describes → its name."""
_TYPES: tuple[tuple[type[TypeEngine[object]], str], ...] = (
    (Json, "JSON"), (Time, "time"), (DateTime, "time"), (Boolean, "flag"), (BigInteger, "integer"),
    (Integer, "integer"), (Double, "number"), (LargeBinary, "bytes"),
)  # fmt: skip

SCORES = f"""# Scores

Which events an edition prints, and where the others went. `make dictionary` writes this page from
the program's own tables.

An event's score is the sum of its parts; `aggregator explain --edition evening` prints them, and
`score_parts` holds them in `digest.json` and in the export. Those of a story are read from the one
that the entry is written from. A plain report of one good outlet has about 6 points; a second
independent source adds half as much.

- An event with less than `min_score` points (a key of the edition's file, {MIN_SCORE:g} by
  default) is left out, unless an operator pins it.
- The best events get the places, within the quotas of the edition's file: see
  [operator](operator.md).
- A source that is not in the registry has a `standing` of {UNKNOWN_STANDING:g}.

## Parts

| part | points | for what |
|---|---|---|
"""
STAGES_HEAD = """
## Stages that leave a story out

In the order in which they look at a story. An omission names its stage in `left` of `digest.json`
and in the table `omissions` of the export; `aggregator explain` prints the reason below.

| stage | reason |
|---|---|
"""
TABLES_HEAD = f"""# Tables of the store

The store on SQLite and on PostgreSQL, schema `{REVISION}` (the table `{VERSION_TABLE}` has the one of
a store). `make dictionary` writes this page from the schema. Read it with any client; write to
it with the program alone. The tables may change with any version; what keeps its names is the
export, and views are there, too: [columns](columns.md).

Times are in UTC. On SQLite they are text, flags are 0 and 1, and JSON is text.
"""


def scores() -> str:
    """Return the page of the parts of a score and of the stages."""
    parts = "".join(f"| `{name}` | {_points(part)} | {part.what} |\n" for name, part in PARTS.items())
    stages = "".join(f"| `{stage}` | {why} |\n" for stage, why in STAGES.items())
    return SCORES + parts + STAGES_HEAD + stages


def _points(part: Cases | Counted) -> str:
    if isinstance(part, Cases):
        return ", ".join(f"{case} {points:+g}" for case, points in part.points.items())
    if part.most == 1:
        return f"{part.each:+g}"
    limit = part.each * part.most
    return f"{part.each:+.3g}" + (f", {limit:+.3g} at most" if abs(limit) < float("inf") else "")


def tables() -> str:
    """Return the page of the store's tables."""
    return TABLES_HEAD + "".join(line for table in metadata.sorted_tables for line in _table(table))


def _table(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n\n{table.info['doc']}\n\n| column | type | meaning |\n|---|---|---|\n"
    for column in table.columns:
        yield f"| `{column.name}` | {_type(column)} | {_meaning(column)} |\n"


def _type(column: Column[object]) -> str:
    name = next((name for kind, name in _TYPES if isinstance(column.type, kind)), "text")
    key = ", key" if column.primary_key else ""
    empty = "" if column.nullable else ", not null"
    return f"{name}{key or empty}"


def _meaning(column: Column[object]) -> str:
    """Return what a column holds, by its own words or by those of the exported column that is made of it."""
    exported = TABLES[_EXPORTED[column.table.name]].columns if column.table.name in _EXPORTED else ()
    meaning = column.doc or next(each.doc for each in exported if each.steps == [column.name])
    refers = "".join(f" → `{key.target_fullname}`" for key in column.foreign_keys)
    return meaning + refers


FILES = {"columns.md": as_markdown, "columns.schema.json": as_json_schema, "scores.md": scores, "tables.md": tables}

if __name__ == "__main__":
    for name, write in FILES.items():
        (ROOT / "docs" / name).write_text(write(), encoding="utf-8")

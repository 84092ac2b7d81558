"""Every format gives back what the store has, hostile text included; and nothing is half-written."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

from aggregator.archive import Record, read_answer
from aggregator.errors import AggregatorError, StoreError, UsageError
from aggregator.exports import duck, parquet
from aggregator.exports.arrow import schema
from aggregator.exports.columns import NESTED, flattened
from aggregator.exports.descriptor import SUFFIX
from aggregator.exports.dictionary import as_json_schema
from aggregator.exports.follow import append_export
from aggregator.exports.read import Asked, Reader, values
from aggregator.exports.tables import STORIES, TABLES
from aggregator.exports.views import VIEWS
from aggregator.exports.write import FORMATS, wanted, write_export
from aggregator.registry import Registry
from aggregator.store import Store, open_store
from aggregator.store.schema import stories
from tests.disks import a_disk_that_takes
from tests.exports.test_compact import FULL

WRITERS = (duck, parquet)
"""Imported before a disk is full: Python would keep half a compiled module."""
HOSTILE = (
    "第一行\n第二行\r\n第三行",
    '他说："好,行"; 是',
    "🚀 emoji 👩‍👩‍👧",
    "NUL \0 here",
    "lone \ud83d surrogate",
    "=1+1",
    "'=1+1",
    "@SUM(A1)",
    "-5 度",
    "\ttab",
    "",
    r"\N",
    "null",
)


@pytest.fixture
def hostile(sqlite_url: str) -> Any:
    """A store of stories with hostile titles."""
    store = open_store(sqlite_url)
    save_hostile(store)
    yield store
    store.close()


def save_hostile(store: Store) -> None:
    for number, title in enumerate(HOSTILE):
        own = {"id": f"{number:016x}", "url": f"https://harbour.example/{number}", "title": title, "text": title}
        story = replace(FULL, **own, copy_of=None, copy_rule=None, copy_score=None)
        store.stories.save(replace(story, rules={"title": title, "a.b": "x"}), [], "run1")


def exported(store: Store, registry: Registry, to: Path, table: str | None = "stories", **options: Any) -> Path:
    with store.snapshot() as snapshot:
        write_export(Reader(snapshot, registry), wanted(table, None, to, options.pop("asked", Asked()), **options), to)
    return to


def in_store(store: Store, registry: Registry) -> list[dict[str, Any]]:
    names = [column.name for column in STORIES.columns]
    with store.snapshot() as snapshot:
        pages = Reader(snapshot, registry).pages(STORIES, Asked())
        found = [dict(zip(names, row, strict=True)) for page in pages for row in values(page, STORIES.columns)]
    assert [row["title"] for row in found] == [title.replace("\0", "�").replace("\ud83d", "�") for title in HOSTILE]
    return found


def iso(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def test_jsonl_gives_back_the_store(hostile, registry, tmp_path):
    lines = exported(hostile, registry, tmp_path / "s.jsonl").read_text("utf-8").split("\n")[:-1]
    assert [json.loads(line) for line in lines] == [iso(row) for row in in_store(hostile, registry)]


def test_parquet_gives_back_the_store_with_its_types(hostile, registry, tmp_path):
    path = exported(hostile, registry, tmp_path / "s.parquet")
    found = pq.read_table(path).to_pylist(maps_as_pydicts="strict")
    assert found == in_store(hostile, registry)
    types = dict(duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{path}')").fetchall())
    assert types["published"] == "TIMESTAMP WITH TIME ZONE"
    assert types["source_chain"] == "VARCHAR[]"
    assert types["omissions"] == "STRUCT(edition VARCHAR, stage VARCHAR, reason VARCHAR)[]"
    assert types["rules"] == "MAP(VARCHAR, VARCHAR)"


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
def test_duckdb_reads_the_store_back(hostile, registry, tmp_path, form):
    path = exported(hostile, registry, tmp_path / f"s.{form}")
    with closing(duckdb.connect() if form == "parquet" else duckdb.connect(path, read_only=True)) as database:
        database.execute("SET TimeZone = 'UTC'")
        found = database.execute(f"FROM '{path}'" if form == "parquet" else "FROM stories")
        names = [each[0] for each in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert rows == in_store(hostile, registry)


def test_pandas_gives_back_the_store(hostile, registry, tmp_path):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(exported(hostile, registry, tmp_path / "s.parquet"))
    found = pa.Table.from_pandas(frame, schema(STORIES.columns))
    assert found.to_pylist(maps_as_pydicts="strict") == in_store(hostile, registry)


def test_polars_gives_back_the_store(hostile, registry, tmp_path):
    polars = pytest.importorskip("polars")
    found = polars.read_parquet(exported(hostile, registry, tmp_path / "s.parquet")).to_dicts()
    assert found == in_store(hostile, registry)


@pytest.mark.parametrize("form", FORMATS)
def test_a_path_that_cannot_be_written_is_named_in_a_line(hostile, registry, tmp_path, form):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").touch()
    (tmp_path / "file").touch()
    for path in (tmp_path / "taken", tmp_path / "file" / f"s.{form}"):
        with hostile.snapshot() as snapshot, pytest.raises(AggregatorError, match="cannot write") as raised:
            write_export(Reader(snapshot, registry), wanted("stories", form, path, Asked()), path)
        assert "\n" not in str(raised.value)
    assert {each.name for each in tmp_path.iterdir() if not each.name.startswith("store.db")} == {"taken", "file"}


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
@pytest.mark.parametrize(("column", "value"), [("attribution", '{"source": 7}'), ("rules", '{"title": ')])
def test_a_damaged_store_is_the_error_of_one_line(hostile, registry, tmp_path, form, column, value):
    with hostile.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE stories SET {column} = ? WHERE number = 3", (value,))
    path = tmp_path / f"s.{form}"
    with pytest.raises(AggregatorError, match="cannot ") as raised:
        exported(hostile, registry, path)
    assert "\n" not in str(raised.value)
    assert not path.exists()


def test_parquet_gives_back_the_store_of_each_engine(store_url, registry, tmp_path):
    store = open_store(store_url)
    save_hostile(store)
    path = exported(store, registry, tmp_path / "s.parquet")
    assert pq.read_table(path).to_pylist(maps_as_pydicts="strict") == in_store(store, registry)
    store.close()


def test_csv_gives_back_the_store(hostile, registry, tmp_path):
    path = exported(hostile, registry, tmp_path / "s.csv", plain=True)
    with path.open(encoding="utf-8", newline="") as stream:
        found = [*csv.DictReader(stream)]
    for row, stored in zip(found, in_store(hostile, registry), strict=True):
        flat = {each.name: flattened(each, stored[each.name]) for each in STORIES.columns}
        assert row == {name: "" if value is None else str(value) for name, value in iso(flat).items()}


def test_libreoffice_gives_back_the_csv(hostile, registry, tmp_path):
    """All columns are read as text, as its import lets you choose; it knows one kind of line break in a cell."""
    if not (office := shutil.which("soffice")):
        pytest.skip("soffice (LibreOffice Calc) is not installed")
    path = exported(hostile, registry, tmp_path / "s.csv")
    as_text = "/".join(f"{place}/2" for place, _ in enumerate(STORIES.columns, 1))
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += [f"--infilter=CSV:44,34,76,1,{as_text}", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run([*command, "--outdir", tmp_path / "out", path], check=True, capture_output=True, timeout=120)
    (converted,) = (tmp_path / "out").iterdir()
    theirs, ours = ([*csv.reader(io.StringIO(each.read_bytes().decode("utf-8-sig"), ""))] for each in (converted, path))
    assert theirs == [[cell.replace("\r\n", "\n") for cell in row] for row in ours]
    assert len(ours) == 1 + len(HOSTILE)


def test_a_spreadsheet_computes_nothing_and_the_guard_can_be_taken_away(hostile, registry, tmp_path):
    raw = exported(hostile, registry, tmp_path / "s.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,")
    titles = [row["title"] for row in csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True))]
    assert [title for title in titles if title.startswith(("=", "+", "-", "@", "\t"))] == []
    assert titles[5:10] == ["'=1+1", "''=1+1", "'@SUM(A1)", "'-5 度", "'\ttab"]


def test_databases_have_every_table_and_view(demo, registry, tmp_path):
    store = open_store(demo.store)
    for form in ("sqlite", "duckdb"):
        path = exported(store, registry, tmp_path / f"all.{form}", None)
        with closing(sqlite3.connect(path) if form == "sqlite" else duckdb.connect(path, read_only=True)) as database:
            for name in (*TABLES, *(view.name for view in VIEWS)):
                found = database.execute(f"SELECT * FROM {name}").fetchall()
                assert bool(found) == (name not in {"drops", "updates", "unknown_labels"}), (form, name)
            lag = "SELECT lag_minutes FROM copies WHERE original_outlet = 'jiemian' ORDER BY id LIMIT 1"
            assert database.execute(lag).fetchone()[0] > 0
            best = database.execute("SELECT outlet, sum(stored) FROM visits GROUP BY outlet ORDER BY 2 DESC").fetchone()
            assert best[0] == "jiemian"
    store.close()


def test_rows_are_as_the_schema_says(demo, registry, tmp_path):
    store = open_store(demo.store)
    schema = json.loads(as_json_schema())
    for name in TABLES:
        lines = exported(store, registry, tmp_path / f"{name}.jsonl", name).read_text("utf-8").splitlines()
        check = Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"})
        assert [error.message for line in lines for error in check.iter_errors(json.loads(line))] == []
    store.close()


def test_what_became_of_a_story_is_in_its_row(demo, registry, tmp_path):
    store = open_store(demo.store)
    path = exported(store, registry, tmp_path / "s.jsonl")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    document = json.loads((demo.edition / "digest.json").read_text("utf-8"))
    entries = [entry for section in document["sections"] for entry in section["entries"] + section["briefs"]]
    assert len(entries) == 20
    leads = {row["id"] for row in rows for each in row["editions"] or () if each["lead"]}
    assert leads == {entry["stories"][0] for entry in entries}
    left = {(row["id"], each["stage"], each["reason"]) for row in rows for each in row["omissions"] or ()}
    assert left >= {(each["story"], each["stage"], each["reason"]) for each in document["left"]}
    events = [json.loads(line) for line in exported(store, registry, tmp_path / "e.jsonl", "events").open("rb")]
    assert {story for event in events for story in event["stories"]} == {row["id"] for row in rows if row["event"]}
    store.close()


def test_the_record_of_a_row_is_the_page_that_it_was_read_from(demo, registry, tmp_path):
    store = open_store(demo.store)
    path = exported(store, registry, tmp_path / "s.parquet")
    rows = pq.read_table(path, columns=["url", "http_status", "body_hash", "record_file", "record_offset"]).to_pylist()
    store.close()
    pages = 0
    for row in rows:
        answer = read_answer(Record(Path(row["record_file"]), row["record_offset"]))
        pages += answer.url == row["url"]  # the others are of a feed, or were sent on
        assert answer.status == row["http_status"] == 200
        body = gzip.decompress(answer.body) if answer.header("Content-Encoding") == "gzip" else answer.body
        assert sha256(body).hexdigest() == row["body_hash"]
    assert pages > len(rows) / 2


@pytest.mark.parametrize("form", FORMATS)
def test_the_description_beside_a_file_tells_its_rows_hash_and_window(hostile, registry, tmp_path, form):
    since = FULL.fetched_at - timedelta(days=1)
    path = exported(hostile, registry, tmp_path / f"s.{form}", asked=Asked(since, only={"outlet": ("harbour",)}))
    package = json.loads(path.with_name(path.name + SUFFIX).read_text("utf-8"))
    (resource,) = package["resources"]
    assert (resource["path"], resource["rows"]) == (path.name, len(HOSTILE))
    assert resource["hash"] == f"sha256:{sha256(path.read_bytes()).hexdigest()}"
    assert [field["name"] for field in resource["schema"]["fields"]] == [column.name for column in STORIES.columns]
    assert (package["window"]["since"], package["filters"]) == (since.isoformat(), {"outlet": ["harbour"]})


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_that_matches_is_a_file_with_a_header(hostile, registry, tmp_path, form):
    path = exported(hostile, registry, tmp_path / f"s.{form}", asked=Asked(only={"outlet": ("nowhere",)}))
    if form == "csv":
        assert path.read_text("utf-8-sig").split(",")[0] == "id"
    if form == "parquet":
        assert pq.read_table(path).column_names == [column.name for column in STORIES.columns]


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_leaves_the_last_export(hostile, registry, tmp_path, form):
    path = tmp_path / f"s.{form}"
    path.write_bytes(b"before")
    with a_disk_that_takes(1000), pytest.raises(AggregatorError, match=f"{path.name}: cannot write: ") as raised:
        exported(hostile, registry, path)
    assert "\n" not in str(raised.value)
    assert [each.name for each in tmp_path.iterdir() if not each.name.startswith("store.db")] == [path.name]
    assert path.read_bytes() == b"before"


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_followed_file_gets_each_row_once(hostile, registry, tmp_path, form):
    path = tmp_path / f"s.{form}"

    def follow() -> int:
        with hostile.snapshot() as snapshot:
            return append_export(Reader(snapshot, registry), wanted("stories", None, path, Asked(), follow=True), path)

    def store_another(number: int) -> None:
        name = f"{number:016x}"
        bare = replace(FULL, id=name, url=f"https://harbour.example/n{number}", copy_of=None, copy_rule=None)
        hostile.stories.save(replace(bare, copy_score=None), [], None)

    assert (follow(), follow()) == (len(HOSTILE), 0)
    store_another(0xF1)
    with path.open("ab") as stream:
        stream.write(b"half a row of a killed expor")
    assert follow() == 1
    everything = exported(hostile, registry, tmp_path / f"all.{form}")
    assert path.read_bytes() == everything.read_bytes()
    store_another(0xF2)
    with a_disk_that_takes(path.stat().st_size + 10), pytest.raises(AggregatorError, match="cannot write"):
        follow()
    assert path.read_bytes() == everything.read_bytes()
    path.unlink()  # handed over
    assert follow() == 1
    assert path.read_bytes().count(b"https://harbour.example/n242") == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("nothing", None, None), "unknown table 'nothing'"),
        (("stories", "xml", None), "unknown format 'xml'"),
        (("stories", "parquet", None), "parquet needs a file"),
    ],
)
def test_what_cannot_be_exported_is_the_users_error(arguments, reason):
    with pytest.raises(UsageError, match=reason):
        wanted(*arguments, Asked())


def test_a_table_is_not_narrowed_by_what_it_lacks():
    with pytest.raises(UsageError, match="runs cannot be narrowed by --section"):
        wanted("runs", None, None, Asked(only={"section": ("internet",)}))


def test_every_nested_column_says_of_what() -> None:
    columns = [column for table in TABLES.values() for column in table.columns]
    assert [each.name for each in columns if each.type in NESTED - {"texts"} and not each.fields] == []


def test_a_snapshot_does_not_see_what_is_stored_meanwhile(hostile, registry):
    with hostile.snapshot() as snapshot:
        reader = Reader(snapshot, registry)
        before = reader.last_number(STORIES)
        bare = replace(FULL, id="f" * 16, url="https://harbour.example/f", copy_of=None, copy_rule=None)
        hostile.stories.save(replace(bare, copy_score=None), [], None)
        assert sum(map(len, reader.pages(STORIES, Asked()))) == before == len(HOSTILE)


def test_an_error_of_the_driver_in_the_middle_is_one_line(hostile):
    def read_and_interrupt() -> None:
        with hostile.snapshot() as snapshot:
            pages = snapshot.tuples(select(stories.c.id), 1)
            next(pages)
            snapshot._connection.connection.interrupt()
            next(pages)

    with pytest.raises(StoreError, match=r"store\.db: interrupted$"):
        read_and_interrupt()

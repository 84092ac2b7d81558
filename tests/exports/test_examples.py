"""Each example query runs on an export of the demo, and finds what its day has."""

from __future__ import annotations

import runpy
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from aggregator.exports.read import Asked, Reader
from aggregator.exports.write import wanted, write_export
from aggregator.store import open_store
from tests.paths import ROOT

QUERIES = sorted((ROOT / "examples").glob("*.sql"))
ROWS = {
    "01_who_was_first": lambda rows: rows[0]["outlet"] == "jiemian",
    "02_lag_of_reprints": lambda rows: (
        [row["median_lag"] > 0 for row in rows if row["outlet"] != "szamr"] == [True] * 4
    ),
    "03_sections_by_week": lambda rows: sum(row["stories"] for row in rows) == 65,
    "04_silent_outlets": lambda rows: (rows[0]["outlet"], rows[0]["last_story"]) == ("tianyancha", None),
    "05_credits_set_by_hand": lambda rows: rows == [],
    "06_why_not_in_the_edition": lambda rows: {row["stage"] for row in rows} >= {"window", "rank"},
    "07_who_credits_whom": lambda rows: {row["source"] for row in rows if row["outlet"] == "dzwww"} >= {"ithome"},
    "08_links_without_a_story": lambda rows: "forbidden by robots.txt" in {row["reason"] for row in rows},
    "09_rules_by_field": lambda rows: all(0 < row["share"] <= 1 for row in rows),
    "10_least_sure_credits": lambda rows: rows[0]["source_confidence"] < 0.5,
}
"""Facts of the rows of each query, which are as many as there are files."""


@pytest.fixture(scope="module")
def exported(demo, registry, tmp_path_factory) -> Path:
    """An export of the demo as one file."""
    path = Path(tmp_path_factory.mktemp("examples")) / "newsroom.duckdb"
    store = open_store(demo.store)
    with store.snapshot() as snapshot:
        write_export(Reader(snapshot, registry), wanted(None, None, path, Asked()), path)
    store.close()
    return path


@pytest.fixture(scope="module")
def newsroom(exported) -> Any:
    """The export, open."""
    with closing(duckdb.connect(exported, read_only=True)) as database:
        yield database


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_query_finds_what_the_day_has(newsroom, query):
    found = newsroom.execute(query.read_text("utf-8"))
    names = [each[0] for each in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert ROWS[query.stem](rows), rows[:3]
    assert bool(rows) == (query.stem != "05_credits_set_by_hand")


def test_there_is_a_query_for_each_question():
    assert [query.stem for query in QUERIES] == sorted(ROWS)


def test_the_notebook_answers_the_questions_and_plots_them(exported):
    for name in ("marimo", "altair"):
        pytest.importorskip(name)
    notebook = runpy.run_path(str(ROOT / "examples" / "newsroom.py"))["app"]
    shown, found = notebook.run(defs={"file": exported})
    assert [name for name, answer in found["answers"].items() if not ROWS[name](answer.to_pylist())] == []
    assert [*found["answers"]] == [*found["questions"]] == sorted(ROWS)
    assert any("65 stories of 8 outlets" in getattr(output, "text", "") for output in shown)
    drawn = [plot.to_dict() for name, plot in found.items() if name.endswith("_plot")]
    assert len(drawn) == 5
    assert all(row for plot in drawn for rows in plot["datasets"].values() for row in rows)

"""`aggregator inspect` on a real socket: what it shows and refuses, and who may ask."""

from __future__ import annotations

import importlib
import json
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser

from aggregator.errors import UsageError
from aggregator.exports.read import Asked, Reader
from aggregator.exports.tables import TABLES
from aggregator.exports.write import wanted, write_export
from aggregator.inspection.newsroom import FACETS
from aggregator.inspection.questions import QUESTIONS
from aggregator.store import open_store
from tests.commands import begun
from tests.paths import ROOT

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


class Served:
    """A store that is served."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, host: str = "127.0.0.1", method: str = "GET") -> tuple[int, str]:
        """Ask for a page under a name of the host; return status and text."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, headers={"Host": f"{host}:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def rows(self, path: str, **query: str) -> list[dict[str, object]]:
        """Ask for rows as JSON."""
        status, text = self.get(f"/newsroom/{path}.json?{urlencode({**query, '_shape': 'array'})}")
        assert status == 200, text
        found: list[dict[str, object]] = json.loads(text)
        return found


@pytest.fixture(scope="module")
def served(demo, tmp_path_factory) -> Iterator[Served]:
    """The store of the demo, with a hostile story, served by the command."""
    folder = tmp_path_factory.mktemp("served")
    store = folder / "store.db"
    with (
        closing(sqlite3.connect(demo.store.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(store)) as to,
    ):
        source.backup(to)
        to.execute("UPDATE stories SET title = ? WHERE number = 3", (SCRIPT,))
        to.commit()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = begun("inspect", "--port", port, "--store", f"sqlite:///{store}", cwd=folder)
    for _ in range(200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        process.join(0.1)
        assert process.is_alive()
    yield Served(port)
    process.terminate()
    process.join(10)
    assert process.exitcode == 4


def test_a_table_has_its_rows_and_the_meaning_of_its_columns(served: Served) -> None:
    assert len(served.rows("stories", _size="max")) == 65
    page = LexborHTMLParser(served.get("/newsroom/stories?_size=5")[1])
    assert len(page.css("table.rows-and-columns tbody tr")) == 5
    meant = {term.text(): term.next.text() for term in page.css(".column-descriptions dt") if term.next}
    assert [*meant] == [column.name for column in TABLES["stories"].columns]
    assert served.get("/style/inspect.css")[0] == 200


def test_a_facet_counts_the_values_of_a_column(served: Served) -> None:
    status, text = served.get("/newsroom/links.json?_size=0")
    counted = {each["value"]: each["count"] for each in json.loads(text)["facet_results"]["state"]["results"]}
    assert (status, counted["stored"]) == (200, 65)
    assert counted["gone"] == 1


def test_every_facet_is_a_column() -> None:
    assert {
        name: [column for column in columns if column not in {each.name for each in TABLES[name].columns}]
        for name, columns in FACETS.items()
    } == {name: [] for name in TABLES}


@pytest.fixture(scope="module")
def newsroom(demo, registry, tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The demo as a DuckDB file, for the examples."""
    path = tmp_path_factory.mktemp("newsroom") / "newsroom.duckdb"
    with closing(open_store(demo.store)) as store, store.snapshot() as snapshot:
        write_export(Reader(snapshot, registry), wanted(None, None, path, Asked()), path)
    with closing(duckdb.connect(path, read_only=True)) as database:
        yield database


@pytest.mark.parametrize(
    ("question", "example"),
    [
        ("who_was_first", "01_who_was_first"),
        ("lag_of_reprints", "02_lag_of_reprints"),
        ("links_without_a_story", "08_links_without_a_story"),
    ],
)
def test_a_question_is_answered_as_by_the_example_for_duckdb(served, newsroom, question, example) -> None:
    rows = newsroom.execute((ROOT / "examples" / f"{example}.sql").read_text("utf-8")).fetchall()
    assert [tuple(row.values()) for row in served.rows(question)] == rows
    assert rows


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_is_answered(served: Served, question) -> None:
    assert bool(served.rows(question.name)) == (question.name != "changed_by_overrides")


def test_a_question_is_narrowed_by_what_is_filled_in(served: Served) -> None:
    left = served.rows("why_not_in_the_edition", edition="2026-11-20-evening", stage="rank")
    assert {row["stage"] for row in left} == {"rank"}
    assert served.rows("why_not_in_the_edition", edition="2026-11-19-evening") == []
    assert [row["outlet"] for row in served.rows("where_is_a_story", words="云禾集市")] != []


@pytest.mark.parametrize("sql", ["DELETE FROM stories", "ATTACH '/tmp/x.db' AS x", "PRAGMA query_only = 0"])
def test_what_is_not_a_question_is_refused(served: Served, sql: str) -> None:
    status, text = served.get(f"/newsroom.json?{urlencode({'sql': sql})}")
    assert (status, json.loads(text)["ok"]) == (400, False)
    assert served.get("/newsroom/stories", method="POST")[0] == 405


def test_the_file_that_is_served_does_not_change(served: Served) -> None:
    status, text = served.get("/newsroom.json")
    assert status == 200
    assert json.loads(served.get("/-/databases.json")[1])[0]["is_mutable"] is False
    assert served.get("/newsroom.db")[0] == 403, text


def test_only_this_machine_is_listened_to(served: Served) -> None:
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if " 0A " in line]
    assert [each for each in listening if each.endswith(f":{served.port:04X}")] == [f"0100007F:{served.port:04X}"]
    assert served.get("/", host="localhost")[0] == 200
    for name in ("news.example", "127.0.0.1.news.example", ""):
        assert served.get("/newsroom/stories.json", host=name)[0] == 403


def test_a_hostile_title_is_text(served: Served) -> None:
    page = LexborHTMLParser(served.get(f"/newsroom/stories?{urlencode({'title': SCRIPT})}")[1])
    cells = page.css("table.rows-and-columns tbody td.col-title")
    assert [cell.text().strip() for cell in cells] == [SCRIPT]
    assert page.css("img") == []
    assert not [script for script in page.css("script") if "alert(1)" in script.text()]


def test_a_port_that_is_taken_is_the_users_error(served: Served) -> None:
    from aggregator.inspection.browser import listen

    with pytest.raises(UsageError, match=f"--port {served.port}: Address already in use"):
        listen(served.port)


def test_without_the_extra_a_line_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    monkeypatch.delitem(sys.modules, "aggregator.inspection.browser")
    with pytest.raises(UsageError, match=r"^inspect needs datasette; pip install datasette$"):
        importlib.import_module("aggregator.inspection.browser")

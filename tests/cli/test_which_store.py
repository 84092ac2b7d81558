"""Which store a command looks into; commands that only read make none."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aggregator.errors import StoreError
from aggregator.store import open_existing, open_store, stores_in
from aggregator.store.sqlite import APPLICATION_ID
from tests.commands import forked


def make(path, at=None):
    """Make an empty store, written at a time."""
    path.parent.mkdir(exist_ok=True)
    open_store(f"sqlite:///{path}").close()
    if at:
        os.utime(path, (at, at))
    return path


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "command",
    [
        ["digest", "--edition", "evening", "--date", "2026-11-20"],
        ["digest", "--date", "2026-11-20", "--from-archive"],
        ["export"],
        ["explain", "--edition", "evening"],
        ["links"],
        ["health"],
        ["alarms"],
        ["alarms", "--check"],
        ["sources", "unknown"],
        ["publish"],
        ["gc"],
        ["db", "check"],
        ["db", "backup", "backup.db"],
    ],
    ids=" ".join,
)
def test_a_command_that_reads_makes_no_store(tmp_path, command):
    done = forked(*command, "--store", "sqlite:///nowhere/x.db", cwd=tmp_path)
    assert done.returncode == 1
    assert "no such store" in done.stderr + done.stdout
    assert files(tmp_path) == []


def test_the_error_names_the_stores_that_are_there(tmp_path):
    make(tmp_path / "out" / "demo.db")
    done = forked("digest", "--date", "2026-11-20", cwd=tmp_path)
    assert done.returncode == 1
    assert "out/aggregator.db: no such store; there is sqlite:///out/demo.db" in done.stderr
    assert "aggregator.db" not in str(files(tmp_path))


def test_a_command_looks_into_the_store_that_was_written_last(tmp_path):
    make(tmp_path / "out" / "aggregator.db", at=2_000)
    make(tmp_path / "out" / "demo.db", at=3_000)
    (tmp_path / "out" / "foreign.db").write_bytes(b"SQLite format 3\0" + bytes(84))
    looked = forked("links", cwd=tmp_path)
    assert (looked.returncode, "looking into sqlite:///out/demo.db" in looked.stderr) == (0, True)
    os.utime(tmp_path / "out" / "aggregator.db", (4_000, 4_000))
    assert forked("links", cwd=tmp_path).stderr == ""


def test_a_store_that_is_named_is_the_one(tmp_path):
    make(tmp_path / "out" / "demo.db")
    for words in (["--store", "sqlite:///out/aggregator.db"], []):
        named = {} if words else {"AGGREGATOR_STORE": "sqlite:///out/aggregator.db"}
        done = forked("links", *words, cwd=tmp_path, environment={**os.environ, **named})
        assert (done.returncode, "no such store" in done.stderr) == (1, True)
    (tmp_path / "newsdesk.toml").write_text('store = "sqlite:///out/aggregator.db"\n', "utf-8")
    assert forked("links", cwd=tmp_path).returncode == 1


def test_looking_into_a_store_does_not_make_it_the_newest(tmp_path):
    old = make(tmp_path / "out" / "aggregator.db", at=2_000)
    new = make(tmp_path / "out" / "demo.db", at=3_000)
    assert forked("links", "--store", f"sqlite:///{old}", cwd=tmp_path).returncode == 0
    assert stores_in(tmp_path / "out") == [new, old]


def test_a_writer_makes_one_folder_and_no_more(tmp_path):
    make(tmp_path / "new" / "x.db")
    with pytest.raises(StoreError, match=r"no such folder: .*typo"):
        open_store(f"sqlite:///{tmp_path}/typo/deeper/x.db")
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(
    "words", [["export", "--to"], ["db", "backup"], ["schedule", "print", "--for", "cron", "--to"]]
)
def test_a_folder_that_is_not_there_is_not_made_for_a_file(tmp_path, words):
    make(tmp_path / "out" / "aggregator.db")
    done = forked(*words, "nowhere/deeper/x", cwd=tmp_path)
    assert (done.returncode, "nowhere/deeper/x: no such folder" in done.stderr) == (2, True)
    assert not Path(tmp_path, "nowhere").exists()


def test_a_database_without_a_schema_is_no_store(tmp_path):
    path = tmp_path / "killed.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("CREATE TABLE another (x)")
        connection.commit()
    with pytest.raises(StoreError, match="no such store: the database is empty"):
        open_existing(f"sqlite:///{path}")


def test_a_store_that_is_there_is_opened(store_url):
    with closing(open_store(store_url)), closing(open_existing(store_url)) as store:
        assert store.runs.last(1) == []

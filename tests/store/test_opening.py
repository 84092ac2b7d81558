import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, update

from aggregator.errors import StoreError
from aggregator.models import LinkState
from aggregator.store import open_store
from aggregator.store.schema import links
from aggregator.store.sqlite import APPLICATION_ID
from tests.paths import ROOT


def refusal(url):
    """Open a store that cannot be opened; return the one line that says why."""
    with pytest.raises(StoreError) as caught:
        open_store(url)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_the_folder_of_a_store_is_made(tmp_path, full_story):
    path = tmp_path / "b" / "store.db"
    store = open_store(f"sqlite:///{path}")
    store.stories.save(full_story, [], None)
    store.close()
    assert path.is_file()


def test_a_relative_path_is_below_the_current_folder_even_after_a_change(tmp_path, monkeypatch, full_story):
    monkeypatch.chdir(tmp_path)
    store = open_store("sqlite:///sub/store.db")
    store.close()
    monkeypatch.chdir("/")
    store.stories.save(full_story, [], None)
    store.close()
    assert (tmp_path / "sub" / "store.db").is_file()


def test_a_sqlite_store_has_the_application_id_and_uses_wal(tmp_path):
    open_store(f"sqlite:///{tmp_path / 'store.db'}").close()
    connection = sqlite3.connect(tmp_path / "store.db")
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_an_empty_file_becomes_a_store(tmp_path, full_story):
    path = tmp_path / "store.db"
    path.touch()
    store = open_store(f"sqlite:///{path}")
    assert store.stories.save(full_story, [], None)
    store.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_in_memory_serves_all_threads_and_leaves_no_file(url, tmp_path, monkeypatch, make_story):
    monkeypatch.chdir(tmp_path)
    store = open_store(url)

    def save(first):
        for number in range(first, first + 25):
            store.stories.save(make_story(number), [number], None)

    threads = [threading.Thread(target=save, args=(first,)) for first in range(0, 100, 25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.stories.all())) == 100
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_two_stores_in_memory_are_two(full_story):
    first, second = open_store("sqlite://"), open_store("sqlite://")
    first.stories.save(full_story, [], None)
    assert second.stories.get(full_story.id) is None


def test_threads_write_to_one_store(store, make_story):
    def save(first):
        for number in range(first, first + 20):
            store.stories.save(make_story(number), [1, number], None)

    threads = [threading.Thread(target=save, args=(first,)) for first in range(0, 80, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.stories.all())) == 80


def test_transactions_that_read_before_they_write_take_turns(tmp_path, noon):
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    store.links.mark("harbour", "https://harbour.example/1", LinkState.FAILED, "503", noon)

    def count_up():
        for _ in range(25):
            with store._database.writing() as connection:
                attempts = connection.scalar(select(links.c.attempts))
                connection.execute(update(links).values(attempts=attempts + 1))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.links.get("harbour", "https://harbour.example/1").attempts == 101
    store.close()


def test_the_switch_to_wal_waits_for_a_writer(tmp_path):
    path = tmp_path / "store.db"
    open_store(f"sqlite:///{path}").close()
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("PRAGMA journal_mode = DELETE")
    writer.execute("BEGIN IMMEDIATE")
    ends = threading.Timer(0.3, writer.close)
    ends.start()
    open_store(f"sqlite:///{path}").close()
    ends.join()
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_text_file_is_refused_and_left_unchanged(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("今天的笔记\n" * 50)
    before = path.read_bytes()
    assert refusal(f"sqlite:///{path}") == f"sqlite:///{path}: not a SQLite database"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_another_programs_database_is_refused_and_left_unchanged(tmp_path, journal):
    path = tmp_path / "bookmarks.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("CREATE TABLE links (url TEXT)")
    connection.close()
    before = path.read_bytes()
    assert refusal(f"sqlite:///{path}") == f"sqlite:///{path}: a SQLite database of another program"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_store_cut_in_half_is_an_error_of_one_line(tmp_path, make_story):
    path = tmp_path / "store.db"
    store = open_store(f"sqlite:///{path}")
    for number in range(50):
        store.stories.save(make_story(number, text="字" * 5000), [number], None)
    store.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StoreError, match=r"store\.db: .*malformed"):
        list(open_store(f"sqlite:///{path}").stories.all())


def test_a_folder_is_refused(tmp_path):
    assert refusal(f"sqlite:///{tmp_path}").startswith(f"sqlite:///{tmp_path}: ")


def test_a_path_through_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    assert refusal(f"sqlite:///{tmp_path}/file/store.db").startswith(f"sqlite:///{tmp_path}/file/store.db: ")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "store.db",
        "mysql://user:secret@host/db",
        "user:secret@host",
        "postgresql://u:secret@host:port/db",
        "postgresql://u:a/b@secret@host/db",
    ],
)
def test_a_url_that_names_no_store_is_an_error_without_the_password(url):
    line = refusal(url)
    assert "names no store: use sqlite:///path or postgresql://" in line
    assert "secret" not in line


def test_a_server_that_does_not_answer():
    line = refusal("postgresql://editor:secret@127.0.0.1:1/news?application_name=hidden")
    assert line.startswith("postgresql://editor:***@127.0.0.1:1/news: ")
    assert "refused" in line
    assert "secret" not in line


def test_a_database_that_does_not_exist(postgres_url):
    line = refusal(postgres_url.replace("/postgres?", "/no_such_database?"))
    assert 'database "no_such_database" does not exist' in line


def test_tables_of_another_program_on_postgresql(bare_postgres_url):
    import psycopg

    with psycopg.connect(bare_postgres_url) as connection:
        connection.execute("CREATE TABLE links (url TEXT)")
        connection.execute("CREATE TABLE procrastinate_jobs (id BIGINT)")
    assert refusal(bare_postgres_url).endswith("another program has a table links there")
    with psycopg.connect(bare_postgres_url) as connection:
        connection.execute("DROP TABLE links")
    open_store(bare_postgres_url).close()


def run_python(script, *arguments):
    """Return what a new Python process prints that runs a script."""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=60, check=True
    ).stdout


def test_without_the_extra_postgresql_is_an_error_of_one_line():
    script = """
import sys
sys.modules["psycopg"] = None
from aggregator.errors import StoreError
from aggregator.store import open_store
try:
    open_store("postgresql://editor:secret@127.0.0.1:1/news")
except StoreError as error:
    print(error)
"""
    (line,) = run_python(script).splitlines()
    assert line == "postgresql://editor:***@127.0.0.1:1/news: PostgreSQL needs psycopg; pip install 'psycopg[binary]'"


def test_only_what_is_used_is_imported(tmp_path):
    open_store(f"sqlite:///{tmp_path / 'store.db'}").close()
    script = """
import sys
from aggregator.store import open_store
heavy = {"sqlalchemy", "alembic", "psycopg", "scrapy", "twisted"}
print(sorted(heavy & set(sys.modules)))
open_store(sys.argv[1])
print(sorted(heavy & set(sys.modules)))
"""
    assert run_python(script, f"sqlite:///{tmp_path / 'store.db'}").splitlines() == ["[]", "['sqlalchemy']"]


def test_a_deleted_store_raises_our_errors(tmp_path, make_story):
    path = tmp_path / "store.db"
    store = open_store(f"sqlite:///{path}")
    store.close()
    for file in Path(tmp_path).iterdir():
        file.unlink()
    with pytest.raises(StoreError, match="no such table"):
        store.stories.save(make_story(1), [], None)

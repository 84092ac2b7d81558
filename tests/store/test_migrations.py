import sys
from importlib.resources import files
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text

from aggregator.errors import StoreError
from aggregator.store import open_store
from aggregator.store.schema import REVISION, VERSION_TABLE, metadata

OPENS = """
import sys
import alembic.command
from aggregator.store import open_store
import aggregator.store.sql
for url in sys.argv[1:]:
    print("ready", flush=True)
    sys.stdin.readline()
    open_store(url).close()
print("done", flush=True)
"""


def test_migrations_build_what_the_schema_says(store, database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("table", metadata.tables.values(), ids=str)
def test_migrations_build_the_checks_of_the_schema(store, database, table):
    checks = {str(c.name): str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}
    with database.reading() as connection:
        found = {check["name"]: check["sqltext"] for check in inspect(connection).get_check_constraints(table.name)}
        engine = connection.dialect.name
    assert found.keys() == checks.keys()
    # PostgreSQL writes expressions anew; SQLite keeps them as they were given.
    assert engine != "sqlite" or found == checks


def test_the_revision_of_the_schema_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(files("aggregator.store") / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_opened_again_a_store_is_as_it_was(store_url, full_story):
    first = open_store(store_url)
    first.stories.save(full_story, [1], None)
    first.close()
    second = open_store(store_url)
    assert second.stories.get(full_story.id) == full_story
    second.close()


def test_a_schema_newer_than_the_program_is_refused_and_left_alone(store_url, store, database):
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = 'v9999'"))
    with pytest.raises(StoreError, match=f"schema v9999 is newer than this program, which knows {REVISION}"):
        open_store(store_url)
    with database.reading() as connection:
        assert connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) == "v9999"


def test_a_migration_that_fails_leaves_nothing(store_url, store, database):
    """Without its version a store looks like another program's: what alembic wrote before is rolled back."""
    with database.writing() as connection:
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
        before = sorted(inspect(connection).get_table_names())
    with pytest.raises(StoreError, match="another program has a table bands there"):
        open_store(store_url)
    with database.reading() as connection:
        assert sorted(inspect(connection).get_table_names()) == before


def test_processes_that_open_an_empty_store_at_once(store_url, tmp_path, start_python):
    more = [f"sqlite:///{tmp_path / f'{number}.db'}" for number in range(8)] if "sqlite" in store_url else []
    urls = [store_url, *more]
    processes = [start_python(OPENS, *urls) for _ in range(3)]
    for _ in urls:
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * 3
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
    assert [process.stdout.readline() for process in processes] == ["done\n"] * 3
    for url in urls:
        open_store(url).close()


def test_the_migrations_are_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if Path(p or ".").resolve() != Path.cwd()])
    open_store("sqlite:///store.db").close()

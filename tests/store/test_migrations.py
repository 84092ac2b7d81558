import ast
import sys
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text

from aggregator.copies import LOOK_BACK, text_bands
from aggregator.errors import StoreError
from aggregator.models import LinkState
from aggregator.store import open_store
from aggregator.store.schema import REVISION, VERSION_TABLE, bands, metadata

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
    # PostgreSQL rewrites expressions; SQLite keeps them as given.
    assert engine != "sqlite" or found == checks


def test_the_revision_of_the_schema_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(files("aggregator.store") / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


@pytest.mark.parametrize(
    "revision", sorted((files("aggregator.store") / "migrations" / "versions").glob("*.py")), ids=lambda path: path.stem
)
def test_a_migration_imports_nothing_that_changes_after_it(revision):
    nodes = list(ast.walk(ast.parse(revision.read_text("utf-8"))))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {"." * node.level + (node.module or "") for node in nodes if isinstance(node, ast.ImportFrom)}
    assert imported <= {"__future__", "sqlalchemy", "alembic"}


def test_a_store_that_is_opened_again_is_unchanged(store_url, full_story):
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
    """Without its version a store looks like another program's: what Alembic wrote until then is rolled back."""
    with database.writing() as connection:
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
        before = sorted(inspect(connection).get_table_names())
    with pytest.raises(StoreError, match="another program has a table alarms there"):
        open_store(store_url)
    with database.reading() as connection:
        assert sorted(inspect(connection).get_table_names()) == before


def at_revision(database, revision):
    """Empty a store and build the schema of a revision."""
    config = Config()
    config.set_main_option("script_location", str(files("aggregator.store") / "migrations"))
    with database.writing() as connection:
        metadata.drop_all(connection)
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


OLD_STORY = """INSERT INTO stories (id, outlet, url, canonical_url, title, language, fetched_at, fingerprint,
section_evidence, rules, signals, text)
VALUES (:id, 'harbour', :url, :url, '题', 'zh', :at, :id, '[]', '{}', '{}', :text)"""
OLD_LINK = """INSERT INTO links (outlet, url_key, url, state, attempts, discovered_at, changed_at, story)
VALUES (:outlet, :key, :url, :state, 0, :at, :at, :story)"""
TEXTS = [
    f"海港集市{word}宣布，向小商户免收三个月服务费，首批{word}千家商户参加，市里补贴其中的一半。" for word in "三五七"
]


@pytest.fixture
def old_store(store, database, noon):
    """A store of v0001 with three stories, two months, one and no month old, and links under several addresses."""
    at_revision(database, "v0001")
    utc = [noon - timedelta(days=days) for days in (70, 30, 0)]
    times = [time if database.backend.name.startswith("postgres") else f"{time:%Y-%m-%d %H:%M:%S.%f}" for time in utc]
    address = "https://www.harbour.example/{}?utm_source=feed".format
    links = [
        ("harbour", "http://harbour.example/1", "discovered", None),
        ("harbour", "https://m.harbour.example/0", "discovered", None),
        ("harbour", address(0), "stored", "old-0"),
        ("harbour", address(1), "discovered", None),
        ("hill", address(1), "discovered", None),
    ]
    with database.writing() as connection:
        for number, (time, words) in enumerate(zip(times, TEXTS, strict=True)):
            row = {"id": f"old-{number}", "url": address(number), "at": time, "text": words}
            connection.execute(text(OLD_STORY), row)
            connection.execute(text(f"INSERT INTO bands (key, story) VALUES ({1 << 60}, {number + 1})"))
        for number, (outlet, url, state, story) in enumerate(links):
            row = {"outlet": outlet, "key": f"old-{number}", "url": url, "state": state, "at": times[0], "story": story}
            connection.execute(text(OLD_LINK), row)
    return store


def test_an_old_store_keeps_its_stories_and_finds_their_copies(store_url, old_store, count, noon):
    migrated = open_store(store_url)
    keys = text_bands(TEXTS[2], "zh")
    assert [c.id for c in migrated.stories.candidates(keys, noon - LOOK_BACK, noon)] == ["old-2"]
    assert count(bands) == len(keys)  # October is no longer searched
    assert [story.text for story in migrated.stories.all()] == TEXTS
    assert migrated.stories.same("http://harbour.example/1", "")[0].id == "old-1"
    assert migrated.stories.same("", "old-0")[1].id == "old-0"
    migrated.close()


def test_links_of_an_old_store_to_one_story_become_one(store_url, old_store, link_states):
    migrated = open_store(store_url)
    assert migrated.links.get("harbour", "http://m.harbour.example/0").state is LinkState.STORED
    assert migrated.links.get("harbour", "http://m.harbour.example/1").link.url == "http://harbour.example/1"
    assert link_states() == {("harbour", "stored"): 1, ("harbour", "discovered"): 1, ("hill", "discovered"): 1}
    migrated.close()


@pytest.fixture(params=["sqlite", "postgres"])
def bare_urls(request, tmp_path):
    """Where no store is yet: nine files, or a schema."""
    if request.param == "sqlite":
        return [f"sqlite:///{tmp_path / f'{number}.db'}" for number in range(9)]
    return [request.getfixturevalue("bare_postgres_url")]


def test_processes_that_open_an_empty_store_at_once(bare_urls, start_script):
    processes = [start_script(OPENS, *bare_urls) for _ in range(3)]
    for _ in bare_urls:
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * 3
        for process in processes:
            process.stdin.write("go\n")
    assert [process.stdout.readline() for process in processes] == ["done\n"] * 3
    for url in bare_urls:
        open_store(url).close()


def test_the_migrations_are_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if Path(p or ".").resolve() != Path.cwd()])
    open_store("sqlite:///store.db").close()

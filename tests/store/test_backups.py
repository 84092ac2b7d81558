"""Backups: from any store into any store, while others write; nothing that holds anything is overwritten unasked."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from aggregator.errors import AlreadyRunning, StoreError
from aggregator.models import Amendment, AmendmentKind, Link, LinkState, Membership, Story
from aggregator.store import Store, open_store
from aggregator.store.backups import backup, copy, restore
from aggregator.store.schema import metadata

AMENDMENT = Amendment(
    edition="2026-11-20-evening",
    event="0123456789abcdef",
    kind=AmendmentKind.WITHDRAW,
    reason="消息不实",
    at=datetime(2026, 11, 20, 12, tzinfo=UTC),
)


@pytest.fixture
def filled(store: Store, make_story: Callable[..., Story], noon: datetime) -> Store:
    """A store with links, a story that copies one stored after it, an event, an edition and a run."""
    original, first = make_story(2), make_story(1)
    copy = {"copy_of": original.id, "copy_rule": "near-copy", "copy_score": 0.9}
    store.links.discover([Link(outlet="harbour", url=f"https://harbour.example/{n}") for n in range(3)], noon)
    store.stories.save(original, [5], None)
    store.stories.save(make_story(3, **copy), [5, 6], None)
    store.stories.save(first, [7], None)
    store.links.mark("harbour", "https://harbour.example/1", LinkState.GONE, "HTTP 404", noon)
    store.events.assign(
        [Membership(original.id, original.id), Membership(first.id, original.id, original.id, 0.8)], noon
    )
    store.digests.save("2026-11-20-evening", "zh", {"a": ["电", 1.5]}, [], noon)
    store.runs.start("run-1", noon, {})
    store.digests.keep_amendments([AMENDMENT])
    return store


@pytest.fixture
def other_url(store_url: str, request: pytest.FixtureRequest) -> str:
    """The URL of an empty store on the other engine."""
    url: str = request.getfixturevalue("postgres_url" if store_url.startswith("sqlite") else "sqlite_url")
    return url


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_store(url)) as opened, opened.database.reading() as connection:  # type: ignore[attr-defined]
        tables = metadata.sorted_tables
        return {t.name: [tuple(row) for row in connection.execute(select(t).order_by(*t.primary_key))] for t in tables}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_holds_every_row_and_is_restored_into_any_store(
    filled: Store, store_url: str, other_url: str, tmp_path: Path, make_story: Callable[..., Story]
) -> None:
    before = rows(store_url)
    assert filled.faults() == []
    assert all(before[name] for name in ("links", "stories", "memberships", "bands", "digests", "runs"))
    folder = tmp_path / "backups"
    folder.mkdir()
    file = backup(store_url, folder)
    assert names(folder) == [file.name]
    assert rows(f"sqlite:///{file}") == before
    restore(other_url, file)
    assert rows(other_url) == before
    with closing(open_store(other_url)) as again:  # rows are numbered on
        again.stories.save(make_story(9), [], None)
        assert again.stories.get(make_story(9).id)
        again.digests.keep_amendments([AMENDMENT])
        assert again.digests.amendments(AMENDMENT.edition) == [AMENDMENT] * 2


def test_a_store_is_copied_into_one_of_the_other_kind(filled: Store, store_url: str, other_url: str) -> None:
    before = rows(store_url)
    counts = copy(store_url, other_url)
    assert counts == {name: len(found) for name, found in before.items()}
    assert rows(other_url) == before == rows(store_url)
    with pytest.raises(StoreError, match="holds 3 stories"):
        copy(store_url, other_url)
    with pytest.raises(StoreError, match="no such store"):
        copy("sqlite:////nowhere/store.db", other_url)


SPOILS = """
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.title = ''错''; RETURN NEW; END';
CREATE TRIGGER spoils BEFORE INSERT ON stories FOR EACH ROW WHEN (NEW.number = 2) EXECUTE FUNCTION spoil()
"""


def test_a_copy_that_is_not_the_same_is_found_out(
    sqlite_url: str, bare_postgres_url: str, make_story: Callable[..., Story]
) -> None:
    with closing(open_store(sqlite_url)) as store:
        for number in range(3):
            store.stories.save(make_story(number), [number], None)
    with closing(open_store(bare_postgres_url)) as other, other.database.writing() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql(SPOILS)
    with pytest.raises(StoreError, match=r"stories \(2,\) is not as it was: do not use it"):
        copy(sqlite_url, bare_postgres_url)


def test_a_store_that_holds_anything_is_replaced_only_by_force_and_kept(
    filled: Store, tmp_path: Path, make_story: Callable[..., Story], store_url: str
) -> None:
    file = backup(store_url, tmp_path / "backup.db")
    target = f"sqlite:///{tmp_path}/target.db"
    with closing(open_store(target)) as other:
        other.stories.save(make_story(7), [], None)
    with pytest.raises(StoreError, match=r"holds 1 stories, .*--force"):
        restore(target, file)
    assert len(rows(target)["stories"]) == 1
    kept = restore(target, file, force=True)
    assert rows(target) == rows(store_url)
    assert [row[1] for row in rows(f"sqlite:///{kept}")["stories"]] == [make_story(7).id]


def test_a_backup_is_of_one_moment_though_others_write(tmp_path: Path, make_story: Callable[..., Story]) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    done = threading.Event()
    with closing(open_store(url)) as writer, writer.lock():

        def write() -> None:
            number = 0
            while not done.is_set():
                number += 1
                writer.stories.save(make_story(number), [number], None)

        thread = threading.Thread(target=write)
        thread.start()
        try:
            files = [backup(url, tmp_path / f"{number}.db") for number in range(3)]
        finally:
            done.set()
            thread.join()
        with pytest.raises(AlreadyRunning):
            restore(url, files[0], force=True)
    for file in files:
        found = rows(f"sqlite:///{file}")
        assert len(found["stories"]) == len(found["bands"])


def damage(path: Path) -> None:
    """Write zeroes over pages in the middle, as a dying disk does."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(bytes(20 * 4096))


@pytest.fixture
def damaged(tmp_path: Path, make_story: Callable[..., Story]) -> Path:
    """A damaged store of many stories."""
    path = tmp_path / "damaged.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        for number in range(60):
            store.stories.save(make_story(number, text="海港集市宣布。" * 300), [], None)
    damage(path)
    return path


def test_what_a_killed_backup_left_is_removed_by_the_next_but_not_what_grows(tmp_path: Path, full_story: Story) -> None:
    url, folder = f"sqlite:///{tmp_path / 'store.db'}", tmp_path / "backups"
    with closing(open_store(url)) as store:
        store.stories.save(full_story, [], None)
    folder.mkdir()
    left = [".2026-11-20T023000Z.db.part", ".2026-11-20T023000Z.db.part-journal"]
    kept = [".2026-11-20T023001Z.db.part", ".film.part"]
    for name in (*left, *kept):
        (folder / name).write_bytes(b"half")
    for name in (*left, kept[1]):
        os.utime(folder / name, (1, 1))
    made = backup(url, folder)
    assert names(folder) == sorted([*kept, made.name])


def test_damage_is_named_and_neither_backed_up_nor_restored(damaged: Path, tmp_path: Path) -> None:
    before = damaged.read_bytes()
    url = f"sqlite:///{damaged}"
    with closing(open_store(url)) as store:
        assert store.faults()
        with pytest.raises(StoreError, match="damaged, nothing was written to it: "):
            store.require_sound()
    with pytest.raises(StoreError, match=r"damaged|malformed"):
        backup(url, tmp_path / "backup.db")
    with pytest.raises(StoreError, match="damaged"):
        restore(f"sqlite:///{tmp_path}/new.db", damaged)
    assert damaged.read_bytes() == before
    assert names(tmp_path) == ["damaged.db", "new.db.lock", "new.db.publish.lock"]


def test_a_damaged_store_is_replaced_by_force(damaged: Path, tmp_path: Path, full_story: Story) -> None:
    good = tmp_path / "good.db"
    with closing(open_store(f"sqlite:///{good}")) as store:
        store.stories.save(full_story, [], None)
    before = damaged.read_bytes()
    kept = restore(f"sqlite:///{damaged}", good, force=True)
    assert kept
    assert kept.read_bytes() == before
    assert [row[1] for row in rows(f"sqlite:///{damaged}")["stories"]] == [full_story.id]


def test_a_store_whose_writer_was_killed_is_checked_when_it_is_opened(damaged: Path) -> None:
    damage(damaged)
    journal = Path(f"{damaged}-wal")
    journal.write_bytes(b"x" * 100)  # the last to close a store removes it
    before = damaged.read_bytes()
    with pytest.raises(StoreError, match="damaged, nothing was written"):
        open_store(f"sqlite:///{damaged}")
    assert damaged.read_bytes() == before


def test_a_file_that_is_not_a_store_is_not_a_backup(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE t (a)")
    for name, reason in (("other.db", "another program"), ("none.db", "no such backup")):
        with pytest.raises(StoreError, match=reason):
            restore(f"sqlite:///{tmp_path}/new.db", tmp_path / name)
    with pytest.raises(StoreError, match="no such store"):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "to.db")

"""Every run ends: a wrong request before the store is opened, an error with its reason in the run's row."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import AggregatorError, ArchiveError, SeedError, StoreError, UsageError
from aggregator.runs import Result, collect, collect_and_write, write_only
from aggregator.runs.check import check_folder, check_inputs
from aggregator.runs.request import Request
from aggregator.runs.target import check_target
from aggregator.store import open_store
from tests.commands import forked
from tests.runs.newsroom import seeds, story

NOBODY = 65534
CHANNEL = '[[channels]]\nid = "hook"\nkind = "webhook"\nurl = "https://hook.example/"\nsecret_env = "NO_SUCH_SECRET"\n'


@pytest.fixture
def request_for(tmp_path: Path) -> Callable[..., Request]:
    """A request for the evening of 20 November in a folder that has nothing but wrong files."""
    (tmp_path / "file").write_text("no WARC file, no folder", "utf-8")
    (tmp_path / "channels.toml").write_text(CHANNEL, "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "digest.html").write_text("<p>\n{% if %}", "utf-8")
    folders = {"out": tmp_path / "out", "seeds": seeds(tmp_path / "seeds")}
    at = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)

    def make(**fields: Any) -> Request:
        paths = {name: tmp_path / value if isinstance(value, Path) else value for name, value in fields.items()}
        return Request(**folders | {"store": store_of(tmp_path), "day": at.date(), "at": at} | paths)

    return make


def store_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'store.db'}"


EVERY = {"crawl": collect, "run": collect_and_write, "digest": write_only}
WRITING = {"run": collect_and_write, "digest": write_only}
WRONG = [
    (EVERY, {"seeds": Path("none")}, AggregatorError, "none"),
    (EVERY, {"overrides": Path("none.toml")}, SeedError, "none.toml"),
    (EVERY, {"outlets": ("midnight",)}, UsageError, "unknown outlet 'midnight'"),
    (EVERY, {"replay": (Path("none.warc.gz"),)}, ArchiveError, "none.warc.gz"),
    (EVERY, {"record": Path("file/recordings")}, UsageError, "file is not a folder"),
    (WRITING, {"edition": "midnight"}, UsageError, "unknown edition 'midnight'; known: evening"),
    (WRITING, {"channels": Path("channels.toml")}, SeedError, "NO_SUCH_SECRET"),
    (WRITING, {"channels": Path("none.toml")}, SeedError, "none.toml"),
    (WRITING, {"templates": Path("templates")}, AggregatorError, "digest.html:2: "),
    (WRITING, {"out": Path("file")}, UsageError, "file is not a folder"),
    (WRITING, {"out": Path("file/out")}, UsageError, "file is not a folder"),
]


@pytest.mark.parametrize(
    ("work", "fields", "error", "reason"),
    [
        pytest.param(work, fields, error, reason, id=f"{name} {next(iter(fields.values()))}")
        for works, fields, error, reason in WRONG
        for name, work in works.items()
    ],
)
def test_a_wrong_request_fails_before_the_store_is_opened(
    request_for: Callable[..., Request],
    tmp_path: Path,
    work: Callable[[Request], Result],
    fields: Mapping[str, Any],
    error: type[AggregatorError],
    reason: str,
) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error, match=reason):
        work(request_for(**fields))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_without_permission_to_write_is_refused(tmp_path: Path) -> None:
    check_folder(tmp_path / "new" / "out")
    child = os.fork()
    if child == 0:
        os.setuid(NOBODY)
        try:
            check_folder(tmp_path / "new" / "out")
        except UsageError as error:
            os._exit("no permission" not in str(error))
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("arguments", [("--edition", "midnight"), ("--date", "1989-12-31"), ("--home", "ftp://x/")])
@pytest.mark.parametrize("command", ["run", "digest"])
def test_a_wrong_option_leaves_nothing_behind(tmp_path: Path, command: str, arguments: tuple[str, ...]) -> None:
    done = forked(command, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert list(tmp_path.iterdir()) == []


def last_run(folder: Path) -> Mapping[str, Any]:
    store = open_store(store_of(folder))
    (run,) = store.runs.last()
    store.close()
    return run


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A folder with a store of four stories."""
    store = open_store(store_of(tmp_path))
    for number in range(4):
        store.stories.save(story(number), [], None)
    store.close()
    return tmp_path


def test_a_run_that_raises_is_finished_with_its_reason(filled: Path, request_for: Callable[..., Request]) -> None:
    (filled / "templates" / "digest.html").write_text("<p>\n{{ nothing.of.the.kind }}", "utf-8")
    with pytest.raises(AggregatorError) as raised:
        write_only(request_for(templates=Path("templates")))
    run = last_run(filled)
    assert (run["verdict"], run["report"]["verdict"], run["report"]["run"]) == ("failed", "failed", run["run"])
    assert run["report"]["reasons"] == [str(raised.value)]
    assert run["finished_at"] == run["started_at"] == datetime(2026, 11, 20, 10, 10, tzinfo=UTC)


def test_the_first_error_is_raised_even_if_the_run_cannot_be_finished(
    filled: Path, request_for: Callable[..., Request], caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(filled / "store.db") as connection:
        connection.execute("DROP TABLE memberships")
    with pytest.raises(StoreError, match="memberships"):
        write_only(request_for())
    assert "memberships" in last_run(filled)["report"]["reasons"][0]
    with sqlite3.connect(filled / "store.db") as connection:
        connection.execute("CREATE TRIGGER full BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(StoreError, match="memberships"):
        write_only(request_for(day=date(2026, 11, 21)))
    assert "disk full" in caplog.text


def test_a_run_that_was_killed_is_closed_by_the_next(filled: Path, request_for: Callable[..., Request]) -> None:
    store = open_store(store_of(filled))
    store.runs.start("killed", datetime(2026, 11, 20, 9, tzinfo=UTC), {})
    store.close()
    write_only(request_for())
    store = open_store(store_of(filled))
    after, killed = store.runs.last()
    store.close()
    assert (killed["run"], killed["verdict"], killed["finished_at"]) == ("killed", "failed", after["started_at"])
    assert after["verdict"] == "ok"


@pytest.mark.parametrize("work", EVERY.values(), ids=EVERY)
def test_nothing_is_written_to_a_damaged_store(
    request_for: Callable[..., Request], tmp_path: Path, work: Callable[[Request], Result]
) -> None:
    store = open_store(store_of(tmp_path))
    for number in range(8):
        store.stories.save(story(number, text="仓库开仓。" * 9000), [], None)
    store.close()
    path = tmp_path / "store.db"
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2 :] = bytes(len(damaged) - len(damaged) // 2)
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="damaged, nothing was written to it"):
        work(request_for())
    assert path.read_bytes() == damaged


def test_an_edition_that_a_killed_run_left_aside_is_back_before_the_next_crawl(
    request_for: Callable[..., Request], tmp_path: Path
) -> None:
    (tmp_path / "out" / ".2026-11-19-evening.aggregator-old").mkdir(parents=True)
    request = request_for()
    check_target(request, check_inputs(request).registry)
    assert (tmp_path / "out" / "2026-11-19-evening").is_dir()

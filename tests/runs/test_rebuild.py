"""An edition from the recordings of its crawls: as it was made, and what changes with the registry or overrides."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.errors import UsageError
from aggregator.inspection.changes import changes
from aggregator.models import Amendment, AmendmentKind, LinkState
from aggregator.models.report import Verdict
from aggregator.runs import collect_and_write, write_only
from aggregator.runs.rebuild import rebuilt
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.cli.recorded_day import ARCHIVE
from tests.commands import forked
from tests.runs.newsroom import seeds, story

MADE = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def made(tmp_path: Path, sqlite_url: str) -> Request:
    """An evening edition of stories that were stored before its crawl was recorded; one page has gone since."""
    with closing(open_store(sqlite_url)) as store:
        for number in range(5):
            store.stories.save(story(number), [], None)
        store.links.mark("elsewhere", story(4).url, LinkState.GONE, "HTTP 410", MADE - timedelta(hours=1))
    places = {"store": sqlite_url, "out": tmp_path / "out", "seeds": seeds(tmp_path / "seeds")}
    asked = Request(**places, outlets=("jiemian",), replay=(ARCHIVE,), at=MADE)
    collect_and_write(asked)
    with closing(open_store(sqlite_url)) as store:
        store.stories.save(story(5, fetched_at=MADE + timedelta(hours=1)), [], None)
    return replace(asked, day=DAY, replay=(), outlets=(), at=None)


def overriding(made: Request, text: str) -> Request:
    """Return the request with overrides."""
    path = made.out.parent / "new-overrides.toml"
    path.write_text(text, "utf-8")
    return replace(made, overrides=path)


def test_it_is_as_it_was_made_and_nothing_is_written(made: Request, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with rebuilt(made) as found:
        assert found.same
        assert found.notes == ()
        files = {path.name: path.read_bytes() for path in found.folder.iterdir()}
    assert files == {path.name: path.read_bytes() for path in (made.out / found.key).iterdir()}
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_it_has_what_was_changed_after_print(made: Request) -> None:
    with closing(open_store(made.store)) as store:
        event = store.digests.past(["2026-11-20-evening"])[0].event
    change = Amendment(
        edition="2026-11-20-evening",
        event=event,
        kind=AmendmentKind.WITHDRAW,
        reason="消息不实",
        at=MADE + timedelta(days=1),
    )
    assert write_only(replace(made, amendment=change)).report.verdict is Verdict.OK
    with rebuilt(made) as found:
        assert found.same
        assert "消息不实" in (found.folder / "digest.txt").read_text("utf-8")


def test_a_changed_override_is_shown_by_entry(made: Request) -> None:
    asked = overriding(
        made,
        f'[[drop]]\nstory = "{story(0).id}"\nreason = "a letter"\n'
        f'[[headline]]\nstory = "{story(1).id}"\nheadline = "芷岚超市临沂仓库开仓"\nreason = "shorter"\n',
    )
    with rebuilt(asked) as found:
        assert not found.same
        assert "not those of its run" in found.notes[0]
        changed = {change.headline: change for change in changes(found.made["zh"], found.documents["zh"])}
    dropped = next(change for change in changed.values() if change.kind == "removed")
    assert (dropped.headline, "a letter" in dropped.reason) == (story(0).title, True)
    assert changed[story(1).title].fields["headline"] == (story(1).title, "芷岚超市临沂仓库开仓")


def test_a_changed_registry_is_shown_by_entry(made: Request) -> None:
    assert made.seeds
    path = made.seeds / "editions" / "evening.toml"
    path.write_text(path.read_text("utf-8").replace("max_per_source = 9", "max_per_source = 2"), "utf-8")
    with rebuilt(made) as found:
        changed = changes(found.made["zh"], found.documents["zh"])
        assert "not those of its run" in found.notes[0]
    assert [change.kind for change in changed].count("removed") == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda made: replace(made, day=date(2026, 11, 19)), "2026-11-19-evening: no such edition"),
        (lambda made: replace(made, day=None), "needs --date"),
    ],
)
def test_an_edition_that_was_not_made(made: Request, change: Callable[[Request], Request], reason: str) -> None:
    with pytest.raises(UsageError, match=reason), rebuilt(change(made)):
        pass


def test_an_edition_without_a_recording(sqlite_url: str, tmp_path: Path) -> None:
    with closing(open_store(sqlite_url)) as store:
        store.stories.save(story(1), [], None)
    asked = Request(store=sqlite_url, out=tmp_path / "out", seeds=seeds(tmp_path / "seeds"), day=DAY, at=MADE)
    write_only(asked)
    with pytest.raises(UsageError, match="no run that led to it was recorded"), rebuilt(asked):
        pass


def test_the_command_writes_what_is_the_same_and_shows_what_is_not(made: Request, tmp_path: Path) -> None:
    asked = ("digest", "--date", DAY, "--store", made.store, "--out", "new")
    done = forked(*asked, "--from-archive", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    old, new = (
        {path.name: path.read_bytes() for path in (folder / "2026-11-20-evening").iterdir()}
        for folder in (made.out, tmp_path / "new")
    )
    assert old == new
    overriding(made, f'[[drop]]\nstory = "{story(0).id}"\nreason = "a letter"\n')
    shown = forked(*asked, "--diff", "--overrides", "new-overrides.toml", cwd=tmp_path)
    assert (shown.returncode, shown.stdout.splitlines()[-1]) == (
        0,
        f"- zh {story(0).title} (override: dropped by hand: a letter)",
    )

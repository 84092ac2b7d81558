"""An edition is written completely or not at all, with the feeds that list it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.errors import AggregatorError, UsageError
from aggregator.formats.catalog import RECENT
from aggregator.formats.json import document
from aggregator.models import Digest
from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.output import Output
from aggregator.runs.request import Request
from aggregator.store import Store, open_store
from tests.publish.editions import make_digest
from tests.runs.newsroom import seeds, story

FIRST = date(2026, 10, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def output(store: Store, tmp_path: Path) -> Output:
    return Output(store, tmp_path / "out")


def made(store: Store, output: Output, digest: Digest) -> None:
    edition = digest.edition
    at = datetime.combine(edition.day, datetime.min.time(), UTC) + timedelta(hours=11)
    paths = output.put_out(digest, at)
    assert set(paths) >= set((output.folder / edition.key).iterdir())
    assert store.digests.get(edition.key, edition.language) == document(digest)


def listed(output: Output) -> list[str]:
    items = json.loads((output.folder / "editions.json").read_text("utf-8"))["items"]
    return [item["date_published"][:10] for item in items]


def test_the_feeds_hold_the_newest_editions_and_this_one(store: Store, output: Output) -> None:
    days = [FIRST + timedelta(days=number) for number in range(RECENT + 3)]
    for day in days:
        made(store, output, make_digest(day=day))
    assert listed(output) == [day.isoformat() for day in days[: -RECENT - 1 : -1]]


def test_a_document_of_another_version_is_skipped_with_a_warning(
    store: Store, output: Output, caplog: pytest.LogCaptureFixture
) -> None:
    good = document(make_digest(day=date(2026, 9, 1)))
    naive = {**good, "edition": {**good["edition"], "end": "2026-09-01T18:00:00"}}
    for number, broken in enumerate(({**good, "version": 0}, naive, {**good, "edition": {}}, {})):
        store.digests.save(f"2026-09-0{number + 1}-evening", "zh", broken, [], datetime(2026, 9, 1, tzinfo=UTC))
    made(store, output, make_digest(day=FIRST))
    assert listed(output) == [FIRST.isoformat()]
    assert sorted(record.getMessage()[:18] for record in caplog.records) == [
        f"2026-09-0{number}-evening" for number in range(1, 5)
    ]


def test_a_remade_edition_does_not_change_the_feeds(store: Store, output: Output) -> None:
    for number in range(4):
        made(store, output, make_digest(day=FIRST + timedelta(days=number)))
    before = (output.folder / "editions.atom").read_bytes()
    made(store, output, make_digest(day=FIRST + timedelta(days=1)))
    assert (output.folder / "editions.atom").read_bytes() == before


@pytest.mark.parametrize("template", ["digest.html", "entry.html", "edition.html"])
def test_a_broken_template_is_named_and_nothing_is_written(store: Store, tmp_path: Path, template: str) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / template).write_text("<p>\n{{ nothing.of.the.kind }}", "utf-8")
    with pytest.raises(AggregatorError, match=f"{template}:2: "):
        Output(store, tmp_path / "out", templates=folder).write(make_digest())
    assert not (tmp_path / "out").exists()


def test_an_operators_template_replaces_ours(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "digest.html").write_text("<!doctype html><title>of the house</title>", "utf-8")
    Output(store, tmp_path / "out", templates=folder).write(make_digest())
    page = (tmp_path / "out" / "2026-11-20-evening" / "digest.html").read_text("utf-8")
    assert page == "<!doctype html><title>of the house</title>"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"home": "ftp://digest.example/"}, "not a web address"),
        ({"home": "https://digest.example/?a=1"}, "has a query"),
        ({"templates": Path("none")}, "no such folder"),
    ],
)
def test_a_wrong_address_or_folder_is_refused(tmp_path: Path, asked: dict, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        Request(store="sqlite:///none.db", out=tmp_path, **asked)


def test_a_card_and_a_script_are_beside_the_documents_and_go_to_channels(sqlite_url: str, tmp_path: Path) -> None:
    registry = seeds(tmp_path / "seeds")
    plan = registry / "editions" / "evening.toml"
    plan.write_text(f"card = true\nscript = true\n{plan.read_text('utf-8')}", "utf-8")
    (registry / "channels.toml").write_text(
        '[[channels]]\nid = "copies"\nkind = "folder"\npath = "../copies"\n', "utf-8"
    )
    with closing(open_store(sqlite_url)) as store:
        store.stories.save(story(0), [], None)
    at = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)
    request = Request(store=sqlite_url, out=tmp_path / "out", seeds=registry, day=at.date(), at=at)
    assert write_only(request).report.verdict is Verdict.OK
    for name in ("card.png", "script.txt"):
        written = (tmp_path / "out/2026-11-20-evening" / name).read_bytes()
        assert (tmp_path / "copies/2026-11-20-evening" / name).read_bytes() == written

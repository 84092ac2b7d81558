"""An edition and the store use the same event ids, and a re-made edition keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.crawl.context import Context
from aggregator.models import LinkState, Membership, Story
from aggregator.models.report import Verdict
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.runs import write_only
from aggregator.runs.grouping import regroup
from aggregator.runs.request import Request
from aggregator.store import Store, open_store
from tests.runs.newsroom import seeds, story

CLOSED = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)
OLD, OLDER = (
    story(number, published=CLOSED - timedelta(days=9), fetched_at=CLOSED - timedelta(days=9)) for number in (6, 7)
)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def keep(store: Store, *stories: Story) -> None:
    for kept in stories:
        store.stories.save(kept, [], None)


def keep_with_old_event(store: Store) -> None:
    """Keep six stories; one continues an event that is older than the stories grouped."""
    keep(store, OLD, OLDER, *map(story, range(6)))
    store.events.assign([Membership(story(2).id, OLD.id, OLD.id, 0.8)], CLOSED - timedelta(days=1))


def another_account(number: int) -> Story:
    """Return what another outlet says of an event, published five minutes before the newsroom's story."""
    own = story(number)
    at = own.appeared - timedelta(minutes=5)
    url = f"https://www.cnr.example/{number}.html"
    fields = {"outlet": "cnr", "url": url, "canonical_url": url, "fingerprint": f"{number:031x}f", "published": at}
    return story(number, text=own.text.replace("宣布", "近日"), **fields)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edition(store_url: str, folder: Path, at: datetime = CLOSED, overrides: Path | None = None) -> dict[str, Any]:
    """Make the evening edition and return its document."""
    request = Request(
        store=store_url, out=folder / "out", seeds=seeds(folder / "seeds"), overrides=overrides,
        day=date(2026, 11, 20), at=at,
    )  # fmt: skip
    report = write_only(request).report
    assert report.verdict is Verdict.OK, report.reasons
    document: dict[str, Any] = json.loads((folder / "out/2026-11-20-evening/digest.json").read_text("utf-8"))
    return document


def printed(document: dict[str, Any]) -> dict[str, str]:
    """Return story id → event id of all entries."""
    entries = [entry for section in document["sections"] for entry in section["entries"]]
    return {name: entry["event"] for entry in entries for name in entry["stories"]}


def in_store(store: Store, stories: Any) -> dict[str, str]:
    return {name: membership.event for name, membership in store.events.of(list(stories)).items()}


def test_an_event_is_named_by_its_first_story_even_if_that_is_not_printable(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    gone = story(0, url="https://www.cnr.example/0.html", outlet="cnr", fingerprint="f" * 32)
    gone = replace(gone, published=gone.fetched_at - timedelta(minutes=5))
    keep(store, gone, *map(story, range(6)))
    store.links.mark("hexun", gone.url, LinkState.GONE, "HTTP 404", CLOSED - timedelta(hours=1))
    events = printed(edition(store_url, tmp_path))
    assert events[story(0).id] == gone.id
    assert events == in_store(store, events)


def test_the_files_of_a_day_do_not_depend_on_which_outlet_answered_first(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    day = [*map(story, range(6)), *map(another_account, range(3))]
    keep(store, *day)
    edition(store_url, tmp_path)
    with closing(open_store(f"sqlite:///{tmp_path}/other.db")) as other:
        for count, kept in enumerate(reversed(day)):
            keep(other, replace(kept, fetched_at=CLOSED - timedelta(hours=1, minutes=-count)))
            if count == 5:  # a run is killed after it has grouped what it had
                regroup(Context(other, Registry.load(layers_of(tmp_path / "seeds")), at=CLOSED))
    edition(f"sqlite:///{tmp_path}/other.db", tmp_path / "other")
    assert files(tmp_path / "out") == files(tmp_path / "other/out")


def test_an_event_older_than_the_grouped_stories_keeps_its_id(store: Store, store_url: str, tmp_path: Path) -> None:
    keep_with_old_event(store)
    events = printed(edition(store_url, tmp_path))
    assert events[story(2).id] == OLD.id
    assert events == in_store(store, events)


def test_a_remade_edition_keeps_its_ids_when_the_store_has_learned_more(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    keep_with_old_event(store)
    first = edition(store_url, tmp_path)
    store.events.assign([Membership(story(2).id, OLDER.id, OLDER.id, 0.9)], CLOSED + timedelta(hours=2))
    assert edition(store_url, tmp_path, CLOSED + timedelta(hours=3)) == first
    assert in_store(store, [story(2).id]) == {story(2).id: OLDER.id}


def test_a_remade_edition_and_the_store_follow_a_new_override(store: Store, store_url: str, tmp_path: Path) -> None:
    keep(store, *map(story, range(6)))
    edition(store_url, tmp_path)
    overrides = tmp_path / "overrides.toml"
    stories = f'["{story(0).id}", "{story(1).id}"]'
    overrides.write_text(f'[[merge]]\nstories = {stories}\nreason = "one opening"\n', "utf-8")
    events = printed(edition(store_url, tmp_path, CLOSED + timedelta(hours=3), overrides))
    assert events[story(0).id] == events[story(1).id] == story(0).id
    assert events == in_store(store, events)

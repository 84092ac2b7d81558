"""An embargo that ends long after its story was stored: the story is in the edition of that hour."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.runs.newsroom import seeds, story

CLOSED = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)


def printed(store_url: str, folder: Path, at: datetime) -> set[str]:
    """Make the evening edition of a day and return the ids of the stories in it."""
    request = Request(store=store_url, out=folder / "out", seeds=seeds(folder / "seeds"), day=at.date(), at=at)
    report = write_only(request).report
    assert report.verdict is not Verdict.FAILED, report.reasons
    path = folder / f"out/{at:%Y-%m-%d}-evening/digest.json"
    document = json.loads(path.read_text("utf-8")) if path.exists() else {"sections": []}
    return {name for section in document["sections"] for entry in section["entries"] for name in entry["stories"]}


@pytest.mark.parametrize(("days", "ahead"), [(2, "11月20日下午3点前请勿发布"), (40, "【禁发至2026年11月20日15:00】")])
def test_a_story_is_printed_after_its_embargo_however_long_that_was(
    store_url: str, tmp_path: Path, days: int, ahead: str
) -> None:
    sent = CLOSED - timedelta(days=days, hours=3)
    text = story(0).text
    held = story(0, text=f"{ahead}\n{text}", published=sent, fetched_at=sent)
    plain = story(1, published=sent, fetched_at=sent)
    store = open_store(store_url)
    for kept in (held, plain, story(2)):
        store.stories.save(kept, [], None)
    store.close()
    assert held.id not in printed(store_url, tmp_path, CLOSED - timedelta(days=1))
    assert printed(store_url, tmp_path, CLOSED) == {held.id, story(2).id}
    assert held.id not in printed(store_url, tmp_path, CLOSED + timedelta(days=1))

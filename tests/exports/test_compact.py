"""The plain lines of stories: every column of a full and of a bare story, from the store and from an item."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aggregator.exports.read import Asked, Reader
from aggregator.exports.tables import COMPACT, story_row
from aggregator.exports.write import wanted, write_rows
from aggregator.models import Attribution, Cited, Membership, Names, Precision, SourceKind, Story
from aggregator.registry import Registry
from aggregator.store import Store, open_store

BARE = Story(
    id="00000000000000a1",
    outlet="harbour",
    url="https://harbour.example/1",
    canonical_url="https://harbour.example/1",
    title="港区试行夜航",
    text="港区\n夜航",
    language="zh",
    fetched_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
)
FULL = replace(
    BARE,
    id="00000000000000b2",
    url="https://harbour.example/2",
    published=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    published_precision=Precision.MINUTE,
    published_raw="16:30",
    author="林舟",
    editor="何川",
    source_label="来源：港区报",
    attribution=Attribution(
        source="harbour-paper",
        name=Names("港区报", "Harbour Paper"),
        kind=SourceKind.OUTLET,
        rule="label",
        evidence="来源：港区报",
        where="header",
        confidence=0.95,
        runner_up="harbour",
        original_url="https://paper.example/1",
        chain=("harbour", "harbour-paper"),
        cited=(Cited("海事局", "显示", "海事局显示"), Cited("潮汐社", "报道", "潮汐社报道")),
        relayed=Cited("海事局", "公告", "海事局公告", source="bureau"),
    ),
    section="internet",
    section_score=2.5,
    copy_of="00000000000000a1",
    copy_rule="near-copy",
    copy_score=0.9,
    fingerprint="f00d",
)
JOINED = Membership(FULL.id, BARE.id, BARE.id, 0.75, ("title 0.8", "figures 2"))
LINE = {
    "id": "00000000000000b2",
    "outlet": "harbour",
    "url": "https://harbour.example/2",
    "canonical_url": "https://harbour.example/1",
    "title": "港区试行夜航",
    "text": "港区\n夜航",
    "language": "zh",
    "published": "2026-11-20T08:30:00+00:00",
    "published_precision": "minute",
    "published_raw": "16:30",
    "fetched_at": "2026-11-20T09:00:00+00:00",
    "author": "林舟",
    "editor": "何川",
    "source_label": "来源：港区报",
    "source": "harbour-paper",
    "source_name_zh": "港区报",
    "source_name_en": "Harbour Paper",
    "source_kind": "outlet",
    "source_rule": "label",
    "source_evidence": "来源：港区报",
    "source_where": "header",
    "source_confidence": 0.95,
    "source_runner_up": "harbour",
    "original_url": "https://paper.example/1",
    "source_chain": "harbour; harbour-paper",
    "relayed": "bureau",
    "cited": "海事局; 潮汐社",
    "section": "internet",
    "section_score": 2.5,
    "copy_of": "00000000000000a1",
    "copy_rule": "near-copy",
    "copy_score": 0.9,
    "fingerprint": "f00d",
    "event": "00000000000000a1",
    "event_joined": "00000000000000a1",
    "event_score": 0.75,
    "event_reasons": "title 0.8; figures 2",
}


@pytest.fixture
def lines(store_url: str, registry: Registry) -> Iterator[list[str]]:
    """The lines of both stories, from a store on each engine."""
    store: Store = open_store(store_url)
    for story in (FULL, BARE):
        store.stories.save(replace(story, copy_of=None, copy_rule=None, copy_score=None), [], None)
    later = replace(BARE, id="00000000000000c3", url="https://harbour.example/3", fetched_at=FULL.fetched_at)
    store.stories.save(replace(later, copy_of=BARE.id, copy_rule="same-text", copy_score=1.0), [], None)
    store.events.assign([Membership(BARE.id, BARE.id), JOINED], FULL.fetched_at)
    stream = io.BytesIO()
    with store.snapshot() as snapshot:
        assert write_rows(Reader(snapshot, registry), wanted(None, None, None, Asked()), Asked(), stream) == 3
    yield stream.getvalue().decode("utf-8").splitlines()
    store.close()


def test_a_full_story_fills_every_column_in_its_order(lines: list[str]) -> None:
    original = {"copy_of": None, "copy_rule": None, "copy_score": None}
    assert lines[1] == json.dumps({**LINE, **original}, ensure_ascii=False)


def test_a_bare_story_has_the_same_columns(lines: list[str]) -> None:
    row = json.loads(lines[0])
    assert [*row] == [column.name for column in COMPACT]
    assert {name for name, value in row.items() if value} == {
        "id", "outlet", "url", "canonical_url", "title", "text", "language", "fetched_at", "event",
    }  # fmt: skip


def test_the_lines_come_in_the_order_of_fetching(lines: list[str]) -> None:
    assert [json.loads(line)["id"][-2:] for line in lines] == ["a1", "b2", "c3"]


def test_an_item_has_the_same_columns_as_a_line() -> None:
    row = story_row(FULL, JOINED)
    times = {name: value.isoformat() for name, value in row.items() if isinstance(value, datetime)}
    assert [*({**row, **times}).items()] == [*LINE.items()]
    assert [*story_row(BARE)] == [*LINE]

"""The export: every column of a full and of a bare story, and types as declared."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import repeat

from aggregator.exports.columns import COLUMNS
from aggregator.exports.jsonl import write_jsonl
from aggregator.models import Attribution, Cited, Membership, Names, Precision, SourceKind, Story

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


def rows(*stories: Story) -> list[dict[str, object]]:
    stream = io.BytesIO()
    known = {FULL.id: JOINED}
    count = write_jsonl(stories, lambda ids: {story: known[story] for story in ids if story in known}, stream)
    assert count == len(stories)
    return [json.loads(line) for line in stream.getvalue().decode("utf-8").splitlines()]


def test_a_full_story_fills_every_column_in_its_order() -> None:
    (row,) = rows(FULL)
    assert list(row.items()) == [
        ("id", "00000000000000b2"),
        ("outlet", "harbour"),
        ("url", "https://harbour.example/1"),
        ("canonical_url", "https://harbour.example/1"),
        ("title", "港区试行夜航"),
        ("text", "港区\n夜航"),
        ("language", "zh"),
        ("published", "2026-11-20T08:30:00+00:00"),
        ("published_precision", "minute"),
        ("published_raw", "16:30"),
        ("fetched_at", "2026-11-20T09:00:00+00:00"),
        ("author", "林舟"),
        ("editor", "何川"),
        ("source_label", "来源：港区报"),
        ("source", "harbour-paper"),
        ("source_name_zh", "港区报"),
        ("source_name_en", "Harbour Paper"),
        ("source_kind", "outlet"),
        ("source_rule", "label"),
        ("source_evidence", "来源：港区报"),
        ("source_where", "header"),
        ("source_confidence", 0.95),
        ("source_runner_up", "harbour"),
        ("original_url", "https://paper.example/1"),
        ("source_chain", "harbour; harbour-paper"),
        ("relayed", "bureau"),
        ("cited", "海事局; 潮汐社"),
        ("section", "internet"),
        ("section_score", 2.5),
        ("copy_of", "00000000000000a1"),
        ("copy_rule", "near-copy"),
        ("copy_score", 0.9),
        ("fingerprint", "f00d"),
        ("event", "00000000000000a1"),
        ("event_joined", "00000000000000a1"),
        ("event_score", 0.75),
        ("event_reasons", "title 0.8; figures 2"),
    ]


def test_a_bare_story_has_the_same_columns() -> None:
    (row,) = rows(BARE)
    assert [*row] == [column.name for column in COLUMNS]
    assert {name for name, value in row.items() if value} == {
        "id", "outlet", "url", "canonical_url", "title", "text", "language", "fetched_at",
    }  # fmt: skip


def test_values_are_of_the_columns_type() -> None:
    types = {"text": str, "number": float, "time": datetime}
    assert [column.name for column in COLUMNS if not isinstance(column.read(FULL, JOINED), types[column.type])] == []


def test_stories_come_in_their_order_however_many() -> None:
    assert len(rows(*repeat(BARE, 450), FULL)) == 451
    assert rows(*repeat(BARE, 450), FULL)[-1]["event"] == BARE.id

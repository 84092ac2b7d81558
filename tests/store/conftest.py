"""Values of the store's tests, and the processes that they start."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from aggregator.models import Attribution, Cited, Names, PastEntry, Precision, SourceKind, Story
from aggregator.store import Refusal, Store
from aggregator.store.database import Database
from aggregator.store.schema import links
from tests.commands import CleanScript

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""

FULL_STORY = Story(
    id="0123456789abcdef",
    outlet="harbour",
    url="https://harbour.example/news/1.html?from=list",
    canonical_url="https://harbour.example/news/1.html",
    title="海港集市宣布向小商户免收三个月服务费",
    text="海港集市11月20日宣布，向小商户免收三个月服务费。\n首批三千家商户参加。",
    language="zh",
    fetched_at=NOON,
    published=NOON - timedelta(hours=2),
    published_precision=Precision.MINUTE,
    published_raw="2026-11-20 10:00",
    source_label="来源：远帆财经",
    source_url="https://yuanfan.example/a/9",
    author="林一舟",
    editor="HN-7",
    section_hint="internet",
    rules={"title": "h1", "published": "meta:PubDate"},
    signals={"meta:ContentSource": "远帆财经"},
    fingerprint="f00d",
    attribution=Attribution(
        source="label:远帆财经",
        name=Names("远帆财经", "Yuanfan Finance"),
        kind=SourceKind.PROVISIONAL,
        rule="label",
        evidence="来源：远帆财经",
        where="selector:.source",
        confidence=0.85,
        runner_up="harbour",
        original_url="https://yuanfan.example/a/9",
        cited=(Cited("海港集市", "announcement", "海港集市11月20日宣布"),),
    ),
    section="ecommerce",
    section_score=4.25,
    section_evidence=("集市", "商户"),
)
"""A story with every field filled."""


@pytest.fixture
def noon() -> datetime:
    """The moment around which the tests' stories happen."""
    return NOON


@pytest.fixture
def full_story() -> Story:
    """A story with every field filled."""
    return FULL_STORY


@pytest.fixture
def make_story() -> Callable[..., Story]:
    """Build the story with this number; its id, address and fingerprint follow from it."""

    def make(number: int, **changes: Any) -> Story:
        url = f"https://harbour.example/news/{number}.html"
        named = {"id": f"{number:016x}", "url": url, "canonical_url": url, "fingerprint": f"words-{number}"}
        return replace(FULL_STORY, **{**named, **changes})

    return make


@pytest.fixture
def make_refusal() -> Callable[..., Refusal]:
    """Build the refusal of the document with this number."""

    def make(number: int, **changes: Any) -> Refusal:
        refusal = Refusal(
            outlet="harbour",
            url=f"https://harbour.example/news/{number}.html",
            stage="validate",
            reason="no title",
            item={"title": None, "text": "短讯", "rules": {"text": "readability"}},
            at=NOON,
            run="run-1",
        )
        return replace(refusal, **changes)

    return make


@pytest.fixture
def make_entry() -> Callable[..., PastEntry]:
    """Build an entry of an earlier edition."""

    def make(event: str, closed: datetime, edition: str = "2026-11-20-evening") -> PastEntry:
        stories = (event, f"{event}-copy")
        return PastEntry(edition, event, stories, f"标题 {event}", f"正文 {event}", closed)

    return make


@pytest.fixture
def database(store: Store) -> Database:
    """The transactions below the store, for queries that its ports lack."""
    found: Database = store._database  # type: ignore[attr-defined]
    return found


@pytest.fixture
def count(database: Database) -> Callable[[Table], int]:
    """Count a table's rows."""

    def rows(table: Table) -> int:
        with database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(table)) or 0

    return rows


@pytest.fixture
def link_states(database: Database) -> Callable[[], Counter[tuple[str, str]]]:
    """Count the ledger's links by outlet and state."""

    def read() -> Counter[tuple[str, str]]:
        with database.reading() as connection:
            return Counter((row.outlet, row.state) for row in connection.execute(select(links.c.outlet, links.c.state)))

    return read


@pytest.fixture
def start_script(tmp_path: Path) -> Iterator[Callable[..., CleanScript]]:
    """Start Python scripts in processes that have imported this program; kill at the end those still running."""
    numbers = itertools.count()
    with ExitStack() as started:

        def start(script: str, *arguments: str) -> CleanScript:
            file = tmp_path / f"script{next(numbers)}.py"  # one that started just before may not be read yet
            file.write_text(script, "utf-8")
            return started.enter_context(closing(CleanScript(file, *arguments)))

        yield start

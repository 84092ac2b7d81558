"""A store filled fast: through the real schema, by bulk, as the pipelines would have left it."""

import random
import re
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from aggregator.copies import text_bands
from aggregator.models import RawStory, Story
from aggregator.store.bands import month_of
from aggregator.store.schema import stories
from aggregator.store.sql import SqlStore
from aggregator.store.stories import _story_row
from aggregator.text import fingerprint
from pipelines.normalize import normalize

BEGIN = datetime(2026, 1, 22, tzinfo=UTC)
CHUNK = 20_000
CLAUSES = 13
"""Some 150 characters, as a flash has."""
RECENT = 5000
"""Stories that the next copies repeat."""
_CLAUSE = re.compile(r"[^，。！？；：、\s]{6,20}")


class Texts:
    """Texts of clauses drawn from real ones; no two are alike, but for the clauses that chance gives to both."""

    def __init__(self, real: Sequence[str], seed: int) -> None:
        self._clauses = sorted({clause for words in real for clause in _CLAUSE.findall(words)})
        self._rng = random.Random(seed)

    def fresh(self) -> str:
        """Return a text that nobody had."""
        return "，".join(self._rng.choices(self._clauses, k=CLAUSES)) + "。"

    def reprint(self, several: Sequence[str]) -> str:
        """Return one of several texts, lightly edited and in another house's frame."""
        original = several[self._rng.randrange(len(several))]
        kept = [clause for clause in original[:-1].split("，") if self._rng.random() > 0.15]
        edited = "".join("的" if self._rng.random() < 0.03 else char for char in "，".join(kept))
        return f"本报讯（记者 林一）{edited}。（来源：青禾日报）责任编辑：周二"


class Filled:
    """A store of made-up stories, one after the other at an even rate."""

    def __init__(self, store: SqlStore, texts: Texts, a_day: int) -> None:
        self.store, self.texts, self.size = store, texts, 0
        self.recent = deque[str](maxlen=RECENT)
        self._pause = timedelta(days=1) / a_day

    def next(self, words: str) -> Story:
        """Make the story that comes next."""
        self.size += 1
        url = f"https://bench.example/{self.size}.html"
        return normalize(RawStory(outlet="bench", url=url, fetched_at=self._now(), title=words[:20], text=words))

    def _now(self) -> datetime:
        return BEGIN + self.size * self._pause

    def grow(self, size: int) -> None:
        """Write stories until there are `size` of them."""
        template = {**_story_row(self.next(self.texts.fresh())), "run": None}
        self.size -= 1
        while self.size < size:
            rows = [self._row(template) for _ in range(min(CHUNK, size - self.size))]
            with self.store._database.writing() as connection:
                _write(connection, rows)

    def _row(self, template: dict[str, Any]) -> dict[str, Any]:
        """Make the row of the story that comes next; to normalise each would take as long as all the rest."""
        self.size += 1
        words, name = self.texts.fresh(), f"{self.size:016x}"
        self.recent.append(words)
        url = f"https://bench.example/{self.size}.html"
        own = {"id": name, "canonical_key": name, "url": url, "canonical_url": url, "title": words[:20], "text": words}
        return template | own | {"fetched_at": self._now(), "fingerprint": fingerprint(words)}


def _write(connection: Connection, rows: list[dict[str, Any]]) -> None:
    first = (connection.scalar(text("SELECT max(number) FROM stories")) or 0) + 1
    connection.execute(stories.insert(), rows)
    bands = [
        (month, key, number)
        for number, row in enumerate(rows, first)
        for month in (month_of(row["fetched_at"]),)
        for key in set(text_bands(row["text"], "zh"))
    ]
    _write_bands(connection, sorted(bands))


def _write_bands(connection: Connection, rows: list[tuple[int, int, int]]) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO bands (month, key, story) VALUES (?, ?, ?)", rows)
        return
    # The rows are right by construction: to check each against the stories takes longer than all the rest.
    connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    with connection.connection.cursor().copy("COPY bands (month, key, story) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)

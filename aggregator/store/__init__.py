"""The store: the ledger of links, the stories, the runs and the digests, on SQLite or PostgreSQL.

`open_store(url)` returns a `Store`. The ports below say what each method promises; every method commits before
it returns, so that a process killed at any moment loses nothing that a method had returned from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from aggregator.models import Link, LinkState, PastEntry, Story


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request for an entry point a conditional one."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """SHA-256 of the body: an unchanged body need not be parsed."""


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """A robots.txt as it was answered."""

    status: int
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of the ledger with what became of it."""

    link: Link
    state: LinkState
    reason: str | None
    attempts: int
    discovered_at: datetime
    changed_at: datetime
    story: str | None
    """Id of its story, where state is `stored`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored story that a new one may repeat."""

    id: str
    title: str
    text: str
    fetched_at: datetime
    published: datetime | None
    copy_of: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that was refused, kept for inspection."""

    outlet: str
    url: str
    stage: str
    reason: str
    item: Mapping[str, Any]
    """The fields that were read, as JSON values."""
    at: datetime
    run: str | None


@dataclass(frozen=True, slots=True)
class MachineText:
    """What a translator or a summariser answered to a text."""

    key: str
    """Hash of all that the answer depends on: adapter, model, languages, text."""
    adapter: str
    model: str
    source: str
    target: str
    """The language that was asked for; for a shortened text also how many characters."""
    text: str
    answer: str


class Links(Protocol):
    """The ledger: every link that an outlet announced, and what became of it."""

    def discover(self, links: Sequence[Link], at: datetime) -> list[Link]:
        """Write the links not yet known as `discovered`, in one transaction; return exactly those, in order.

        A link is known by (outlet, url); of several with one URL in `links` the first counts.
        """
        ...

    def pending(self, outlet: str, max_attempts: int, failed_before: datetime) -> list[Link]:
        """Return the links that are `discovered`, oldest first, and those to try again.

        Tried again is what failed fewer than `max_attempts` times, the last time before `failed_before`.
        """
        ...

    def mark(self, outlet: str, url: str, state: LinkState, reason: str, at: datetime) -> None:
        """Set a link `failed` (counts an attempt), `gone` or `refused`, with the reason. Writes the link if unknown.

        A link that is `stored` stays so: its story is there.
        """
        ...

    def get(self, outlet: str, url: str) -> LinkRow | None:
        """Return the ledger's row."""
        ...

    def counts(self, outlet: str | None = None) -> dict[LinkState, int]:
        """Count links by state, of one outlet or of all; a state that no link is in counts 0."""
        ...


class Stories(Protocol):
    """The stories; a story is kept for ever, copies included."""

    def save(self, story: Story, band_keys: Sequence[int], run: str | None) -> bool:
        """Write the story, its bands and its link's state `stored` in one transaction.

        Returns False, and changes nothing but the link's state, where a story with this id is stored already.
        """
        ...

    def refuse(self, refusal: Refusal) -> None:
        """Keep a refused document and set its link `refused`, in one transaction."""
        ...

    def refusals(self, run: str | None = None) -> Iterator[Refusal]:
        """Yield the refused documents, oldest first, of one run or of all."""
        ...

    def get(self, story_id: str) -> Story | None:
        """Return one story."""
        ...

    def alike(self, root: str) -> list[Story]:
        """Return a story and those that repeat it, by (fetched_at, id)."""
        ...

    def same(self, canonical_url: str, fingerprint: str) -> tuple[Candidate | None, Candidate | None]:
        """Return the earliest stored story with this canonical URL, and the earliest with this fingerprint."""
        ...

    def candidates(self, band_keys: Sequence[int], since: datetime, most: int = 50) -> list[Candidate]:
        """Return stories fetched since `since` that share a band, those that share most first, then by id.

        Keys are 64-bit, signed or not, at most 500. A band is followed to its 200 newest holders.
        """
        ...

    def between(self, start: datetime, end: datetime) -> list[Story]:
        """Return the stories published in [start, end) by (published, id), then the undated ones fetched in it."""
        ...

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Story]:
        """Yield stories by (fetched_at, id), streaming; bounds are on `fetched_at`, the second exclusive."""
        ...


class EntryPoints(Protocol):
    """What is remembered of entry points and hosts between runs."""

    def validators(self, outlet: str, url: str) -> Validators:
        """Return what was remembered, or empty validators."""
        ...

    def remember(self, outlet: str, validators: Mapping[str, Validators], at: datetime) -> None:
        """Remember validators by entry URL, in one transaction. Call it when all they announced is in the ledger."""
        ...

    def robots(self, host: str) -> RobotsAnswer | None:
        """Return the remembered robots.txt of `scheme://host[:port]`."""
        ...

    def remember_robots(self, host: str, answer: RobotsAnswer) -> None:
        """Remember a robots.txt."""
        ...


class Digests(Protocol):
    """The digests written, and the memory of what they held."""

    def save(
        self, key: str, language: str, document: Mapping[str, Any], entries: Sequence[PastEntry], at: datetime
    ) -> None:
        """Write or replace the digest of an edition, its JSON document and its entries, in one transaction."""
        ...

    def get(self, key: str, language: str) -> Mapping[str, Any] | None:
        """Return the JSON document of an edition."""
        ...

    def past(self, before: datetime, since: datetime) -> list[PastEntry]:
        """Return the entries of editions that closed in [since, before), oldest first."""
        ...


class MachineTexts(Protocol):
    """What translators and summarisers answered: an edition made again asks them nothing and gets the same words."""

    def get(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the answers that are known, by key."""
        ...

    def save(self, texts: Sequence[MachineText], at: datetime) -> None:
        """Write answers in one transaction; a key that is there keeps the answer that it has."""
        ...


class Runs(Protocol):
    """The runs, with their reports."""

    def start(self, run: str, at: datetime, parameters: Mapping[str, Any]) -> None:
        """Write that a run began."""
        ...

    def finish(self, run: str, at: datetime, verdict: str, report: Mapping[str, Any]) -> None:
        """Write how a run ended; `StoreError` where it never began."""
        ...

    def last(self, most: int = 10) -> list[Mapping[str, Any]]:
        """Return the last runs, newest first: run, started_at, finished_at, verdict, parameters, report."""
        ...


class Store(Protocol):
    """Everything that is remembered between runs."""

    @property
    def links(self) -> Links: ...  # noqa: D102
    @property
    def stories(self) -> Stories: ...  # noqa: D102
    @property
    def entry_points(self) -> EntryPoints: ...  # noqa: D102
    @property
    def digests(self) -> Digests: ...  # noqa: D102
    @property
    def machine_texts(self) -> MachineTexts: ...  # noqa: D102
    @property
    def runs(self) -> Runs: ...  # noqa: D102

    def lock(self) -> AbstractContextManager[None]:
        """Hold the store's run lock; raise `AlreadyRunning` at once where another process holds it."""
        ...

    def close(self) -> None:
        """Give back the connections."""
        ...


def open_store(url: str) -> Store:
    """Open `sqlite:///path`, `sqlite://` (in memory) or `postgresql://…`, migrated to the newest schema.

    Raises `StoreError` with one line that names the URL (without its password): a path that cannot be written, a
    file that is no database or another program's, a server that does not answer, a schema newer than the program.
    """
    from aggregator.store.sql import SqlStore

    return SqlStore.open(url)

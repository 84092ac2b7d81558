"""The store: the ledger of links, the stories, the runs, the digests and their deliveries, on SQLite or PostgreSQL.

`open_store(url)` returns a `Store`. The ports below say what each method promises; every method commits before
it returns, so that a process killed at any moment loses nothing that a method had returned from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from aggregator.models import Link, LinkState, MadeEdition, Membership, PastEntry, Story
from aggregator.models.delivery import Delivery, DeliveryState, Issue, Publication, Selection

Lock = Literal["run", "publish"]
"""What one process at a time does on a store."""


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
class Provisional:
    """Where a label was seen that the registry did not know when its story was credited."""

    label: str
    outlet: str
    url: str
    at: datetime
    """When the story was fetched."""


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

        A link is known by its outlet and the story at its URL, whatever variant of the address (http, www, mobile,
        AMP, tracking parameters) is announced; of several in `links` the first counts. A new link whose story is
        stored already, through another outlet, is written as `stored` and not returned: it need not be fetched.
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

    def gone(self, since: datetime, until: datetime) -> list[LinkRow]:
        """Return the links that became `gone` in [since, until), by outlet."""
        ...

    def counts(self, outlet: str | None = None) -> dict[LinkState, int]:
        """Count links by state, of one outlet or of all; a state that no link is in counts 0."""
        ...


class Stories(Protocol):
    """The stories; a story is kept for ever, copies included."""

    def save(self, story: Story, band_keys: Sequence[int], run: str | None) -> bool:
        """Write the story, its bands and its link's state `stored` in one transaction.

        Bands that the story's original holds in the same month are not written again. Where the story is
        `copied_by` the original so far, that one and its copies become copies of this one.
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
        """Return the story at a canonical URL, and the one stored first with a fingerprint that is not empty.

        Where none is stored at that address, in any of its variants: the one stored first that names it as its own.
        """
        ...

    def candidates(self, band_keys: Sequence[int], since: datetime, until: datetime, most: int = 10) -> list[Candidate]:
        """Return stories that share a band, those that share most first, then those stored first.

        Looked at are the stories fetched in the months, in UTC, that [since, until] touches. Keys are 32-bit, signed,
        at most 100. A key that too many stories of a month hold counts nothing.
        """
        ...

    def drop_bands(self, before: datetime) -> int:
        """Forget the bands of the months that ended before a moment, in UTC; return how many there were."""
        ...

    def between(self, start: datetime, end: datetime) -> list[Story]:
        """Return the stories published in [start, end) by (published, id), then the undated ones fetched in it."""
        ...

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Story]:
        """Yield stories by (fetched_at, id), streaming; bounds are on `fetched_at`, the second exclusive."""
        ...

    def provisional(self, since: datetime | None = None) -> Iterator[Provisional]:
        """Yield the stories credited to `label:…`, oldest first, streaming, without their texts.

        `since` is the first moment of fetching.
        """
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


class Events(Protocol):
    """Which event each story belongs to, as they were grouped last."""

    def assign(self, found: Sequence[Membership], at: datetime) -> int:
        """Write the memberships that are new or differ, in one transaction; return how many."""
        ...

    def of(self, stories: Sequence[str]) -> dict[str, Membership]:
        """Return the memberships of stories by their ids; one that was never grouped has none."""
        ...

    def members(self, event: str) -> list[Membership]:
        """Return the memberships of an event, by story."""
        ...


class Digests(Protocol):
    """The digests written, and the memory of what they held."""

    def save(
        self,
        key: str,
        language: str,
        document: Mapping[str, Any],
        entries: Sequence[PastEntry],
        at: datetime,
        issue: Issue | None = None,
    ) -> None:
        """Write or replace the digest, its JSON document, its entries and its deliveries, in one transaction.

        The first time `issue` is queued for each of its channels; the same bytes again for none; other bytes, a
        correction, as the next revision for the repeatable ones, and wherever nothing of the last has arrived yet.
        """
        ...

    def get(self, key: str, language: str) -> Mapping[str, Any] | None:
        """Return the JSON document of an edition."""
        ...

    def recent(self, language: str, most: int) -> dict[str, Mapping[str, Any]]:
        """Return `format`, `version`, `edition`, `highlights` of a language's documents by key, newest first."""
        ...

    def made(self, since: datetime) -> list[MadeEdition]:
        """Return the editions that closed at `since` or later, by when they were made, then by their end."""
        ...

    def past(self, editions: Sequence[str]) -> list[PastEntry]:
        """Return the entries of editions by their keys, those that closed first before the others."""
        ...


class Outbox(Protocol):
    """The deliveries: one an edition, language and channel. `Digests.save` queues them."""

    def recover(self, at: datetime) -> list[Delivery]:
        """Set what a dead process left `sending` queued where repeatable, else `unsure`; return it.

        Only for the holder of the lock `publish`: nobody else can tell a dead sender from a living one.
        """
        ...

    def due(self, at: datetime, selection: Selection) -> list[Delivery]:
        """Return the deliveries that wait and are due at `at`, oldest edition first."""
        ...

    def claim(self, delivery: Delivery, claim: str, at: datetime) -> Delivery | None:
        """Set it `sending` by `claim` and count the try; None where another process was quicker, or changed it."""
        ...

    def arrived(self, delivery: Delivery, done: Sequence[str]) -> None:
        """Note the parts that have arrived so far, so that no later try sends them again."""
        ...

    def finish(
        self, delivery: Delivery, state: DeliveryState, error: str | None, at: datetime, due: datetime | None = None
    ) -> bool:
        """Note how the try of `delivery.claim` ended, and when it is due again.

        False where a correction was queued meanwhile, which stays.
        """
        ...

    def again(self, selection: Selection, at: datetime) -> list[Delivery]:
        """Queue the stuck ones of the selection, attempts counted anew; return them.

        Where it names a channel, also the failed ones; where it names edition and day as well, also one that was
        sent: whole, in its newest revision.
        """
        ...

    def settle(self, selection: Selection, at: datetime) -> list[Delivery]:
        """Set the stuck ones `sent` by the operator's word, and where a channel is named the waiting ones."""
        ...

    def find(self, selection: Selection, states: Sequence[DeliveryState], most: int | None = None) -> list[Delivery]:
        """Return deliveries in these states, newest edition first."""
        ...

    def publication(self, delivery: Delivery) -> Publication:
        """Return what is to be sent: the delivery's revision with its documents."""
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
    def events(self) -> Events: ...  # noqa: D102
    @property
    def digests(self) -> Digests: ...  # noqa: D102
    @property
    def outbox(self) -> Outbox: ...  # noqa: D102
    @property
    def machine_texts(self) -> MachineTexts: ...  # noqa: D102
    @property
    def runs(self) -> Runs: ...  # noqa: D102

    def lock(self, lock: Lock = "run") -> AbstractContextManager[None]:
        """Hold one of the store's locks; raise `AlreadyRunning` at once where another process holds it."""
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

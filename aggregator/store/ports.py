"""The parts of the store and their promises. Every method commits before it returns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from aggregator.models import Alarm, Amendment, Link, LinkState, MadeEdition, Membership, PastEntry, Seen, Story
from aggregator.models.delivery import Delivery, DeliveryState, Issue, Publication, Selection
from aggregator.store.rows import (
    Brought,
    Candidate,
    JobRow,
    Lease,
    Leftover,
    LinkRow,
    MachineText,
    Pause,
    Polled,
    Provisional,
    Refusal,
    RobotsAnswer,
    Step,
    Validators,
)

if TYPE_CHECKING:
    from aggregator.store.snapshot import Snapshot  # SQLAlchemy is slow to import

Lock = Literal["run", "publish"]
"""Actions that only one process at a time may do on a store."""


class Links(Protocol):
    """The ledger: every link that an outlet announced, and what became of it."""

    def discover(self, links: Sequence[Link], at: datetime) -> list[Link]:
        """Write the unknown links as `discovered` in one transaction; return exactly those, in order.

        A link is identified by its outlet and the story at its URL, so all variants of a URL (http, www, mobile, AMP,
        tracking parameters) are one link; the first of several in `links` counts. A new link whose story another
        outlet has brought already is written as `stored` and not returned: it need not be fetched.
        """
        ...

    def pending(self, outlet: str, max_attempts: int, failed_before: datetime, most: int | None = None) -> list[Link]:
        """Return the `discovered` links, oldest first, then the `failed` ones to retry; `most` of them.

        Retried are links with fewer than `max_attempts` failures, the last one before `failed_before`.
        """
        ...

    def mark(self, outlet: str, url: str, state: LinkState, reason: str, at: datetime) -> None:
        """Set a link `failed` (counts an attempt), `gone` or `refused`; write the link if it is unknown.

        A `stored` link stays `stored`: its story is there.
        """
        ...

    def get(self, outlet: str, url: str) -> LinkRow | None:
        """Return a link by its outlet and any variant of its URL."""
        ...

    def unread(self, outlet: str | None = None) -> list[LinkRow]:
        """Return the links of an outlet, or of all, that wait for a later run or were given up, oldest first."""
        ...

    def count_unread(self, outlet: str, max_attempts: int, since: datetime) -> tuple[int, int]:
        """Return how many links of an outlet wait for a later run, and how many were given up at `since` or later."""
        ...

    def newest(self, outlet: str, limit: int) -> list[str]:
        """Return the URLs of an outlet's stored links, the last discovered first."""
        ...

    def gone(self, since: datetime, until: datetime) -> list[LinkRow]:
        """Return the links that became `gone` in [since, until), by outlet."""
        ...


class Stories(Protocol):
    """The stories, copies included; none is ever deleted."""

    def save(self, story: Story, band_keys: Sequence[int], run: str | None, lines: Collection[int] = ()) -> bool:
        """Write the story, its bands and the state `stored` of its link in one transaction, and count its lines.

        Bands that the story's original has in the same month are not written again. If the story is `copied_by` an
        earlier original, that one and its copies become copies of this story.
        Return False, and change only the link's state, if a story with this id is stored already.
        """
        ...

    def refuse(self, refusal: Refusal) -> None:
        """Keep a refused document and set its link `refused`, in one transaction."""
        ...

    def refusals(self, run: str | None = None) -> Iterator[Refusal]:
        """Yield the refused documents of one run or of all, oldest first."""
        ...

    def get(self, story_id: str) -> Story | None:
        """Return one story."""
        ...

    def find(self, words: str, limit: int) -> list[Story]:
        """Return the stories whose id begins with this, or else whose title has all these words, latest first."""
        ...

    def alike(self, root: str) -> list[Story]:
        """Return a story and its copies, by (fetched_at, id)."""
        ...

    def same(self, canonical_url: str, fingerprint: str) -> tuple[Candidate | None, Candidate | None]:
        """Return the story at a canonical URL, and the first stored one with a fingerprint that is not empty.

        If no story is stored under any variant of that URL, return the first stored one that names it as canonical.
        """
        ...

    def candidates(
        self, band_keys: Sequence[int], since: datetime, until: datetime, limit: int = 10
    ) -> list[Candidate]:
        """Return stories that share bands, most shared bands first, then first stored.

        Searched are the stories fetched in the UTC months that [since, until] touches. Keys are signed 32-bit
        integers, at most 100. A key that too many stories of a month have does not count.
        """
        ...

    def drop_bands(self, before: datetime) -> int:
        """Delete the bands of the UTC months that ended before a moment; return how many there were."""
        ...

    def seen_lines(self, outlets: Collection[str], since: datetime, before: datetime) -> dict[str, dict[int, Seen]]:
        """Return the lines that each outlet has printed in several stories, by their keys (`aggregator.text.repeats`).

        Counted are the stories fetched on the UTC days from that of `since` to the one before that of `before`.
        """
        ...

    def between(self, start: datetime, end: datetime) -> list[Story]:
        """Return the stories published in [start, end) by (published, id), then the undated ones fetched in it."""
        ...

    def held(self, start: datetime, end: datetime) -> list[Story]:
        """Return the stories published in [start, end) under an embargo, lifted or not, by (published, id)."""
        ...

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Story]:
        """Yield the stories fetched in [since, until) by (fetched_at, id), streaming."""
        ...

    def provisional(self, since: datetime | None = None) -> Iterator[Provisional]:
        """Yield the stories credited to `label:…` and fetched at `since` or later, oldest first, streaming."""
        ...


class EntryPoints(Protocol):
    """Entry points and hosts, as they answered last."""

    def validators(self, outlet: str, url: str) -> Validators:
        """Return the validators of an entry point; empty ones if it is unknown."""
        ...

    def remember(self, outlet: str, validators: Mapping[str, Validators], at: datetime) -> None:
        """Write validators by entry URL, in one transaction. Call it once all that they announced is in the ledger."""
        ...

    def robots(self, host: str) -> RobotsAnswer | None:
        """Return the robots.txt of `scheme://host[:port]`."""
        ...

    def remember_robots(self, host: str, answer: RobotsAnswer) -> None:
        """Write a robots.txt over the last one."""
        ...

    def polls(self, outlet: str | None = None) -> dict[str, Polled]:
        """Return the last polls of each outlet, or of one, by its id."""
        ...

    def record_poll(self, outlet: str, polled: Polled) -> None:
        """Write the last polls of an outlet. Call it once all that its entry points announced is in the ledger."""
        ...

    def pauses(self, now: datetime) -> dict[str, Pause]:
        """Return the pauses that are not over, by host."""
        ...

    def remember_pause(self, pause: Pause) -> None:
        """Write a pause, unless a longer one of its host is known."""
        ...


class Events(Protocol):
    """The event of each story, as last grouped."""

    def assign(self, found: Sequence[Membership], at: datetime) -> int:
        """Write the memberships that are new or differ, in one transaction; return how many."""
        ...

    def of(self, stories: Sequence[str]) -> dict[str, Membership]:
        """Return the memberships of stories by story id; a story that was never grouped has none."""
        ...

    def members(self, event: str) -> list[Membership]:
        """Return the memberships of an event, by story."""
        ...

    def brought(self, since: datetime) -> dict[str, Brought]:
        """Return the events of the stories fetched at `since` or later by outlet: all, and those it alone has.

        A story that was never grouped counts as an event, or belongs to that of its original.
        """
        ...


class Digests(Protocol):
    """The digests written, and the entries that later editions must know."""

    def save(
        self,
        key: str,
        language: str,
        document: Mapping[str, Any],
        entries: Sequence[PastEntry],
        at: datetime,
        issue: Issue | None = None,
        amendment: Amendment | None = None,
    ) -> None:
        """Write or replace a digest, its JSON document, entries, deliveries and a new amendment, in one transaction.

        A first `issue` is queued for each of its channels; the same bytes again for none. Other bytes are a
        correction: the next revision is queued for the repeatable channels, for others that got nothing yet, and, if
        it has a new amendment, for those that it is ordered for.
        """
        ...

    def get(self, key: str, language: str) -> Mapping[str, Any] | None:
        """Return the JSON document of an edition."""
        ...

    def recent(self, language: str, limit: int) -> dict[str, Mapping[str, Any]]:
        """Return `format`, `version`, `edition`, `highlights` of a language's documents by key, last key first."""
        ...

    def made(self, since: datetime) -> list[MadeEdition]:
        """Return the editions that closed at `since` or later, in the order they were made, then by their end."""
        ...

    def amendments(self, edition: str) -> list[Amendment]:
        """Return the amendments of an edition by its key, oldest first."""
        ...

    def keep_amendments(self, amendments: Sequence[Amendment]) -> None:
        """Keep amendments of another store, in their order."""
        ...

    def past(self, editions: Sequence[str]) -> list[PastEntry]:
        """Return the entries of editions by edition key, first closed first."""
        ...


class Outbox(Protocol):
    """The deliveries, one per edition, language and channel. `Digests.save` queues them."""

    def recover(self, at: datetime) -> list[Delivery]:
        """Set what a dead process left `sending` to `queued` if repeatable, else to `unsure`; return all of it.

        Only for the holder of the lock `publish`: nobody else can tell a dead sender from a living one.
        """
        ...

    def follow_up(self, at: datetime) -> list[Delivery]:
        """Queue the ordered revisions whose predecessor has arrived; return them."""
        ...

    def due(self, at: datetime, selection: Selection) -> list[Delivery]:
        """Return the waiting deliveries that are due at `at`, oldest edition first."""
        ...

    def claim(self, delivery: Delivery, claim: str, at: datetime) -> Delivery | None:
        """Set it `sending` by `claim`, count the attempt and number it; return None if another process was quicker.

        A channel's numbers count from 1 without gaps: what has not arrived keeps its number when it is sent again.
        """
        ...

    def hold(self, delivery: Delivery, reason: str, at: datetime) -> Delivery | None:
        """Abandon a waiting delivery without an attempt; return None if another process claimed or changed it."""
        ...

    def record_arrived(self, delivery: Delivery, done: Sequence[str]) -> None:
        """Record the parts that have arrived so far, so that no retry sends them again."""
        ...

    def finish(
        self, delivery: Delivery, state: DeliveryState, error: str | None, at: datetime, due: datetime | None = None
    ) -> bool:
        """Record how the attempt `delivery.claim` ended, and when it is due again.

        Return False, and change nothing, if a correction was queued meanwhile.
        """
        ...

    def resend(self, selection: Selection, at: datetime) -> list[Delivery]:
        """Queue the stuck deliveries of the selection, attempts counted from 0, however old; return them.

        If it names a channel, queue failed ones too; if it also names edition and day, also one that was sent: whole,
        in its newest revision.
        """
        ...

    def settle(self, selection: Selection, at: datetime) -> list[Delivery]:
        """Set stuck deliveries `sent` on the operator's word; if a channel is named, waiting ones too."""
        ...

    def find(self, selection: Selection, states: Sequence[DeliveryState], limit: int | None = None) -> list[Delivery]:
        """Return deliveries in these states, newest edition first."""
        ...

    def publication(self, delivery: Delivery) -> Publication:
        """Return the delivery's revision with its documents."""
        ...


class MachineTexts(Protocol):
    """Answers of translators and summarisers: an edition made again needs no request and gets the same words."""

    def get(self, keys: Sequence[str], at: datetime | None = None) -> dict[str, str]:
        """Return the known answers, by key; remember, to a day, that they were used at a moment."""
        ...

    def all(self) -> Iterator[MachineText]:
        """Yield every answer, by key, streaming."""
        ...

    def save(self, texts: Sequence[MachineText], at: datetime) -> None:
        """Write answers in one transaction; a known key keeps its answer."""
        ...


class Leftovers(Protocol):
    """Rows that nothing needs any more: never a story, an event, a digest, a delivery, a run."""

    def count(self, before: datetime, max_attempts: int, now: datetime) -> list[Leftover]:
        """Return how many rows of each kind are older than a moment, and their size.

        Links that are gone, refused, or failed `max_attempts` times, and have no story; refused documents; documents
        of editions that arrived at every channel; machine texts not used since; polls of outlets not asked since.
        Pauses of hosts go as soon as they are over.
        """
        ...

    def drop(self, before: datetime, max_attempts: int, now: datetime) -> None:
        """Delete the same rows, in one transaction."""
        ...


class Runs(Protocol):
    """The runs and their reports."""

    def start(self, run: str, at: datetime, parameters: Mapping[str, Any], step: Step | None = None) -> None:
        """Write that a run began; `step`: the part of a slot that it is."""
        ...

    def finish(self, run: str, at: datetime, verdict: str, report: Mapping[str, Any], *, counts: bool = True) -> None:
        """Write how a run ended; raise `StoreError` if it never began.

        One that does not count, as it was killed, leaves the step of its slot to another.
        """
        ...

    def abandoned(self) -> list[str]:
        """Return the runs without an end, oldest first. For the holder of the lock `run` they are dead."""
        ...

    def since(self, moment: datetime) -> Iterator[Mapping[str, Any]]:
        """Yield the runs that began at a moment or later, oldest first, streaming; columns as in `last`."""
        ...

    def of_slot(self, slot: str) -> list[Mapping[str, Any]]:
        """Return the runs that were parts of a slot, oldest first; columns as in `last`."""
        ...

    def steps(self, slot: str) -> list[tuple[str, str | None, datetime | None]]:
        """Return step, verdict and end of the runs that were parts of a slot, oldest first."""
        ...

    def last(self, limit: int = 10) -> list[Mapping[str, Any]]:
        """Return the last runs, newest first: run, started_at, finished_at, verdict, parameters, report, slot, step."""
        ...


class Alarms(Protocol):
    """The alarms, open and over."""

    def save(self, changed: Sequence[Alarm]) -> None:
        """Write alarms, new or over those with the same key and beginning, in one transaction."""
        ...

    def recent(self, since: datetime) -> list[Alarm]:
        """Return the alarms that are open, or were over at `since` or later, oldest first."""
        ...


class Leases(Protocol):
    """Work that one of many workers has at a time. The clock is the database's: those of machines differ."""

    def take(self, name: str, holder: str, seconds: float) -> Lease:
        """Take a lease that nobody has, or whose holder no longer renews it; raise `LeaseHeld`."""
        ...

    def renew(self, lease: Lease, seconds: float) -> Lease:
        """Keep a lease for longer; raise `LeaseLost` if another holder took it."""
        ...

    def give_back(self, lease: Lease) -> None:
        """End a lease; do nothing if another holder took it."""
        ...

    def find(self, prefix: str = "") -> list[Lease]:
        """Return the leases whose names begin so, ended ones too, by name."""
        ...

    def now(self) -> datetime:
        """Return the time of the database's clock."""
        ...

    def want(self, name: str, wanted: str) -> None:
        """Ask the holder of a lease for something."""
        ...

    def drop(self, names: Sequence[str]) -> None:
        """Forget leases."""
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
    def leftovers(self) -> Leftovers: ...  # noqa: D102
    @property
    def runs(self) -> Runs: ...  # noqa: D102
    @property
    def alarms(self) -> Alarms: ...  # noqa: D102
    @property
    def leases(self) -> Leases: ...  # noqa: D102

    def lock(self, lock: Lock = "run", *, shared: bool = False) -> AbstractContextManager[None]:
        """Hold one of the store's locks; raise `AlreadyRunning` at once if another process holds it.

        `shared` holders bear each other, and no other holder. Only PostgreSQL has such locks.
        """
        ...

    def jobs(self) -> list[JobRow]:
        """Return the jobs that wait for workers, are under way or failed, first to be taken up first."""
        ...

    def under(self, lease: Lease) -> Store:
        """Return the same store, each of whose transactions fails with `LeaseLost` once the lease is another's."""
        ...

    def holding(self) -> AbstractContextManager[None]:
        """Keep the lease from being taken over for a block that writes elsewhere; raise `LeaseLost` if it was."""
        ...

    def alone(self, work: str) -> AbstractContextManager[None]:
        """Wait until no other worker does the same work for a block; after some seconds go on all the same."""
        ...

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Hold a view of the store at one moment for a block; a store in memory is not read otherwise meanwhile."""
        ...

    def require_sound(self) -> None:
        """Raise `StoreError` if the store is damaged. Quick: a store is read once, without its indexes."""
        ...

    def faults(self) -> list[str]:
        """Return what is damaged, a line each, after a thorough check; of PostgreSQL what it says while all is read."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...

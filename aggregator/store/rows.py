"""Values that the store takes and returns, beside those of `aggregator.models`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.models import Link, LinkState


@dataclass(frozen=True, slots=True)
class Validators:
    """Fields that make the next request for an entry point conditional."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    """SHA-256 of the body: an unchanged body need not be parsed."""


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """A response to a request for robots.txt."""

    status: int
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll that read every entry point of an outlet, changed or not."""

    at: datetime
    seen: int
    """Links to stories that the entry points announced; where none had changed, those of the poll before."""
    new: int


@dataclass(frozen=True, slots=True)
class Polled:
    """The last polls of an outlet."""

    at: datetime
    """Time of the last one, good or not."""
    failures: int = 0
    """Polls in a row, up to the last one, in which an entry point could not be read."""
    stated: float = 0.0
    """Seconds for which the entry points said, at the last poll, that they do not change; 0: one did not say."""
    good: tuple[Poll, ...] = ()
    """The last ones that read every entry point, oldest first."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that a host asked for: no request until it is over, whichever outlet it is for."""

    host: str
    """As in addresses, with the port if they name one."""
    until: datetime
    reason: str
    """The answer that asked for it: `HTTP 429`."""


@dataclass(frozen=True, slots=True)
class Brought:
    """The events that an outlet has stories of."""

    events: int
    alone: int
    """Of them, those that no other outlet has."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of the ledger and what became of it."""

    link: Link
    state: LinkState
    reason: str | None
    attempts: int
    discovered_at: datetime
    changed_at: datetime
    story: str | None
    """Id of its story if the state is `stored`."""


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
    """A label that the registry did not know when a story was credited to it."""

    label: str
    outlet: str
    url: str
    at: datetime
    """Time of the story's fetch."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused document, kept for inspection."""

    outlet: str
    url: str
    stage: str
    reason: str
    item: Mapping[str, Any]
    """The fields that were read, as JSON values."""
    at: datetime
    run: str | None


@dataclass(frozen=True, slots=True)
class Leftover:
    """Rows, or files, of one kind that nothing needs any more."""

    kind: str
    count: int
    size: int
    """Roughly, in bytes; of rows, their large columns."""


@dataclass(frozen=True, slots=True)
class MachineText:
    """An answer of a translator or a summariser."""

    key: str
    """Hash of everything that the answer depends on: adapter, model, languages, text."""
    adapter: str
    model: str
    source: str
    target: str
    """The requested language, and for a shortened text the maximum length in characters."""
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Lease:
    """Work that one worker has at a time. Times are the database's."""

    name: str
    token: int
    """Counts the holders: a write under an older token is refused."""
    holder: str
    since: datetime
    until: datetime
    wanted: str | None = None
    """A request to its holder: `drain`."""
    before: datetime | None = None
    """When the holder before gave it back, or lost it; None: there was none."""


@dataclass(frozen=True, slots=True)
class Step:
    """The part of an edition's slot that a run is."""

    slot: str
    """Key of the edition."""
    name: str


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in the queue of the workers."""

    number: int
    queue: str
    task: str
    state: str
    """`todo`, `doing` or `failed`."""
    lock: str | None
    """The group of hosts, or other work, that one job has at a time."""
    name: str
    """Task and what it is about."""
    ready: datetime
    """Since when it might begin, or since when it is under way."""

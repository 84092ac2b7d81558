"""Errors of our own, one root, each a single line for the user.

AggregatorError                 exit 1
├── UsageError                  exit 2   a flag or value the user gave is wrong
├── SeedError                   exit 1   a seed file: path, key, reason
├── StoreError                  exit 1   the store cannot be opened, read or written
│   └── LeaseLost               (per job) another worker took the work over
├── ArchiveError                exit 1   a WARC file cannot be read
│   └── NotRecorded             (per link) the archive has no answer for a request
├── Unreadable                  (per page) bytes that are not what they were announced as
│   ├── Forwards                (per page) a document that only leads to another address
│   └── Quarantined             (per page) it is larger, or took more time or memory, than one may
├── NotAsked                    (per link) the host is not asked for it in this run
│   └── AddressRefused          (per link) the host is at an address that is not public
├── HelperFailed                (per text) a translator or summariser gave no usable answer
├── EditionBlocked              exit 4   the edition failed its lint; nothing was written
└── AlreadyRunning              exit 5   another run holds the lock
    └── LeaseHeld               (per job) another worker has the work

Stopped                         exit 4   a signal ended the command; 130 for SIGINT; no `except Exception` swallows it
"""

from __future__ import annotations

import re
import signal
from datetime import datetime
from pathlib import Path

STOPPED = "stopped by a signal"
"""Reason of `Stopped`."""


class AggregatorError(Exception):
    """Root of every error that we raise; `str()` is one line fit for the user."""

    exit_code = 1


class UsageError(AggregatorError):
    """A flag or a value that the user gave is wrong."""

    exit_code = 2


class SeedError(AggregatorError):
    """A seed file is wrong: which file, which key, and why."""

    def __init__(self, path: Path | str, key: str, reason: str) -> None:
        self.path, self.key, self.reason = Path(path), key, reason
        where = f"{path}: {key}" if key else str(path)
        super().__init__(f"{where}: {reason}")


class StoreError(AggregatorError):
    """The store cannot be opened, read or written."""


class ArchiveError(AggregatorError):
    """A WARC file cannot be read or written."""


class NotRecorded(ArchiveError):
    """The replayed archive has no answer for this request."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(f"not recorded: {url}")


class Unreadable(AggregatorError):
    """A document is not what it was announced as (a feed that is HTML, a list without links)."""


class Forwards(Unreadable):
    """A document that only forwards to another address, by a meta refresh or a script."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)

    def __str__(self) -> str:
        return f"only forwards (refresh or script) to {self.address}"


class Quarantined(Unreadable):
    """A document is larger, or took more time or memory, than one may; it is not retried."""


class ReaderFailed(AggregatorError):
    """A reader that raised in another process; the message names the type of its error."""


class NotAsked(AggregatorError):
    """A host is not asked for a page in this run: it is `silent`, wants a pause, or time is up."""

    def __init__(self, reason: str, *, silent: bool = False) -> None:
        self.silent = silent
        super().__init__(reason)


class AddressRefused(NotAsked):
    """A host is at an address that may not be connected to: a private one, say."""


class HelperFailed(AggregatorError):
    """A translator or a summariser gave no usable answer; the text stays as it is."""


class EditionBlocked(AggregatorError):
    """An edition failed its lint, with one reason per finding; nothing was written."""

    exit_code = 4

    def __init__(self, edition: str, reasons: tuple[str, ...]) -> None:
        self.edition, self.reasons = edition, reasons
        super().__init__(f"{edition} blocked: {'; '.join(reasons)}")


class Stopped(BaseException):
    """A signal ended the command; like `KeyboardInterrupt` it passes all that handles errors."""

    def __init__(self, number: int) -> None:
        self.exit_code = 130 if number == signal.SIGINT else 4
        super().__init__(STOPPED)


class AlreadyRunning(AggregatorError):
    """Another run holds the lock on this store."""

    exit_code = 5


class LeaseHeld(AlreadyRunning):
    """Another worker has the work, `until` a moment unless it says again that it lives."""

    def __init__(self, name: str, holder: str, until: datetime) -> None:
        self.until = until
        super().__init__(f"{name}: {holder} has it until {until:%H:%M:%S} UTC")


class LeaseLost(StoreError):
    """Another worker took the work over; what was to be written is not."""


_TLS = re.compile(r" ssl:(?:<[^<>]*>|\w+)(?= \[)")
"""The TLS context in aiohttp's message of a connection that failed, as Python prints an object."""


def in_a_line(error: object, max_length: int | None = None) -> str:
    """Return the message of an error as one line of at most `max_length` characters; without a message its type."""
    return _TLS.sub("", " ".join(str(error).split()))[:max_length] or type(error).__name__

"""Processes for documents that may take long to read, so that none can stall a crawl or exhaust its memory."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from aggregator.errors import AggregatorError, Quarantined, ReaderFailed, in_a_line
from aggregator.stopping import sigint_kept_from_children

MAX_MEGABYTES = 64
"""Memory that a document may take beside that of its process; of 393 real pages, up to 3.7 MB, one takes over 32."""
PATIENCE = 12.0
"""Time that a busy machine may take for the processor time of a document, as a multiple of it."""
PROCESSES = 2
"""At once, for all crawlers of a run: few documents need one."""
MAX_DOCUMENTS = 500
"""Documents after which a process is replaced: extractors keep caches that grow."""

_MEMORY = Path("/proc/self/statm")
"""Linux: sizes of a process in pages, among them its data."""
Result = TypeVar("Result")


class Workers:
    """A pool of processes that starts with the first document that needs it and ends with its last user."""

    def __init__(self, megabytes: int = MAX_MEGABYTES, patience: float = PATIENCE) -> None:
        self._megabytes = megabytes
        self._patience = patience
        self._users = 0
        self._pool: ProcessPool | None = None
        self._end: Finalize | None = None

    @property
    def running(self) -> bool:
        """Whether there are processes."""
        return self._pool is not None

    def enter(self) -> None:
        """Register a crawler that may need the processes."""
        self._users += 1

    def leave(self) -> None:
        """Unregister a crawler; end the processes after the last."""
        self._users -= 1
        if not self._users:
            self.stop()

    def stop(self) -> None:
        """End the processes, even in the middle of a page."""
        if self._end is not None:
            self._end()
            self._pool = self._end = None

    async def read(
        self, seconds: float, reader: Callable[..., Result], *arguments: Any, prepare: Callable[[], None] | None = None
    ) -> Result:
        """Return what a reader finds, in one of the processes; raise `Quarantined` if that goes over a limit.

        `seconds` are of the processor: on a busy machine a good document takes its time, and that is not its fault.
        `prepare` is called there before the limits are set: it imports what the reader needs and others do not.
        Raises `ReaderFailed` if the reader raises, `TimeoutError` if it takes `PATIENCE` times as long, and
        `BrokenProcessPool` after the last crawler has left: a process begun then would have nobody to end it.
        """
        if not self._users:
            raise BrokenProcessPool("no crawl is under way")
        pool, longest = self._started(), self._patience * seconds
        with sigint_kept_from_children():  # the first document starts the processes
            future = pool.schedule(read_within, (self._megabytes, seconds, reader, arguments, prepare), timeout=longest)
        try:
            found: Result = await asyncio.wrap_future(future)
        except TimeoutError:
            raise TimeoutError(f"reading did not end in {longest:g} s on a busy machine") from None
        except MemoryError:
            raise Quarantined(f"reading took more than {self._megabytes} MB") from None
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGTERM:  # the whole process group is ending: not the document's fault
                raise
            if error.exitcode == -signal.SIGPROF:
                raise Quarantined(f"reading took more than {seconds:g} s") from None
            raise Quarantined(f"reading ended its process with code {error.exitcode}") from None
        except BrokenProcessPool:
            if self._pool is pool:
                self.stop()  # the next document starts another
            raise
        return found

    def _started(self) -> ProcessPool:
        if self._pool is None:
            # Spawned, not forked: a crawl has threads and open connections that a child must not inherit.
            spawning = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(PROCESSES, MAX_DOCUMENTS, context=spawning)
            # A crawler that is cut off does not leave, and a process that starts fails without the locks of the pool,
            # which go with priority 0 when the interpreter ends.
            self._end = Finalize(None, _end, (self._pool,), exitpriority=1)
        return self._pool


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


WORKERS = Workers()
"""Shared by all crawlers of this process."""


def read_within(
    megabytes: int,
    seconds: float,
    reader: Callable[..., Result],
    arguments: tuple[Any, ...],
    prepare: Callable[[], None] | None = None,
) -> Result:
    """Read under limits, which are lifted between documents; raise only errors that can be sent to the crawl."""
    try:
        if prepare:
            prepare()
        with _limits(megabytes, seconds):
            return reader(*arguments)
    except (AggregatorError, MemoryError):
        raise
    except Exception as error:
        raise ReaderFailed(f"{type(error).__name__}: {in_a_line(error, 120)}") from error


@contextmanager
def _limits(megabytes: int, seconds: float) -> Iterator[None]:
    """Limit memory, and the time of the processor: a process over its time is ended by the system."""
    if not _MEMORY.exists():  # other systems have no such limits, or do not keep them
        yield
        return
    import resource

    usual, hard = resource.getrlimit(resource.RLIMIT_DATA)
    taken = int(_MEMORY.read_text("ascii").split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (taken + megabytes * 2**20, hard))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (usual, hard))

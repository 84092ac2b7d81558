"""Processes for the general extractors, so that no page can stall a crawl or exhaust its memory."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib.util import find_spec

from pebble import ProcessExpired, ProcessPool

from aggregator.errors import Quarantined
from aggregator.stopping import sigint_kept_from_children

from .readers.page.extractors import Extract, Extraction, extract

MAX_MEGABYTES = 512
"""Data of a process; a large story page takes 100, most of it the extractors' own code."""
GRACE = 2.0
"""Seconds after which a process over its time ends itself, if the crawl has not ended it."""
PROCESSES = 2
"""At once, for all crawlers of a run: few pages need one."""
MAX_PAGES = 500
"""Pages after which a process is replaced: extractors keep caches that grow."""


class Workers:
    """A pool of processes that starts with the first page that needs it and ends with its last user."""

    def __init__(self, megabytes: int = MAX_MEGABYTES) -> None:
        self._megabytes = megabytes
        self._users = 0
        self._pool: ProcessPool | None = None

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
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    async def extract(self, wanted: Extraction, seconds: float) -> Extract | None:
        """Extract a story in one of the processes; raise `Quarantined` if the page is over a limit."""
        pool = self._started()
        with sigint_kept_from_children():  # the first page starts the processes
            future = pool.schedule(extract_within, (self._megabytes, seconds, wanted), timeout=seconds)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError:
            raise Quarantined(f"extraction took more than {seconds:g} s") from None
        except MemoryError:
            raise Quarantined(f"extraction took more than {self._megabytes} MB") from None
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGTERM:  # the whole process group is ending: not the page's fault
                raise
            raise Quarantined(f"extraction ended its process with code {error.exitcode}") from None
        except BrokenProcessPool:
            if self._pool is pool:
                self.stop()  # the next page starts another
            raise

    def _started(self) -> ProcessPool:
        if self._pool is None:
            # Spawned, not forked: a crawl has threads and open connections that a child must not inherit.
            spawning = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(PROCESSES, MAX_PAGES, _prepare, context=spawning)
        return self._pool


WORKERS = Workers()
"""Shared by all crawlers of this process."""


def _prepare() -> None:
    """Import the extractors before the clock of the first page starts."""
    import readability  # noqa: F401
    import trafilatura  # noqa: F401


def extract_within(megabytes: int, seconds: float, wanted: Extraction) -> Extract | None:
    """Extract under limits, which are lifted between pages."""
    with _limits(megabytes, seconds):
        return extract(wanted)


@contextmanager
def _limits(megabytes: int, seconds: float) -> Iterator[None]:
    """Limit memory, and time as well: a killed crawl cannot end its processes."""
    if find_spec("resource") is None:  # Windows has no such limits
        yield
        return
    import resource

    usual, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20, hard))
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (usual, hard))

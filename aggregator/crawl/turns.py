"""Turns at a host: one request at a time, none within a pause it asked for, none once it is silent or time is up."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import inf

from aggregator.errors import NotAsked

MAX_WAIT = 120.0
"""Seconds: a host that asks for a longer pause is not asked again in this run."""
MAX_WAITS = 15.0
"""Seconds of pauses since a host's last good answer from which on a further one ends it for the run."""
MAX_FAILURES = 6
"""Weight of the pages in a row that a host answers badly before it is left alone for the run."""
NO_ANSWER, BAD_ANSWER = 2, 1
"""Weights of a page: one without an answer costs a timeout, a server's error next to nothing."""


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    not_before: float = 0.0
    """Monotonic time."""
    gap: float = 0.0
    """Seconds between two requests."""
    failed: dict[str, int] = field(default_factory=dict)
    """Pages that were answered badly since the last good answer, with their weights."""
    waited: float = 0.0
    """Seconds of the pauses that it asked for since then."""


class Turns:
    """The turns of a run; outlets that share a host share its turns."""

    def __init__(self) -> None:
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._waiting: defaultdict[str, set[asyncio.Task[object]]] = defaultdict(set)
        self._ended: dict[str, str] = {}
        self.until = inf
        """Monotonic time from which no request leaves: until then the work is ours, unless somebody says so again."""
        self.late = False
        """Whether a request came too late, so that what was found is not all that there is."""

    @asynccontextmanager
    async def turn(self, outlet: str, host: str) -> AsyncIterator[None]:
        """Wait for a turn, and hold it; raise `NotAsked` if there will be none in this run, or it was cut short."""
        task = asyncio.current_task()
        assert task is not None
        self._waiting[outlet].add(task)
        known = self._hosts[host]
        try:
            async with known.lock:
                await self._clear(outlet, host, known)
                try:
                    yield
                finally:
                    known.not_before = max(known.not_before, time.monotonic() + known.gap)
        except asyncio.CancelledError:
            if reason := self._ended.get(outlet):
                raise NotAsked(reason) from None
            raise
        finally:
            self._waiting[outlet].discard(task)

    async def _clear(self, outlet: str, host: str, known: _Host) -> None:
        """Return when a request may leave."""
        while True:
            if reason := self._ended.get(outlet):
                raise NotAsked(reason)
            if time.monotonic() > self.until:
                self.late = True
                raise NotAsked("another worker may have the outlet by now")
            if sum(known.failed.values()) >= MAX_FAILURES:
                raise NotAsked(f"{host} left {len(known.failed)} pages in a row without a good answer", silent=True)
            wait = known.not_before - time.monotonic()
            if wait <= 0:
                return
            if wait > MAX_WAIT:
                raise NotAsked(f"{host} asked for a pause of {wait:.0f} s")
            await asyncio.sleep(wait)

    def pause(self, host: str, seconds: float) -> None:
        """Let no request to a host leave for some time; one that goes on asking for pauses is not asked again."""
        known = self._hosts[host]
        over = known.waited > 0 and known.waited + seconds > MAX_WAITS
        known.waited += seconds
        known.not_before = max(known.not_before, time.monotonic() + (max(seconds, 2 * MAX_WAIT) if over else seconds))

    def recall(self, host: str, seconds: float) -> None:
        """Let no request to a host leave before a pause is over that it asked for, now or in an earlier run."""
        self._hosts[host].not_before = max(self._hosts[host].not_before, time.monotonic() + seconds)

    def keep_gap(self, host: str, seconds: float) -> None:
        """Leave some time between a host's answer and the next request."""
        self._hosts[host].gap = seconds

    def failed(self, host: str, url: str, weight: int) -> None:
        """Count a page that was answered badly, or not at all."""
        self._hosts[host].failed[url] = weight

    def answered(self, host: str) -> None:
        """Note a good answer."""
        known = self._hosts[host]
        known.failed.clear()
        known.waited = 0.0

    def end(self, outlet: str, reason: str) -> None:
        """Let no request of an outlet leave any more; those under way fail with `NotAsked`."""
        self._ended.setdefault(outlet, reason)
        for task in self._waiting[outlet]:
            task.cancel()

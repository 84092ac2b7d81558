"""Waits for other processes: they end with what is waited for. No test measures how long that takes."""

from __future__ import annotations

import time
from collections.abc import Callable

HUNG = 300.0
"""Seconds after which a process counts as hung, on a slow and busy machine too."""


def wait_until(reached: Callable[[], object]) -> None:
    """Return as soon as `reached()` is true."""
    deadline = time.monotonic() + HUNG
    while not reached():
        assert time.monotonic() < deadline, "hung"
        time.sleep(0.005)

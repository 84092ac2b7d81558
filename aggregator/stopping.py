"""SIGTERM and SIGINT: a run ends at a clean point, and says so. A second signal ends the process at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from aggregator.errors import Stopped

SIGNALS = (signal.SIGTERM, signal.SIGINT)

_received: list[int] = []


def raise_on_signals() -> None:
    """Let the first signal raise `Stopped` in the main thread, wherever it is."""
    for number in SIGNALS:
        signal.signal(number, _raise)


def received() -> Stopped | None:
    """Return the stop that the first signal asked for."""
    return Stopped(_received[0]) if _received else None


@contextmanager
def calls_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first signal call a function of the running event loop, instead of what it did before."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    loop = asyncio.get_running_loop()

    def on_signal(number: int) -> None:
        _note(number)
        stop()

    try:
        for number in SIGNALS:
            loop.add_signal_handler(number, on_signal, number)
    except (ValueError, RuntimeError, NotImplementedError):  # not the main thread: our caller handles signals
        yield
        return
    try:
        yield
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL if _received else before[number])


def _raise(number: int, _frame: FrameType | None) -> None:
    _note(number)
    raise Stopped(number)


def _note(number: int) -> None:
    _received.append(number)
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)

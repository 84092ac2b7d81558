"""SIGTERM and SIGINT: a run ends at a clean point, and says so. A second signal ends the process at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from aggregator.errors import STOPPED, Stopped

SIGNALS = (signal.SIGTERM, signal.SIGINT)
AT_MOST = 1.5
"""Seconds after SIGINT at which the process ends, wherever it is: the store and the files bear that."""
_SHOW_CURSOR = "\x1b[?25h"

_received: list[int] = []
_said = threading.Event()


def raise_on_signals() -> None:
    """Let the first signal raise `Stopped` in the main thread, wherever it is."""
    sys.unraisablehook = _raise_again
    for number in SIGNALS:
        signal.signal(number, _raise)


def received() -> Stopped | None:
    """Return the stop that the first signal asked for."""
    return Stopped(_received[0]) if _received else None


def ended() -> None:
    """Leave what is to come to the interpreter: the command has said how it ended."""
    _said.set()
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def calls_on_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first signal call a function of the running event loop, instead of what it did before."""
    import asyncio  # takes a while, and the handlers must be there first

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


@contextmanager
def sigint_kept_from_children() -> Iterator[None]:
    """Hold SIGINT back for a block: threads and processes that start in it never get one, this thread gets it after it.

    A terminal sends it to every process of the command; which end, and when, is for the first one to say.
    """
    from multiprocessing import resource_tracker  # rarely needed

    resource_tracker.ensure_running()  # where it starts within the block, it lets SIGINT through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _raise(number: int, _frame: FrameType | None) -> None:
    _note(number)
    raise Stopped(number)


def _note(number: int) -> None:
    _received.append(number)
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    if number == signal.SIGINT:
        end = threading.Timer(AT_MOST, _end)
        end.daemon = True
        end.start()


def _end() -> None:
    """End a process that hangs, in a library's thread say."""
    if not _said.is_set():
        os.write(2, f"{_SHOW_CURSOR if os.isatty(2) else ''}aggregator: {STOPPED}\n".encode())
    os._exit(Stopped(signal.SIGINT).exit_code)


def _raise_again(unraisable: sys.UnraisableHookArgs) -> None:
    """Raise a stop again that came in a place from which nothing can be raised, as a finalizer is."""
    if not isinstance(unraisable.exc_value, Stopped):
        sys.__unraisablehook__(unraisable)
        return
    number = _received[0]

    def again(_number: int, _frame: FrameType | None) -> None:
        raise Stopped(number)

    signal.signal(signal.SIGALRM, again)
    signal.setitimer(signal.ITIMER_REAL, 0.001)

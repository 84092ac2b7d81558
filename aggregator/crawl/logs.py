"""Log records bound to the run and the outlet that they are about, and a line for each stage."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_BOUND: ContextVar[Mapping[str, str]] = ContextVar("bound", default=MappingProxyType({}))


@contextmanager
def bound(**names: str) -> Iterator[None]:
    """Bind the records that are logged inside the block, and in tasks started there: to a `run`, to an `outlet`."""
    token = _BOUND.set({**_BOUND.get(), **names})
    try:
        yield
    finally:
        _BOUND.reset(token)


def bind(record: logging.LogRecord) -> bool:
    """Set `record.bound`, a mapping with `run` and `outlet` where known. A filter for handlers: it lets all through."""
    record.bound = _BOUND.get()
    return True


def log_stage(log: logging.Logger, stage: str, **counts: int) -> None:
    """Log the end of a stage with its counts; the record carries both as `stage` and `counts`."""
    listed = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    log.info("%s: %s", stage, listed, extra={"stage": stage, "counts": counts})

"""JSON as it is served: inside a call, behind a guard, or as JavaScript writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from aggregator.errors import Unreadable

from ..limits import require_modest_json
from ..page.kinds import challenge_in

MAX_WRAPPING = 1_000
"""Characters before the value: a call, a guard, comments, the warnings of a server."""
MAX_TRIES = 12
"""Places in the wrapping at which a value may begin."""
MIN_SHARE = 0.5
"""Share of a document that the longest value in it takes; less is a piece of a broken one."""
MAX_DEPTH = 100
"""Nesting of a value that is read as JavaScript."""
_OPENING = re.compile("""[\\[{"']""")
_DECODER = json.JSONDecoder(strict=False)


def values_in(text: str) -> Iterator[Any]:
    """Yield the objects and arrays that a document may mean, in order: `cb({…});`, `while(1);[…]`, `window["x"]={…}`.

    What strict JSON forbids and JavaScript allows is read too: comments, trailing commas, single quotes, bare keys.
    A text that is itself JSON is unpacked. After the last, raises `Unreadable` if they were but pieces of the document,
    `Quarantined` before the first if they are too many.
    """
    text = text.lstrip("\ufeff")
    require_modest_json(text)
    begin, whole, fault = 0, False, None
    for start in _openings(text):
        if start < begin:
            continue
        try:
            value, end = _value_at(text, start)
        except ValueError as error:
            fault = fault or error
            continue
        for container in containers(value):
            begin = end or begin
            whole = whole or (end - start > MIN_SHARE * len(text) if end else not fault)
            yield container
    if not whole:
        raise _fault(text, fault)


def _openings(text: str) -> Iterator[int]:
    return (found.start() for found in islice(_OPENING.finditer(text, 0, MAX_WRAPPING), MAX_TRIES))


def _value_at(text: str, start: int) -> tuple[Any, int | None]:
    """Return the value at a place and its end, None for JavaScript; raise `ValueError` if there is no value."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        return _javascript(text[start:], error), None


def _javascript(text: str, error: Exception) -> Any:
    """Parse the value that a text begins with as JSON5; `error`: why it is not JSON."""
    import pyjson5  # few documents need it

    try:
        return pyjson5.decode(text, MAX_DEPTH, True)
    except (pyjson5.Json5Exception, RecursionError):
        raise ValueError(str(error)) from error


def containers(value: Any) -> Iterator[Any]:
    """Yield an object or array, or the one that a text is."""
    if isinstance(value, dict | list):
        yield value
    elif isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            yield _DECODER.decode(value)
        except (ValueError, RecursionError):
            return


def _fault(text: str, fault: Exception | None) -> Unreadable:
    start = text.lstrip()
    if fault and not start.startswith("<"):
        return Unreadable(f"broken JSON: {fault}")
    return Unreadable(f"not JSON: {challenge_in(text) or 'begins with ' + repr(start[:40])}")

"""JSON and JSONP lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jmespath

from aggregator.errors import Unreadable
from aggregator.models import Link
from aggregator.registry.outlets import ApiFields, EntryPoint, Outlet

from ..document import Document
from ..page.encoding import decode
from ..page.fragment import plain_title
from .listing import Item, stories_in
from .wrapped_json import containers, values_in

EMPTY = "a JSON list without stories"


def read_api(document: Document, outlet: Outlet, entry: EntryPoint) -> list[Link]:
    """Return the stories in a JSON list, in order, each address once.

    `entry.api` gives the paths of items and fields. Raises `Unreadable` if the body is not JSON, or has no items.
    """
    assert entry.api is not None, "the registry refuses an api entry point without its fields"
    text = decode(document.body, document.content_type, outlet.charset).text
    return stories_in(EMPTY, _items_in(text, entry.api), document, outlet, entry)


def matches_in_api(document: Document, outlet: Outlet, fields: ApiFields) -> list[dict[str, bool]]:
    """Return for each item of a JSON list which paths, with their keys in the outlet's file, find something."""
    text = decode(document.body, document.content_type, outlet.charset).text
    named = {name: path for name in ("title", "time", "source") if (path := getattr(fields, name))}
    return [
        {f"api.{name} {path}": getattr(item, name) is not None for name, path in named.items()}
        for item in _items_in(text, fields)
    ]


def _items_in(text: str, fields: ApiFields) -> list[Item]:
    """Return the items of the first value in the text that has some."""
    faults: list[Unreadable] = []
    for value in values_in(text):
        try:
            if items := list(_items(value, fields)):
                return items
            faults.append(Unreadable(EMPTY))
        except Unreadable as fault:
            faults.append(fault)
    raise faults[0]


@cache
def _path(expression: str) -> Any:
    return jmespath.compile(expression)


def _search(expression: str | None, value: Any) -> Any:
    if expression is None:
        return None
    try:
        return _path(expression).search(value)
    except jmespath.exceptions.JMESPathError as error:
        raise Unreadable(f"the path {expression!r} does not fit the JSON: {type(error).__name__}") from error


def _items(value: Any, fields: ApiFields) -> Iterator[Item]:
    found = _listed(_search(fields.items, value)) or _listed(_search(fields.items, _unpacked(value)))
    if found is None:
        raise Unreadable(f"the JSON has no list at {fields.items!r}")
    for item in found:
        if address := _text(_search(fields.url, item)):
            yield Item(
                address,
                _plain(_text(_search(fields.title, item))),
                _time(_search(fields.time, item)),
                _plain(_text(_search(fields.source, item))),
            )


def _listed(found: Any) -> list[Any] | None:
    """Return a list, also one that a text is, or that PHP wrote as an object because it has gaps."""
    value = next(containers(found), None)
    if isinstance(value, dict) and value and all(isinstance(item, dict) for item in value.values()):
        return [*value.values()]
    return value if isinstance(value, list) else None


def _unpacked(value: Any) -> Any:
    """Return an object with the objects and arrays that its texts are."""
    return {key: next(containers(part), part) for key, part in value.items()} if isinstance(value, dict) else value


def _time(value: Any) -> str | None:
    """Return a time as text, also one that a system wrote as its own type.

    Java `[2026, 11, 23, 8, 30]`, or an object with the milliseconds; PHP `{"date": …, "timezone": "UTC"}`; MongoDB
    `{"$date": …}`.
    """
    while isinstance(value, dict) and len(value) == 1:
        [value] = value.values()
    if isinstance(value, list) and 3 <= len(value) <= 7 and all(isinstance(part, int) for part in value):
        return f"{'-'.join(map(str, value[:3]))} {':'.join(f'{part:02}' for part in value[3:6])}"
    if not isinstance(value, dict):
        return _text(value)
    stated = max(filter(None, map(_text, value.values())), key=len, default=None)
    zone = value.get("timezone")
    return f"{stated} {zone}" if stated and isinstance(zone, str) else stated


def _text(value: Any) -> str | None:
    """Return a string or number as text, anything else as None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _plain(markup: str | None) -> str | None:
    return plain_title(markup) if markup else None

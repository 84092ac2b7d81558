"""JSON and JSONP lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jmespath

from aggregator.errors import Unreadable
from aggregator.models import Link
from aggregator.registry.outlets import ApiFields, EntryPoint, Outlet
from spiders.readers.document import Document
from spiders.readers.lists.listing import Item, collect
from spiders.readers.page.encoding import decode
from spiders.readers.page.kinds import challenge_in
from spiders.readers.page.markup import lines_of, parse_html

_GUARD = (
    r"""(?:\)\]\}'?,?|while\s*\(\s*(?:1|true)\s*\)\s*;?|for\s*\(\s*;\s*;\s*\)\s*;?|throw\s[^;]{1,20};|try\s*\{|;)"""
)
_CHECK = r"""(?:(?:typeof\s)?\s*[\w$.]{1,99}\s*(?:={2,3}\s*["']function["']\s*)?&&)"""
_WRAPPER = re.compile(
    rf"^\s*(?:{_GUARD}\s*)?(?:/\*.{{0,100}}?\*/)?\s*(?:{_GUARD}\s*)?(?:{_CHECK}\s*)?"
    r"(?:(?:(?:var|let|const)\s)?\s*[A-Za-z_$][\w$.\[\]\"']{0,99}\s*=?)?\s*\(?\s*(?=[\[{])"
)
"""The text before the value: `callback(`, `try{x(`, `/**/ typeof x === 'function' && x(`, `)]}'`, `var list =`, `(`."""


def read_api(document: Document, outlet: Outlet, entry: EntryPoint) -> list[Link]:
    """Return the stories in a JSON list, in order, each address once.

    `entry.api` gives the paths of items and fields. Raises `Unreadable` if the body is not JSON, or has no items.
    """
    assert entry.api is not None, "the registry refuses an api entry point without its fields"
    text = decode(document.body, document.content_type, outlet.charset).text
    items = _items(_value(text), entry.api)
    links = collect(items, document, outlet, entry)
    if not links:
        raise Unreadable("a JSON list without stories")
    return links


def _value(text: str) -> Any:
    """Parse the first JSON value in the text, inside a call or not."""
    start = _WRAPPER.match(text.lstrip("\ufeff"))
    if not start:
        raise Unreadable(f"not JSON: {challenge_in(text) or 'begins with ' + repr(text[:40].strip())}")
    try:
        value, _end = json.JSONDecoder(strict=False).raw_decode(text.lstrip("\ufeff"), start.end())
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"broken JSON: {error}") from error
    return value


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
    found = _search(fields.items, value)
    if not isinstance(found, list):
        raise Unreadable(f"the JSON has no list at {fields.items!r}")
    for item in found:
        if address := _text(_search(fields.url, item)):
            yield Item(
                address,
                _plain(_text(_search(fields.title, item))),
                _text(_search(fields.time, item)),
                _plain(_text(_search(fields.source, item))),
            )


def _text(value: Any) -> str | None:
    """Return a string or number as text, anything else as None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _plain(markup: str | None) -> str | None:
    if not markup or ("<" not in markup and "&" not in markup):
        return markup
    return " ".join(line.text for line in lines_of(parse_html(f"<p>{markup}"))) or None

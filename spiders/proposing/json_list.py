"""The paths of a JSON list: where its items are, and in each the address, title, time and source of a story.

They are found by what the values are: one story is known, and the list has it, or others like it. Of the 15 JSON lists
in the samples, all are found with their fields if they have the known story, one of them without the stories whose
address is under another key; if they do not have it, 12 are found, without the source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from statistics import mean
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aggregator.errors import Unreadable
from aggregator.models import Precision
from aggregator.registry.outlets import ApiFields, Outlet
from aggregator.text import letters

from ..readers.addresses import absolute
from ..readers.document import Document
from ..readers.header.dates import parse_moment
from ..readers.header.fields import clean_label
from ..readers.lists.wrapped_json import values_in
from ..readers.page.encoding import decode
from ..readers.page.fragment import plain_title
from ..readers.reading import Moment, Reading
from .url_pattern import is_alike

MAX_NESTING = 6
"""Objects and lists around the items, or inside one of them."""
MAX_AGE = timedelta(days=400)
"""Age of the stories of a list, at most."""
MIN_SHARE = 0.8
"""Share of the items that have a field."""
MAX_TIME_LENGTH = 40
"""Characters of a time; a longer text only mentions one."""
MIN_TITLE_LENGTH = 5
"""Letters of a title, on average: names of authors and sections are shorter."""

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_ADDRESS = re.compile(r"\A(?=.*(?:[/?]|\.s?html?$))[!-~]+")
"""An address, whole or relative: it has a slash, a question mark, or the ending of a page."""
_NUMBER = re.compile(r"[\w-]{3,40}", re.ASCII)
"""A story's number or name, of which its address is made."""
_ENDING = re.compile(r"(?:/|\.s?html?)?")
_DIGITS = re.compile(r"\d+")

Values = Mapping[str, Sequence[str]]
"""Texts and numbers by their path, one an item; an empty text for an item without one."""


class _Items(NamedTuple):
    """A list of items, and the path of their addresses."""

    path: str
    values: Values
    url: str
    addresses: Sequence[str | None]
    alike: int
    """Addresses that are built like that of the known story."""


def fields_in(document: Document, url: str, reading: Reading, outlet: Outlet) -> ApiFields:
    """Return the paths of a JSON list that announces stories like the one at `url`, whose page reads as `reading`.

    Raises `Unreadable` if the document is not JSON, or no list in it has addresses like that.
    """
    text = decode(document.body, document.content_type, outlet.charset).text
    lists = [found for value in values_in(text) for found in _lists(value, document.url, url, outlet)]
    if not lists:
        raise Unreadable("no list in the JSON has addresses like that of the story; give a story that is in it")
    best = max(lists, key=lambda found: found.alike)
    known = best.addresses.index(url) if url in best.addresses else None
    others = {path: values for path, values in best.values.items() if path != best.url}
    return ApiFields(
        items=best.path,
        url=best.url,
        title=_title(others, known, reading),
        time=_time(others, known, reading, document, outlet),
        source=_source(others, known, reading.source_label),
    )


def _lists(value: Any, base: str, url: str, outlet: Outlet) -> Iterator[_Items]:
    """Yield the lists of objects in a value with a path of addresses like that of the story."""
    for path, items in _lists_of_objects(value, "", MAX_NESTING):
        values = _values(items)
        for expression, texts in (*values.items(), *_composed(values, url)):
            addresses = [absolute(text, base) if _ADDRESS.fullmatch(text) else None for text in texts]
            if alike := sum(at is not None and _is_like(at, url, outlet.hosts[0]) for at in addresses):
                yield _Items(path or "@", values, expression, addresses, alike)


def _composed(values: Values, url: str) -> Iterator[tuple[str, list[str]]]:
    """Yield addresses made of a number or name in the items, if that of the known story has one of them at its end."""
    for path, texts in values.items():
        for text in dict.fromkeys(texts):
            before, found, after = url.rpartition(text) if _NUMBER.fullmatch(text) else ("", "", "")
            if found and before.endswith(("/", "_", "-", "=")) and _ENDING.fullmatch(after):
                parts = [f"'{before}'", f"to_string({path})", *([f"'{after}'"] if after else [])]
                yield f"join('', [{', '.join(parts)}])", [f"{before}{each}{after}" for each in texts if each]


def _is_like(address: str, url: str, host: str) -> bool:
    """Return whether an address is that of the story, or differs from it as other stories do."""
    one, other = urlsplit(address), urlsplit(url)
    if (one.hostname, one.path) == (other.hostname, other.path):
        return _DIGITS.sub("0", one.query) == _DIGITS.sub("0", other.query)
    return is_alike(one, other, host)


def _lists_of_objects(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if isinstance(value, list) and (items := [item for item in value if isinstance(item, dict)]):
        yield path, items
    if isinstance(value, dict) and depth:
        for key, inner in value.items():
            yield from _lists_of_objects(inner, _below(path, key), depth - 1)


def _values(items: Sequence[Mapping[str, Any]]) -> Values:
    rows = [dict(_leaves(item, "", MAX_NESTING)) for item in items]
    return {path: [row.get(path, "") for row in rows] for path in dict.fromkeys(path for row in rows for path in row)}


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth:
        for key, inner in value.items():
            yield from _leaves(inner, _below(path, key), depth - 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield path, str(value).strip()


def _below(path: str, key: str) -> str:
    step = key if _NAME.fullmatch(key) else json.dumps(key, ensure_ascii=False)
    return f"{path}.{step}" if path else step


def _path_of(values: Values, known: int | None, is_it: Callable[[str], bool]) -> str | None:
    """Return the first path with the right value in the item of the known story; None if the list lacks that."""
    return None if known is None else next((path for path, texts in values.items() if is_it(texts[known])), None)


def _source(values: Values, known: int | None, label: str | None) -> str | None:
    return _path_of(values, known, lambda text: text != "" and clean_label(text) == label) if label else None


def _title(values: Values, known: int | None, reading: Reading) -> str | None:
    """Return the path of the known title; else of the texts that differ and are called titles, or are the shortest."""
    title = letters(reading.title or "")
    if path := _path_of(values, known, lambda text: bool(title) and letters(plain_title(text) or "") == title):
        return path
    texts = {path: mean(map(len, found)) for path, found in values.items() if _are_texts(found)}
    called = {path: length for path, length in texts.items() if "title" in path.lower()}
    return min(called or texts, key=texts.__getitem__, default=None)


def _are_texts(texts: Sequence[str]) -> bool:
    words = [letters(text) for text in texts if not text.isdigit() and "/" not in text]
    return len(set(words)) >= MIN_SHARE * len(texts) and mean(map(len, words)) >= MIN_TITLE_LENGTH


def _time(values: Values, known: int | None, reading: Reading, document: Document, outlet: Outlet) -> str | None:
    """Return the path of times that fit the known one, else of the last year; a text that names a day is none."""
    published = reading.published

    def read(text: str) -> Moment | None:
        is_one = text and len(text) <= MAX_TIME_LENGTH and not text.startswith(("/", "http"))
        return parse_moment(text, document.fetched_at, outlet.timezone) if is_one else None

    def fit(moments: Sequence[Moment | None]) -> bool:
        if known is not None and published:
            return _is_same(moments[known], published)
        recent = sum(moment is not None and moment.at > document.fetched_at - MAX_AGE for moment in moments)
        return recent >= MIN_SHARE * len(moments)

    read_as = {path: [*map(read, texts)] for path, texts in values.items()}
    fitting = {path: sum(map(_is_to_the_minute, moments)) for path, moments in read_as.items() if fit(moments)}
    return max(fitting, key=fitting.__getitem__, default=None)


def _is_to_the_minute(moment: Moment | None) -> bool:
    return moment is not None and moment.precision is not Precision.DAY


def _is_same(one: Moment | None, other: Moment) -> bool:
    """Return whether two times are the same, as precisely as both are stated."""
    if one is None:
        return False
    if Precision.DAY in {one.precision, other.precision}:
        return one.at.date() == other.at.date()
    return one.at.replace(second=0) == other.at.replace(second=0)

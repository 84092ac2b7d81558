"""Data of a page that speak of its story, and not of another that it recommends: JSON-LD and values in scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from aggregator.text import letters

from .selection import Path

MIN_TITLE_LENGTH = 6
"""Letters from which one title that begins or contains another is the same story's."""
MAX_SCRIPT_LENGTH = 300_000
"""Characters of a script that are searched; a page's state has about 100,000."""
MAX_OBJECT_LENGTH = 4_000
"""Characters before and behind a value in which its object begins and ends."""
MAX_VALUES = 40
"""Values of one key in a page's scripts that are looked at."""

_SCRIPTS = Path("//script[not(@src) and not(@type='application/ld+json')]/text()")
_BRACES = re.compile(r"[{}]")
_TITLE = re.compile(
    r"(?<![\w.-])[\"']?(?:(?:article|news|share|msg)?_?title|headline|subject)[\"']?\s{0,3}[:=]\s{0,3}"
    r"(?:\"(?P<double>(?:[^\"\\\n]|\\.){1,300}+)\"|'(?P<single>(?:[^'\\\n]|\\.){1,300}+)')",
    re.IGNORECASE,
)
_IN_LIST = re.compile(r"(?:\[|\}\s{0,5},)\s{0,5}$")


Value = TypeVar("Value", bound=Hashable)


class Titles(NamedTuple):
    """Titles and addresses by which data are known as the page's own."""

    titles: frozenset[str]
    """As letters."""
    paths: frozenset[str]

    @classmethod
    def of(cls, titles: Iterable[str], addresses: Iterable[str]) -> Titles:
        """Make them from titles and addresses as written."""
        known = frozenset(text for title in titles if len(text := letters(title)) >= MIN_TITLE_LENGTH)
        return cls(known, frozenset(path for address in addresses if (path := _path(address))))

    def has_title(self, title: str) -> bool:
        """Return whether a title is the page's, or begins or contains it."""
        wanted = letters(title)
        return len(wanted) >= MIN_TITLE_LENGTH and any(wanted in known or known in wanted for known in self.titles)

    def has_address(self, address: str) -> bool:
        """Return whether an address is the page's, whatever its scheme and host."""
        return _path(address) in self.paths


def own_things(things: Iterable[Mapping[str, Any]], known: Titles) -> list[Mapping[str, Any]]:
    """Return the objects that speak of the page: by headline or address, else those that speak of no other."""
    listed = list(things)
    own = [thing for thing in listed if _speaks_of(thing, known)]
    if own:
        return [*own, *(thing for thing in listed if not _headline(thing) and thing not in own)]
    titled = [thing for thing in listed if _headline(thing)]
    if len(titled) > 1 or any(map(_addresses, titled)):
        return [thing for thing in listed if not _headline(thing)]
    return listed


def own_values(
    scripts: Iterable[str], key: re.Pattern[str], known: Titles, read: Callable[[str], Value | None]
) -> list[Value]:
    """Return what `read` makes of the values of a key in the scripts; `key` has a group `value`, or `number`.

    A value beside another title than the page's, or in one of several objects, is another story's. Those beside the
    page's title come first; of those beside no title, one is returned, or none if they differ.
    """
    own, unknown = dict[Value, None](), dict[Value, None]()
    for script in scripts:
        for match, _ in zip(key.finditer(script[:MAX_SCRIPT_LENGTH]), range(MAX_VALUES), strict=False):
            if (value := read(_value(match))) is None:
                continue
            before, inside = _object_around(script, match)
            stated = (_unescaped(title["double"] or title["single"]) for title in _TITLE.finditer(inside))
            titles = [title for title in stated if len(letters(title)) >= MIN_TITLE_LENGTH]
            if any(map(known.has_title, titles)):
                own[value] = None
            elif not titles and not _IN_LIST.search(before):
                unknown[value] = None
    return [*own, *(unknown if len(unknown) == 1 else ())]


def _value(match: re.Match[str]) -> str:
    return next(match[name] for name in ("value", "number") if match.groupdict().get(name))


def scripts_of(root: Any) -> list[str]:
    """Return the texts of a page's own scripts."""
    return _SCRIPTS.strings(root)


def _speaks_of(thing: Mapping[str, Any], known: Titles) -> bool:
    return known.has_title(_headline(thing)) or any(map(known.has_address, _addresses(thing)))


def _headline(thing: Mapping[str, Any]) -> str:
    found = thing.get("headline")
    return found if isinstance(found, str) else ""


def _addresses(thing: Mapping[str, Any]) -> list[str]:
    page = thing.get("mainEntityOfPage")
    found = (thing.get("url"), page.get("@id") if isinstance(page, dict) else page)
    return [address for address in found if isinstance(address, str) and _path(address)]


def _path(address: str) -> str:
    """Return the path and query of an address; a site's root has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.path + ("?" + parts.query if parts.query else "")).rstrip("/")


def _object_around(script: str, match: re.Match[str]) -> tuple[str, str]:
    """Return the text before the innermost object around a match, and the object; without one the script around it."""
    before = script[max(0, match.start() - MAX_OBJECT_LENGTH) : match.start()]
    behind = script[match.end() : match.end() + MAX_OBJECT_LENGTH]
    start, end = _opening(before), _closing(behind)
    if start is None:
        return "", ""
    return before[:start], before[start:] + behind[:end]


def _opening(text: str) -> int | None:
    depth = 0
    for brace in reversed(list(_BRACES.finditer(text))):
        depth += 1 if brace[0] == "}" else -1
        if depth < 0:
            return brace.start()
    return None


def _closing(text: str) -> int:
    depth = 0
    for brace in _BRACES.finditer(text):
        depth += 1 if brace[0] == "{" else -1
        if depth < 0:
            return brace.start()
    return len(text)


def _unescaped(text: str) -> str:
    """Return a string of a script as it is read; one that JSON does not know stays as written."""
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text

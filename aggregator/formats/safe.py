"""Make a digest safe to print, whatever a page had in its title: no hidden characters, no links but web links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

T = TypeVar("T")

_SCHEMES = frozenset({"http", "https"})
_HOST = re.compile(r"[a-z0-9._~-]+|[0-9a-f:.]+", re.IGNORECASE)
"""A name in ASCII, or an IPv6 address without its brackets."""
_MENTION = re.compile(r"(?<![\w.%+-])@(?=\S)|@(?![a-z\d-]+\.[a-z])(?=\S)", re.IGNORECASE | re.ASCII)
_MARK_OF_CHATS = re.compile(r"<(?=[!@＠#]|/?at\b|[a-z][a-z\d+.-]*:)", re.IGNORECASE)
_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")


def cleaned(value: T) -> T:
    """Return a value with `one_line` applied to every text in it, at any depth of dataclasses, tuples and mappings."""
    return _cleaned(value)  # type: ignore[no-any-return]  # the walk keeps every type


def _cleaned(value: Any) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value) if field.init}
        )
    return value


def one_line(text: str) -> str:
    """Return a text as one line of visible characters; spaces stay as they are.

    Line breaks and tabs become spaces. All else in Unicode's category C is removed, as in `normalize_text`: controls
    (forbidden in XML 1.0), lone surrogates (forbidden in UTF-8), zero-width and bidirectional marks (they hide text).
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def without_mentions(text: str) -> str:
    """Return a text in which no chat service finds a mention or a link of its markup; mail addresses stay.

    Services notify on `@name`, `<@id>`, `<!channel>` and `<at id=…>` in a plain message, and read `<address|text>` as a
    link. The sign that begins one is printed in its full width.
    """
    return _MARK_OF_CHATS.sub("＜", _MENTION.sub("＠", text))


def _visible(char: str) -> str:
    if char in _BREAKS:
        return " "
    return "" if unicodedata.category(char).startswith("C") else char


def web_address(url: str | None) -> str | None:
    """Return an address for a link, in ASCII; None if it is not http(s) with a host."""
    try:
        parts = urlsplit(url or "")
        parts.port  # noqa: B018 - raises if the port is not a number
        if parts.scheme not in _SCHEMES or not parts.hostname:
            return None
        address = safe_url_string(one_line(url or "").strip())
        return address if _HOST.fullmatch(urlsplit(address).hostname or "") else None
    except ValueError:
        return None

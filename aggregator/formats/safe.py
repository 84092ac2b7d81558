"""What makes a digest fit to print, whatever a page had in its title: no hidden characters, no links but web links."""

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
"""A name in ASCII, or an address of version 6 without its brackets."""
_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")


def cleaned(value: T) -> T:
    """Return a value with every text in it as `one_line` has it; dataclasses, tuples and mappings all the way down."""
    return _cleaned(value)  # type: ignore[no-any-return]  # the walk keeps every type


def _cleaned(value: Any) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, tuple):
        return tuple(map(_cleaned, value))
    if isinstance(value, Mapping):
        return {_cleaned(key): _cleaned(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _cleaned(getattr(value, one.name)) for one in fields(value) if one.init})
    return value


def one_line(text: str) -> str:
    """Return a text as one line of visible characters; spaces stay as they are.

    Line breaks and tabs become spaces. Of Unicode's category C all else goes, as in `normalize_text`: controls, which
    XML 1.0 forbids, lone surrogates, which UTF-8 does, zero-width and bidirectional marks, which hide or turn text.
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char in _BREAKS:
        return " "
    return "" if unicodedata.category(char).startswith("C") else char


def web_address(url: str | None) -> str | None:
    """Return an address as it may stand in a link, in ASCII; None where it is not http(s) with a host."""
    try:
        parts = urlsplit(url or "")
        parts.port  # noqa: B018 - raises where the port is no number
        if parts.scheme not in _SCHEMES or not parts.hostname:
            return None
        address = safe_url_string(one_line(url or "").strip())
        return address if _HOST.fullmatch(urlsplit(address).hostname or "") else None
    except ValueError:
        return None

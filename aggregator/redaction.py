"""Secrets are kept out of logs, reports and errors: passwords in addresses, and values that were read as secrets."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from urllib.parse import quote

HIDDEN = "***"
SHORTEST = 6
"""Length of the shortest value that is searched for: a shorter one is in ordinary words."""
SHORTEST_PART = 10
"""Length of the shortest part of a secret address that is searched for alone."""

# The password ends at the last @ before a space or a quotation mark, as SQLAlchemy reads it; what is only digits before
# a slash is a port. The lengths are bounded, so that a hostile text takes no time.
_LOGIN = re.compile(r"""(\w://[^\s:/?#@"'<>]{0,100}):(?!\d{1,5}[/?#])[^\s"'<>]{0,200}@""")
_PARAMETER = re.compile(
    r"""([?&;](?:[\w-]*(?:password|passwd|secret|token)|pwd|api[_-]?key|access[_-]?key)=)[^&\s"'<>;]+""", re.IGNORECASE
)
_secrets: dict[str, None] = {}


def hide(secret: str) -> str:
    """Keep a value out of whatever is redacted from now on, and the telling parts of an address; return it."""
    _secrets.update(dict.fromkeys(form for form in _forms(secret) if len(form) >= SHORTEST))
    return secret


def redact(text: str) -> str:
    """Return a text with `***` in the place of every secret."""
    text = _PARAMETER.sub(rf"\1{HIDDEN}", _LOGIN.sub(rf"\1:{HIDDEN}@", text))
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Return a text of somebody else with `***` in the place of these secrets: a server may echo what it was sent."""
    for form in sorted({form for secret in filter(None, secrets) for form in _forms(secret)}, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    return text


def has_password(address: str) -> bool:
    """Return whether an address holds a password."""
    return bool(_LOGIN.search(address) or _PARAMETER.search(address))


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield quote(secret, safe="")
    yield b64encode(secret.encode()).decode()
    if "://" in secret:
        parts = re.split(r"[:/?&=@#]+", secret)[1:]
        yield from (part for part in parts if len(part) >= SHORTEST_PART and "." not in part)  # not the host

"""Pages that only forward a browser to another address, by a meta refresh or a script."""

from __future__ import annotations

import re

from w3lib.html import get_meta_refresh

from .addresses import absolute
from .document import Document
from .page.encoding import decode

MAX_SIZE = 5_000
"""Bytes of a page in which a meta refresh is looked for, and of one that forwards by a script."""
AT_ONCE = 1.0
"""Seconds within which a page is left before it is read, whatever it shows."""
MAX_DELAY = 10.0
"""Seconds that a reader is shown a page that forwards; later refreshes are for readers who stay."""
MAX_WORDS = 60
"""Characters that it shows meanwhile."""
MAX_MARKUP = 20_000
"""Characters of a page in which they are counted."""
_HIDDEN = re.compile(
    r"<(script|style|title|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
_LOCATION = re.compile(
    r"""\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*(["'])(?P<address>[^"'\s<>]+)\1\s*(?=[;)}"'\n]|</|$)""",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\bif\s*\(|\bnavigator\b|\bcookie\b")
"""Marks of a script that forwards some readers only, or checks who they are."""


def forward_in(document: Document) -> str | None:
    """Return the address to which a page forwards every reader at once, if it does nothing else."""
    head = document.body[:MAX_SIZE]
    if not (b"refresh" in head.lower() or (len(document.body) <= MAX_SIZE and b"location" in head)):
        return None
    delay, address = _refresh(document)
    if delay <= AT_ONCE and address not in {None, document.url}:
        return address
    text = decode(document.body, document.content_type).text[:MAX_MARKUP]
    if len("".join(_HIDDEN.sub(" ", text).split())) > MAX_WORDS or _CONDITION.search(text):
        return None
    if address:
        return address if delay <= MAX_DELAY else None
    found = _LOCATION.search(text)
    return absolute(found["address"].replace("\\/", "/"), document.url) if found else None


def _refresh(document: Document) -> tuple[float, str | None]:
    """Return after how many seconds a meta refresh leads where."""
    head = decode(document.body[:MAX_SIZE], document.content_type).text
    try:
        delay, address = get_meta_refresh(head, document.url)
    except ValueError:  # an address that no browser follows either
        return 0.0, None
    return delay or 0.0, absolute(address, document.url) if address else None

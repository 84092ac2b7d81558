"""Pages that only forward a browser to another address, by a meta refresh or a script."""

from __future__ import annotations

import re

from w3lib.html import get_meta_refresh

from spiders.readers.addresses import absolute
from spiders.readers.document import Document
from spiders.readers.page.encoding import decode

MAX_SIZE = 5_000
"""Bytes of a page that only forwards; those seen have less than 1,000."""
MAX_DELAY = 10.0
"""Seconds that a reader is shown a page that forwards; later refreshes are for readers who stay."""
MAX_WORDS = 60
"""Characters that it shows meanwhile."""
_HIDDEN = re.compile(r"<(script|style|title|noscript)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_LOCATION = re.compile(
    r"""\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*(["'])(?P<address>[^"'\s<>]+)\1\s*(?=[;)}\n]|</|$)""",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\bif\s*\(|\bnavigator\b|\bcookie\b")
"""Marks of a script that forwards some readers only, or checks who they are."""


def forward_in(document: Document) -> str | None:
    """Return the address to which a page forwards every reader at once, if it does nothing else."""
    body = document.body
    if len(body) > MAX_SIZE or not (b"refresh" in body.lower() or b"location" in body):
        return None
    text = decode(body, document.content_type).text
    if len("".join(_HIDDEN.sub(" ", text).split())) > MAX_WORDS or _CONDITION.search(text):
        return None
    delay, address = get_meta_refresh(text, document.url)
    if address and (delay or 0) <= MAX_DELAY:
        return absolute(address, document.url)
    found = _LOCATION.search(text)
    return absolute(found["address"].replace("\\/", "/"), document.url) if found else None

"""A document as it was fetched: what every reader reads."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Document(NamedTuple):
    """The body of an answer, decoded by its content encoding, with what its reading depends on."""

    body: bytes
    url: str
    """Where it was found, after redirects."""
    fetched_at: datetime
    """Aware; what the document states relative to now is relative to this."""
    content_type: str | None = None
    """Value of the HTTP header."""

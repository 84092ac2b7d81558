"""Names and kinds that values are described by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

Language = Literal["zh", "en"]


def isoformat(value: datetime | None) -> str | None:
    """Write a time for an export: ISO 8601 with its offset, or None."""
    return None if value is None else value.isoformat()


TIME: Mapping[str, Any] = {"serializer": isoformat}
"""Field metadata: how Scrapy's exporters write a time."""


class Precision(StrEnum):
    """How exactly a page states its time: to the minute, or the day only."""

    MINUTE = "minute"
    DAY = "day"


class LinkState(StrEnum):
    """State of a link.

    discovered → stored: its story is in the store (the same transaction wrote both);
    failed: a later run may retry it; gone: 404 or 410; refused: fetched, but not a story.
    """

    DISCOVERED = "discovered"
    STORED = "stored"
    FAILED = "failed"
    GONE = "gone"
    REFUSED = "refused"


class SourceKind(StrEnum):
    """Kind of a source."""

    OUTLET = "outlet"
    AGENCY = "agency"
    AUTHORITY = "authority"
    COMPANY = "company"
    DATA = "data"
    FORUM = "forum"
    ACCOUNT = "account"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Names:
    """A name in the two languages of the digest."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the name in `language`."""
        return self.en if language == "en" else self.zh

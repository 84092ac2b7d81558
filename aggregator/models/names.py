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
"""Field metadata: Scrapy's exporters write the time by it."""


class Precision(StrEnum):
    """How exactly a page states its time: to the minute, or the day only."""

    MINUTE = "minute"
    DAY = "day"


class LinkState(StrEnum):
    """What became of a link.

    discovered → stored: its story is in the store (the same transaction wrote both);
    failed: may be tried again by a later run; gone: 404 or 410; refused: fetched, and no story.
    """

    DISCOVERED = "discovered"
    STORED = "stored"
    FAILED = "failed"
    GONE = "gone"
    REFUSED = "refused"


class SourceKind(StrEnum):
    """What a source is."""

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

"""Ids, language tags and dates of a digest: the same each time it is written."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from aggregator.models import Edition, Entry, Language

LANGUAGE_TAGS: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
"""BCP 47."""
_NAMESPACE = UUID("5e2d0f6c-9d0b-5b8e-8f6c-0c1e5a7d4b21")
"""Of all our ids. Never change it: feed readers would show every entry as new."""
_WEEKDAYS = "一二三四五六日"


def urn(*parts: str) -> str:
    """Return the `urn:uuid:` of these parts (RFC 9562, version 5)."""
    return f"urn:uuid:{uuid5(_NAMESPACE, chr(0).join(parts))}"


def closed(edition: Edition) -> datetime:
    """Return the end of an edition's window, in its zone."""
    return in_zone(edition.end, edition)


def in_zone(moment: datetime, edition: Edition) -> datetime:
    """Return a moment in the zone of an edition."""
    return moment.astimezone(ZoneInfo(edition.zone))


def edition_urn(edition: Edition) -> str:
    """Return the id of an edition: it depends on key and language."""
    return urn("edition", edition.key, edition.language)


def entry_urn(edition: Edition, entry: Entry) -> str:
    """Return the id of an entry: it depends on edition and event, not on the number."""
    return urn("entry", edition.key, edition.language, entry.event)


def printed_date(day: date, language: Language) -> str:
    """Return a date for a masthead: `2026年11月20日 星期五`, `Friday, November 20, 2026`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"
    return f"{calendar.day_name[day.weekday()]}, {calendar.month_name[day.month]} {day.day}, {day.year}"


def spelled_day(day: date, year: int, language: Language) -> str:
    """Return a day, with its year if that is not `year`: `11月20日`, `November 20`."""
    if language == "zh":
        return ("" if day.year == year else f"{day.year}年") + f"{day.month}月{day.day}日"
    return f"{calendar.month_name[day.month]} {day.day}" + ("" if day.year == year else f", {day.year}")


def dated_title(title: str, day: date, language: Language) -> str:
    """Return an edition's title with its date, for a subject or a list of editions."""
    return f"{title} {day.year}年{day.month}月{day.day}日" if language == "zh" else f"{title}, {day:%Y-%m-%d}"

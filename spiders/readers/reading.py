"""What a reader saw on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from aggregator.models import Language, Precision


class PageKind(StrEnum):
    """What a page is; only a `story` becomes one."""

    STORY = "story"
    CHALLENGE = "challenge"
    """A bot check answered with HTTP 200."""
    LIST = "list"
    EMPTY = "empty"
    NOT_FOUND = "not-found"
    """A soft 404."""
    LOGIN = "login"
    VIDEO = "video"
    UNREADABLE = "unreadable"
    """Not text, or not HTML."""
    QUARANTINED = "quarantined"
    """Over a limit of size, time or memory: it would stall the crawl."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a page states it."""

    at: datetime
    """Aware, in the outlet's zone; midnight where the precision is a day."""
    precision: Precision
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page says, each field None where it was not found, never a guess."""

    kind: PageKind
    reason: str | None = None
    """Why it is no story."""
    title: str | None = None
    published: Moment | None = None
    source_label: str | None = None
    source_url: str | None = None
    author: str | None = None
    editor: str | None = None
    text: str = ""
    """Paragraphs, one a line."""
    canonical_url: str | None = None
    next_page: str | None = None
    language: Language = "zh"
    encoding: str = ""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Field → the rule that found it: `layout`, `header:h1`, `meta:og:title`, `general:readability`…"""
    signals: Mapping[str, str] = field(default_factory=dict)
    """Source fields for the attribution: `meta:ContentSource`, `meta:source`, `meta:mediaid`, `meta:article:author`,
    `text:closing` (statements behind the story, one a line)…"""

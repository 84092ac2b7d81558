"""The reading of a page: its kind and the fields found on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from aggregator.models import Language, Precision


class PageKind(StrEnum):
    """Kind of a page; only a `story` is collected."""

    STORY = "story"
    CHALLENGE = "challenge"
    """A bot check served with HTTP 200."""
    BUSY = "busy"
    """A server that asks to come back later, with HTTP 200."""
    FORWARD = "forward"
    """Leads to another address, by a meta refresh or a script."""
    LIST = "list"
    EMPTY = "empty"
    NOT_FOUND = "not-found"
    """A soft 404."""
    LOGIN = "login"
    VIDEO = "video"
    UNREADABLE = "unreadable"
    """Not HTML."""
    QUARANTINED = "quarantined"
    """Over a limit of size, time or memory: it would stall the crawl."""
    CRASHED = "crashed"
    """The reader failed on it, which is a fault of the reader."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time stated by a page."""

    at: datetime
    """Aware, in the outlet's zone; midnight where the precision is a day."""
    precision: Precision
    raw: str


class Field(NamedTuple):
    """A value found on a page, the rule that found it, and the address its link leads to."""

    value: str | None = None
    rule: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Fields of a page; a field that was not found is None, never a guess."""

    kind: PageKind
    reason: str | None = None
    """Why the page is not a story."""
    title: str | None = None
    published: Moment | None = None
    source_label: str | None = None
    source_url: str | None = None
    author: str | None = None
    editor: str | None = None
    text: str = ""
    """Paragraphs, one per line."""
    canonical_url: str | None = None
    next_page: str | None = None
    forward: str | None = None
    """Where a page of the kind `forward` leads."""
    language: Language = "zh"
    encoding: str = ""
    rules: Mapping[str, str] = field(default_factory=dict)
    """The rule that found each field: `layout`, `header:h1`, `meta:og:title`, `general:readability`…"""
    signals: Mapping[str, str] = field(default_factory=dict)
    """Source fields for the attribution: `meta:ContentSource`, `meta:source`, `meta:mediaid`, `meta:article:author`,
    `text:closing` (statements below the story, one per line)…"""

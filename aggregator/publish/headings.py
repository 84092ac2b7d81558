"""What the channels read of an edition to name it: from `digest.json`, which every edition has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.errors import Unreadable
from aggregator.models import Language
from aggregator.models.delivery import Publication

DOCUMENT = "digest.json"
TEXT = "digest.txt"


@dataclass(frozen=True, slots=True)
class Heading:
    """What an edition is called."""

    key: str
    name: str
    date: str
    language: Language
    title: str
    tagline: str
    end: str
    """Close of its window, ISO 8601 with its offset."""
    highlights: tuple[str, ...]

    def fill(self, template: str) -> str:
        """Fill `{title}`, `{date}`, `{edition}`, `{language}` and `{key}`."""
        return template.format(
            title=self.title, date=self.date, edition=self.name, language=self.language, key=self.key
        )


def heading(publication: Publication) -> Heading:
    """Read the heading of an edition; raise `Unreadable` where its JSON document is missing or another one."""
    return read_heading(document(publication, DOCUMENT))


def read_heading(content: bytes) -> Heading:
    """Read the heading from the bytes of a `digest.json`."""
    try:
        found: dict[str, Any] = json.loads(content)
        edition = found["edition"]
        if datetime.fromisoformat(edition["end"]).tzinfo is None:
            raise ValueError(f"end without its offset: {edition['end']}")
        return Heading(
            key=edition["key"],
            name=edition["name"],
            date=edition["date"],
            language=edition["language"],
            title=edition["title"],
            tagline=edition["tagline"],
            end=edition["end"],
            highlights=tuple(map(str, found["highlights"])),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{DOCUMENT}: {error!r}") from error


def document(publication: Publication, name: str) -> bytes:
    """Return a document; raise `Unreadable` where the edition has none of this name."""
    try:
        return publication.documents[name]
    except KeyError as error:
        raise Unreadable(f"{publication.edition} has no {name}") from error

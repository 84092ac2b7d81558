"""The commands correct, replace and withdraw: change a printed entry, with a reason, and let the channels know."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import NoReturn

from aggregator.cli.logs import Logs
from aggregator.cli.options import Places
from aggregator.cli.run import digest_only, request
from aggregator.cli.stores import existing_store
from aggregator.errors import UsageError
from aggregator.formats.document import PrintedEntry, read_document
from aggregator.models import Amendment, AmendmentKind
from aggregator.registry.editions import load_edition_plan
from aggregator.store import Store
from aggregator.urls import story_id

_KEY = re.compile(r"(\d{4}-\d{2}-\d{2})-([a-z][a-z-]*)")
_STORY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of an entry as it was asked for."""

    edition: str
    """Its key, `2026-11-20-evening`."""
    entry: int
    """Number of the entry."""
    kind: AmendmentKind
    reason: str
    headline: str | None = None
    paragraph: str | None = None
    credit: str | None = None
    story: str | None = None
    """Id or address of the story that a replacement is written from."""


def amend_edition(
    places: Places, change: Change, *, publish: bool, mailed: bool, as_json: bool, logs: Logs
) -> NoReturn:
    """Make the edition again with the change, publish it, and exit as `digest` does; a change that fails is not kept.

    Raise `UsageError` for an edition or an entry that is not there.
    """
    if change.kind is AmendmentKind.CORRECT and (change.headline, change.paragraph, change.credit) == (None,) * 3:
        raise UsageError("correct: give --headline, --paragraph or --credit")
    day, name = _edition(change.edition)
    language = load_edition_plan(places.layers, name).language
    with existing_store(places.store) as store:
        entry = _entry(store, change, language)
    amendment = Amendment(
        edition=change.edition,
        event=entry.event,
        kind=change.kind,
        reason=_line("--reason", change.reason),
        at=datetime.now(UTC).replace(microsecond=0),
        headline=change.headline and _line("--headline", change.headline),
        paragraph=change.paragraph and _line("--paragraph", change.paragraph),
        credit=change.credit,
        story=change.story and (change.story if _STORY.fullmatch(change.story) else story_id(change.story)),
    )
    asked = request(places, edition=name, day=day.isoformat(), publish=publish)
    digest_only(replace(asked, amendment=amendment, mailed=mailed), as_json, logs, None)


def _edition(key: str) -> tuple[date, str]:
    found = _KEY.fullmatch(key)
    if found is None:
        raise UsageError(f"not an edition: {key!r}; DATE-NAME, as in 2026-11-20-evening")
    try:
        return date.fromisoformat(found[1]), found[2]
    except ValueError as error:
        raise UsageError(f"not an edition: {key!r}: {error}") from error


def _entry(store: Store, change: Change, language: str) -> PrintedEntry:
    """Return the entry; the edition must be final, since one made before its window closed would get other stories."""
    document = store.digests.get(change.edition, language)
    if document is None:
        raise UsageError(f"{change.edition}: no such edition was made")
    found = read_document(document)
    made = next((each for each in store.digests.made(found.edition.end) if each.key == change.edition), None)
    if made is None or made.at < made.end:
        raise UsageError(f"{change.edition} was made before its window closed: make it again first")
    entry = next((entry for _, entry in found.printed if entry.number == change.entry), None)
    if entry is None:
        raise UsageError(f"{change.edition} has no entry {change.entry}; it has {len(found.printed)}")
    return entry


def _line(option: str, text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise UsageError(f"{option} is empty")
    return line

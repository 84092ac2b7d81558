"""Writing an edition below the output folder: its documents in their own folder, beside it the feeds of editions."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aggregator.crawl.logs import log_stage
from aggregator.errors import Unreadable
from aggregator.files import write_files
from aggregator.formats import EDITIONS, RECENT, EditionSummary, newest_first, render_all, render_editions
from aggregator.models import Digest, Edition, Language
from aggregator.store import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of an edition."""

    documents: Mapping[str, str]
    """Its own, by file name."""
    paths: tuple[Path, ...]
    """All files, the feeds of editions among them."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where editions are written, where that is on the web, and whose templates go before ours."""

    folder: Path
    home: str | None = None
    templates: Path | None = None

    def write(self, digest: Digest, store: Store, told_in: Language | None = None) -> Written:
        """Write an edition and the feeds that list it; `told_in`: its own language where this is a translation.

        All is rendered before any of it is written: a template that is broken raises and changes nothing.
        """
        below = _folder(digest.edition.key, digest.edition.language, told_in)
        documents = render_all(digest, self.templates, self.home, below)
        feeds = self._feeds(digest, store, told_in)
        paths = (*write_files(self.folder / below, documents), *write_files(self.folder, feeds))
        log_stage(_log, "write", files=len(paths))
        return Written(documents, paths)

    def _feeds(self, digest: Digest, store: Store, told_in: Language | None) -> dict[str, str]:
        """Render the feeds of the newest editions in the digest's language, this one among them."""
        edition = digest.edition
        heads = store.digests.recent(edition.language, 2 * RECENT)
        heads.pop(edition.key, None)
        newest = newest_first([EditionSummary.of(digest), *_summaries(heads)])[:RECENT]
        placed = [replace(found, folder=_folder(found.key, found.language, told_in)) for found in newest]
        return render_editions(placed, self.templates, self.home, _stem(edition, told_in))


def _summaries(documents: Mapping[str, Mapping[str, Any]]) -> Iterator[EditionSummary]:
    """Yield a summary of each document; log a warning for one of another version, and skip it."""
    for key, document in documents.items():
        try:
            yield EditionSummary.read(document)
        except Unreadable as error:
            _log.warning("%s is not in the feeds: %s", key, error)


def _folder(key: str, language: Language, told_in: Language | None) -> str:
    return key if told_in in (None, language) else f"{key}/{language}"


def _stem(edition: Edition, told_in: Language | None) -> str:
    """Name the feeds of editions: those in another language by it."""
    return EDITIONS if told_in in (None, edition.language) else f"{EDITIONS}-{edition.language}"

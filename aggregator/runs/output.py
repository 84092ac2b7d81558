"""Put an edition out: write its files, keep it in the store, and queue it for its channels."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from aggregator.crawl.logs import log_stage
from aggregator.errors import Unreadable
from aggregator.files import cannot_write, replacing_below
from aggregator.formats import latest
from aggregator.formats.catalog import EDITIONS, RECENT, feed_links, render_all, render_editions, render_pictures
from aggregator.formats.document import read_head
from aggregator.formats.feed import EditionSummary, newest_first
from aggregator.formats.json import document
from aggregator.formats.latest import Newest, with_edition
from aggregator.formats.linking import leads_to, linked, neighbours_of
from aggregator.formats.site import PAGE, Site
from aggregator.models import Amendment, Digest, Language, PastEntry
from aggregator.models.delivery import Issue
from aggregator.publish.channels import NO_CHANNELS, Channels
from aggregator.publish.latest import answer_in
from aggregator.store import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """The files of an edition."""

    documents: Mapping[str, bytes]
    """Texts and pictures by file name."""
    paths: tuple[Path, ...]
    """Documents, and the feeds of editions."""


@dataclass(frozen=True, slots=True)
class Output:
    """Where editions go."""

    store: Store
    folder: Path
    home: str | None = None
    """Web address of the folder."""
    templates: Path | None = None
    """Folder whose templates replace ours."""
    channels: Channels = NO_CHANNELS
    ordered: frozenset[str] = frozenset()
    """Channels that get a new amendment although they are not repeatable."""

    def put_out(
        self,
        digest: Digest,
        made_at: datetime,
        original: Language | None = None,
        past: Sequence[PastEntry] = (),
        amendment: Amendment | None = None,
    ) -> tuple[Path, ...]:
        """Write a digest, keep it in the store, and queue it for its channels; return its files.

        `original`: the language that it was translated from; `past`: its entries as later editions remember them;
        `amendment`: the new one in it.
        """
        edition = digest.edition
        with self.store.holding():  # a worker that wakes up late must not replace the files of its successor
            written = self.write(digest, original)
        issue = self._issue(digest, written.documents)
        self.store.digests.save(edition.key, edition.language, document(digest), past, made_at, issue, amendment)
        return written.paths

    def write(self, digest: Digest, original: Language | None = None) -> Written:
        """Write an edition below the folder and, beside it, the feeds that list it.

        Everything is rendered and written aside before anything is in place, so an error in a template or a full disk
        changes nothing. The edition comes into place as one folder, then each feed.
        """
        below = _folder(digest.edition.key, digest.edition.language, original)
        documents = render_all(digest, self.templates, self.home, below)
        pictures = render_pictures(digest)
        feeds = self._feeds(digest, original)
        if original is None:
            feeds[latest.FILE] = self._latest(document(digest))
        page, others = self._linked(digest, original, documents[PAGE])
        paths = self._place(below, _encoded({**documents, PAGE: page}) | pictures, feeds, others)
        log_stage(_log, "write", files=len(paths))
        return Written(_encoded(documents) | pictures, paths)

    def _place(
        self, below: str, documents: Mapping[str, bytes], feeds: Mapping[str, str], pages: Mapping[str, str]
    ) -> tuple[Path, ...]:
        try:
            with replacing_below(self.folder) as replacements:
                paths = replacements.folder(below, documents)
                for name, text in pages.items():
                    replacements.file(name, text.encode())
                return (*paths, *(replacements.file(name, text.encode()) for name, text in feeds.items()))
        except OSError as error:
            raise cannot_write(self.folder / below, error) from error

    def _latest(self, written: Mapping[str, Any]) -> str:
        """Return `latest.json` with an edition, by its document."""
        edition = read_head(written).edition
        return latest.render(with_edition(answer_in(self.folder / latest.FILE), Newest.of(edition, edition.key)))

    def _feeds(self, digest: Digest, original: Language | None) -> dict[str, str]:
        """Render the feeds of the newest editions in the digest's language, including this one."""
        edition = digest.edition
        heads = self.store.digests.recent(edition.language, 2 * RECENT)
        heads.pop(edition.key, None)
        newest = newest_first([EditionSummary.of(digest), *_summaries(heads)])[:RECENT]
        placed = [replace(found, folder=_folder(found.key, found.language, original)) for found in newest]
        return render_editions(placed, self.templates, self.home, _stem(edition.language, original))

    def _linked(self, digest: Digest, original: Language | None, page: str) -> tuple[str, dict[str, str]]:
        """Return the page with its links, and by name the pages of other editions that lead to it from now on.

        What is delivered has no links: each channel puts editions elsewhere.
        """
        site, main = Site(self.home, self.templates), original or digest.edition.language
        own = _placed(EditionSummary.of(digest), main)
        present = [own, *(each for each in self._present(main) if each.folder != own.folder)]

        def with_links(edition: EditionSummary, page: str) -> str:
            feeds = feed_links(edition.folder or edition.key, _stem(edition.language, main))
            return linked(page, neighbours_of(edition, present, feeds), site)

        pages = {}
        for each in present[1:]:
            name = f"{each.folder}/{PAGE}"
            if leads_to(each, present, own) and not name.startswith(f"{own.folder}/"):
                pages[name] = with_links(each, (self.folder / name).read_text("utf-8"))
        return with_links(own, page), pages

    def _present(self, main: Language) -> Iterator[EditionSummary]:
        """Yield the newest editions in each language that have a page in the folder."""
        for language in get_args(Language):
            for found in _summaries(self.store.digests.recent(language, 2 * RECENT), logging.DEBUG):
                edition = _placed(found, main)
                if (self.folder / str(edition.folder) / PAGE).is_file():
                    yield edition

    def _issue(self, digest: Digest, documents: Mapping[str, bytes]) -> Issue | None:
        """Return the documents with the channels that take them; due by the clock, even under replay."""
        edition = digest.edition
        taking = self.channels.taking(edition.name, edition.language)
        if not taking:
            return None
        return Issue(
            documents=documents,
            channels=taking,
            at=datetime.now(UTC),
            not_before=self.channels.not_before(edition),
            amendments=digest.revisions,
            ordered=self.ordered.intersection(taking),
        )


def _summaries(documents: Mapping[str, Mapping[str, Any]], level: int = logging.WARNING) -> Iterator[EditionSummary]:
    """Yield a summary of each document; log that one is of another version, and skip it."""
    for key, found in documents.items():
        try:
            yield EditionSummary.read(found)
        except Unreadable as error:
            _log.log(level, "%s is not in the feeds: %s", key, error)


def _encoded(documents: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in documents.items()}


def _folder(key: str, language: Language, original: Language | None) -> str:
    return key if original in (None, language) else f"{key}/{language}"


def _placed(edition: EditionSummary, main: Language) -> EditionSummary:
    return replace(edition, folder=_folder(edition.key, edition.language, main))


def _stem(language: Language, original: Language | None) -> str:
    """Return the file name of the feeds of editions, without its suffix."""
    return EDITIONS if original in (None, language) else f"{EDITIONS}-{language}"

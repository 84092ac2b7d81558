"""A static site: `<key>/…`, `latest/…`, the list of editions, their feeds; each replaced in one step."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from aggregator.errors import Unreadable
from aggregator.files import Replacements, replacing_below
from aggregator.formats.catalog import EDITIONS, FEEDS, RECENT, feed_links, render_editions
from aggregator.formats.document import FILE, Head, read_as, read_head
from aggregator.formats.feed import EditionSummary, newest_first
from aggregator.formats.labels import LABELS
from aggregator.formats.latest import Newest
from aggregator.formats.linking import leads_to, linked, neighbours_of
from aggregator.formats.naming import LANGUAGE_TAGS, printed_date
from aggregator.formats.site import PAGE, Site
from aggregator.models.delivery import Outcome, Publication
from aggregator.publish.folder import outcome_of, place_answer, place_documents, plain
from aggregator.publish.headings import fill, head
from aggregator.publish.sender import Note

LIST = "index.json"
VERSION = 1
"""Goes up when a key of `index.json` is renamed, removed or means something else."""
KEYS = (
    "key", "folder", "title", "masthead", "tagline", "date", "language", "end", "page", "files", "highlights", "number",
)  # fmt: skip
"""Keys of an edition in `index.json`, in order."""
LATEST = "latest"
PAGES = (PAGE, "digest.txt", "digest.md")
"""The first of these is the page that an edition's title links to."""

FORMS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "digest.html": "网页",
        "digest.txt": "文本",
        "digest.md": "Markdown",
        "digest.eml": "邮件",
        "digest.json": "JSON",
    },
    "en": {
        "digest.html": "page",
        "digest.txt": "text",
        "digest.md": "Markdown",
        "digest.eml": "mail",
        "digest.json": "JSON",
    },
}
"""Forms of an edition that the page of editions offers, by language and file name."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(EditionSummary):
    """An edition as the site lists it."""

    folder: str
    date: datetime.date
    page: str
    files: tuple[str, ...]
    number: int | None = None
    """Number of the delivery to the site."""


@dataclass(frozen=True, slots=True)
class SiteList:
    """The editions in `index.json`."""

    editions: tuple[Listed, ...]


_LIST = TypeAdapter(SiteList)


@dataclass(frozen=True, slots=True)
class SiteSender:
    """Writes an edition and the pages that list it; repeating it changes nothing."""

    path: Path
    folder: str
    title: str
    home: str | None = None
    """Web address of the directory."""
    repeatable = True

    @property
    def target(self) -> str:
        """The directory."""
        return str(self.path)

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Write the edition, then `latest/` if it is the newest, then the lists, so that no link is ever dead."""
        return outcome_of(self.path, lambda: self._place(publication))

    def _place(self, publication: Publication) -> None:
        found = head(publication)
        folder = fill(self.folder, found.edition)
        with replacing_below(self.path) as replacements:
            own = replace(_listed(folder, found, publication.documents), number=publication.number)
            editions = newest_first([*self._others(folder), own])
            publication = self._linked(replacements, own, editions, publication)
            place_documents(replacements, folder, found.edition, publication)
            self._renew_latest(replacements, editions, folder, publication)
            place_answer(replacements, self.folder, Newest.of(found.edition, folder, publication.number))
            self._write_lists(replacements, editions)

    def _linked(
        self, replacements: Replacements, own: Listed, editions: Sequence[Listed], publication: Publication
    ) -> Publication:
        """Return the publication with links in its page; renew the pages that lead to it from now on."""
        paged = [edition for edition in editions if PAGE in edition.files]

        def with_links(edition: Listed, page: bytes) -> bytes:
            stem = f"{EDITIONS}-{edition.language}" if self._apart else EDITIONS
            neighbours = neighbours_of(edition, paged, feed_links(edition.folder, stem), "../index.html")
            return linked(page.decode("utf-8"), neighbours, Site(self.home)).encode()

        for each in paged:
            place = self.path / each.folder / PAGE
            if each is not own and leads_to(each, paged, own) and place.is_file():
                replacements.file(f"{each.folder}/{PAGE}", with_links(each, place.read_bytes()))
        if own not in paged:
            return publication
        page = with_links(own, publication.documents[PAGE])
        return replace(publication, documents={**publication.documents, PAGE: page})

    @property
    def _apart(self) -> bool:
        """Whether each language has its own folders, `latest` and feeds."""
        return "{language}" in self.folder

    def _others(self, folder: str) -> Iterator[Listed]:
        """Yield the other editions that are present, from the list, or from their folders if the list is lost."""
        for listed in self._known():
            if listed.folder != folder and (self.path / listed.folder).is_dir():
                yield listed

    def _known(self) -> list[Listed]:
        try:
            return _read_list((self.path / LIST).read_bytes())
        except FileNotFoundError:
            return [*self._scan()]
        except Unreadable as error:
            _log.warning("%s: rebuilt from the folders: %s", self.path, error)
            return [*self._scan()]

    def _scan(self) -> Iterator[Listed]:
        for document in sorted(self.path.glob(f"*/{FILE}")):
            folder = document.parent
            if folder.name.startswith((".", LATEST)):
                continue
            try:
                found = read_head(document.read_bytes())
            except Unreadable as error:
                _log.warning("%s: not listed: %s", folder, error)
                continue
            names = [path.name for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."]
            yield _listed(folder.name, found, dict.fromkeys(names, b""))

    def _renew_latest(
        self, replacements: Replacements, editions: Sequence[Listed], folder: str, publication: Publication
    ) -> None:
        """Copy the edition to `latest/` if none is newer; to `latest-<language>/` if folders name the language."""
        rivals = [listed for listed in editions if not self._apart or listed.language == publication.language]
        if rivals[0].folder != folder:
            return
        latest = f"{LATEST}-{publication.language}" if self._apart else LATEST
        replacements.folder(latest, publication.documents, alone=True)

    def _write_lists(self, replacements: Replacements, editions: Sequence[Listed]) -> None:
        """Write the feeds, then the lists, since the page links to the feeds."""
        feeds = self._write_feeds(replacements, editions)
        rows = {"version": VERSION, "editions": [*map(_row, editions)]}
        text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
        replacements.file(LIST, text.encode())
        replacements.file("index.html", _index(self.title, editions, feeds).encode())

    def _write_feeds(self, replacements: Replacements, editions: Sequence[Listed]) -> list[str]:
        """Write the feeds of the newest editions, per language if these are apart; return their names."""
        languages, written = sorted({listed.language for listed in editions}) if self._apart else [None], list[str]()
        for language in languages:
            newest = [listed for listed in editions if language in (None, listed.language)][:RECENT]
            stem = f"{EDITIONS}-{language}" if language else EDITIONS
            for name, text in render_editions(newest, home=self.home, stem=stem).items():
                replacements.file(name, text.encode())
                written.append(name)
        return written


def _listed(folder: str, found: Head, documents: Mapping[str, bytes]) -> Listed:
    edition = found.edition
    return Listed(
        key=edition.key,
        folder=folder,
        title=edition.title,
        masthead=edition.masthead,
        tagline=edition.tagline,
        date=edition.date,
        language=edition.language,
        end=edition.end,
        page=f"{folder}/{next((name for name in PAGES if name in documents), FILE)}",
        files=tuple(documents),
        highlights=found.highlights,
    )


def _row(listed: Listed) -> dict[str, Any]:
    values = asdict(listed) | {"date": listed.date.isoformat(), "end": listed.end.isoformat()}
    return {key: values[key] for key in KEYS}


def _read_list(content: bytes) -> list[Listed]:
    """Read the list; raise `Unreadable` if it is malformed or leads out of the site."""
    editions = read_as(_LIST, content, LIST).editions
    for listed in editions:
        for name in (listed.folder, *listed.page.split("/", 1), *listed.files):
            plain(name)
    return [*editions]


def _index(title: str, editions: Sequence[Listed], feeds: Sequence[str]) -> str:
    """Render the page that lists the editions: self-contained, with relative links."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(loader=PackageLoader("aggregator.publish", "."), autoescape=True, undefined=StrictUndefined)
    language = editions[0].language if editions else "zh"
    types = {name: next(feed.media_type for feed in FEEDS if name.endswith(f".{feed.suffix}")) for name in feeds}
    page = pages.get_template("index.html.j2")
    days = [(day, [*found]) for day, found in groupby(editions, key=lambda listed: listed.date)]
    words = {"tags": LANGUAGE_TAGS, "labels": LABELS, "forms": FORMS, "date": printed_date}
    return page.render(title=title, language=language, days=days, feeds=types, **words) + "\n"

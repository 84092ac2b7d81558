"""Samples of an outlet's pages and lists, in its own template, each with the expected reading.

`<layout>.html` is a page, `<layout>.json` its story; `<list>.list.*` is the document of an entry point,
`<list>.links.json` its links. `url` or `entry`, and `fetched_at`, are the document's address and time. Only the
stated fields of a story are compared; `unread` names those that no rule reads yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aggregator.errors import SeedError, Unreadable
from aggregator.files import cannot_write, write_file
from aggregator.models import Link
from aggregator.registry.outlets import EntryPoint, Outlet

from .readers.document import Document
from .readers.lists.announcements import read_announcements
from .readers.page.article import matches_on_page, read_article
from .readers.reading import PageKind, Reading

LINKS = ".links.json"
NOTES = frozenset({"url", "fetched_at", "general", "unread", "entry", "links"})
"""Keys of a sample that are not fields of a story."""
MAX_VALUE_LENGTH = 60
"""Characters of a value that a line shows."""

Fields = Mapping[str, Any]


def differences(outlet: Outlet, sample: Path) -> list[str]:
    """Return the fields that are not read as a sample says, one per line; raise `SeedError` if the sample is broken."""
    expected = _table(sample)
    try:
        at = datetime.fromisoformat(expected["fetched_at"])
        compare = _of_list if sample.name.endswith(LINKS) else _of_page
        return list(compare(outlet, sample, expected, at if at.tzinfo else at.replace(tzinfo=outlet.timezone)))
    except KeyError as error:
        raise SeedError(sample, str(error.args[0]), "missing") from error
    except (TypeError, ValueError) as error:
        raise SeedError(sample, "", str(error)) from error


def matches_in_samples(outlet: Outlet, samples: Sequence[Path]) -> list[dict[str, bool]]:
    """Return for each sample page whether the selectors of the outlet's layouts find something; lists have none.

    Raises `SeedError` if a page is missing.
    """
    pages = [sample.with_suffix(".html") for sample in samples if not sample.name.endswith(LINKS)]
    now = datetime.now(UTC)  # selectors do not depend on it
    return [matches_on_page(Document(_content(page), outlet.home, now), outlet) for page in pages]


def write_sample(outlet: Outlet, document: Document, folder: Path, name: str) -> list[Path]:
    """Write a page and what is read from it now, as a sample to be corrected; return both files.

    A page that is not read as a story gets its address and time alone. Raises `AggregatorError` if a file cannot be
    written.
    """
    reading = read_article(document, outlet)
    fields = fields_of(reading) if reading.kind is PageKind.STORY else {}
    facts = {"url": document.url, "fetched_at": document.fetched_at.isoformat(timespec="seconds")}
    known = facts | {key: value for key, value in fields.items() if value}
    text = json.dumps(known, ensure_ascii=False, indent=2) + "\n"
    paths = {folder / f"{name}.html": document.body, folder / f"{name}.json": text.encode()}
    try:
        return [write_file(path, content) for path, content in paths.items()]
    except OSError as error:
        raise cannot_write(folder, error) from error


def _table(path: Path) -> Fields:
    try:
        table = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SeedError(path, "", error.strerror or str(error)) from error
    except ValueError as error:
        raise SeedError(path, "", f"not JSON: {error}") from error
    if not isinstance(table, dict):
        raise SeedError(path, "", "not a table of fields")
    return table


def _of_page(outlet: Outlet, sample: Path, expected: Fields, at: datetime) -> Iterator[str]:
    reading = read_article(Document(_content(sample.with_suffix(".html")), expected["url"], at), outlet)
    if reading.kind is not PageKind.STORY:
        yield f"kind: read as {reading.kind}: {reading.reason}"
        return
    if not outlet.is_story(expected["url"]):
        yield "url: the outlet's pattern does not match it"
    wanted = {name: value for name, value in expected.items() if name not in NOTES}
    yield from _different(fields_of(reading), wanted | dict.fromkeys(expected.get("unread", ())), sample)


def _of_list(outlet: Outlet, sample: Path, expected: Fields, at: datetime) -> Iterator[str]:
    entry = _entry(outlet, expected["entry"], sample)
    name = sample.name.removesuffix(LINKS)
    documents = sorted(sample.parent.glob(f"{name}.list.*"))
    if not documents:
        raise SeedError(sample, "", f"no document {name}.list.* beside it")
    try:
        links = read_announcements(Document(_content(documents[0]), entry.url, at), outlet, entry)
    except Unreadable as error:
        yield f"links: {error}"
        return
    if len(links) != len(expected["links"]):
        yield f"links: read {len(links)}, expected {len(expected['links'])}"
    for number, (link, wanted) in enumerate(zip(links, expected["links"], strict=False)):
        stated = {name: value for name, value in wanted.items() if name != "text"}
        yield from (f"links[{number}].{line}" for line in _different(fields_of_link(link), stated, sample))


def _entry(outlet: Outlet, url: str, sample: Path) -> EntryPoint:
    for entry in outlet.entries:
        if entry.url == url:
            return entry
    raise SeedError(sample, "entry", f"{outlet.id} has no entry point at {url}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SeedError(path, "", error.strerror or str(error)) from error


def fields_of(reading: Reading) -> Fields:
    """Return the fields of a reading by their keys in a sample."""
    moment = reading.published
    return {
        "title": reading.title,
        "published": moment.at.isoformat() if moment else None,
        "precision": moment.precision.value if moment else None,
        "source_label": reading.source_label,
        "source_url": reading.source_url,
        "author": reading.author,
        "editor": reading.editor,
        "text": reading.text.split("\n"),
    }


def fields_of_link(link: Link) -> Fields:
    """Return the fields of a link by their keys in a sample."""
    published = link.published.isoformat() if link.published else None
    return {"url": link.url, "title": link.title, "published": published, "source_label": link.source_label}


def _different(read: Fields, wanted: Fields, sample: Path) -> Iterator[str]:
    for name, value in wanted.items():
        if name not in read:
            raise SeedError(sample, name, "unknown key")
        if read[name] != value:
            yield f"{name}: read {_short(read[name])}, expected {_short(value)}"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"

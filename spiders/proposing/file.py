"""The proposed file: valid TOML, with a comment on everything that needs review."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aggregator.models import Language
from aggregator.registry.outlets import EntryPoint, legend
from aggregator.text.counted import counted

PATHS = {"items", "url", "title", "time", "source"}
"""Keys of a JSON list that are found."""


class EntryFound(NamedTuple):
    """An entry point of the outlet, and what it announces; nothing if a page names it and it was not read."""

    entry: EntryPoint
    stories: int = 0
    others: int = 0
    """Addresses that the proposed pattern throws out."""


class Tried(NamedTuple):
    """The selectors, tried on several stories."""

    pages: int
    found: Mapping[str, int]
    """Pages on which the selector of a field finds something."""
    missing: int
    """Pages that could not be read, beside those."""


class Proposal(NamedTuple):
    """Facts about an outlet gathered from one of its stories, and from others like it."""

    id: str
    zh: str
    en: str
    home: str
    hosts: Sequence[str]
    source: str | None
    """Its source, if the registry knows that."""
    language: Language
    zone: str
    charset: str
    story: str | None
    entries: Sequence[EntryFound]
    selectors: Mapping[str, str]
    read: Mapping[str, str]
    """Value of each field on the page, for the comments."""
    tried: Tried
    seen: str
    """The page, and the day it was fetched."""


def to_toml(proposal: Proposal) -> str:
    """Return the text of the file."""
    return "\n".join([*_head(proposal), *_entries(proposal), *_layout(proposal)]) + "\n"


def _head(proposal: Proposal) -> Iterator[str]:
    yield f"# Proposed from {_plain(proposal.seen)}: look at every line."
    yield f"# `certainty` says how facts are known: {legend()}."
    yield f"id = {quoted(proposal.id)}"
    yield f"name = {{ zh = {quoted(proposal.zh)}, en = {quoted(proposal.en)} }}"
    yield f"home = {quoted(proposal.home)}"
    yield f"hosts = [{', '.join(map(quoted, proposal.hosts))}]"
    if proposal.source:
        yield f"source = {quoted(proposal.source)}"
    if proposal.language != "zh":
        yield f"language = {quoted(proposal.language)}"
    yield f"zone = {quoted(proposal.zone)} # pages state no zone"
    yield f"charset = {quoted(proposal.charset)}"
    if proposal.story:
        yield f"story = {quoted(proposal.story)}"


def _entries(proposal: Proposal) -> Iterator[str]:
    for found in proposal.entries:
        entry = found.entry
        yield from ("", f"[[entries]] # {_announced(found)}", f"kind = {quoted(entry.kind)}")
        yield f"url = {quoted(entry.url)}"
        yield f"certainty = {quoted(entry.certainty)}"
        if entry.api:
            yield from ("", "[entries.api]")
            yield from (
                f"{name} = {quoted(path)}" for name, path in entry.api.model_dump(exclude_defaults=True).items()
            )


def _announced(found: EntryFound) -> str:
    if found.stories or found.others:
        others = f", and {counted(found.others, 'address')} that `story` throws out" if found.others else ""
        return f"announced {counted(found.stories, 'story')}{others}"
    if found.entry.kind == "feed":
        return "named by the page, not read"
    return "no feed is known: the home page, or better the channel's list"


def _layout(proposal: Proposal) -> Iterator[str]:
    if not proposal.selectors:
        return
    yield from ("", "[[layouts]] # left out: what the general rules find and no selector does")
    pages, found, missing = proposal.tried
    if pages > 1 or missing:
        unread = f"; {missing} more could not be read" if missing else ""
        yield f"# Tried on {counted(pages, 'story')}{unread}."
    for field, css in proposal.selectors.items():
        silent = f"; found on {found[field]} of {pages} pages" if found[field] < pages else ""
        yield f"{field} = [{quoted(css)}] # {_plain(proposal.read[field])}{silent}"
    yield 'certainty = "single"'


def quoted(text: str) -> str:
    """Return a TOML string; a literal one for backslashes, so that a pattern stays readable."""
    text = _plain(text)
    if "\\" in text and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def _plain(text: str) -> str:
    """Return a text on one line, without characters that TOML forbids."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\ufeff]+", " ", text).strip()

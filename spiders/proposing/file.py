"""The proposed file: valid TOML, with a comment on everything that needs review."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aggregator.models import Language


class FeedFound(NamedTuple):
    """A feed of the outlet and its number of stories; None if the feed is named by a page but was not read."""

    url: str
    announced: int | None


class Proposal(NamedTuple):
    """Facts about an outlet gathered from one of its stories."""

    id: str
    zh: str
    en: str
    home: str
    hosts: Sequence[str]
    source: str
    source_is_known: bool
    language: Language
    zone: str
    charset: str
    story: str | None
    feeds: Sequence[FeedFound]
    selectors: Mapping[str, str]
    read: Mapping[str, str]
    """Value of each field on the page, for the comments."""
    seen: str
    """The page, and the day it was fetched."""


def to_toml(proposal: Proposal) -> str:
    """Return the text of the file."""
    return "\n".join([*_head(proposal), *_entries(proposal), *_layout(proposal)]) + "\n"


def _head(proposal: Proposal) -> Iterator[str]:
    names = f"{{ zh = {quoted(proposal.zh)}, en = {quoted(proposal.en)} }}"
    yield f"# Proposed from {_plain(proposal.seen)}: look at every line."
    if not proposal.source_is_known:
        source = quoted(proposal.source)
        yield "# Its source is new: add this line to sources.toml, without its #."
        yield f'#  {{ id = {source}, name = {names}, kind = "outlet" }},'
    yield f"id = {quoted(proposal.id)}"
    yield f"name = {names}"
    yield f"home = {quoted(proposal.home)}"
    yield f"hosts = [{', '.join(map(quoted, proposal.hosts))}]"
    yield f"source = {quoted(proposal.source)}"
    if proposal.language != "zh":
        yield f"language = {quoted(proposal.language)}"
    yield f"zone = {quoted(proposal.zone)} # pages state no zone"
    yield f"charset = {quoted(proposal.charset)}"
    if proposal.story:
        yield f"story = {quoted(proposal.story)}"


def _entries(proposal: Proposal) -> Iterator[str]:
    for feed in proposal.feeds:
        note = "named by the page, not read" if feed.announced is None else f"announced {feed.announced} stories"
        yield from ("", f"[[entries]] # {note}", 'kind = "feed"', f"url = {quoted(feed.url)}")
        yield f'certainty = "{"single" if feed.announced else "guess"}"'
    if not proposal.feeds:
        yield from ("", "[[entries]] # no feed is known: the home page, or better the channel's list")
        yield from ('kind = "listing"', f"url = {quoted(proposal.home)}", 'certainty = "guess"')


def _layout(proposal: Proposal) -> Iterator[str]:
    if not proposal.selectors:
        return
    yield from ("", "[[layouts]] # left out: what the general rules find and no selector does")
    for field, css in proposal.selectors.items():
        yield f"{field} = [{quoted(css)}] # {_plain(proposal.read[field])}"
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

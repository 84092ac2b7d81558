"""The formats of a digest by name, and all of them at once.

Apart from the package, of which a crawl needs little and an edition all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aggregator.formats import atom, card, document, html, ics, json, jsonfeed, mail, markdown, ninjs, rss, script, text
from aggregator.formats.feed import EditionSummary, Feed, of_editions, of_entries
from aggregator.formats.linking import FeedLink, up
from aggregator.formats.site import NOWHERE, Site
from aggregator.models import Digest

EDITIONS = "editions"
"""File name of the feeds of editions, without suffix."""
RECENT = 30
"""Editions in these feeds: a fortnight of mornings and evenings, for a reader who was away."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of the digest: its file name, media type and writer."""

    file_name: str
    media_type: str
    write: Callable[[Digest, Site], str]
    applies: Callable[[Digest], bool] = lambda _: True
    """Whether a digest is written in it."""

    def render(self, digest: Digest, site: Site = NOWHERE) -> str:
        """Write a digest in this format."""
        return self.write(digest, site)


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A format of feeds: its suffix, media type and writer."""

    suffix: str
    media_type: str
    write: Callable[[Feed, str], str]

    def of_digest(self) -> Format:
        """Return the format of a digest as a feed of its entries."""
        name = f"feed.{self.suffix}"
        return Format(name, self.media_type, lambda digest, site: self.write(of_entries(digest, site), name))


FEEDS = (
    FeedFormat("rss", rss.MEDIA_TYPE, rss.write),
    FeedFormat("atom", atom.MEDIA_TYPE, atom.write),
    FeedFormat("json", jsonfeed.MEDIA_TYPE, jsonfeed.write),
)

FORMATS: Mapping[str, Format] = {
    "text": Format(text.FILE, "text/plain", lambda digest, _: text.render(digest)),
    "markdown": Format("digest.md", "text/markdown", lambda digest, _: markdown.render(digest)),
    "json": Format(document.FILE, "application/json", lambda digest, _: json.render(digest)),
    "html": Format("digest.html", "text/html", html.render),
    "email": Format("digest.eml", "message/rfc822", mail.render),
    "calendar": Format("digest.ics", ics.MEDIA_TYPE, lambda digest, _: ics.render(digest), ics.has_days),
    "script": Format(
        script.FILE, "text/plain", lambda digest, _: script.render(digest), lambda digest: digest.edition.script
    ),
    "ninjs": Format("digest.ninjs.json", "application/json", ninjs.render),
    **{name: feed.of_digest() for name, feed in zip(("rss", "atom", "jsonfeed"), FEEDS, strict=True)},
}


def render_all(
    digest: Digest, templates: Path | None = None, home: str | None = None, folder: str | None = None
) -> dict[str, str]:
    """Return the digest in every format, by file name.

    `templates`: a folder whose templates replace ours; `home`: the web address of the output folder; `folder`: the
    documents' folder below it, by default the edition's key. A missing or broken template raises `AggregatorError`
    with its file and line.
    """
    site = Site(home, templates, folder)
    return {format_.file_name: format_.render(digest, site) for format_ in FORMATS.values() if format_.applies(digest)}


def render_pictures(digest: Digest) -> dict[str, bytes]:
    """Return the pictures of a digest by file name: its card, if the edition has one."""
    return {card.FILE: card.render(digest)} if digest.edition.card else {}


def feed_links(folder: str, stem: str = EDITIONS) -> tuple[FeedLink, ...]:
    """Return the links from a page in a folder to the feeds of editions."""
    return tuple(
        FeedLink(up(folder, f"{stem}.{feed.suffix}"), feed.media_type, f"{stem}.{feed.suffix}") for feed in FEEDS
    )


def render_editions(
    editions: Sequence[EditionSummary],
    templates: Path | None = None,
    home: str | None = None,
    stem: str = EDITIONS,
) -> dict[str, str]:
    """Return the feeds of editions, newest first, by file name: `editions.rss`, `editions.atom`, `editions.json`.

    `stem`: the file name instead of `editions`.
    """
    feed = of_editions(editions, Site(home, templates))
    names = {feed_format: f"{stem}.{feed_format.suffix}" for feed_format in FEEDS}
    return {name: feed_format.write(feed, name) for feed_format, name in names.items()}

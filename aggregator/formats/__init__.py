"""The forms in which a digest is written: each a pure function from a `Digest` to text, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aggregator.formats import atom, document, html, json, jsonfeed, mail, markdown, ninjs, rss, text
from aggregator.formats.feed import EditionSummary, Feed, newest_first, of_editions, of_entries
from aggregator.formats.site import NOWHERE, Site
from aggregator.models import Digest

EDITIONS = "editions"
"""What the files of the feeds of editions are called."""
RECENT = 30
"""Editions that their feeds hold: a fortnight of mornings and evenings, which a reader who was away has missed."""

__all__ = [
    "EDITIONS",
    "FEEDS",
    "FORMATS",
    "RECENT",
    "EditionSummary",
    "Format",
    "Site",
    "newest_first",
    "render_all",
    "render_editions",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of the digest, the name of its file and its media type."""

    file_name: str
    media_type: str
    write: Callable[[Digest, Site], str]

    def render(self, digest: Digest, site: Site = NOWHERE) -> str:
        """Write a digest in this form."""
        return self.write(digest, site)


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A form of feed: the end of its file names, its media type."""

    suffix: str
    media_type: str
    write: Callable[[Feed, str], str]

    def of_digest(self) -> Format:
        """Return the form of a digest that is a feed of its entries."""
        name = f"feed.{self.suffix}"
        return Format(name, self.media_type, lambda digest, site: self.write(of_entries(digest, site), name))


FEEDS = (
    FeedFormat("rss", rss.MEDIA_TYPE, rss.write),
    FeedFormat("atom", atom.MEDIA_TYPE, atom.write),
    FeedFormat("json", jsonfeed.MEDIA_TYPE, jsonfeed.write),
)

FORMATS: Mapping[str, Format] = {
    "text": Format("digest.txt", "text/plain", lambda digest, _: text.render(digest)),
    "markdown": Format("digest.md", "text/markdown", lambda digest, _: markdown.render(digest)),
    "json": Format(document.FILE, "application/json", lambda digest, _: json.render(digest)),
    "html": Format("digest.html", "text/html", html.render),
    "email": Format("digest.eml", "message/rfc822", mail.render),
    "ninjs": Format("digest.ninjs.json", "application/json", ninjs.render),
    **{name: form.of_digest() for name, form in zip(("rss", "atom", "jsonfeed"), FEEDS, strict=True)},
}


def render_all(
    digest: Digest, templates: Path | None = None, home: str | None = None, folder: str | None = None
) -> dict[str, str]:
    """Return the digest in every format, by file name.

    `templates`: a folder whose templates go before ours; `home`: the web address of the output folder; `folder`: where
    the documents lie below it, if not in the folder called by the edition's key. A template that is missing or broken
    raises `AggregatorError` with its file and line.
    """
    site = Site(home, templates, folder)
    return {form.file_name: form.render(digest, site) for form in FORMATS.values()}


def render_editions(
    editions: Sequence[EditionSummary],
    templates: Path | None = None,
    home: str | None = None,
    stem: str = EDITIONS,
) -> dict[str, str]:
    """Return the feeds of editions, newest first, by file name: `editions.rss`, `editions.atom`, `editions.json`.

    `stem`: what the files are called instead of `editions`.
    """
    feed = of_editions(editions, Site(home, templates))
    names = {form: f"{stem}.{form.suffix}" for form in FEEDS}
    return {name: form.write(feed, name) for form, name in names.items()}

"""The kind of a page that is not a story: a challenge, notice, list, login wall, soft 404, video or empty shell."""

from __future__ import annotations

import re
from typing import NamedTuple

from aggregator.text import letters
from aggregator.text.words import family

from ..header.header import Header
from ..reading import PageKind
from .body import BodyText
from .lists import LINKS, MIN_LINKS, list_reason
from .page import Page
from .paragraphs import MIN_STORY_LENGTH
from .selection import Path

MAX_CHALLENGE_SIZE = 30_000
"""Characters; the challenge pages seen have 1,000 to 12,000."""
MAX_SHELL_LENGTH = 200
"""Letters of a text below which the page's title and scripts are believed over the text."""
MAX_NOTICE_LENGTH = 60
"""Letters of a text below which it can be an error notice and not a flash."""
MAX_OPENING_LINES = 30

_SAYS = {
    PageKind.CHALLENGE: family("pages.challenge").pattern(),
    PageKind.BUSY: family("pages.busy").pattern(),
    PageKind.NOT_FOUND: family("pages.not_found").pattern(),
    PageKind.LOGIN: family("pages.login").pattern(),
}
_FORMATS = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
}
_ZIP = b"PK\x03\x04"
_IN_ZIP = {b"word/": "DOCX", b"xl/": "XLSX", b"ppt/": "PPTX", b"OFD.xml": "OFD", b"opendocument": "ODF"}
"""Names of members, or what the first one holds, by which a ZIP file shows what it is."""
_SAMPLE = 4_096
"""Bytes or characters of a document that show its format."""
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r\f\x1a\x1b"))
MAX_CONTROL_SHARE = 0.02
"""Of the characters of a text; bytes that are none have a tenth."""
_PASSWORD = Path("boolean(//input[@type='password'])")
_PLAYER = Path("boolean(//video|//object|//embed|//iframe[contains(@src,'player') or contains(@src,'video')])")
_HREFS = Path("/descendant::a/@href")
_ATTACHMENT = re.compile(r"(?<![^/])[^/]+\.(?:pdf|docx?|xlsx?|pptx?|ofd|wps|rtf|zip|rar)(?=[?#]|$)", re.IGNORECASE)


class Verdict(NamedTuple):
    """A kind, and why the page is not a story."""

    kind: PageKind
    reason: str | None


def no_text(body: bytes, text: str) -> str | None:
    """Return why bytes are not HTML, if they are not: an empty body, or a binary format; `text`: the bytes decoded."""
    if not body.strip():
        return "an empty body"
    if name := _format_of(body):
        return f"not read: {name}"
    sample = text[:_SAMPLE].encode("utf-8", "replace")
    kept = sample.translate(None, _CONTROLS)
    return "not read: a binary format" if len(sample) - len(kept) > MAX_CONTROL_SHARE * len(sample) else None


def _format_of(body: bytes) -> str | None:
    """Return the name of the binary format of a document, by its first bytes."""
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:_SAMPLE]
    if head.startswith(_ZIP):
        return next((name for member, name in _IN_ZIP.items() if member in head), "ZIP")
    return next((name for mark, name in _FORMATS.items() if head.startswith(mark)), None)


def challenge_in(text: str) -> str | None:
    """Return the mark that shows a short document to be a bot check, if it is one."""
    if len(text) > MAX_CHALLENGE_SIZE:
        return None
    return next((mark for mark in family("pages.bot_check").words if mark in text), None)


def verdict_on(header: Header, body: BodyText, dated: bool) -> Verdict:
    """Classify a page by its fields; `dated`: a time of publication was found."""
    size = len(letters("".join(body.paragraphs)))
    if size < MAX_SHELL_LENGTH and (verdict := _shell(header, body, size < MAX_NOTICE_LENGTH and not dated)):
        return verdict
    if size < MIN_STORY_LENGTH:
        return _empty(header.page)
    if body.rule != "layout" and (reason := list_reason(header, body)):
        return Verdict(PageKind.LIST, reason)
    return Verdict(PageKind.STORY, None)


def _shell(header: Header, body: BodyText, may_be_notice: bool) -> Verdict | None:
    """Return the verdict on a page with next to no text that is a challenge, a soft 404 or a login wall.

    Its title is believed, and its text if that may be a notice: shorter than a flash, and without a time.
    """
    page = header.page
    if mark := challenge_in(page.decoded.text):
        return Verdict(PageKind.CHALLENGE, f"a bot check ({mark})")
    words = f"{page.title}\n{header.title or ''}"
    if may_be_notice:
        words += "\n" + (" ".join(body.paragraphs) or _opening(page))
    for kind, says in _SAYS.items():
        if (may_be_notice or kind is not PageKind.BUSY) and (match := says.search(words)):
            return Verdict(kind, f"says {match[0].strip()!r}")
    return None


def _opening(page: Page) -> str:
    """Return the words of a page without a body, if they are few."""
    text = " ".join(line.text for line in page.lines[:MAX_OPENING_LINES])
    return text if len(text) <= MAX_SHELL_LENGTH else ""


def _empty(page: Page) -> Verdict:
    """Classify a page without a story: a login form, a player, only links, or nothing at all."""
    links = LINKS.count(page.root)
    if links >= MIN_LINKS:
        return Verdict(PageKind.LIST, f"{links} links and no story")
    if _PASSWORD.holds(page.root):
        return Verdict(PageKind.LOGIN, "asks for a password")
    if _PLAYER.holds(page.root) or page.metas.get("og:type", "").startswith("video"):
        return Verdict(PageKind.VIDEO, "a player and no text")
    if attached := next(filter(None, map(_ATTACHMENT.search, _HREFS.strings(page.root))), None):
        return Verdict(PageKind.EMPTY, f"no text but an attachment, not read: {attached[0]}")
    return Verdict(PageKind.EMPTY, "no text")

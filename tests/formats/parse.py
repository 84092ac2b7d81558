"""Read `digest.txt` back, to check that it keeps exactly to its form; Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aggregator.errors import Unreadable
from aggregator.formats.labels import LABELS
from aggregator.formats.text import MARKS, Marks
from aggregator.models import Language

_DATELINE: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(r"\d{1,2}月\d{1,2}日消息，"),
    "en": re.compile(r"On [A-Z][a-z]+ \d{1,2}, "),
}
_BRACKETS: dict[Language, tuple[str, str]] = {"zh": ("（", "）"), "en": ("(", ")")}


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """An entry as printed."""

    number: int
    section: str
    headline: str
    dateline: str
    paragraph: str
    credit: str
    revisions: tuple[str, ...] = ()
    """Lines that say what was changed after it was printed."""
    address: str | None = None
    followups: tuple[tuple[str, str], ...] = ()
    """Other reports on its event: the line, and its credit."""


@dataclass(frozen=True, slots=True)
class ParsedBrief:
    """An entry of one line, as printed."""

    number: int
    headline: str
    credit: str
    revisions: tuple[str, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedDigest:
    """A digest as printed."""

    language: Language
    title: str
    highlights: tuple[str, ...]
    tagline: str
    sections: tuple[str, ...]
    entries: tuple[ParsedEntry, ...]
    note: str | None
    """Note on the fields that machines wrote."""
    title_lines: tuple[str, ...] = ()
    briefs: tuple[ParsedBrief, ...] = ()
    head: str = ""
    """Day, window and the like."""
    outlets: tuple[str, ...] = ()
    """Lines that name the outlets that were read."""
    calendar: tuple[str, ...] = ()
    """Lines of the days that bind."""


def parse_text(text: str) -> ParsedDigest:
    """Read a digest; raise `Unreadable` with the line that breaks the form.

    The form: title, colon and as a rule lines of news; a line with the day and the like, or none; numbered highlights,
    `；` after each and `……` after the last (`;` and `...` in English); an empty line; the tag line; sections, each its
    name and numbered headlines with one paragraph under them that ends with the credit in brackets; then the briefs,
    numbered lines with their credits. Under an entry may be its address, other reports on its event, and lines that say
    what was changed after print. Numbers run on. Blocks may list days that bind and the outlets that were read; a
    last line may say what machines wrote.
    """
    lines = _Lines(text)
    language, title, title_lines = _title(lines)
    head = "" if lines.next in (None, "") or _is_numbered(lines, language) else lines.take()
    highlights = tuple(_highlights(lines, language))
    lines.expect("")
    tagline = lines.take()
    entries = tuple(_entries(lines, language))
    briefs = tuple(_briefs(lines, language, len(entries) + 1))
    sections = tuple(dict.fromkeys(entry.section for entry in entries))
    calendar = tuple(_block(lines, LABELS[language].calendar, language))
    outlets = tuple(_block(lines, LABELS[language].outlets, language))
    known = ParsedDigest(language, title, highlights, tagline, sections, entries, lines.next, title_lines, briefs, head)
    return replace(known, outlets=outlets, calendar=calendar)


def _is_numbered(lines: _Lines, language: Language) -> bool:
    return (lines.next or "").startswith(MARKS[language].numbered(1, ""))


class _Lines:
    """The unread lines."""

    def __init__(self, text: str) -> None:
        if not text.endswith("\n"):
            raise Unreadable("the last line is not ended")
        self._lines, self._at = text[:-1].split("\n"), 0

    @property
    def next(self) -> str | None:
        """The next line, or None after the last."""
        return self._lines[self._at] if self._at < len(self._lines) else None

    @property
    def ends(self) -> bool:
        """Whether the next line is the last."""
        return self._at == len(self._lines) - 1

    def take(self) -> str:
        """Return the next line and advance."""
        line = self.next
        if line is None:
            raise Unreadable("the text ends too early")
        self._at += 1
        return line

    def expect(self, line: str) -> None:
        """Skip a line that must be this one."""
        if self.next != line:
            raise self.wrong(f"expected {line!r}")
        self._at += 1

    def wrong(self, reason: str) -> Unreadable:
        """Return the error for the next line."""
        return Unreadable(f"line {self._at + 1}: {reason}: {self.next!r}")


def _title(lines: _Lines) -> tuple[Language, str, tuple[str, ...]]:
    for language, marks in MARKS.items():
        title, colon, news = (lines.next or "").partition(marks.colon)
        if colon:
            lines.take()
            return language, title, tuple(line.strip() for line in news.split(marks.between) if line.strip())
    raise lines.wrong("expected the title with its colon")


def _highlights(lines: _Lines, language: Language) -> Iterator[str]:
    marks, number = MARKS[language], 1
    while lines.next:
        last = not lines.next.endswith(marks.between)
        line = _numbered(lines, marks, number)
        mark = marks.last if last else marks.between
        if not line.endswith(mark):
            raise Unreadable(f"highlight {number} does not end with {mark!r}: {line!r}")
        yield line.removesuffix(mark)
        number += 1
        if last:
            return


def _numbered(lines: _Lines, marks: Marks, number: int) -> str:
    prefix = marks.numbered(number, "")
    if lines.next is None or not lines.next.startswith(prefix):
        raise lines.wrong(f"expected {prefix!r}")
    return lines.take().removeprefix(prefix)


def _entries(lines: _Lines, language: Language) -> Iterator[ParsedEntry]:
    marks, number, section = MARKS[language], 1, ""
    labels = LABELS[language]
    while lines.next not in (None, labels.briefs, labels.calendar, labels.outlets) and not lines.ends:
        if not lines.next.startswith(marks.numbered(number, "")):
            section = lines.take()
        headline = _numbered(lines, marks, number)
        entry = _entry(number, section, headline, lines.take(), language)
        address = _address(lines)
        followups = tuple(_followups(lines, language))
        yield replace(entry, address=address, followups=followups, revisions=tuple(_revisions(lines, language)))
        number += 1


def _briefs(lines: _Lines, language: Language, number: int) -> Iterator[ParsedBrief]:
    if lines.next != LABELS[language].briefs:
        return
    lines.take()
    while (lines.next or "").startswith(MARKS[language].numbered(number, "")):
        headline, credit = _credit(_numbered(lines, MARKS[language], number), language)
        address = _address(lines)
        yield ParsedBrief(number, headline, credit, tuple(_revisions(lines, language)), address)
        number += 1


def _address(lines: _Lines) -> str | None:
    return lines.take() if (lines.next or "").startswith(("http://", "https://")) else None


def _block(lines: _Lines, heading: str, language: Language) -> Iterator[str]:
    """Read the lines below a heading, if that is next, until another block or the last line's note."""
    labels = LABELS[language]
    if lines.next != heading:
        return
    lines.take()
    machine = labels.machine.partition("{")[0]
    while lines.next and lines.next != labels.outlets and not lines.next.startswith(machine):
        yield lines.take()


def _followups(lines: _Lines, language: Language) -> Iterator[tuple[str, str]]:
    openings = tuple(line.partition("{day}")[0] for line in LABELS[language].followups.values())
    while (lines.next or "").startswith(openings):
        yield _credit(lines.take(), language)


def _revisions(lines: _Lines, language: Language) -> Iterator[str]:
    labels = LABELS[language]
    opening = labels.revision.partition("{at}")[0]
    begins = tuple(opening.format(mark=mark) for mark in labels.revised.values())
    while (lines.next or "").startswith(begins):
        yield lines.take()


def _entry(number: int, section: str, headline: str, body: str, language: Language) -> ParsedEntry:
    paragraph, credit = _credit(body, language)
    match = _DATELINE[language].match(paragraph)
    dateline = match.group() if match else ""
    return ParsedEntry(number, section, headline, dateline, paragraph.removeprefix(dateline), credit)


def _credit(body: str, language: Language) -> tuple[str, str]:
    """Split the brackets at the end from the paragraph, even if the credit itself has brackets."""
    opening, closing = _BRACKETS[language]
    depth = 0
    for at in range(len(body) - 1, -1, -1):
        depth += (body[at] == closing) - (body[at] == opening)
        if depth <= 0:
            break
    if depth or not body.endswith(closing) or len(body) - at <= 2:
        raise Unreadable(f"no credit at the end of {body[-30:]!r}")
    return body[:at].rstrip(" "), body[at + 1 : -1]

"""Plain text: the form in which a newsroom sends out the digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aggregator.formats.calendar_block import calendar_lines
from aggregator.formats.head import head_line
from aggregator.formats.labels import LABELS, followup_line, machine_note, marked, outlet_lines, revision_notes
from aggregator.formats.layout import printed_sections
from aggregator.formats.safe import cleaned, web_address, without_mentions
from aggregator.models import Digest, Edition, Entry, Language

FILE = "digest.txt"


@dataclass(frozen=True, slots=True)
class Marks:
    """Punctuation of the text form in a language."""

    colon: str
    number: str
    between: str
    """After each highlight but the last."""
    last: str
    """After the last highlight."""
    credit: str

    def numbered(self, number: int, line: str) -> str:
        """Return a numbered line."""
        return self.number.format(number) + line


MARKS: Mapping[Language, Marks] = {
    "zh": Marks(colon="：", number="{}、", between="；", last="……", credit="（{}）"),
    "en": Marks(colon=":", number="{}. ", between=";", last="...", credit=" ({})"),
}


def render(digest: Digest) -> str:
    """Write title, highlights, tag line, sections and briefs; numbering continues across them.

    If machines wrote any of it, the last line says so. In a chat group it mentions nobody.
    """
    digest = cleaned(digest)
    note = machine_note(digest)
    lines = [*_head(digest), "", digest.edition.tagline, *_body(digest), *_blocks(digest), *([note] if note else [])]
    return without_mentions("\n".join(lines)) + "\n"


def _head(digest: Digest) -> Iterator[str]:
    marks = MARKS[digest.edition.language]
    yield digest.title + ("" if digest.title_lines else marks.colon)
    if line := head_line(digest):
        yield line
    for number, line in enumerate(digest.highlights, 1):
        yield marks.numbered(number, line) + (marks.between if number < len(digest.highlights) else marks.last)


def _body(digest: Digest) -> Iterator[str]:
    language = digest.edition.language
    for quota, entries in printed_sections(digest):
        yield quota.names.in_language(language)
        for entry in entries:
            yield from _entry(entry, digest.edition)
    if digest.briefs:
        yield LABELS[language].briefs
    for brief in digest.briefs:
        marks = MARKS[language]
        yield marks.numbered(brief.number, marked(brief, language)) + marks.credit.format(brief.credit)
        yield from _address(brief, digest.edition)
        yield from revision_notes(brief, digest.edition)


def _blocks(digest: Digest) -> Iterator[str]:
    labels = LABELS[digest.edition.language]
    for heading, lines in ((labels.calendar, calendar_lines(digest)), (labels.outlets, outlet_lines(digest))):
        if lines:
            yield heading
            yield from lines


def _address(entry: Entry, edition: Edition) -> Iterator[str]:
    if edition.addresses and (address := web_address(entry.url)):
        yield address


def _entry(entry: Entry, edition: Edition) -> Iterator[str]:
    marks = MARKS[edition.language]
    yield marks.numbered(entry.number, marked(entry, edition.language))
    yield entry.dateline + entry.paragraph + marks.credit.format(entry.credit)
    yield from _address(entry, edition)
    for each in entry.followups:
        yield followup_line(each, edition) + marks.credit.format(each.name.in_language(edition.language))
    yield from revision_notes(entry, edition)

"""Markdown: the digest for repositories; credits link to stories, highlights to entries, and all texts are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from aggregator.formats.calendar_block import calendar_lines
from aggregator.formats.head import head_line
from aggregator.formats.labels import LABELS, followup_line, machine_note, marked, outlet_lines, revision_notes
from aggregator.formats.layout import printed_sections
from aggregator.formats.safe import cleaned, web_address, without_mentions
from aggregator.formats.text import MARKS
from aggregator.formats.view import number_of
from aggregator.models import Digest, Edition, Entry

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LINE_MARKUP = re.compile(r"^(\s*\d*)([-+=]|(?<=\d)[.)])")
_IN_ADDRESS = "/:?#[]@!$&'*+,;=%~"
"""Characters that an address keeps; brackets and blanks are encoded, since one would end the link."""


def render(digest: Digest) -> str:
    """Write the digest as CommonMark."""
    digest = cleaned(digest)
    note = machine_note(digest)
    last = ["", f"*{escape(note)}*"] if note else []
    return "\n".join([*_head(digest), *_body(digest), *_blocks(digest), *last]) + "\n"


def escape(text: str) -> str:
    """Escape what CommonMark reads as markup, at the start of a line and inside; chats find no mention in it."""
    return _LINE_MARKUP.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", without_mentions(text)))


def _head(digest: Digest) -> Iterator[str]:
    edition = digest.edition
    yield f"# {escape(digest.title)} {edition.day.isoformat()}"
    yield ""
    if line := head_line(digest, but=("date",)):
        yield escape(line)
        yield ""
    yield from (f"{number}. {_highlight(line, digest)}" for number, line in enumerate(digest.highlights, 1))
    yield ""
    yield f"*{escape(edition.tagline)}*"


def _highlight(line: str, digest: Digest) -> str:
    number = number_of(line, digest.entries)
    return f"[{escape(line)}](#entry-{number})" if number else escape(line)


def _body(digest: Digest) -> Iterator[str]:
    language = digest.edition.language
    for quota, entries in printed_sections(digest):
        yield ""
        yield f"## {escape(quota.names.in_language(language))}"
        for entry in entries:
            yield from _entry(entry, digest.edition)
    if digest.briefs:
        yield ""
        yield f"## {escape(LABELS[language].briefs)}"
    for brief in digest.briefs:
        marks = MARKS[language]
        yield ""
        yield escape(marks.numbered(brief.number, marked(brief, language))) + marks.credit.format(_credit(brief))
        yield from _revisions(brief, digest.edition)


def _blocks(digest: Digest) -> Iterator[str]:
    labels = LABELS[digest.edition.language]
    for heading, lines in ((labels.calendar, calendar_lines(digest)), (labels.outlets, outlet_lines(digest))):
        for line in (f"## {escape(heading)}", *map(escape, lines)) if lines else ():
            yield ""
            yield line


def _entry(entry: Entry, edition: Edition) -> Iterator[str]:
    marks = MARKS[edition.language]
    headline = marks.numbered(entry.number, marked(entry, edition.language))
    yield ""
    yield f'### <a id="entry-{entry.number}"></a>{escape(headline)}'
    yield ""
    yield escape(entry.dateline + entry.paragraph) + marks.credit.format(_credit(entry))
    for each in entry.followups:
        yield ""
        name = each.name.in_language(edition.language)
        yield escape(followup_line(each, edition)) + marks.credit.format(_linked(name, each.url))
    yield from _revisions(entry, edition)


def _revisions(entry: Entry, edition: Edition) -> Iterator[str]:
    for note in revision_notes(entry, edition):
        yield ""
        yield f"*{escape(note)}*"


def _credit(entry: Entry) -> str:
    """Link the credit to the story, if that has a web address."""
    return _linked(entry.credit, entry.url)


def _linked(name: str, url: str) -> str:
    address = web_address(url)
    return f"[{escape(name)}]({quote(address, safe=_IN_ADDRESS)})" if address else escape(name)

"""Markdown: the digest for repositories; credits link to stories, highlights to entries, and all texts are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from aggregator.formats.labels import LABELS, machine_note
from aggregator.formats.layout import printed_sections
from aggregator.formats.safe import cleaned, web_address, without_mentions
from aggregator.formats.text import MARKS, Marks
from aggregator.formats.view import number_of
from aggregator.models import Digest, Entry

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LINE_MARKUP = re.compile(r"^(\s*\d*)([-+=]|(?<=\d)[.)])")
_IN_ADDRESS = "/:?#[]@!$&'*+,;=%~"
"""Characters that an address keeps; brackets and blanks are encoded, since one would end the link."""


def render(digest: Digest) -> str:
    """Write the digest as CommonMark."""
    digest = cleaned(digest)
    note = machine_note(digest)
    return "\n".join([*_head(digest), *_body(digest), *(["", f"*{escape(note)}*"] if note else [])]) + "\n"


def escape(text: str) -> str:
    """Escape what CommonMark reads as markup, at the start of a line and inside; chats find no mention in it."""
    return _LINE_MARKUP.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", without_mentions(text)))


def _head(digest: Digest) -> Iterator[str]:
    edition = digest.edition
    yield f"# {escape(digest.title)} {edition.day.isoformat()}"
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
            yield from _entry(entry, MARKS[language])
    if digest.briefs:
        yield ""
        yield f"## {escape(LABELS[language].briefs)}"
    for brief in digest.briefs:
        marks = MARKS[language]
        yield ""
        yield escape(marks.numbered(brief.number, brief.headline)) + marks.credit.format(_credit(brief))


def _entry(entry: Entry, marks: Marks) -> Iterator[str]:
    yield ""
    yield f'### <a id="entry-{entry.number}"></a>{escape(marks.numbered(entry.number, entry.headline))}'
    yield ""
    yield escape(entry.dateline + entry.paragraph) + marks.credit.format(_credit(entry))


def _credit(entry: Entry) -> str:
    """Link the credit to the story, if that has a web address."""
    address = web_address(entry.url)
    return f"[{escape(entry.credit)}]({quote(address, safe=_IN_ADDRESS)})" if address else escape(entry.credit)

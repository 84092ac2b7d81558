"""The HTML fragments that feeds carry, as plain paragraphs and plain titles."""

from __future__ import annotations

import re

from lxml.html import defs

from aggregator.text.words import either, family

from .markup import BLOCKS, lines_of, parse_html, unescaped
from .trimming import without_furniture

MAX_LENGTH = 2_000_000
"""Characters of a fragment that are read: books are shorter."""
_READ_MORE = family("furniture.read_more").pattern(
    before=r"(?<![\s.…（(\[【])[\s.…（(\[【]*+", after="[^。！？]{0,120}+$"
)

_BLOCK = either(BLOCKS)
_BLOCK_TAG = re.compile(rf"<(?=/?[a-z])/?(?:{_BLOCK})\b[^<>]*>", re.IGNORECASE)
_WHOLE_ELEMENT = re.compile(rf"\A\s*+<({_BLOCK}|span)\b[^<>]*>.*</\1\s*>\s*", re.IGNORECASE | re.DOTALL)
_BREAK_OR_END = re.compile(rf"<br\s*/?>|</(?:{_BLOCK})>", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\n\s*\n|(?<=[。！？!?”」）)：:])\s*\n|\n(?=\u3000\u3000)")
"""Where a plain text ends a paragraph: a blank line, a line that ends a sentence, a line before an indented one."""
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*+)(?P<rest>[^<>]*+)>")


def fragment_text(html: str) -> str:
    """Return the paragraphs of a fragment, one per line, without markup, furniture and read-more tails."""
    return "\n".join(without_furniture(fragment_lines(html)))


def fragment_lines(html: str) -> list[str]:
    """Return the lines of a fragment as they are, without markup and read-more tails."""
    markup = with_paragraphs(html[:MAX_LENGTH])
    lines = lines_of(parse_html(f"<div>{markup}</div>")) if markup.strip() else ()
    return [kept for line in lines if (kept := _READ_MORE.sub("", line.text).strip())]


def with_paragraphs(text: str) -> str:
    """Return a fragment as HTML: markup that was escaped once too often is markup, a plain text has its paragraphs."""
    if _is_escaped(text):
        text = unescaped(text)
    if "\n" not in text or _BLOCK_TAG.search(text):
        return text
    return "<br>".join(_PARAGRAPH_END.split(text.strip()))


def _is_escaped(text: str) -> bool:
    """Return whether the text in a fragment is itself one, whole; a story that writes about a tag is not."""
    if "lt;" not in text:
        return False
    shown = unescaped(_BLOCK_TAG.sub("", text))
    plain = not _BLOCK_TAG.search(text)
    return bool(_WHOLE_ELEMENT.fullmatch(shown) or (plain and _BREAK_OR_END.search(shown)))


def plain_title(markup: str) -> str | None:
    """Return the text of a title that may hold markup or entities, even escaped several times.

    A name in angle brackets that is not HTML's, or that never ends and is capitalised as a name is, is part of it.
    """
    if "<" not in markup and "&" not in markup:
        return " ".join(markup.split())
    ends = {match["name"].lower() for match in _TAG.finditer(markup) if match["close"]}
    shown = _TAG.sub(lambda tag: tag[0] if _is_markup(tag, ends) else tag[0].replace("<", "&lt;"), markup)
    return " ".join(line.text for line in lines_of(parse_html(f"<p>{shown}"))) or None


def _is_markup(tag: re.Match[str], ends: set[str]) -> bool:
    name = tag["name"]
    return name.lower() in defs.tags and (name.lower() in ends or not name.istitle() or len(name) == 1)

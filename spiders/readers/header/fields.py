"""Labelled fields in the lines of a header: `来源：X`, `作者：X`, whether split over nodes or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from aggregator.text.words import either, family

from ..page.markup import Line, Piece

MAX_LABEL_LENGTH = 40
"""Characters; the longest registered name of a news source has 30."""
MAX_NAMES_LENGTH = 60

_SOURCE_NAME = (
    rf"(?<![图圖照据據料入频頻金热熱能收片之其])(?:{family('origin.story').alternation})?"
    rf"(?:{family('origin.source').alternation})"
)
SOURCE = re.compile(rf"{_SOURCE_NAME}(?:[ \x1e\x1f]{{0,6}}(?:媒体|网站|于))?[ \x1e\x1f]{{0,9}}[:：丨｜|／/]")
"""The word 来源 in its spellings, with its colon, bar or slash."""
_PREFIX = re.compile(rf"^\W{{0,4}}{_SOURCE_NAME}[\s\x1e\x1f]{{0,9}}[:：]?")
_STOP = family("credits.after_source").behind_a_name(("people", "marks"))
_EDGES = " \t\x1e\x1f\u3000\xa0:：,，、;；|｜-–—_·.。()（）[]【】<>"
_GAP = re.compile(r"[ \xa0\u3000\t\r\n]{2,}|[\u3000\xa0]")
_ADDRESS = re.compile(r"https?:|www\.|\.(?:com|cn|net|org)\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]\w|\w[^\W\d_]")
"""A letter beside another or beside a digit: 36氪 is a name, 8 and 2026 are not."""
_MARK = re.compile(r"[:：/／|｜丨]")
"""Every label ends in one of these; most lines of a page have none."""
_ROLE = family("credits.role").pattern(after=r"\s{0,3}[:：/／|丨]?\s{0,3}")
_PLACE = either((*family("places.place").groups, *family("places.place").words))
_ONLY_PLACES = re.compile(rf"\A(?:中国|中國)?(?:(?:{_PLACE})[省市区區县州]? ?[·-]?){{1,3}}")
_NAMES_STOP = family("credits.after_names").pattern()
_NOBODY = family("credits.nobody").pattern()


class Label(NamedTuple):
    """The text of a label and the address its link leads to."""

    text: str
    href: str | None = None


def spread(line: Line) -> str:
    """Return a line's text with a record separator (U+001E) between pieces, a unit separator (U+001F) for wide gaps."""
    return "\x1e".join(_GAP.sub("\x1f", piece.text).replace("\n", " ") for piece in line.pieces)


def names_source(line: Line) -> bool:
    """Return whether a line has the word 来源 with its colon, bar or slash."""
    return bool(_MARK.search(line.text) and SOURCE.search(spread(line)))


def labelled(line: Line, name: re.Pattern[str], ends: str = "\x1e\x1f") -> Iterator[Label]:
    """Yield what follows each `name` in a line, up to one of `ends`: the rest of its piece, or the next piece."""
    if not _MARK.search(line.text):
        return
    text = spread(line)
    for match in name.finditer(text):
        rest = text[match.end() :].lstrip(" \x1e\x1f\u3000\xa0")
        value = re.split(f"[{ends}]", rest, maxsplit=1)[0]
        yield Label(value.strip(), _href(line, text, len(text) - len(rest)))


def _href(line: Line, text: str, at: int) -> str | None:
    piece = line.pieces[min(text.count("\x1e", 0, at), len(line.pieces) - 1)]
    return href_of(piece)


def href_of(piece: Piece) -> str | None:
    """Return the address of the link around a piece."""
    element: HtmlElement | None = piece.element
    for _ in range(3):
        if element is None:
            return None
        if element.tag == "a":
            return element.get("href") or None
        element = element.getparent()
    return None


def clean_label(text: str) -> str | None:
    """Return a source label without its prefix and the words that run on behind it; None if nothing is left."""
    label = _PREFIX.sub("", " ".join(text.split()))
    stop = _STOP.search(label)
    label = _balanced((label[: stop.start()] if stop else label).strip(_EDGES))
    if not label or len(label) > MAX_LABEL_LENGTH or not _WORDS.search(label) or _is_address(label) or is_place(label):
        return None
    return label


def _is_address(label: str) -> bool:
    return bool(_ADDRESS.match(label)) or ("://" in label)


def _balanced(label: str) -> str:
    """Restore the bracket that trimming took from a label: `Wind资讯（上海` → with `）`."""
    for opening, closing in ("()", "（）"):
        if label.count(opening) == label.count(closing) + 1:
            return label + closing
    return label


def is_place(name: str) -> bool:
    """Return whether a name is made of places alone: `广东深圳`, where an account or an event is."""
    return bool(_ONLY_PLACES.fullmatch(name))


def clean_names(text: str) -> str | None:
    """Return the names in a byline, separated by `、`; None if they are not names."""
    text = " ".join(text.replace("\x1f", " ").split())
    text = _ROLE.sub("", text)
    stop = _NAMES_STOP.search(text)
    text = (text[: stop.start()] if stop else text).strip(_EDGES)
    names = [name.strip(_EDGES) for name in re.split(r"[、,，;；/&\s]+", text)] if _is_chinese(text) else [text]
    joined = "、".join(name for name in names if name and not _NOBODY.fullmatch(name))
    if not _WORDS.search(joined) or len(joined) > MAX_NAMES_LENGTH or _is_address(joined) or is_place(joined):
        return None
    return joined


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)

"""Text as it is compared, hashed and shown. Pure, linear in the length of the text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256

from aggregator.models import Language

_FULL_WIDTH = 0xFEE0
"""Distance from a full-width character to its ASCII form."""
_COMMON_MARKS = re.compile(r"[，。、；：？！“”‘’（）《》…—\n]+")
"""Marks of Chinese prose: most of what normalisation changes, and it is quick where nothing changes."""
_UNUSUAL = re.compile(r"[^\n -~\u4e00-\u9fff，。、；：？！“”‘’（）《》…—·]")
"""A character that may be shown as another; most paragraphs have none."""
_ONLY_LETTERS = re.compile(r"[a-z0-9\u4e00-\u9fff]*")
_NO_LETTER = re.compile(r"[\W_]+")
_NO_ASCII_LETTER = bytes(code for code in range(128) if not chr(code).isalnum())
_LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FULL_WIDTH_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z]+")


@lru_cache(maxsize=256)
def letters(text: str) -> str:
    """Return only the letters and digits, NFKC and case-folded: equal under any typesetting.

    Cached, because consecutive stages ask for the same text.
    """
    if _ONLY_LETTERS.fullmatch(text):
        return text
    unmarked = _COMMON_MARKS.sub("", text)
    if unmarked.isascii():
        return unmarked.lower().encode().translate(None, _NO_ASCII_LETTER).decode()
    folded = unicodedata.normalize("NFKC", unmarked).casefold()
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", folded))


def fingerprint(text: str) -> str:
    """Hash the letters of a text: 32 hexadecimal digits, empty for a text without letters."""
    plain = letters(text)
    return sha256(plain.encode()).hexdigest()[:32] if plain else ""


class _Displayed(dict[int, str]):
    """The text each code point is shown as; filled as code points are met."""

    def __missing__(self, code: int) -> str:
        self[code] = shown = self._show(chr(code))
        return shown

    @staticmethod
    def _show(char: str) -> str:
        category = unicodedata.category(char)
        if char == "\n":
            return char
        if category == "Zs" or char == "\t":
            return " "
        # C*: controls, zero-width and bidirectional marks, surrogates, private use (icon fonts), unassigned
        if category.startswith("C"):
            return ""
        if "\uff01" <= char <= "\uff5e" and (unicodedata.normalize("NFKC", char).isalnum() or char == "％"):
            return chr(ord(char) - _FULL_WIDTH)
        return char


_DISPLAYED = _Displayed()


def normalize_text(text: str) -> str:
    """Clean a text for storage and display: NFC, one paragraph a line, one space for any white space.

    Removes controls, zero-width characters and empty lines. Keeps the author's characters, except full-width letters,
    digits, per cent signs and decimal points, which are typesetting. Idempotent.
    """
    shown = _replace_unusual(text) if _UNUSUAL.search(text) else text
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return "\n".join(line for line in lines if line)


def _replace_unusual(text: str) -> str:
    shown = _FULL_WIDTH_POINT.sub(".", _LINE_BREAK.sub("\n", text).translate(_DISPLAYED))
    return unicodedata.normalize("NFC", shown)


def language_of(text: str) -> Language:
    """Return `zh` if a text has at least as many Chinese characters as English words, else `en`."""
    if text.isascii():
        return "en" if _WORD.search(text) else "zh"
    return "zh" if len(_HAN.findall(text)) >= len(_WORD.findall(text)) else "en"

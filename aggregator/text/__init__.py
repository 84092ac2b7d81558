"""Text as it is compared, hashed, shown and cut into sentences. Pure, linear in the length of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

from aggregator.models import Language

_FULL_WIDTH = 0xFEE0
"""Distance from a full-width character to its ASCII form."""
_COMMON_MARKS = re.compile(r"[，。、；：？！“”‘’（）《》…—\n]+")
"""Marks of Chinese prose. Normalisation is quick where nothing changes, and these are most of what does."""
_UNUSUAL = re.compile(r"[^\n -~\u4e00-\u9fff，。、；：？！“”‘’（）《》…—·]")
"""A character that may have to be shown as another; most paragraphs have none."""
_NO_LETTER = re.compile(r"[\W_]+")
_LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FULL_WIDTH_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z]+")


@lru_cache(maxsize=256)
def letters(text: str) -> str:
    """Return the letters and digits alone, NFKC and case-folded: what stays equal under any typesetting.

    Remembered, because the stages after one another ask for the same text.
    """
    folded = unicodedata.normalize("NFKC", _COMMON_MARKS.sub("", text)).casefold()
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", folded))


def fingerprint(text: str) -> str:
    """Hash the letters of a text: 32 hexadecimal digits, empty where it has no letters."""
    plain = letters(text)
    return sha256(plain.encode()).hexdigest()[:32] if plain else ""


class _Displayed(dict[int, str]):
    """What each code point is shown as; filled as code points are met."""

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
    """Clean a text for keeping and showing: NFC, one paragraph a line, one space where there was any space.

    Controls, zero-width characters and empty lines go. The author's characters stay, but for full-width letters,
    digits, per cent signs and decimal points, which are typesetting. Idempotent.
    """
    shown = _shown(text) if _UNUSUAL.search(text) else text
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return "\n".join(line for line in lines if line)


def _shown(text: str) -> str:
    broken = _FULL_WIDTH_POINT.sub(".", _LINE_BREAK.sub("\n", text).translate(_DISPLAYED))
    return unicodedata.normalize("NFC", broken)


def language_of(text: str) -> Language:
    """Return `zh` where there are at least as many Chinese characters as English words, or nothing of either."""
    return "zh" if len(_HAN.findall(text)) >= len(_WORD.findall(text)) else "en"


_PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "[": "]",
}
_OPENERS = {closer: opener for opener, closer in _PAIRS.items()}
_ENDS = frozenset("。！？!?")
_CLOSERS = frozenset("”’」』）)】》〉]\"'")
_ABBREVIATION = re.compile(
    r"[a-z]|.*\..*|mrs?|ms|dr|prof|sr|jr|st|inc|ltd|co|corp|plc|vs|etc|no|vol|fig|approx|est|dept|gov|gen|sen|rep|col"
    r"|jan|feb|mar|apr|june?|jul|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s{0,8}[a-z]|[\w/=&%]", re.ASCII)
_STARTS_ANEW = re.compile(r"\s{1,8}(?=[^\sa-z]|\Z)|\Z")
_LAST_WORD = re.compile(r"[A-Za-z][A-Za-z.]*\Z")
_MAX_WORD = 24
"""Longer than any abbreviation: how far back the word before a full stop is sought."""


def sentences(text: str) -> list[str]:
    """Split a text into sentences, Chinese or English; a line break always ends one.

    What stands between quotation marks or brackets stays in one piece with its sentence; full stops in decimals,
    initials and abbreviations end nothing. Every character but white space is kept, in order.
    """
    found = []
    for line in text.splitlines():
        start = 0
        for end in _ends(line):
            found.append(line[start:end].strip())
            start = end
        found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def _ends(line: str) -> Iterator[int]:
    """Yield the positions after each sentence of a line but perhaps the last."""
    enclosed = _enclosures(line)
    start = at = 0
    while at < len(line):
        closer = enclosed.get(at)
        ends = _ends_sentence(line, at) if closer is None else _ends_with_enclosure(line, start, at, closer)
        at = (at if closer is None else closer) + 1
        if ends:
            start = at = _past_tail(line, at, enclosed)
            yield at


def _enclosures(line: str) -> dict[int, int]:
    """Return the outermost quotations and brackets, opener → closer; what is never closed encloses nothing."""
    pairs, open_at = _straight_quotes(line), list[int]()
    for at, char in enumerate(line):
        if char in _PAIRS:
            open_at.append(at)
        elif char in _OPENERS and open_at and line[open_at[-1]] == _OPENERS[char]:
            pairs[open_at.pop()] = at
    return pairs


def _straight_quotes(line: str) -> dict[int, int]:
    """Pair straight double quotes two by two; an odd number of them says nothing."""
    quotes = [match.start() for match in re.finditer('"', line)]
    return dict(zip(quotes[::2], quotes[1::2], strict=True)) if len(quotes) % 2 == 0 else {}


def _ends_with_enclosure(line: str, start: int, opener: int, closer: int) -> bool:
    """Tell whether a sentence ends at the closing mark: `他说：“好。”` does, `“好。”他说` does not."""
    if line[closer - 1] not in _ENDS | {"."}:
        return False
    introduced = opener > 0 and line[opener - 1] in "：:"
    alone = line[opener] in "（(" and not line[start:opener].strip()
    return introduced or alone or bool(re.match(r"\s{1,8}[A-Z“\"]", line[closer + 1 : closer + 10]))


def _ends_sentence(line: str, at: int) -> bool:
    char = line[at]
    if char in "。！？":
        return True
    if char in "!?":
        return not _GOES_ON.match(line, at + 1)
    return char == "." and bool(_STARTS_ANEW.match(line, at + 1)) and not _abbreviated(line, at)


def _abbreviated(line: str, at: int) -> bool:
    word = _LAST_WORD.search(line[max(0, at - _MAX_WORD) : at])
    return at + 1 < len(line) and word is not None and bool(_ABBREVIATION.fullmatch(word[0]))


def _past_tail(line: str, at: int, enclosed: dict[int, int]) -> int:
    """Skip what belongs to the end of a sentence: further marks, closing marks that opened nowhere."""
    while at < len(line) and at not in enclosed and line[at] in _ENDS | _CLOSERS | {"…"}:
        at += 1
    return at

"""Sentences of a text, Chinese or English, found in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.text.words import family

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
_ABBREVIATION = family("sentences.abbreviation").pattern(before=r"\A")
_CONTINUES = re.compile(r"\s{0,8}[a-z]|[\w/=&%]", re.ASCII)
_NEXT_STARTS = re.compile(r"\s{1,8}(?=[^\sa-z]|\Z)|\Z")
_LAST_WORD = re.compile(r"(?<![A-Za-z.])\.{0,24}+([A-Za-z][A-Za-z.]*+)\Z")
_MAX_ABBREVIATION = 24
"""Characters before a full stop that are searched for an abbreviation."""


def sentences(text: str) -> list[str]:
    """Split a text into sentences, Chinese or English; a line break always ends one.

    A quotation or bracket is not split; full stops in decimals, initials and abbreviations do not end a sentence. Every
    character except white space is kept, in order.
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
    """Yield the position after each sentence of a line; the last sentence may have no end."""
    enclosed = _enclosures(line)
    start = at = 0
    while at < len(line):
        closer = enclosed.get(at)
        ends = _ends_sentence(line, at) if closer is None else _ends_with_enclosure(line, start, at, closer)
        at = (at if closer is None else closer) + 1
        if ends:
            start = at = _skip_tail(line, at, enclosed)
            yield at


def _enclosures(line: str) -> dict[int, int]:
    """Return the position of each closing mark by that of its opener; an opener that is never closed is left out."""
    pairs, open_at = _straight_quotes(line), list[int]()
    for at, char in enumerate(line):
        if char in _PAIRS:
            open_at.append(at)
        elif char in _OPENERS and open_at and line[open_at[-1]] == _OPENERS[char]:
            pairs[open_at.pop()] = at
    return pairs


def _straight_quotes(line: str) -> dict[int, int]:
    """Pair straight double quotes in order; an odd number of them is ignored."""
    quotes = [match.start() for match in re.finditer('"', line)]
    return dict(zip(quotes[::2], quotes[1::2], strict=True)) if len(quotes) % 2 == 0 else {}


def _ends_with_enclosure(line: str, start: int, opener: int, closer: int) -> bool:
    """Return whether a sentence ends at the closing mark: it does in `他说：“好。”`, not in `“好。”他说`."""
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
        return not _CONTINUES.match(line, at + 1)
    return char == "." and bool(_NEXT_STARTS.match(line, at + 1)) and not _abbreviated(line, at)


def _abbreviated(line: str, at: int) -> bool:
    word = _LAST_WORD.search(line[max(0, at - _MAX_ABBREVIATION) : at])
    return at + 1 < len(line) and word is not None and ("." in word[1] or bool(_ABBREVIATION.fullmatch(word[1])))


def _skip_tail(line: str, at: int, enclosed: dict[int, int]) -> int:
    """Skip further end marks and closing marks without an opener; they belong to the sentence before."""
    while at < len(line) and at not in enclosed and line[at] in _ENDS | _CLOSERS | {"…"}:
        at += 1
    return at

"""Shingles of a text, their MinHash bands, and how much of one text another contains."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import blake2b
from struct import pack
from typing import Any, TypeVar

from rensa import RMinHash

from aggregator.models import Language
from aggregator.text import letters
from aggregator.text.frames import unframed

BANDS, ROWS = 24, 2
"""Two texts that share half of their shingles share a band with probability .999; a fifth, .62; a fiftieth, .01.

Measured on short reprints that containment calls copies: 40 bands of 3 rows find 96 % of the hardest kind, 24 of 2
find 98.6 %. Each band is a page of the index that a story touches.
"""
SEED = 20161026
"""Never change it: band keys are stored."""
MIN_SHINGLES = 20
"""In a shorter text a few common words are a large part."""
STRETCH = 12
"""Shingles in a clause."""
MAX_CHARACTERS = 40_000
"""Repetition shows in the first pages."""

_SPREAD = 0x9E3779B97F4A7C15
"""Odd, 64 bits (golden ratio): spreads packed characters over all bits before they are permuted."""
_WORD = re.compile(r"[^\W_]+")
_Shingles = TypeVar("_Shingles", bound=Sized)


def grams(text: str, language: Language) -> tuple[str, ...]:
    """Return the shingles of a text in its order, as text: three characters in Chinese, three words in English.

    They depend on letters and digits alone.
    """
    head = text[:MAX_CHARACTERS]
    if language == "zh":
        plain = letters(head)
        return tuple(map("".join, zip(plain, plain[1:], plain[2:], strict=False)))
    words = _WORD.findall(head.casefold())
    return tuple(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def shingles(text: str, language: Language) -> frozenset[int]:
    """Return the shingles of a text as 64-bit numbers, independent of the process's hash seed."""
    if language == "zh":
        return _packed(letters(text[:MAX_CHARACTERS]))
    return frozenset(map(_hash, grams(text, language)))


def _packed(plain: str) -> frozenset[int]:
    """Pack each three characters in a row, of 21 bits, into one number, spread over 64 bits.

    All at once: a character begins 128 bits of one long integer, which hold the product of its shingle; the lower 64
    are the number.
    """
    each = int.from_bytes("\0\0\0".join(plain).encode("utf-32-le", "surrogatepass"), "little")
    packed = each << 42 | each >> 107 | each >> 256
    numbers = array("Q", (packed * _SPREAD).to_bytes(16 * len(plain), "little"))
    if sys.byteorder == "big":
        numbers.byteswap()
    return frozenset(numbers[: 2 * len(plain) - 4 : 2])


def _hash(words: str) -> int:
    return int.from_bytes(blake2b(words.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def band_keys(shingle_set: frozenset[int]) -> tuple[int, ...]:
    """Return the LSH band keys of a text, signed 32-bit; none if the text is too short to judge."""
    if len(shingle_set) < MIN_SHINGLES:
        return ()
    offsets = [0, len(shingle_set)]  # of one row; the call for sets wakes a pool of threads for each text
    signature = RMinHash.digest_matrix_from_flat_token_hashes(list(shingle_set), offsets, BANDS * ROWS, SEED).to_rows()[
        0
    ]
    return tuple(_band_key(band, signature[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def _band_key(band: int, rows: Sequence[int]) -> int:
    """Hash the rows of a band with its number, so that bands share a key only by chance.

    32 bits: among a million stories a month, one look-up in eight finds one unrelated story.
    """
    return int.from_bytes(blake2b(pack(f"<{1 + ROWS}I", band, *rows), digest_size=4).digest(), "big", signed=True)


@dataclass(frozen=True, slots=True)
class ShingledText:
    """The shingles of a text."""

    ordered: tuple[str, ...]
    """Each once, at its first place."""
    distinct: frozenset[str]

    @classmethod
    def of(cls, text: str, language: Language) -> ShingledText:
        """Shingle the whole text, its frame included."""
        ordered = tuple(dict.fromkeys(grams(text, language)))
        return cls(ordered, frozenset(ordered))

    def __len__(self) -> int:
        """Return the number of distinct shingles."""
        return len(self.ordered)

    def coverage(self, other: ShingledText) -> float:
        """Return the share, 0 to 1, of this text's clauses of which the other has a third or more."""
        found = [gram in other.distinct for gram in self.ordered]
        stretches = [found[at : at + STRETCH] for at in range(0, len(found), STRETCH)]
        return sum(3 * sum(stretch) >= len(stretch) for stretch in stretches) / max(1, len(stretches))


def _without_frame(text: str, shingle: Callable[[str], _Shingles]) -> _Shingles:
    """Shingle a text without its frame, or all of it if hardly more than the frame is there."""
    without = shingle(unframed(text))
    return without if len(without) >= MIN_SHINGLES else shingle(text)


@lru_cache(maxsize=4)
def shingled(text: str, language: Language) -> ShingledText:
    """Shingle a text without its frame, or all of it if hardly more than the frame is there.

    A long text has tens of thousands of shingles, so the cache is small: it holds the story that candidates are
    compared with.
    """
    return _without_frame(text, partial(ShingledText.of, language=language))


@lru_cache(maxsize=4)
def judged(text: str, language: Language) -> ShingledText:
    """Shingle as `shingled` does, but leave out of a Chinese text the shingles without a Chinese character.

    A product's name in Latin letters is one word, and would count as its fifteen shingles.
    """
    found = shingled(text, language)
    if language == "en":
        return found
    ordered = tuple(gram for gram in found.ordered if gram.isdigit() or not gram.isascii())
    return ShingledText(ordered, frozenset(ordered))


@lru_cache(maxsize=16)
def text_bands(text: str, language: Language) -> tuple[int, ...]:
    """Return the band keys by which the store finds a text's candidates; two pipelines ask for each story's."""
    return band_keys(_without_frame(text, partial(shingles, language=language)))


def containment(a: frozenset[Any], b: frozenset[Any]) -> float:
    """Return the share, 0 to 1, of the smaller set that the larger one holds; 0 if one is empty."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0

"""English stories as weighted words and pairs of words (TF-IDF), and their cosine."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import fsum, log, sqrt
from operator import mul
from sys import intern

from aggregator.events.likeness.rarity import Rarity, shipped
from aggregator.events.likeness.terms import common_terms, one_form
from aggregator.text.facts import Amount, amounts, money_differs, periods, periods_differ
from aggregator.text.sentences import sentences

MAX_CHARACTERS = 1500
"""Read of a story: headline, lead and the first paragraphs after them."""
SAME_COSINE = 0.16
"""Cosine from which two stories report one event: cross-validated over topics, docs/events.md."""
NAME_WEIGHT = 3
"""Weight of a name or number: who, where and how many distinguish look-alikes."""
_MAX_HEAD, _MAX_LEAD = 200, 600
"""Characters of a headline, and of the text that has the amounts that matter."""
_MAX_LEAD_WORDS = 120
"""Words of headline and lead that find candidates."""
_MAX_WORD = 30
"""Characters; longer words are addresses and noise."""
_WORD = re.compile(r"((?:\A|[.!?:\n])[\s\"'`“”‘’(\[]{0,4})?([A-Za-z]+|\d+(?:[.,]\d+)*)")
"""The start of a sentence, if the word is its first, and the word."""


@dataclass(frozen=True, slots=True, eq=False)
class EnglishStory:
    """An English story as it is compared."""

    vector: Mapping[str, float]
    """Weight of each word and each pair of neighbouring words; empty without words."""
    length: float
    """Length of the vector."""
    lead: tuple[str, ...]
    """Words of headline and lead, each once."""
    head: frozenset[str]
    """Words of the headline, or of the first sentence if there is none."""
    head_names: frozenset[str]
    """Capitalised words and numbers of the headline."""
    amounts: frozenset[Amount]
    """Amounts of headline and lead."""
    periods: frozenset[tuple[str, str]]
    """Periods that the headline reports on."""


def read(title: str, text: str, rarity: Rarity | None = None) -> EnglishStory:
    """Read a story; a headline that the text repeats counts once. `rarity` defaults to the shipped table."""
    whole = text if text.startswith(title) else f"{title}\n{text}"
    found = _words(whole[:MAX_CHARACTERS])
    names = frozenset(word for word, name in found if name) - {word for word, name in found if name is False}
    counts = Counter(_terms(word for word, _ in found))
    heavy = {term: count * (NAME_WEIGHT if term in names else 1) for term, count in counts.items()}
    vector = _vector(heavy, rarity or shipped())
    head = (title.strip() or next(iter(sentences(text[:MAX_CHARACTERS])), ""))[:_MAX_HEAD]
    head_words = [(word, name) for word, name in _words(head) if word not in common_terms()]
    return EnglishStory(
        vector=vector,
        length=sqrt(sum([weight * weight for weight in vector.values()])),
        lead=tuple({word for word, _ in found[:_MAX_LEAD_WORDS]} - common_terms()),
        head=frozenset(word for word, _ in head_words),
        head_names=frozenset(word for word, name in head_words if name is not False),
        amounts=amounts(f"{head}\n{text[:_MAX_LEAD]}"),
        periods=periods(head),
    )


def vetoes(a: EnglishStory, b: EnglishStory) -> Iterator[str]:
    """Yield the facts that contradict: `periods`; in headlines of one form also `names` and `money`."""
    if periods_differ(a.periods, b.periods):
        yield "periods"
    if not one_form(a.head, b.head):
        return
    if _lacks_names(b, a.head_names) and _lacks_names(a, b.head_names):
        yield "names"
    if money_differs(a.amounts, b.amounts):
        yield "money"


def _lacks_names(story: EnglishStory, names: frozenset[str]) -> bool:
    """Return whether some of the names are not in a story's headline, and none of these is in the story."""
    missing = names - story.head
    return bool(missing) and missing.isdisjoint(story.vector)


def ordered_terms(text: str) -> list[str]:
    """Return the terms of a text: its words without the common ones, then the pairs of neighbours among them."""
    return _terms([word for word, _ in _words(text)])


def _terms(words: Iterable[str]) -> list[str]:
    kept = [word for word in words if word not in common_terms() and len(word) > 1]
    return kept + [intern(" ".join(pair)) for pair in pairwise(kept)]


def _words(text: str) -> list[tuple[str, bool | None]]:
    """Return each word folded, with whether it is written as a name; None for a word that starts a sentence."""
    runs = _WORD.findall(text if text.isascii() else unicodedata.normalize("NFKC", text))
    folded = [(start, *_fold(word)) for start, word in runs if len(word) <= _MAX_WORD]
    return [(word, None if start and name and word[0] > "9" else name) for start, word, name in folded]


@lru_cache(maxsize=65536)
def _fold(word: str) -> tuple[str, bool]:
    """Return a word without case and plural, and whether it has a capital or is a number."""
    low = word.lower()
    plural = len(low) > 3 and low not in common_terms() and low.endswith("s") and not low.endswith("ss")
    return low[:-1] if plural else low, low != word or low[0] <= "9"


def _vector(counts: Mapping[str, int], rarity: Rarity) -> Mapping[str, float]:
    """Return the weights of terms; most come once, and share their weight with those of other stories."""
    weigh = rarity.weigh
    return {term: weigh(term) if count == 1 else _frequency(count) * weigh(term) for term, count in counts.items()}


@lru_cache(maxsize=4096)
def _frequency(count: int) -> float:
    return 1 + log(count)


def cosine(a: EnglishStory, b: EnglishStory) -> float:
    """Return the cosine of the vectors of two stories, 0 to 1."""
    one, other = a.vector, b.vector
    shared = one.keys() & other.keys()
    product = fsum(map(mul, map(one.__getitem__, shared), map(other.__getitem__, shared)))
    return min(1.0, product / (a.length * b.length)) if shared else 0.0

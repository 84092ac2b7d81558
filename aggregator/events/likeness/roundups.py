"""Round-ups: stories that cover many events; each is like all of these and would join them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from math import sqrt
from statistics import fmean

from aggregator.events.likeness.terms import terms
from aggregator.models import Language
from aggregator.text.sentences import sentences
from aggregator.text.words import family

_NAMED = family("roundups.named").pattern()
_LIKELY = family("roundups.likely").pattern()
_OPENING = re.compile(rf"\A[\W_]{{0,6}}(?:{family('roundups.opening').alternation})", re.IGNORECASE)
_COLUMN = re.compile(r"\A(?:[^|｜丨]{1,12}[|｜丨]|[^】]{1,12}】)")
_JOINT = re.compile(r"[；;]|(?<=[\u4e00-\u9fff]) ?/ ?(?=[\u4e00-\u9fff])")
_SPEAKER = re.compile(r"[^：:]{1,14}[：:]")
_MIN_CLAUSES, _MIN_CLAUSE, _MIN_SENTENCES = 3, 6, 3
"""Clauses of a headline that tells several events, characters of each, and sentences that show one subject."""
_MIN_LIKELY = 300
"""Characters of a text with which a likely headline announces a round-up."""
_MAX_TITLE, _MAX_CHARACTERS, _MAX_ITEMS = 200, 12_000, 24
"""Read of a headline and of a text; the first items show whether there are many events."""
_MARK = r"\d{1,2}(?:[、．）)]|[.:：](?!\d))|[（(]\d{1,2}[）)]|[①-⑳]|[一二三四五六七八九十]{1,3}、|【|[■▶►●◆•·▪※★☆*-]\s"
_RUN_ON = re.compile(rf"(?<=[。；;！])[ \u3000]?(?={_MARK})")
"""Between two items in one line."""
_MARKED = re.compile(rf"(?<!\s)\s*+(?:{_MARK})")
_UNFINISHED = re.compile(r"[^。！？!?.：:，,；;”\"…\s]\s*+\Z")
_MAX_HEADING, _MIN_PARAGRAPH = 45, 40
"""Characters of a heading, and of the paragraph under it."""
_MIN_TERMS = 6
"""Terms from which an item is compared."""
_FORMS = {"marked": (5, 0.03), "headed": (5, 0.03), "plain": (8, 0.01)}
"""Minimum number of items, and maximum mean cosine between them. Of 2,800 entries of real feeds, some twenty that no
headline gives away are below it: daily digests, link collections, essays in fragments; of 1,800 news texts, none."""
_FIRST, _QUICK = 4, 3
"""If the first 4 items are 3 times more alike than that, the story covers one event and the others are not read."""
_SUBJECT = 0.5
"""A term of the headline that this share of the items has is their common subject."""


def is_round_up(title: str, text: str, language: Language) -> bool:
    """Return whether a story covers several events: by its headline, or by items that share almost no terms."""
    return round_up_evidence(title, text, language) is not None


@lru_cache(maxsize=16384)
def round_up_evidence(title: str, text: str, language: Language) -> str | None:
    """Return the evidence that a story covers several events: words of its headline, or its number of items.

    Cached for more stories than a day has: the grouping asks for it, and so does each edition.
    """
    head = title[:_MAX_TITLE]
    if match := _NAMED.search(head) or (len(text) > _MIN_LIKELY and _LIKELY.search(head)):
        return match.group().strip()
    if match := _OPENING.match(text):
        return match.group().strip()
    if language == "zh" and (clauses := _unlike_clauses(head, text)):
        return f"{clauses} 条"
    form, items = _items(text[:_MAX_CHARACTERS])
    number = _unrelated(head, items, *_FORMS[form])
    return (f"{number} items" if language == "en" else f"{number} 则") if number else None


def _unlike_clauses(title: str, text: str) -> int:
    """Return the number of clauses of a headline that share no term and have no common subject, else 0."""
    clauses = [clause.strip() for clause in _JOINT.split(_COLUMN.sub("", title))]
    if len(clauses) < _MIN_CLAUSES or min(map(len, clauses)) < _MIN_CLAUSE:
        return 0
    if _SPEAKER.match(clauses[0]) and not any(map(_SPEAKER.match, clauses[1:])):
        return 0
    found = list(map(terms, clauses))
    told = list(map(terms, sentences(text[:_MAX_CHARACTERS])))
    if any(a & b for a, b in combinations(found, 2)):
        return 0
    return 0 if len(told) >= _MIN_SENTENCES and _have_one_subject(terms(title), told) else len(clauses)


def _unrelated(title: str, items: Sequence[str], min_items: int, max_cosine: float) -> int:
    """Return the number of unrelated items; 0 if they are too few or have a common subject."""
    if len(items) < min_items or _mean_cosine(_terms_of(items[:_FIRST])) > _QUICK * max_cosine:
        return 0
    found = _terms_of(items[:_MAX_ITEMS])
    unrelated = (
        len(found) >= min_items and not _have_one_subject(terms(title), found) and _mean_cosine(found) <= max_cosine
    )
    return len(found) if unrelated else 0


def _terms_of(items: Sequence[str]) -> list[frozenset[str]]:
    return [found for found in map(terms, items) if len(found) >= _MIN_TERMS]


def _items(text: str) -> tuple[str, list[str]]:
    """Return the form of a text and its items: marked ones, those under headings, or its paragraphs."""
    lines = [line for line in _RUN_ON.sub("\n", text).split("\n") if line.strip()]
    marked = [at for at, line in enumerate(lines) if _MARKED.match(line)]
    headed = [at for at in range(len(lines) - 1) if _is_heading(lines[at]) and len(lines[at + 1]) >= _MIN_PARAGRAPH]
    for form, starts in (("marked", marked), ("headed", headed)):
        if len(starts) >= _FORMS[form][0]:
            return form, list(_cut(lines, starts))
    return "plain", [line for line in lines if len(line) >= _MIN_PARAGRAPH]


def _cut(lines: Sequence[str], starts: Sequence[int]) -> Iterator[str]:
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield "\n".join(lines[start:end])


def _is_heading(line: str) -> bool:
    return len(line) <= _MAX_HEADING and bool(_UNFINISHED.search(line))


def _have_one_subject(headline: frozenset[str], items: Sequence[frozenset[str]]) -> bool:
    names = (term for term in headline if not term[0].isdigit())
    return any(sum(name in item for item in items) >= _SUBJECT * len(items) for name in names)


def _mean_cosine(items: Sequence[frozenset[str]]) -> float:
    return fmean(len(a & b) / sqrt(len(a) * len(b)) for a, b in combinations(items, 2)) if len(items) > 1 else 0.0

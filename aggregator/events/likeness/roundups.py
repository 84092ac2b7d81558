"""Round-ups: stories that tell of many events; each is like all of these and would join them to one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import sqrt
from statistics import fmean

from aggregator.events.likeness.terms import terms
from aggregator.models import Language

_NAMED = re.compile(
    r"早报|晚报[】|丨｜]|日报[|丨｜]|周报|周刊|月刊|一周(?:回顾|要闻|热点|大事)|每日(?:要闻|精选|简报)|(?:新闻|财经|今日)早知道|晚间要闻"
    r"|汇总|8\s?点\s?1\s?氪|今日(?:要闻|头条新闻)|新闻热点|\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?$|(?:图文|文字)直播"
    r"|\b(?:(?:morning|evening|weekly|news|daily)[ -](?:brief(?:ing)?|digest|round-?up|wrap)|week in review|live ?blog"
    r"|live updates|news in brief|things (?:you need )?to know today)\b|[–—-]\s*(?:live!?|as it happened)\s*$",
    re.IGNORECASE,
)
"""Headlines that say it."""
_LIKELY = re.compile(r"晚报|早参|早知道|要闻(?:速览|精选)|一周新闻|盘点|新闻(?:速览|联播)")
"""Headlines that say it where a text of some length follows."""
_LIKELY_LENGTH = 300

_MAX_TITLE, _MAX_CHARACTERS, _MAX_ITEMS = 200, 12_000, 24
"""What is read of a headline and of a text; many events show in its first items."""
_MARK = r"\d{1,2}(?:[、．）)]|[.:：](?!\d))|[（(]\d{1,2}[）)]|[①-⑳]|[一二三四五六七八九十]{1,3}、|【|[■▶►●◆•·▪※★☆*-]\s"
_RUN_ON = re.compile(rf"(?<=[。；;！])[ \u3000]?(?={_MARK})")
"""Where one item follows another in a line."""
_MARKED = re.compile(rf"\s*(?:{_MARK})")
_UNFINISHED = re.compile(r"[^。！？!?.：:，,；;”\"…]\s*\Z")
_HEADING, _PARAGRAPH = 45, 40
"""Characters of a heading at most, and of the paragraph under it at least."""
_MIN_TERMS = 6
"""Terms of an item that says enough to be compared."""
_FORMS = {"marked": (5, 0.03), "headed": (5, 0.03), "plain": (8, 0.01)}
"""Items at least, and the mean cosine between them at most. Below it lie, of 2,800 entries of real feeds, some twenty
that no headline gives away: daily digests, link collections, essays in fragments; of 1,800 news texts none."""
_FIRST, _QUICK = 4, 3
"""The first items of a story on one event are this many times more alike than that: the others need not be read."""
_SUBJECT = 0.5
"""A term of the headline that this share of the items has is what all of them are about."""


def is_round_up(title: str, text: str, language: Language) -> bool:
    """Tell whether a story covers several events: by its headline, or by items on subjects that share no terms."""
    return round_up_evidence(title, text, language) is not None


def round_up_evidence(title: str, text: str, language: Language) -> str | None:
    """Return what shows that a story covers several events: words of its headline, or its number of items; or None."""
    head = title[:_MAX_TITLE]
    if match := _NAMED.search(head) or (len(text) > _LIKELY_LENGTH and _LIKELY.search(head)):
        return match.group().strip()
    form, items = _items(text[:_MAX_CHARACTERS])
    number = _unrelated(head, items, *_FORMS[form])
    return (f"{number} items" if language == "en" else f"{number} 则") if number else None


def _unrelated(title: str, items: Sequence[str], least: int, alike: float) -> int:
    """Return how many items there are on subjects of their own; 0 where they are too few, or about one."""
    if len(items) < least or _cohesion(_told(items[:_FIRST])) > _QUICK * alike:
        return 0
    told = _told(items[:_MAX_ITEMS])
    apart = len(told) >= least and not _about_one(terms(title), told) and _cohesion(told) <= alike
    return len(told) if apart else 0


def _told(items: Sequence[str]) -> list[frozenset[str]]:
    return [found for found in map(terms, items) if len(found) >= _MIN_TERMS]


def _items(text: str) -> tuple[str, list[str]]:
    """Return the form of a text and its items: those with a mark, those under a heading, or its paragraphs."""
    lines = [line for line in _RUN_ON.sub("\n", text).split("\n") if line.strip()]
    marked = [at for at, line in enumerate(lines) if _MARKED.match(line)]
    headed = [at for at in range(len(lines) - 1) if _is_heading(lines[at]) and len(lines[at + 1]) >= _PARAGRAPH]
    for form, starts in (("marked", marked), ("headed", headed)):
        if len(starts) >= _FORMS[form][0]:
            return form, list(_cut(lines, starts))
    return "plain", [line for line in lines if len(line) >= _PARAGRAPH]


def _cut(lines: Sequence[str], starts: Sequence[int]) -> Iterator[str]:
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield "\n".join(lines[start:end])


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING and bool(_UNFINISHED.search(line))


def _about_one(headline: frozenset[str], items: Sequence[frozenset[str]]) -> bool:
    names = (term for term in headline if not term[0].isdigit())
    return any(sum(name in item for item in items) >= _SUBJECT * len(items) for name in names)


def _cohesion(items: Sequence[frozenset[str]]) -> float:
    """Return the mean cosine between the items."""
    return fmean(len(a & b) / sqrt(len(a) * len(b)) for a, b in combinations(items, 2)) if len(items) > 1 else 0.0

"""Headlines: a page's title without its column, its site and its cries."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.clauses import EDGE, asks, fitting, join, split, tells
from aggregator.style.lengths import LENGTHS
from aggregator.text.words import either, family

_TAG = re.compile(r"[【\[][^】\]]{0,16}[】\]]")
_WHOLE_IN_BRACKETS = re.compile(r"^【([^】]+)】$")
_MARK = re.compile(r"\s*[|｜丨│]\s*")
_COLUMN = family("titles.column").pattern(before="^.{0,6}", after="$")
_LABEL = family("titles.label").pattern(after=r"\s*[：:！!，,|丨]\s*")
_ASIDE = family("titles.in_brackets").pattern(before="[（(]", after="[）)]")
_SPACE_AS_COMMA = re.compile(r"(?<=[\u4e00-\u9fff%）”》])\s+(?=[\u4e00-\u9fff“《]|\d[\d.]*[\u4e00-\u9fff%])")
_BESIDE_MARKS = re.compile(r"\s*([，。！？；：、（）“”《》])\s*")
_TRAIL = re.compile(r"…+|\.{2,}|~+|～+|(?<=[！!])[！!]+")
_READ = 300
"""Characters of a title that are read."""


def headline(title: str, language: Language, site_names: Iterable[str] = ()) -> str:
    """Return a title as the house prints it: one line, clean, cut at a clause where it is too long."""
    text = _without_column(_without_site(" ".join(title[:_READ].split()), site_names))
    text = _ASIDE.sub("", _without_labels(text.strip(EDGE)))
    if language == "zh":
        text = _BESIDE_MARKS.sub(r"\1", _SPACE_AS_COMMA.sub("，", text))
    clauses = _told(split(_TRAIL.sub("，" if language == "zh" else ", ", text)))
    return join(fitting(clauses, LENGTHS[language].headline, language))


def _without_site(title: str, names: Iterable[str]) -> str:
    """Cut `_栏目_站名` and ` - 站名` from the end."""
    title = re.split(r"_(?=[^_]*[\u4e00-\u9fff])", title)[0] if re.search("[\u4e00-\u9fff]", title) else title
    return re.sub(rf"\s*[-–—|｜丨]+\s*(?:{either(filter(None, names))})\s*$", "", title)


def _without_column(title: str) -> str:
    """Cut 【】 and what stands on the shorter sides of a column mark."""
    if whole := _WHOLE_IN_BRACKETS.match(title):
        return whole.group(1)
    return max(_MARK.split(_TAG.sub("", title)), key=lambda part: (not _COLUMN.search(part), len(part)))


def _without_labels(text: str) -> str:
    """Cut what cries before the news: `重磅！`, `独家丨快讯：`."""
    while (shorter := _LABEL.sub("", text)) != text:
        text = shorter
    return text


def _told(clauses: list[str]) -> list[str]:
    """Drop the clauses at either end that ask or tease; at the head, a cry only if the rest names whom it names."""
    while len(clauses) > 1 and (asks(clauses[0]) or _cries(clauses[0])) and tells(clauses[1:]):
        if not asks(clauses[0]) and not _names(clauses[0]) <= _names("".join(clauses[1:])):
            break
        clauses = clauses[1:]
    while len(clauses) > 1 and (asks(clauses[-1]) or (words.BAIT.search(clauses[-1]) and not tells(clauses[-1:]))):
        clauses = clauses[:-1]
    return clauses


def _cries(clause: str) -> bool:
    return clause.endswith(("！", "!")) and not words.NEWS.search(clause) and not words.NUMBER.search(clause)


def _names(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z][A-Za-z0-9]+", text.lower()))

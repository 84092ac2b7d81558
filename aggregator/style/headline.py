"""Headlines: a page's title without column, site and exclamations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.clauses import EDGE, asks, close_up, fitting, join, reports, split
from aggregator.style.lengths import LENGTHS, size
from aggregator.text.marks import NO_MARKS, Marks, denies, without_marks
from aggregator.text.words import either, family

_TAG = re.compile(r"[【\[][^】\]]{0,16}[】\]]")
_WHOLE_IN_BRACKETS = re.compile(r"^【([^】]+)】$")
_MARK = re.compile(r"\s*[|｜丨│]\s*")
_COLUMN = family("titles.column").pattern(before="^.{0,6}", after="$")
_LABEL = family("titles.label").pattern(after=r"\s*[：:！!，,|丨]\s*")
_ASIDE = family("titles.in_brackets").pattern(before="[（(]", after="[）)]")
_SPACE_AS_COMMA = re.compile(r"(?<=[\u4e00-\u9fff%）”》])\s+(?=[\u4e00-\u9fff“《]|\d[\d.]*[\u4e00-\u9fff%])")
_TRAIL = re.compile(r"…+|\.{2,}|~+|～+|(?<=[！!])[！!]+")
_DENIED: Mapping[Language, str] = {"zh": "辟谣：", "en": "Denied: "}
_RUMOURED: Mapping[Language, str] = {"zh": "网传：", "en": "Rumour: "}
_CORRECTED: Mapping[Language, str] = {"zh": "（更正）", "en": " (corrected)"}
_MAX_READ = 300
"""Characters of a title that are read."""


def headline(title: str, language: Language, site_names: Iterable[str] = (), marks: Marks = NO_MARKS) -> str:
    """Return a title in house style: one clean line, cut at a clause if it is too long, its marks spelled out."""
    text = without_marks(_without_site(" ".join(title[:_MAX_READ].split()), site_names))
    text = _without_column(text)
    text = _ASIDE.sub("", _without_labels(text.strip(EDGE)))
    if language == "zh":
        text = close_up(_SPACE_AS_COMMA.sub("，", text))
    clauses = _with_news(split(_TRAIL.sub("，" if language == "zh" else ", ", text)))
    limit = LENGTHS[language].max_headline - size(spoken("", marks, language), language)
    return spoken(join(fitting(clauses, limit, language)), marks, language)


def spoken(line: str, marks: Marks, language: Language) -> str:
    """Return a line that says what its story's marks do to it, if its own words do not."""
    if marks.denied and not denies(line):
        return _DENIED[language] + line
    if marks.rumoured and not denies(line) and not words.HEARSAY.search(line):
        return _RUMOURED[language] + line
    return line + _CORRECTED[language] if marks.corrects and not line.endswith(_CORRECTED[language]) else line


def _without_site(title: str, names: Iterable[str]) -> str:
    """Cut `_栏目_站名` and ` - 站名` from the end."""
    title = re.split(r"_(?=[^_]*[\u4e00-\u9fff])", title)[0] if re.search("[\u4e00-\u9fff]", title) else title
    return re.sub(rf"\s*[-–—|｜丨]+\s*(?:{either(filter(None, names))})\s*$", "", title)


def _without_column(title: str) -> str:
    """Cut 【】, and all but the longest part beside a column mark."""
    if whole := _WHOLE_IN_BRACKETS.match(title):
        return whole.group(1)
    return max(_MARK.split(_TAG.sub("", title)), key=lambda part: (not _COLUMN.search(part), len(part)))


def _without_labels(text: str) -> str:
    """Cut exclamations before the news: `重磅！`, `独家丨快讯：`."""
    while (shorter := _LABEL.sub("", text)) != text:
        text = shorter
    return text


def _with_news(clauses: list[str]) -> list[str]:
    """Drop leading and trailing questions and teasers; a leading exclamation only if the rest has its names."""
    while len(clauses) > 1 and (asks(clauses[0]) or _exclaims(clauses[0])) and reports(clauses[1:]):
        if not asks(clauses[0]) and not _names(clauses[0]) <= _names("".join(clauses[1:])):
            break
        clauses = clauses[1:]
    while len(clauses) > 1 and (asks(clauses[-1]) or (words.BAIT.search(clauses[-1]) and not reports(clauses[-1:]))):
        clauses = clauses[:-1]
    return clauses


def _exclaims(clause: str) -> bool:
    return clause.endswith(("！", "!")) and not words.NEWS.search(clause) and not words.NUMBER.search(clause)


def _names(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z][A-Za-z0-9]+", text.lower()))

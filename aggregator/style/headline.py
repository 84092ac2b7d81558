"""Headlines: a page's title without column, site and exclamations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.clauses import EDGE, ENCLOSED, asks, close_up, fitting, join, reports, split
from aggregator.style.dateline import open_up
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.subject import with_question
from aggregator.text.marks import NO_MARKS, Marks, denies, without_marks
from aggregator.text.words import either, family

_TAG = re.compile(r"[【\[][^】\]]{0,16}[】\]]")
_WHOLE_IN_BRACKETS = re.compile(r"^【([^】]+)】$")
_BEFORE_A_TEXT = re.compile(r"^【([^】]{10,})】(?=.{10})")
"""The headline of a flash whose text follows in its title."""
_MARK = re.compile(r"(?:(?<!\s)\s++)?+[|｜丨│]\s*")
_COLUMN = family("titles.column").pattern(before="^.{0,6}", after="$")
_LABEL = family("titles.label").pattern(after=r"\s*[：:！!，,|丨]\s*")
_NUMBERED = re.compile(r"^\d{1,2}(?:[.．]\s?|、)(?=[\u4e00-\u9fff「“《])")
"""An item's number in the list that a title is from."""
_TOPIC = re.compile(r"#([^#\s]{2,40})#")
"""A topic of a network's posts."""
_ASIDE = family("titles.in_brackets").pattern(before="[（(]", after="[）)]")
_CODE = re.compile(
    r"\s?[（(](?:(?:NYSE|NASDAQ|HKEX|SEHK|SSE|SZSE|纽交所|纳斯达克|港交所)\s?[：:]\s?)?"
    r"(?:\d{4,6}(?:\.[A-Z]{2})?|(?<=[：:]|\s)[A-Z.]{1,6})[）)]\s?",
    re.IGNORECASE,
)
"""A company's code at its exchange."""
_TODAY = re.compile(
    rf"(?<=[\u4e00-\u9fff\w])(?:今[日天晚晨早]|昨[日天晚])(?=(?:正式|全面|将|{family('sentences.announcing').alternation}))"
)
"""Before what was done on the day: the dateline names it, and an edition of the next day has another today."""
_PAUSE = re.compile(r"(?<=[\u4e00-\u9fff%）”》])\s+(?=[\u4e00-\u9fff“《\d])")
_SET_APART = re.compile(r"[\u4e00-\u9fff]\s(?:\d+(?:\.\d+)?%?|[A-Za-z]+)\s[\u4e00-\u9fff]")
"""Figures or Latin words with spaces on both sides: the title's typesetting, no pauses."""
_OF_A_SHARE = re.compile(r"[的至到后起]|股[权份]|份额|以[上下]|左右|权益|产能|关税|税率|营收|收入|利润|用户|市场")
"""Behind a per cent sign, what it is a share of, or what goes on with it."""
_BREAK = re.compile(r"[，。；：！？、\s]")
_TYPESET = re.compile(r"(?<=[\dA-Za-z])\s(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\s(?=[\dA-Za-z])")
_CHANGED = "[增涨跌升降减高低下][长加至到超幅少破降滑跌]?"
_WANTS_A_FIGURE = re.compile(rf"(?:{_CHANGED}|[至达超近约逾破为到于过共仅获投第额价收利润元])$")
_CHANGED_BY = re.compile(rf"{_CHANGED}[\d.]++%$")
"""A change and its figure: what follows is another clause, however the title sets its figures."""
_MIN_CLAUSE, _MAX_NAME = 4, 5
"""Characters of a part between spaces: up to `_MAX_NAME` it may be a name, if it does not say what happened."""
_TRAIL = re.compile(r"…+|\.{2,}|~+|～+|(?<=[！!])[！!]+")
_DENIED: Mapping[Language, str] = {"zh": "辟谣：", "en": "Denied: "}
_SPEAKS_AGAINST = re.compile(r"[^，。：！？“”]{2,12}：(?:公司|平台)?(?:没有|并无|暂无|从未|并未|未曾|不会|不存在|无)")
"""Somebody's own denial, in the words of the denier."""
_RUMOURED: Mapping[Language, str] = {"zh": "网传：", "en": "Rumour: "}
_CORRECTED: Mapping[Language, str] = {"zh": "（更正）", "en": " (corrected)"}
_WITHDRAWN: Mapping[Language, str] = {"zh": "（已撤稿）", "en": " (withdrawn)"}
_DOTS_AT_END = re.compile(r"(?:(?<!…)…+|(?<!\.)\.{2,}|(?<!。)。{2,})\s*+$")
_MIN_STEM, _MAX_STEM = 5, 12
"""Characters before the dots by which the place is found in the story."""
_REST_OF_CLAUSE = re.compile(r"[^，。；！？\n.…]*(?=[，。；！？\n]|$)")
_LAST_CLAUSE = re.compile(r"[，；。！？\s][^，；。！？\s]*$")
_QUOTATION_AT_END = re.compile(r"^(.*[“「])([^“「”」]+)([”」])$")
_MAX_READ = 300
"""Characters of a title that are read."""


def headline(
    title: str, language: Language, site_names: Iterable[str] = (), marks: Marks = NO_MARKS, story: str = ""
) -> str:
    """Return a title in house style: one clean line, cut at a clause if it is too long, its marks spelled out.

    `story`: the text below the title; it completes a title that was cut off. The line is empty if it does not.
    """
    text = without_marks(_without_site(" ".join(title[:_MAX_READ].split()), site_names))
    text = _completed(_without_column(text), story)
    text = _ASIDE.sub("", _without_labels(open_up(text.strip(EDGE)).rest))
    text = with_question(_TODAY.sub("", _CODE.sub("", text)), story)
    if language == "zh":
        text = close_up(_with_pauses(text))
    clauses = _with_news(_first_sentence(split(_TRAIL.sub("，" if language == "zh" else ", ", text))))
    limit = LENGTHS[language].max_headline - size(spoken("", marks, language), language)
    return spoken(_fit(clauses, limit, language), marks, language)


def fits(line: str, language: Language) -> bool:
    """Return whether a headline is short enough, or cannot be cut and is not much too long."""
    bounds, length = LENGTHS[language], size(line, language)
    return length <= bounds.max_headline or (len(split(line)) == 1 and length <= bounds.max_clause)


def spoken(line: str, marks: Marks, language: Language) -> str:
    """Return a line that says what its story's marks do to it, if its own words do not."""
    if marks.denied and not (denies(line) or _SPEAKS_AGAINST.match(line)):
        return _DENIED[language] + line
    if marks.rumoured and not denies(line) and not words.HEARSAY.search(line):
        return _RUMOURED[language] + line
    for holds, note in ((marks.corrects, _CORRECTED[language]), (marks.withdrawn, _WITHDRAWN[language])):
        if holds and not line.endswith(note):
            line += note
    return line


def _without_site(title: str, names: Iterable[str]) -> str:
    """Cut `_栏目_站名` and ` - 站名` from the end."""
    title = re.split(r"_(?=[^_]*[\u4e00-\u9fff])", title)[0] if re.search("[\u4e00-\u9fff]", title) else title
    return re.sub(rf"\s*[-–—|｜丨]+\s*(?:{either(filter(None, names))})\s*$", "", title)


def _without_column(title: str) -> str:
    """Cut 【】, and all but the longest part beside a column mark."""
    if whole := _WHOLE_IN_BRACKETS.match(title) or _BEFORE_A_TEXT.match(title):
        return whole.group(1)
    return max(_MARK.split(_TAG.sub("", title)), key=lambda part: (not _COLUMN.search(part), len(part)))


def _completed(title: str, story: str) -> str:
    """Complete a title that ends in dots from the words of its story, to the end of the clause.

    If the story does not have its last words, the clause that was cut goes; what is left must be news.
    """
    if not story or not (dots := _DOTS_AT_END.search(title)):
        return title
    stem = title[: dots.start()].rstrip()
    at = story.find(stem[-_MAX_STEM:])
    if at >= 0 and len(stem) >= _MIN_STEM and (rest := _REST_OF_CLAUSE.match(story, at + len(stem[-_MAX_STEM:]))):
        return stem + rest[0]
    whole = _LAST_CLAUSE.sub("", stem)
    return whole if whole != stem and reports([whole]) else ""


def _without_labels(text: str) -> str:
    """Cut marks of a list or a post, and exclamations before the news: `3、`, `#某某#`, `重磅！`, `独家丨快讯：`."""
    text = _TOPIC.sub(r"\1", _NUMBERED.sub("", text))
    while (shorter := _LABEL.sub("", text)) != text:
        text = shorter
    return text


def _with_pauses(text: str) -> str:
    """Replace the spaces that separate clauses by commas; those beside a figure, a name or in a quotation stay."""
    apart = bool(_SET_APART.search(text))
    enclosed = [match.span() for match in ENCLOSED.finditer(text)]
    pauses = [
        match
        for match in _PAUSE.finditer(text)
        if _is_pause(text, match, apart) and not any(start < match.start() < end for start, end in enclosed)
    ]
    for match in reversed(pauses):
        text = text[: match.start()] + "，" + text[match.end() :]
    return text


def _is_pause(text: str, space: re.Match[str], apart: bool) -> bool:
    """Return whether a space separates two clauses."""
    before, after = (_TYPESET.sub("", part) for part in (text[: space.start()], text[space.end() :]))
    before, after = _BREAK.split(before)[-1], _BREAK.split(after)[0]
    if after[0].isdigit() and (apart or _WANTS_A_FIGURE.search(before) or re.match(r"(?<![\d.])[\d.]++(?:%|$)", after)):
        return False
    if before.endswith("%") and (_OF_A_SHARE.match(after) or (apart and not _CHANGED_BY.search(before))):
        return False
    return _is_clause(before) and _is_clause(after)


def _is_clause(part: str) -> bool:
    return len(part) > _MAX_NAME or (len(part) >= _MIN_CLAUSE and reports([part]))


def _first_sentence(clauses: list[str]) -> list[str]:
    """Return the clauses of the first sentence of a title that is a flash's whole text."""
    ends = next((index for index, clause in enumerate(clauses, 1) if clause.endswith("。")), len(clauses))
    return clauses[:ends]


def _with_news(clauses: list[str]) -> list[str]:
    """Drop leading and trailing questions and teasers; a leading exclamation only if the rest has its names."""
    while len(clauses) > 1 and (asks(clauses[0]) or _exclaims(clauses[0])) and reports(clauses[1:]):
        if not asks(clauses[0]) and not _names(clauses[0]) <= _names("".join(clauses[1:])):
            break
        clauses = clauses[1:]
    while len(clauses) > 1 and ((asks(clauses[-1]) and reports(clauses[:-1])) or _baits(clauses)):
        clauses = clauses[:-1]
    return clauses


def _baits(clauses: list[str]) -> bool:
    """Return whether the last clause only wants to be clicked, and the others have the news."""
    return bool(words.BAIT.search(clauses[-1])) and not reports(clauses[-1:]) and reports(clauses[:-1])


def _exclaims(clause: str) -> bool:
    return clause.endswith(("！", "!")) and not words.NEWS.search(clause) and not words.NUMBER.search(clause)


def _names(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z][A-Za-z0-9]+", text.lower()))


def _fit(clauses: list[str], limit: float, language: Language) -> str:
    """Join the clauses that fit; if the first one does not, cut the quotation at its end, and close it."""
    line = join(fitting(clauses, limit, language))
    if size(line, language) > limit and (parts := _QUOTATION_AT_END.match(line)):
        said = fitting(split(parts[2]), limit - size(parts[1] + parts[3], language), language)
        return parts[1] + join(said) + parts[3]
    return line

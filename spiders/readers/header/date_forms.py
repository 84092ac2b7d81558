"""Forms in which pages and feeds write times: patterns over text with ASCII digits.

Every repetition is bounded and no two neighbours can match the same character in many ways, so that a search
is linear in the text.
"""

from __future__ import annotations

import re

from aggregator.text.words import family

_WEEKDAY = r"(?:星期|周|週|禮拜|礼拜)[一二三四五六日天]"
_ENGLISH_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_GAP = rf"(?:[ ,T|·•]|北京时间|\bat\b|{_WEEKDAY}|\([^()]{{1,6}}\)|-){{0,6}}"
"""Text that may separate a day and its clock."""
_CLOCK = (
    rf"(?P<half>{family('dates.half').alternation}|[AP]M(?![a-z]))? ?"
    r"(?P<hour>[01]?\d|2[0-3])"
    r"(?: ?: ?(?P<minute>[0-5]\d(?!\d)|\d(?=:[0-5]?\d(?!\d)))"
    r"(?:(?: ?: ?(?P<second>[0-5]\d)|:(?P<second_alone>\d))(?!\d)(?:[.,]\d{1,9})?)?"
    r"|\.(?P<minute_dotted>[0-5]\d)(?= ?(?:[ap]\.?m\b|(?-i:GMT|BST|UTC|CES?T)\b))"
    r"| ?[时時点點] ?(?:(?P<minute_zh>[0-5]?\d) ?分?(?: ?(?P<second_zh>[0-5]?\d) ?秒)?|(?P<word>半|整)))"
    r"(?: ?(?P<ampm>[ap]\.?m\b\.?|[上下]午(?![^ ,|)\]])))?"
    r"(?: ?[\[(]?(?P<offset>Z(?![a-z])|[+-][01]\d:?[0-5]\d(?!\d)|(?:\+|(?<=:\d\d:\d\d)-)[01]\d(?![\d:-])"
    r"|(?:UTC|GMT)[+-]\d{1,2}(?::?[0-5]\d)?|[A-Z][a-z]{1,9}(?:/[A-Z][\w+-]{1,30}){1,2}"
    r"|(?-i:[ECP]T)(?![A-Za-z])|[A-Z]{3,4}(?![A-Za-z])|北京[时時][间間]))?"
)
_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
_MONTH_NAME = r"(?:(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?|(?P<month>\d{1,2})月)"
"""A month in English letters, or where a system with a Chinese locale prints 十一月 in their place."""
_ORDINAL = r"(?:st|nd|rd|th)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


FULL = (
    # 2026-11-23 08:30, 2026/11/23, 2026.11.23, 2026年11月23日08时30分, 2026-11-23T08:30:00+08:00
    _form(
        rf"{_YEAR} ?(?:年|[-/._]) ?(?P<month>\d{{1,2}}) ?(?:月|[-/._]) ?(?P<day>\d{{1,2}})(?!\d) ?[日号號]?"
        rf"(?:{_GAP}{_CLOCK})?"
    ),
    # Mon, 23 Nov 2026 08:30:00 +0800; 23 November 2026; 23-Nov-2026
    _form(
        rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}[ -]{_MONTH_NAME},?[ -](?P<year>(?:19|20)\d\d)(?!\d)(?:{_GAP}{_CLOCK})?"
    ),
    # Monday, 23-Nov-26 08:30:00 GMT
    _form(rf"(?<!\d)(?P<day>\d{{1,2}})[ -]{_MONTH_NAME},?[ -](?P<year>\d\d) {_CLOCK}"),
    # 20261123 08:30
    _form(rf"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d) {_CLOCK}"),
    # November 23, 2026 8:30 AM
    _form(rf"\b{_MONTH_NAME} (?P<day>\d{{1,2}}){_ORDINAL},? (?P<year>(?:19|20)\d\d)(?!\d)(?:{_GAP}{_CLOCK})?"),
    # Mon Nov 23 08:30:00 CST 2026
    _form(rf"\b{_MONTH_NAME} (?P<day>\d{{1,2}}) {_CLOCK} (?P<year>(?:19|20)\d\d)(?!\d)"),
    # 26年11月23日
    _form(rf"(?<![\d.])(?P<year>\d\d) ?年 ?(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?[日号號](?:{_GAP}{_CLOCK})?"),
)
"""Forms with a year."""

SHORT_YEAR = _form(
    rf"(?<![\d/.-])(?P<year>\d\d)(?P<mark>[/.-])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?![\d/.-])(?:{_GAP}{_CLOCK})?"
)
"""26-11-23: in East Asia the year comes first; a time only with a clock, or if it is the whole text."""
CLOCK_BEFORE = _form(
    rf"(?=.{{1,40}}+$)(?:^|[^\d:/.日号號-]) ?{_CLOCK}"
    rf"[ ,|·]{{1,3}}(?:on )?(?:(?:{_WEEKDAY}|{_ENGLISH_WEEKDAY}|[A-Z]{{3}}),? ?)?$"
)
"""A clock right before a day, at the end of the text: `08:30, 23 Nov 2026`."""

_TAIL = rf"(?:{_GAP}{_CLOCK})?"
SPLIT = (
    # 2026 11/23 08:30
    _form(rf"{_YEAR} ?年? (?P<month>\d{{1,2}}) ?[月/.-] ?(?P<day>\d{{1,2}}) ?[日号]?{_TAIL}"),
    # 2026年11月 23
    _form(rf"{_YEAR} ?[年/.-] ?(?P<month>\d{{1,2}}) ?月? (?P<day>\d{{1,2}}) ?[日号]?{_TAIL}"),
    # 23 2026-11
    _form(rf"(?P<day>\d{{1,2}}) ?[日号/]? {_YEAR} ?[年/.-] ?(?P<month>\d{{1,2}}) ?月?{_TAIL}"),
    # 11-23 2026
    _form(rf"(?P<month>\d{{1,2}}) ?[月/.-] ?(?P<day>\d{{1,2}}) ?[日号]? {_YEAR} ?年?{_TAIL}"),
    # 23 11月 2026
    _form(rf"(?P<day>\d{{1,2}}) ?[日号]? {_MONTH_NAME} ?/? ?{_YEAR}{_TAIL}"),
)
"""A day whose parts are set apart: only if they are the whole text."""

DAY_FIRST = _form(
    rf"(?<![\d/.-])(?P<first>\d{{1,2}})[/.-](?P<second_part>\d{{1,2}})[/.-](?P<year>(?:19|20)\d\d)(?!\d)(?:{_GAP}{_CLOCK})?"
)
"""23/11/2026 or 11/23/2026: unambiguous only if one of the two is above 12, or both are equal."""

MONTH_DAY = (
    # 11月23日 08:30
    _form(rf"(?<![\d年])(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?[日号號](?:{_GAP}{_CLOCK})?"),
    # 11-23 08:30
    _form(rf"(?<![\d/.-])(?<!\d:)(?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)[ ,|T]{{1,3}}{_CLOCK}"),
)
"""Forms without a year that are safe to find in a longer text."""

BARE_MONTH_DAY = _form(r"[\[(]?(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[\])]?")
"""11-23: a day only if it is the whole text."""

DAYS = frozenset({*FULL, *MONTH_DAY, DAY_FIRST})
"""Forms whose clock may be before the day."""

DAY_WORD = _form(rf"(?P<word_of_day>{family('dates.day').alternation}|[今昨前](?=[早晚晨夜]))(?:{_GAP}{_CLOCK})?")
WEEKDAY = (
    # 上周五, 本周一 09:00, 周一 09:00
    _form(
        rf"(?<![至到每下隔~-])(?<!下[个個])(?P<week>{family('dates.week').alternation})?(?P<weekday>{_WEEKDAY})"
        rf"(?!\w?[至到~-])(?:{_GAP}{_CLOCK})?"
    ),
    # last Friday, Friday at 8:30 PM
    _form(rf"\b(?<!next )(?<!every )(?P<week>last |this )?(?P<weekday>{_ENGLISH_WEEKDAY})\b(?:{_GAP}{_CLOCK})?"),
)
"""A day of the week: a time only with its week or a clock."""
_CHINESE_DIGIT = "[一二两兩三四五六七八九十]"
_COUNT = rf"\d{{1,4}}|半|(?:half )?an?(?= )|几|幾|数|數|{_CHINESE_DIGIT}{{1,3}}"
_UNIT = family("dates.unit").alternation
AMOUNT = _form(rf"(?<!\d)(?P<amount>{_COUNT}) ?[个個]?(?P<plus>半)? ?(?P<unit>{_UNIT})(?P<half>半)?")
AGO = _form(
    rf"(?<![\d.])(?<!{_CHINESE_DIGIT}(?={_CHINESE_DIGIT}))"
    rf"(?P<amounts>(?:(?:{_COUNT}) ?[个個]?半? ?(?:{_UNIT})半?(?:,| |\band\b|零|又){{0,3}}){{1,4}}+)"
    r" ?(?:之|以)?(?:前|\bago\b)"
)
"""How long before the fetch, in up to four units: 3小时前, 1天3小时前, 1 day and 2 hours ago."""
JUST_NOW = _form(r"刚刚|剛剛|just now")
CLOCK_ONLY = _form(_CLOCK)

COMPACT = _form(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[ T]?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?P<offset>Z|[+-][01]\d[0-5]\d)?"
)
"""20261123, 20261123083000, 20261123T003000Z."""
DOTNET = _form(r"\\?/Date\((?P<milliseconds>[1-9]\d{11,12})(?:[+-]\d{4})?\)\\?/")
"""Milliseconds since 1970 as ASP.NET writes them; the offset is that of their display."""
STAMP = _form(r"(?P<seconds>[1-9]\d{8,9})(?:\.\d{1,6})?|(?P<milliseconds>[1-9]\d{11,12})")
"""Seconds or milliseconds since 1970."""

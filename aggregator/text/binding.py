"""Days that bind, read from Chinese: a date governed by a verb of taking effect, ending, or closing for comment.

Precision comes first: a date that no such form governs is not read, and neither is one that is past. 截至 states
figures as of a day and is not a term; a 截止 in its place is not read either, since figures are of the past.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from aggregator.models import BindingDay, Bond
from aggregator.text.sentences import sentences

_RECENT = timedelta(days=7)
"""Age of a day in force that is still news; a term that is over binds nobody."""
_DATE = r"(?:(?P<year>\d{4})\s?年\s?|(?P<near>[今明]年)|(?<![年\d]))(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
_HOUR = r"(?:[（(][^）)]{1,8}[）)])?\s?(?:凌晨|上午|中午|下午|晚)?(?:[零\d]{1,2}[时点:：](?:\d{1,2}分?|整)?\s?)?"
_STOP = r"，。；！？：、,;!?\s"
_TAKES_EFFECT = r"(?:施行|实施|生效|执行|起征|开征)"
_NO_TRADE = r"(?![，,]?(?:正式|开始)?(?:[担出兼就]任|接任|任职|上市|挂牌|交易|发货|发售|开售|预售|上映|开播))"
"""After 12月1日起: an office taken, a listing, a sale or a show then binds nobody."""
_EFFECT = (
    # 自12月1日起施行 · 12月1日零时生效 · 将于明年1月1日正式实施
    re.compile(rf"{_DATE}{_HOUR}(?:起|开始)?(?:将|正式|全面|开始|统一|同步)*{_TAKES_EFFECT}"),
    # 12月1日《办法》施行 ; the verb ends its clause, since 执行 also begins 执行董事
    re.compile(rf"{_DATE}{_HOUR}(?![之以]?前)[^{_STOP}]{{1,10}}?{_TAKES_EFFECT}(?=[{_STOP}”）)的前后]|$)"),
)
_BEGIN = re.compile(rf"{_DATE}{_HOUR}(?:起|开始){_NO_TRADE}")
_END = (
    re.compile(rf"截止(?:日期|时间|日)?[为是至到于：:]?{_DATE}"),
    re.compile(rf"[至到]{_DATE}{_HOUR}(?:截止|失效|废止|终止|止)"),
    re.compile(rf"{_DATE}{_HOUR}(?:正式)?(?:截止|失效|废止)"),
    re.compile(rf"(?:有效期|期限|活动|报名|申报|申请|优惠|补贴|征求意见|征集意见)[^{_STOP}]{{0,12}}?[至到]{_DATE}"),
    re.compile(
        rf"{_DATE}{_HOUR}(?:之前|以前|前)[^{_STOP}]{{0,10}}?(?:完成|报名|提交|申报|整改|备案|缴纳|申领|反馈|提出)"
    ),
)
_FOR_COMMENT = re.compile(r"征求意见|征集意见|意见反馈|反馈意见|公众意见|提出意见")


def binding_days(text: str, said: date) -> tuple[BindingDay, ...]:
    """Return the days that bind in a text of the day `said`, the earliest first, each day once.

    A day without a year is the nearest one.
    """
    found: dict[date, BindingDay] = {}
    for sentence in sentences(text):
        for binding in _of_sentence(sentence, said):
            found.setdefault(binding.day, binding)
    return tuple(found[day] for day in sorted(found))


def _of_sentence(sentence: str, said: date) -> Iterator[BindingDay]:
    end = Bond.COMMENT if _FOR_COMMENT.search(sentence) else Bond.END
    for forms, bond, earliest in (
        (_EFFECT, Bond.EFFECT, said - _RECENT),
        (_END, end, said),
        ((_BEGIN,), Bond.EFFECT, said),
    ):
        for form in forms:
            for match in form.finditer(sentence):
                day = _day(match, said)
                if day and day >= earliest:
                    yield BindingDay(bond, day, match.group())


def _day(match: re.Match[str], said: date) -> date | None:
    """Return the day of a match; None if there is no such day."""
    month, day, nearest = int(match["month"]), int(match["day"]), match["year"] is None and match["near"] is None
    own = int(match["year"] or said.year) + (match["near"] == "明年")
    days = [_valid(year, month, day) for year in ((own - 1, own, own + 1) if nearest else (own,))]
    return min((each for each in days if each), key=lambda each: abs(each - said), default=None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""Datelines: the day of the news, read from a story's opening and printed in house style."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from aggregator.models import Entry, Language
from aggregator.text.figures.numerals import MONTHS, month_named
from aggregator.text.sentences import sentences
from aggregator.text.words import family

_MONTH = "(?P<month>" + "|".join(rf"{name}|{name[:3]}\.?" for name in MONTHS) + ")"

_MONTH_AND_DAY = r"(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
_DATE = rf"(?:\d{{4}}\s?年\s?)?{_MONTH_AND_DAY}"
_ENGLISH_DATE = rf"{_MONTH}\s(?P<day>\d{{1,2}})(?:,\s\d{{4}})?"
_NAME = r"[^，。！？；：、“”《》\n]{0,18}?"
_HOUR = f"(?:(?:{family('dateline.hour').alternation})(?!盘))?"
_WIRE_WORD = r"(?:消息(?![人面显公传])|讯(?![息飞号])|电(?![话商子影视动力信台池网器解价芯煤竞量厂机站车缆梯源气]))称?"

_AN_OUTLET = "".join(f"(?<!{word})" for word in family("dateline.no_outlet").words)
"""Before 消息: what precedes it may be an outlet."""
_TAG = re.compile(
    r"^(?:[【\[][^】\]]{1,40}[】\]]|〔[^〕]{1,40}〕|[（(][^）)]{0,20}(?:[报報][^）)]{0,12}|报道|報導|讯|訊|电|電)[）)]"
    rf"|(?:{family('dateline.summary').alternation})[：:])\s*"
)
_WIRE = (
    # 新华社北京11月20日电 · 界面新闻11月20日讯 · 11月20日消息 · 某科技讯 北京时间10月26日上午消息
    re.compile(rf"^据?{_NAME}(?:讯\s*)?(?:北京时间|当地时间)?\s?{_DATE}\s?{_HOUR}{_WIRE_WORD}"),
    # 某网 10月26日报道 文/某某 ; 据某社10月25日报道 and 某社10月25日报道称 cite, and stay
    re.compile(rf"^(?!据){_NAME}{_DATE}\s?{_HOUR}报道(?=\s|$)(?:\s文[/：:]\S+)?"),
    # 新京报讯 · 证券时报e公司讯 ; 资讯, 快讯 and 腾讯 are other words
    re.compile(
        r"^[^，。！？；：、“”《》\s\n]{1,14}(?<![资快通会简音喜腾视电立审闻问])讯(?=[\s，,：:]|[（(](?![0-9A-Z]))"
    ),
    # 本报讯（记者…）11月20日， once its reporters are cut; 北讯11月20日宣布 names a company, and stays
    re.compile(r"^[^，。！？；：、“”《》\s\n]{1,12}[报网刊社台]讯(?=(?:\d{4}年)?\d{1,2}月\d{1,2}日)"),
    # 某网综合报道
    re.compile(r"^[^，。！？；：、“”《》\s\n]{2,12}[网报社台]综合(?:报道|消息|外电)?(?=[\s，,：:])"),
    # 某网消息 ; 有消息 does not name an outlet, and 根据某报消息 cites and stays
    re.compile(rf"^(?![有好坏最新])[^，。！？；：、“”《》据从的\s]{{2,10}}{_AN_OUTLET}消息(?=[\s，,：:])"),
    # 据某社电 before a space, without a day ; 据某报报道， cites and stays
    re.compile(r"^据[^，。！？；：、“”《》\s\n]{2,12}[社网报]电(?=\s)"),
    # 36氪获悉 ; 记者从某局获悉 names a source, and stays
    re.compile(
        r"^(?:[近今昨]日|日前)?[，,]?据?(?!.{0,10}从)[^，。！？；：、“”《》\n]{1,12}(?<!公司)(?<!法院)(?<!董事会)(?<!警方)(?<![日于])(?:独家)?获悉(?=[，,：:])"
    ),
    re.compile(rf"^(?:[A-Z][A-Za-z., ]{{1,30}},\s+)?{_ENGLISH_DATE}\s*(?:\([A-Z][A-Za-z ]+\)\s*)?[-–—]+(?!\d)"),
    re.compile(rf"^On\s{_ENGLISH_DATE}(?=,)"),
)
_SPOKEN = (
    rf"(?:(?:当地|北京|美东|美西|[\u4e00-\u9fff]{{0,3}}[国京东西部约洋])时间\s?)?(?:(?:(?P<year>\d{{4}})\s?年\s?|今年\s?)?{_MONTH_AND_DAY}|(?P<word>[今昨][天日晨早晚夜]|前天)"
    r"|(?:本)?(?:周|星期)(?P<weekday>[一二三四五六日天])|(?<![\d.])(?P<date>\d{1,2})\s?日(?![均元]))"
    rf"{_HOUR}(?:\s?[（(](?:当地时间)?(?:(?P<month2>\d{{1,2}})\s?月\s?)?(?P<day2>\d{{1,2}})\s?日[）)])?\s?"
)
"""A day as a report states it, by its date or by a word."""
_NO_TERM = r"(?![起前后之以至到止内当的、，。；：！？（~～-])"
_SOURCE = family("citations.opening_source").alternation
_SPOKEN_BEFORE_VERB = re.compile(
    rf"(?<![于从自至到止截以在由和与将划拟定计望每曾为遵及或、（\d月])于?{_SPOKEN}"
    rf"(?=(?:在[^，。]{{1,16}})?(?:{family('sentences.announcing').alternation}))(?![^，。]{{0,5}}的)"
)
_BEFORE_VERB = re.compile(rf"^(?P<lead>[^。；：！？“”《》]{{2,40}}?){_SPOKEN_BEFORE_VERB.pattern}")
_STATED = (
    # 8月13日，某公司发布 · 昨天（10月25日），某公司发布 · 8月13日晚某公司发布
    re.compile(rf"^(?P<lead>){_SPOKEN}(?:[，,]\s*|{_NO_TERM}(?=[^，。]{{2,}}))"),
    # 某某显示，3月19日，某公司成立
    re.compile(
        rf"^(?P<lead>[^，。；：“”]{{2,24}}(?:{_SOURCE})称?[，,：:]\s*){_SPOKEN}(?:[，,]\s*|{_NO_TERM}(?=[^，。]{{2,}}))"
    ),
    _BEFORE_VERB,
)
_COMING = re.compile(
    rf"(?P<before>^|(?<=[。！？\s]))(?P<date>{_MONTH_AND_DAY})[，,](?P<subject>[^，。；：！？]{{2,60}}?)将(?![军于会])"
)
_WEEKDAYS = "一二三四五六日"
_A_SEASON = timedelta(days=100)
"""A date further back than this is the anniversary of something, or of the year to come."""
_FUNCTION_WORD = re.compile(rf"(?:{family('sentences.function_word').alternation})\b")
_DONE = family("dateline.done_on_the_day").pattern(before=r"\b", after=r"\b")
_LASTING = family("dateline.not_of_the_day").pattern(before=r"\b", after=r"\b")
_NOTICE = family("dateline.notice_en").pattern(flags=0)
_FIRST_WORDS = 40
_HEAD = 300
"""Characters in which a dateline is sought."""
_JOINT = re.compile(r"^[\s，,：:;；\-–—|丨]+")


@dataclass(frozen=True, slots=True)
class Opening:
    """A paragraph without its own dateline, and the day of that dateline."""

    day: tuple[int, int] | None
    """Month and day."""
    rest: str


def open_up(paragraph: str) -> Opening:
    """Cut tags and datelines, such as `【某网报道】10月26日消息，`, from the start of a paragraph."""
    day, rest, before = None, paragraph, ""
    while rest != before:
        before = rest
        rest = _TAG.sub("", rest)
        if match := next(filter(None, (wire.match(rest) for wire in _WIRE)), None):
            day, rest = day or _month_and_day(match), rest[match.end() :]
        rest = _JOINT.sub("", rest) if rest != before else rest
    return Opening(day, rest)


def _month_and_day(match: re.Match[str]) -> tuple[int, int] | None:
    found = match.groupdict()
    if "month" not in found:
        return None
    month = found["month"]
    return int(month) if month.isdigit() else month_named(month), int(found["day"])


def opens_as_report(text: str, days: Collection[date]) -> bool:
    """Return whether a text opens as reports do: with a dateline, or one of these days in its first words.

    One or two captions may precede it.
    """
    lines = text[:_HEAD].splitlines()[:3]
    return any(open_up(line).rest != line or _names_day(line[:_FIRST_WORDS], days) for line in lines)


def _names_day(words: str, days: Collection[date]) -> bool:
    stated = [_month_and_day(match) for match in re.finditer(_DATE, words)]
    return any((day.month, day.day) in stated for day in days)


def resolve(month_and_day: tuple[int, int], published: date) -> date | None:
    """Return the latest such day up to the day after publication, or None if the calendar has none.

    A report that goes out shortly before midnight may carry the day that is about to begin.
    """
    for year in (published.year + 1, published.year, published.year - 1):
        try:
            day = date(year, *month_and_day)
        except ValueError:
            continue
        if day <= published + timedelta(days=1):
            return day
    return None


@dataclass(frozen=True, slots=True)
class Stated:
    """A day that a sentence states for its news, and the sentence without it."""

    day: date
    rest: str
    opening: bool
    """The day opens the sentence, or the report of a source; else it comes before the verb."""
    weekday: bool = False
    """The day is a weekday, which a report with a date states beside it."""


def stated(sentence: str, published: date) -> Stated | None:
    """Return the day that a sentence states for what happened, if it is not after the day of publication.

    It is at the start (`昨天（10月25日），`, `当地时间8月12日，`, `某某显示，3月19日，`), or before the verb
    (`某公司周一宣布`). A term (`截至11月20日`), a plan (`将于11月20日`) and the date of something else
    (`8月2日生效的法案`) are not its news.
    """
    for form in _STATED:
        if (match := form.match(sentence)) and (day := _resolved(match, published)):
            rest = sentence[: match.end("lead")] + sentence[match.end() :]
            return Stated(day, rest, form is not _BEFORE_VERB, bool(match["weekday"]))
    return None


def _resolved(match: re.Match[str], published: date) -> date | None:
    """Return the day of a match of `_STATED`, None if it lies ahead; a date in brackets explains a word."""
    found = {name: value for name, value in match.groupdict().items() if value}
    if month := found.get("month2") or found.get("month"):
        day = _dated(found.get("year"), (int(month), int(found.get("day2") or found["day"])), published)
        return day if day and day <= published else None
    if word := found.get("word"):
        return published - timedelta(days="今昨前".index(word[0]))
    if weekday := found.get("weekday"):
        return published - timedelta(days=(published.weekday() - _WEEKDAYS.index(weekday.replace("天", "日"))) % 7)
    return _latest(int(found["date"]), published)


def _dated(year: str | None, month_and_day: tuple[int, int], published: date) -> date | None:
    if year is None or int(year) == published.year:
        day = resolve(month_and_day, published)
        return day if day and (year or published - day < _A_SEASON) else None
    return date(int(year), 1, 1)


def _latest(day_of_month: int, published: date) -> date | None:
    days = (published - timedelta(days=back) for back in range(31))
    return next((day for day in days if day.day == day_of_month), None)


def without_day(sentence: str, day: date) -> str:
    """Cut the day that the dateline states from the first clause of a sentence.

    That is `11月20日，`, `今天，` or `近日，` at its start, and a day between subject and verb (`某公司11月20日宣布`);
    not a day that is a term (`截至11月20日`, `自11月20日起`).
    """
    date_of = _date_of(day)
    whole = rf"^(?:{date_of}|今[天日]|近[日期]|日前){_HOUR}[，,]\s*"
    opened = re.sub(rf"{whole}|^{date_of}(?![起前后之以止至到内当])(?=[^，。]{{1,4}}，)", "", sentence)
    return re.sub(rf"^([^，。；：！？（“]{{2,24}}?){_inside(date_of)}", r"\1", opened)


def without_day_again(paragraph: str, day: date) -> str:
    """Cut the day that the dateline states from the start of a later sentence, unless other dates precede it."""
    again = re.search(rf"(?<=[。！？”]){_date_of(day)}{_HOUR}[，,]", paragraph)
    if again is None or re.search(_DATE, paragraph[: again.start()]):
        return paragraph
    return paragraph[: again.start()] + paragraph[again.end() :]


def coming_day_inside(sentence: str, reported: date) -> str:
    """Return a sentence that opens with a day after that of its report with the day where it is planned.

    `8月16日，某公司将开业` is printed as `某公司将于8月16日开业`, since an entry opens with one day.
    """
    coming = _COMING.match(sentence)
    day = _dated(None, (int(coming["month"]), int(coming["day"])), reported + _A_SEASON) if coming else None
    return _planned(sentence) if day and day > reported else sentence


def _planned(text: str) -> str:
    return _COMING.sub(r"\g<before>\g<subject>将于\g<date>", text)


def without_day_anywhere(text: str, day: date) -> str:
    """Cut or move a day wherever `without_day`, `stated` and `coming_day_inside` may, so that their result is found."""
    return _planned(_SPOKEN_BEFORE_VERB.sub("", re.sub(_inside(_date_of(day)), "", text)))


def _date_of(day: date) -> str:
    return rf"(?:今[天日])?[（(]?(?:{day.year}\s?年\s?)?{day.month}\s?月\s?{day.day}\s?日[）)]?"


def _inside(date_of: str) -> str:
    """Return a pattern for a day inside a clause, including a `于` before it."""
    return rf"(?<![于自从至到止截以在由和、将划拟定计望每])于?{date_of}(?=[^起前后至到止内的当、，。；：！？（\s\d-])"


def after_dateline(paragraph: str, language: Language) -> str:
    """Lower the capital of an English function word that follows a dateline."""
    if language == "en" and _FUNCTION_WORD.match(paragraph) and not _NOTICE.match(paragraph):
        return paragraph[0].lower() + paragraph[1:]
    return paragraph


def dateline_of(entry: Entry, language: Language) -> str:
    """Return the dateline of an entry, by its day and paragraph, and by its credit if it says who reports it."""
    return printed(entry.day, language, entry.paragraph, entry.credit if entry.reported else "")


def printed(day: date, language: Language, paragraph: str = "", by: str = "") -> str:
    """Return a dateline with its comma: `11月20日消息，` or `On November 20, `; `by`: who reports it, if that is said.

    An English one says that the paragraph's deed was done on the day, or that the news is of the day; the paragraph of
    a notice has none.
    """
    if language != "en":
        return f"{spelled(day, language)}消息，" + (f"据{by}报道，" if by else "")
    if _NOTICE.match(paragraph):
        return ""
    opening = "On" if _done_on_the_day(next(iter(sentences(paragraph)), "")) else "According to the news on"
    return f"{opening} {spelled(day, language)}, " + (f"as {by} reports, " if by else "")


def spelled(day: date, language: Language) -> str:
    """Return a day as it is printed: `11月20日` or `November 20`."""
    return f"{MONTHS[day.month - 1]} {day.day}" if language == "en" else f"{day.month}月{day.day}日"


def _done_on_the_day(sentence: str) -> bool:
    """Return whether the first verb of an English sentence, `has` before it or not, tells what is done on a day.

    So does a sentence without a verb.
    """
    done, lasting = _DONE.search(sentence), _LASTING.search(sentence)
    return lasting is None or (done is not None and done.start() <= lasting.end() + 1)

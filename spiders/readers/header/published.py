"""The time of publication, to the minute when and only when the page shows one."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from aggregator.models import Precision
from aggregator.text.words import family

from ..page.markup import Line
from ..page.own import MAX_SCRIPT_LENGTH, own_values, scripts_of
from ..page.page import Page
from ..page.selection import Path, text_of
from ..reading import Moment
from .date_forms import AGO
from .dates import InText, find_moment, find_moments, parse_moment, parse_split
from .elsewhere import is_elsewhere
from .header import Header

MAX_LINE_LENGTH = 400
_MARKED = Path(
    "//*[@id or @itemprop or @data-article-publish-time or @pubdate]"
    "[@id='pubtime_baidu' or @id='pub_date' or @id='pubtime' or @id='pubTime' or @id='publish_time'"
    " or @id='post-date' or @itemprop='datePublished' or @data-article-publish-time or @pubdate]|//time"
)
_ATTRIBUTES = ("datetime", "content", "data-article-publish-time", "data-time", "title")
_CLASS, _ID = re.compile("[tT]ime|[dD]ate"), re.compile("time|date")
_IS_SHORT = Path("string-length(normalize-space(.))<60")
_MAX_CLASSED = 12
_IN_ADDRESS = re.compile(
    r"/(?P<y>20\d\d)[-/_]?(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>0[1-9]|[12]\d|3[01])(?=[/_.a-z-]|\d{2,12}[./_-])|/t(?P<t>20\d{6})_"
)
_ELSEWHERE = family("pages.other_element").pattern()
_HAN = "\u4e00-\u9fff"
_NOT_PUBLISHED = family("credits.not_published").pattern()
_UPDATED_ON = family("credits.not_published").pattern(after=r"(?: on| at)?\W{0,4}$")
_OTHER_LABEL = re.compile(
    rf"(?:(?!北京|当地|本地)[{_HAN}]{{2}}(?:[时時][间間]|日期)"
    r"|\b(?!publ|post|release|issue|creat)[a-z]{3,12} (?:date|time))\s?[:：]\s?$",
    re.IGNORECASE,
)
"""The label of a time, `开庭时间：`, that is another's unless it says that something was published."""
_CLOCK_AT_END = re.compile(r"\d{1,2}[:.]\d\d\D{0,16}$")
"""The clock of a time before its day."""
_VALUE = (
    r"[\"']?\s{0,3}[:=]\s{0,3}(?:(?:new )?\w{1,24}\()?"
    r"(?:[\"'](?P<value>[^\"']{8,40})[\"']|(?P<number>\d{10}(?:\d{3})?)(?!\d))"
)
"""A value behind its key, also in a call: `JsDecode('…')`, `new Date("…")`."""
_PUBLISHED_BEHIND = re.compile(r"(?:发布|發布|发表|發表)(?=[\s)）]|$)")
_UPDATED = re.compile(r"(?:更新|修改)(?=\s)|[\s(（]{0,2}(?:更新|修改|编辑)(?!\W{0,3}(?:[于於]|[时時][间間])?\W{0,3}\d)")
"""Behind a time: what it is the time of, unless it is the label of the next."""
_AT = r"(?:_?(?:at|time|on))?"
_SCRIPT_KEYS = tuple(
    re.compile(rf"[{first}](?:(?<![\w.].)|(?<=\bwindow\..))(?i:{rest}){_VALUE}")
    for first, rest in (
        (
            "pPdD",
            rf"(?<=d)atepublished{_AT}|(?<=p)(?:_?time|ub(?:lished{_AT}|_?(?:date|time)|lish_?(?:time|date|at)))",
        ),
        ("cC", rf"reate_?time|reated{_AT}|_?time|t"),
    )
)
"""Keys of the time of publication in a page's own data, then those of the time at which it was entered.

Each begins with a set of letters, to which a search jumps; what ignores case or looks back first is tried everywhere.
"""
_STATES_TIME = re.compile(r"[:=(]\s{0,3}[\"']?(?:\\?/Date\(|1[0-9]{9}|20[0-9][0-9][-/.年]|[A-Z][a-z]{2}, ?[0-9])")
"""A value that is a time; in a script without one no key is looked for."""
_NUMBER = re.compile(r"\d{10}(?:\d{3})?")
_BEGINS_WITH_CLOCK = re.compile(r"\d{1,2}[:：]\d\d")
_SAYS_PUBLISHED = family("credits.published").pattern(after=r"[ \t\xa0]{0,3}[:：]")
_RANGE = re.compile(r"\s?(?:[至到起]|[—~～-]\s?\d{1,2}[日月:.]|(?:之|以)?[前后後])")
_BOUND = re.compile(r"(?:[至到从從自由距]|截[至止]|定于|[—~～]) ?$")
_GLUED = re.compile(rf"[{_HAN}，、]$")
_LABEL = re.compile(rf"(?:{family('credits.published').alternation}|[时時][间間]|日期|[于於讯訊电電])$")
_NOT_PROSE = re.compile(
    rf"(?:[^{_HAN}]|(?:星期|周|週)[一二三四五六日天]|{family('origin.source').alternation}"
    rf"|{family('credits.after_source').alternation}|{family('credits.published').alternation}|$)"
)
_COMMENT = re.compile(r"omment|pinglun|gentie|repl[yi]", re.IGNORECASE)
_NAMES_DAY = re.compile(r"\d\s?[月/.-]\s?\d|[a-z]{3}\.? \d|\d[ -][a-z]{3}|^\d{8,14}$", re.IGNORECASE)
"""In a time: a month and a day, and not only how long ago it was."""
_EXACT = re.compile(r"time|date|^title$|^content$", re.IGNORECASE)
"""Names of attributes that state a time beside words."""
MIN_LINKED_TITLE = 8
"""Characters of a link that is another story's headline, and not a source's name."""
MAX_PART_LENGTH, MAX_PARTS = 14, 3
"""Characters of a line that is one part of a time, and lines over which it is spread."""


class FoundTime(NamedTuple):
    """A time of publication and the rule that found it."""

    moment: Moment
    rule: str


def find_time(header: Header, fetched_at: datetime, zone: ZoneInfo) -> FoundTime | None:
    """Find the time of publication: what the page states of this story before what is merely visible.

    A time with its year right below the headline comes first. Then metas, the page's own JSON-LD and scripts; a time
    elsewhere on the page that agrees with their day is as precise as the page shows it. Without them: above the
    headline, behind 发布时间, in marked elements, in the address. A time in a subtitle or a range, and that of an
    update, come last.
    """
    reader = _Reader(header, fetched_at, zone)
    below, doubtful = reader.stated_in(header.below, "header:below")
    if below and _has_year(below.moment):
        return below
    stated = next(_stated(header.page, fetched_at, zone), None)
    shown: list[FoundTime] = [*([below] if below else ()), *([] if below and not stated else reader.elsewhere())]
    if stated:
        agreeing = next((found for found in shown if _firm(found) and _same_day(found, stated)), None)
        return _with_year(agreeing, stated) if agreeing else _firm(below) or stated
    if shown:
        return shown[0]
    address = _in_address(header.page, fetched_at, zone)
    for found in (doubtful, next(_marked(header, fetched_at, zone, beside=True), None)):
        if found and (address is None or _same_day(found, address)):
            return found
    return address


def _same_day(found: FoundTime, stated: FoundTime) -> bool:
    """Return whether two times are of one day; without a year, of any year."""
    one, other = found.moment, stated.moment
    return (one.at.month, one.at.day) == (other.at.month, other.at.day) and (
        one.at.year == other.at.year or not _has_year(one)
    )


def _firm(found: FoundTime | None) -> FoundTime | None:
    """Return a time that does not depend on when the page was fetched, but for its year."""
    if found is None or AGO.search(found.moment.raw):
        return None
    return found if _NAMES_DAY.search(found.moment.raw) else None


class _Reader(NamedTuple):
    """Reads the times that a page shows."""

    header: Header
    fetched_at: datetime
    zone: ZoneInfo

    def stated_in(self, lines: list[Line], rule: str) -> tuple[FoundTime | None, FoundTime | None]:
        """Return the first time of publication in the lines, and the first that may be another: prose, an update."""
        doubtful: Moment | None = None
        for at, line in enumerate(lines):
            if len(line.text) > MAX_LINE_LENGTH:
                continue
            if moment := self._split(lines, at):
                return FoundTime(moment, rule), None
            for found in find_moments(_joined(lines, at), self.fetched_at, self.zone):
                if is_elsewhere(line.block, self.header):
                    break
                exact = self._exact(line, found.moment)
                if _is_of_publication(found):
                    return FoundTime(exact or found.moment, rule), None
                if found.moment.precision is Precision.MINUTE or _says_updated(found.before):
                    doubtful = doubtful or exact or found.moment
        return None, FoundTime(doubtful, rule) if doubtful else None

    def elsewhere(self) -> Iterator[FoundTime]:
        """Yield the times above the headline, behind 发布时间, and in marked elements."""
        page = self.header.page
        above = [*reversed(self.header.above)]
        for at in reversed(range(len(above))):
            found, _ = self.stated_in(above[at:], "header:above")
            if found and not self._is_banner(found.moment):
                yield found
        labelled, _ = self.stated_in(
            [line for line in page.lines if _SAYS_PUBLISHED.search(line.text)], "header:发布时间"
        )
        if labelled:
            yield labelled
        marked = _marked(self.header, self.fetched_at, self.zone, beside=False)
        yield from (found for found in marked if not self._is_banner(found.moment))

    def _split(self, lines: list[Line], at: int) -> Moment | None:
        """Return a time spread over the pieces of a line or over lines of its parts."""
        parts = [" ".join(piece.text for piece in line.pieces) for line in lines[at : at + MAX_PARTS]]
        parts = [*takewhile(lambda part: len(part) <= MAX_PART_LENGTH, parts)] or parts[:1]
        texts = [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]
        return next(filter(None, (parse_split(text, self.fetched_at, self.zone) for text in texts)), None)

    def _exact(self, line: Line, shown: Moment) -> Moment | None:
        """Return the exact time in an attribute beside words that count back, or name a day without its year."""
        if _has_year(shown):
            return None
        for element in dict.fromkeys(node for piece in line.pieces for node in _up_to(piece.element, line.block)):
            values = (value for name, value in element.attrib.items() if _EXACT.search(name))
            if (moment := _first_of(values, self.fetched_at, self.zone)) and _is_absolute(moment):
                return moment
        return None

    def _is_banner(self, moment: Moment) -> bool:
        """Return whether a day apart from the headline is that of the visit."""
        today = self.fetched_at.astimezone(self.zone).date()
        return moment.precision is Precision.DAY and moment.at.date() == today


def _up_to(element: HtmlElement | None, block: HtmlElement) -> Iterator[HtmlElement]:
    while element is not None:
        yield element
        element = None if element is block else element.getparent()


def _is_absolute(moment: Moment) -> bool:
    return _has_year(moment) or bool(_NUMBER.fullmatch(moment.raw))


def _is_of_publication(found: InText) -> bool:
    """Return whether a time in a header line can be the story's: no update, no range, no day that a sentence names."""
    before, moment, behind = found
    labelled = _says_updated(before) and not _PUBLISHED_BEHIND.match(behind)
    if labelled or _is_anothers(before) or _UPDATED.match(behind) or _BOUND.search(before) or _RANGE.match(behind):
        return False
    if _has_year(moment) and moment.precision is Precision.MINUTE:
        return True
    glued = not _has_year(moment) and _GLUED.search(before) and not _LABEL.search(before)
    return not glued and bool(_NOT_PROSE.match(behind))


def _says_updated(before: str) -> bool:
    """Return whether the words before a time call it that of an update; English ones are longer."""
    label = _CLOCK_AT_END.sub("", before[-40:])
    return bool(_NOT_PUBLISHED.search(label[-8:]) or _UPDATED_ON.search(label))


def _is_anothers(before: str) -> bool:
    """Return whether the label right before a time is that of something else than a publication."""
    label = _OTHER_LABEL.search(before[-24:])
    return label is not None and not _SAYS_PUBLISHED.search(label[0])


def _joined(lines: list[Line], at: int) -> str:
    """Return a line, with the next one if that begins with a clock: day and clock may be in two cells."""
    text = " ".join(piece.text for piece in lines[at].pieces)
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    return f"{text} {following[:8]}" if _BEGINS_WITH_CLOCK.match(following) else text


def _marked(header: Header, fetched_at: datetime, zone: ZoneInfo, *, beside: bool) -> Iterator[FoundTime]:
    """Yield the times in elements marked as the time; `beside`: those in side columns and comments.

    What is in a link, or in one item with a link, is another story's.
    """
    page = header.page
    around = set(page.lines[header.line].block.iterancestors()) if header.line is not None else set()
    for node in _MARKED.nodes(page.root):
        values = [text_of(node), *(node.get(name) or "" for name in _ATTRIBUTES)]
        if _is_beside(node, around) is beside and (moment := _first_of(values, fetched_at, zone)):
            yield FoundTime(moment, f"header:{node.get('id') or node.get('itemprop') or node.tag}")
    classed = (named.node for named in page.named if _CLASS.search(named.classes) or _ID.search(named.id))
    for node in islice(filter(_IS_SHORT.holds, classed), _MAX_CLASSED):
        if _is_beside(node, around) is beside and (moment := find_moment(text_of(node), fetched_at, zone)):
            yield FoundTime(moment, "header:class")


def _is_beside(node: HtmlElement, around: Container[HtmlElement]) -> bool | None:
    """Return whether an element is part of a side column by a name around it; None: of a link's item, or a comment."""
    outside = [*takewhile(lambda element: element not in around, (node, *node.iterancestors()))]
    if any(element.tag == "a" or _COMMENT.search(_names(element)) for element in outside):
        return None
    if any(len(text_of(link)) >= MIN_LINKED_TITLE for element in outside[:3] for link in element.iter("a")):
        return None
    return any(element.tag == "aside" or _ELSEWHERE.search(_names(element)) for element in outside)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _stated(page: Page, fetched_at: datetime, zone: ZoneInfo) -> Iterator[FoundTime]:
    for name in family("pages.time_meta").words:
        if (value := page.metas.get(name)) and (moment := parse_moment(value, fetched_at, zone)):
            yield FoundTime(moment, f"meta:{name}")
    if (value := page.datum("datePublished", "pubDate", "uploadDate")) and (
        moment := parse_moment(value, fetched_at, zone)
    ):
        yield FoundTime(moment, "json-ld:datePublished")
    scripts = [script for script in scripts_of(page.root) if _STATES_TIME.search(script, 0, MAX_SCRIPT_LENGTH)]
    for key in _SCRIPT_KEYS:
        for at in own_values(scripts, key, page.known, lambda value: _minute(value, fetched_at, zone)):
            yield FoundTime(at, "script:pubDate")


def _minute(value: str, fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    """Return the moment of a script's value to the minute: one page may state it as text and as a number."""
    moment = parse_moment(value, fetched_at, zone)
    return replace(moment, at=moment.at.replace(second=0), raw=str(moment.at.year)) if moment else None


def _first_of(values: Iterable[str], fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    return next((moment for value in values if value and (moment := parse_moment(value, fetched_at, zone))), None)


def _has_year(moment: Moment) -> bool:
    return str(moment.at.year) in moment.raw or f"{moment.at.year % 100}年" in moment.raw


def _with_year(visible: FoundTime, stated: FoundTime) -> FoundTime:
    """Give a visible day without a year the year in the page's data, if they agree on the day."""
    moment, year = visible.moment, stated.moment.at.year
    if (moment.at.month, moment.at.day) != (stated.moment.at.month, stated.moment.at.day):
        return visible
    return FoundTime(replace(moment, at=moment.at.replace(year=year)), visible.rule)


def _in_address(page: Page, fetched_at: datetime, zone: ZoneInfo) -> FoundTime | None:
    match = _IN_ADDRESS.search(page.url)
    if not match:
        return None
    stated = match["t"] or match["y"] + match["m"] + match["d"]
    moment = parse_moment(stated, fetched_at, zone)
    return FoundTime(Moment(moment.at, Precision.DAY, match[0]), "address") if moment else None

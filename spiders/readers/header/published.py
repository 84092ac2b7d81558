"""The time of publication, to the minute when and only when the page shows one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aggregator.models import Precision
from aggregator.text.words import family
from spiders.readers.header.dates import find_moment, parse_moment
from spiders.readers.header.header import Header
from spiders.readers.page.markup import Line
from spiders.readers.page.page import Page
from spiders.readers.page.selection import Path, text_of
from spiders.readers.reading import Moment

MAX_LINE_LENGTH = 400
_MARKED = Path(
    "//*[@id='pubtime_baidu' or @id='pub_date' or @id='pubtime' or @id='pubTime' or @id='publish_time'"
    " or @id='post-date' or @itemprop='datePublished' or @data-article-publish-time or @pubdate]|//time"
)
_ATTRIBUTES = ("datetime", "content", "data-article-publish-time", "data-time", "title")
_CLASSED = Path(
    "//*[contains(@class,'time') or contains(@class,'date') or contains(@class,'Time') or contains(@class,'Date')"
    " or contains(@id,'time') or contains(@id,'date')][string-length(normalize-space(.))<60]"
)
_MAX_CLASSED = 12
_IN_ADDRESS = re.compile(
    r"/(?P<y>20\d\d)[-/_]?(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>0[1-9]|[12]\d|3[01])(?=[/_.a-z-]|\d{2,12}[./_-])|/t(?P<t>20\d{6})_"
)
_NOT_PUBLISHED = family("credits.not_published").pattern()
_SCRIPT = re.compile(
    r"[\"']?(?:pubDate|datePublished|publish_?time|pub_?time)[\"']?\s{0,3}[:=]\s{0,3}[\"'](?P<time>[^\"']{8,40})[\"']",
    re.IGNORECASE,
)
_BEGINS_WITH_CLOCK = re.compile(r"\d{1,2}[:：]\d\d")
_SAYS_PUBLISHED = family("credits.published").pattern(after=r"[ \t\xa0]{0,3}[:：]")
_SCRIPTS = Path("//script[not(@src)]/text()")


class FoundTime(NamedTuple):
    """A time of publication and the rule that found it."""

    moment: Moment
    rule: str


def find_time(header: Header, fetched_at: datetime, zone: ZoneInfo) -> FoundTime | None:
    """Find the time of publication: below the headline, above it, in marked elements, in metas, in the address."""
    page = header.page
    visible = next(_visible(header, fetched_at, zone), None)
    if visible and _has_year(visible.moment):
        return visible
    stated = next(_stated(page, fetched_at, zone), None)
    if visible and stated:
        return _with_year(visible, stated)
    return visible or stated or _in_address(page, fetched_at, zone)


def _visible(header: Header, fetched_at: datetime, zone: ZoneInfo) -> Iterator[FoundTime]:
    for rule, lines in (("header:below", header.below), ("header:above", header.above)):
        if moment := _first_stated(lines, fetched_at, zone):
            yield FoundTime(moment, rule)
    labelled = [line for line in header.page.lines if _SAYS_PUBLISHED.search(line.text)]
    if moment := _first_stated(labelled, fetched_at, zone):
        yield FoundTime(moment, "header:发布时间")
    yield from _marked(header.page, fetched_at, zone)
    for node in _CLASSED.nodes(header.page.body)[:_MAX_CLASSED]:
        if moment := find_moment(text_of(node), fetched_at, zone):
            yield FoundTime(moment, "header:class")


def _first_stated(lines: list[Line], fetched_at: datetime, zone: ZoneInfo) -> Moment | None:
    """Return the first time in the lines; a day is joined with a clock on the next line."""
    later: Moment | None = None
    for at, line in enumerate(lines):
        if len(line.text) > MAX_LINE_LENGTH:
            continue
        moment = find_moment(_joined(lines, at), fetched_at, zone)
        if moment and not _NOT_PUBLISHED.search(line.text.split(moment.raw[:6])[0][-8:]):
            return moment
        later = later or moment
    return later


def _joined(lines: list[Line], at: int) -> str:
    """Return a line, with the next one if that begins with a clock: day and clock may be in two cells."""
    text = " ".join(piece.text for piece in lines[at].pieces)
    following = lines[at + 1].text if at + 1 < len(lines) else ""
    return f"{text} {following[:8]}" if _BEGINS_WITH_CLOCK.match(following) else text


def _marked(page: Page, fetched_at: datetime, zone: ZoneInfo) -> Iterator[FoundTime]:
    for node in _MARKED.nodes(page.root):
        values = [text_of(node), *(node.get(name) or "" for name in _ATTRIBUTES)]
        if moment := _first_of(values, fetched_at, zone):
            yield FoundTime(moment, f"header:{node.get('id') or node.get('itemprop') or node.tag}")


def _stated(page: Page, fetched_at: datetime, zone: ZoneInfo) -> Iterator[FoundTime]:
    for name in family("pages.time_meta").words:
        if (value := page.metas.get(name)) and (moment := parse_moment(value, fetched_at, zone)):
            yield FoundTime(moment, f"meta:{name}")
    if (value := page.datum("datePublished", "pubDate", "uploadDate")) and (
        moment := parse_moment(value, fetched_at, zone)
    ):
        yield FoundTime(moment, "json-ld:datePublished")
    for script in _SCRIPTS.strings(page.root):
        if (match := _SCRIPT.search(script)) and (moment := parse_moment(match["time"], fetched_at, zone)):
            yield FoundTime(moment, "script:pubDate")


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

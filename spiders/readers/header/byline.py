"""Source labels without the word 来源: names beside the time, accounts, and `作者/媒体`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml.html import HtmlElement

from aggregator.text.words import family
from aggregator.urls import host_of

from ..addresses import absolute
from ..page.markup import Line, Piece
from ..page.own import MAX_SCRIPT_LENGTH, scripts_of
from ..page.page import Page
from ..reading import Field
from .date_forms import FULL, MONTH_DAY
from .fields import SOURCE, clean_label, clean_names, href_of, spread
from .header import Header

MAX_PERSON_LENGTH = 4
"""Characters of a Chinese personal name; a longer one beside a time is a medium or an account."""
MAX_LINES = 6
"""Lines below the headline that may hold a byline."""
MAX_LINE_LENGTH = 120

_MEDIUM = family("credits.medium").pattern()
_NO_LABEL = family("credits.not_byline").pattern(flags=0)
_SLASHED = re.compile(
    r"(?P<names>[\u4e00-\u9fff·]{2,4}(?:[ 、][\u4e00-\u9fff·]{2,4}){0,3}) ?[/／丨|] ?(?P<label>[^\s/／|。，]{2,20})"
)
_ACCOUNT = re.compile(
    r"(?:author|account|nick|user|avatar|publisher|weibo)[a-z]{0,6}?[_-]{0,2}(?:name|title|user|link)"
    r"|(?:mp|media|channel)(?:[_-]{0,2}(?:name|title|user))|nickname",
    re.IGNORECASE,
)
"""Classes and ids of an account's name."""
_CREDIT = re.compile(r"source|from|origin|laiyuan|media|author|account|nick|user|publisher", re.IGNORECASE)
"""Classes and ids that call a name beside the time a credit, and not a column."""
_NAME_OR_CARD = re.compile(r"name|(?:user|author|account|media)[_-]?(?:info|card)", re.IGNORECASE)
_PROFILE = re.compile(
    r"/(?:c/)?(?:user|people|u|space|home|media|account|member|profile|mp)s?(?:[/_?]|$)|//(?:mp|space|me|i)\.|[?&]u(?:ser_?)?id=",
    re.IGNORECASE,
)
"""Addresses of an account's page; a reporter's lies under `/author/`."""
_SIGNS = family("credits.account_signs").pattern()
GENERIC = re.compile(f"(?:{family('credits.generic').alternation})+")
"""The name of a column, which every outlet has."""
_NAMED = (
    r"(?:source|author|account|media|nick|publisher)\w{{0,10}}[\"']?\s{{0,3}}[:=]\s{{0,3}}"
    r"(?:\{{[^{{}}]{{0,200}}?name[\"']?\s{{0,3}}:\s{{0,3}})?[\"']{}[\"']"
)
"""A name in a page's own data, behind the key of a source or an author, or in its object."""
_ORIGINAL = re.compile(r"\A(?P<name>[^\s，。：:|｜]{2,14}?)原创")
_NOT_BY = re.compile("来自|來自")
MAX_NAME_LENGTH = 20
"""Characters of an account's name."""
_OF_TIME = re.compile(r"\s?(?:[时時][间間]|日期)\s?[:：]")
"""Behind a word that is the label of a time: `开庭时间：`."""
_REPORTER = re.compile(r"[\s/／][^\s]{0,4}(?:记者|記者)")
_REPORTED = re.compile(
    r"\A\W{0,3}(?P<label>[^\s，。、：:；/／|]{2,14}?)[\s·]{0,3}(?:特约|实习|首席|见习|特派|財經|财经)?(?:记者|記者)"
    r"[\s:：/／]{0,3}[\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff])"
)
"""A medium, its reporter, and often the place: `海港时报 记者 林一安／高雄报道`."""
_PLATFORM = family("credits.platform").pattern()
_ON_PLATFORM = re.compile(rf"\A(?P<name>\S{{2,16}})\s{{1,4}}(?:{_PLATFORM.pattern})")


def bylines(header: Header) -> Iterator[Field]:
    """Yield the labels in the lines below a headline that no word marks as the source."""
    lines = header.below[:MAX_LINES]
    for at, line in enumerate(lines):
        if len(line.text) > MAX_LINE_LENGTH:
            continue
        if (match := _SLASHED.fullmatch(line.text)) and _MEDIUM.search(match["label"]):
            yield Field(match["label"], "header:作者/媒体")
        elif reported := _reported(line):
            yield reported
        elif _states_time(line) and (byline := _beside_time(line, header.page)):
            yield byline
        elif _is_next_to_time(lines, at, header.page):
            yield Field(line.text, "header:beside time")
        elif label := _account(lines, at):
            yield Field(label, "header:account")


def _reported(line: Line) -> Field | None:
    """Return the medium whose reporter a line names; 本报 names none."""
    match = _REPORTED.match(FULL[0].sub(" ", line.text).strip())
    label = match and clean_label(match["label"])
    return Field(label, "header:记者/媒体") if label and not label.startswith("本") and _is_medium(label) else None


def account_of(header: Header) -> str | None:
    """Return the account that published on a platform: below the headline, or right above it."""
    if account := platform_account(header):
        return account
    nearby = [*header.below[:MAX_LINES], *header.above[:MAX_LINES]]
    short = (at for at, line in enumerate(nearby) if len(line.text) <= MAX_LINE_LENGTH)
    if account := next(filter(None, (_account(nearby, at) for at in short)), None):
        return account
    beside = [*header.below[:3], *header.above[:1]]
    marked = (_ORIGINAL.fullmatch(line.text) for line in beside)
    return next((match["name"] for match in marked if match and not _NO_LABEL.search(match["name"])), None)


def platform_account(header: Header) -> str | None:
    """Return the account whose platform the header names: beside or below its name, in the label, or in the title."""
    lines = header.below[:MAX_LINES]
    for line, following in pairwise(lines):
        if _PLATFORM.fullmatch(following.text.strip()) and not _NO_LABEL.search(line.text):
            return clean_label(line.text)
    for line in lines:
        if (match := _ON_PLATFORM.fullmatch(line.text)) and not _NO_LABEL.search(match["name"]):
            return clean_label(match["name"])
    if _PLATFORM.search(header.page.title) or any(_PLATFORM.search(line.text) for line in lines):
        return next((line.text for line, other in _neighbours(lines) if _states_time(other) and _is_name(line)), None)
    return None


def _neighbours(lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    for one, other in pairwise(lines):
        yield one, other
        yield other, one


def _is_name(line: Line) -> bool:
    """Return whether a line can be an account's name and nothing else."""
    text = line.text
    marked = _NO_LABEL.search(text) or _PLATFORM.search(text) or SOURCE.search(spread(line)) or _states_time(line)
    return 2 <= len(text) <= MAX_NAME_LENGTH and not marked and clean_label(text) == text and not _REPORTER.search(text)


def slashed_author(lines: list[Line]) -> str | None:
    """Return the names in a line `作者/媒体`."""
    for line in lines[:MAX_LINES]:
        if (match := _SLASHED.fullmatch(line.text)) and _MEDIUM.search(match["label"]):
            return clean_names(match["names"])
    return None


def author_beside_time(lines: list[Line]) -> str | None:
    """Return the names beside the time if by their length they are people's and not a medium's."""
    for line in lines[:MAX_LINES]:
        if len(line.text) <= MAX_LINE_LENGTH and _states_time(line):
            people = (piece for piece in line.pieces if not href_of(piece) and not _NOT_BY.search(piece.text))
            labels = [label for piece in people if (label := _label(piece))]
            if labels and not SOURCE.search(spread(line)) and all(may_be_person(label) for label in labels):
                return clean_names("、".join(labels))
    return None


def may_be_person(label: str) -> bool:
    """Return whether a name can be a Chinese person's: short, and without a medium's words."""
    chinese = all("\u4e00" <= char <= "\u9fff" or char == "·" for char in label)
    return chinese and len(label) <= MAX_PERSON_LENGTH and not _MEDIUM.search(label)


def _account(lines: list[Line], at: int) -> str | None:
    """Return the account that publishes on a platform: marked by its class, or by the link to its page.

    A name as short as a person's is an account's only with such a link, or beside a word that accounts have.
    """
    line = lines[at]
    for piece in line.pieces:
        label = clean_label(piece.text)
        names, href = _names_of(piece.element, line.block), href_of(piece) or ""
        linked = bool(_PROFILE.search(href)) and bool(_NAME_OR_CARD.search(names))
        if label is None or len(label) < 2 or _NO_LABEL.search(piece.text) or FULL[0].search(piece.text):
            continue
        if not (linked or _ACCOUNT.search(names)):
            continue
        signs = linked or any(_SIGNS.search(near.text) for near in lines[max(0, at - 2) : at + 4] if near is not line)
        if signs or len(label) > MAX_PERSON_LENGTH or _MEDIUM.search(label):
            return label
    return None


def _names_of(element: HtmlElement, block: HtmlElement) -> str:
    """Return the classes and ids from an element to the one around its block."""
    names, around = list[str](), block.getparent()
    last = around.getparent() if around is not None else None
    node: HtmlElement | None = element
    while node is not None and node is not last:
        names += (node.get("class") or "", node.get("id") or "")
        node = node.getparent()
    return " ".join(names)


def _states_time(line: Line) -> bool:
    text = " ".join(piece.text for piece in line.pieces)
    return any(form.search(text) for form in (FULL[0], MONTH_DAY[1]))


def _beside_time(line: Line, page: Page) -> Field | None:
    """Return the name beside a time if it is the only one but for people's, and something shows that it is a name.

    Any of several could be the source; a column, a place or the weather is not.
    """
    named = [(label, piece) for piece in line.pieces if (label := _label(piece))]
    found = [(label, piece) for label, piece in named if href_of(piece) or not may_be_person(label)]
    if len(found) > 1:  # a column of the outlet is beside the medium that it reprints
        found = [(label, piece) for label, piece in found if _leads_elsewhere(piece, page)]
    if len(found) != 1 or not (len(named) == 1 or _MEDIUM.search(found[0][0])):
        return None
    label, piece = found[0]
    href = href_of(piece)
    if not _is_known_name(label, piece, line, page):
        return None
    return Field(label, "header:beside time", href)


def _is_next_to_time(lines: list[Line], at: int, page: Page) -> bool:
    """Return whether a line next to the time's is the name of a medium that the page's data call its source.

    A column has its own line there, too, and a medium's form: 物流新闻.
    """
    line, near = lines[at], [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
    named = _is_name(line) and _is_medium(line.text)
    return named and any(map(_states_time, near)) and _is_in_data(line.text, page)


def _is_medium(name: str) -> bool:
    """Return whether a name has a medium's form and not a column's."""
    return bool(_MEDIUM.search(name)) and not GENERIC.fullmatch(name)


def _is_known_name(label: str, piece: Piece, line: Line, page: Page) -> bool:
    """Return whether a name has a medium's form, a credit's element or link, or is in the page's data."""
    if GENERIC.fullmatch(label):
        return False
    if _MEDIUM.search(label) or _leads_elsewhere(piece, page) or _PROFILE.search(_link_of(piece, page)):
        return True
    return bool(_CREDIT.search(_names_of(piece.element, line.block))) or _is_in_data(label, page)


def _leads_elsewhere(piece: Piece, page: Page) -> bool:
    """Return whether a piece of text is a link to another site."""
    href = _link_of(piece, page)
    return bool(href) and host_of(href) != host_of(page.url)


def _link_of(piece: Piece, page: Page) -> str:
    return absolute(href_of(piece) or "", page.base) or ""


def _is_in_data(name: str, page: Page) -> bool:
    """Return whether a page's metas or scripts have a value that is this name."""
    if name in page.metas.values():
        return True
    named = re.compile(_NAMED.format(re.escape(name)), re.IGNORECASE)
    return any(name in script and named.search(script[:MAX_SCRIPT_LENGTH]) for script in scripts_of(page.root))


def _label(piece: Piece) -> str | None:
    rest = piece.text
    for form in FULL[:1]:
        rest = form.sub(" ", rest)
    if re.search(r"https?:|www\.", rest):
        return None
    label = clean_label(rest)
    if label and _MEDIUM.search(first := label.split()[0]):
        label = first
    if label is None or not 2 <= len(label) <= 20 or _NO_LABEL.search(label):
        return None
    return None if _OF_TIME.match(rest.partition(label)[2]) else label

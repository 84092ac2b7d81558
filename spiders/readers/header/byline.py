"""Source labels without the word 来源: names beside the time, accounts, and `作者/媒体`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from aggregator.text.words import family
from spiders.readers.header.date_forms import FULL, MONTH_DAY
from spiders.readers.header.fields import SOURCE, clean_label, clean_names, href_of, spread
from spiders.readers.page.markup import Line, Piece
from spiders.readers.reading import Field

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
    r"(?:author|account|nick|user|mp|media|channel|avatar|publisher|weibo)(?:[_-]{0,2}(?:name|title|user)|Name)|nickname",
    re.IGNORECASE,
)
_REPORTER = re.compile(r"[\s/／][^\s]{0,4}(?:记者|記者)")
_PLACES = frozenset({*family("places.place").groups, *family("places.place").words})
_PLATFORM = family("credits.platform").pattern()
_ON_PLATFORM = re.compile(rf"(?P<name>\S{{2,16}})\s{{1,4}}(?:{_PLATFORM.pattern})")


def bylines(lines: list[Line]) -> Iterator[Field]:
    """Yield the labels in the lines below a headline that no word marks as the source."""
    for line in lines[:MAX_LINES]:
        if len(line.text) > MAX_LINE_LENGTH:
            continue
        if (match := _SLASHED.fullmatch(line.text)) and _MEDIUM.search(match["label"]):
            yield Field(match["label"], "header:作者/媒体")
        elif _states_time(line) and (byline := _beside_time(line)):
            yield byline
        elif label := _account(line):
            yield Field(label, "header:account")


def account_of(below: list[Line], above: list[Line]) -> str | None:
    """Return the account that published on a platform: below the headline, or right above it."""
    if account := platform_account(below):
        return account
    nearby = [*below[:MAX_LINES], *reversed(above[-MAX_LINES:])]
    return next((label for line in nearby if len(line.text) <= MAX_LINE_LENGTH and (label := _account(line))), None)


def platform_account(lines: list[Line]) -> str | None:
    """Return the account whose platform follows its name: `X` and, beside or below it, `企鹅号`."""
    for line, following in pairwise(lines[:MAX_LINES]):
        if _PLATFORM.fullmatch(following.text.strip()) and not _NO_LABEL.search(line.text):
            return clean_label(line.text)
    for line in lines[:MAX_LINES]:
        if (match := _ON_PLATFORM.fullmatch(line.text)) and not _NO_LABEL.search(match["name"]):
            return clean_label(match["name"])
    return None


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
            labels = [label for piece in line.pieces if not href_of(piece) and (label := _label(piece))]
            if labels and not SOURCE.search(spread(line)) and all(_may_be_person(label) for label in labels):
                return clean_names("、".join(labels))
    return None


def _may_be_person(label: str) -> bool:
    chinese = all("\u4e00" <= char <= "\u9fff" or char == "·" for char in label)
    return chinese and len(label) <= MAX_PERSON_LENGTH and not _MEDIUM.search(label)


def _account(line: Line) -> str | None:
    """Return the account that publishes on a platform: marked by its class, and longer than a person's name."""
    names = f"{line.block.get('class') or ''} {line.block.get('id') or ''}"
    if not _ACCOUNT.search(names) or _NO_LABEL.search(line.text):
        return None
    label = clean_label(line.text)
    return label if label and (len(label) > MAX_PERSON_LENGTH or _MEDIUM.search(label)) else None


def _states_time(line: Line) -> bool:
    text = " ".join(piece.text for piece in line.pieces)
    return any(form.search(text) for form in (FULL[0], MONTH_DAY[1]))


def _beside_time(line: Line) -> Field | None:
    """Return the name beside a time if it is the only one: any of several could be the source."""
    found = [(label, piece) for piece in line.pieces if (label := _label(piece))]
    if len(found) != 1:
        return None
    label, piece = found[0]
    href = href_of(piece)
    if not _MEDIUM.search(label) and len(label) <= MAX_PERSON_LENGTH and not href:
        return None
    reported = _REPORTER.search(piece.text) and _MEDIUM.search(label)
    return Field(label, "header:记者/媒体" if reported else "header:beside time", href)


def _label(piece: Piece) -> str | None:
    rest = piece.text
    for form in FULL[:1]:
        rest = form.sub(" ", rest)
    if re.search(r"https?:|www\.", rest):
        return None
    label = clean_label(rest)
    if label and _MEDIUM.search(first := label.split()[0]):
        label = first
    if label in _PLACES:  # 来自北京: where the account's address is
        return None
    return label if label and 2 <= len(label) <= 20 and not _NO_LABEL.search(label) else None

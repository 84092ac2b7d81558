"""Author and editor: `作者：X`, `（记者 X）`, `文/X`, `责任编辑：X`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.text.words import family

from ..page.markup import Line
from ..page.selection import Path, text_of
from ..reading import Field
from .byline import author_beside_time, may_be_person, slashed_author
from .fields import clean_names, labelled
from .header import Header

MAX_NAMING_LENGTH = 160
"""Characters at either end of a paragraph in which a reporter may be named."""
MAX_CREDIT_LENGTH = 120
"""Characters of a line that names an author below the body."""

_NAME = r"[\u4e00-\u9fff·]{2,4}"
_NAMES = rf"{_NAME}(?:[ 、&]{_NAME}){{0,4}}"
_COLON = r"[ \x1e\x1f]{0,4}[:：]"
_AUTHOR = family("credits.author").pattern(after=_COLON)
_SLASH = family("credits.author_before_slash").pattern(r"(?:^|[ \x1e\x1f（(，,])", r"[ ]?[/／|｜丨][ ]?")
_EDITOR = family("credits.editor").pattern(after=_COLON)
_REPORTERS = (
    # （记者唐某）, 〔記者王某／台北報導〕
    re.compile(
        r"[（(【〔［\[][^（()）]{0,12}?(?:记者|記者)[ :：]{0,2}(?P<names>[^（()）【〔［\[。，／/]{2,24})"
        r"[^（()）。]{0,12}[）)】〕］\]]"
    ),
    # 某某日报记者 李某 王某 on a separate line
    re.compile(
        rf"^[^。，]{{0,12}}(?:记者|記者)[ :：]{{0,2}}(?P<names>{_NAMES})"
        r"(?:[ ／/](?:[^。，]{0,6}(?:报道|報導|报导|摄|文)))?$"
    ),
    # …（文/图 李某 王某） at the end
    re.compile(rf"[（(](?:文|文/图|图/文|撰文|采写)[ /／:：]{{1,2}}(?P<names>{_NAMES})[^（()）]{{0,12}}[）)]$"),
    # …（某某财经 张某） at the end
    re.compile(rf"[（(][^（()）。，]{{2,8}}(?:网|报|社|财经|科技|新闻|日报|晚报) ?(?:记者)? (?P<names>{_NAMES})[）)]$"),
)
_BAIDU = Path("id('author_baidu')")


def find_author(header: Header) -> Field:
    """Find the author in the header, else in the credits below, else the reporter named in a paragraph."""
    return next(_authors(header), Field())


def is_author(name: str | None, header: Header) -> bool:
    """Return whether a name as short as a person's is also an author's, as a word of the page says."""
    if not name or not may_be_person(name):
        return False
    named = (found.value for word in (_AUTHOR, _SLASH) for found in _named([*header.above, *header.credits], word, ""))
    return any(name in (names or "").split("、") for names in named)


def find_editor(header: Header) -> Field:
    """Find the editor anywhere below the headline."""
    return next(_named(header.credits, _EDITOR, "header:编辑"), Field())


def _authors(header: Header) -> Iterator[Field]:
    zone = [*header.below, *header.above]
    yield from _named(zone, _AUTHOR, "header:作者")
    yield from _named(zone, _SLASH, "header:文")
    if names := slashed_author(header.below):
        yield Field(names, "header:作者/媒体")
    for node in _BAIDU.nodes(header.page.root):
        if names := clean_names(text_of(node)):
            yield Field(names, "header:#author_baidu")
    yield from _named(header.credits, _AUTHOR, "text:作者")
    yield from _reporters(header.credits)
    yield from _named(header.credits, _SLASH, "text:文")
    if names := author_beside_time(header.below):
        yield Field(names, "header:beside time")


def _named(lines: list[Line], name: re.Pattern[str], rule: str) -> Iterator[Field]:
    for line in lines:
        if len(line.text) > MAX_CREDIT_LENGTH:
            continue
        for found in labelled(line, name, ends="\x1e"):
            if names := clean_names(found.text):
                yield Field(names, rule)


def _reporters(lines: list[Line]) -> Iterator[Field]:
    """Yield the reporters named at the beginning or end of a line."""
    for line in lines:
        for part in _ends_of(line.text):
            for form in _REPORTERS:
                if (match := form.search(part)) and (names := clean_names(match["names"])):
                    yield Field(names, "text:记者")


def _ends_of(text: str) -> tuple[str, ...]:
    return (text,) if len(text) <= 2 * MAX_NAMING_LENGTH else (text[:MAX_NAMING_LENGTH], text[-MAX_NAMING_LENGTH:])

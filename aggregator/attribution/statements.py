"""Read what a text itself says of its origin: the closing statement, the dateline, the tag before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.text.words import either, family

DATELINE = 60
"""Characters that may hold a dateline."""
_LAST, _FIRST = 6, 3
"""Paragraphs at the end and at the start in which a story says where it was taken from."""
_MAX_PARAGRAPH = 400
"""Characters read at either end of a paragraph."""
_MAX_EVIDENCE = 80

_NAME = r"[^\s，。；;、:：（()）“”\"《》【】<>]{2,30}"
_QUOTED = rf"[“\"《「【]?(?P<name>{_NAME}(?:[ ·/-]{_NAME})?)[”\"》」】]?"
_SAYS = re.compile(
    rf"(?:(?:{family('origin.story').alternation})(?:来源|出处)\s{{0,2}}[:：]\s{{0,2}}"
    rf"|(?:本文|原文|文章)(?:{family('origin.taken').alternation})\s{{0,2}}[:：]?\s{{0,2}})"
    rf"(?:微信)?(?:公众号|公号|订阅号|头条号|百家号)?\s{{0,2}}[:：]?\s{{0,2}}{_QUOTED}"
)
_FINAL = re.compile(
    rf"(?:\A|[。！？!?”」\s（(\[【])[（(\[【]?\s{{0,2}}(?:{either(family('origin.source').groups['closing'])})\s{{0,2}}[:：丨|]\s{{0,2}}{_QUOTED}"
    r"(?:[（(][^（()）]{0,20}[)）])?\s{0,2}[）)\]】]?[。]?\s{0,2}(?:(?:作者|编辑|责|记者).{0,30})?\Z"
)
_ORIGINAL = re.compile(
    r"\A\W{0,3}(?:原文|原文链接|原文地址|原文出处|来源链接|链接)\s{0,2}[:：]\s{0,2}(?P<url>https?://(?P<name>[\w.-]{4,80})/\S{1,300})\s{0,2}\Z"
)
"""A paragraph with the URL of the original."""
_BYLINE = re.compile(r"\A\W{0,3}(?:作者|译者|撰文|文)\s{0,2}[:：/／|丨]")
_REPORTER = re.compile(
    r"\A[（(\s]{0,3}(?P<name>[^，。；：:\s（()]{2,12}?)(?:特约|实习|首席|见习)?(?:记者|記者)\s{0,3}"
    r"[\u4e00-\u9fff·]{2,4}(?:[\s、]{1,3}[\u4e00-\u9fff·]{2,4}){0,3}[)）\s]{0,3}\Z"
)
"""A paragraph with a byline: the medium and its reporters."""
_AFTER_STORY = family("origin.after_story").pattern(before=r"\A\W{0,3}")
_TAG = re.compile(r"\A\s{0,3}[【\[](?P<tag>[^】\]]{1,40})[】\]]\s{0,3}")
_TAG_NAME = re.compile(r"(?P<name>.{2,12}?)(?:报道|讯|消息|快讯|电)\Z")
_WIRE = re.compile(
    r"\A[\s（(\[【]{0,4}(?P<name>[^\s，。；、:：（()）“”《》【】]{2,16}?)\s{0,2}(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:\d{1,2}[时点])?\s{0,2}"
    r"(?P<kind>综合外电|电|讯|消息|报道)"
)
_REPORT = re.compile(
    r"\A[\s（(\[【]{0,4}(?P<name>[^\s，。；、:：（()）“”《》【】]{2,14}?)(?<![资快通会简短喜音腾电])(?<!飞)讯(?!飞|息|问|号|连)(?=[\s（(，,:：)）】/]|记者|\d)"
)
_BARE_WIRE = re.compile(
    r"\A[\s（(\[【]{0,4}(?P<name>[^\s，。；、:：（()）“”《》【】\d]{1,10}社)[^\s，。；\d]{0,8}?电(?=[\s（(，,]|记者)"
)
_MEDIUM = family("origin.medium").pattern(after=r"\Z", flags=0)
_NOT_A_MEDIUM = family("origin.not_a_medium").pattern(flags=0)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name seen in or beside a story: the rule, the text and the place that show it."""

    rule: str
    label: str
    evidence: str
    where: str
    url: str | None = None
    """URL of the original, if the text has it."""


def closing(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield the names in closing statements: `本文来源：X`, `本文转自X`, a last `（来源：X）`.

    Reads the last paragraphs, the last one first, then the first ones (an editor's note).
    """
    for paragraph in reversed(paragraphs[-_LAST:]):
        yield from _found("closing", _SAYS, paragraph[-_MAX_PARAGRAPH:], "text:last paragraphs")
    yield from _final(paragraphs[-_LAST:])
    for paragraph in paragraphs[:_FIRST]:
        yield from _found("closing", _SAYS, paragraph[:_MAX_PARAGRAPH], "text:first paragraphs")
        if _BYLINE.match(paragraph):
            yield from _found("closing", _FINAL, paragraph[:_MAX_PARAGRAPH], "text:first paragraphs")
    for paragraph in paragraphs[-_LAST:]:
        if match := _ORIGINAL.match(paragraph[:_MAX_PARAGRAPH]):
            yield Sighting("closing", match["name"], paragraph[:_MAX_EVIDENCE], "text:last paragraphs", match["url"])


def _final(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield the name in a `（来源：X）` that ends the story; elsewhere it belongs to a picture."""
    for paragraph in reversed(paragraphs):
        found = list(_found("closing", _FINAL, paragraph[-_MAX_PARAGRAPH:], "text:last paragraph"))
        yield from found
        if found or not _AFTER_STORY.match(paragraph):
            return


def dateline(text: str) -> Iterator[Sighting]:
    """Yield the medium that the first words name: `X社北京8月3日电`, `X讯（记者`, `X8月3日消息`, `【X报道】`."""
    start = text[: DATELINE * 2].lstrip()
    tag = _TAG.match(start)
    if tag and (named := _TAG_NAME.match(tag["tag"])):
        yield Sighting("dateline", named["name"], tag[0].strip(), "text:first words")
    start = start[tag.end() if tag else 0 :][:DATELINE]
    for pattern in (_WIRE, _BARE_WIRE, _REPORT):
        match = pattern.match(start)
        if match and not _NOT_A_MEDIUM.match(match["name"]):
            yield Sighting("dateline", match["name"], match[0].strip(), "text:first words")
            return


def reporters(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield the medium in a byline at the end of a story: `X记者 Y`."""
    for paragraph in reversed(paragraphs[-_LAST:]):
        if (match := _REPORTER.match(paragraph[:_MAX_EVIDENCE])) and not _NOT_A_MEDIUM.match(match["name"]):
            yield Sighting("byline", match["name"], paragraph[:_MAX_EVIDENCE], "text:last paragraphs")


def is_medium(name: str) -> bool:
    """Return whether a name is formed like that of a medium: `…报`, `…网`, `…社`, Latin letters."""
    return bool(_MEDIUM.search(name))


def _found(rule: str, pattern: re.Pattern[str], text: str, where: str) -> Iterator[Sighting]:
    for match in pattern.finditer(text):
        yield Sighting(rule, match["name"], match[0].strip()[:_MAX_EVIDENCE], where)

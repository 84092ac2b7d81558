"""What a text itself says of its origin: the closing statement, the dateline, the tag before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DATELINE = 60
"""Characters in which a dateline stands."""
_ENDS, _STARTS = 6, 3
"""Paragraphs at the end and at the start in which a story says where it was taken from."""
_PARAGRAPH = 400
"""Characters that are read at either end of a paragraph."""
_EVIDENCE = 80

_NAME = r"[^\s，。；;、:：（()）“”\"《》【】<>]{2,30}"
_QUOTED = rf"[“\"《「【]?(?P<name>{_NAME}(?:[ ·/-]{_NAME})?)[”\"》」】]?"
_SAYS = re.compile(
    rf"(?:(?:本文|文章|稿件|原文|新闻|消息|信息|内容)(?:来源|出处)\s{{0,2}}[:：]\s{{0,2}}"
    rf"|(?:本文|原文|文章)(?:转载自|转自|摘自|摘编自|节选自|源自|来自|来源于|首发于|刊于|载于|原载|系转载自)\s{{0,2}}[:：]?\s{{0,2}})"
    rf"(?:微信)?(?:公众号|公号|订阅号|头条号|百家号)?\s{{0,2}}[:：]?\s{{0,2}}{_QUOTED}"
)
_FINAL = re.compile(
    rf"(?:\A|[。！？!?”」\s（(\[【])[（(\[【]?\s{{0,2}}(?:来源|來源|稿源|转自|转载自|摘自)\s{{0,2}}[:：丨|]\s{{0,2}}{_QUOTED}"
    r"(?:[（(][^（()）]{0,20}[)）])?\s{0,2}[）)\]】]?[。]?\s{0,2}(?:作者.{0,30}|编辑.{0,30}|责.{0,30}|记者.{0,30})?\Z"
)
_ORIGINAL = re.compile(
    r"\A\W{0,3}(?:原文|原文链接|原文地址|原文出处|来源链接|链接)\s{0,2}[:：]\s{0,2}(?P<url>https?://(?P<name>[\w.-]{4,80})/\S{1,300})\s{0,2}\Z"
)
"""A paragraph that is the address of the original."""
_BYLINE = re.compile(r"\A\W{0,3}(?:作者|译者|撰文|文)\s{0,2}[:：/／|丨]")
_REPORTER = re.compile(
    r"\A[（(\s]{0,3}(?P<name>[^，。；：:\s（()]{2,12}?)(?:特约|实习|首席|见习)?(?:记者|記者)\s{0,3}"
    r"[\u4e00-\u9fff·]{2,4}(?:[\s、]{1,3}[\u4e00-\u9fff·]{2,4}){0,3}[)）\s]{0,3}\Z"
)
"""A paragraph that is a byline: the medium and its reporters."""
_FURNITURE = re.compile(
    r"\A\W{0,3}(?:责任编辑|责编|编辑|编审|审核|校对|监制|声明|免责|版权|特别声明|风险提示|完|END|展开全文|原标题|图片来源|图源|数据来源)",
    re.IGNORECASE,
)
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
_MEDIUM = re.compile(
    r"[社网網報报台臺刊]\Z|(?:新闻|新聞|在线|财经|科技|之家|频道|日报|晚报|时报|周刊|客户端|卫视|广播|观察|e公司|[A-Za-z]{2,}|研究中心)\Z"
)
_NOT_NAMES = re.compile(
    r"\A(?:本[报网台站刊社]|据|记者|北京时间|当地时间|截至|截止|自从|昨|今|近|外电|外媒|综合|专电|编译)"
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name seen in or beside a story, by which rule, on what text, where."""

    rule: str
    label: str
    evidence: str
    where: str
    url: str | None = None
    """Address of the original, where the text states it."""


def closing(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield what the story says of where it was taken from: `本文来源：X`, `本文转自X`, a last `（来源：X）`.

    Read from its last paragraphs, the last of them first, then from the first ones (an editor's note).
    """
    for paragraph in reversed(paragraphs[-_ENDS:]):
        yield from _found("closing", _SAYS, paragraph[-_PARAGRAPH:], "text:last paragraphs")
    yield from _final(paragraphs[-_ENDS:])
    for paragraph in paragraphs[:_STARTS]:
        yield from _found("closing", _SAYS, paragraph[:_PARAGRAPH], "text:first paragraphs")
        if _BYLINE.match(paragraph):
            yield from _found("closing", _FINAL, paragraph[:_PARAGRAPH], "text:first paragraphs")
    for paragraph in paragraphs[-_ENDS:]:
        if match := _ORIGINAL.match(paragraph[:_PARAGRAPH]):
            yield Sighting("closing", match["name"], paragraph[:_EVIDENCE], "text:last paragraphs", match["url"])


def _final(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield the `（来源：X）` that ends the story; under a picture in its midst it says nothing."""
    for paragraph in reversed(paragraphs):
        found = list(_found("closing", _FINAL, paragraph[-_PARAGRAPH:], "text:last paragraph"))
        yield from found
        if found or not _FURNITURE.match(paragraph):
            return


def dateline(text: str) -> Iterator[Sighting]:
    """Yield whose report the first words say it is: `X社北京8月3日电`, `X讯（记者`, `X8月3日消息`, `【X报道】`."""
    start = text[: DATELINE * 2].lstrip()
    tag = _TAG.match(start)
    if tag and (named := _TAG_NAME.match(tag["tag"])):
        yield Sighting("dateline", named["name"], tag[0].strip(), "text:first words")
    start = start[tag.end() if tag else 0 :][:DATELINE]
    for pattern in (_WIRE, _BARE_WIRE, _REPORT):
        match = pattern.match(start)
        if match and not _NOT_NAMES.match(match["name"]):
            yield Sighting("dateline", match["name"], match[0].strip(), "text:first words")
            return


def reporters(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield the medium of a byline at the foot of a story: `X记者 Y`."""
    for paragraph in reversed(paragraphs[-_ENDS:]):
        if (match := _REPORTER.match(paragraph[:_EVIDENCE])) and not _NOT_NAMES.match(match["name"]):
            yield Sighting("byline", match["name"], paragraph[:_EVIDENCE], "text:last paragraphs")


def is_medium(name: str) -> bool:
    """Tell whether a name is formed like that of a medium: `…报`, `…网`, `…社`, Latin letters."""
    return bool(_MEDIUM.search(name))


def _found(rule: str, pattern: re.Pattern[str], text: str, where: str) -> Iterator[Sighting]:
    for match in pattern.finditer(text):
        yield Sighting(rule, match["name"], match[0].strip()[:_EVIDENCE], where)

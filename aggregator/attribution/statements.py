"""Read what a text itself says of its origin: the closing statement, the dateline, the tag before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aggregator.text.words import either, family

DATELINE = 60
"""Characters that may hold a dateline; an English one has twice as many."""
_LAST, _FIRST = 6, 3
"""Paragraphs at the end and at the start in which a story says where it was taken from."""
_MAX_PARAGRAPH = 400
"""Characters read at either end of a paragraph."""
_MAX_NOTE = 40
"""Characters of a first paragraph that does no more than name the source, the author, a picture."""
_MAX_EVIDENCE = 80

COLONS = ":：丨|｜/／"
"""Marks between a word for the source and its name."""
_NAME = r"[^\s，。；;、:：（()）“”\"《》【】<>]{2,30}"
_QUOTED = rf"[“\"《「【]?(?P<name>{_NAME}(?:[ ·/-]{_NAME})?)[”\"》」】]?"
_ACCOUNT = rf"(?:微信)?(?:{either(family('origin.account').groups['account'])})"
_SAYS = re.compile(
    rf"(?:(?:{family('origin.story').alternation})(?:来源|出处)\s{{0,2}}[:：]\s{{0,2}}"
    rf"|(?:本文|原文|文章|以下文章|以下内容)(?:[^，。；:：\s“”]{{0,10}}授权[，,]?)?"
    rf"(?:{family('origin.taken').alternation}|来源)于?\s{{0,2}}[:：]?\s{{0,2}})"
    rf"{_ACCOUNT}?\s{{0,2}}[:：]?\s{{0,2}}{_QUOTED}"
)
_STAMP = r"\s{1,2}\d{4}-\d\d-\d\d(?:\s\d\d:\d\d(?::\d\d)?)?"
"""When the original was published, behind its name."""
_AUTHORISED = re.compile(
    rf"(?:本文|文章)[由经]\s?(?:{_ACCOUNT}\s?[:：]?\s?[“\"《「]?|[“\"《「])(?P<name>{_NAME})[”\"》」]?"
    r"(?:[（(][^（()）]{0,30}[)）])?[^，。]{0,6}授权"
)
"""`本文由公众号“X”授权本站转载`."""
_FINAL = re.compile(
    rf"(?:\A|[。！？!?”」\s（(\[【])[（(\[【]?\s{{0,2}}(?:{either(family('origin.source').groups['closing'])})\s{{0,2}}[{COLONS}]\s{{0,2}}{_QUOTED}"
    rf"(?:[（(][^（()）]{{0,20}}[)）]|\s{{0,2}}(?:ID|微信号)\s?[:：]\s?[\w-]{{2,30}}|{_STAMP})?"
    r"\s{0,2}[）)\]】]?[。]?\s{0,2}(?:[\[【][^\[\]【】]{2,12}[\]】])?\s{0,2}(?:(?:作者|编辑|责|记者).{0,30})?\Z"
)
_ORIGINALLY = re.compile(
    r"(?i:originally (?:published|appeared)(?: online)?(?: on| in| by| at)(?: the)?) "
    r"(?P<name>[A-Z0-9][\w&'’+-]*(?: (?:[A-Z0-9][\w&'’+-]*|of|the)){0,4})"
)
"""`This story was originally published on X.`"""
_BRACKET = re.compile(
    r"[（(【]\s{0,2}据?(?P<name>[^（()）【】。；;:：，]{2,40}?)\s{0,2}[)）】]\s{0,3}+[。.]?\s{0,3}+\Z"
)
_SENTENCE_END = tuple("。！？!?.…”」")
_BYLINE_OR_CAPTION = family("origin.byline").pattern()
_ASIDE = family("origin.aside").pattern()
_PERSON = re.compile(rf"(?:{family('names.surname').alternation})[\u3400-\u9fff]{{1,2}}")
_SHORT = re.compile(r"[\u3400-\u9fff]{2,3}")
"""Names as short as a person's."""
_PLACES = frozenset({*family("places.place").groups, *family("places.place").words})
_LATIN = re.compile(r"[A-Z0-9][\w.&'’+-]*(?: (?:[A-Z0-9][\w.&'’+-]*|of|the|and|for)){0,4}")
_CHINESE = re.compile(r"[\w·&+.-]{2,12}(?: [A-Za-z][\w.&-]{1,15})?")
_ORIGINAL = re.compile(
    r"\A\W{0,3}(?:原文|原文链接|原文地址|原文出处|来源链接|链接|(?:文章|信息|新闻)?来源)\s{0,2}[:：]\s{0,2}(?P<url>https?://(?P<name>[\w.-]{4,80})/\S{1,300})\s{0,2}\Z"
)
"""A paragraph with the URL of the original."""
_BYLINE = re.compile(r"\A\W{0,3}(?:作者|译者|撰文|文)\s{0,2}[:：/／|丨]")
_REPORTER = re.compile(
    r"\A[（(\s]{0,3}(?:(?:文|作者|撰文|采写)\s?[/／:：丨|｜]\s?)?(?P<name>[^，。；：:/／丨|｜\s（()]{2,12}?)(?:[（(][^（()）]{2,40}[)）]\s?)?"
    r"(?:特约|实习|首席|见习|[全融]媒体|新媒体)?(?:记者|記者)[\s:：/／丨|｜]{0,3}"
    r"[\u4e00-\u9fff·]{2,4}(?:[\s、:：/／丨|｜]{1,8}[\u4e00-\u9fff·]{2,8}){0,5}[)）\s]{0,3}\Z"
)
"""A paragraph with a byline: the medium, with its address in brackets, its reporters and its editors."""
_AFTER_STORY = family("origin.after_story").pattern(before=r"\A\W{0,3}")
_TAG = re.compile(r"\A\s{0,3}[【\[](?P<tag>[^】\]]{1,40})[】\]]\s{0,3}")
_TAG_NAME = re.compile(r"\A(?P<name>.{2,12}?)(?:报道|讯|消息|快讯|电)\Z")
_WIRE = re.compile(
    r"\A[\s（(\[【]{0,4}(?P<name>[^\s，。；、:：（()）“”《》【】]{2,16}?)\s{0,2}(?:\d{4}\s?年\s?)?\d{1,2}\s?月\s?\d{1,2}\s?日(?:\d{1,2}[时点])?\s{0,2}"
    r"(?P<kind>综合外电|电|讯|消息|报道)"
)
_REPORT = re.compile(
    r"\A[\s（(\[【]{0,4}(?P<name>[^\s，。；、:：（()）“”《》【】]{2,14}?)(?<![资快通会简短喜音腾电])(?<!飞)讯(?!飞|息|问|号|连)(?=[\s（(，,:：)）】/]|记者|\d)"
)
_BARE_WIRE = re.compile(
    r"\A[\s（(\[【]{0,4}(?P<name>[^\s，。；、:：（()）“”《》【】\d]{1,10}社)[^\s，。；\d]{0,8}?电(?=[\s（(，,]|记者)"
)
_DATE = r"(?:\d{4}\s?年\s?)?(?:\d{1,2}\s?月\s?)?\d{1,2}\s?日(?:[上下]午|[早晚]间|[早晚]|凌晨)?"
_BESIDE_NAME = r"(?:[（(][^（()）]{2,30}[)）]|\s[\u4e00-\u9fff·]{2,4}(?=\s))?"
"""An address or an account in brackets, or a reporter, between a newsroom's name and the day."""
_FLASHES = tuple(
    re.compile(
        rf"\A[\s（(\[【《「]{{0,4}}(?P<name>[^\s，。；、:：丨|｜（()）“”《》【】]{{2,16}}?)[》」】]?{_BESIDE_NAME}\s{{0,2}}(?:{rest})"
    )
    for rest in (
        rf"{_DATE}(?:\s{{0,2}}(?:电|快?讯|消息|报道|[丨|｜，,：:])|[ \u3000]{{0,2}}\n)",
        rf"(?:App|APP)?(?:{family('origin.reporter').alternation})?(?:{_DATE}|[今昨][日天]|近日|最新|另)?"
        rf"(?:从[^，。；]{{2,24}})?(?:独家|最新)?(?:{family('origin.heard').alternation})",
        r"(?:AI|Ai|智能)?(?:快讯|电报|快报|速递|早讯|晚讯)(?=[\s，,：:丨|｜】])",
        r"消息(?=[，,：:])",
    )
)
"""Openings of newsflashes: what a newsroom's name is followed by."""
_ENGLISH = re.compile(
    r"\A[^()\n]{0,70}?(?:\((?P<wire>[A-Z][\w .&-]{1,30})\)|/(?P<release>[A-Z\u4e00-\u9fff][^/\n]{1,24})/)\s{0,2}[-–—]"
)
"""`LONDON, Nov 27 (Reuters) -`, `SEATTLE, Nov. 27, 2026 /PRNewswire/ --`."""
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


IN_BRACKETS, IN_SENTENCE, OPENING = "text:last brackets", "text:brackets in a sentence", "text:opening"
"""Places of names: brackets behind the last sentence, brackets within it, and an opening like a newsflash's."""
ORIGINALLY, CITED = "text:originally published", "text:cited first"


def closing(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield the names in closing statements: `本文来源：X`, `本文转自X`, a last `（来源：X）`.

    Reads the last paragraphs, the last one first, then the first ones (an editor's note).
    """
    for paragraph in reversed(paragraphs[-_LAST:]):
        yield from _said(paragraph[-_MAX_PARAGRAPH:], "text:last paragraphs")
    yield from _final(paragraphs[-_LAST:])
    above = True
    for paragraph in paragraphs[:_FIRST]:
        yield from _said(paragraph[:_MAX_PARAGRAPH], "text:first paragraphs")
        above = above and (len(paragraph) <= _MAX_NOTE or bool(_AFTER_STORY.match(paragraph)))
        if above or _BYLINE.match(paragraph):
            yield from _found("closing", _FINAL, paragraph[:_MAX_PARAGRAPH], "text:first paragraphs")
    for paragraph in paragraphs[-_LAST:]:
        if match := _ORIGINAL.match(paragraph[:_MAX_PARAGRAPH]):
            yield Sighting("closing", match["name"], paragraph[:_MAX_EVIDENCE], "text:last paragraphs", match["url"])


def _said(text: str, where: str) -> Iterator[Sighting]:
    """Yield the names that a sentence gives as the place of the original; in English only of a registered newsroom."""
    for form in (_SAYS, _AUTHORISED):
        yield from _found("closing", form, text, where)
    yield from _found("closing", _ORIGINALLY, text, ORIGINALLY)


def _final(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield the name in a `（来源：X）` that ends the story; elsewhere it belongs to a picture."""
    for paragraph in reversed(paragraphs):
        end = paragraph[-_MAX_PARAGRAPH:]
        found = [*_found("closing", _FINAL, end, "text:last paragraph"), *_in_brackets(end)]
        yield from found
        if found or not _AFTER_STORY.match(paragraph):
            return


def _in_brackets(paragraph: str) -> Iterator[Sighting]:
    """Yield the name in the brackets that end a paragraph, with the place that says how sure it is one."""
    if (match := _BRACKET.search(paragraph)) and not _REPORTER.match(paragraph):
        before = paragraph[: match.start()].rstrip()
        where = IN_BRACKETS if not before or before.endswith(_SENTENCE_END) else IN_SENTENCE
        yield Sighting("closing", match["name"], match[0].strip(), where)


def is_short(name: str) -> bool:
    """Return whether a name may be an editor's, who closes a story with it."""
    return bool(_SHORT.fullmatch(name)) and not is_medium(name)


def can_be_source(name: str) -> bool:
    """Return whether an unknown name behind a story can be its source's: no byline, aside, person or place."""
    if _BYLINE_OR_CAPTION.search(name) or name.isdigit():
        return False
    if not name.isascii() and is_medium(name):
        return bool(_CHINESE.fullmatch(name))
    if _ASIDE.search(name) or _PERSON.fullmatch(name) or name in _PLACES:
        return False
    return bool((_LATIN if name.isascii() else _CHINESE).fullmatch(name))


def dateline(text: str) -> Iterator[Sighting]:
    """Yield the media that the first words name.

    `X社北京8月3日电`, `X讯（记者`, `X8月3日消息`, `【X报道】`; then what only a registered newsroom can have:
    the openings of flashes, `《X》3日讯`, `X获悉`, `X快讯，`, `【X】`, and the datelines of English wires.
    """
    start = text[: DATELINE * 2].lstrip()
    tag = _TAG.match(start)
    if tag and (named := _TAG_NAME.match(tag["tag"])):
        yield Sighting("dateline", named["name"], tag[0].strip(), "text:first words")
    rest = start[tag.end() if tag else 0 :][:DATELINE]
    yield from _first_name((_WIRE, _BARE_WIRE, _REPORT), rest, "text:first words")
    yield from _first_name(_FLASHES, rest, OPENING)
    if tag:
        yield Sighting("dateline", tag["tag"], tag[0].strip(), OPENING)
    if match := _ENGLISH.match(start):
        yield Sighting("dateline", match["wire"] or match["release"], match[0].strip(), OPENING)


def _first_name(forms: Iterable[re.Pattern[str]], text: str, where: str) -> Iterator[Sighting]:
    """Yield the name that the first of the forms finds at the start of a text."""
    match = next(filter(None, (form.match(text) for form in forms)), None)
    if match and not _NOT_A_MEDIUM.match(match["name"]):
        yield Sighting("dateline", match["name"], match[0].strip(), where)


def reporters(paragraphs: list[str]) -> Iterator[Sighting]:
    """Yield the medium in a byline at the end of a story, then in one at its start: `X记者 Y`."""
    for where, some in (("last", paragraphs[: -_LAST - 1 : -1]), ("first", paragraphs[:_FIRST])):
        for paragraph in some:
            if (match := _REPORTER.match(paragraph[:_MAX_EVIDENCE])) and not _NOT_A_MEDIUM.match(match["name"]):
                yield Sighting("byline", match["name"], paragraph[:_MAX_EVIDENCE], f"text:{where} paragraphs")


def is_medium(name: str) -> bool:
    """Return whether a name is formed like that of a medium: `…报`, `…网`, `…社`, Latin letters."""
    return bool(_MEDIUM.search(name))


def _found(rule: str, pattern: re.Pattern[str], text: str, where: str) -> Iterator[Sighting]:
    for match in pattern.finditer(text):
        yield Sighting(rule, match["name"], match[0].strip()[:_MAX_EVIDENCE], where)

"""Trim the furniture around the paragraphs of a story.

Credits (来源, 作者, 责编, 原标题), share boxes, related links, disclaimers, calls to click, scan or follow. The rules
look at whole lines and at the ends of lines, so that prose which mentions such words is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from aggregator.text.words import family

from ..header.date_forms import FULL

MAX_END_LENGTH = 160
MAX_CALL_LENGTH = 100
"""Characters of a line that may be furniture; a longer one is prose."""
MAX_SOCIAL_LENGTH = 250
MIN_SHARE_BELOW = 0.5
"""Share of the story so far that sentences below a notice must have, if it is one of the story's sentences."""
MIN_SHARE_BEFORE_END = 0.3
"""Share of the text that must precede a line that ends it: a box of related links can open a story, too."""

MAX_REMARKS_LENGTH = 20
"""Characters of a line that may head readers' remarks."""
MAX_CLOSING_LINES = 5
"""Lines at the end of a story that may speak of the outlet."""
MAX_CLOSING_LENGTH = 220
MAX_SLOGAN_LENGTH = 20
MIN_REPEATED_LENGTH, MAX_REPEATED_LENGTH = 8, 30
"""Characters of a line that is furniture if it is printed more than once; a longer one is a paragraph."""

_OPEN = r"[\s（(【\[<《*＊■◆●▲△→·▼►>—\-]{0,6}"
_CLOSE = r"[\]】)）>》。！!\s…:：~～]{0,6}"
_CREDIT = family("furniture.credit").pattern(
    before=_OPEN, after=r"\s{0,3}(?:[:：丨|/／]|\s[^。，]{1,20}$)[^。！？]{0,90}[。)）】\]]?$"
)
_ORIGINAL_TITLE = re.compile(rf"{_OPEN}(?:原标题|原題|原题|原標題)(?:[:：]|为[:：《])")
_REPORTERS = re.compile(
    r"\A[^。，！？：]{0,16}(?:记者|記者|通讯员|執筆|执笔|采写|撰文|供图)[\s:：/／]{0,3}[\u4e00-\u9fff·]{2,4}(?:[\s、&,，]{1,2}[\u4e00-\u9fff·]{2,4}){0,5}"
    r"(?:\s?[^。，]{0,12}(?:报道|報導|報道|综合报道))?[)）】]?"
)
_CREDIT_TAIL = re.compile(
    rf"\s{{0,5}}[（(【\[]\s{{0,3}}(?:{family('furniture.closing_credit').alternation})\s{{0,3}}(?:[:：/为][^（）()。！？]{{0,60}})?[)）】\]]\s{{0,5}}$"
    r"|\s{1,5}(?:责任编辑|責任編輯|责编|网络编辑)\s{0,3}[:：][^。！？]{1,20}$"
)
_CREDIT_HEAD = re.compile(r"^[（(【\[]\s{0,3}(?:原标题|原題|原题为?)\s{0,3}[:：《][^）)】\]]{1,80}[)）】\]]\s{0,5}")
_CALL = family("furniture.call").pattern(before=_OPEN, after=rf"{_CLOSE}$")
_SOCIAL = re.compile(
    r"\A.{0,40}(?:facebook|google ?(?:plus|\+)|line@?)\s?.{0,20}(?:專頁|专页|page|粉絲|粉丝|account)", re.IGNORECASE
)
_CLOSING = family("furniture.closing").pattern()
_CLOSING_CALL = family("furniture.closing_call").pattern()
_TO_READER = family("furniture.to_reader").pattern()
_QUOTES = re.compile(r"[说說道称稱示][，：:\s]{0,2}[“「『]")
_JOINT = re.compile(r"(?<=[。！？!?.…”」』）)])\s+|(?<!\s)\s++(?=[#＃*＊])")
"""Where a line may go on with what was a line below: excerpts in feeds have one."""
_END = family("furniture.below").pattern(before=_OPEN)
_KIND_OF_END = re.compile(rf"\A{_OPEN}(?:{family('furniture.below').named_groups})", re.IGNORECASE)
_REMARKS = family("furniture.remarks").pattern(
    before=r"[^。，：:]{0,8}",
    after=r"(?:区|區|列表|都?在说|都?在說|怎么看|怎麼看|来信|來信|热议|熱議)?[^\w。，]{0,4}\d{0,6}[^\w。，]{0,3}[条條则則个個]?\W{0,3}$",
)


def without_furniture(lines: list[str], site: Collection[str] = ()) -> list[str]:
    """Return the lines of a story without its furniture, cut where the page's end begins; `site`: its names."""
    kept: list[str] = []
    total = sum(map(len, lines))
    length, least = 0, MIN_SHARE_BEFORE_END * total
    for at, line in enumerate(lines):
        if kept and length >= least and ends_story(line) and not _is_sentence_inside(line, lines[at + 1 :], length):
            break
        paragraph = trimmed(line)
        if paragraph and not is_furniture(paragraph):
            kept.append(paragraph)
            length += len(paragraph)
    return without_closing(without_repeats(kept), site)


def _is_sentence_inside(line: str, below: list[str], length: int) -> bool:
    """Return whether a sentence that reads like a notice is in the middle of a story: half as much follows."""
    if not line.endswith("。") or head_of(line) != "notices":
        return False
    return sum(len(text) for text in below if text.endswith(("。", "！", "？", "”"))) > MIN_SHARE_BELOW * length


def without_closing(paragraphs: list[str], site: Collection[str] = ()) -> list[str]:
    """Return paragraphs without the last ones that speak of the outlet and not of the news.

    A short line behind one of those, a caption or a slogan, goes with it.
    """
    tail = range(max(1, len(paragraphs) - MAX_CLOSING_LINES), len(paragraphs))
    first = next(
        (
            at
            for at in tail
            if all(_may_close(line, site) for line in paragraphs[at:]) and _closes(paragraphs[at], site)
        ),
        None,
    )
    kept = paragraphs[:first]
    return [*kept[:-1], _without_closing_sentence(kept[-1], site)] if kept else kept


def _without_closing_sentence(line: str, site: Collection[str]) -> str:
    """Return the last paragraph without sentences at its end that would close a story as lines."""
    for joint in reversed(list(_JOINT.finditer(line, max(1, len(line) - MAX_CLOSING_LENGTH)))):
        if not _closes(line[joint.end() :], site):
            break
        line = line[: joint.start()]
    return line


def _closes(line: str, site: Collection[str]) -> bool:
    if len(line) > MAX_CLOSING_LENGTH or _QUOTES.search(line):
        return False
    names_site = any(name in line for name in site)
    if _CLOSING.search(line) or (names_site and _is_slogan(line)):
        return True
    return bool(_CLOSING_CALL.search(line)) and (names_site or bool(_TO_READER.search(line)))


def _is_slogan(line: str) -> bool:
    return len(line) <= MAX_SLOGAN_LENGTH and not line.endswith("。")


def _may_close(line: str, site: Collection[str]) -> bool:
    return _closes(line, site) or len(line) <= MAX_SLOGAN_LENGTH


def without_repeats(paragraphs: list[str]) -> list[str]:
    """Return paragraphs without the short lines printed more than once: captions, buttons, notices; no speakers."""
    counts = Counter(paragraphs)
    if len(counts) == len(paragraphs):
        return paragraphs
    return [line for line in paragraphs if counts[line] == 1 or not _is_label(line)]


def _is_label(line: str) -> bool:
    return MIN_REPEATED_LENGTH <= len(line) <= MAX_REPEATED_LENGTH and not line.endswith((":", "："))


def ends_story(line: str) -> bool:
    """Return whether a line heads what follows a story."""
    return len(line) <= MAX_END_LENGTH and bool(_END.match(line))


def head_of(line: str) -> str | None:
    """Return what a line heads that is not the story: related stories, comments, notices; or maybe remarks."""
    if not ends_story(line):
        return "remarks" if len(line) <= MAX_REMARKS_LENGTH and _REMARKS.match(line) else None
    match = _KIND_OF_END.match(line)
    return match.lastgroup if match else None


def is_furniture(line: str) -> bool:
    """Return whether a line is a credit or a call, and not a paragraph."""
    if len(line) > MAX_CALL_LENGTH:
        return len(line) <= MAX_SOCIAL_LENGTH and bool(_SOCIAL.match(line))
    return states_time(line) or bool(
        _CREDIT.match(line)
        or _CALL.match(line)
        or _SOCIAL.match(line)
        or _ORIGINAL_TITLE.match(line)
        or _REPORTERS.fullmatch(line)
    )


def states_time(line: str) -> bool:
    """Return whether a line states a time to the minute and is not a sentence: a story's credit, not its lead."""
    return "。" not in line and any(match["hour"] for match in FULL[0].finditer(line[:MAX_CALL_LENGTH]))


def trimmed(line: str) -> str:
    """Cut the credits at either end of a paragraph: `（责任编辑：X）`, `（原标题：Y）`."""
    return _CREDIT_TAIL.sub("", _CREDIT_HEAD.sub("", line)).strip()

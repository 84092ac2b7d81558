"""The frame an outlet puts around a reprinted text: a wire's dateline, the source, editors, disclaimers."""

from __future__ import annotations

import re

from aggregator.text.words import family

MAX_TAIL = 300
"""Characters of the longest disclaimers that portals append."""

_HEAD = re.compile(
    r"\A\s*(?:(?:本[报网刊台]|[^\s，。；：！？、（）()]{1,12}?[社网报台])[^，。；：！？（）()\n]{0,16}?[讯电](?=[\s（(：:]|记者))?"
    r"\s*(?:[（(]\s*(?:本[报网刊台])?\s*(?:见习|实习)?\s*(?:记者|通讯员|编辑|作者)[^（）()\n]{0,40}[）)])?\s*"
)
"""`本报讯（记者 …）`, `新华社北京11月20日电`, `（记者 …）`."""
_TAIL = re.compile(
    r"[（(【\[]?(?<![\u4e00-\u9fff])"
    rf"(?:{family('furniture.appended').alternation})\s*[：:丨|]"
)
"""`（来源：…）`, `责任编辑：…`, `声明：…`."""


def unframed(text: str) -> str:
    """Return a text without its outlet's frame, which is at most its second half.

    The frame is everything before a dateline's 电 or 讯, and after a label with a colon near the end.
    """
    tail = _TAIL.search(text, max(len(text) // 2, len(text) - MAX_TAIL))
    body = text[: tail.start()] if tail else text
    head = _HEAD.match(body)
    return body[head.end() :] if head else body

"""What houses put around a text that they reprint: a wire's head, the source, editors, disclaimers."""

from __future__ import annotations

import re

MAX_TAIL = 300
"""Characters: the longest disclaimers that portals append."""

_HEAD = re.compile(
    r"\A\s*(?:(?:本[报网刊台]|[^\s，。；：！？、（）()]{1,12}?[社网报台])[^，。；：！？（）()\n]{0,16}?[讯电](?=[\s（(：:]|记者))?"
    r"\s*(?:[（(]\s*(?:本[报网刊台])?\s*(?:见习|实习)?\s*(?:记者|通讯员|编辑|作者)[^（）()\n]{0,40}[）)])?\s*"
)
"""`本报讯（记者 …）`, `新华社北京11月20日电`, `（记者 …）`."""
_TAIL = re.compile(
    r"[（(【\[]?(?<![\u4e00-\u9fff])"
    r"(?:(?:免责|版权|特别|郑重)?声明|(?:文章|本文|稿件|图片|信息)?来源|稿源|(?:责任|值班|本期|本文)?编辑|责编|校对|审核|监制|记者|作者|原标题)"
    r"\s*[：:丨|]"
)
"""`（来源：…）`, `责任编辑：…`, `声明：…`."""


def unframed(text: str) -> str:
    """Return a text without the frame of the house that printed it: at most its last half is frame.

    Rules of form: what stands before a dateline's 电 or 讯, and what follows a label with a colon near the end.
    """
    tail = _TAIL.search(text, max(len(text) // 2, len(text) - MAX_TAIL))
    body = text[: tail.start()] if tail else text
    head = _HEAD.match(body)
    return body[head.end() :] if head else body

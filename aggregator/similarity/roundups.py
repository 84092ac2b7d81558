"""Round-ups: stories that tell of many events, which are like each of these and would join them."""

from __future__ import annotations

import re

from aggregator.models import Language

_ROUND_UP = re.compile(
    r"早报|晚报|早知道|早参|要闻(?:汇总|速览|精选)|一周(?:要闻|回顾|热点|新闻)|盘点|新闻(?:汇总|速览|联播)|[点丨|].{0,8}氪"
)
_ROUND_UP_LENGTH = 300


def is_round_up(title: str, text: str, language: Language) -> bool:
    """Tell."""
    return len(text) > _ROUND_UP_LENGTH and bool(_ROUND_UP.search(title))

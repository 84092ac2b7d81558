"""Names of the registry at the ends of a run of words; each look-up costs the same however many sources there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.attribution.labels import Credit
from aggregator.models import SourceKind
from aggregator.registry.sources import Source, Sources

REACH = 36
"""Characters before a verb in which the name stands."""
DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:(?:星期|周)[一二三四五六日天])?"
_BEFORE_AUTHORITY = re.compile(
    r"(?:[从從据據由經经向对到与和及在被自至是，、日天年月前后午晚早时称引\W\dA-Za-z_]|近期|中国|我国|国家)\Z"
)
"""What may stand right before the name of an authority; anything else makes it another country's, or a province's."""
_THING = re.compile(
    rf"(?:{DAY}|的?(?:调查|调研|研究|问卷|指数|数据|统计)|《[^《》]{{2,40}}》|(?:新闻)?(?:发布会|通气会|座谈会)|[今昨]天|[上下]午"
    r"|将|將|App|客户端|平台|网站|官方|官网|官微|微信|公众号|最新|信息|工商|风险|公告|报告|独家|近日|日前|今日|昨日"
    r"|(?:发布|公布|披露|发表|提供|监测|统计)的?|正式|联合|公开|对外|晚间|记者|就|于)\Z",
    re.IGNORECASE,
)


def bare(words: str) -> str:
    """Drop what is said of a source behind its name: `App`, `官网`, `最新数据`, the title of its report, a day."""
    *_, barest = _barer(words)
    return barest


def _barer(words: str) -> Iterator[str]:
    """Yield the words as they are, then with less and less behind them."""
    for _ in range(6):
        yield words
        shorter = _THING.sub("", words)
        if shorter == words:
            return
        words = shorter


def known_at_end(words: str, sources: Sources) -> Credit | None:
    """Return the registered source whose name ends the words, the longest name first."""
    for whole in _barer(words[-REACH:]):
        for start in range(len(whole) - 1):
            name = whole[start:]
            source = sources.named(name)
            if source and not sources.credits_nobody(name) and _begins(whole[:start], name, source):
                return Credit(source.name.zh, source)
    return None


def _begins(before: str, name: str, source: Source) -> bool:
    """Tell whether a name begins where it was found: `SAP` does not end in AP, 某省统计局 is not the nation's."""
    if not before:
        return True
    if name[0].isascii() and name[0].isalnum():
        return not (before[-1].isascii() and before[-1].isalnum())
    return source.kind is not SourceKind.AUTHORITY or bool(_BEFORE_AUTHORITY.search(before))


def known_at_start(words: str, sources: Sources) -> Credit | None:
    """Return the registered source whose name starts the words, the longest name first."""
    for end in range(min(len(words), REACH), 1, -1):
        if (source := sources.named(words[:end])) and not sources.credits_nobody(words[:end]):
            return Credit(source.name.zh, source)
    return None

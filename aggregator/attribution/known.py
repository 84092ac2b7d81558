"""Find registered names at the start or end of a phrase; a look-up costs the same however many sources there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.attribution.labels import Credit
from aggregator.models import SourceKind
from aggregator.registry.sources import Source, Sources
from aggregator.text.words import family

REACH = 36
"""Characters before a verb that may hold the name."""
DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:(?:星期|周)[一二三四五六日天])?"
_BEFORE_AUTHORITY = family("citations.before_authority").pattern(after=r"\Z", flags=0)
_AFTER_NAME = re.compile(rf"(?=.{{0,60}}+\Z)(?:{DAY}|{family('citations.after_name').alternation})\Z", re.IGNORECASE)


def bare(words: str) -> str:
    """Drop the words behind the name of a source: `App`, `官网`, `最新数据`, the title of its report, a day."""
    *_, barest = _barer(words)
    return barest


def _barer(words: str) -> Iterator[str]:
    """Yield the words as they are, then with less and less behind the name."""
    for _ in range(6):
        yield words
        shorter = _AFTER_NAME.sub("", words)
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
    """Return whether a name begins after these words: `SAP` does not end in AP, 某省统计局 is not the nation's."""
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


def joint(name: str, sources: Sources) -> Credit | None:
    """Return the first of two registered newsrooms whose names are written as one."""
    first = known_at_start(name, sources)
    return first if first and any(sources.named(name[end:]) for end in range(2, len(name) - 1)) else None

"""Stages of an event: the deeds that move it on, by the words that report them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.models import Language
from aggregator.text.words import family

_STAGE = {
    "zh": re.compile(family("updates.chinese_stage").named_groups),
    "en": re.compile(rf"\b(?=[a-z])(?:{family('updates.english_stage').named_groups})\b", re.IGNORECASE),
}
_PENDING = {
    "zh": family("updates.chinese_pending").pattern(after=r"[^，。；！？]{0,4}\Z"),
    "en": family("updates.english_pending").pattern(after=r"(?: \w+){0,2} \Z"),
}
_REACH = 40
"""Characters before a deed that are searched for words of what is pending."""


def stages(text: str, language: Language) -> Iterator[tuple[int, str, str]]:
    """Yield (position, word, stage) of each deed reported as done or set, not as pending."""
    for match in _STAGE[language].finditer(text):
        if not _PENDING[language].search(text[max(0, match.start() - _REACH) : match.start()]):
            yield match.start(), match.group(), str(match.lastgroup)

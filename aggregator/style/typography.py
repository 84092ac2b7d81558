"""Typesetting of Chinese text: full-width marks, curved quotation marks, no space between scripts."""

from __future__ import annotations

import re

from aggregator.models import Language

_HAN = "\u3400-\u9fff"
_WIDE = f"{_HAN}“”‘’「」『』《》（）【】、，。；：！？…"
_QUOTED = re.compile(r'"([^"“”\n]{1,80})"')
_BRACKETS = re.compile(r"\s?[（(]([^（）()\n]*)[）)]\s?")
_WIDTHS = str.maketrans({",": "，", ";": "；", ":": "：", "!": "！", "?": "？"})
_HALF_WIDTH = re.compile(rf"(?<=[{_HAN}“”》）」％])\s?[,;:!?](?!//)\s?|[,;!?](?=[{_HAN}“《「])")
"""Marks that belong to Chinese text, since it is on one of their sides."""
_FULL_STOP = re.compile(rf"(?<=[{_HAN}”》）」])\s?\.(?=$|[{_WIDE}])")
_WIDE_STOP = re.compile(r"(?<=[A-Za-z])．")
_MIDDLE_DOT = re.compile(rf"(?<=[A-Za-z{_HAN}])\s?[・•‧∙]\s?(?=[A-Za-z{_HAN}])|(?<=[{_HAN}])\s?·\s?(?=[{_HAN}])")
_BETWEEN_SCRIPTS = re.compile(
    rf"(?<=[{_WIDE}])\s+(?=[A-Za-z0-9+#@$€£¥])|(?<=[A-Za-z0-9%℃+])\s+(?=[{_WIDE}])|(?<=[{_WIDE}])\s+(?=[{_WIDE}])"
)
_TWO_CLAUSES = re.compile(rf"(?<=[{_HAN}]{{4}})\s+(?=[{_HAN}]{{4}})")


_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+")
"""Emoji and dingbats, with what joins and colours them."""


def typeset(text: str, language: Language) -> str:
    """Return a line in one typesetting, without pictures; English otherwise as it is.

    A space between two longer Chinese runs stands for a comma; all others between Chinese and any script go.
    """
    if _PICTURES.search(text):
        text = " ".join(_PICTURES.sub(" " if language == "en" else "", text).split())
    if language == "en":
        return text
    text = _QUOTED.sub(r"“\1”", text)
    text = _BRACKETS.sub(_wide_if_chinese, text)
    text = _HALF_WIDTH.sub(lambda mark: mark[0].strip().translate(_WIDTHS), text)
    text = _MIDDLE_DOT.sub("·", _WIDE_STOP.sub(".", _FULL_STOP.sub("。", text)))
    return _BETWEEN_SCRIPTS.sub("", _TWO_CLAUSES.sub("，", text))


def _wide_if_chinese(brackets: re.Match[str]) -> str:
    """Return brackets in full width if Chinese is in or beside them."""
    line = brackets.string
    beside = line[max(0, brackets.start() - 1) : brackets.start()] + line[brackets.end() : brackets.end() + 1]
    if re.search(rf"[{_WIDE}]", brackets[1] + beside) or "（" in brackets[0] or "）" in brackets[0]:
        return f"（{brackets[1].strip()}）"
    return brackets[0]

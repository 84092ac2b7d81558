"""The site's words: its templates are written in English, `zh.toml` has the Chinese for each text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aggregator.models import Language

FILE = Path(__file__).with_name("zh.toml")


@cache
def _chinese() -> Mapping[str, str]:
    return tomllib.loads(FILE.read_text("utf-8"))


class Words:
    """Texts in one language."""

    def __init__(self, language: Language) -> None:
        self._known = _chinese() if language == "zh" else {}

    def one(self, text: str) -> str:
        """Return a text in the language; one of the store's words that it has no other for stays as it is."""
        return self._known.get(text, text)

    def counted(self, one: str, many: str, number: int) -> str:
        """Return the text for a number of things; Chinese has one for all."""
        return self._known.get(one, one if number == 1 else many)

"""Machine helpers of a digest: translators, for editions in another language, and summarisers.

Off by default; `language.toml` in the seeds switches them on. A helper's text is marked (`Entry.written`), checked
(`checks`), and not printed if a check finds a fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aggregator.models import Language


class Helper(Protocol):
    """Key of remembered answers: one helper with one model gives a text one answer."""

    @property
    def id(self) -> str:
        """The adapter, as in `Entry.written`: `libretranslate`, `openai`."""
        ...

    @property
    def model(self) -> str:
        """The model and any other setting that changes its answers; may be empty."""
        ...


class Translator(Helper, Protocol):
    """Translates lines of text."""

    def translate(self, texts: Sequence[str], source: Language, target: Language) -> list[str]:
        """Return an unchecked translation for each text, in order, by one request to the service.

        Texts are single lines: a headline or a sentence each, at most some 300 characters. Raises `HelperFailed`, with
        one line, if the service is unreachable, too slow, refuses, answers in another form or with another number of
        texts, or if a limit of the edition is used up; nothing else is raised for a service's failure.
        """
        ...


class Summariser(Helper, Protocol):
    """Shortens a paragraph."""

    def summarise(self, text: str, language: Language, most: int) -> str:
        """Return the text, unchecked, in at most `most` characters of its language, by one request to the service.

        Raises `HelperFailed` as `Translator.translate` does.
        """
        ...

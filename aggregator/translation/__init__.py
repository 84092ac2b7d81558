"""Machine helpers of the digest: translators, which bring an edition out in another language, and summarisers.

Off by default: `language.toml` in the seeds switches one on. The digest needs neither; what a helper wrote is marked
(`Entry.written`), checked (`checks`), and never in print where the check finds anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aggregator.models import Language


class Helper(Protocol):
    """What answers are remembered by: the same helper with the same model answers the same text alike."""

    @property
    def id(self) -> str:
        """The adapter: `libretranslate`, `openai`. It is what `Entry.written` says."""
        ...

    @property
    def model(self) -> str:
        """The model and whatever else of the set-up changes its answers; may be empty."""
        ...


class Translator(Helper, Protocol):
    """Translates lines of text."""

    def translate(self, texts: Sequence[str], source: Language, target: Language) -> list[str]:
        """Return a translation for each text, in their order; one request to the service.

        Texts are single lines: a headline or a sentence each, at most some 300 characters. The answers are as the
        service gave them, unchecked. Raises `HelperFailed`, of one line, where the service cannot be reached, takes too
        long, refuses, answers in another form or with another number of texts, or where a limit of the edition is used
        up; then none of the texts has an answer. Never raises anything else for what a service does.
        """
        ...


class Summariser(Helper, Protocol):
    """Shortens a paragraph."""

    def summarise(self, text: str, language: Language, most: int) -> str:
        """Return the text in at most `most` characters and in its own language; one request to the service.

        The answer is as the service gave it, unchecked. Raises `HelperFailed` as `Translator.translate` does.
        """
        ...

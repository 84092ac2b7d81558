"""LibreTranslate and compatible servers: POST /translate with a list of texts.

The protocol: https://docs.libretranslate.com/api/operations/translate/ — `q` (a list gives a list back), `source`,
`target`, `format`, `api_key`; the answer has `translatedText`, an error `error`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.errors import HelperFailed
from aggregator.models import Language
from aggregator.translation.transport import Question, Transport, ask

PATH = "/translate"
MAX_TEXT = 20_000
"""Characters of a translated text or a summary; the paragraph of an edition has a fiftieth of that."""
_SURROGATE = re.compile("[\ud800-\udfff]")
"""JSON can hold characters that UTF-8 cannot; they become U+FFFD, which the checks find."""


class LibreTranslate:
    """A translator on a LibreTranslate server."""

    id = "libretranslate"

    def __init__(
        self,
        transport: Transport,
        url: str,
        model: str = "",
        key: str | None = None,
        codes: Mapping[Language, str] | None = None,
    ) -> None:
        """`url`: the server's, without `/translate`. `model`: our name of its set-up; it is not sent.

        `codes`: the server's codes of our languages if they differ, such as `zh-Hans`.
        """
        self.model = model
        self._transport, self._url, self._key, self._codes = transport, url.rstrip("/") + PATH, key, codes or {}

    def translate(self, texts: Sequence[str], source: Language, target: Language) -> list[str]:
        """Translate in one request."""
        answer = ask(self._transport, self.question(texts, source, target))
        return texts_of(answer.get("translatedText") if isinstance(answer, dict) else None, len(texts), self.id)

    def question(self, texts: Sequence[str], source: Language, target: Language) -> Question:
        """Return the request."""
        payload: dict[str, Any] = {
            "q": list(texts),
            "source": self._codes.get(source, source),
            "target": self._codes.get(target, target),
            "format": "text",
        }
        return Question(self._url, payload, {"api_key": self._key} if self._key else {})


def texts_of(value: Any, count: int, helper: str) -> list[str]:
    """Return a list of `count` texts, stripped; raise `HelperFailed` for anything else."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise HelperFailed(f"{helper}: the answer has no list of texts")
    if len(value) != count:
        raise HelperFailed(f"{helper}: {len(value)} texts for {count}")
    if (longest := max(map(len, value), default=0)) > MAX_TEXT:
        raise HelperFailed(f"{helper}: a text of {longest:,} characters")
    return [_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).strip() for text in value]

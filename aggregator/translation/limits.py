"""Limits of an edition, and the memory that reproduces it without new requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from time import monotonic

from aggregator.errors import HelperFailed
from aggregator.models import Language
from aggregator.store import MachineText, MachineTexts
from aggregator.store.batches import batched
from aggregator.translation import Helper, Summariser, Translator


class Budget:
    """An edition's budget for a helper: elapsed seconds, characters sent."""

    def __init__(self, most_seconds: float, most_characters: int, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._ends = clock, clock() + most_seconds
        self._most_seconds, self._most_characters, self._left = most_seconds, most_characters, most_characters

    def take(self, characters: int) -> None:
        """Spend characters; raise `HelperFailed`, and spend nothing, if time or characters are used up."""
        if self._clock() >= self._ends:
            raise HelperFailed(f"the edition's {self._most_seconds:g} seconds are used up")
        if characters > self._left:
            raise HelperFailed(f"the edition's {self._most_characters} characters are used up")
        self._left -= characters


class AnswerMemory:
    """A helper's answers in the store: no text is sent twice."""

    def __init__(self, store: MachineTexts, at: datetime) -> None:
        self._store, self._at = store, at

    def get(self, helper: Helper, texts: Sequence[str], source: str, target: str) -> dict[str, str]:
        """Return the known answers, by text."""
        keys = {_key(helper, text, source, target): text for text in texts}
        return {keys[key]: answer for key, answer in self._store.get(list(keys), self._at).items()}

    def put(self, helper: Helper, answers: dict[str, str], source: str, target: str) -> None:
        """Store answers."""
        self._store.save(
            [
                MachineText(_key(helper, text, source, target), helper.id, helper.model, source, target, text, answer)
                for text, answer in answers.items()
            ],
            self._at,
        )


class Limits:
    """Wraps helpers: they ask only for new answers, a batch of texts a request, within the budget."""

    def __init__(self, memory: AnswerMemory, budget: Budget, batch: int = 16) -> None:
        self._memory, self._budget, self._batch = memory, budget, batch

    def translator(self, translator: Translator) -> Translator:
        """Return the translator with memory and budget."""
        return _LimitedTranslator(translator, self._memory, self._budget, self._batch)

    def summariser(self, summariser: Summariser) -> Summariser:
        """Return the summariser with memory and budget."""
        return _LimitedSummariser(summariser, self._memory, self._budget)


class _LimitedTranslator:
    def __init__(self, translator: Translator, memory: AnswerMemory, budget: Budget, batch: int) -> None:
        self.id, self.model = translator.id, translator.model
        self._translator, self._memory, self._budget, self._batch = translator, memory, budget, batch

    def translate(self, texts: Sequence[str], source: Language, target: Language) -> list[str]:
        """Translate; answers before a failure are remembered."""
        known = self._memory.get(self, texts, source, target)
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        for part in batched(unknown, self._batch):
            self._budget.take(sum(map(len, part)))
            answers = dict(zip(part, self._translator.translate(part, source, target), strict=True))
            self._memory.put(self, answers, source, target)
            known |= answers
        return [known[text] for text in texts]


class _LimitedSummariser:
    def __init__(self, summariser: Summariser, memory: AnswerMemory, budget: Budget) -> None:
        self.id, self.model = summariser.id, summariser.model
        self._summariser, self._memory, self._budget = summariser, memory, budget

    def summarise(self, text: str, language: Language, most: int) -> str:
        """Shorten."""
        target = f"{language} {most}"
        if answer := self._memory.get(self, [text], language, target).get(text):
            return answer
        self._budget.take(len(text))
        answer = self._summariser.summarise(text, language, most)
        self._memory.put(self, {text: answer}, language, target)
        return answer


def _key(helper: Helper, text: str, source: str, target: str) -> str:
    return sha256("\0".join((helper.id, helper.model, source, target, text)).encode()).hexdigest()

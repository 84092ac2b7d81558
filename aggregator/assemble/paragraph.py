"""Paragraphs: the leading sentences of a story that carry who, what, when and how much; whole sentences only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.assemble import words
from aggregator.assemble.lengths import LENGTHS, Lengths, size
from aggregator.models import Language
from aggregator.text import letters, sentences

_ENDED = re.compile(r"[。！!.][”’」』）)\"']*$")
_STARTS = 10
"""A report has told its news by this sentence; what begins later is background."""
_LEDE_SHARES = 0.2
"""A first sentence with this much of the title's character pairs is the news and no scene."""
_SHARED_LEAST = 0.3
"""A paragraph with less of the title's character pairs tells something else (a feature that opens with a scene)."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence and what speaks against printing it."""

    text: str
    leans: bool
    """It depends on the sentence before it."""
    unfit: bool
    """It is unfinished, asks, announces a list, speaks to the reader or sells."""


def paragraph(lines: Sequence[str], title: str, language: Language, *, report: bool = False) -> str:
    """Return an entry's paragraph from a story's, or an empty one where they give none that tells what the title tells.

    It begins with the sentence that opens best and takes what follows until it is long enough. `report`: the story
    opens as reports do, so that its first sentence is its news.
    """
    told = _judged([sentence for line in lines for sentence in sentences(line)])
    starts = [index for index, sentence in enumerate(told[:_STARTS]) if not sentence.leans and not sentence.unfit]
    runs = {index: _run(told[index:], language) for index in starts[: 1 if report else _STARTS]}
    long_enough = [index for index, run in runs.items() if size(run, language) >= LENGTHS[language].least]
    best = max(long_enough, key=lambda index: _promise(told[index].text, runs[index], title, index), default=None)
    return runs[best] if best is not None and _shared(title, runs[best]) >= _SHARED_LEAST else ""


def _judged(found: list[str]) -> list[_Sentence]:
    """Judge sentences, each with the one before it: what follows a question leans on it."""
    return [_judge(sentence, before) for sentence, before in zip(found, ["", *found], strict=False)]


def _judge(sentence: str, before: str) -> _Sentence:
    plain = words.QUOTED.sub("“”", sentence)
    unfit = (
        not _ENDED.search(sentence)
        or bool(words.PERSONAL.search(plain) or words.ASIDE.search(plain))
        or bool(words.FORBIDDEN.search(sentence))
        or not _balanced(sentence)
    )
    leans = before.endswith(("？", "?")) or bool(words.DANGLING.match(sentence))
    return _Sentence(sentence, leans, unfit)


def _balanced(sentence: str) -> bool:
    return all(sentence.count(left) == sentence.count(right) for left, right in ("“”", "（）", "「」", "《》", "()"))


def _promise(opening: str, run: str, title: str, index: int) -> float:
    """Guess how well a run tells the news: it repeats the title, its first sentence above all, and stands early."""
    repeated, happened = _shared(title, opening), bool(words.NEWS.search(opening))
    facts = 0.5 * bool(words.NUMBER.search(opening)) + 0.5 * happened
    first = 0.0 if index else 1.0 if happened and repeated >= _LEDE_SHARES else 0.3
    return (
        2 * repeated + 2 * _shared(title, run) + facts + first - 0.25 * index - 0.5 * bool(words.SCENE.match(opening))
    )


def _shared(title: str, text: str) -> float:
    """Return which part of the title's character pairs a text has."""
    wanted, given = _pairs(title), _pairs(text)
    return len(wanted & given) / max(len(wanted), 1)


def _pairs(text: str) -> set[str]:
    plain = letters(text)
    return {plain[index : index + 2] for index in range(len(plain) - 1)}


def _run(told: list[_Sentence], language: Language) -> str:
    """Take sentences in their order; one that leans on a sentence left out goes with it."""
    bounds = LENGTHS[language]
    taken, whole = "", True
    for sentence in told:
        if _is_enough(taken, bounds, language):
            break
        whole = not sentence.unfit and (whole or not sentence.leans) and _fits(taken, sentence.text, bounds, language)
        taken = _append(taken, sentence.text, language) if whole else taken
    return taken


def _is_enough(taken: str, bounds: Lengths, language: Language) -> bool:
    return size(taken, language) >= bounds.enough


def _fits(taken: str, sentence: str, bounds: Lengths, language: Language) -> bool:
    return size(_append(taken, sentence, language), language) <= bounds.most


def _append(taken: str, sentence: str, language: Language) -> str:
    joint = " " if taken and language == "en" else ""
    return taken + joint + sentence

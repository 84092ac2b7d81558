"""Paragraphs: the leading sentences of a story that carry who, what, when and how much; whole sentences only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.lengths import LENGTHS, Lengths, size
from aggregator.text import letters
from aggregator.text.facts import Amount, amounts, plain
from aggregator.text.grams import grams
from aggregator.text.sentences import sentences

_HAN = re.compile(r"[\u3400-\u9fff]")
_DAY_FIRST = re.compile(r"^(?:[今昨][天日晚]|日前|近日)，")
_ENDED = re.compile(r"[。！!.][”’」』）)\"']*$")
_STARTS = 10
"""A report has told its news by this sentence; what begins later is background."""
_LEDE_SHARES = 0.2
"""A first sentence with this much of the title's character pairs is the news and no scene."""
_MIN_SHARED, _SHARED_BY_NEWS = 0.3, 0.2
"""A paragraph with less of the title's character pairs tells something else (a feature that opens with a scene); one
that opens with what happened and the day may use other words than the title."""
_ROUNDED = 0.05
"""What a title may round away: 5.4 for 5.42."""
_DAY_WITHIN = 16
"""Characters at the start of a sentence within which a report names the day."""


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
    told = _judged(list(dict.fromkeys(sentence for line in lines for sentence in sentences(line))))
    starts = [index for index, sentence in enumerate(told[:_STARTS]) if not sentence.leans and not sentence.unfit]
    runs = {index: _run(told[index:], language) for index in starts[: 1 if report else _STARTS]}
    long_enough = [index for index, run in runs.items() if size(run, language) >= LENGTHS[language].least]
    telling = [index for index in long_enough if _tells(told[index].text, title, runs[index])]
    best = max(telling, key=lambda index: _promise(told[index].text, runs[index], title, index), default=None)
    if best is None:
        return ""
    least = _SHARED_BY_NEWS if _is_news(told[best].text) else _MIN_SHARED
    return runs[best] if _shared(title, runs[best]) >= least else ""


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
    leans = before.endswith(("？", "?")) or bool(words.DANGLING.match(_DAY_FIRST.sub("", sentence)))
    return _Sentence(sentence, leans, unfit)


def _balanced(sentence: str) -> bool:
    return all(sentence.count(left) == sentence.count(right) for left, right in ("“”", "（）", "「」", "《》", "()"))


def _promise(opening: str, run: str, title: str, index: int) -> float:
    """Guess how well a run tells the news: it repeats the title, its first sentence above all, and stands early."""
    repeated, happened = _shared(title, opening), bool(words.NEWS.search(opening))
    facts = (
        0.5 * bool(words.NUMBER.search(opening))
        + 0.5 * happened
        + 0.5 * _is_news(opening)
        + 0.5 * _states(amounts(title), run)
    )
    scene = bool(words.SCENE.match(opening) or words.MUSING.search(opening))
    first = 0.0 if index or scene else 1.0 if happened and repeated >= _LEDE_SHARES else 0.3
    return 2 * repeated + 2 * _shared(title, run) + facts + first - 0.25 * index - 1.0 * scene


def _tells(opening: str, title: str, run: str) -> bool:
    """Tell whether an opening says what happened, or what the title says and promises: else it sets a scene."""
    repeats = _shared(title, opening) >= _LEDE_SHARES and _keeps_word(title, run)
    return repeats or bool(words.NEWS.search(opening))


def _keeps_word(title: str, run: str) -> bool:
    """Tell whether a paragraph has a deed or an amount of its title, where the title has both."""
    promised, deeds = amounts(title), set(words.NEWS.findall(title))
    return not (promised and deeds) or any(deed in run for deed in deeds) or _states(promised, run)


def _states(promised: frozenset[Amount], run: str) -> bool:
    """Tell whether a text states one of the amounts, rounded or not, whatever the unit is called."""
    return any(isclose(a.value, b.value, rel_tol=_ROUNDED) for b in amounts(run) for a in promised)


def _is_news(sentence: str) -> bool:
    """Tell whether a sentence names its day at once, and what happened."""
    return bool(words.DAY.search(sentence[:_DAY_WITHIN]) and words.NEWS.search(sentence))


def _shared(title: str, text: str) -> float:
    """Return which part of a title a text has: of its terms, or of its pairs of letters where none is Chinese."""
    parts = _terms if _HAN.search(title) else _pairs
    wanted, given = parts(title), parts(text)
    return len(wanted & given) / max(len(wanted), 1)


def _terms(text: str) -> set[str]:
    """Return the pairs of Chinese characters, and each word in Latin letters and each number as one."""
    return set(grams(plain(text), 2))


def _pairs(text: str) -> set[str]:
    return set(map("".join, pairwise(letters(text))))


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

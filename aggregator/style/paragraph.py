"""Paragraphs: a story's leading sentences with who, what, when and how much; whole sentences only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import isclose

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.lengths import LENGTHS, size
from aggregator.text import letters
from aggregator.text.facts import Amount, amounts, plain
from aggregator.text.grams import grams
from aggregator.text.sentences import sentences

_HAN = re.compile(r"[\u3400-\u9fff]")
_DAY_FIRST = re.compile(r"^(?:[今昨][天日晚]|日前|近日)，")
_ENDED = re.compile(r"[。！!.][”’」』）)\"']*$")
_MAX_OPENING = 10
"""A report gives its news by this sentence; later ones are background."""
_LEDE_SHARES = 0.2
"""A first sentence with this share of the title's character pairs is the news, not a scene."""
_MIN_SHARED, _MIN_SHARED_BY_NEWS = 0.3, 0.2
"""A paragraph with a smaller share of the title's character pairs is about something else, such as a feature's opening
scene; one that opens with what happened and the day may use other words than the title."""
_ROUNDED = 0.05
"""Relative difference that a title may round away: 5.4 for 5.42."""
_DAY_WITHIN = 16
"""Characters at the start of a sentence in which a report names the day."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence and the objections to printing it."""

    text: str
    leans: bool
    """It depends on the sentence before it."""
    unfit: bool
    """It is unfinished, asks, announces a list, addresses the reader or sells."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A paragraph and how it opens."""

    index: int
    """Position of its first sentence in the story."""
    opening: str
    text: str


def paragraph(lines: Sequence[str], title: str, language: Language, *, report: bool = False) -> str:
    """Return an entry's paragraph from a story's, or an empty one if none of them reports what the title does.

    It starts with the best opening sentence and goes on until it is long enough. `report`: the story opens as reports
    do, so that its first sentence is its news.
    """
    judged = _judge_all(list(dict.fromkeys(sentence for line in lines for sentence in sentences(line))))
    candidates = islice(_candidates(judged, language), 1 if report else None)
    reporting = [each for each in candidates if _is_long_enough(each.text, language) and _reports(each, title)]
    best = max(reporting, key=lambda candidate: _promise(candidate, title), default=None)
    if best is None:
        return ""
    min_shared = _MIN_SHARED_BY_NEWS if _is_news(best.opening) else _MIN_SHARED
    return best.text if _shared(title, best.text) >= min_shared else ""


def _judge_all(found: list[str]) -> list[_Sentence]:
    """Judge sentences, each with the one before it: an answer leans on its question."""
    return [_judge(sentence, before) for sentence, before in zip(found, ["", *found], strict=False)]


def _judge(sentence: str, before: str) -> _Sentence:
    unquoted = words.QUOTED.sub("“”", sentence)
    unfit = (
        not _ENDED.search(sentence)
        or bool(words.PERSONAL.search(unquoted) or words.ASIDE.search(unquoted))
        or bool(words.FORBIDDEN.search(sentence))
        or not _is_balanced(sentence)
    )
    leans = before.endswith(("？", "?")) or bool(words.LEANING.match(_DAY_FIRST.sub("", sentence)))
    return _Sentence(sentence, leans, unfit)


def _is_balanced(sentence: str) -> bool:
    return all(sentence.count(left) == sentence.count(right) for left, right in ("“”", "（）", "「」", "《》", "()"))


def _candidates(judged: list[_Sentence], language: Language) -> Iterator[_Candidate]:
    for index, sentence in enumerate(judged[:_MAX_OPENING]):
        if not sentence.leans and not sentence.unfit:
            yield _Candidate(index, sentence.text, _run(judged[index:], language))


def _run(judged: list[_Sentence], language: Language) -> str:
    """Join sentences until they are enough; one that leans on an omitted sentence is omitted too."""
    bounds = LENGTHS[language]
    taken, whole = "", True
    for sentence in judged:
        if size(taken, language) >= bounds.enough:
            break
        longer = _append(taken, sentence.text, language)
        fits = size(longer, language) <= bounds.max_paragraph
        whole = not sentence.unfit and (whole or not sentence.leans) and fits
        taken = longer if whole else taken
    return taken


def _append(taken: str, sentence: str, language: Language) -> str:
    joint = " " if taken and language == "en" else ""
    return taken + joint + sentence


def _is_long_enough(text: str, language: Language) -> bool:
    return size(text, language) >= LENGTHS[language].min_paragraph


def _promise(candidate: _Candidate, title: str) -> float:
    """Estimate how well a paragraph reports the news: it repeats the title, above all in its opening, and is early."""
    opening, text = candidate.opening, candidate.text
    repeated, happened = _shared(title, opening), bool(words.NEWS.search(opening))
    facts = (
        0.5 * bool(words.NUMBER.search(opening))
        + 0.5 * happened
        + 0.5 * _is_news(opening)
        + 0.5 * _states(amounts(title), text)
    )
    scene = bool(words.SCENE.match(opening) or words.MUSING.search(opening))
    first = 0.0 if candidate.index or scene else 1.0 if happened and repeated >= _LEDE_SHARES else 0.3
    return 2 * repeated + 2 * _shared(title, text) + facts + first - 0.25 * candidate.index - 1.0 * scene


def _reports(candidate: _Candidate, title: str) -> bool:
    """Return whether a paragraph opens with what happened, or repeats its title and keeps its promise."""
    repeats = _shared(title, candidate.opening) >= _LEDE_SHARES and _keeps_promise(title, candidate.text)
    return repeats or bool(words.NEWS.search(candidate.opening))


def _keeps_promise(title: str, text: str) -> bool:
    """Return whether a paragraph has a deed or amount of its title, if the title has both."""
    promised, deeds = amounts(title), set(words.NEWS.findall(title))
    return not (promised and deeds) or any(deed in text for deed in deeds) or _states(promised, text)


def _states(promised: frozenset[Amount], text: str) -> bool:
    """Return whether a text states one of the amounts, rounded or not, in any unit."""
    return any(isclose(a.value, b.value, rel_tol=_ROUNDED) for b in amounts(text) for a in promised)


def _is_news(sentence: str) -> bool:
    """Return whether a sentence names its day early, and what happened."""
    return bool(words.DAY.search(sentence[:_DAY_WITHIN]) and words.NEWS.search(sentence))


def _shared(title: str, text: str) -> float:
    """Return the share of a title's terms that a text has, or of its letter pairs if it has no Chinese."""
    parts = _terms if _HAN.search(title) else _pairs
    wanted, given = parts(title), parts(text)
    return len(wanted & given) / max(len(wanted), 1)


def _terms(text: str) -> set[str]:
    """Return the pairs of Chinese characters, and whole Latin words and numbers."""
    return set(grams(plain(text), 2))


def _pairs(text: str) -> set[str]:
    return set(map("".join, pairwise(letters(text))))

"""Paragraphs: a story's leading sentences with who, what, when and how much; whole sentences only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice, pairwise
from math import isclose

from aggregator.models import Language
from aggregator.style import words
from aggregator.style.clauses import is_balanced
from aggregator.style.lengths import LENGTHS, size
from aggregator.style.terms import HAN, share, terms
from aggregator.style.told import tells, untold_clauses
from aggregator.text import letters
from aggregator.text.facts import Amount, amounts
from aggregator.text.sentences import sentences
from aggregator.text.words import family

_DAY_FIRST = re.compile(r"^(?:[今昨][天日晚]|日前|近日)，")
_ENDED = re.compile(r"[。！!.][”’」』）)\"']*$")
_REPORTER_FROM = re.compile(r"^[^，。；：“”从]{0,14}(?=从[^，。；：“”]{2,30}(?:获悉|了解到|得知|获知)[，,：:])")
_REPORTER = re.compile(
    r"^(?:[^，。；：“”从]{0,14}记者|(?![^，。]{0,12}从)[^，。；：“”\s]{2,10}(?<!公司)(?<!法院)(?<!董事会)(?<!警方)(?<![于日]))"
    r"(?:今[天日]|昨[天日]|日前|近日)?(?:注意到|了解到|获悉|得知|获知)[，,：:]\s*"
)
_BY_ITSELF = re.compile(
    r"^(?P<day>(?:\d{1,2}月\d{1,2}日|[今昨][日天]|近日)，)?"
    r"据“?(?P<who>[^，。；“”]{2,10}?)”?(?:官方)?(?:消息|官微|微信公众号|公众号)，(?=(?P=who))"
)
_MAX_REPEATED = 0.75
"""A sentence with more of its character pairs in the sentences before it says nothing new."""
_DATE = re.compile(r"(?<!\d)\d++\s?[年月日号]")
_MAX_FLASH = 1.5
"""Length of the longest flash, in least lengths of a paragraph, without comments and an end that its feed cut off; a
longer text that gives less is broken."""
_MAX_OPENING = 10
"""A report gives its news by this sentence; later ones are background."""
_SPEAKER = re.compile(rf"^(?!{family('titles.nobody_speaks').alternation})([^，。；：！？“”《》\s]{{2,8}})：")
"""Who a title quotes, or whose figures it states."""
_MEETING = re.compile(r"^[^；]{4,60}(?:召开|举行|举办|开幕)[^，。；]{0,16}。$")
"""A first sentence that only says where the news was announced."""
_LEDE_SHARES = 0.2
"""A first sentence with this share of the title's character pairs is the news, not a scene."""
_MIN_SHARED, _MIN_SHARED_BY_NEWS = 0.3, 0.2
"""A paragraph with a smaller share of the title's character pairs is about something else, such as a feature's opening
scene; one that opens with what happened and the day may use other words than the title."""
_SAYS_IT = 0.4
"""An opening with this share of the title's character pairs says the same, whether it names the subject or not."""
_ROUNDED = 0.05
"""Relative difference that a title may round away: 5.4 for 5.42."""
_MAX_TURN = 24
"""Characters of a sentence that leads to the next one."""
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
    comments: bool
    """It says what the news means, and nothing that happened."""


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
    said = (_in_the_house_s_voice(sentence) for line in lines for sentence in sentences(line))
    judged = _judge_all(list(dict.fromkeys(filter(None, said))))
    candidates = islice(_candidates(judged, language), 1 if report else None)
    reporting = [
        each for each in candidates if _is_long_enough(each, judged, title, language) and _reports(each, title)
    ]
    best = max(reporting, key=lambda candidate: _promise(candidate, title), default=None)
    if best is None:
        return ""
    min_shared = _MIN_SHARED_BY_NEWS if _is_news(best.opening) else _MIN_SHARED
    if _shared(title, best.text) < min_shared:
        return ""
    return _with_promised(best, judged[best.index :], title, language)


def long_enough(text: str, language: Language) -> bool:
    """Return whether a text carries the news: by its length, or as a short flash that says what happened.

    The shortest flashes say it in figures.
    """
    bounds, length = LENGTHS[language], size(text, language)
    if length >= bounds.min_paragraph:
        return True
    in_figures = bool(words.NUMBER.search(_DATE.sub("", text)))
    return length >= (bounds.min_flash if in_figures else bounds.min_plain_flash) and bool(words.NEWS.search(text))


def _in_the_house_s_voice(sentence: str) -> str:
    """Cut the reporter from the start of a sentence, and a clause that announces what does not follow from its end.

    A source goes too if it is the subject: `据某公司消息，某公司` is `某公司`.
    """
    sentence = _REPORTER.sub("", _REPORTER_FROM.sub("", sentence.lstrip("，,、；：: ")))
    sentence = _BY_ITSELF.sub(r"\g<day>", sentence)
    cut = words.ANNOUNCED.sub("。", sentence)
    return cut if len(cut) > 1 and words.NEWS.search(cut) else sentence


def _judge_all(found: list[str]) -> list[_Sentence]:
    """Judge sentences, each with the one before it: an answer leans on its question."""
    found = [words.HOLLOW.sub("", sentence) for sentence in found[:1]] + found[1:]
    return [_judge(sentence, before) for sentence, before in zip(found, ["", *found], strict=False)]


def _judge(sentence: str, before: str) -> _Sentence:
    unquoted = words.QUOTED.sub("“”", sentence)
    unfit = (
        not _ENDED.search(sentence)
        or any(pattern.search(unquoted) for pattern in (words.PERSONAL, words.ASIDE, words.OWN_VOICE, words.CUT_OFF))
        or any(pattern.search(sentence) for pattern in words.UNFIT)
        or not is_balanced(sentence)
    )
    leans = before.endswith(("？", "?")) or bool(words.LEANING.match(_DAY_FIRST.sub("", sentence)))
    return _Sentence(sentence, leans, unfit, _comments(sentence))


def _comments(sentence: str) -> bool:
    """Return whether a sentence only comments: no figure in it, and nobody said it."""
    factual = words.NUMBER.search(_DATE.sub("", sentence)) or words.ATTRIBUTED.search(sentence)
    return bool(words.COMMENT.search(sentence)) and not factual


def _candidates(judged: list[_Sentence], language: Language) -> Iterator[_Candidate]:
    for index, sentence in enumerate(judged[:_MAX_OPENING]):
        if not (sentence.leans or sentence.unfit or words.NAMELESS.match(sentence.text)):
            yield _Candidate(index, _opening(judged[index:], language), _run(judged[index:], language))


def _with_promised(best: _Candidate, judged: list[_Sentence], title: str, language: Language) -> str:
    """Return a paragraph with the later sentences that tell what its title promises, in place of others at its end."""
    lacking = untold_clauses(title, best.text, language)
    wanted = frozenset[str]().union(*(_telling(clause, judged, language) for clause in lacking))
    if not wanted:
        return best.text
    fuller = _run(judged, language, wanted)
    better = len(untold_clauses(title, fuller, language)) < len(lacking)
    return fuller if better and fuller.startswith(best.opening) else best.text


def _telling(clause: str, judged: list[_Sentence], language: Language) -> frozenset[str]:
    """Return the first usable sentence that tells a clause, with those before it on which it leans."""
    for index, sentence in enumerate(judged):
        if not (sentence.unfit or sentence.comments) and tells(clause, sentence.text, language):
            start = index
            while start and judged[start].leans:
                start -= 1
            return frozenset(each.text for each in judged[start : index + 1])
    return frozenset()


def _opening(judged: list[_Sentence], language: Language) -> str:
    """Return the sentence that a paragraph opens with; of a meeting alone, with what was said there."""
    first = judged[0].text
    return _append(first, judged[1].text, language) if _MEETING.search(first) and judged[1:] else first


def _run(judged: list[_Sentence], language: Language, wanted: Set[str] = frozenset()) -> str:
    """Join sentences until they are enough; without comments behind the first if the others carry the news."""
    reported = _joined([judged[0], *(each for each in judged[1:] if not each.comments)], language, wanted)
    return reported if long_enough(reported, language) else _joined(judged, language, wanted)


def _joined(judged: list[_Sentence], language: Language, wanted: Set[str]) -> str:
    """Join sentences until they are enough; one that leans on an omitted sentence is omitted too.

    A sentence that sets a scene ends a paragraph that has its news. Room is kept for the `wanted` ones.
    """
    bounds = LENGTHS[language]
    taken, before, last, whole = "", "", "", True
    coming = sum(size(sentence, language) for sentence in wanted)
    for sentence in judged:
        enough = bounds.min_paragraph if words.SCENE.match(sentence.text) else bounds.enough
        if sentence.text in wanted:
            coming -= size(sentence.text, language)
        elif taken and size(taken, language) + coming >= enough:
            if not coming:
                break
            whole = False
            continue
        if taken and _repeats(sentence.text, taken):
            continue
        longer = _append(taken, sentence.text, language)
        fits = size(longer, language) + coming <= bounds.max_paragraph
        whole = not sentence.unfit and (whole or not sentence.leans) and fits
        if whole:
            taken, before, last = longer, taken, sentence.text
    hollow = bool(taken) and last not in wanted and _says_nothing(last)
    return before if hollow and size(before, language) >= bounds.min_paragraph else taken


def _says_nothing(sentence: str) -> bool:
    """Return whether a sentence is a turn to what would follow: short, without a deed, a figure or a speaker."""
    parts = (words.NEWS, words.NUMBER, words.ATTRIBUTED)
    return len(sentence) <= _MAX_TURN and not any(part.search(sentence) for part in parts)


def _append(taken: str, sentence: str, language: Language) -> str:
    joint = " " if taken and language == "en" else ""
    return taken + joint + sentence


def _repeats(sentence: str, taken: str) -> bool:
    """Return whether a sentence says again what was said, with the same figures."""
    parts = _parts(sentence)
    repeated = len(parts & _parts(taken)) > _MAX_REPEATED * len(parts)
    return repeated and set(words.NUMBER.findall(sentence)) <= set(words.NUMBER.findall(taken))


def _is_long_enough(candidate: _Candidate, judged: Sequence[_Sentence], title: str, language: Language) -> bool:
    """Return whether a paragraph is; a shorter one must be a flash, from its first sentence on."""
    bounds = LENGTHS[language]
    if size(candidate.text, language) >= bounds.min_paragraph:
        return True
    whole = [sentence.text for sentence in judged if _ENDED.search(sentence.text) and not sentence.comments]
    flash = sum(size(sentence, language) for sentence in whole) < _MAX_FLASH * bounds.min_paragraph
    return flash and not candidate.index and long_enough(candidate.text, language) and _tells(title, candidate.text)


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
    if not _names_speaker(title, candidate.opening):
        return False
    shared = _shared(title, candidate.opening)
    repeats = shared >= _LEDE_SHARES and _keeps_promise(title, candidate.text)
    known = shared >= _SAYS_IT or _names_subject(title, candidate.opening)
    return known and (repeats or bool(words.NEWS.search(candidate.opening)))


def _names_speaker(title: str, opening: str) -> bool:
    """Return whether an opening has half the characters of the title's speaker: an authority's short name or its full.

    A title without a speaker needs none.
    """
    speaker = set(letters(match[1])) if (match := _SPEAKER.match(title)) else set[str]()
    return 2 * len(speaker & set(letters(opening))) >= len(speaker)


def _names_subject(title: str, opening: str) -> bool:
    """Return whether an opening has a term of the title's subject: of what precedes its first deed."""
    deed = words.NEWS.search(title)
    subject = terms(title[: deed.start()]) if deed else frozenset[str]()
    return not subject or bool(subject & terms(opening))


def _keeps_promise(title: str, text: str) -> bool:
    """Return whether a paragraph has a deed or amount of its title, if the title has both."""
    return not amounts(title) or _tells(title, text)


def _tells(title: str, text: str) -> bool:
    """Return whether a text has a deed or an amount of its title."""
    deeds = set(words.NEWS.findall(title))
    return not deeds or any(deed in text for deed in deeds) or _states(amounts(title), text)


def _states(promised: frozenset[Amount], text: str) -> bool:
    """Return whether a text states one of the amounts, rounded or not, in any unit."""
    return any(isclose(a.value, b.value, rel_tol=_ROUNDED) for b in amounts(text) for a in promised)


def _is_news(sentence: str) -> bool:
    """Return whether a sentence names its day early, and what happened."""
    return bool(words.DAY.search(sentence[:_DAY_WITHIN]) and words.NEWS.search(sentence))


def _shared(title: str, text: str) -> float:
    """Return the share of a title's terms that a text has, or of its letter pairs if it has no Chinese."""
    parts = terms if HAN.search(title) else _pairs
    return share(parts(title), parts(text))


def _parts(text: str) -> frozenset[str]:
    return terms(text) if HAN.search(text) else _pairs(text)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(letters(text))))

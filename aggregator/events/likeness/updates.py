"""Updates: what a later story on an event states that the stories told before do not.

Rewording is no news: an amount that is the rounded one, a place inside one named before, another word for one deed
count as told. What is said with numbers spelled out, and names that are shortened, may still be taken for new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.events.likeness.profiles import StoryText
from aggregator.events.likeness.stages import stages
from aggregator.models import Language
from aggregator.text.facts import (
    Amount,
    Vocabulary,
    amounts,
    amounts_in_order,
    numbers,
    places,
    places_differ,
    places_in_order,
    plain,
)
from aggregator.text.figures.numerals import SMALL, chinese_numeral

MOST = 6000
"""Characters of a story that are read."""
_FEW = 10
"""A smaller number counts only of people, money and shares: `two of them` is a manner of speaking."""
_PEOPLE = frozenset("人名")
_COUNTED = frozenset("家例起次件台辆架艘座吨户个套所株头只部")
"""What is counted; after other numbers stands the rest of the sentence."""

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_SAYS = "表示|称[，：“]|说[，：“]|指出|介绍|透露|回应|告诉"
_PERSON = re.compile(rf"(?!周[一二三四五六日末])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?={_SAYS})")
_HAN = r"[\u4e00-\u9fff]"
_AUTHORITY = re.compile(
    rf"{_HAN}{{2,10}}?(?:监督管理局|管理局|公安局|检察院|法院|委员会|监管局|交易所|证监局|人民政府|消防救援支队)"
    r"|证监会|银保监会|金融监管总局|国家发改委|工信部|商务部|央行|市场?监管?总局|网信办|公安部|最高法|最高检|国务院"
)
_COMPANY = re.compile(rf"{_HAN}{{2,8}}?(?:股份|有限公司|集团)")
_LEADS_IN = re.compile(
    r"\A.*(?:[由向被获经据在和与对从的是至到]|收购|投资|入股|起诉|母公司|[昨今]日|日前|近日|[日月年时])(?=[\u4e00-\u9fff]{3})"
)
"""What stands before a name and is no part of it."""
_NAME = re.compile(
    r"(?<=[a-z,;] )[A-Z][a-z]+(?:[ -][A-Z][a-z]+)+"
    r"|(?:(?<= in )|(?<= at )|(?<= near )|(?<= from )|(?<= to )|(?<= by ))[A-Z][a-z]+"
)
"""Names of several words, and of one where only a place or a doer can stand."""
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9]{2,30}(?: [A-Z][A-Za-z0-9]{2,30}){0,3}")
_NO_NAME = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November"
    r"|December|Mr|Mrs|Ms|Dr|The|[Aa]pp|APP|C[EFT]O|IPO|GDP|USB|PDF|Pro|Plus|Max|Mini"
)
_SHORTEST = 3
"""Characters of a company: `该集团` names none; the first ones are its own."""
_COUNT = re.compile(r"(?<![\w.,$€£¥:/-])(\d{1,3}(?:,\d{3})+|\d{1,9}) (?!percent|million|billion)[a-z]{3,20}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPELLED = {word: str(number) for word, number in SMALL.items() if 1 <= number <= 12}
_HAN_NUMBER = re.compile(r"[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九](?=[人名家个])")


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What the stories told before state, all together."""

    text: str
    amounts: frozenset[Amount]
    numbers: frozenset[str]
    places: frozenset[str]
    words: Vocabulary
    stages: frozenset[str]

    @classmethod
    def by(cls, stories: Sequence[StoryText], language: Language) -> KnownFacts:
        """Read what the stories state."""
        text = "\n".join(_whole(story) for story in stories)
        return cls(
            text=plain(text),
            amounts=amounts(text),
            numbers=numbers(text.replace(",", "")) | _spelled(text),
            places=places(text),
            words=Vocabulary.of(text),
            stages=frozenset(stage for _, _, stage in stages(text, language)),
        )


def new_facts(story: StoryText, told: Sequence[StoryText]) -> tuple[str, ...]:
    """Return what a story states and none of the told ones does: amounts, names, places, deeds, in its order.

    Each as it is written in the story, once; empty where the story only says again what was told. Told stories in
    another language are not compared; where there are no others, nothing is known to be new.
    """
    comparable = [one for one in told if one.language == story.language]
    if told and not comparable:
        return ()
    text = _whole(story)
    known = KnownFacts.by(comparable, story.language)
    names = _chinese_names if story.language == "zh" else _english_names
    found = (*_amounts(text, known), *names(text, known), *_places(text, known), *_deeds(text, known, story.language))
    facts = dict.fromkeys(fact for _, fact in sorted(found))
    return tuple(fact for fact in facts if not any(fact in other and fact != other for other in facts))


def _whole(story: StoryText) -> str:
    return f"{story.title}\n{story.text}"[:MOST]


def _amounts(text: str, told: KnownFacts) -> Iterator[tuple[int, str]]:
    for at, written, amount in amounts_in_order(text):
        if _matters(amount) and not _is_told(amount, written, told):
            yield at, written
    for match in _COUNT.finditer(text):
        number = match[1].replace(",", "")
        if number not in told.numbers and int(number) >= _FEW and not _YEAR.fullmatch(match[1]):
            yield match.start(), match.group()


def _matters(amount: Amount) -> bool:
    return (
        amount.money
        or amount.unit == "%"
        or amount.unit in _PEOPLE
        or (amount.value >= _FEW and amount.unit in _COUNTED)
    )


def _is_told(amount: Amount, written: str, told: KnownFacts) -> bool:
    same = any(amount.agrees(other) or amount.value == other.value for other in told.amounts)
    return same or numbers(written.replace(",", "")) <= told.numbers


def _spelled(text: str) -> frozenset[str]:
    """Return the small numbers that are spelled out."""
    words = {_SPELLED[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _SPELLED}
    return frozenset(words | {str(chinese_numeral(match.group())) for match in _HAN_NUMBER.finditer(text)})


def _chinese_names(text: str, told: KnownFacts) -> Iterator[tuple[int, str]]:
    for match in _PERSON.finditer(text):
        if match[1] not in told.text:
            yield match.start(1), match[1]
    for match in _AUTHORITY.finditer(text):
        name = _LEADS_IN.sub("", match.group())
        if not told.words.knows(plain(name)):
            yield match.end() - len(name), name
    for match in _COMPANY.finditer(text):
        name = _LEADS_IN.sub("", match.group())
        if len(name) > _SHORTEST and plain(name[:_SHORTEST]) not in told.text:
            yield match.end() - len(name), name
    for match in _LATIN_NAME.finditer(text):
        parts = match.group().split()
        if not any(_NO_NAME.fullmatch(part) or told.words.knows_latin(part.lower()) for part in parts):
            yield match.start(), match.group()


def _english_names(text: str, told: KnownFacts) -> Iterator[tuple[int, str]]:
    for match in _NAME.finditer(text):
        parts = re.split("[ -]", match.group())
        if not any(_NO_NAME.fullmatch(part) or part.lower().removesuffix("s") in told.text for part in parts):
            yield match.start(), match.group()


def _places(text: str, told: KnownFacts) -> Iterator[tuple[int, str]]:
    for at, place in places_in_order(text):
        if not told.places or places_differ(frozenset({place}), told.places):
            yield at, place


def _deeds(text: str, told: KnownFacts, language: Language) -> Iterator[tuple[int, str]]:
    seen = set(told.stages)
    for at, word, stage in stages(text, language):
        if stage not in seen:
            seen.add(stage)
            yield at, word

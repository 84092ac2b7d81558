"""Facts of a text that another text can contradict: amounts, periods, places.

An amount here has one value, one unit (any measure word) and a rounding step, because two stories round differently.
`text.figures` lists every value a number may mean, because a translation may spell it in another way. Both use the
units and signs of `words/amounts.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, product
from math import ceil, floor, log10

from aggregator.text.figures.numerals import chinese_numeral
from aggregator.text.figures.values import MONEY
from aggregator.text.words import either, family

_SCALES = {
    **{"百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9, "百亿": 1e10},
    **{"千亿": 1e11, "万亿": 1e12, "thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9},
}
_UNITS = {**family("amounts.unit_zh").group_of, **family("amounts.unit_en").group_of}
_SIGNS = family("amounts.sign").group_of
_NO_UNITS = frozenset(family("amounts.no_unit").words)

# Both patterns first look whether a character can start a match: most cannot, and checking it first halves the time.
_AMOUNT = re.compile(
    rf"(?=[\d{''.join(sign[0] for sign in _SIGNS)}])(?<![a-z0-9.第])(?<!\d:)(?P<sign>{either(_SIGNS)})?"
    r"(?P<digits>\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?)"
    rf" ?(?P<scale>{either(_SCALES)})?[余多]?(?P<unit> ?(?:{either(_UNITS)})|[\u4e00-\u9fff:/])?"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_COMPANY = re.compile(r"([\u4e00-\u9fff]{2,8}?(?:股(?=份)|有(?=限)|公(?=司)|集(?=团)))")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CALENDAR = re.compile(
    r"(?<![\d.])(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.][0-3]?\d(?!\d)|(?:0?[1-9]|1[0-2])\s?月(?:份)?"
    r"|(?P<day>[0-2]?\d|3[01])\s?[日号](?!内|线|楼)|[0-2]?\d:[0-5]\d(?!\d))"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?P<after>[0-3]?\d)\b|\b(?P<before>[0-3]?\d) "
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
)
"""A month, day or time of day, in a folded text; years are not among the numbers."""
_LATIN = re.compile(r"[a-z][a-z0-9]{1,30}")
MAX_COMPARED = 100
"""Numbers of a text that are compared one by one with another's."""
_QUARTERS = {**dict(zip("一二三四", "1234", strict=True)), "首": "1"}
_PERIOD = re.compile(
    r"(?=[0-9第一二三四首q前上下半中全年fst])(?:(?P<year>20\d\d)(?:年|财年| )?)?(?:"
    r"第?(?<![上下每])(?P<quarter>[一二三四首1-4])(?:季[度报]|财季)|q(?P<q>[1-4])|(?P<to>前三季度)|(?P<half>[上下])半年"
    r"|(?P<mid>半年[度报]|中报|中期(?=业绩|报告|收入|营收|利润))"
    r"|(?P<full>全年|年报|年度(?:业绩|报告))|(?P<month>1[0-2]|[1-9])月(?!\d|底|初|[上中下]旬))"
    r"|(?P<en>first|second|third|fourth)[ -](?P<what>quarter|half)"
)
_SPELLED, _OPEN_PARTS = "一二两三四五六七八九十百", "上中下"
_PART = re.compile(
    rf"第 ?(\d{{1,4}}|[{_SPELLED}]{{1,5}}) ?([期篇集讲回批轮届次场站周弹部例])"
    rf"|\((?:part ?)?([{_OPEN_PARTS}]|\d{{1,2}}|[{_SPELLED}]{{1,3}})[篇集]?\)|\b(?:vol|ep|part)[. ]{{0,2}}(\d{{1,4}})\b"
)
_TYPESET = re.compile(r"(?<=\d) (?=[年月季财上下第])|(?<=[年第]) (?=\d)")
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_FOLDED = {mark: unicodedata.normalize("NFKC", mark) for mark in "，；：？！（）…～％\u3000"}
"""Most of what normalisation changes in Chinese prose: without these it takes an eighth of the time."""


@lru_cache(maxsize=32)
def plain(text: str) -> str:
    """Fold a text for reading facts: NFKC, lower case. Cached, because each kind of fact asks for it."""
    for mark, folded in _FOLDED.items():
        text = text.replace(mark, folded)
    return unicodedata.normalize("NFKC", text).lower()


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity: its value, its unit, and the step it was rounded to."""

    value: float
    unit: str
    step: float

    @property
    def money(self) -> bool:
        """Whether it is an amount of money."""
        return self.unit in MONEY

    def agrees(self, other: Amount) -> bool:
        """Return whether both can state one quantity, rounded or truncated: 18.64 and 18 million can."""
        if self.unit != other.unit or self.step == other.step:
            return (self.unit, self.value) == (other.unit, other.value)
        rough, exact = (self, other) if self.step > other.step else (other, self)
        over = exact.value - rough.value
        return -rough.step / 2 <= over < rough.step and abs(over) < exact.value / 5


def amounts(text: str) -> frozenset[Amount]:
    """Return the quantities with a unit or a scale; dates, clock times, ages and bare numbers are not quantities."""
    found = (_amount(match) for match in _AMOUNT.finditer(plain(text)))
    return frozenset(amount for amount in found if amount)


def amounts_differ(a: frozenset[Amount], b: frozenset[Amount]) -> bool:
    """Return whether both state amounts in one unit and no two of them agree."""
    units = {amount.unit for amount in a} & {amount.unit for amount in b}
    comparable = [amount for amount in a if amount.unit in units]
    return bool(comparable) and not any(amount.agrees(other) for amount in comparable for other in b)


def money_differs(a: frozenset[Amount], b: frozenset[Amount]) -> bool:
    """Return whether both state money in one currency and no two amounts agree."""
    return amounts_differ(_money(a), _money(b))


def _money(stated: frozenset[Amount]) -> frozenset[Amount]:
    return frozenset(amount for amount in stated if amount.money)


def amounts_in_order(text: str) -> list[tuple[int, str, Amount]]:
    """Return the quantities as (position in the folded text (`plain`), text there, amount)."""
    found = ((match, _amount(match)) for match in _AMOUNT.finditer(plain(text)))
    return [(match.start(), match.group().strip(), amount) for match, amount in found if amount]


def places_in_order(text: str) -> list[tuple[int, str]]:
    """Return the places of the gazetteer as (position, place)."""
    return [(match.start(), match.group()) for match in _any_place().finditer(text)]


def _amount(match: re.Match[str]) -> Amount | None:
    digits, word = match["digits"].replace(",", ""), (match["unit"] or "").strip()
    unit = _SIGNS.get(match["sign"] or "") or _UNITS.get(word) or ("" if word in _NO_UNITS else word)
    if not (match["scale"] or unit):
        return None
    value = round(float(digits) * _SCALES.get(match["scale"] or "", 1.0), 4)
    return Amount(value, unit, _step(digits, value)) if value else None


def _step(digits: str, value: float) -> float:
    """Return the weight of the last significant digit: 100,000 in 1.2 million, 1,000 in 3,000."""
    bare = digits.replace(".", "").lstrip("0")
    significant = len(bare if "." in digits else bare.rstrip("0"))
    return float(10.0 ** (floor(log10(value)) - significant + 1))


def numbers(text: str) -> frozenset[str]:
    """Return all numbers as they are written, dates included, except years."""
    return frozenset(number for number in _NUMBER.findall(plain(text)) if not _YEAR.fullmatch(number))


def undated(text: str) -> str:
    """Return the folded text without its dates and times of day."""
    return _CALENDAR.sub(" ", plain(text))


def calendar_days(text: str) -> frozenset[str]:
    """Return the days of the month that a text states."""
    found = (match["day"] or match["after"] or match["before"] for match in _CALENDAR.finditer(plain(text)))
    return frozenset(day.lstrip("0") for day in found if day)


def numbers_of_both(a: str, b: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the numbers of two texts, without dates and without misprints of the other's: 10 of `10的个` for `106个`.

    A misprint starts or ends a number of the other text, and no number there has its neighbours: 100 and 10 in
    `开展100亿` and `开展10亿` are two numbers.
    """
    a, b = undated(a), undated(b)
    a_found, b_found = numbers(a), numbers(b)
    if max(len(a_found), len(b_found)) > MAX_COMPARED:
        return a_found, b_found
    a_neighbours, b_neighbours = _neighbours(a), _neighbours(b)
    a_misprints = {number for number in a_found - b_found if _misprinted(number, a_neighbours[number], b_neighbours)}
    b_misprints = {number for number in b_found - a_found if _misprinted(number, b_neighbours[number], a_neighbours)}
    return a_found - a_misprints, b_found - b_misprints


def _neighbours(text: str) -> dict[str, set[tuple[str, str]]]:
    """Return all numbers of a text, years included, each with the characters before and after it."""
    folded, found = f" {plain(text)} ", dict[str, set[tuple[str, str]]]()
    for match in _NUMBER.finditer(folded):
        found.setdefault(match[0], set()).add((folded[match.start() - 1], folded[match.end()]))
    return found


def _misprinted(number: str, own: set[tuple[str, str]], others: Mapping[str, set[tuple[str, str]]]) -> bool:
    part = any(other.startswith(number) or other.endswith(number) for other in others)
    return part and not any(own & neighbours for neighbours in others.values())


def periods(text: str) -> frozenset[tuple[str, str]]:
    """Return the reporting periods as (year or empty, `Q1`…`Q4`, `9M`, `H1`, `H2`, `FY`, `M1`…`M12`)."""
    return frozenset((match["year"] or "", _period(match)) for match in _PERIOD.finditer(_TYPESET.sub("", plain(text))))


def _period(match: re.Match[str]) -> str:
    if quarter := match["quarter"] or match["q"]:
        return "Q" + _QUARTERS.get(quarter, quarter)
    if match["half"] or match["mid"]:
        return "H2" if match["half"] == "下" else "H1"
    if match["month"]:
        return "M" + match["month"]
    if match["en"]:
        return ("Q" if match["what"] == "quarter" else "H") + _ORDINALS[match["en"]]
    return "9M" if match["to"] else "FY"


def parts(text: str) -> frozenset[tuple[str, str]]:
    """Return the parts of a series in a headline as (counter or empty, number): of `（下）`, `第12期`, `vol.3`."""
    found = ((match[2] or "", match[1] or match[3] or match[4]) for match in _PART.finditer(plain(text)))
    return frozenset((of, number if number in _OPEN_PARTS else _in_digits(number)) for of, number in found)


def _in_digits(number: str) -> str:
    return str(int(number)) if number.isdecimal() else str(chinese_numeral(number))


def periods_differ(a: frozenset[tuple[str, str]], b: frozenset[tuple[str, str]]) -> bool:
    """Return whether both name periods, and no period of one can be a period of the other."""
    return bool(a and b) and not any(_same_period(*pair) for pair in product(a, b))


def _same_period(a: tuple[str, str], b: tuple[str, str]) -> bool:
    return a[1] == b[1] and (not a[0] or not b[0] or a[0] == b[0])


@cache
def _gazetteer() -> Mapping[str, str]:
    """Return the province or country of each place; that of a province or country is itself."""
    known = family("places.place")
    return {**{name: name for name in known.groups}, **known.group_of}


@cache
def _any_place() -> re.Pattern[str]:
    return re.compile(either(_gazetteer()))


def places(text: str) -> frozenset[str]:
    """Return the places of the gazetteer that a text names."""
    return frozenset(_any_place().findall(text))


def places_differ(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether both name places, and no place of one equals, contains or lies in a place of the other."""
    return bool(a and b) and not any(_same_place(*pair) for pair in product(a, b))


def _same_place(a: str, b: str) -> bool:
    known = _gazetteer()
    return a == b or known[a] == b or known[b] == a


def companies(text: str) -> frozenset[str]:
    """Return the names before 公司, 集团 and the like, each with the first character of that word."""
    return frozenset(_COMPANY.findall(plain(text)))


def latin_names(text: str) -> frozenset[str]:
    """Return the words in Latin letters: in a Chinese text nearly all are names."""
    return frozenset(word for word in _LATIN.findall(plain(text)) if len(word) > 2)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a text to look names up in; one odd character is a misprint, two in a row are another name."""

    pairs: frozenset[str]
    """Neighbouring characters."""
    latin: str
    """All words in Latin letters."""

    @classmethod
    def of(cls, text: str) -> Vocabulary:
        """Read a text."""
        folded = plain(text)
        return cls(frozenset(map("".join, pairwise(folded))), " ".join(frozenset(_LATIN.findall(folded))))

    def knows(self, name: str) -> bool:
        """Return whether the text has a Chinese name."""
        lacking = "".join("-" if "".join(pair) in self.pairs else "x" for pair in pairwise(name))
        return "x" * min(3, len(lacking)) not in lacking

    def knows_latin(self, name: str) -> bool:
        """Return whether the text has two thirds of a Latin name, from its start or end."""
        part = ceil(len(name) * 2 / 3)
        return name[:part] in self.latin or name[-part:] in self.latin

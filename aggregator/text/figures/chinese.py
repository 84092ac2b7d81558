"""Figures of a Chinese text: digits with 万 and 亿, numerals that count something, shares in 成, months, ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import prod

from aggregator.text.figures.numerals import DIGITS, MYRIADS, TENS, chinese_numeral
from aggregator.text.figures.values import (
    LETTERS,
    NUMBER,
    Figure,
    Figures,
    Reading,
    Written,
    bare,
    fold,
    gather,
    idioms,
    month,
    number,
    read_idioms,
    with_ranges,
)
from aggregator.text.words import either, family

_UNITS = family("amounts.unit_zh").group_of
_SIGNS = {sign.upper(): unit for sign, unit in family("amounts.sign").group_of.items()}
_TENTHS = r"成(?![立为员都本果功交])"
_WRITTEN = re.compile(
    rf"(?P<sign>{either(_SIGNS)})?(?P<of>[百千]分之)?"
    rf"(?P<parts>(?:(?:{NUMBER})[十百千万亿]+(?!兆))+|{NUMBER})(?P<letters>[A-Za-z]*)"
    rf"[余多几来]?(?:(?P<unit>{either(_UNITS)})|(?P<kind>{_TENTHS}|折|倍|月(?!活)))?"
)
_PART = re.compile(rf"({NUMBER})([十百千万亿]*)")
_JOINT = re.compile(r"(?<!\s)\s*+[-–—~～至到和与或、]\s*")
_SPAN = re.compile(r"[-–—~～至到前]$")
"""Before a month that may also be a count: `1至10月` are ten months."""

_NUMERAL = re.compile(
    r"(?<!周)(?<!星期)(?<!礼拜)[零〇一二两三四五六七八九十百千万亿]+"
    r"(?:点[零〇一二三四五六七八九]+(?![十百千分刻半]))?"
)
"""A numeral, with its decimals if they are not the minutes of a clock."""
_MONEY = re.compile(rf"[余多几来]?({either(_UNITS)})")
_MEASURE = re.compile(rf"[余多几来]?(?:{family('amounts.measure').alternation})")
_IDIOMS = idioms("amounts.idiom_zh")
_PROPER = family("amounts.proper").pattern()
_VAGUE = re.compile(r"十[余几来多](?![万亿])")
_HALVES = {"上半年": bare(1), "下半年": bare(2)}


def read_chinese(text: str) -> Figures:
    """Return the figures of a Chinese text."""
    text = fold(text)
    written = with_ranges(text, [_written(match, text) for match in _WRITTEN.finditer(text)], _JOINT)
    numerals = list(_NUMERAL.finditer(text))
    counted = [figure for match in numerals if (figure := _counted(match, text))]
    halves = [Figure(word, readings) for word, readings in _HALVES.items() if word in text]
    return gather(written, [*counted, *halves], _hints(text, numerals))


def _written(match: re.Match[str], text: str) -> Written:
    value, scales = _amount(match)
    before = text[max(0, match.start() - 2) : match.start()]
    unit, factor = _unit(match, value)
    return Written(
        start=match.start(),
        end=match.end(),
        text=match.group(),
        value=value * factor,
        scales=scales,
        unit=unit,
        more=_more(match["kind"], value) | (bare(value) if unit == "month" and _SPAN.search(before) else frozenset()),
        stated=not before.endswith("双"),
    )


def _unit(match: re.Match[str], value: Decimal) -> tuple[str, Decimal]:
    """Return the unit of a number, and the factor that converts the number to it."""
    if match["of"]:
        return "%", _of(match["of"], Decimal(1))
    if match["kind"] == "成":
        return "%", Decimal(10)
    if match["kind"] == "月" and month(value):
        return "month", Decimal(1)
    return _SIGNS.get(match["sign"] or "") or _UNITS.get(match["unit"] or "", ""), Decimal(1)


def _amount(match: re.Match[str]) -> tuple[Decimal, tuple[Decimal, ...]]:
    """Return a number and its possible factors; a number of several parts, such as 1亿2000万, has none."""
    parts = [(number(part[1]), Decimal(_scale(part[2]))) for part in _PART.finditer(match["parts"])]
    if len(parts) > 1:
        return sum((value * scale for value, scale in parts), Decimal(0)), (Decimal(1),)
    value, scale = parts[0]
    return value, LETTERS.get(match["letters"].lower(), (scale,)) if scale == 1 else (scale,)


def _scale(chars: str) -> int:
    return prod((TENS | MYRIADS)[char] for char in chars)


def _of(words: str, value: Decimal) -> Decimal:
    """Return the value of 百分之 and 千分之 in per cent."""
    return value if words == "百分之" else value / 10


def _more(word: str | None, value: Decimal) -> frozenset[Reading]:
    """Return further readings by the word after a number: a month, a share, a discount, a multiple."""
    if word == "月":
        return month(value)
    if word == "成":
        return frozenset({(value * 10, "%")})
    if word == "折":
        return frozenset({(value * 10, "%"), (100 - value * 10, "%")})
    if word == "倍":
        return bare(value + 1) | {(value * 100, "%"), ((value - 1) * 100, "%")}
    return frozenset()


def _counted(match: re.Match[str], text: str) -> Figure | None:
    """Return the figure a numeral states: a share, or two and more that count something or follow 第."""
    value, chars = chinese_numeral(match.group()), match.group()
    before, after = text[max(0, match.start() - 3) : match.start()], text[match.end() :]
    if before in {"百分之", "千分之"}:
        return Figure(before + chars, frozenset({(_of(before, value), "%")}))
    if (tenths := re.match(rf"{_TENTHS}(半(?!年))?", after)) and value < 10:
        return Figure(chars + tenths[0], _more("成", value + Decimal(5 if tenths[1] else 0) / 10))
    if _PROPER.match(text, match.start()) or before[-1:] in {"数", "几"} or _VAGUE.match(text, match.start()):
        return None
    counts = before.endswith("第") or (_MEASURE.match(after) and not before[-1:].isdigit())
    if value < 2 or not counts or not set(chars) & {*DIGITS, "十"}:
        return None
    return Figure(chars + after[:1], _count(value, before, after))


def _count(value: Decimal, before: str, after: str) -> frozenset[Reading]:
    """Return the readings of a numeral before a measure word: money, a month, quarters, or just a number."""
    if money := _MONEY.match(after):
        return frozenset({(value, _UNITS[money[1]])})
    if after.startswith("月") and month(value):
        return month(value)
    quarters = bare(9) if before.endswith("前") and after.startswith("季") else frozenset()
    return bare(value) | _more(after[:1], value) | quarters


def _hints(text: str, numerals: list[re.Match[str]]) -> Iterator[Reading]:
    """Yield everything that may be meant as a number, idioms included."""
    for match in numerals:
        value, after = chinese_numeral(match.group()), text[match.end() : match.end() + 1]
        yield from bare(value, *(DIGITS[char] for char in match.group() if char in DIGITS))
        yield from _more(after, value)
    yield from read_idioms(text, _IDIOMS)

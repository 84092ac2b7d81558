"""Chinese numerals and English number words."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {**dict(zip("零一二三四五六七八九", range(10), strict=True)), "〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}

SMALL = {
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15},
    "twentieth": 20,
}


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def month_named(name: str) -> int:
    """Return the number of an English month, 1 to 12, by its name or abbreviation: `Nov.`, `Sept`."""
    return next(number for number, full in enumerate(MONTHS, 1) if full.startswith(name[:3]))


def chinese_numeral(chars: str) -> Decimal:
    """Return the value of a Chinese numeral: `三百二十` is 320, `一亿两千万` 120,000,000, `三点二` 3.2."""
    whole, point, decimals = chars.partition("点")
    if point:
        return chinese_numeral(whole) + Decimal("0." + "".join(str(DIGITS[char]) for char in decimals))
    if len(chars) > 1 and all(char in DIGITS for char in chars):
        return Decimal("".join(str(DIGITS[char]) for char in chars))
    total = section = digit = 0
    for char in chars:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            section, digit = section + (digit or 1) * TENS[char], 0
        else:
            total, section, digit = _raise(total, section + digit, MYRIADS[char]), 0, 0
    return Decimal(total + section + digit)


def _raise(total: int, section: int, myriad: int) -> int:
    """Add a section in 万 or 亿; what precedes a higher one, as in `一万五千亿`, is counted in it."""
    return (total + section) * myriad if 0 < total < myriad else total + (section or 1) * myriad


def english_words(words: list[str]) -> Decimal:
    """Return the value of English number words: `two hundred and fifty million` is 250,000,000."""
    total = section = 0
    for word in words:
        if word in SMALL:
            section += SMALL[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in SCALES:
            total, section = total + (section or 1) * SCALES[word], 0
    return Decimal(total + section)

"""ASCII digits for dates: full-width digits, Chinese numerals and years of the Republic are converted."""

from __future__ import annotations

import re
from unicodedata import normalize

from aggregator.text.figures.numerals import chinese_numeral

_REPUBLIC = re.compile(r"(?:民国|民國)\s?(\d{1,3}|元)\s?年")
_NUMERAL = re.compile(r"[〇零○一二三四五六七八九十廿卅]{1,6}(?=\s?[年月日号號时時点點分])")
_VARIANTS = str.maketrans({"廿": "二十", "卅": "三十", "○": "〇"})
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Characters that systems print between others and nobody sees."""
_COLONS = str.maketrans({"∶": ":", "︰": ":", "﹕": ":", "–": "-", "—": "-", "−": "-"})
_REPUBLIC_FOUNDED = 1911


def with_ascii_digits(text: str) -> str:
    """Normalise a text that states a time: NFKC, one space, `二〇二六年` and `民国115年` as `2026年`."""
    text = " ".join(_INVISIBLE.sub("", normalize("NFKC", text)).translate(_COLONS).split())
    text = _NUMERAL.sub(lambda match: str(chinese_numeral(match[0].translate(_VARIANTS))), text)
    return _REPUBLIC.sub(lambda match: f"{_REPUBLIC_FOUNDED + _year_of_republic(match[1])}年", text)


def _year_of_republic(digits: str) -> int:
    return 1 if digits == "元" else int(digits)

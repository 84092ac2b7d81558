"""A text to be read aloud: sentences alone, with numbers as words where a voice would stumble over them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import decimal

from aggregator.errors import UsageError
from aggregator.formats.labels import followup_line
from aggregator.formats.layout import printed_sections
from aggregator.formats.naming import printed_date
from aggregator.formats.safe import cleaned
from aggregator.models import Digest, Edition, Entry, Language

FILE = "script.txt"
MEDIA_TYPE = "text/plain"


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The words that a voice says between the texts."""

    stop: str
    opening: str
    """`{title}`, `{date}`."""
    highlights: str
    item: str
    """`{number}`, `{headline}`."""
    credit: str
    """`{credit}`."""
    closing: str


_PHRASES: Mapping[Language, _Phrases] = {
    "zh": _Phrases(
        stop="。",
        opening="这里是{title}，{date}。",
        highlights="本期要点：",
        item="第{number}条，{headline}",
        credit="以上消息来自{credit}。",
        closing="本期播报完毕。",
    ),
    "en": _Phrases(
        stop=".",
        opening="This is {title}, {date}.",
        highlights="The highlights:",
        item="Item {number}: {headline}",
        credit="That is from {credit}.",
        closing="That is all.",
    ),
}
_CURRENCIES: Mapping[Language, Mapping[str, str]] = {
    "zh": {"$": "美元", "US$": "美元", "HK$": "港元", "¥": "元", "￥": "元", "€": "欧元", "£": "英镑"},
    "en": {
        "$": "dollars",
        "US$": "US dollars",
        "HK$": "Hong Kong dollars",
        "¥": "yuan",
        "￥": "yuan",
        "€": "euros",
        "£": "pounds",
    },
}
_ENDED = re.compile(r"[。！？!?.…][”’」』）)\"']*$")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
"""Of another script: the libraries take it for a figure, and cannot read it."""
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_MONEY = re.compile(
    rf"((?:US|HK)?\$|[¥￥€£])\s?({_NUMBER})(\s?(?:[万亿]+|thousand|million|billion|trillion|bn|m)\b|[万亿]+)?"
)
_GLUED = re.compile(
    r"(?<![A-Za-z])[A-Za-z]{1,20}[-.]?\d[A-Za-z0-9.-]*|(?<!\d)\d{1,12}[A-Za-z][A-Za-z0-9-]*"
    r"|(?<=[A-Za-z])\s\d{1,4}(?![\d.,%])(?=[\u4e00-\u9fff，。；]|$)"
)
"""A figure that is part of a name, read as it is: `5G`, `A100`, `B2C`, `iPhone 17`."""
_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_RANGE = re.compile(r"(?<=[\d%万亿])\s?[-–—~～]\s?(?=\d)")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DIGITS = re.compile(r"(?<![\d.,])(?:\d{9,}(?![\d.])|\d{3,4}(?=大促|购物节|年中))")
"""Figures that are read one by one: numbers of things, and days of sales."""
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)")
_ENGLISH = re.compile(rf"(?<![\w.])(?P<number>{_NUMBER})(?P<ending>st|nd|rd|th)?(?P<percent>\s?%)?(?![\w])")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_MONTH = "|".join(calendar.month_name[1:])
_BEFORE_A_YEAR = re.compile(rf"(?:\b(?:in|of|since|by|from|until|{_MONTH})\s|(?:{_MONTH})\s\S+,\s)$")
_BEFORE_A_DAY = re.compile(rf"(?:{_MONTH})\s$")
_MAX_DAY = 31


def check_script() -> None:
    """Raise `UsageError` if a package is missing."""
    try:
        import cn2an  # noqa: F401
        import inflect  # noqa: F401
    except ImportError as error:
        raise UsageError("a script needs cn2an and inflect; pip install cn2an inflect") from error


def render(digest: Digest) -> str:
    """Write what a voice reads: a paragraph for the opening, each section's name and each entry, and the briefs."""
    digest = cleaned(digest)
    in_words = _IN_WORDS[digest.edition.language]
    return "\n".join(in_words(_OTHER_DIGIT.sub(_western, line)) for line in _lines(digest)) + "\n"


def _western(digit: re.Match[str]) -> str:
    return str(decimal(digit[0]))


def _lines(digest: Digest) -> Iterator[str]:
    edition = digest.edition
    phrases = _PHRASES[edition.language]
    yield phrases.opening.format(title=edition.title, date=printed_date(edition.day, edition.language))
    if digest.highlights:
        yield " ".join((phrases.highlights, *(_sentence(line, phrases) for line in digest.highlights)))
    for quota, entries in printed_sections(digest):
        yield _sentence(quota.names.in_language(edition.language), phrases)
        yield from (_entry(entry, edition, phrases) for entry in entries)
    yield from (_entry(brief, edition, phrases, whole=False) for brief in digest.briefs)
    yield phrases.closing


def _entry(entry: Entry, edition: Edition, phrases: _Phrases, *, whole: bool = True) -> str:
    parts = [_sentence(phrases.item.format(number=entry.number, headline=entry.headline), phrases)]
    if whole:
        parts += [entry.dateline + entry.paragraph]
        parts += [_sentence(followup_line(each, edition), phrases) for each in entry.followups]
    return " ".join([*parts, phrases.credit.format(credit=entry.credit)])


def _sentence(text: str, phrases: _Phrases) -> str:
    return text if _ENDED.search(text) else text + phrases.stop


def _chinese(text: str) -> str:
    """Return a Chinese text with its figures as words; the library reads dates, shares, fractions and degrees."""
    import cn2an

    text = _MONEY.sub(lambda match: f"{match[2]}{match[3] or ''}{_CURRENCIES['zh'][match[1]]}", text)
    text = _ISO_DAY.sub(r"\1年\2月\3日", text)
    text = _DIGITS.sub(lambda match: cn2an.an2cn(match.group(), "direct"), text)
    text = _CLOCK.sub(lambda match: f"{int(match[1])}点" + (f"{int(match[2])}分" if int(match[2]) else ""), text)
    text = _RANGE.sub("到", _COMMA.sub("", text))
    parts = _apart(text)
    return "".join(part if named else cn2an.transform(part, "an2cn") for part, named in parts)


def _apart(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, and whether each is a name with a figure."""
    at = 0
    for match in _GLUED.finditer(text):
        yield text[at : match.start()], False
        yield match.group(), True
        at = match.end()
    yield text[at:], False


def _english(text: str) -> str:
    """Return an English text with its figures as words; years are read in pairs."""
    text = _MONEY.sub(lambda match: f"{match[2]}{match[3] or ''} {_CURRENCIES['en'][match[1]]}", text)
    return _ENGLISH.sub(lambda match: _spoken(match, text[: match.start()]), _RANGE.sub(" to ", text))


def _spoken(match: re.Match[str], before: str) -> str:
    import inflect

    engine, written = inflect.engine(), match["number"].rstrip(",")
    number, trail = written.replace(",", ""), match["number"][len(written) :]
    if match["ending"] or (_BEFORE_A_DAY.search(before) and number.isdigit() and int(number) <= _MAX_DAY):
        spoken = engine.number_to_words(engine.ordinal(number), andword="")
    elif _YEAR.fullmatch(written) and _BEFORE_A_YEAR.search(before):
        spoken = str(engine.number_to_words(number, group=2)).replace(",", "")
    else:
        spoken = engine.number_to_words(number, andword="")
    return f"{spoken}{' percent' if match['percent'] else ''}{trail}"


_IN_WORDS: Mapping[Language, Callable[[str], str]] = {"zh": _chinese, "en": _english}

"""Names that a translation must keep: registered names, words in Latin letters, titles in 《》."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product

from aggregator.models import Language
from aggregator.registry.sections import Sections
from aggregator.registry.sources import Sources
from aggregator.text import letters
from aggregator.text.words import either, family

_HAN = re.compile(r"[\u3400-\u9fff]")
_MIN_LETTERS: Mapping[Language, int] = {"zh": 3, "en": 5}
"""Shorter names are also words of the language: 界面 is an interface."""
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.&·][A-Za-z0-9]+)*\+?")
_MIXED = re.compile(r"\b(?=[A-Za-z-]{0,40}+\d)[A-Za-z][A-Za-z0-9-]+")
_COMMON = frozenset(family("machines.translated_latin").words)
_TITLE = re.compile(r"《[^《》]{1,300}》")
_MARKED = re.compile(
    r"“[^“”]{1,300}”|\"[^\"]{1,300}\"|‘[^‘’]{1,300}’(?!\w)|《[^《》]{1,300}》|(?<!\w)'[^']{1,300}'(?!\w)"
)


@dataclass(frozen=True, slots=True)
class KnownName:
    """A registered name: its spellings in each language, the canonical one first."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def spellings(self, language: Language) -> tuple[str, ...]:
        """Return its spellings in a language."""
        return self.en if language == "en" else self.zh


class KnownNames:
    """Registered names, found in texts; of overlapping names the longest counts."""

    def __init__(self, known: Iterable[KnownName] = ()) -> None:
        self._known: dict[Language, dict[str, KnownName]] = {"zh": {}, "en": {}}
        for name, language in product(known, self._known):
            for spelling in name.spellings(language):
                if len(letters(spelling)) >= _MIN_LETTERS[language]:
                    self._known[language].setdefault(spelling, name)
        self._patterns = {
            language: re.compile(either(spellings, _as_word)) for language, spellings in self._known.items()
        }

    @classmethod
    def of(cls, sources: Sources, sections: Sections | None = None) -> KnownNames:
        """Return the names of sources and sections, except accounts like `某市发布`: two words in a headline."""
        spellings = ([name for name in source.spellings() if not name.endswith("发布")] for source in sources)
        in_registry = (_split(names) for names in spellings)
        of_sections = (_split((section.name.zh, section.name.en)) for section in sections or ())
        return cls(chain(in_registry, of_sections))

    def found(self, text: str, language: Language) -> list[tuple[str, KnownName]]:
        """Return the names in a text, each as it is written there."""
        return [
            (match.group(), self._known[language][match.group()]) for match in self._patterns[language].finditer(text)
        ]

    def put_in(self, text: str, source: Language, target: Language) -> str:
        """Return a text with its names in the target language, for a translator that does not know them."""
        known = self._known[source]
        return self._patterns[source].sub(lambda match: known[match.group()].spellings(target)[0], text)

    def glossary(self) -> dict[str, dict[str, str]]:
        """Return target language → name in the other language → canonical name."""
        return {
            "en": {name: known.en[0] for name, known in self._known["zh"].items()},
            "zh": {name: known.zh[0] for name, known in self._known["en"].items()},
        }


def lost_names(text: str, answer: str, source: Language, target: Language, known: KnownNames) -> list[str]:
    """Return the names of a text that its translation lacks."""
    lost = [name for name, registered in known.found(text, source) if not _has(answer, name, registered, target)]
    lost += [word for word in _latin(text, source) if not _is_in(word, answer)]
    if len(_MARKED.findall(answer)) < len(_TITLE.findall(text)):
        lost += _TITLE.findall(text)
    return list(dict.fromkeys(lost))


def new_names(text: str, answer: str, language: Language, known: KnownNames) -> list[str]:
    """Return the names of a shortened text that the text itself lacks."""
    original = letters(text)
    named = [name for name, _ in known.found(answer, language)] + list(_latin(answer, "zh"))
    return [name for name in dict.fromkeys(named) if letters(name) not in original]


def _has(answer: str, name: str, known: KnownName, target: Language) -> bool:
    return any(_is_in(spelling, answer) for spelling in (*known.spellings(target), name))


def _is_in(name: str, text: str) -> bool:
    """Return whether a text has a name; a Latin one as whole words, singular or plural, `A100` also as `A 100`."""
    return bool(re.search(_as_word(name, loose=True), text, re.IGNORECASE))


def _latin(text: str, language: Language) -> Iterator[str]:
    """Yield names in Latin letters: nearly all such words of a Chinese text; in English those with digits."""
    found = _LATIN.findall(text) if language == "zh" else _MIXED.findall(text)
    yield from (word for word in found if len(word) > 1 and word.lower() not in _COMMON)


def _split(spellings: Iterable[str]) -> KnownName:
    """Sort spellings by script; a Latin one serves both languages."""
    names = list(dict.fromkeys(spellings))
    latin = tuple(name for name in names if not _HAN.search(name))
    return KnownName(tuple(name for name in names if _HAN.search(name)) or latin, latin or tuple(names))


def _as_word(name: str, *, loose: bool = False) -> str:
    """Return a pattern for a name; one in Latin letters matches whole words."""
    pattern, plural = re.escape(name), ""
    if loose:
        pattern, plural = re.sub(r"(?<=[A-Za-z])(?:\\-)?(?=\d)", "[ -]?", pattern), "(?:e?s)?"
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
    return before + pattern + (rf"{plural}(?![A-Za-z0-9])" if name[-1].isascii() else "")

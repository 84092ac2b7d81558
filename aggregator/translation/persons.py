"""Persons whose names a Chinese text gives, and whether an English one spells them as Pinyin does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from aggregator.text.words import family

_HAN = r"[\u4e00-\u9fff]"
_PERSON = re.compile(
    rf"(?<![\u4e00-\u9fff]周)(?!周[一二三四五六日末])(?P<surname>{family('names.surname').alternation})"
    rf"(?P<given>{_HAN}{{1,2}}?)(?={family('names.speech').alternation})"
)
_WORD = re.compile(r"[A-Z][a-z]+(?:[-'’]?[A-Za-z][a-z]+)*")
_FINAL = "a(?:i|o|ng?)?|e(?:i|ng?|r)?|i(?:a(?:ng?|o)?|e|ng?|ong|u)?|o(?:ng|u)?|u(?:a(?:i|ng?)?|e|i|n|o)?|v"
_SYLLABLE = f"(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?(?:{_FINAL})"
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{1,2}}")


def changed_persons(text: str, answer: str) -> list[str]:
    """Return the persons who speak in a Chinese text, and whose surname an English one joins to another given name.

    A name that is not spelled in Pinyin (Jack Ma, Elon Musk) is not found, and so not judged.
    """
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(answer)]
    plain = [_plain(word) for word, _, _ in words]
    found = list[str]()
    for match in _PERSON.finditer(text):
        surnames, givens = _readings(match["surname"]), set(map("".join, product(*map(_readings, match["given"]))))
        if not _is_named(plain, surnames, givens) and any(_other_names(words, plain, surnames)):
            found.append(match["surname"] + match["given"])
    return list(dict.fromkeys(found))


def _is_named(words: list[str], surnames: set[str], givens: set[str]) -> bool:
    """Return whether surname and given name follow each other, in either order; the given name may be two words."""
    text = " ".join(words)
    spelled = {f"{surname} {given}" for surname, given in product(surnames, givens)}
    spelled |= {f"{given} {surname}" for surname, given in product(surnames, givens)}
    return any(name in text or name.replace(" ", "") in text.replace(" ", "") for name in spelled)


def _other_names(words: list[tuple[str, int, int]], plain: list[str], surnames: set[str]) -> Iterator[str]:
    """Yield words in Pinyin right beside a surname: another given name than the text has."""
    for at, word in enumerate(plain):
        for beside in (at - 1, at + 1):
            if word in surnames and 0 <= beside < len(words) and _PINYIN.fullmatch(plain[beside]):
                first, second = sorted((at, beside))
                if words[second][1] - words[first][2] == 1:
                    yield words[beside][0]


def _plain(word: str) -> str:
    return re.sub("[-'’]", "", word).lower()


def _readings(character: str) -> set[str]:
    """Return the ways in which a character is read, without tones."""
    from pypinyin import Style, pinyin  # slow to import, and only translations need it

    return {reading for readings in pinyin(character, style=Style.NORMAL, heteronym=True) for reading in readings}

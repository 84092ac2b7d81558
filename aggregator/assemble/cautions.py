"""Find in a digest what its cautions name: findings for the report. Nothing is repaired, and no edition is blocked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from aggregator.models import Digest
from aggregator.registry.cautions import Caution, Cautions, Form, Person
from aggregator.registry.sources import Sources
from aggregator.style import words
from aggregator.style.clauses import ENCLOSED
from aggregator.text.sentences import sentences
from aggregator.text.words import either, family

_HAN = r"[\u4e00-\u9fff]"
_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十几多]{1,3})"
_COUNTRIES = re.compile(rf"(?:等{_NUMBER}?个?国家?|{_NUMBER}个?国家?|(?:这些|各)国家)(?![家际产务企]|[和及与或、]地区)")
"""The end of a list of countries; one of countries and regions ends otherwise."""
_SEPARATOR = re.compile("[、和及与]")
_CLAUSE = re.compile("[，。；：！？,;:!?]")
_MAX_LIST = 80
"""Characters of a list."""
_OF_CHINA = "中国"
_SURNAME = family("names.surname").alternation
_ENDS_NAME = rf"(?=[，。、；：（(\s]|在|被|因|从|向|的|与|和|遭|于|{family('names.speech').alternation})"
_ALIAS = r"(?![^，。]{0,8}化名)"
_MINOR = re.compile(
    rf"(?:(?<!\d)(?P<age>\d{{1,2}})岁的?{_HAN}{{0,4}}?|(?:男童|女童|幼童|未成年人|小学生|初中生|高中生))"
    rf"(?P<name>(?:{_SURNAME})(?!某|家长|同学|老师){_HAN}{{1,2}}?){_ENDS_NAME}{_ALIAS}"
)
_OF_AGE = 18


def cautions_in(digest: Digest, cautions: Cautions, sources: Sources) -> list[str]:
    """Return a line for each finding: the entry, where, the words, the caution and its reason."""
    language = digest.edition.language
    current = [caution for caution in cautions.by_id.values() if caution.language == language]
    names = _names_with(current, sources)
    found = list[str]()
    for entry in digest.printed:
        if entry.withdrawn:
            continue
        parts = {"headline": entry.headline, "paragraph": entry.paragraph if entry in digest.entries else ""}
        for caution in current:
            for part, text in parts.items():
                for word in dict.fromkeys(_found(caution, text, cautions.people, names)):
                    found.append(f"entry {entry.number}, {part}: {word}: {caution.id}: {caution.reason}")
    return found


def _names_with(cautions: Iterable[Caution], sources: Sources) -> re.Pattern[str]:
    """Return a pattern for the registered names that have a cautioned word in them."""
    listed = {word for caution in cautions for word in caution.words}
    spelled = {name for source in sources for name in source.spellings()}
    return re.compile(either(name for name in spelled if any(word in name for word in listed)))


def _found(caution: Caution, text: str, people: Iterable[Person], names: re.Pattern[str]) -> Iterator[str]:
    """Yield what a caution finds in a text, sentence by sentence."""
    for sentence in sentences(text):
        read = sentence if caution.quoted else _own_words(sentence, names)
        if caution.beside and not any(word in sentence for word in caution.beside):
            continue
        if any(word in sentence for word in caution.unless):
            continue
        yield from _FORMS[caution.form](caution, read, people)


def _own_words(sentence: str, names: re.Pattern[str]) -> str:
    """Return a sentence with what it quotes, titles and registered names masked."""
    masked = ENCLOSED.sub(lambda match: "·" * len(match[0]), sentence)
    return names.sub(lambda match: "·" * len(match[0]), masked)


def _words(caution: Caution, text: str, _: Iterable[Person]) -> Iterator[str]:
    before = "".join(f"(?<!{re.escape(word)})" for word in caution.unless_after)
    after = f"(?!{either(caution.unless_before)})" if caution.unless_before else ""
    after += f"(?={either(caution.only_before)})" if caution.only_before else ""
    for match in re.finditer(f"{before}(?:{either(caution.words)}){after}", text):
        if caution.said or not words.ATTRIBUTED.search(text[: match.start()]):
            yield match.group()


def _listed_as_state(caution: Caution, text: str, _: Iterable[Person]) -> Iterator[str]:
    """Yield the words that are items of a list of countries: `日本、韩国、香港等国`, not `中国香港` or `国家和地区`."""
    for end in _COUNTRIES.finditer(text):
        clause = _CLAUSE.split(text[max(0, end.start() - _MAX_LIST) : end.start()])[-1]
        items = _SEPARATOR.split(clause)
        if len(items) > 1:
            yield from (
                word for item in items for word in caution.words if item.endswith(word) and _OF_CHINA not in item
            )


def _named_minor(_: Caution, text: str, __: Iterable[Person]) -> Iterator[str]:
    for match in _MINOR.finditer(text):
        if match["age"] is None or int(match["age"]) < _OF_AGE:
            yield match["name"]


def _misspelt(_: Caution, text: str, people: Iterable[Person]) -> Iterator[str]:
    """Yield names behind an office that differ in one character from that of whoever is in it."""
    for person in people:
        name = rf"({_HAN}{{{len(person.name)}}}){_ENDS_NAME}"
        for match in re.finditer(f"(?:{either(person.offices)}){name}", text):
            if sum(a != b for a, b in zip(match[1], person.name, strict=True)) == 1:
                yield f"{match[1]} ({person.name})"


_FORMS: Mapping[Form, Callable[[Caution, str, Iterable[Person]], Iterator[str]]] = {
    "words": _words,
    "state": _listed_as_state,
    "minor": _named_minor,
    "office": _misspelt,
}

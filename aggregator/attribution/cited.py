"""Find the sources that a text cites: `据X报道`, `X获悉`, `X App显示`, `X公布的数据`, `接受X采访`, `@X发文`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from aggregator.attribution.known import DAY, REACH, bare, known_at_end, known_at_start
from aggregator.attribution.labels import Credit
from aggregator.attribution.statements import Sighting, is_medium
from aggregator.models import SourceKind
from aggregator.registry.sources import Sources
from aggregator.text.words import family

_MAX_CHARACTERS = 4000
"""Read of a text."""
_VERB = re.compile(family("citations.verb").named_groups)
_CLAUSE = re.compile(r"(?<![^，,。；;、：:！？!?（）()\s|【】])[^，,。；;、：:！？!?（）()\s|【】]*\Z")
_MAX_CITED = 80
"""Characters at the end of a clause that can be a verb, a name and a day."""
_IN_BRACKETS = re.compile(
    r"(?<![^，,。；;、：:（）()\s])(?P<outer>[^，,。；;、：:（）()\s]*+)[（(](?P<inner>[^（）()，。]{2,16})[)）]\Z"
)
_BY = f"(?:{family('citations.according').alternation})"
_ACCORDING = re.compile(rf"{_BY}(?=.{{2,80}}+\Z)(?P<name>.{{2,30}}?){DAY}(?:最新|的|独家|发布|公布)*\Z")
_BY_REGULATION = re.compile(rf"\A(?:的|了)?《?[^，。；》]{{0,25}}?(?:{family('citations.regulation').alternation})")
"""Behind the verb if a text goes by a rule of law: `根据X发布的《…办法》`."""
_BEFORE_BRACKET = re.compile(rf"{_BY}(?P<name>[^，。；;、：:！？（）()\s]{{2,20}}+)[（(](?=截至|截止|下称|以下|简称)")
_ACCOUNT = re.compile(r"@(?P<name>[\w·-]{2,16}?)(?=\s?(?:发|称|表示|爆料|透露|在微博))")
_ASKED = re.compile(r"接受(?=[^，。；]{2,60}+\Z)(?P<name>[^，。；]{2,24}?)(?:记者)?(?:的|独家|电话|书面|视频)*\Z")
_FROM = re.compile(r"从(?=.{2,30}+\Z)(?P<name>.{2,24}?)(?:处|方面|官网)?\Z")
_TO = re.compile(r"(?:对|向|告诉)(?=.{2,14}+\Z)(?P<name>.{2,12}?)(?:记者)?\Z")
_BOOK = re.compile(r"《(?P<name>[^《》]{2,20})》(?:记者|独家)*\Z")
_LATIN = re.compile(r"[\u4e00-\u9fff]{2}(?P<name>[A-Za-z][A-Za-z0-9.&-]{1,24})\Z")
"""A foreign name behind the words that say what it is: `研究机构Omega`."""
_BEFORE_NAME = re.compile(rf"\A(?:{DAY}|{family('citations.before_name').alternation})")
_REPORTED = frozenset({"报道", "报导", "報導"})
_MEASURE = family("citations.measure").pattern(after=r"\Z")
_INSTITUTION = family("citations.institution").pattern(after=r"\Z")
_NOBODY = family("citations.nobody").pattern()
_REPORTERS = frozenset({SourceKind.OUTLET, SourceKind.AGENCY, SourceKind.DATA})
_ISSUERS = frozenset({SourceKind.AUTHORITY, SourceKind.AGENCY, SourceKind.DATA})
_BODIES = frozenset({SourceKind.AUTHORITY, SourceKind.AGENCY})
"""Kinds whose name may be followed by something of theirs: a conference, an index."""


class _Found(NamedTuple):
    """A citation and its position."""

    at: int
    credit: Credit
    sighting: Sighting


def citations(text: str, sources: Sources) -> Iterator[tuple[Credit, Sighting]]:
    """Yield the sources that a text cites, in its order, each once; a house is not named beside its own office."""
    found = dict[str, _Found]()
    for citation in sorted(_all(text[:_MAX_CHARACTERS], sources), key=attrgetter("at")):
        found.setdefault(citation.credit.id, citation)
    names = [citation.credit.name for citation in found.values()]
    for _, credit, sighting in found.values():
        if not any(name != credit.name and name.startswith(_spellings(credit)) for name in names):
            yield credit, sighting


def _spellings(credit: Credit) -> tuple[str, ...]:
    return tuple(credit.source.spellings()) if credit.source else (credit.name,)


def clauses_before(text: str, at: int) -> Iterator[str]:
    """Yield the words before a verb back to the last mark; behind brackets, the words in them and those before them."""
    before = text[max(0, at - REACH) : at]
    if inside := _IN_BRACKETS.search(before):
        yield from (inside["inner"], inside["outer"])
        return
    clause = _CLAUSE.search(before)
    yield clause[0] if clause else ""


def _all(text: str, sources: Sources) -> Iterator[_Found]:
    for verb in _VERB.finditer(text):
        for clause in clauses_before(text, verb.start()):
            if credit := _cited(verb, clause, sources):
                yield _found(verb.start(), credit, clause + verb[0], verb[0])
                break
    for match in _BEFORE_BRACKET.finditer(text):
        if credit := _named(match["name"], sources):
            yield _found(match.start(), credit, match[0], "据")
    for match in _ACCOUNT.finditer(text):
        yield _found(match.start(), known_at_end(match["name"], sources) or Credit(match["name"], None), match[0], "@")


def _found(at: int, credit: Credit, evidence: str, verb: str) -> _Found:
    return _Found(at, credit, Sighting("cited", credit.name, evidence, f"text:{verb}"))


def _cited(verb: re.Match[str], clause: str, sources: Sources) -> Credit | None:
    """Return the source that a clause cites before its verb."""
    if verb["heard"]:
        form = _FROM.search(clause)
        return _named(form["name"], sources) if form else _reporter(clause, sources)
    if verb["said"] or verb["asked"]:
        form = (_TO if verb["said"] else _ASKED).search(clause)
        find = _reporter if verb["said"] else _medium
        return find(form["name"], sources) if form else None
    if verb["exposed"]:
        return _medium(clause, sources)
    if according := _ACCORDING.search(clause[-_MAX_CITED:]):
        return _by(verb, according["name"], sources)
    if (credit := known_at_end(clause, sources)) and (verb["shows"] or (verb["issues"] and credit.kind in _ISSUERS)):
        return credit
    return _named(clause, sources) if _is_subject(verb, clause) else None


def _by(verb: re.Match[str], name: str, sources: Sources) -> Credit | None:
    """Return the source that a text goes by; a rule of law and a person who explains are not sources."""
    if _BY_REGULATION.match(verb.string[verb.end() : verb.end() + _MAX_CITED]) or (
        verb[0] == "介绍" and _is_person(name)
    ):
        return None
    return _named(name, sources)


def _is_person(name: str) -> bool:
    return len(name) <= 4 and not _INSTITUTION.search(name)


def _is_subject(verb: re.Match[str], clause: str) -> bool:
    """Return whether the whole clause is the name of a source that reported, measured or issued something."""
    if verb["reported"]:
        return verb[0] in _REPORTED and is_medium(clause)
    if verb["shows"]:
        return bool(_MEASURE.search(clause))
    return verb["issues"] is not None and bool(_INSTITUTION.search(bare(clause)))


def _reporter(words: str, sources: Sources) -> Credit | None:
    """Return the registered medium or data service that ends the words."""
    credit = known_at_end(words, sources)
    return credit if credit and credit.kind in _REPORTERS else None


def _medium(words: str, sources: Sources) -> Credit | None:
    """Return the medium that ends the words: registered, in book marks, or named like one."""
    if credit := _reporter(words, sources):
        return credit
    return _named(words, sources) if _BOOK.search(words) or is_medium(bare(words)) else None


def _named(words: str, sources: Sources) -> Credit | None:
    """Return the source that ends the words, registered or not, or None if they are not a name."""
    if credit := known_at_end(words, sources):
        return credit
    book = _BOOK.search(words)
    name = book["name"] if book and book.start() <= 4 else bare(_without_lead(words))
    if credit := known_at_end(name, sources) or _body(name, sources):
        return credit
    if latin := _LATIN.search(name):
        name = latin["name"]
    return Credit(name, None) if 2 <= len(name) <= 12 and not _NOBODY.search(name) else None


def _without_lead(words: str) -> str:
    """Drop the words before a name: days, `近日`, `外媒`, `经`."""
    for _ in range(3):
        words = _BEFORE_NAME.sub("", words)
    return words


def _body(name: str, sources: Sources) -> Credit | None:
    """Return the authority or agency that a name begins with, if the rest is its conference or index."""
    credit = known_at_start(name, sources)
    return credit if credit and credit.kind in _BODIES and not _INSTITUTION.search(bare(name)) else None

"""The sources that a text cites: `据X报道`, `X获悉`, `X App显示`, `X公布的数据`, `接受X采访`, `@X发文`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aggregator.attribution.known import DAY, REACH, bare, known_at_end, known_at_start
from aggregator.attribution.labels import Credit
from aggregator.attribution.statements import Sighting, is_medium
from aggregator.models import SourceKind
from aggregator.registry.sources import Sources

_READ = 4000
"""Characters of a text that are searched for citations."""
_VERB = re.compile(
    r"(?P<heard>获悉|獲悉|了解到|获知|得知)|(?P<shows>显示|顯示)"
    r"|(?P<issues>(?:发布|發布|公布|公佈|发表|發表)(?:了|的)?(?=《|公告|通报|声明|通知|消息|报告|数据|今年|去年))"
    r"|(?P<exposed>曝光|刊文|刊登|撰文)|(?P<asked>采访|採訪|专访)|(?P<measured>指数)"
    r"|(?P<said>报道|报导|報導|消息|披露|公告|通报|公布|公佈|发布|介绍|统计|統計|数据|监测|测算|官网|官微)"
    r"|(?P<told>表示|透露|称|说)"
)
_CLAUSE = re.compile(r"[^，,。；;、：:！？!?（）()\s|【】]*\Z")
_IN_BRACKETS = re.compile(r"(?P<outer>[^，,。；;、：:（）()\s]*)[（(](?P<inner>[^（）()，。]{2,16})[)）]\Z")
_BY = r"(?:根据|依据|按照|援引|引述|(?<![数數证證收单票论占割])[据據])"
"""`据` that is no part of 数据, 证据 and the like."""
_ACCORDING = re.compile(rf"{_BY}(?P<name>.{{2,30}}?){DAY}(?:最新|的|独家|发布|公布)*\Z")
_BY_RULE = re.compile(r"(?:的|了)?《?[^，。；》]{0,25}?(?:标准|规定|办法|条例|指引|规范|细则|准则|规则|制度)")
"""What follows the verb where a text goes by a rule of law: `根据X发布的《…办法》` cites no news."""
_BEFORE_BRACKET = re.compile(rf"{_BY}(?P<name>[^，。；;、：:！？（）()\s]{{2,20}})[（(](?=截至|截止|下称|以下|简称)")
_ACCOUNT = re.compile(r"@(?P<name>[\w·-]{2,16}?)(?=\s?(?:发|称|表示|爆料|透露|在微博))")
_ASKED = re.compile(r"接受(?P<name>[^，。；]{2,24}?)(?:记者)?(?:的|独家|电话|书面|视频)*\Z")
_FROM = re.compile(r"从(?P<name>.{2,24}?)(?:处|方面|官网)?\Z")
_TO = re.compile(r"(?:对|向|告诉)(?P<name>.{2,12}?)(?:记者)?\Z")
_BOOK = re.compile(r"《(?P<name>[^《》]{2,20})》(?:记者|独家)*\Z")
_LATIN = re.compile(r"[\u4e00-\u9fff]{2,}(?P<name>[A-Za-z][A-Za-z0-9.&-]{1,24})\Z")
"""A foreign house behind the words that say what it is: `研究机构Omega`."""
_LEAD_IN = re.compile(
    rf"\A(?:{DAY}|今[日天]|昨[日天]|近日|日前|最新|此前|另|又|[外港台美日韩英法德俄印]媒|[\u4e00-\u9fa5]{{0,3}}媒体"
    r"|[经由]|最近一[项份]|一[项份家])"
)
_REPORTED = frozenset({"报道", "报导", "報導"})
_MEASURED = re.compile(r"(?:数据|统计|监测|报告|百科|》)\Z")
_INSTITUTION = re.compile(
    r"(?:[院局部委会厅署所社网报台庭司]|银行|央行|会议|證券|证券|公司|集团|新闻|中心|协会|平台|频道|[A-Za-z]{2,})\Z"
)
_NOBODY = re.compile(
    r"媒体?\Z|知情|人士|业内|业主|网友|相关|有关|上述|记者|本[报网台]|其|该|公开|不完全|权威|初步|最新|目前|刚刚|当[日时地]|多[家方]"
    r"|部分|官方\Z|了解|悉|此|规定|要求|的|\d|\A(?:协会|公司|法院|警方|数据|结果|报告|调查)\Z"
)
_REPORTERS = frozenset({SourceKind.OUTLET, SourceKind.AGENCY, SourceKind.DATA})
_ISSUERS = frozenset({SourceKind.AUTHORITY, SourceKind.AGENCY, SourceKind.DATA})
_WHOLE = frozenset({SourceKind.AUTHORITY, SourceKind.AGENCY})
"""Kinds whose name may be followed by what is theirs: a conference, an index."""


class _Found(NamedTuple):
    """A citation and where it stands."""

    at: int
    credit: Credit
    sighting: Sighting


def citations(text: str, sources: Sources) -> Iterator[tuple[Credit, Sighting]]:
    """Yield the sources that a text cites, in its order, each once; a house is not named beside its own office."""
    found = dict[str, _Found]()
    for one in sorted(_all(text[:_READ], sources), key=lambda one: one.at):
        found.setdefault(one.credit.id, one)
    names = [one.credit.name for one in found.values()]
    for one in found.values():
        if not any(name != one.credit.name and name.startswith(_spellings(one.credit)) for name in names):
            yield one.credit, one.sighting


def _spellings(credit: Credit) -> tuple[str, ...]:
    return tuple(credit.source.spellings()) if credit.source else (credit.name,)


def clauses_before(text: str, at: int) -> Iterator[str]:
    """Yield the words before a verb back to the last mark; behind brackets what stands in them, then before them."""
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
    """Return whom a clause cites before its verb."""
    if verb["heard"]:
        form = _FROM.search(clause)
        return _named(form["name"], sources) if form else _reporter(clause, sources)
    if verb["told"] or verb["asked"]:
        form = (_TO if verb["told"] else _ASKED).search(clause)
        find = _reporter if verb["told"] else _medium
        return find(form["name"], sources) if form else None
    if verb["exposed"]:
        return _medium(clause, sources)
    if according := _ACCORDING.search(clause):
        return _by(verb, according["name"], sources)
    if (credit := known_at_end(clause, sources)) and (verb["shows"] or (verb["issues"] and credit.kind in _ISSUERS)):
        return credit
    return _named(clause, sources) if _is_subject(verb, clause) else None


def _by(verb: re.Match[str], name: str, sources: Sources) -> Credit | None:
    """Return by whose word a text goes; a rule of law and a person who explains are no sources."""
    if _BY_RULE.match(verb.string, verb.end()) or (verb[0] == "介绍" and _is_person(name)):
        return None
    return _named(name, sources)


def _is_person(name: str) -> bool:
    return len(name) <= 4 and not _INSTITUTION.search(name)


def _is_subject(verb: re.Match[str], clause: str) -> bool:
    """Tell whether the whole clause is the name of who reported, measured or issued something."""
    if verb["said"]:
        return verb[0] in _REPORTED and is_medium(clause)
    if verb["shows"]:
        return bool(_MEASURED.search(clause))
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
    """Return the source that ends the words, registered or not; none where they are no name."""
    if credit := known_at_end(words, sources):
        return credit
    book = _BOOK.search(words)
    name = book["name"] if book and book.start() <= 4 else bare(_lead_out(words))
    if credit := known_at_end(name, sources) or _whole(name, sources):
        return credit
    if latin := _LATIN.search(name):
        name = latin["name"]
    return Credit(name, None) if 2 <= len(name) <= 12 and not _NOBODY.search(name) else None


def _lead_out(words: str) -> str:
    """Drop what stands before a name: days, `近日`, `外媒`, `经`."""
    for _ in range(3):
        words = _LEAD_IN.sub("", words)
    return words


def _whole(name: str, sources: Sources) -> Credit | None:
    """Return the authority or agency that a name begins with; the rest is its conference, its index."""
    credit = known_at_start(name, sources)
    return credit if credit and credit.kind in _WHOLE and not _INSTITUTION.search(bare(name)) else None

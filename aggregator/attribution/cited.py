"""The sources that a text cites, and those whose announcement it only relays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aggregator.attribution.labels import Credit
from aggregator.attribution.statements import Sighting, is_medium
from aggregator.models import SourceKind
from aggregator.sources import Sources

_READ = 4000
"""Characters of a text that are searched for citations."""
_REACH = 36
"""Characters before a verb in which the name stands."""
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?"
_VERB = re.compile(
    r"(?P<heard>获悉|了解到|获知|得知)|(?P<shows>显示)"
    r"|(?P<issues>(?:发布|公布|发表)(?:了|的)?(?=《|公告|通报|声明|通知|消息|报告))"
    r"|(?P<said>报道|报導|報導|消息|披露|公告|通报|公布|发布|介绍|统计|数据|监测|测算|官网|官微)"
    r"|(?P<told>表示|透露|称|说)"
)
_CLAUSE = re.compile(r"[^，,。；;、：:！？!?（）()\s|【】]*\Z")
_ACCORDING = re.compile(rf"(?:根据|依据|援引|引述|据)(?P<name>.{{2,30}}?){_DAY}(?:最新|的|独家|发布|公布)*\Z")
_FROM = re.compile(r"从(?P<name>.{2,24}?)(?:处|方面|官网)?\Z")
_TO = re.compile(r"(?:对|向|告诉)(?P<name>.{2,12}?)(?:记者)?\Z")
_BOOK = re.compile(r"《(?P<name>[^《》]{2,20})》")
_LEAD_IN = re.compile(
    rf"\A(?:{_DAY}|今[日天]|昨[日天]|近日|日前|最新|此前|另|又|[外港台美日韩英法德俄印]媒|[一-龥]{{0,3}}媒体)"
)
_REPORTED = frozenset({"报道", "报導", "報導"})
_MEASURED = re.compile(r"(?:数据|统计|监测|报告)\Z")
_INSTITUTION = re.compile(
    r"(?:[院局部委会厅署所社网报台庭司行]|会议|证券|公司|集团|新闻|中心|协会|平台|[A-Za-z]{2,})\Z"
)
_THING = re.compile(
    rf"(?:{_DAY}|App|客户端|平台|网站|官方|官网|官微|微信|公众号|最新|数据|信息|工商|风险|公告|报告|统计|独家|近日|日前|今日|昨日|正式|联合|公开|对外|晚间|记者|就|于)\Z",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"媒体?\Z|知情|人士|业内|业主|网友|相关|有关|上述|记者|本[报网台]|其|该|公开|不完全|权威|初步|最新|目前|刚刚|当[日时地]|多[家方]"
    r"|部分|官方\Z|了解|悉|此|规定|要求|的|\d|\A(?:协会|公司|法院|警方|数据|结果|报告|调查)\Z"
)
_ANNOUNCES = re.compile(r"发布|公布|印发|下发|发出|通报|公示|征求|公告|通知")
_REPORTERS = frozenset({SourceKind.OUTLET, SourceKind.AGENCY, SourceKind.DATA})
_HEAD = 120
"""Characters in which a relayed announcement names who made it."""
_SHORT = 800
"""A longer story is more than the announcement."""
_OWN_WORK = re.compile(r"记者|采访|独家|实探|调查发现|(?:告诉|回应).{0,10}(?:新闻|报)")


def citations(text: str, sources: Sources) -> Iterator[tuple[Credit, Sighting]]:
    """Yield the sources that a text cites, in its order, each once: `据X报道`, `X获悉`, `X App显示`, `从X获悉`."""
    seen = set()
    for verb in _VERB.finditer(text, 0, _READ):
        clause = _clause_before(text, verb.start())
        credit = _cited(verb, clause, sources)
        if credit and credit.id not in seen:
            seen.add(credit.id)
            yield credit, Sighting("cited", credit.name, clause + verb[0], f"text:{verb[0]}")


def _clause_before(text: str, at: int) -> str:
    clause = _CLAUSE.search(text[max(0, at - _REACH) : at])
    return clause[0] if clause else ""


def _cited(verb: re.Match[str], clause: str, sources: Sources) -> Credit | None:
    """Return whom a clause cites before its verb."""
    if verb["heard"]:
        form = _FROM.search(clause)
        return _named(form["name"], sources) if form else _reporter(clause, sources)
    if verb["told"]:
        form = _TO.search(clause)
        return _reporter(form["name"], sources) if form else None
    if according := _ACCORDING.search(clause):
        return None if verb[0] == "介绍" and _is_person(according["name"]) else _named(according["name"], sources)
    if verb["shows"] and (credit := known_at_end(clause, sources)):
        return credit
    return _named(clause, sources) if _is_subject(verb, clause) else None


def _is_person(name: str) -> bool:
    return len(name) <= 4 and not _INSTITUTION.search(name)


def _is_subject(verb: re.Match[str], clause: str) -> bool:
    """Tell whether the whole clause is the name of who reported, measured or issued something."""
    if verb["said"]:
        return verb[0] in _REPORTED and is_medium(clause)
    return bool(_MEASURED.search(clause) if verb["shows"] else _INSTITUTION.search(_bare(clause)))


def _reporter(words: str, sources: Sources) -> Credit | None:
    """Return the registered medium or data service that ends the words."""
    credit = known_at_end(words, sources)
    return credit if credit and credit.kind in _REPORTERS else None


def _named(words: str, sources: Sources) -> Credit | None:
    """Return the source that ends the words, registered or not; none where they are no name."""
    if credit := known_at_end(words, sources):
        return credit
    book = _BOOK.search(words)
    name = book["name"] if book else _bare(_LEAD_IN.sub("", _LEAD_IN.sub("", words)))
    if credit := known_at_end(name, sources):
        return credit
    return Credit(name, None) if 2 <= len(name) <= 12 and not _NOBODY.search(name) else None


def _bare(words: str) -> str:
    """Drop what is said of a source behind its name: `App`, `官网`, `最新数据`, a day."""
    for _ in range(4):
        shorter = _THING.sub("", words)
        if shorter == words:
            break
        words = shorter
    return words


def known_at_end(words: str, sources: Sources) -> Credit | None:
    """Return the registered source whose name ends the words, the longest name first."""
    words = words[-_REACH:]
    for whole in (words, _bare(words)):
        for start in range(len(whole) - 1):
            if (source := sources.named(whole[start:])) and not sources.credits_nobody(whole[start:]):
                return Credit(source.name.zh, source)
    return None


def known_at_start(words: str, sources: Sources) -> Credit | None:
    """Return the registered source whose name starts the words, the longest name first."""
    for end in range(min(len(words), _REACH), 1, -1):
        if (source := sources.named(words[:end])) and not sources.credits_nobody(words[:end]):
            return Credit(source.name.zh, source)
    return None


def relayed(text: str, sources: Sources) -> tuple[Credit, Sighting] | None:
    """Return the data service, authority or forum whose notice a short story relays without work of its own."""
    if len(text) > _SHORT or _OWN_WORK.search(text):
        return None
    for verb, kinds in (
        (re.compile("显示"), {SourceKind.DATA}),
        (_ANNOUNCES, {SourceKind.AUTHORITY, SourceKind.FORUM}),
    ):
        for match in verb.finditer(text, 0, _HEAD):
            clause = _clause_before(text, match.start())
            credit = known_at_end(clause, sources)
            if credit and credit.kind in kinds:
                return credit, Sighting("relayed", credit.name, clause + match[0], "text:first sentences")
    return None

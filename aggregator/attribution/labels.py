"""Source labels as pages print them: cleaned, then resolved to a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from aggregator.models import OF_LABEL, Names, SourceKind
from aggregator.registry.sources import MAX_NAME_LENGTH, Source, Sources
from aggregator.text import letters, normalize_text
from aggregator.text.words import either, family

_MAX_LABEL_LENGTH = 400
"""Characters read of a label, markup included."""

_MARKUP = re.compile(r"<[^<>]{0,300}>")
_PREFIX = re.compile(
    rf"\A\W{{0,6}}(?:(?:{family('origin.story').alternation})?(?:{family('origin.source').alternation})(?:于|自|媒体)?|via|source)"
    r"\s{0,3}[:：]\s{0,3}",
    re.IGNORECASE,
)
_TAIL = family("origin.label_tail").behind_a_name(("people",))
_EDGES = " \t:：,，、;；|｜-–—_·.。“”\"'‘’「」【】[]<>→"
_ASIDE = re.compile(r"\s{0,3}[（(][^（()）]{0,60}[)）]?\s{0,3}\Z")
_PERSON = re.compile(r"\s{0,3}(?:特约|实习|通讯|本报|首席)?(?:记者|記者|通讯员|文[/／|])[^/／]{0,30}")
_ACCOUNT = family("origin.account").pattern(before="的?(?:官方)?", after=r"\Z", flags=0)
_ACCOUNT_WORD = re.compile(rf"的?(?:官方)?(?:{either(family('origin.account').groups['account'])})\Z")
_JOINT = re.compile(
    r"\s{0,3}(?:[—–·・/／|｜、，,&+＋]|(?<=[\u4e00-\u9fff])\s{0,3}-|-\s{0,3}(?=[\u4e00-\u9fff])|\s)\s{0,3}"
)
_COMPILED = re.compile(r"综合(?:整理)?自?[:：\s]?(?P<from>.{2,})")
"""A label that names those a story was compiled from."""
_PAPER = family("origin.paper").pattern(after=r"\Z", flags=0)
_PROFILE = re.compile(r"\Ahttps?://|\A(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,8}/", re.IGNORECASE)
"""How an address begins, other than a bare host."""
_NEWSROOMS = frozenset({SourceKind.OUTLET, SourceKind.AGENCY, SourceKind.AUTHORITY})
_HOST = re.compile(r"\A(?:www\.)?((?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credit:
    """The source that a label credits: registered, or a name that is not in the registry yet."""

    name: str
    source: Source | None
    via: tuple[str, ...] = ()
    """The other names of a compound label: those who passed the story on."""

    @property
    def id(self) -> str:
        """The source's id, or `label:<name>`."""
        return self.source.id if self.source else f"{OF_LABEL}{self.name}"

    @property
    def names(self) -> Names:
        """The source's names; an unregistered name is the same in both languages."""
        return self.source.names if self.source else Names(self.name, self.name)

    @property
    def kind(self) -> SourceKind:
        """The source's kind; provisional if it is not registered."""
        return self.source.kind if self.source else SourceKind.PROVISIONAL


def clean_label(label: str) -> str:
    """Return the name in a label without markup, controls, `来源：`, and the editors and times behind it.

    Reads the first 400 characters. Returns an empty string if nothing is left, or more than 40 characters: prose.
    """
    text = " ".join(normalize_text(unescape(_MARKUP.sub(" ", label[:_MAX_LABEL_LENGTH]))).split())
    text = _PREFIX.sub("", text)
    tail = _TAIL.search(text)
    name = (text[: tail.start()] if tail else text).strip(_EDGES)
    return _close_bracket(name) if len(name) <= MAX_NAME_LENGTH else ""


def _close_bracket(name: str) -> str:
    """Drop brackets around the whole name, or a bracket without its partner."""
    if name[:1] in "（(" and name[-1:] in ")）":
        return name[1:-1].strip(_EDGES)
    return name.strip("（()）") if len(re.findall(r"[（(]", name)) != len(re.findall(r"[)）]", name)) else name


def resolve_label(label: str, sources: Sources) -> Credit | None:
    """Return the source that a label credits, or None; costs the same however many sources there are.

    Looks up the whole label first, then without brackets, the person, and `客户端` and the like. Of a compound label
    (`某网-某日报`) it takes the registered part with the best standing, else the part named like a paper. An
    unregistered name is kept as it is. A story compiled from several (`综合自某社、某网`) is nobody's of them.
    """
    name = clean_label(label)
    if not name or sources.credits_nobody(name):
        return None
    if _PROFILE.match(name):
        return _at_address(name, sources)
    compiled = _COMPILED.match(name)
    if compiled and any(_registered(part, sources) for part in _parts(compiled["from"])):
        name = compiled["from"]
        if len(_parts(name)) > 1:
            return None
    for spelling in _spellings(name):
        if source := _registered(spelling, sources):
            return None if source.cited_only else Credit(source.name.zh, source)
    return _of_compound(_without_aside(name), sources)


def _at_address(address: str, sources: Sources) -> Credit | None:
    """Return the newsroom at an address; a page on a network, a portal or a company's site may be anybody's."""
    host = _HOST.match(address.partition("://")[2] or address)
    source = sources.at_host(host[1]) if host else None
    return Credit(source.name.zh, source) if source and source.kind in _NEWSROOMS and not source.portal else None


def _spellings(name: str) -> Iterator[str]:
    """Yield a name as it is, then with less and less beside it."""
    yield name
    bare = _without_aside(name)
    yield bare
    bare = _PERSON.sub("", bare).strip(_EDGES)
    yield bare
    yield _ACCOUNT.sub("", bare).strip(_EDGES)


def _without_aside(name: str) -> str:
    """Drop the brackets behind a name, two at most: `某资讯 (address)(place)`."""
    return _ASIDE.sub("", _ASIDE.sub("", name)) or name


def _registered(name: str, sources: Sources) -> Source | None:
    if source := sources.named(name):
        return source
    host = _HOST.fullmatch(name)
    return sources.at_host(host[1]) if host else None


def _of_compound(name: str, sources: Sources) -> Credit | None:
    name = _PERSON.sub("", name).strip(_EDGES)
    parts = [part for part in _parts(name) if not sources.credits_nobody(part)]
    found = (source for part in parts for spelling in _spellings(part) if (source := _registered(spelling, sources)))
    known = [source for source in found if not source.cited_only]
    if known:
        best = max(known, key=_originality)
        return Credit(best.name.zh, best, tuple(source.name.zh for source in known if source is not best))
    if not parts:
        return None
    paper = next((part for part in parts if _PAPER.search(part)), None)
    return Credit(_unregistered(paper if paper and len(parts) > 1 else name), None)


def _parts(name: str) -> list[str]:
    """Return the names in a compound label."""
    return [part for each in _JOINT.split(name) if len(letters(part := each.strip(_EDGES))) > 1]


def _originality(source: Source) -> tuple[bool, bool, float]:
    """Sort key for the parts of a compound label: a portal passes stories on, and a site what its paper printed."""
    paper = source.kind is SourceKind.AGENCY or bool(_PAPER.search(source.name.zh))
    return not source.portal, paper, source.standing


def _unregistered(name: str) -> str:
    """Return the name of an account without the word for account; `某某网` keeps its `网`."""
    return _ACCOUNT_WORD.sub("", name).strip(_EDGES) or name

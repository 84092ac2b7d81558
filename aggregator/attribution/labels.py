"""Source labels as pages print them: cleaned, then resolved to whom they credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from aggregator.models import Names, SourceKind
from aggregator.registry.sources import Source, Sources
from aggregator.text import letters, normalize_text

MAX_NAME_LENGTH = 40
"""Characters; the longest registered name of a news source has 30. What is longer is prose."""
_MAX_LABEL_LENGTH = 400
"""Characters that are read of a label, markup included."""

_MARKUP = re.compile(r"<[^<>]{0,300}>")
_PREFIX = re.compile(
    r"\A\W{0,6}(?:(?:文章|新闻|信息|稿件|消息|内容|本文|原文)?(?:来源|來源|稿源|出处|出處|来自|转自|转载自|摘自)(?:于|自|媒体)?|via|source)"
    r"\s{0,3}[:：]\s{0,3}",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"作者|编辑|編輯|责编|責編|责任|責任|[发發]布(?:时间|于|日期|[:：])|时间|時間|浏览|瀏覽|点击|點擊|阅读|閱讀|评论|評論|字号|我要|分享|扫码|\d{4}[-/年.]\d|\d\d[:：]\d\d"
)
_EDGES = " \t:：,，、;；|｜-–—_·.。“”\"'‘’「」【】[]<>→"
_ASIDE = re.compile(r"\s{0,3}[（(][^（()）]{0,60}[)）]?\s{0,3}\Z")
_PERSON = re.compile(r"\s{0,3}(?:特约|实习|通讯|本报|首席)?(?:记者|記者|通讯员|文[/／|])[^/／]{0,30}")
_ACCOUNT = re.compile(
    r"(?:官方)?(?:微信公众号|微信公号|公众号|公号|微信|微博|头条号|百家号|客户端|APP|App|app|网站|网|官网|频道|讯)\Z"
)
_JOINT = re.compile(
    r"\s{0,3}(?:[—–·・/／|｜、，,&+＋]|(?<=[\u4e00-\u9fff])\s{0,3}-|-\s{0,3}(?=[\u4e00-\u9fff])|\s)\s{0,3}"
)
_PAPER = re.compile(r"(?:[报報社刊台臺]|周刊|日報|新闻|杂志)\Z")
_HOST = re.compile(r"(?:www\.)?((?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a label credits: a source of the registry, or a name that nobody has registered yet."""

    name: str
    source: Source | None
    via: tuple[str, ...] = ()
    """The other names of a compound label: who passed the story on."""

    @property
    def id(self) -> str:
        """Id in the registry, or `label:<name>`."""
        return self.source.id if self.source else f"label:{self.name}"

    @property
    def names(self) -> Names:
        """Its names; an unregistered one is the same in both languages."""
        return self.source.names if self.source else Names(self.name, self.name)

    @property
    def kind(self) -> SourceKind:
        """What it is."""
        return self.source.kind if self.source else SourceKind.PROVISIONAL


def clean_label(label: str) -> str:
    """Return the name in a label: no markup, controls, `来源：`, editors and times behind it; empty where none is left.

    Reads the first 400 characters; what is then longer than 40 is prose and names nobody.
    """
    text = " ".join(normalize_text(unescape(_MARKUP.sub(" ", label[:_MAX_LABEL_LENGTH]))).split())
    text = _PREFIX.sub("", text)
    tail = _TAIL.search(text)
    name = (text[: tail.start()] if tail else text).strip(_EDGES)
    return _close_bracket(name) if len(name) <= MAX_NAME_LENGTH else ""


def _close_bracket(name: str) -> str:
    """Drop a bracket around the whole name, or one that lost its other half."""
    if name[:1] in "（(" and name[-1:] in ")）":
        return name[1:-1].strip(_EDGES)
    return name.strip("（()）") if len(re.findall(r"[（(]", name)) != len(re.findall(r"[)）]", name)) else name


def resolve_label(label: str, sources: Sources) -> Credit | None:
    """Return whom a label credits; None where it credits nobody. Costs the same however many sources there are.

    The whole label first, then without what is beside it in brackets, the person, and `客户端` and the like; of a
    compound label (`某网-某日报`) the part that is registered and of the best standing, else the one named like
    a paper. A name that is in no registry is kept as it is.
    """
    name = clean_label(label)
    if not name or sources.credits_nobody(name):
        return None
    for spelling in _spellings(name):
        if source := _registered(spelling, sources):
            return Credit(source.name.zh, source)
    return _of_compound(_without_aside(name), sources)


def _spellings(name: str) -> Iterator[str]:
    """Yield a name as it stands, then with less and less beside it."""
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
    parts = [part.strip(_EDGES) for part in _JOINT.split(name)]
    parts = [part for part in parts if len(letters(part)) > 1 and not sources.credits_nobody(part)]
    known = [source for part in parts for spelling in _spellings(part) if (source := _registered(spelling, sources))]
    if known:
        best = max(known, key=_originality)
        return Credit(best.name.zh, best, tuple(source.name.zh for source in known if source is not best))
    if not parts:
        return None
    paper = next((part for part in parts if _PAPER.search(part)), None)
    return Credit(_unregistered(paper if paper and len(parts) > 1 else name), None)


def _originality(source: Source) -> tuple[bool, bool, float]:
    """Order the parts of a compound label: a portal passes on, and a site passes on what its paper printed."""
    paper = source.kind is SourceKind.AGENCY or bool(_PAPER.search(source.name.zh))
    return not source.portal, paper, source.standing


def _unregistered(name: str) -> str:
    """Return the name of an account without the word account; `某某网` keeps its `网`."""
    account = re.sub(r"(?:官方)?(?:微信公众号|微信公号|公众号|公号|头条号|百家号)\Z", "", name).strip(_EDGES)
    return account or name

"""The source registry: whom a story can be credited to, by every name it goes by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from pydantic import Field

from aggregator.errors import SeedError
from aggregator.models import Names, SourceKind
from aggregator.registry.files import Seed, load_seed
from aggregator.registry.outlets import SeedNames
from aggregator.text import letters

FILE = "sources.toml"
MAX_NAME_LENGTH = 40
"""Characters of a Chinese name. A name in ASCII may have twice as many, but one that is longer than this is for print
only: a label of its length is prose."""
OPENING = 2
"""First letters of a name, by which it is looked for."""

Fault = tuple[str, str]
"""The key that is wrong, and why."""

_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""A host as `host_of` returns it, a name of two parts at least (RFC 1123) or an address."""


class Source(Seed):
    """An outlet, authority, company, data service, forum or agency that a story is credited to."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: SeedNames
    kind: SourceKind
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """Registered names of its own site."""
    group: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """Who owns it; owners are counted once."""
    portal: bool = False
    """A portal, aggregator or account platform: what is found on it is hardly ever its own. Where a label names another
    beside it, that one is the origin; where nothing names another, its own credit is little more than a guess."""
    standing: float = Field(default=0.5, ge=0, le=1)
    """How good an origin it is: 1 for agencies and authorities, low for portals that mostly reprint."""

    @property
    def names(self) -> Names:
        """Its name in both languages."""
        return Names(self.name.zh, self.name.en)

    @property
    def owner(self) -> str:
        """Id of its owner's group, else its own."""
        return self.group or self.id

    def spellings(self) -> Iterator[str]:
        """Yield every name it goes by."""
        yield from (self.name.zh, self.name.en, *self.aliases)


class _SourcesFile(Seed):
    sources: tuple[Source, ...]
    nobody: tuple[str, ...] = ()
    """Labels that credit nobody: 网络, 综合, 本网…"""


class Sources:
    """All sources, found by id, by any spelling, or by host; each look-up costs the same however many there are."""

    def __init__(self, sources: Iterable[Source], nobody: Iterable[str] = (), path: Path | str = "sources") -> None:
        self._index = _Index(nobody)
        for key, reason in self._index.fill(sources):
            raise SeedError(path, key, reason)

    def __len__(self) -> int:
        return len(self._index.by_id)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._index.by_id.values())

    @property
    def nobody(self) -> frozenset[str]:
        """The letters of the labels that credit nobody."""
        return self._index.nobody

    def get(self, source_id: str) -> Source | None:
        """Return the source with this id."""
        return self._index.by_id.get(source_id)

    def named(self, name: str) -> Source | None:
        """Return the source that goes by this name."""
        return self._index.by_name.get(letters(name))

    @cached_property
    def company_openings(self) -> frozenset[str]:
        """The first letters of the companies' names, `OPENING` of each."""
        companies = (source for source in self if source.kind is SourceKind.COMPANY)
        return frozenset(letters(name)[:OPENING] for source in companies for _, name in _names(source))

    def at_host(self, host: str) -> Source | None:
        """Return the source whose site this host is, subdomains included."""
        return self._index.at_host(host.lower())

    def credits_nobody(self, name: str) -> bool:
        """Tell whether a label names nobody."""
        folded = letters(name)
        return not folded or folded in self.nobody


class _Index:
    """What sources are found by. Of several that claim one thing the first keeps it, and the others are at fault."""

    def __init__(self, nobody: Iterable[str]) -> None:
        self.nobody = frozenset(map(letters, nobody))
        self.by_id: dict[str, Source] = {}
        self.by_name: dict[str, Source] = {}
        self.by_host: dict[str, Source] = {}

    def fill(self, sources: Iterable[Source]) -> Iterator[Fault]:
        """Take up the sources; yield what is wrong with them."""
        for source in sources:
            if self.by_id.setdefault(source.id, source) is not source:
                yield source.id, "two sources have this id"
            for key, name in _names(source):
                yield from self._claim_name(key, name, source)
            for host in source.hosts:
                yield from self._claim_host(host, source)
        yield from self._group_faults()

    def _claim_name(self, key: str, name: str, source: Source) -> Iterator[Fault]:
        """Enter a name. One source may spell its own the same way twice: names are compared by their letters."""
        folded = letters(name)
        if reason := _misspelt(name, folded):
            yield key, reason
        elif folded in self.nobody:
            yield key, f"{name!r} is among the labels that credit nobody"
        elif (other := self.by_name.setdefault(folded, source)) is not source:
            yield key, f"{name!r} is also a name of {other.id}"

    def _claim_host(self, host: str, source: Source) -> Iterator[Fault]:
        if not _HOST.fullmatch(host):
            yield f"{source.id}.hosts", f"{host!r} is no host name: lower case, no scheme, no path"
        elif (other := self.by_host.setdefault(host, source)) is not source:
            yield f"{source.id}.hosts", f"{host} also belongs to {other.id}"

    def _group_faults(self) -> Iterator[Fault]:
        """Yield the sources whose group contradicts another's: one owner under two names, or of half a site."""
        spelt: dict[str, Source] = {}
        for source in self.by_id.values():
            for other in self._kin(source):
                if other.group != source.group:
                    yield f"{source.id}.group", f"is {_group(source)}, but that of {other.id} is {_group(other)}"
            if source.group and (first := spelt.setdefault(letters(source.group), source)).group != source.group:
                yield f"{source.id}.group", f"{source.group!r} is written {first.group!r} at {first.id}"

    def _kin(self, source: Source) -> Iterator[Source]:
        """Yield whom a source must share its group with: the one that its group is called after, those above it."""
        if source.group in self.by_id:
            yield self.by_id[source.group]
        for host in source.hosts:
            if above := self.at_host(host.partition(".")[2]):
                yield above

    def at_host(self, host: str) -> Source | None:
        """Return the source with the longest host that this one is or lies below."""
        labels = host.split(".")
        for start in range(len(labels) - 1):
            if source := self.by_host.get(".".join(labels[start:])):
                return source
        return None


def _names(source: Source) -> Iterator[tuple[str, str]]:
    """Yield every name with its key."""
    yield f"{source.id}.name.zh", source.name.zh
    yield f"{source.id}.name.en", source.name.en
    for alias in source.aliases:
        yield f"{source.id}.aliases", alias


def _misspelt(name: str, folded: str) -> str | None:
    """Return why nothing can be called so."""
    if any(unicodedata.category(character).startswith("C") for character in name):
        return f"{name!r} holds a control character"
    if not folded:
        return f"{name!r} has no letters"
    if len(name) > (2 * MAX_NAME_LENGTH if name.isascii() else MAX_NAME_LENGTH):
        return f"{name[:MAX_NAME_LENGTH]!r}… is too long for a name"
    return None


def _group(source: Source) -> str:
    return repr(source.group) if source.group else "none"


def load_sources(folder: Path) -> Sources:
    """Load `sources.toml` below `folder`; raise `SeedError` for the first fault, such as a name that two claim."""
    file = _load(folder)
    return Sources(file.sources, file.nobody, folder / FILE)


def source_faults(folder: Path) -> Iterator[SeedError]:
    """Yield everything that is wrong with `sources.toml` below `folder`; raise `SeedError` where it cannot be read."""
    file = _load(folder)
    for key, reason in _Index(file.nobody).fill(file.sources):
        yield SeedError(folder / FILE, key, reason)


def _load(folder: Path) -> _SourcesFile:
    return load_seed(folder / FILE, _SourcesFile)

"""The source registry: all sources that a story can be credited to, by each of their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from aggregator.errors import SeedError
from aggregator.models import Names, SourceKind
from aggregator.registry.files import Layers, Seed, load_seed
from aggregator.registry.outlets import Outlet, SeedNames, load_outlet
from aggregator.text import letters

FILE = "sources.toml"
MAX_NAME_LENGTH = 40
"""Characters of a Chinese name. An ASCII name may have twice as many, but one longer than this is for print only: a
label of that length is prose."""
OPENING = 2
"""Number of first letters by which a name is searched."""
ACTORS = frozenset({SourceKind.COMPANY, SourceKind.AUTHORITY})
"""Kinds of sources whose deeds are news."""

Fault = tuple[str, str]
"""The wrong key, and the reason."""

_HOST = re.compile(r"\A(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""A host as `host_of` returns it: a name of at least two labels (RFC 1123) or an IP address."""


class Source(Seed):
    """An outlet, agency, authority, company, data service, forum or account that stories are credited to."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """Its id."""
    name: SeedNames
    """Its name, as editions print it."""
    kind: SourceKind
    aliases: tuple[str, ...] = ()
    """Other names that labels call it by."""
    hosts: tuple[str, ...] = ()
    """Hosts of its site, subdomains included."""
    group: str | None = Field(default=None, pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """Its owner; sources with one owner count once."""
    portal: bool = False
    """A portal, aggregator or account platform, which hardly ever writes its stories. If a label names another source
    beside it, that one is the origin; if nothing names another, crediting the portal is little more than a guess."""
    cited_only: bool = False
    """A place where others publish: an exchange, a terminal. A text may cite it; no story is credited to it."""
    standing: float = Field(default=0.5, ge=0, le=1)
    """Quality as an origin: 1 for agencies and authorities, low for portals that mostly reprint."""

    @property
    def names(self) -> Names:
        """Its name in both languages."""
        return Names(self.name.zh, self.name.en)

    @property
    def owner(self) -> str:
        """Id of its owner's group, else its own."""
        return self.group or self.id

    def spellings(self) -> Iterator[str]:
        """Yield each of its names."""
        yield from (self.name.zh, self.name.en, *self.aliases)


Companies = Mapping[str, Sequence[str]]
"""Owner → names by which headlines call it, beside those of its sources."""


class SourcesFile(Seed):
    """The tables of `sources.toml`."""

    shipped: bool = True
    """False: of the layers below, nothing counts."""
    off: tuple[str, ...] = ()
    """Ids of sources of the layers below that do not count."""
    sources: tuple[Source, ...] = ()
    """One of a layer below with the same id is replaced."""
    nobody: tuple[str, ...] = ()
    """Labels that credit nobody: 网络, 综合, 本网…"""
    companies: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Names of companies, their platforms and products that credit nobody either."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who may act in a headline: a company, known by its owner's id, or an authority."""

    owner: str
    kind: SourceKind


class Sources:
    """All sources, by id, spelling or host; a look-up takes the same time however many there are."""

    def __init__(
        self,
        sources: Iterable[Source],
        nobody: Iterable[str] = (),
        companies: Companies | None = None,
        paths: Mapping[str, Path] | None = None,
    ) -> None:
        self._index = _Index(nobody)
        for key, reason in self._index.faults(sources, companies or {}):
            raise _fault(key, reason, paths or {})
        self.actor_openings = frozenset(name[:OPENING] for name in self._index.parties)
        """The first `OPENING` letters of each name of a company or an authority."""

    def __len__(self) -> int:
        return len(self._index.by_id)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._index.by_id.values())

    @property
    def nobody(self) -> frozenset[str]:
        """Letters of the labels that credit nobody."""
        return self._index.nobody

    def get(self, source_id: str) -> Source | None:
        """Return the source with this id."""
        return self._index.by_id.get(source_id)

    def named(self, name: str) -> Source | None:
        """Return the source with this name."""
        return self._index.by_name.get(letters(name))

    def acting(self, name: str) -> Party | None:
        """Return the company or the authority with this name."""
        return self._index.parties.get(letters(name))

    def at_host(self, host: str) -> Source | None:
        """Return the source with this host, or with one above it."""
        return self._index.at_host(host.lower())

    def credits_nobody(self, name: str) -> bool:
        """Return whether a label credits nobody."""
        folded = letters(name)
        return not folded or folded in self.nobody


class _Index:
    """The keys of the sources. Of several sources with one key the first keeps it, and the others are faults."""

    def __init__(self, nobody: Iterable[str]) -> None:
        self.nobody = frozenset(map(letters, nobody))
        self.by_id: dict[str, Source] = {}
        self.by_name: dict[str, Source] = {}
        self.by_host: dict[str, Source] = {}
        self.parties: dict[str, Party] = {}

    def faults(self, sources: Iterable[Source], companies: Companies) -> Iterator[Fault]:
        """Add sources and companies; yield their faults."""
        yield from self.fill(sources)
        yield from self.fill_parties(companies)

    def fill(self, sources: Iterable[Source]) -> Iterator[Fault]:
        """Add the sources; yield their faults."""
        for source in sources:
            if self.by_id.setdefault(source.id, source) is not source:
                yield source.id, "two sources have this id"
            for key, name in _names(source):
                yield from self._claim_name(key, name, source)
            for host in source.hosts:
                yield from self._claim_host(host, source)
        yield from self._group_faults()

    def fill_parties(self, companies: Companies) -> Iterator[Fault]:
        """Add who may act in headlines: the sources that do, and the companies; yield the faults of these."""
        for name, source in self.by_name.items():
            if source.kind in ACTORS:
                self.parties[name] = Party(source.owner, source.kind)
        for owner, names in companies.items():
            if (same := self.by_id.get(owner)) and same.owner != owner:
                yield f"companies.{owner}", f"its owner is {same.owner}"
            for name in names:
                if reason := self._claim_party(owner, name):
                    yield f"companies.{owner}", reason

    def _claim_party(self, owner: str, name: str) -> str | None:
        """Add a name of a company; return why it cannot have it. A source's own name is another's only by mistake."""
        folded, party = letters(name), Party(owner, SourceKind.COMPANY)
        if reason := _misspelt(name, folded):
            return reason
        other = self.parties.setdefault(folded, party)
        return None if other == party else f"{name!r} is also a name of {other.owner}"

    def _claim_name(self, key: str, name: str, source: Source) -> Iterator[Fault]:
        """Add a name. A source may have two spellings of one name: names are compared by their letters."""
        folded = letters(name)
        if reason := _misspelt(name, folded):
            yield key, reason
        elif folded in self.nobody:
            yield key, f"{name!r} is among the labels that credit nobody"
        elif (other := self.by_name.setdefault(folded, source)) is not source:
            yield key, f"{name!r} is also a name of {other.id}"

    def _claim_host(self, host: str, source: Source) -> Iterator[Fault]:
        if not _HOST.fullmatch(host):
            yield f"{source.id}.hosts", f"{host!r} is not a host name: lower case, no scheme, no path"
        elif (other := self.by_host.setdefault(host, source)) is not source:
            yield f"{source.id}.hosts", f"{host} also belongs to {other.id}"

    def _group_faults(self) -> Iterator[Fault]:
        """Yield the groups that contradict another's: one owner under two names, or owner of only part of a site."""
        spelt: dict[str, Source] = {}
        for source in self.by_id.values():
            for other in self._kin(source):
                if other.group != source.group:
                    yield f"{source.id}.group", f"is {_group(source)}, but that of {other.id} is {_group(other)}"
            if source.group and (first := spelt.setdefault(letters(source.group), source)).group != source.group:
                yield f"{source.id}.group", f"{source.group!r} is written {first.group!r} at {first.id}"

    def _kin(self, source: Source) -> Iterator[Source]:
        """Yield the sources in whose group it must be: the one that its group is named after, and those above it."""
        if source.group in self.by_id:
            yield self.by_id[source.group]
        for host in source.hosts:
            if above := self.at_host(host.partition(".")[2]):
                yield above

    def at_host(self, host: str) -> Source | None:
        """Return the source with the longest host that is this one or above it."""
        labels = host.split(".")
        for start in range(len(labels) - 1):
            if source := self.by_host.get(".".join(labels[start:])):
                return source
        return None


def _names(source: Source) -> Iterator[tuple[str, str]]:
    """Yield each name with its key."""
    yield f"{source.id}.name.zh", source.name.zh
    yield f"{source.id}.name.en", source.name.en
    for alias in source.aliases:
        yield f"{source.id}.aliases", alias


def _misspelt(name: str, folded: str) -> str | None:
    """Return why a source cannot have this name."""
    if any(unicodedata.category(character).startswith("C") for character in name):
        return f"{name!r} holds a control character"
    if not folded:
        return f"{name!r} has no letters"
    if len(name) > (2 * MAX_NAME_LENGTH if name.isascii() else MAX_NAME_LENGTH):
        return f"{name[:MAX_NAME_LENGTH]!r}… is too long for a name"
    return None


def _group(source: Source) -> str:
    return repr(source.group) if source.group else "none"


@dataclass(slots=True)
class _Merged:
    """The sources of all layers, with the file of each."""

    sources: dict[str, list[Source]] = field(default_factory=dict)
    """By id; several where one file has an id twice, which is a fault of it."""
    nobody: dict[str, None] = field(default_factory=dict)
    companies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    """File of each source by id, and of each company by `companies.<owner>`."""

    def put(self, file: SourcesFile, path: Path) -> None:
        """Put a file over the layers below it."""
        if not file.shipped:
            self.sources, self.nobody, self.companies = {}, {}, {}
        for index, name in enumerate(file.off):
            if self.sources.pop(name, None) is None:
                raise SeedError(path, f"off[{index}]", f"no source below it has the id {name!r}")
        own: dict[str, list[Source]] = {}
        for source in file.sources:
            own.setdefault(source.id, []).append(source)
        self.sources |= own
        self.nobody |= dict.fromkeys(file.nobody)
        self.companies |= file.companies
        self.paths |= dict.fromkeys((*own, *(f"companies.{owner}" for owner in file.companies)), path)

    def imply(self, outlet: Outlet, path: Path) -> None:
        """Add the source that an outlet is, if it names none that is registered."""
        hosts = tuple(host for host in outlet.hosts if _HOST.fullmatch(host))
        self.sources[outlet.id] = [Source(id=outlet.id, name=outlet.name, kind=SourceKind.OUTLET, hosts=hosts)]
        self.paths[outlet.id] = path

    def __iter__(self) -> Iterator[Source]:
        for group in self.sources.values():
            yield from group


def load_sources(layers: Layers) -> Sources:
    """Load `sources.toml` of the layers, and the sources that outlets imply; raise `SeedError` for the first fault."""
    merged = _merged(layers)
    return Sources(merged, merged.nobody, merged.companies, merged.paths)


def source_faults(layers: Layers) -> Iterator[SeedError]:
    """Yield all faults of the sources; raise `SeedError` if a file cannot be read."""
    merged = _merged(layers)
    for key, reason in _Index(merged.nobody).faults(merged, merged.companies):
        yield _fault(key, reason, merged.paths)


def _merged(layers: Layers) -> _Merged:
    merged = _Merged()
    for path in layers.files(FILE):
        merged.put(load_seed(path, SourcesFile), path)
    for name, path in layers.named("outlets").items():
        if name not in merged.sources and (outlet := _loaded(path)) and outlet.source == outlet.id:
            merged.imply(outlet, path)
    return merged


def _loaded(path: Path) -> Outlet | None:
    """Load an outlet; one that is broken implies no source, and whoever loads the outlets says why."""
    try:
        return load_outlet(path)
    except SeedError:
        return None


def _fault(key: str, reason: str, paths: Mapping[str, Path]) -> SeedError:
    """Return the error for a source, by its key, in the file that has it."""
    path = paths.get(key) or paths.get(key.partition(".")[0])
    return SeedError(path or FILE, key, reason)

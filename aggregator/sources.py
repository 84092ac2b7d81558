"""The source registry: whom a story can be credited to, by every name it goes by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from aggregator.errors import SeedError
from aggregator.models import Names, SourceKind
from aggregator.outlets import SeedNames
from aggregator.seeds import Seed, load_seed
from aggregator.text import letters


class Source(Seed):
    """An outlet, authority, company, data service, forum or agency that a story is credited to."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: SeedNames
    kind: SourceKind
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """Registered names of its own site."""
    group: str | None = None
    """Who owns it; owners are counted once."""
    standing: float = Field(default=0.5, ge=0, le=1)
    """How good an origin it is: 1 for agencies and authorities, low for portals that mostly reprint."""
    portal: bool = False
    """A portal, aggregator or account platform: hardly ever the original."""

    @property
    def names(self) -> Names:
        """Its name in both languages."""
        return Names(self.name.zh, self.name.en)

    def spellings(self) -> Iterator[str]:
        """Yield every name it goes by."""
        yield from (self.name.zh, self.name.en, *self.aliases)


class _SourcesFile(Seed):
    sources: tuple[Source, ...]
    nobody: tuple[str, ...] = ()
    """Labels that credit nobody: 网络, 综合, 本网…"""


class Sources:
    """All sources, found by id, by any spelling, or by host; each look-up costs the same however many there are."""

    def __init__(self, sources: tuple[Source, ...], nobody: tuple[str, ...] = (), path: Path | str = "sources") -> None:
        self.nobody = frozenset(map(letters, nobody))
        self._by_id: dict[str, Source] = {}
        self._by_name: dict[str, Source] = {}
        self._by_host: dict[str, Source] = {}
        for source in sources:
            self._add(source, path)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Source]:
        return iter(self._by_id.values())

    def _add(self, source: Source, path: Path | str) -> None:
        if source.id in self._by_id:
            raise SeedError(path, source.id, "two sources have this id")
        self._by_id[source.id] = source
        for spelling in source.spellings():
            other = self._by_name.setdefault(letters(spelling), source)
            if other is not source:
                raise SeedError(path, source.id, f"{spelling!r} is also a name of {other.id}")
        for host in source.hosts:
            other = self._by_host.setdefault(host, source)
            if other is not source:
                raise SeedError(path, source.id, f"host {host} also belongs to {other.id}")

    def get(self, source_id: str) -> Source | None:
        """Return the source with this id."""
        return self._by_id.get(source_id)

    def named(self, name: str) -> Source | None:
        """Return the source that goes by this name."""
        return self._by_name.get(letters(name))

    def at_host(self, host: str) -> Source | None:
        """Return the source whose site this host is, subdomains included."""
        labels = host.lower().split(".")
        for start in range(len(labels) - 1):
            if source := self._by_host.get(".".join(labels[start:])):
                return source
        return None

    def credits_nobody(self, name: str) -> bool:
        """Tell whether a label names nobody."""
        return not letters(name) or letters(name) in self.nobody


def load_sources(folder: Path) -> Sources:
    """Load `sources.toml` below `folder`; two sources that claim one name are an error."""
    path = folder / "sources.toml"
    file = load_seed(path, _SourcesFile)
    return Sources(file.sources, file.nobody, path)

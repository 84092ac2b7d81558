"""The commands sources list, sources show and sources check."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from aggregator.attribution import clean_label, resolve_label
from aggregator.errors import UsageError
from aggregator.models import SourceKind
from aggregator.registry.files import seeds_folder
from aggregator.registry.sources import Source, Sources, load_sources, source_faults
from aggregator.text import letters
from aggregator.text.width import pad

REGISTERED_KINDS = tuple(kind for kind in SourceKind if kind is not SourceKind.PROVISIONAL)


def list_sources(kind: str | None, seeds: Path | None) -> None:
    """Print one line a source: id, names, kind, group."""
    if kind is not None and kind not in REGISTERED_KINDS:
        raise UsageError(f"--kind: no kind {kind!r}; known: {', '.join(REGISTERED_KINDS)}")
    for source in load_sources(seeds_folder(seeds)):
        if kind in {None, source.kind}:
            names = pad(source.name.zh, 34) + pad(source.name.en, 52)
            print(f"{pad(source.id, 24)}{names}{pad(source.kind, 11)}{source.group or ''}".rstrip())


def show_source(label: str, seeds: Path | None) -> None:
    """Print whom a label credits, how, and what the registry knows of it."""
    sources = load_sources(seeds_folder(seeds))
    for name, value in _shown(label, sources):
        print(f"{pad(name, 12)}{value}")


def _shown(label: str, sources: Sources) -> Iterator[tuple[str, str]]:
    credit = resolve_label(label, sources)
    yield "label", clean_label(label) or "–"
    if credit is None:
        yield "credits", "nobody"
        yield "because", "it is among the labels that credit nobody" if clean_label(label) else "no name is left of it"
    elif credit.source is None:
        yield "credits", f"{credit.name} ({credit.id}, {credit.kind})"
        yield "because", "no source of the registry goes by it"
    else:
        yield "credits", f"{credit.name} ({credit.source.name.en})"
        yield "because", f"it is {_how(clean_label(label), credit.source, sources)}"
        yield from _facts(credit.source, sources)


def _how(name: str, source: Source, sources: Sources) -> str:
    """Say by which of its names or hosts a label leads to a source."""
    if sources.named(name) is source:
        return _spelling(name, source)
    if sources.at_host(name) is source:
        return "on its host"
    held = [spelling for spelling in source.spellings() if letters(spelling) in letters(name)]
    longest = max(held, key=len, default=source.name.zh)
    return f"{_spelling(longest, source)} {longest} with something beside it"


def _spelling(name: str, source: Source) -> str:
    return "its name" if letters(name) in {letters(source.name.zh), letters(source.name.en)} else "its alias"


def _facts(source: Source, sources: Sources) -> Iterator[tuple[str, str]]:
    others = [other.id for other in sources if source.group and other.group == source.group and other is not source]
    yield "id", source.id
    yield "kind", f"{source.kind}, a portal" if source.portal else source.kind
    yield "standing", f"{source.standing:g}"
    yield "aliases", ", ".join(source.aliases) or "–"
    yield "hosts", ", ".join(source.hosts) or "–"
    yield "group", f"{source.group}, with {', '.join(others) or 'nobody else'}" if source.group else "–"


def check_sources(seeds: Path | None) -> None:
    """Print each fault of the registry, leave with 1 for any, else say what it holds."""
    folder = seeds_folder(seeds)
    faults = list(source_faults(folder))
    for fault in faults:
        print(f"aggregator: {fault}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)
    sources = load_sources(folder)
    portals, groups = sum(source.portal for source in sources), {source.group for source in sources} - {None}
    held = f"{len(sources)} sources, {portals} of them portals, {len(groups)} groups"
    print(f"{held}, {len(sources.nobody)} labels that credit nobody: all good")

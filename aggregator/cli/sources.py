"""The commands sources list, show, check and unknown."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import typer

from aggregator.attribution import clean_label, resolve_label
from aggregator.cli.logs import say
from aggregator.cli.options import Places
from aggregator.cli.stores import in_utc, inspected_store
from aggregator.errors import UsageError
from aggregator.inspection.table import aligned
from aggregator.models import SourceKind
from aggregator.registry.sources import Source, Sources, load_sources, source_faults
from aggregator.store import Provisional
from aggregator.text import fingerprint, letters
from aggregator.text.counted import counted

REGISTERED_KINDS = tuple(kind for kind in SourceKind if kind is not SourceKind.PROVISIONAL)
_KINDS = (
    (re.compile(r"(?:[局委部署厅]|法院|检察院|政府|海关|协会)\Z"), SourceKind.AUTHORITY),
    (re.compile(r"(?:通讯社|通訊社)\Z"), SourceKind.AGENCY),
    (re.compile(r"(?:公司|集团|集團)\Z"), SourceKind.COMPANY),
    (re.compile(r"(?:研究院|咨询|数据)\Z"), SourceKind.DATA),
    (re.compile(r"(?:论坛|社区)\Z"), SourceKind.FORUM),
)


def list_sources(kind: str | None, places: Places) -> None:
    """Print one line a source: id, names, kind, group."""
    if kind is not None and kind not in REGISTERED_KINDS:
        raise UsageError(f"--kind: unknown kind {kind!r}; known: {', '.join(REGISTERED_KINDS)}")
    sources = [source for source in load_sources(places.layers) if kind in {None, source.kind}]
    for line in aligned((each.id, each.name.zh, each.name.en, each.kind, each.group or "") for each in sources):
        print(line)


def show_source(label: str, places: Places) -> None:
    """Print which source a label credits and why, with the registry's facts about it."""
    for line in aligned(_facts_of_label(label, load_sources(places.layers))):
        print(line)


def _facts_of_label(label: str, sources: Sources) -> Iterator[tuple[str, str]]:
    credit = resolve_label(label, sources)
    yield "label", clean_label(label) or "–"
    if credit is None:
        yield "credits", "nobody"
        yield "because", "the registry lists it as crediting nobody" if clean_label(label) else "it contains no name"
    elif credit.source is None:
        yield "credits", f"{credit.name} ({credit.id}, {credit.kind})"
        yield "because", "no source in the registry has this name"
    else:
        yield "credits", f"{credit.name} ({credit.source.name.en})"
        yield "because", f"it is {_how(clean_label(label), credit.source, sources)}"
        yield from _facts(credit.source, sources)


def _how(name: str, source: Source, sources: Sources) -> str:
    """Return which of a source's names or hosts the label matches."""
    if sources.named(name) is source:
        return _spelling(name, source)
    if sources.at_host(name) is source:
        return "on its host"
    held = [spelling for spelling in source.spellings() if letters(spelling) in letters(name)]
    longest = max(held, key=len, default=source.name.zh)
    return f"{_spelling(longest, source)} {longest} among other words"


def _spelling(name: str, source: Source) -> str:
    return "its name" if letters(name) in {letters(source.name.zh), letters(source.name.en)} else "its alias"


def _facts(source: Source, sources: Sources) -> Iterator[tuple[str, str]]:
    others = [other.id for other in sources if source.group and other.group == source.group and other is not source]
    yield "id", source.id
    yield "kind", f"{source.kind}, a portal" if source.portal else source.kind
    yield "standing", f"{source.standing:g}"
    yield "aliases", ", ".join(source.aliases) or "–"
    yield "hosts", ", ".join(source.hosts) or "–"
    yield "group", f"{source.group}, with {', '.join(others) or 'no other source'}" if source.group else "–"


def check_sources(places: Places) -> None:
    """Print each fault of the registry and exit with 1, or print what it holds."""
    layers = places.layers
    faults = list(source_faults(layers))
    for fault in faults:
        print(f"aggregator: {fault}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)
    sources = load_sources(layers)
    portals, groups = sum(source.portal for source in sources), {source.group for source in sources} - {None}
    held = f"{counted(len(sources), 'source')}, {portals} of them portals, {counted(len(groups), 'group')}"
    print(f"{held}, {counted(len(sources.nobody), 'label')} without a credit: all good")


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """A label that is not a name of any source, and where it was seen."""

    label: str
    outlets: Mapping[str, int]
    """Number of stories by outlet, most first."""
    last_seen: datetime
    url: str
    """Address of the latest story."""

    @property
    def count(self) -> int:
        """Number of stories that carry it."""
        return sum(self.outlets.values())

    def as_json(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {
            "label": self.label,
            "count": self.count,
            "outlets": dict(self.outlets),
            "last_seen": self.last_seen.isoformat(),
            "url": self.url,
        }


def unknown_labels(seen: Iterable[Provisional], sources: Sources) -> list[UnknownLabel]:
    """Count the labels, most frequent first, except those that the registry knows by now.

    `seen` is in the order of time. Labels with the same letters count as one, shown as last seen.
    """
    outlets: dict[str, Counter[str]] = {}
    last: dict[str, Provisional] = {}
    for sighting in seen:
        key = letters(sighting.label)
        outlets.setdefault(key, Counter())[sighting.outlet] += 1
        last[key] = sighting
    found = [
        UnknownLabel(latest.label, dict(outlets[key].most_common()), latest.at, latest.url)
        for key, latest in last.items()
        if (credit := resolve_label(latest.label, sources)) and credit.source is None
    ]
    return sorted(found, key=lambda unknown: (-unknown.count, unknown.label))


def list_unknown(places: Places, since: datetime | None, as_json: bool, as_toml: bool) -> None:
    """Print the unknown labels of the stored stories: as columns, as a JSON array, or as lines for the registry."""
    if as_json and as_toml:
        raise UsageError("--json and --toml: choose one")
    sources = load_sources(places.layers)
    with inspected_store(places) as store:
        found = unknown_labels(store.stories.provisional(in_utc(since)), sources)
    if as_json:
        print(json.dumps([unknown.as_json() for unknown in found], ensure_ascii=False))
        return
    if not found:
        say("aggregator: the registry knows every label of these stories", logging.INFO)
    for line in _as_toml(found, sources) if as_toml else aligned(map(_row, found)):
        print(line)


def _row(unknown: UnknownLabel) -> tuple[str, ...]:
    seen = f"{unknown.count:>5}", f"{unknown.last_seen:%Y-%m-%d}"
    return *seen, unknown.label, ", ".join(unknown.outlets), unknown.url


def _as_toml(found: Iterable[UnknownLabel], sources: Sources) -> Iterator[str]:
    """Yield a line for `sources.toml` for each label; names, id and kind are guesses to review."""
    taken = {source.id for source in sources}
    for unknown in found:
        name, id_ = json.dumps(unknown.label, ensure_ascii=False), _id(unknown.label, taken)
        taken.add(id_)
        source = f'{{ id = "{id_}", name = {{ zh = {name}, en = {name} }}, kind = "{_kind(unknown.label)}" }}'
        seen = (
            f"{counted(unknown.count, 'story')} at {', '.join(unknown.outlets)}, last on {unknown.last_seen:%Y-%m-%d}"
        )
        yield f"  {source}, # {_printable(f'{seen}: {unknown.url}')}"


def _id(label: str, taken: set[str]) -> str:
    """Make an id from a label's Latin words, or from its fingerprint if it has other characters."""
    words = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") if label.isascii() else ""
    return words if words and words not in taken else f"source-{fingerprint(label)[:8]}"


def _kind(label: str) -> SourceKind:
    return next((kind for pattern, kind in _KINDS if pattern.search(label)), SourceKind.OUTLET)


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())

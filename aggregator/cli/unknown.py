"""The command sources unknown: the labels that the registry does not know, as the operator's list of what to add."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aggregator.attribution import resolve_label
from aggregator.cli.values import existing_store, in_utc
from aggregator.errors import UsageError
from aggregator.models import SourceKind
from aggregator.registry.files import seeds_folder
from aggregator.registry.sources import Sources, load_sources
from aggregator.store import Provisional
from aggregator.text import fingerprint, letters
from aggregator.text.width import pad

_KINDS = (
    (re.compile(r"(?:[局委部署厅]|法院|检察院|政府|海关|协会)\Z"), SourceKind.AUTHORITY),
    (re.compile(r"(?:通讯社|通訊社)\Z"), SourceKind.AGENCY),
    (re.compile(r"(?:公司|集团|集團)\Z"), SourceKind.COMPANY),
    (re.compile(r"(?:研究院|咨询|数据)\Z"), SourceKind.DATA),
    (re.compile(r"(?:论坛|社区)\Z"), SourceKind.FORUM),
)


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """A label that no source goes by, and where it was seen."""

    label: str
    outlets: Mapping[str, int]
    """Outlet → stories there, most first."""
    last_seen: datetime
    url: str
    """Address of the last story."""

    @property
    def count(self) -> int:
        """How many stories carry it."""
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
    """Count the labels, most frequent first; those that the registry knows by now are left out.

    `seen` is in the order of time. Labels of the same letters are one, shown as last seen.
    """
    outlets: dict[str, Counter[str]] = {}
    last: dict[str, Provisional] = {}
    for each in seen:
        key = letters(each.label)
        outlets.setdefault(key, Counter())[each.outlet] += 1
        last[key] = each
    found = [
        UnknownLabel(each.label, dict(outlets[key].most_common()), each.at, each.url)
        for key, each in last.items()
        if (credit := resolve_label(each.label, sources)) and credit.source is None
    ]
    return sorted(found, key=lambda unknown: (-unknown.count, unknown.label))


def list_unknown(store: str, since: datetime | None, seeds: Path | None, as_json: bool, as_toml: bool) -> None:
    """Print the unknown labels of the stored stories: as columns, as a JSON array, or as lines for the registry."""
    if as_json and as_toml:
        raise UsageError("--json and --toml: choose one")
    sources = load_sources(seeds_folder(seeds))
    found = _stored(store, since, sources)
    if as_json:
        print(json.dumps([unknown.as_json() for unknown in found], ensure_ascii=False))
        return
    for line in _lines(found, sources) if as_toml else map(_row, found):
        print(line)


def _stored(url: str, since: datetime | None, sources: Sources) -> list[UnknownLabel]:
    with existing_store(url) as store:
        return unknown_labels(store.stories.provisional(in_utc(since)), sources)


def _row(unknown: UnknownLabel) -> str:
    seen = f"{unknown.count:>5}  {unknown.last_seen:%Y-%m-%d}  "
    return f"{seen}{pad(unknown.label, 32)}{pad(', '.join(unknown.outlets), 32)}{unknown.url}"


def _lines(found: Iterable[UnknownLabel], sources: Sources) -> Iterator[str]:
    """Yield a line for `sources.toml` for each label: names, id and kind are guesses to be looked at."""
    taken = {source.id for source in sources}
    for unknown in found:
        name, id_ = json.dumps(unknown.label, ensure_ascii=False), _id(unknown.label, taken)
        taken.add(id_)
        source = f'{{ id = "{id_}", name = {{ zh = {name}, en = {name} }}, kind = "{_kind(unknown.label)}" }}'
        seen = f"{unknown.count} stories at {', '.join(unknown.outlets)}, last on {unknown.last_seen:%Y-%m-%d}"
        yield f"  {source}, # {_printable(f'{seen}: {unknown.url}')}"


def _id(label: str, taken: set[str]) -> str:
    """Make an id of the label's Latin words; a Chinese name has none, and gets one of its digest."""
    words = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") if label.isascii() else ""
    return words if words and words not in taken else f"source-{fingerprint(label)[:8]}"


def _kind(label: str) -> SourceKind:
    return next((kind for pattern, kind in _KINDS if pattern.search(label)), SourceKind.OUTLET)


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())

"""The command config show."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from aggregator.cli.options import SETTABLE, Places
from aggregator.configuration import keys
from aggregator.inspection.table import aligned
from aggregator.redaction import redact


class Row(NamedTuple):
    """A key of the configuration: its value as JSON has it, and where that is from."""

    key: str
    value: Any
    origin: str


def show_configuration(places: Places, others: Mapping[str, Path | None], as_json: bool) -> None:
    """Print the keys with their values, without passwords, as columns or as a JSON object."""
    rows = list(_rows(places, others))
    if as_json:
        print(json.dumps({row.key: {"value": row.value, "from": row.origin} for row in rows}, ensure_ascii=False))
        return
    for line in aligned((row.key, _shown(row.value), row.origin) for row in rows):
        print(line)


def _rows(places: Places, others: Mapping[str, Path | None]) -> Iterator[Row]:
    configured = places.configured
    for key in keys():
        value, origin = configured.value(key), configured.origins.get(key.name, "default")
        if key.name in SETTABLE:
            used = others[key.name] if key.name in others else getattr(places, key.name)
            if key.name in places.given or (key.name in others and used != value):
                value, origin = used, f"--{key.name.replace('_', '-')}"
        yield Row(key.name, _plain(value), origin)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return redact(str(value)) if isinstance(value, str | Path) else value


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "–"
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

"""The command links: what the ledger still owes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

from aggregator.cli.options import Places
from aggregator.cli.stores import inspected_store
from aggregator.inspection.table import aligned
from aggregator.settings import AGGREGATOR_MAX_ATTEMPTS
from aggregator.store.rows import LinkRow, Pause


def list_unread(places: Places, outlet: str | None, given_up: bool, as_json: bool) -> None:
    """Print the links that wait for a later run, or those that were given up."""
    with inspected_store(places) as store:
        rows = [row for row in store.links.unread(outlet) if _given_up(row) is given_up]
        pauses = store.entry_points.pauses(datetime.now(UTC))
    found = [_facts(row, pauses.get(urlsplit(row.link.url).netloc)) for row in rows]
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for line in aligned(map(_cells, found)) if found else ():
        print(line)


def _given_up(row: LinkRow) -> bool:
    return row.attempts >= AGGREGATOR_MAX_ATTEMPTS


def _facts(row: LinkRow, pause: Pause | None) -> dict[str, str | int | None]:
    return {
        "outlet": row.link.outlet,
        "url": row.link.url,
        "state": row.state.value,
        "attempts": row.attempts,
        "reason": row.reason,
        "discovered_at": row.discovered_at.isoformat(timespec="seconds"),
        "changed_at": row.changed_at.isoformat(timespec="seconds"),
        "paused_until": pause.until.isoformat(timespec="seconds") if pause else None,
    }


def _cells(facts: dict[str, str | int | None]) -> tuple[str, ...]:
    shown = [str(facts[name] or "") for name in ("outlet", "discovered_at", "attempts", "url", "reason")]
    paused = [f"its host is left alone until {facts['paused_until']}"] if facts["paused_until"] else []
    return (*shown[:-1], "; ".join([*filter(None, shown[-1:]), *paused]))

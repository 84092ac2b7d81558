"""The command links: what the ledger still owes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from aggregator.cli.options import Places
from aggregator.cli.stores import existing_store
from aggregator.inspection.table import aligned
from aggregator.settings import AGGREGATOR_MAX_ATTEMPTS
from aggregator.store.rows import LinkRow


def list_unread(places: Places, outlet: str | None, given_up: bool, as_json: bool) -> None:
    """Print the links that wait for a later run, or those that were given up."""
    with existing_store(places.store) as store:
        rows = [row for row in store.links.unread(outlet) if _given_up(row) is given_up]
    if as_json:
        print(json.dumps([_facts(row) for row in rows], ensure_ascii=False))
        return
    for line in aligned(_cells(rows)) if rows else ():
        print(line)


def _given_up(row: LinkRow) -> bool:
    return row.attempts >= AGGREGATOR_MAX_ATTEMPTS


def _facts(row: LinkRow) -> dict[str, str | int | None]:
    return {
        "outlet": row.link.outlet,
        "url": row.link.url,
        "state": row.state.value,
        "attempts": row.attempts,
        "reason": row.reason,
        "discovered_at": row.discovered_at.isoformat(timespec="seconds"),
        "changed_at": row.changed_at.isoformat(timespec="seconds"),
    }


def _cells(rows: list[LinkRow]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        facts = _facts(row)
        yield tuple(str(facts[name] or "") for name in ("outlet", "discovered_at", "attempts", "url", "reason"))

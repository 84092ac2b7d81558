"""The command gc: what nothing needs any more is listed, and deleted where asked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.archive import outdated
from aggregator.cli.options import Places
from aggregator.cli.stores import existing_store
from aggregator.files import cannot_write
from aggregator.inspection.table import aligned
from aggregator.operation.keeping import candidates_folder
from aggregator.settings import AGGREGATOR_MAX_ATTEMPTS
from aggregator.store.rows import Leftover

_MB = 10**6


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings of crawls, and how many are kept."""

    folder: Path | None
    days: int
    most_mb: int | None

    def outdated(self, now: datetime) -> list[Path]:
        """Return those that are too old, or too much together."""
        limit = None if self.most_mb is None else self.most_mb * _MB
        return outdated(self.folder, now - timedelta(days=self.days), limit) if self.folder else []


def collect_garbage(places: Places, days: int, kept: Recordings, delete: bool, as_json: bool) -> None:
    """Print what is old enough to be deleted, and delete it if asked."""
    now = datetime.now(UTC)
    before, files = now - timedelta(days=days), kept.outdated(now)
    pages = outdated(candidates_folder(places.store, places.out), now - timedelta(days=kept.days), newest_stays=False)
    with existing_store(places.store) as store:
        found = [
            *store.leftovers.count(before, AGGREGATOR_MAX_ATTEMPTS, now),
            _files("recordings", files),
            _files("candidates", pages),
        ]
        if delete:
            with store.lock(), store.lock("publish"):
                store.leftovers.drop(before, AGGREGATOR_MAX_ATTEMPTS, now)
            _delete([*files, *pages])
    _print(found, delete, as_json)


def _files(kind: str, paths: list[Path]) -> Leftover:
    return Leftover(kind, len(paths), sum(path.stat().st_size for path in paths))


def _delete(files: list[Path]) -> None:
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(path, error) from error


def _print(found: list[Leftover], deleted: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"deleted": deleted, "leftovers": [asdict(leftover) for leftover in found]}))
        return
    for line in aligned((left.kind, str(left.count), f"{left.size / _MB:.1f} MB") for left in found):
        print(line)
    if not deleted:
        print("nothing is deleted without --delete")

"""The command inspect: the store in Datasette."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from aggregator.cli.options import Places
from aggregator.cli.stores import in_utc
from aggregator.cli.tables import reading
from aggregator.exports.read import Asked
from aggregator.exports.write import wanted, write_export
from aggregator.inspection.browser import HOST, index, listen, serve


def serve_store(places: Places, window: tuple[datetime | None, datetime | None], port: int) -> None:
    """Export the store into a temporary file, print the address, and serve the file until a signal comes."""
    since, until = map(in_utc, window)
    asked = Asked(since, until)
    with listen(port) as listener, tempfile.TemporaryDirectory(prefix="newsroom-") as folder:
        path, at = Path(folder) / "newsroom.sqlite", datetime.now(UTC)
        with reading(places) as reader:
            write_export(reader, wanted(None, "sqlite", path, asked), path)
        index(path)
        print(f"http://{HOST}:{listener.getsockname()[1]}/ shows the store; Ctrl-C ends it", flush=True)
        serve(path, listener, at)

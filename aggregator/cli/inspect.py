"""The command inspect: the store in Datasette."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from aggregator.cli.options import Places
from aggregator.cli.stores import in_utc
from aggregator.cli.tables import reading
from aggregator.exports.read import Asked
from aggregator.inspection.browser import HOST, listen, serve
from aggregator.inspection.newsroom import write_newsroom


def serve_store(places: Places, window: tuple[datetime | None, datetime | None], port: int) -> None:
    """Write the newsroom into a temporary folder, print the address, and serve it until a signal comes."""
    since, until = map(in_utc, window)
    with listen(port) as listener, tempfile.TemporaryDirectory(prefix="newsroom-") as folder:
        with reading(places) as reader:
            newsroom = write_newsroom(reader, Asked(since, until), Path(folder))
        print(f"http://{HOST}:{listener.getsockname()[1]}/ shows the store; Ctrl-C ends it", flush=True)
        serve(newsroom, listener)

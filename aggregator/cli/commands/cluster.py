"""The commands of a cluster: worker, cluster status, cluster drain."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.logs import Logs
from aggregator.cli.options import Places, Stored, spread


@spread
def worker(
    *,
    queues: Annotated[
        str, typer.Option(help="Queues whose jobs it does, separated by commas.", metavar="NAMES")
    ] = "crawl,editions,control",
    name: Annotated[
        str | None,
        typer.Option(help="Name that no other worker has [default: machine and process].", metavar="NAME"),
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Crawls at once.")] = 8,
    places: Places,
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.cluster import work

    work(places, queues, concurrency, name)


@spread
def cluster_status(
    *,
    worker: Annotated[
        str | None, typer.Option(help="Only whether this one lives: exit 1 if it does not.", metavar="NAME")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Stored,
) -> None:
    from aggregator.cli.cluster import show_status

    show_status(places, worker, as_json)


@spread
def cluster_drain(
    *,
    workers: Annotated[
        list[str] | None, typer.Argument(help="Names of workers [default: all].", metavar="NAME")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0, help="Seconds to wait for them.")] = 900.0,
    places: Annotated[Places, "store"],
) -> None:
    from aggregator.cli.cluster import drain

    drain(places, workers or (), timeout)

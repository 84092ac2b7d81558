"""The commands that run: run, crawl, digest, demo."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.logs import Logs
from aggregator.cli.options import (
    AsJson,
    AskAll,
    Day,
    Edition,
    Metrics,
    Outlets,
    Places,
    Publish,
    Record,
    Replay,
    Stored,
    spread,
)


@spread
def run(
    *,
    edition: Edition = "evening",
    day: Day = None,
    due: Annotated[
        bool, typer.Option("--due", help="Make the edition whose window closed last, unless it is made already.")
    ] = False,
    outlet: Outlets = None,
    ask_all: AskAll = False,
    replay: Replay = None,
    record: Record = None,
    publish: Publish = True,
    metrics: Metrics = None,
    as_json: AsJson = False,
    places: Places,
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.run import request, run_edition

    asked = request(
        places, edition=edition, day=day, due=due, outlets=outlet, ask_all=ask_all, replay=replay, record=record,
        publish=publish,
    )  # fmt: skip
    run_edition(asked, as_json, logs, metrics)


@spread
def crawl(
    *,
    outlet: Outlets = None,
    ask_all: AskAll = False,
    replay: Replay = None,
    record: Record = None,
    metrics: Metrics = None,
    as_json: AsJson = False,
    places: Stored,
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.run import crawl_only, request

    asked = request(places, outlets=outlet, ask_all=ask_all, replay=replay, record=record)
    crawl_only(asked, as_json, logs, metrics)


@spread
def digest(
    *,
    edition: Edition = "evening",
    day: Day = None,
    from_archive: Annotated[
        bool,
        typer.Option(
            "--from-archive",
            help="Make it again from the recorded pages, as its run did; write it if it is the same.",
        ),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Do so, and show what differs, entry by entry; write nothing.")
    ] = False,
    publish: Publish = True,
    metrics: Metrics = None,
    as_json: AsJson = False,
    places: Places,
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.run import digest_only, request

    asked = request(places, edition=edition, day=day, publish=publish)
    if from_archive or diff:
        from aggregator.cli.rebuild import rebuild_edition

        rebuild_edition(asked, diff, as_json)
    digest_only(asked, as_json, logs, metrics)


@spread
def demo(*, as_json: AsJson = False, places: Annotated[Places, "out"], logs: Logs) -> None:
    logs.set_up()
    from aggregator.cli.run import run_demo

    run_demo(places.out, as_json, logs)

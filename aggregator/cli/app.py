"""The program: its commands and groups, in the order in which `--help` lists them."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator import NAME, VERSION
from aggregator.cli.commands import (
    amend,
    cluster,
    config,
    db,
    inspection,
    operation,
    outlets,
    overrides,
    publish,
    runs,
    schedule,
    site,
    sources,
)
from aggregator.cli.groups import make_group

app = make_group()


def _show_version(asked: bool) -> None:
    if asked:
        print(f"{NAME} {VERSION}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Collect news stories, credit them to their original source, and write the digest."""


for command in (
    runs.run,
    runs.crawl,
    runs.digest,
    amend.correct,
    amend.replace,
    amend.withdraw,
    publish.publish,
    runs.demo,
    inspection.export,
    inspection.explain,
    inspection.inspect,
    inspection.mcp,
    inspection.links,
    inspection.health,
    inspection.stats,
    inspection.audit,
    operation.alarms,
    operation.doctor,
    operation.gc,
    operation.init,
    cluster.worker,
):
    app.command()(command)

for module in (outlets, sources, schedule, cluster, config, overrides, site, db):
    app.add_typer(module.group, name=module.__name__.rpartition(".")[2])

"""The program."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator import NAME, VERSION
from aggregator.cli.groups import Program
from aggregator.cli.overview import OPTIONS, SUMMARY

app = typer.Typer(
    cls=Program, help=SUMMARY, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)


def _show_version(asked: bool) -> None:
    if asked:
        print(f"{NAME} {VERSION}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help=OPTIONS["--version"], callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that come before a command."""

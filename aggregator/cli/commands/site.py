"""The commands on the analyst's site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from aggregator.cli.options import Recredited, Since, spread


@spread
def site_build(
    *,
    to: Annotated[Path, typer.Option(help="Folder of the site; an earlier site in it is replaced.", metavar="DIR")],
    since: Since = None,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Language of the pages.")] = "zh",
    places: Recredited,
) -> None:
    from aggregator.cli.site import build

    build(places, to, since, language)

"""The commands on the analyst's site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from aggregator.cli.groups import make_group
from aggregator.cli.options import Recredited, Since, spread

group = make_group(help="Build the analyst's site: what was collected, credited and printed, as pages.")


@group.command("build")
@spread
def site_build(
    *,
    to: Annotated[Path, typer.Option(help="Folder of the site; an earlier site in it is replaced.", metavar="DIR")],
    since: Since = None,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Language of the pages.")] = "zh",
    places: Recredited,
) -> None:
    """Build a static site of editions, events, outlets and sources, with the evidence of each credit.

    Open index.html in a browser, from the disk or from any web server. Nothing is loaded from elsewhere.
    """
    from aggregator.cli.site import build

    build(places, to, since, language)

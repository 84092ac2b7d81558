"""The commands that amend a printed edition: correct, replace, withdraw."""

from __future__ import annotations

from typing import Annotated

import typer

from aggregator.cli.logs import Logs
from aggregator.cli.options import AsJson, Places, Publish, spread

AmendedEdition = Annotated[
    str, typer.Argument(help="Edition, as 2026-11-20-evening.", metavar="DATE-NAME", show_default=False)
]
AmendedEntry = Annotated[int, typer.Argument(help="Number of the entry.", min=1, metavar="ENTRY", show_default=False)]
Reason = Annotated[str, typer.Option(help="Reason, for the readers of the edition.")]
ToMail = Annotated[bool, typer.Option("--mail", help="Mail the revision, too; else mail channels do not get it.")]


@spread
def correct(
    *,
    edition: AmendedEdition,
    entry: AmendedEntry,
    reason: Reason,
    headline: Annotated[str | None, typer.Option(help="The headline as it should be.")] = None,
    paragraph: Annotated[
        str | None, typer.Option(help="The paragraph as it should be, without its day and credit.")
    ] = None,
    credit: Annotated[str | None, typer.Option(help="Source that it is credited to.", metavar="ID")] = None,
    mail: ToMail = False,
    publish: Publish = True,
    as_json: AsJson = False,
    places: Places,
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.amend import Change, amend_edition
    from aggregator.models import AmendmentKind

    change = Change(
        edition=edition, entry=entry, kind=AmendmentKind.CORRECT, reason=reason, headline=headline,
        paragraph=paragraph, credit=credit,
    )  # fmt: skip
    amend_edition(places, change, publish=publish, mailed=mail, as_json=as_json, logs=logs)


@spread
def replace(
    *,
    edition: AmendedEdition,
    entry: AmendedEntry,
    reason: Reason,
    story: Annotated[str, typer.Option("--with", help="Id or address of the story to write it from.", metavar="STORY")],
    mail: ToMail = False,
    publish: Publish = True,
    as_json: AsJson = False,
    places: Places,
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.amend import Change, amend_edition
    from aggregator.models import AmendmentKind

    change = Change(edition=edition, entry=entry, kind=AmendmentKind.REPLACE, reason=reason, story=story)
    amend_edition(places, change, publish=publish, mailed=mail, as_json=as_json, logs=logs)


@spread
def withdraw(
    *,
    edition: AmendedEdition,
    entry: AmendedEntry,
    reason: Reason,
    headline: Annotated[
        str | None, typer.Option(help="Headline to leave in its place, if the old one must not stay.")
    ] = None,
    mail: ToMail = False,
    publish: Publish = True,
    as_json: AsJson = False,
    places: Places,
    logs: Logs,
) -> None:
    logs.set_up()
    from aggregator.cli.amend import Change, amend_edition
    from aggregator.models import AmendmentKind

    change = Change(edition=edition, entry=entry, kind=AmendmentKind.WITHDRAW, reason=reason, headline=headline)
    amend_edition(places, change, publish=publish, mailed=mail, as_json=as_json, logs=logs)

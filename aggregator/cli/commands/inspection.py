"""The commands that look at the store: export, explain, inspect, mcp, links, health, stats, audit."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from aggregator.cli.options import Day, Outlets, Places, Recredited, Since, Stored, edition_day, spread, utc_day
from aggregator.errors import UsageError

Until = Annotated[
    datetime | None, typer.Option(parser=utc_day, help="Day after the last day of fetching (UTC).", metavar="DATE")
]


@spread
def export(
    *,
    table: Annotated[
        str | None,
        typer.Argument(
            help="stories, entries, events, attributions, editions, omissions, links, runs or drops "
            "[default: stories; in a database all].",
            metavar="[TABLE]",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="jsonl, csv, parquet, duckdb or sqlite [default: the suffix of the file, else jsonl].",
            metavar="FORMAT",
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="File to write [default: stdout].")] = None,
    since: Since = None,
    until: Until = None,
    outlet: Outlets = None,
    section: Annotated[list[str] | None, typer.Option(help="Only this section; repeatable.", metavar="ID")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only this language; repeatable.")] = None,
    edition: Annotated[
        list[str] | None, typer.Option(help="Only this edition; repeatable.", metavar="DATE-NAME")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="CSV without byte-order mark and formula guard.")] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Append the rows that are new since the last export to this file.")
    ] = False,
    places: Recredited,
) -> None:
    from aggregator.cli.export import export_table

    only = {"outlet": outlet, "section": section, "language": language, "edition": edition}
    export_table(places, table, form, to, (since, until), only, plain=plain, follow=follow)


@spread
def explain(
    *,
    story: Annotated[
        str | None,
        typer.Argument(
            help="Id of a story or its beginning, address, or words of its title.",
            metavar="[STORY]",
            show_default=False,
        ),
    ] = None,
    edition: Annotated[str | None, typer.Option(help="Explain this edition, or the story's fate in it.")] = None,
    day: Day = None,
    entry: Annotated[int | None, typer.Option(min=1, help="Explain this entry of the edition, by its number.")] = None,
    language: Annotated[Literal["zh", "en"] | None, typer.Option(help="Language of the edition.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Recredited,
) -> None:
    from aggregator.cli.explain import explain_asked

    explain_asked(places, story, edition, edition_day(places, edition, day), entry, language, as_json)


@spread
def inspect(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0: any free one.")] = 8001,
    since: Since = None,
    until: Until = None,
    places: Recredited,
) -> None:
    from aggregator.cli.inspect import serve_store

    serve_store(places, (since, until), port)


@spread
def mcp(*, places: Recredited) -> None:
    from aggregator.cli.mcp import serve_assistant

    serve_assistant(places)


@spread
def links(
    *,
    outlet: Annotated[str | None, typer.Option(help="Only links of this outlet.", metavar="ID")] = None,
    given_up: Annotated[
        bool, typer.Option("--given-up", help="List the links that were given up instead of those that wait.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    places: Annotated[Places, "store"],
) -> None:
    from aggregator.cli.links import list_unread

    list_unread(places, outlet, given_up, as_json)


@spread
def health(
    *,
    outlet: Outlets = None,
    since: Annotated[
        datetime | None,
        typer.Option(parser=utc_day, help="First day of the runs (UTC) [default: 28 days ago].", metavar="DATE"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    places: Stored,
) -> None:
    from aggregator.cli.health import show_health

    show_health(places, since, tuple(outlet or ()), as_json)


@spread
def stats(
    *,
    outlet: Outlets = None,
    since: Since = None,
    until: Until = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    places: Recredited,
) -> None:
    from aggregator.cli.stats import show_stats

    show_stats(places, (since, until), tuple(outlet or ()), as_json)


@spread
def audit(
    *,
    edition: Annotated[
        str | None, typer.Argument(help="Key of the edition.", metavar="[DATE-NAME]", show_default=False)
    ] = None,
    to: Annotated[Path | None, typer.Option(help="CSV file to write the questions to.")] = None,
    sample: Annotated[int, typer.Option(min=1, help="Questions of each kind.")] = 5,
    language: Annotated[Literal["zh", "en"], typer.Option(help="Language of the edition.")] = "zh",
    score: Annotated[
        list[Path] | None, typer.Option(help="File with answers to count; repeatable.", metavar="F.csv")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the score as a JSON array.")] = False,
    places: Recredited,
) -> None:
    from aggregator.cli.audit import print_score, write_audit

    if score and not (edition or to):
        print_score(score, as_json)
    elif edition and to and not (score or as_json):
        write_audit(places, edition, language, to, sample)
    else:
        raise UsageError("audit: name an edition and a file (--to), or files with answers (--score)")

"""The commands by name. Each imports its module when it runs, so that `--help` is quick."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from aggregator import NAME, VERSION
from aggregator.cli.groups import Group
from aggregator.cli.logs import Logs
from aggregator.cli.options import (
    DATES,
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
    Since,
    edition_day,
    spread,
    utc_day,
)

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    cls=Group,
    pretty_exceptions_enable=False,
)


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


def _group(name: str, summary: str) -> typer.Typer:
    """Return a group of commands, added to the program."""
    group = typer.Typer(help=summary, no_args_is_help=True, rich_markup_mode=None, cls=Group)
    app.add_typer(group, name=name)
    return group


outlets_app = _group("outlets", "Inspect, check and extend the outlet registry.")
sources_app = _group("sources", "Inspect and check the source registry, and find labels it lacks.")
schedule_app = _group("schedule", "Let editions be made at their hours, by a system's timer or by this program.")
config_app = _group("config", "Look at the configuration.")
overrides_app = _group("overrides", "Look at the manual overrides.")
db_app = _group("db", "Bring the store up to date, check it, back it up, restore it.")

Target = Literal["systemd", "cron", "kubernetes"]
Editions = Annotated[list[str] | None, typer.Option("--edition", help="Only this edition; repeatable.", metavar="NAME")]
AmendedEdition = Annotated[
    str, typer.Argument(help="Edition, as 2026-11-20-evening.", metavar="DATE-NAME", show_default=False)
]
AmendedEntry = Annotated[int, typer.Argument(help="Number of the entry.", min=1, metavar="ENTRY", show_default=False)]
Reason = Annotated[str, typer.Option(help="Reason, for the readers of the edition.")]
ToMail = Annotated[bool, typer.Option("--mail", help="Mail the revision, too; else mail channels do not get it.")]
Registered = Annotated[Places, "seeds"]
Stored = Annotated[Places, "seeds", "store"]
Recredited = Annotated[Places, "seeds", "overrides", "store"]
"""For commands that show credits: manual overrides count."""


@app.command()
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
    """Crawl, assemble, lint, write and publish an edition."""
    logs.set_up()
    from aggregator.cli.run import request, run_edition

    asked = request(
        places, edition=edition, day=day, due=due, outlets=outlet, ask_all=ask_all, replay=replay, record=record,
        publish=publish,
    )  # fmt: skip
    run_edition(asked, as_json, logs, metrics)


@app.command()
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
    """Collect stories into the store."""
    logs.set_up()
    from aggregator.cli.run import crawl_only, request

    asked = request(places, outlets=outlet, ask_all=ask_all, replay=replay, record=record)
    crawl_only(asked, as_json, logs, metrics)


@app.command()
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
    """Assemble, lint, write and publish an edition from the stored stories."""
    logs.set_up()
    from aggregator.cli.run import digest_only, request

    asked = request(places, edition=edition, day=day, publish=publish)
    if from_archive or diff:
        from aggregator.cli.rebuild import rebuild_edition

        rebuild_edition(asked, diff, as_json)
    digest_only(asked, as_json, logs, metrics)


@app.command()
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
    """Correct an entry of a printed edition; it is marked, and the channels get the revision."""
    logs.set_up()
    from aggregator.cli.amend import Change, amend_edition
    from aggregator.models import AmendmentKind

    change = Change(
        edition=edition, entry=entry, kind=AmendmentKind.CORRECT, reason=reason, headline=headline,
        paragraph=paragraph, credit=credit,
    )  # fmt: skip
    amend_edition(places, change, publish=publish, mailed=mail, as_json=as_json, logs=logs)


@app.command("replace")
@spread
def replace_entry(
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
    """Write an entry of a printed edition from another story; it is marked, and the channels get the revision."""
    logs.set_up()
    from aggregator.cli.amend import Change, amend_edition
    from aggregator.models import AmendmentKind

    change = Change(edition=edition, entry=entry, kind=AmendmentKind.REPLACE, reason=reason, story=story)
    amend_edition(places, change, publish=publish, mailed=mail, as_json=as_json, logs=logs)


@app.command()
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
    """Take back an entry of a printed edition: its headline, a mark and the reason stay."""
    logs.set_up()
    from aggregator.cli.amend import Change, amend_edition
    from aggregator.models import AmendmentKind

    change = Change(edition=edition, entry=entry, kind=AmendmentKind.WITHDRAW, reason=reason, headline=headline)
    amend_edition(places, change, publish=publish, mailed=mail, as_json=as_json, logs=logs)


@app.command("publish")
@spread
def publish_due(
    *,
    channel: Annotated[str | None, typer.Option(help="Only this channel.", metavar="ID")] = None,
    edition: Annotated[str | None, typer.Option(help="Only editions of this name.")] = None,
    day: Annotated[
        str | None, typer.Option("--date", help=f"Only editions of this day: {DATES}.", metavar="DATE")
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Resend uncertain and abandoned deliveries (any delivery if channel, edition and date are given).",
        ),
    ] = False,
    done: Annotated[
        bool,
        typer.Option(
            "--done", help="Mark uncertain and abandoned deliveries as sent (with --channel, waiting ones too)."
        ),
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="List deliveries with their states; send nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would go where; send nothing.")] = False,
    test: Annotated[
        str | None, typer.Option("--test", help="Send a test message by this channel, and nothing else.", metavar="ID")
    ] = None,
    as_json: AsJson = False,
    places: Annotated[Places, "seeds", "channels", "store"],
    logs: Logs,
) -> None:
    """Deliver the editions that are due to their channels."""
    logs.set_up()
    from aggregator.cli.publish import publish, send_test
    from aggregator.models.delivery import Selection

    if test:
        send_test(places, test)
        return
    selection = Selection(channel=channel, edition=edition, day=edition_day(places, edition, day))
    modes = {"--again": again, "--done": done, "--list": listed, "--dry-run": dry_run}
    publish(places, selection, [name for name, given in modes.items() if given], as_json)


@app.command()
@spread
def demo(*, as_json: AsJson = False, places: Annotated[Places, "out"], logs: Logs) -> None:
    """Run the evening edition of an invented day from the recorded crawl that ships with the program."""
    logs.set_up()
    from aggregator.cli.run import run_demo

    run_demo(places.out, as_json, logs)


@app.command()
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
    until: Annotated[
        datetime | None, typer.Option(parser=utc_day, help="Day after the last day of fetching (UTC).", metavar="DATE")
    ] = None,
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
    """Export a table for analysis; without table and format, the stories as one JSON object per line."""
    from aggregator.cli.export import export_table

    only = {"outlet": outlet, "section": section, "language": language, "edition": edition}
    export_table(places, table, form, to, (since, until), only, plain=plain, follow=follow)


@app.command()
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
    """Explain a story's credit, or what an edition contains and why stories were left out."""
    from aggregator.cli.explain import explain_asked

    explain_asked(places, story, edition, edition_day(places, edition, day), entry, language, as_json)


@app.command()
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
    """List the links without a story: those that a later run asks for again, or those given up."""
    from aggregator.cli.links import list_unread

    list_unread(places, outlet, given_up, as_json)


@app.command()
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
    """Show how each outlet did: reached, read, stored, by which rules, when last, and what it alone has."""
    from aggregator.cli.health import show_health

    show_health(places, since, tuple(outlet or ()), as_json)


@schedule_app.command("print")
@spread
def schedule_print(
    *,
    target: Annotated[Target, typer.Option("--for", help="System whose timer starts the runs.")],
    edition: Editions = None,
    record: Record = None,
    metrics: Metrics = None,
    image: Annotated[str, typer.Option(help="Container image, for Kubernetes.")] = "newsdesk-digest",
    to: Annotated[
        Path | None, typer.Option(help="Folder to write the files to [default: stdout].", metavar="DIR")
    ] = None,
    places: Places,
) -> None:
    """Print what starts each edition at its hour; the options of `run` that are given here are in it."""
    from aggregator.cli.schedule import print_schedule

    print_schedule(places, target, edition or (), {"record": record, "metrics": metrics}, image, to)


@schedule_app.command("run")
@spread
def schedule_run(
    *, edition: Editions = None, record: Record = None, metrics: Metrics = None, places: Places, logs: Logs
) -> None:
    """Make each edition at its hour, and deliver, until a signal ends this; for containers."""
    logs.set_up()
    from aggregator.cli.schedule import run_schedule

    run_schedule(places, edition or (), {"record": record, "metrics": metrics}, logs.flags)


@app.command()
@spread
def alarms(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Judge the stored runs as of now, send what changes, and print it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the open alarms as a JSON array.")] = False,
    places: Annotated[Places, "seeds", "channels", "store"],
    logs: Logs,
) -> None:
    """List the open alarms, or judge and send them."""
    logs.set_up()
    from aggregator.cli.alarms import check_alarms, list_alarms

    if check:
        check_alarms(places)
    else:
        list_alarms(places, as_json)


@app.command()
@spread
def doctor(
    *,
    url: Annotated[str | None, typer.Option(help="Compare the clock with the Date header of this address.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    places: Annotated[Places, "seeds", "overrides", "channels", "language_file", "store", "out"],
) -> None:
    """Look at all that a run needs: versions, contact, registry, zones, channels, folders, store; exit 1 on a fault."""
    from aggregator.cli.doctor import examine

    examine(places, url, as_json)


@app.command("gc")
@spread
def clear_out(
    *,
    days: Annotated[int, typer.Option(min=1, help="Age of rows, in days, from which they are deleted.")] = 365,
    archive: Annotated[
        Path | None, typer.Option(help="Folder of recordings, as given to --record.", metavar="DIR", file_okay=False)
    ] = None,
    archive_days: Annotated[int, typer.Option(min=1, help="Age of recordings, and of pages kept by an alarm.")] = 90,
    archive_mb: Annotated[
        int | None, typer.Option(min=0, help="Size of all recordings, beyond which the oldest are deleted.")
    ] = None,
    delete: Annotated[bool, typer.Option("--delete/--dry-run", help="Delete, or only print what would be.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Annotated[Places, "store", "out"],
) -> None:
    """Delete what no edition needs: old links without a story, refusals, sent documents, machine texts, recordings."""
    from aggregator.cli.gc import Recordings, collect_garbage

    collect_garbage(places, days, Recordings(archive, archive_days, archive_mb), delete, as_json)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make, or to complete.", metavar="DIR")],
) -> None:
    """Make a desk: a configuration and files for your own outlets, sources, sections, editions; overwrite nothing."""
    from aggregator.cli.init import make_desk

    make_desk(folder)


@config_app.command("show")
@spread
def config_show(
    *,
    record: Record = None,
    metrics: Metrics = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Places,
) -> None:
    """Show every key of the configuration: its value, and where that is from."""
    from aggregator.cli.config import show_configuration

    show_configuration(places, {"record": record, "metrics": metrics}, as_json)


@outlets_app.command("list")
@spread
def outlets_list(*, places: Registered) -> None:
    """List the outlets: id, names, entry points, and how certain each entry point is."""
    from aggregator.cli.outlets import list_outlets

    list_outlets(places)


@outlets_app.command("check")
@spread
def outlets_check(
    *,
    ids: Annotated[list[str] | None, typer.Argument(help="Only these outlets.", metavar="[ID]...")] = None,
    places: Registered,
    samples: Annotated[
        Path | None,
        typer.Option(
            help="Folder of sample pages and expected stories [default: the checkout's, for the shipped registry].",
            metavar="DIR",
        ),
    ] = None,
) -> None:
    """Check seed files and sample pages offline; exit 1 naming file, key and reason of each fault."""
    from aggregator.cli.outlets import check_outlets

    check_outlets(tuple(ids or ()), places, samples)


@outlets_app.command("test")
@spread
def outlets_test(
    *,
    outlet: Annotated[str, typer.Argument(help="Id of the outlet.", metavar="ID")],
    url: Annotated[
        list[str] | None, typer.Option(help="Page of one of its stories; repeatable.", metavar="URL")
    ] = None,
    entries: Annotated[
        bool,
        typer.Option("--list", help="Show what its entry points announce, and what `story` and `deny` throw out."),
    ] = False,
    replay: Replay = None,
    places: Registered,
    logs: Logs,
) -> None:
    """Fetch pages; show each field read with the rule that found it, the credit, and selectors that find nothing."""
    logs.set_up()
    from aggregator.cli.outlets import test_outlet

    test_outlet(outlet, url or (), entries, replay or (), places, logs)


@outlets_app.command("promote")
@spread
def outlets_promote(
    *,
    outlet: Annotated[str, typer.Argument(help="Id of the outlet.", metavar="ID")],
    url: Annotated[str, typer.Option(help="Page of one of its stories.", metavar="URL")],
    samples: Annotated[Path, typer.Option(help="Folder of your samples, a folder an outlet.", metavar="DIR")],
    replay: Replay = None,
    places: Annotated[Places, "seeds", "store", "out"],
) -> None:
    """Keep one page as a sample, with what is read from it now, for you to correct.

    It is the one that an alarm kept beside the store; else it is fetched.
    """
    from aggregator.cli.outlets import promote_page

    promote_page(outlet, url, replay or [], places, samples)


@outlets_app.command("new")
@spread
def outlets_new(
    *,
    url: Annotated[str, typer.Argument(help="Page of a story.", metavar="URL")],
    feed: Annotated[str | None, typer.Option(help="Feed of the outlet.", metavar="URL")] = None,
    listing: Annotated[str | None, typer.Option("--list", help="Page that lists its stories.", metavar="URL")] = None,
    api: Annotated[str | None, typer.Option(help="JSON list of its stories.", metavar="URL")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="Id to give it [default: from the host].")] = None,
    name: Annotated[str | None, typer.Option(help="Name to give it [default: as the page says].")] = None,
    places: Registered,
    logs: Logs,
) -> None:
    """Fetch a story's page, and a feed or list if given; print a registry file to review line by line."""
    logs.set_up()
    from aggregator.cli.outlets import propose_outlet

    entries = {"feed": feed, "listing": listing, "api": api}
    propose_outlet(url, {kind: at for kind, at in entries.items() if at}, places, id_, name, logs)


@sources_app.command("list")
@spread
def sources_list(
    *,
    kind: Annotated[str | None, typer.Option(help="Only sources of this kind.", metavar="KIND")] = None,
    places: Registered,
) -> None:
    """List the sources: id, names, kind, group."""
    from aggregator.cli.sources import list_sources

    list_sources(kind, places)


@sources_app.command("show")
@spread
def sources_show(
    *, name: Annotated[str, typer.Argument(help="A label as a page prints it.", metavar="NAME")], places: Registered
) -> None:
    """Show which source a label credits and why, read as a story's label would be."""
    from aggregator.cli.sources import show_source

    show_source(name, places)


@sources_app.command("check")
@spread
def sources_check(*, places: Registered) -> None:
    """Check the source registry; exit 1 naming file, key and reason of each fault."""
    from aggregator.cli.sources import check_sources

    check_sources(places)


@sources_app.command("unknown")
@spread
def sources_unknown(
    *,
    since: Since = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="Print a line for sources.toml for each label.")] = False,
    places: Stored,
) -> None:
    """List labels of stored stories that the registry does not know, most frequent first."""
    from aggregator.cli.sources import list_unknown

    list_unknown(places, since, as_json, as_toml)


@overrides_app.command("diff")
@spread
def overrides_diff(
    *,
    edition: Edition = "evening",
    day: Annotated[str, typer.Option("--date", help=f"Day of the edition: {DATES}.", metavar="DATE")],
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    places: Recredited,
) -> None:
    """Show what the manual overrides change in an edition, with their reasons; write nothing."""
    from aggregator.cli.overrides import show_difference

    show_difference(places, edition, edition_day(places, edition, day), as_json)


@db_app.command("upgrade")
@spread
def db_upgrade(*, places: Annotated[Places, "store"]) -> None:
    """Migrate the store to this program's schema, as the next run would; make it if there is none."""
    from aggregator.cli.db import upgrade_store

    upgrade_store(places)


@db_app.command("check")
@spread
def db_check(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object, and nothing else.")] = False,
    places: Annotated[Places, "store"],
) -> None:
    """Check the whole store for damage; exit 1 and list the faults if there is any."""
    from aggregator.cli.db import check_store

    check_store(places, as_json)


@db_app.command("backup")
@spread
def db_backup(
    *,
    to: Annotated[Path, typer.Argument(help="File with a suffix, or a folder: the file's name is the time.")],
    places: Annotated[Places, "store"],
) -> None:
    """Write the store as it is now into one SQLite file; a run may be on meanwhile."""
    from aggregator.cli.db import back_up

    back_up(places, to)


@db_app.command("restore")
@spread
def db_restore(
    *,
    file: Annotated[Path, typer.Argument(help="A backup.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Replace a store that holds anything, or is damaged.")] = False,
    places: Annotated[Places, "store"],
) -> None:
    """Put a backup into the store, on SQLite or PostgreSQL; a store that holds anything is not touched."""
    from aggregator.cli.db import restore_store

    restore_store(places, file, force)

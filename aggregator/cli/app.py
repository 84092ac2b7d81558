"""The commands by name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Collect news stories, credit them to their original source, and write the digest.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
outlets_app = typer.Typer(
    help="Look at the outlet registry, check it, add to it.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(outlets_app, name="outlets")
sources_app = typer.Typer(
    help="Look at the source registry, check it, see what it lacks.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(sources_app, name="sources")

DEFAULT_STORE = "sqlite:///out/aggregator.db"

Store = Annotated[str, typer.Option(envvar="AGGREGATOR_STORE", help="sqlite:///path or postgresql://…", metavar="URL")]
Seeds = Annotated[
    Path | None, typer.Option(envvar="AGGREGATOR_SEEDS", help="Folder of the registry, instead of the one shipped.")
]
Overrides = Annotated[
    Path | None,
    typer.Option(
        envvar="AGGREGATOR_OVERRIDES",
        help="What was decided by hand, instead of the seeds' overrides.toml.",
        metavar="F.toml",
    ),
]
Out = Annotated[Path, typer.Option(help="Folder for the editions.")]
Edition = Annotated[str, typer.Option(help="Name of the edition, as in seeds/editions.")]
Day = Annotated[
    datetime | None,
    typer.Option(
        "--date", formats=["%Y-%m-%d"], help="Day of the edition [default: today in its zone, or the recording's day]."
    ),
]
Outlets = Annotated[
    list[str] | None, typer.Option("--outlet", help="Only this outlet; may be given again.", metavar="ID")
]
Replay = Annotated[
    list[Path] | None,
    typer.Option(help="Answer every request from this WARC file; may be given again.", metavar="F.warc.gz"),
]
Record = Annotated[
    Path | None, typer.Option(help="Write every answer to a new WARC file in this folder.", metavar="DIR")
]
Channels = Annotated[
    Path | None,
    typer.Option(
        envvar="AGGREGATOR_CHANNELS",
        help="Where editions go, instead of the seeds' channels.toml.",
        metavar="F.toml",
    ),
]
Publish = Annotated[bool, typer.Option(help="Queue the edition for the channels, and deliver what is due.")]
Home = Annotated[
    str | None,
    typer.Option(envvar="AGGREGATOR_HOME", help="Web address that --out is served at, for links to it.", metavar="URL"),
]
Templates = Annotated[
    Path | None,
    typer.Option(envvar="AGGREGATOR_TEMPLATES", help="Folder of templates that go before ours.", metavar="DIR"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the run's report as one JSON object, and nothing else.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log what the crawlers do.")]


@app.command()
def run(
    edition: Edition = "evening",
    day: Day = None,
    outlet: Outlets = None,
    replay: Replay = None,
    record: Record = None,
    seeds: Seeds = None,
    overrides: Overrides = None,
    channels: Channels = None,
    publish: Publish = True,
    store: Store = DEFAULT_STORE,
    out: Out = Path("out"),
    home: Home = None,
    templates: Templates = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Crawl, assemble, lint, write and publish an edition."""
    from aggregator.cli.run import request, run_edition

    asked = request(
        edition, day, outlet, replay, record, seeds, store, out, overrides, channels, publish, home, templates
    )
    run_edition(asked, as_json, verbose)


@app.command()
def crawl(
    outlet: Outlets = None,
    replay: Replay = None,
    record: Record = None,
    seeds: Seeds = None,
    store: Store = DEFAULT_STORE,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Collect stories into the store."""
    from aggregator.cli.run import crawl_only, request

    crawl_only(request("evening", None, outlet, replay, record, seeds, store, Path("out")), as_json, verbose)


@app.command()
def digest(
    edition: Edition = "evening",
    day: Day = None,
    seeds: Seeds = None,
    overrides: Overrides = None,
    channels: Channels = None,
    publish: Publish = True,
    store: Store = DEFAULT_STORE,
    out: Out = Path("out"),
    home: Home = None,
    templates: Templates = None,
    as_json: AsJson = False,
) -> None:
    """Assemble, lint, write and publish an edition from what the store holds."""
    from aggregator.cli.run import digest_only, request

    asked = request(edition, day, None, None, None, seeds, store, out, overrides, channels, publish, home, templates)
    digest_only(asked, as_json)


@app.command("publish")
def publish_due(
    channel: Annotated[str | None, typer.Option(help="Only this channel.", metavar="ID")] = None,
    edition: Annotated[str | None, typer.Option(help="Only editions of this name.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Only editions of this day.")
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Send again what is unsure or given up; with all three of the above, anything."),
    ] = False,
    done: Annotated[
        bool, typer.Option("--done", help="Take what is unsure or given up for sent; with --channel, what waits too.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Say how the deliveries stand, and send nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go where, and send nothing.")] = False,
    channels: Channels = None,
    seeds: Seeds = None,
    store: Store = DEFAULT_STORE,
    as_json: AsJson = False,
) -> None:
    """Deliver the editions that are due to their channels."""
    from aggregator.cli.publish import PublishRequest, publish

    asked = PublishRequest.of(channel, edition, day, channels, seeds, store, as_json)
    publish(asked, {"--again": again, "--done": done, "--list": listed, "--dry-run": dry_run})


@app.command()
def demo(out: Out = Path("out"), as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Run the evening edition of a made-up day from the recorded crawl that ships with the program."""
    from aggregator.cli.run import run_demo

    run_demo(out, as_json, verbose)


@app.command()
def export(
    to: Annotated[Path | None, typer.Option(help="File to write [default: stdout].")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of fetching (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day after the last (UTC).")] = None,
    seeds: Seeds = None,
    overrides: Overrides = None,
    store: Store = DEFAULT_STORE,
) -> None:
    """Export the stories, one JSON object a line."""
    from aggregator.cli.export import export_stories

    export_stories(store, to, since, until, seeds, overrides)


@app.command()
def explain(
    story: Annotated[
        str | None, typer.Argument(help="Id of a story, or its address.", metavar="[STORY]", show_default=False)
    ] = None,
    edition: Annotated[str | None, typer.Option(help="An edition: what is in it, what is not, and why.")] = None,
    day: Day = None,
    seeds: Seeds = None,
    overrides: Overrides = None,
    store: Store = DEFAULT_STORE,
) -> None:
    """Tell in words whom a story is credited to and why; or of an edition what is in it, what is not, and why."""
    from aggregator.cli.explain import explain_asked

    explain_asked(story, edition, day, seeds, overrides, store)


@outlets_app.command("list")
def outlets_list(seeds: Seeds = None) -> None:
    """List the outlets: id, names, entry points, and how sure we are of them."""
    from aggregator.cli.registry import list_outlets

    list_outlets(seeds)


@outlets_app.command("check")
def outlets_check(
    ids: Annotated[list[str] | None, typer.Argument(help="Only these outlets.", metavar="[ID]...")] = None,
    seeds: Seeds = None,
    samples: Annotated[
        Path | None,
        typer.Option(
            help="Folder of sample pages with their stories [default: the checkout's, of the registry that ships].",
            metavar="DIR",
        ),
    ] = None,
) -> None:
    """Check seed files and read sample pages, offline; exit 1 naming file, key and reason of each fault."""
    from aggregator.cli.registry import check_seeds

    check_seeds(tuple(ids or ()), seeds, samples)


@outlets_app.command("test")
def outlets_test(
    outlet: Annotated[str, typer.Argument(help="Id of the outlet.", metavar="ID")],
    url: Annotated[str, typer.Option(help="Page of one of its stories.", metavar="URL")],
    replay: Replay = None,
    seeds: Seeds = None,
) -> None:
    """Fetch one page and show what is read on it, each field with the rule that found it, and whom it credits."""
    from aggregator.cli.outlets import test_outlet

    test_outlet(outlet, url, replay or [], seeds)


@outlets_app.command("new")
def outlets_new(
    url: Annotated[str, typer.Argument(help="Page of a story.", metavar="URL")],
    feed: Annotated[str | None, typer.Option(help="Feed of the outlet.", metavar="URL")] = None,
    seeds: Seeds = None,
) -> None:
    """Fetch a story's page, and a feed, and print a file for the registry, to be looked at line by line."""
    from aggregator.cli.outlets import propose_outlet

    propose_outlet(url, feed, seeds)


@sources_app.command("list")
def sources_list(
    kind: Annotated[str | None, typer.Option(help="Only sources of this kind.", metavar="KIND")] = None,
    seeds: Seeds = None,
) -> None:
    """List the sources: id, names, kind, group."""
    from aggregator.cli.sources import list_sources

    list_sources(kind, seeds)


@sources_app.command("show")
def sources_show(
    name: Annotated[str, typer.Argument(help="A label as a page prints it.", metavar="NAME")], seeds: Seeds = None
) -> None:
    """Show whom a label credits, and why: read as a story's label would be."""
    from aggregator.cli.sources import show_source

    show_source(name, seeds)


@sources_app.command("check")
def sources_check(seeds: Seeds = None) -> None:
    """Check the source registry; exit 1 naming file, key and reason of each fault."""
    from aggregator.cli.sources import check_sources

    check_sources(seeds)


@sources_app.command("unknown")
def sources_unknown(
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of fetching (UTC).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, and nothing else.")] = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="Print a line for sources.toml for each.")] = False,
    seeds: Seeds = None,
    store: Store = DEFAULT_STORE,
) -> None:
    """List the labels of stored stories that the registry does not know, the most frequent first."""
    from aggregator.cli.unknown import list_unknown

    list_unknown(store, since, seeds, as_json, as_toml)

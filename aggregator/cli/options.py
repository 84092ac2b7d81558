"""Options that several commands share, and whole values made of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, partial, wraps
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import typer

from aggregator.errors import UsageError

if TYPE_CHECKING:
    from aggregator.configuration import Configured
    from aggregator.network.access import Access
    from aggregator.registry.files import Layers

SETTABLE = (
    "seeds", "overrides", "channels", "language_file", "store", "out", "home", "templates", "record", "metrics"
)  # fmt: skip
"""Options that the configuration sets as well, under the same name."""


def _configurable(name: str, help: str, metavar: str) -> Any:
    """Make an option that the configuration, and so the variable `AGGREGATOR_<name>`, sets as well."""
    return typer.Option(help=f"{help} [env var: AGGREGATOR_{name}]", metavar=metavar)


def _read(path: str) -> Configured:
    from aggregator.configuration import load_configuration  # imports pydantic, which `--help` does not need

    return load_configuration(Path(path))


def _configured(context: typer.Context, found: Any) -> Any:
    """Give the options that come after it the values of the configuration as their defaults."""
    if context.resilient_parsing:
        return None
    from aggregator.configuration import load_configuration

    configured: Configured = found or load_configuration()
    context.default_map = {name: value for name in SETTABLE if (value := getattr(configured.values, name)) is not None}
    return configured


Edition = Annotated[str, typer.Option(help="Name of the edition, as in seeds/editions.")]
DATES = "YYYY-MM-DD, today or yesterday"
Day = Annotated[
    str | None,
    typer.Option(
        "--date",
        help=f"Day of the edition: {DATES} [default: today in its zone, or the recording's day].",
        metavar="DATE",
    ),
]


def day_of(text: str, zone: tzinfo) -> date:
    """Read a day: a date, or `today` or `yesterday` in a zone; raise `UsageError` for anything else."""
    days_ago = {"today": 0, "yesterday": 1}
    if text in days_ago:
        return datetime.now(zone).date() - timedelta(days=days_ago[text])
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=zone).date()
    except ValueError:
        raise UsageError(f"not a date: {text!r}; {DATES}") from None


def utc_day(text: str) -> datetime:
    """Read a day as its first moment, in UTC."""
    return datetime.combine(day_of(text, UTC), time())


def edition_day(places: Places, edition: str | None, text: str | None) -> date | None:
    """Read the day of an edition in its zone; without an edition in that of the first one."""
    if text is None:
        return None
    if text[:1].isdigit():
        return day_of(text, UTC)
    from aggregator.registry.editions import load_edition_plans

    plans = load_edition_plans(places.layers, [edition] if edition else ())
    return day_of(text, ZoneInfo(next(iter(plans)).zone))


Since = Annotated[
    datetime | None, typer.Option(parser=utc_day, help=f"First day of fetching (UTC): {DATES}.", metavar="DATE")
]
Outlets = Annotated[list[str] | None, typer.Option("--outlet", help="Only this outlet; repeatable.", metavar="ID")]
AskAll = Annotated[bool, typer.Option("--ask-all", help="Ask every outlet, also those that are not due.")]
Replay = Annotated[
    list[Path] | None, typer.Option(help="Answer every request from this WARC file; repeatable.", metavar="F.warc.gz")
]
Record = Annotated[Path | None, _configurable("RECORD", "Write the answers to a new WARC file in this folder.", "DIR")]
Metrics = Annotated[
    Path | None,
    _configurable("METRICS", "File to replace with metrics for Prometheus when the run ends.", "F.prom"),
]
Publish = Annotated[bool, typer.Option(help="Queue the edition for the channels, and deliver what is due.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as one JSON object, and nothing else.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a command reads and writes."""

    given: frozenset[str] = frozenset()
    """Names of the options that the command was called with."""
    config: Annotated[
        Any,
        typer.Option(
            "--config",
            parser=_read,
            callback=_configured,
            is_eager=True,
            help="Configuration, instead of newsdesk.toml here. [env var: AGGREGATOR_CONFIG]",
            metavar="F.toml",
        ),
    ] = None
    seeds: Annotated[
        Path | None, _configurable("SEEDS", "Whole registry, instead of the one shipped and of your desk.", "DIR")
    ] = None
    overrides: Annotated[
        Path | None, _configurable("OVERRIDES", "Manual overrides, instead of the registry's overrides.toml.", "F.toml")
    ] = None
    channels: Annotated[
        Path | None, _configurable("CHANNELS", "Channels, instead of the registry's channels.toml.", "F.toml")
    ] = None
    language_file: Annotated[
        Path | None,
        _configurable("LANGUAGE_FILE", "Translator and summariser, instead of the registry's language.toml.", "F.toml"),
    ] = None
    store: Annotated[str, _configurable("STORE", "sqlite:///path or postgresql://…", "URL")] = (
        "sqlite:///out/aggregator.db"
    )
    out: Annotated[Path, _configurable("OUT", "Folder for the editions.", "DIR")] = Path("out")
    home: Annotated[str | None, _configurable("HOME", "Web address that serves --out, for links to it.", "URL")] = None
    templates: Annotated[
        Path | None, _configurable("TEMPLATES", "Templates that take precedence over the built-in ones.", "DIR")
    ] = None

    @property
    def configured(self) -> Configured:
        """The configuration under the options."""
        if self.config is not None:
            configured: Configured = self.config
            return configured
        from aggregator.configuration import load_configuration

        return load_configuration()

    @property
    def access(self) -> Access:
        """How the network is used."""
        return self.configured.access

    @property
    def desk(self) -> Path | None:
        """Folder with the operator's own seeds."""
        return self.configured.values.desk

    @property
    def layers(self) -> Layers:
        """The registry, in its layers."""
        from aggregator.registry.files import layers_of

        return layers_of(self.seeds, self.desk)


Registered = Annotated[Places, "seeds"]
Stored = Annotated[Places, "seeds", "store"]
Recredited = Annotated[Places, "seeds", "overrides", "store"]
"""For commands that show credits: manual overrides count."""


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take whole values: for a parameter of a dataclass it gets an option for each field.

    A parameter annotated with `Annotated[Places, "seeds", "store"]` gets those options only, and `--config`; other
    fields keep their defaults.
    """
    signature = inspect.signature(command, eval_str=True)
    options = {name: _options(parameter.annotation) for name, parameter in signature.parameters.items()}
    groups = {name: found for name, found in options.items() if found}

    @wraps(command)
    def gathering(*, context: typer.Context, **given: Any) -> None:
        for name, (group, parameters) in groups.items():
            values = {parameter.name: given.pop(parameter.name) for parameter in parameters}
            if group is Places:
                values["given"] = frozenset(filter(partial(_is_given, context), values))
            given[name] = group(**values)
        command(**given)

    parameters = [
        each for name, own in signature.parameters.items() for each in (groups[name][1] if name in groups else [own])
    ]
    gathering.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[
            *(each.replace(kind=Parameter.KEYWORD_ONLY) for each in parameters),
            Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context),
        ]
    )
    return gathering


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _options(annotation: Any) -> tuple[type[Any], list[Parameter]] | None:
    """Return a dataclass and an option for each of its fields, or of those that the annotation names."""
    group, *names = get_args(annotation) or (annotation,)
    if not (isinstance(group, type) and is_dataclass(group)):
        return None
    hints = _hints(group)
    return group, [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
        for field in fields(group)
        if field.name != "given" and (not names or field.name in (*names, "config"))
    ]


@cache
def _hints(group: type[Any]) -> dict[str, Any]:
    """Return the annotations of a dataclass; to evaluate them is a tenth of the time of `--help`."""
    return get_type_hints(group, include_extras=True)

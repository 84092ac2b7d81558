"""Options that several commands share, and whole values made of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import wraps
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints

import typer

if TYPE_CHECKING:
    from aggregator.registry.files import Layers

DEFAULT_STORE = "sqlite:///out/aggregator.db"


def _from_environment(name: str, help: str, metavar: str) -> Any:
    """Make an option that `AGGREGATOR_<name>` sets as well."""
    return typer.Option(envvar=f"AGGREGATOR_{name}", help=help, metavar=metavar)


Seeds = Annotated[Path | None, _from_environment("SEEDS", "Registry folder, instead of the one shipped.", "DIR")]
Edition = Annotated[str, typer.Option(help="Name of the edition, as in seeds/editions.")]
Day = Annotated[
    datetime | None,
    typer.Option(
        "--date", formats=["%Y-%m-%d"], help="Day of the edition [default: today in its zone, or the recording's day]."
    ),
]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of fetching (UTC).")]
Outlets = Annotated[list[str] | None, typer.Option("--outlet", help="Only this outlet; repeatable.", metavar="ID")]
AskAll = Annotated[bool, typer.Option("--ask-all", help="Ask every outlet, also those that are not due.")]
Replay = Annotated[
    list[Path] | None, typer.Option(help="Answer every request from this WARC file; repeatable.", metavar="F.warc.gz")
]
Record = Annotated[
    Path | None, typer.Option(help="Write the answers to a new WARC file in this folder.", metavar="DIR")
]
Metrics = Annotated[
    Path | None,
    _from_environment("METRICS", "File to replace with metrics for Prometheus when the run ends.", "F.prom"),
]
Publish = Annotated[bool, typer.Option(help="Queue the edition for the channels, and deliver what is due.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as one JSON object, and nothing else.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a command reads and writes."""

    seeds: Seeds = None
    overrides: Annotated[
        Path | None,
        _from_environment("OVERRIDES", "Manual overrides, instead of the registry's overrides.toml.", "F.toml"),
    ] = None
    channels: Annotated[
        Path | None, _from_environment("CHANNELS", "Channels, instead of the registry's channels.toml.", "F.toml")
    ] = None
    store: Annotated[str, _from_environment("STORE", "sqlite:///path or postgresql://…", "URL")] = DEFAULT_STORE
    out: Annotated[Path, typer.Option(help="Folder for the editions.", metavar="DIR")] = Path("out")
    home: Annotated[str | None, _from_environment("HOME", "Web address that serves --out, for links to it.", "URL")] = (
        None
    )
    templates: Annotated[
        Path | None, _from_environment("TEMPLATES", "Templates that take precedence over the built-in ones.", "DIR")
    ] = None

    @property
    def layers(self) -> Layers:
        """The registry, in its layers."""
        from aggregator.registry.files import layers_of  # imports pydantic, which `--help` does not need

        return layers_of(self.seeds)


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take whole values: for a parameter of a dataclass it gets an option for each field.

    A parameter annotated with `Annotated[Places, "seeds", "store"]` gets those options only; other fields keep their
    defaults.
    """
    signature = inspect.signature(command, eval_str=True)
    options = {name: _options(parameter.annotation) for name, parameter in signature.parameters.items()}
    groups = {name: found for name, found in options.items() if found}

    @wraps(command)
    def gathering(**given: Any) -> None:
        for name, (group, parameters) in groups.items():
            given[name] = group(**{parameter.name: given.pop(parameter.name) for parameter in parameters})
        command(**given)

    parameters = [
        each for name, own in signature.parameters.items() for each in (groups[name][1] if name in groups else [own])
    ]
    gathering.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[each.replace(kind=Parameter.KEYWORD_ONLY) for each in parameters]
    )
    return gathering


def _options(annotation: Any) -> tuple[type[Any], list[Parameter]] | None:
    """Return a dataclass and an option for each of its fields, or of those that the annotation names."""
    group, *names = get_args(annotation) or (annotation,)
    if not (isinstance(group, type) and is_dataclass(group)):
        return None
    hints = get_type_hints(group, include_extras=True)
    return group, [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name])
        for field in fields(group)
        if not names or field.name in names
    ]

"""The configuration: `newsdesk.toml`, and environment variables over it, as one validated value.

The file is that in the working folder, never one above it: a run must not depend on who left a file where. `--config`
or `AGGREGATOR_CONFIG` name another. Over a key of the file goes its variable, over that the option of a command.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, get_origin

from pydantic import AfterValidator, Field, ValidationError

from aggregator.errors import UsageError
from aggregator.models import Language
from aggregator.network.access import Access
from aggregator.network.addresses import AllowedHosts
from aggregator.registry.files import Seed, first_fault, line_of, load_seed
from aggregator.registry.outlets import WebAddress

FILE = "newsdesk.toml"
PREFIX = "AGGREGATOR_"
VARIABLE = f"{PREFIX}CONFIG"
"""Variable with the path of the file."""
PATHS = ("out", "desk", "seeds", "overrides", "channels", "language_file", "templates", "record", "metrics")
"""Keys that are paths; in the file they start at its folder."""
SQLITE = "sqlite:///"

_CONTACT = re.compile(r"\A(?:https?://[^\s()]+|[^\s()@]++@[^\s()@]+)")


def _contact(value: str) -> str:
    if not (_CONTACT.fullmatch(value) and value.isascii()):
        raise ValueError("neither a mail address nor a web address")
    return value


def _host(value: str) -> str:
    AllowedHosts.of([value])
    return value


def _store(value: str) -> str:
    if not value.startswith((SQLITE, "sqlite://", "postgresql://")):
        raise ValueError("not sqlite:///path or postgresql://…")
    return value


class Limits(Seed):
    """Deadlines of a crawl."""

    outlet_seconds: float = Field(default=900.0, gt=0)
    """Seconds for the crawl of an outlet; then its stories so far count, and the rest waits for the next run."""
    crawl_seconds: float = Field(default=1800.0, gt=0)
    """Seconds for the crawl of a run; then the edition is written from what is there."""
    page_seconds: float = Field(default=5.0, gt=0)
    """Seconds of the processor for reading a document; one that takes more is set aside. The largest seen take one."""


class Schedule(Seed):
    """The work of `aggregator schedule`."""

    editions: tuple[str, ...] = ()
    """Names of the editions that it makes; empty: all."""


class Configuration(Seed):
    """The keys of `newsdesk.toml`."""

    contact: Annotated[str, AfterValidator(_contact)] | None = None
    """Mail address or web address at which sites and receivers reach who runs this; part of the User-Agent. Without
    it nothing on the web is crawled."""
    store: Annotated[str, AfterValidator(_store)] = "sqlite:///out/aggregator.db"
    """The store: `sqlite:///path` or `postgresql://user:password@host/database`."""
    out: Path = Path("out")
    """Folder for the editions."""
    home: WebAddress | None = None
    """Web address that serves `out`, for links to it."""
    desk: Path | None = None
    """Folder with your own outlets, sources, sections and editions, on top of those that ship; default: the folder of
    this file."""
    seeds: Path | None = None
    """Folder with a whole registry, instead of the one that ships and of `desk`."""
    outlets: tuple[str, ...] = ()
    """Ids of the outlets that a run collects; empty: all that are enabled."""
    overrides: Path | None = None
    """File to read instead of the desk's `overrides.toml`."""
    channels: Path | None = None
    """File to read instead of the desk's `channels.toml`."""
    language_file: Path | None = None
    """File to read instead of the desk's `language.toml`."""
    languages: tuple[Language, ...] = ()
    """Languages that editions come out in, instead of those that their files name."""
    templates: Path | None = None
    """Folder with templates that take precedence over the built-in ones."""
    record: Path | None = None
    """Folder in which each crawl leaves its answers as a WARC file."""
    metrics: Path | None = None
    """File to replace with metrics for Prometheus when a run ends."""
    allow_hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    """Hosts, addresses and networks that may be connected to although they are not public."""
    limits: Limits = Limits()
    schedule: Schedule = Schedule()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the configuration, in its table."""

    path: tuple[str, ...]
    model: type[Seed]
    """The model of its table."""
    many: bool
    """Whether its value is a list; in a variable it is separated by commas."""

    @property
    def name(self) -> str:
        """The key as it is written: `limits.page_seconds`."""
        return ".".join(self.path)

    @property
    def variable(self) -> str:
        """The environment variable that goes over it."""
        return PREFIX + "_".join(self.path).upper()


def keys(model: type[Seed] = Configuration, above: tuple[str, ...] = ()) -> Iterator[Key]:
    """Yield the keys of the configuration, in the order of the model."""
    for name, found in model.model_fields.items():
        kind = found.annotation
        if isinstance(kind, type) and issubclass(kind, Seed):
            yield from keys(kind, (*above, name))
        else:
            yield Key((*above, name), model, get_origin(kind) is tuple)


@dataclass(frozen=True)
class Configured:
    """The configuration of a command, and where each of its values is from."""

    values: Configuration
    """Relative paths start at the working folder."""
    file: Path | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    """By key: the file with its line, or the variable; a key that is not in it has its default."""

    @cached_property
    def access(self) -> Access:
        """How the network is used."""
        return Access(self.values.contact, AllowedHosts.of(self.values.allow_hosts))

    def value(self, key: Key) -> Any:
        """Return the value of a key."""
        found: Any = self.values
        for name in key.path:
            found = getattr(found, name)
        return found


def load_configuration(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Configured:
    """Load a file, or the one that the environment names, or that in the working folder, if there is one.

    Raises `SeedError` for a fault of the file, naming key and line, and `UsageError` for one of a variable.
    """
    environment = os.environ if environment is None else environment
    named = file or (Path(path) if (path := environment.get(VARIABLE)) else None)
    found = named or (here if (here := Path(FILE)).exists() else None)
    stated = _from_file(found) if found else {}
    origins = _origins(found, stated) if found else {}
    over, variables = _from_environment(environment)
    merged = _merged(_based(stated, found), over)
    try:
        values = Configuration.model_validate(merged)
    except ValidationError as error:  # of a variable: the file was good
        location, reason = first_fault(error)
        steps = [part for part in location if isinstance(part, str)]
        raise UsageError(f"{PREFIX}{'_'.join(steps).upper()}: {reason}") from error
    return Configured(values, found, origins | variables)


def _from_file(file: Path) -> dict[str, Any]:
    return load_seed(file, Configuration).model_dump(exclude_unset=True)


def _origins(file: Path, stated: Mapping[str, Any]) -> dict[str, str]:
    text = file.read_text("utf-8")
    return {key.name: f"{file} (line {line_of(text, key.path)})" for key in keys() if _get(stated, key) is not None}


def _from_environment(environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of the variables as tables, and which variable has each key."""
    values: dict[str, Any] = {}
    origins = {}
    for key in keys():
        if text := environment.get(key.variable, "").strip():
            *tables, name = key.path
            table = values
            for step in tables:
                table = table.setdefault(step, {})
            table[name] = [part.strip() for part in text.split(",") if part.strip()] if key.many else text
            origins[key.name] = key.variable
    return values, origins


def _based(stated: Mapping[str, Any], file: Path | None) -> dict[str, Any]:
    """Let the paths of a file, and the defaults, start at its folder, which is the desk if it names none."""
    if file is None:
        return dict(stated)
    folder = file.parent
    values: dict[str, Any] = {"out": Path("out"), "desk": Path(), "store": Configuration().store, **stated}
    values |= {name: folder / path for name in PATHS if (path := values.get(name)) is not None}
    if values["store"].startswith(SQLITE):
        values["store"] = SQLITE + str(folder / values["store"].removeprefix(SQLITE))
    return values


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    tables = {name for name in above if isinstance(above[name], dict)}
    return {**below, **above, **{name: {**below.get(name, {}), **above[name]} for name in tables}}


def _get(table: Mapping[str, Any], key: Key) -> Any:
    found: Any = table
    for name in key.path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found

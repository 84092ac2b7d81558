"""The request for a run: one value for everything that the user may set."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from aggregator.configuration import Limits
from aggregator.errors import UsageError
from aggregator.formats.site import Site
from aggregator.models import Amendment, Language
from aggregator.network.access import Access
from aggregator.redaction import redact
from aggregator.registry.files import Layers, layers_of

DECIDING = ("language.toml", "overrides.toml", "sections.toml", "sources.toml")
"""Files of a registry that decide what an edition says, beside its outlets and editions."""
UNRECORDED = ("access", "limits")
"""Fields of a request that a run does not write down: they decide nothing about an edition."""
EARLIEST = 1990
"""Year of the oldest edition that may be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Parameters of a run. Raises `UsageError` for a date or a web address that cannot be."""

    store: str
    out: Path
    seeds: Path | None = None
    """Folder with a whole registry; None: what ships, with `desk` on top."""
    desk: Path | None = None
    """Folder with an operator's own seeds, on top of what ships."""
    overrides: Path | None = None
    """File to read instead of the seeds' `overrides.toml`."""
    helpers: Path | None = None
    """File to read instead of the seeds' `language.toml`."""
    languages: tuple[Language, ...] = ()
    """Languages to use instead of the edition's."""
    edition: str = "evening"
    day: date | None = None
    """None: today in the edition's zone, or the day of the recording."""
    due: bool = False
    """Make the edition of the newest window that has closed, unless it is made already."""
    outlets: tuple[str, ...] = ()
    """Ids of the outlets to crawl; empty: all."""
    ask_all: bool = False
    """Ask every outlet, also those that are not due. One that is named in `outlets` is always asked."""
    replay: tuple[Path, ...] = ()
    record: Path | None = None
    at: datetime | None = None
    """The moment to take for the present; None: the clock's, or the recording's."""
    channels: Path | None = None
    """File to read instead of the seeds' `channels.toml`."""
    publish: bool = True
    """False: the edition is written, but not queued for any channel."""
    amendment: Amendment | None = None
    """A change of a printed entry: the edition of its day must be in the store."""
    mailed: bool = False
    """Whether mail channels get the edition again with the amendment."""
    home: str | None = None
    """Web address of the output folder."""
    templates: Path | None = None
    """Folder whose templates take precedence over the built-in ones."""
    access: Access = field(default_factory=Access.of_environment)
    """How the network is used."""
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        Site(self.home, self.templates)
        if self.day and self.due:
            raise UsageError("--date and --due exclude each other")
        if self.day and self.day.year < EARLIEST:
            raise UsageError(f"--date {self.day}: no edition is older than {EARLIEST}")

    @property
    def settings(self) -> tuple[Path, ...]:
        """Files and folders that decide what an edition says: the registry and what replaces or adds to it."""
        given = (self.overrides, self.helpers, self.templates)
        below = (path for folder in self.layers.folders for path in _tables(folder))
        return (*below, *(path for path in given if path))

    @property
    def layers(self) -> Layers:
        """The registry, in its layers."""
        return layers_of(self.seeds, self.desk)

    def as_json(self) -> dict[str, Any]:
        """Return the request as JSON values, without the store's password."""
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in UNRECORDED}
        return {key: _plain(value) for key, value in (values | {"store": redact(self.store)}).items()}


def _tables(folder: Path) -> tuple[Path, ...]:
    """Return the files and folders of a layer that decide what an edition says."""
    return tuple(path for name in ("editions", "outlets", *DECIDING) if (path := folder / name).exists())


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Amendment):
        return {name: _plain(item) for name, item in asdict(value).items()}
    return str(value) if isinstance(value, Path | date | datetime) else value

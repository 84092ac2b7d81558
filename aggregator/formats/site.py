"""Where a digest will be published, and which templates it uses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from aggregator.errors import UsageError
from aggregator.formats.safe import web_address

PAGE = "digest.html"
"""The page of an edition, in its folder."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the output folder is published, and the operator's templates."""

    home: str | None = None
    """Web address of the output folder; without it documents do not link to themselves."""
    templates: Path | None = None
    """Folder whose templates replace ours."""
    folder: str | None = None
    """The edition's folder, below the output folder; None: its key."""

    def __post_init__(self) -> None:
        if self.home is not None and web_address(self.home) is None:
            raise UsageError(f"not a web address: {self.home!r}")
        if self.home is not None and set(self.home) & set("?#"):
            raise UsageError(f"not the address of a folder, it has a query or a fragment: {self.home!r}")
        if self.templates is not None and not self.templates.is_dir():
            raise UsageError(f"{self.templates}: no such folder of templates")

    def address(self, *path: str) -> str | None:
        """Return the address of a file below the output folder; None without a home."""
        base = web_address(self.home)
        return None if base is None else "/".join([base.rstrip("/"), *path])

    def edition_address(self, key: str, file_name: str) -> str | None:
        """Return the address of a document of the edition."""
        return self.address(self.folder or key, file_name)

    @property
    def host(self) -> str | None:
        """Host name of the home, in ASCII."""
        return urlsplit(web_address(self.home) or "").hostname


NOWHERE = Site()
"""Not published on the web, our own templates."""

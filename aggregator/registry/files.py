"""Read seed files: TOML, validated on load; each error names file, key and reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aggregator.errors import SeedError


class Seed(BaseModel):
    """A table of a seed file: frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""Name of an environment variable."""
AnySeed = TypeVar("AnySeed", bound=Seed)


def seeds_folder(folder: Path | None = None) -> Path:
    """Return the folder with the seeds: `folder`, or the one shipped with the program."""
    if folder is not None:
        if not folder.is_dir():
            raise SeedError(folder, "", "no such folder")
        return folder.resolve()
    with as_file(files("seeds") / "sources.toml") as shipped:
        return shipped.parent


def load_seed(path: Path, model: type[AnySeed]) -> AnySeed:
    """Read one TOML file into `model`; raise `SeedError` naming file, key and reason."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SeedError(path, "", error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(path, "", f"not TOML: {error}") from error
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise _first_error(path, error) from error


def load_optional_seed(path: Path, model: type[AnySeed], instead: Path | None = None) -> AnySeed:
    """Read an optional seed file; without it `model` has its defaults. `instead`, if given, must exist."""
    if instead is None and not path.exists():
        return model()
    return load_seed(instead or path, model)


def digest_of(paths: Iterable[Path]) -> str:
    """Return a SHA-256 of files and of the folders' files, by their names and contents."""
    whole = sha256()
    for path in paths:
        found = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for file in found:
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(path if path.is_dir() else path.parent).as_posix()
                whole.update(f"{name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return whole.hexdigest()


def _first_error(path: Path, error: ValidationError) -> SeedError:
    first = error.errors(include_url=False, include_input=False)[0]
    reason = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return SeedError(path, _key(first["loc"]), reason + more)


def _key(location: tuple[int | str, ...]) -> str:
    """Write a location as TOML people do: `entries[1].url`, counted from 0."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")

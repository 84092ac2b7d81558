"""Read seed files: TOML, validated on load; each error names file, key, reason and line.

Seeds lie in layers: those that ship with the program, and an operator's desk on top of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aggregator import SEEDS
from aggregator.errors import SeedError, in_a_line


class Seed(BaseModel):
    """A table of a seed file: frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""Name of an environment variable."""
AnySeed = TypeVar("AnySeed", bound=Seed)


@dataclass(frozen=True, slots=True)
class Layers:
    """Folders of seeds, lowest first: what a higher one has goes over what those below it have."""

    folders: tuple[Path, ...]

    @classmethod
    def of(cls, *folders: Path) -> Layers:
        """Make layers of folders, lowest first; raise `SeedError` for one that is not there."""
        for folder in folders:
            if not folder.is_dir():
                raise SeedError(folder, "", "no such folder")
        return cls(tuple(folder.resolve() for folder in folders))

    @property
    def top(self) -> Path:
        """The highest folder: the operator's."""
        return self.folders[-1]

    def files(self, name: str) -> list[Path]:
        """Return the files of a name, lowest first; where there is none, the path that the highest would have."""
        found = [path for folder in self.folders if (path := folder / name).exists()]
        return found or [self.top / name]

    def highest(self, name: str) -> Path:
        """Return the file of a name that counts where only one does; it may not exist."""
        return self.files(name)[-1]

    def named(self, folder: str) -> dict[str, Path]:
        """Return the TOML files in a folder of the layers by name, in its order, without those switched off.

        A file with `off = true` switches off what a lower layer has under its name. Raises `SeedError` for one that
        finds nothing there. An empty file does not count: a shell makes it for `outlets new … > outlets/quay.toml`.
        """
        found: dict[str, Path] = {}
        for number, layer in enumerate(self.folders):
            for path in sorted(filter(_says_anything, (layer / folder).glob("*.toml"))):
                if number == 0 or not _is_off(path):
                    found[path.stem] = path
                elif found.pop(path.stem, None) is None:
                    raise SeedError(path, "off", f"nothing below it is called {path.stem!r}")
        return dict(sorted(found.items()))

    def empty(self, folder: str) -> list[Path]:
        """Return the files that `named` leaves out because nothing is in them."""
        found = (path for layer in self.folders for path in sorted((layer / folder).glob("*.toml")))
        return [path for path in found if not _says_anything(path)]


def _says_anything(path: Path) -> bool:
    return not path.is_file() or path.stat().st_size > 0


def _is_off(path: Path) -> bool:
    try:
        return tomllib.loads(path.read_text("utf-8")).get("off") is True
    except (OSError, ValueError):  # whoever loads it says what is wrong
        return False


def layers_of(seeds: Path | None = None, desk: Path | None = None) -> Layers:
    """Return `seeds` alone, a whole registry; without it what ships, with the folder `desk` on top, if given."""
    if seeds is not None:
        return Layers.of(seeds)
    return Layers.of(SEEDS, *([desk] if desk else []))


def load_seed(path: Path, model: type[AnySeed]) -> AnySeed:
    """Read one TOML file into `model`; raise `SeedError` naming file, key, reason and line."""
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise SeedError(path, "", error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, thousands of digits, thousands of brackets
        raise SeedError(path, "", f"not TOML: {in_a_line(error)}") from error
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise _first_error(path, text, error) from error


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


def _first_error(path: Path, text: str, error: ValidationError) -> SeedError:
    location, reason = first_fault(error)
    line = line_of(text, location)
    where = f" (line {line})" if line else ""
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return SeedError(path, _key(location), reason + where + more)


def first_fault(error: ValidationError) -> tuple[tuple[int | str, ...], str]:
    """Return where the first fault is, and its reason."""
    first = error.errors(include_url=False, include_input=False)[0]
    unknown = first["type"] == "extra_forbidden"
    return first["loc"], "unknown key" if unknown else first["msg"].removeprefix("Value error, ")


_TABLE = re.compile(r"\[(\[?)([^\[\]]+)\]")
_LINE = re.compile(r"\A[\w.\"'-]++(?=\s*=)")


def line_of(text: str, location: Iterable[int | str]) -> int | None:
    """Return the line of a TOML text, from 1, with the key at a location, or with the closest above it; None: none.

    It reads headers and the starts of lines, which is enough to lead a reader there: not what a line holds inside.
    """
    wanted = list(location)
    best, found = 0, None
    table: list[int | str] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
        if header := _TABLE.match(line):
            table = _parts(header[2], counts, array=bool(header[1]))
            path = table
        elif key := _LINE.match(line):
            path = [*table, *_split(key[0])]
        else:
            continue
        if len(path) > best and path == wanted[: len(path)]:
            best, found = len(path), number
    return found


def _parts(name: str, counts: dict[str, int], array: bool) -> list[int | str]:
    """Return the location of a table, counting the tables of arrays in `counts`."""
    if array:
        counts[name] = counts.get(name, -1) + 1
    parts: list[int | str] = []
    steps = _split(name)
    for length, step in enumerate(steps, start=1):
        parts.append(step)
        if (number := counts.get(".".join(steps[:length]))) is not None:
            parts.append(number)
    return parts


def _split(name: str) -> list[str]:
    return [part.strip().strip("\"'") for part in name.split(".")]


def _key(location: tuple[int | str, ...]) -> str:
    """Write a location as TOML people do: `entries[1].url`, counted from 0."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")

"""The command init: a folder for an operator's own seeds and configuration."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from aggregator.errors import UsageError
from aggregator.files import cannot_write


def make_desk(folder: Path) -> None:
    """Write the files of a desk that are not there yet; print each, and what to do next. None is overwritten."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: not a folder")
    for name, text in sorted(_templates(files("aggregator.cli") / "desk")):
        print(f"{'made ' if _write(folder / name, text) else 'there'}  {folder / name}")
    print(f"\nNext: put your contact into {folder / 'newsdesk.toml'}, then, in {folder},")
    print("  aggregator config show\n  aggregator run --edition evening")


def _templates(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _templates(item, f"{above}{item.name}/")
        else:
            yield f"{above}{item.name}", item.read_bytes()


def _write(path: Path, text: bytes) -> bool:
    """Write a file unless there is one; return whether it was written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise cannot_write(path, error) from error
    return True

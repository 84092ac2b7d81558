"""`latest.json` in a folder: what is there of it, and the note that an edition was not made."""

from __future__ import annotations

import logging
from pathlib import Path

from aggregator.errors import Unreadable
from aggregator.files import write_files
from aggregator.formats.latest import FILE, Latest, Missing, read_latest, render, with_missing

_log = logging.getLogger(__name__)


def answer_in(file: Path) -> Latest:
    """Return the answer in a file; one that is missing or unreadable says nothing, and the latter is logged."""
    try:
        return read_latest(file.read_bytes())
    except FileNotFoundError:
        return Latest()
    except Unreadable as error:
        _log.warning("%s: begun again: %s", file, error)
        return Latest()


def file_for(folder: str, language: str) -> str:
    """Return the name of the file: each language has one if the folders of editions name the language."""
    return FILE.replace(".", f"-{language}.") if "{language}" in folder else FILE


def say_missing(folder: Path, name: str, missing: Missing) -> None:
    """Write into a folder's answer that an edition was not made; raise `AggregatorError` if it cannot be written."""
    write_files(folder, {name: render(with_missing(answer_in(folder / name), missing))})

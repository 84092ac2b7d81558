"""Files below the output folder: `<date>-<edition>/digest.txt` and its siblings, each replaced in one step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from aggregator.errors import AggregatorError


def write_files(folder: Path, documents: Mapping[str, str]) -> list[Path]:
    """Write documents by file name; return their paths. A file whose bytes would not change is left as it is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [write_file(folder / name, text.encode("utf-8")) for name, text in documents.items()]
    except OSError as error:
        raise AggregatorError(f"{folder}: cannot write: {error.strerror or error}") from error


def write_file(path: Path, content: bytes) -> Path:
    """Replace a file in one step; one whose bytes would not change is left as it is. Raises `OSError`."""
    if path.is_file() and path.read_bytes() == content:
        return path
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(part).chmod(0o644)
    Path(part).replace(path)
    return path

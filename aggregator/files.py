"""Files that are replaced in one step: a reader sees the old content or the new, never half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from aggregator.errors import AggregatorError


@contextmanager
def replacing(path: Path, part: Path | None = None) -> Iterator[BinaryIO]:
    """Yield a stream whose content replaces the file when the block ends; missing folders are made.

    If the block raises, the file stays as it was. `part` is where the content grows, and stays if the block raises;
    without it, in a hidden file that is removed. Raises `OSError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = part.open("wb") if part else _hidden(path)
    growing = Path(stream.name)
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        growing.chmod(0o644)
        growing.replace(path)
    except BaseException:
        if part is None:
            growing.unlink(missing_ok=True)
        raise


def write_file(path: Path, content: bytes) -> Path:
    """Replace a file, unless it has this content already. Raises `OSError`."""
    if not path.is_file() or path.read_bytes() != content:
        with replacing(path) as stream:
            stream.write(content)
    return path


def write_files(folder: Path, documents: Mapping[str, str]) -> list[Path]:
    """Write documents by file name, as `write_file` does; return their paths."""
    try:
        return [write_file(folder / name, text.encode("utf-8")) for name, text in documents.items()]
    except OSError as error:
        raise cannot_write(folder, error) from error


def cannot_write(path: Path, error: OSError) -> AggregatorError:
    """Return the error for a file or folder that cannot be written."""
    return AggregatorError(f"{path}: cannot write: {error.strerror or error}")


def _hidden(path: Path) -> BinaryIO:
    return cast(BinaryIO, tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False))

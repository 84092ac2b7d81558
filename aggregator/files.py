"""Files that are replaced in one step: a reader sees the old content or the new, never half of one."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from aggregator.errors import AggregatorError, UsageError

NEW, OLD = ".aggregator-new", ".aggregator-old"
"""Suffixes of hidden files and folders: what is not in place yet, and what is in place no more."""
GROWING = ".aggregator-growing"
"""Suffix of a hidden folder that may take minutes to fill: no other command that writes beside it removes it."""

RENAME_EXCHANGE = 2
"""Flag of Linux's renameat2."""
_HERE = -100
"""AT_FDCWD: paths are those of the process."""


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


@contextmanager
def replacing_whole(path: Path) -> Iterator[Path]:
    """Yield a path where a library writes a new file, which replaces the one at `path` when the block ends.

    If the block raises, the file stays as it was, and what the library wrote is removed. Raises `OSError`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.", suffix=NEW) as folder:
        aside = Path(folder) / path.name
        yield aside
        with aside.open("rb") as written:
            os.fsync(written.fileno())
        aside.chmod(0o644)
        aside.replace(path)


@contextmanager
def replacing_folder(place: Path) -> Iterator[Path]:
    """Yield a new folder that replaces the one at `place`, and all in it, when the block ends.

    If the block raises, all stays as it was. One process at a time has a place; what a killed one left beside it is
    put right first. Its files are not synced one by one: it can be made again. Raises `OSError`.
    """
    place = place.resolve()
    aside, old = _hidden_beside(place, GROWING), _hidden_beside(place, OLD)
    if old.is_dir():
        _restore(old)
    was_there = place.is_dir()
    with _held(place):
        try:
            _remove(aside)
            aside.mkdir()
            yield aside
            shutil.copymode(place, aside)
            _swap(aside, place)
        except BaseException:
            if not was_there and not any(place.iterdir()):
                place.rmdir()
            raise
        finally:
            _remove(aside)


def write_file(path: Path, content: bytes) -> Path:
    """Replace a file, unless it has this content already. Raises `OSError`."""
    if not (path.is_file() and path.read_bytes() == content):
        with replacing(path) as stream:
            stream.write(content)
    return path


@dataclass(slots=True)
class Replacements:
    """Folders and files below a root, written aside, that come into place together."""

    root: Path
    _waiting: dict[Path, Path] = field(default_factory=dict)
    """Folders and files written aside, by their place, in the order in which they come there."""

    def folder(self, name: str, documents: Mapping[str, bytes], *, alone: bool = False) -> list[Path]:
        """Prepare a folder with documents; what else is in it stays, other documents only if these are not `alone`."""
        place = self.root / name
        others = _others(place, documents, alone)
        if not _holds(place, documents, others):
            aside = self._aside(place)
            aside.mkdir(parents=True)
            if place.is_dir():
                shutil.copymode(place, aside)
            _keep(place, aside, others)
            for document, content in documents.items():
                _write(aside / document, content)
        return [place / document for document in documents]

    def file(self, name: str, content: bytes) -> Path:
        """Prepare a file."""
        place = self.root / name
        if not (place.is_file() and place.read_bytes() == content):
            _write(self._aside(place), content)
        return place

    def commit(self) -> None:
        """Bring all into place; each is whole, and takes its place in one step."""
        for place, aside in self._waiting.items():
            _swap(aside, place)

    def discard(self) -> None:
        """Remove what is still aside."""
        for aside in self._waiting.values():
            _remove(aside)

    def _aside(self, place: Path) -> Path:
        place = place.resolve()
        self._waiting[place] = _hidden_beside(place, NEW)
        return self._waiting[place]


@contextmanager
def replacing_below(root: Path) -> Iterator[Replacements]:
    """Yield replacements that come into place when the block ends; if it raises, all stays as it was.

    One process at a time has a root; what a killed one left there is put right first. Raises `OSError`.
    """
    with _held(root):
        _put_right(root)
        replacements = Replacements(root)
        try:
            yield replacements
            replacements.commit()
        finally:
            replacements.discard()


def write_files(folder: Path, documents: Mapping[str, str]) -> list[Path]:
    """Write documents into a folder by file name, all or none; return their paths. Raises `AggregatorError`."""
    try:
        with replacing_below(folder) as replacements:
            return [replacements.file(name, text.encode("utf-8")) for name, text in documents.items()]
    except OSError as error:
        raise cannot_write(folder, error) from error


def put_right(root: Path) -> None:
    """Bring back a folder whose replacement was cut short, and remove files that are not in place yet.

    Raises `AggregatorError`.
    """
    if not root.is_dir():
        return
    try:
        with _held(root):
            _put_right(root)
    except OSError as error:
        raise cannot_write(root, error) from error


def require_folder(path: Path) -> None:
    """Raise `UsageError` if the folder that a file or folder is to be written into is not there."""
    if not (folder := path.absolute().parent).is_dir():
        raise UsageError(f"{path}: no such folder: {folder}")


def cannot_write(path: Path, error: OSError) -> AggregatorError:
    """Return the error for a file or folder that cannot be written."""
    return AggregatorError(f"{path}: cannot write: {error.strerror or error}")


def _hidden(path: Path) -> BinaryIO:
    prefix = f".{path.name}."
    return cast(BinaryIO, tempfile.NamedTemporaryFile(dir=path.parent, prefix=prefix, suffix=NEW, delete=False))


def _hidden_beside(place: Path, suffix: str) -> Path:
    return place.with_name(f".{place.name}{suffix}")


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """Lock a folder against other processes, which wait."""
    root.mkdir(parents=True, exist_ok=True)
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _put_right(root: Path) -> None:
    for below in (".", "*/."):  # in the folder, then in the folders of editions in it
        for old in [*root.glob(f"{below}*{OLD}")]:
            _restore(old)
        for new in [*root.glob(f"{below}*{NEW}")]:
            _remove(new)


def _restore(old: Path) -> None:
    """Bring back a folder that was moved away for another, unless that one is in its place."""
    place = old.with_name(old.name.removeprefix(".").removesuffix(OLD))
    if place.exists():
        _remove(old)
    else:
        old.rename(place)


def _holds(folder: Path, documents: Mapping[str, bytes], others: set[str]) -> bool:
    """Return whether a folder has these documents and others, and nothing else."""
    if not folder.is_dir() or {path.name for path in folder.iterdir()} != documents.keys() | others:
        return False
    return all((folder / name).read_bytes() == content for name, content in documents.items())


def _others(folder: Path, documents: Mapping[str, bytes], alone: bool) -> set[str]:
    """Return what stays in a folder beside the documents; where they are alone, hidden files and folders."""
    found = {path for path in folder.iterdir() if path.name not in documents} if folder.is_dir() else set()
    return {path.name for path in found if not alone or path.is_dir() or path.name.startswith(".")}


def _keep(folder: Path, aside: Path, names: set[str]) -> None:
    """Let the new folder have files and folders of the old one: as links, where the file system has them."""
    for name in names:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, aside / name, symlinks=True, copy_function=_link)
        else:
            _link(folder / name, aside / name)


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # not every file system has links
        shutil.copy2(source, target, follow_symlinks=False)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(0o644)


def _swap(aside: Path, place: Path) -> None:
    """Put a file or folder into place: in one step, but for a folder where the system cannot exchange two.

    There a kill between its two steps is put right by the next run.
    """
    if not place.is_dir():
        aside.replace(place)
        return
    if _exchange(aside, place):
        _remove(aside)
        return
    old = _hidden_beside(place, OLD)
    place.rename(old)
    aside.rename(place)
    _remove(old)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders, as Linux can on most file systems; return whether it was done."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    return bool(renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), RENAME_EXCHANGE) == 0)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

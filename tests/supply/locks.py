"""The locked packages, read from the locks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.paths import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-fuzz.lock")
_PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)(?P<marker>[^\\\n]*)", re.MULTILINE
)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_LARGE = 99
"""From this major version on a release is a placeholder, unless it is a year."""
_YEARS = range(2000, 2100)
COUNTED = frozenset({"pywin32"})
"""Packages whose versions are the numbers of their builds."""


class Locked(NamedTuple):
    """A package as a lock pins it."""

    name: str
    version: Version
    hashes: int
    lock: str
    marker: str


def read_lock(text: str, lock: str) -> Iterator[Locked]:
    """Yield the packages of a lock; every requirement that is not pinned is an error."""
    for entry in re.split(r"\n(?=[^\s#])", "\n".join(line for line in text.splitlines() if line[:1] != "#")):
        if not entry.strip():
            continue
        found = _PINNED.match(entry.strip())
        if not found:
            raise ValueError(f"{lock}: not pinned: {entry.splitlines()[0]}")
        version = Version(found["version"])
        yield Locked(
            canonicalize_name(found["name"]), version, len(_HASH.findall(entry)), lock, found["marker"].strip(" ;")
        )


def locked(root: Path = ROOT) -> list[Locked]:
    """Return the packages of all locks."""
    return [package for lock in LOCKS for package in read_lock((root / lock).read_text("utf-8"), lock)]


def is_placeholder(version: Version) -> bool:
    """Return whether a version is one that placeholders of a name have: 0.0.0, 999.9.9."""
    return not any(version.release) or (version.major >= _LARGE and version.major not in _YEARS)

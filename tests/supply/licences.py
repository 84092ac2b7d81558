"""`make licences` writes `docs/licences.md`: the licences of the locked packages."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from textwrap import fill

from tests.paths import ROOT
from tests.supply.locks import locked

PAGE = ROOT / "docs" / "licences.md"
_STATED = {
    "altair": "BSD-3-Clause",
    "atheris": "Apache-2.0",
    "axe-playwright-python": "MIT AND MPL-2.0",
    "brotlicffi": "MIT",
    "chardet": "LGPL-2.1-or-later",
    "click-default-group": "LicenseRef-Public-Domain",
    "colorama": "BSD-3-Clause",
    "cssselect": "BSD-3-Clause",
    "docutils": "BSD-2-Clause AND LicenseRef-Public-Domain",
    "flexcache": "BSD-3-Clause",
    "httpx2-jsfetch": "BSD-3-Clause",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "pebble": "LGPL-3.0-or-later",
    "pydispatcher": "BSD-3-Clause",
    "pygal": "LGPL-3.0-or-later",
    "pypydispatcher": "BSD-3-Clause",
    "pywin32": "PSF-2.0",
}
"""Of packages whose metadata name no licence, or not which one, or that other systems alone install."""
_SPELLINGS = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "the bsd 2-clause license": "BSD-2-Clause",
    "gpl-3.0": "GPL-3.0-only",
    "isc license": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
}
PERMISSIVE = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "LicenseRef-Public-Domain"}
    | {"MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "ZPL-2.1", "Zlib"}
)
WEAK = frozenset({"LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0", "MPL-1.1"})
STRONG = frozenset({"GPL-2.0-only", "GPL-3.0-only"})
NOT_WITH_GPL = {
    "Apache-2.0": "version 2 only: version 3 allows it",
    "CNRI-Python": "any version",
    "MPL-1.1": "any version, unless another licence may be chosen",
}
"""Licences that a version of the GPL does not allow beside it (https://www.gnu.org/licenses/license-list.html)."""
KNOWN = PERMISSIVE | WEAK | STRONG


def licence_of(name: str) -> str:
    """Return the licence of a package as an SPDX expression."""
    if name in _STATED:
        return _STATED[name]
    facts = metadata(name)
    classifiers = [text.rpartition(" :: ")[2] for text in facts.get_all("Classifier", []) if text.startswith("License")]
    stated = facts.get("License-Expression") or (facts.get("License") or "").strip().split("\n")[0]
    for spelling in filter(None, (stated, *reversed(classifiers))):
        expression = _SPELLINGS.get(spelling.lower(), spelling).replace(" and ", " AND ")
        if set(parts(expression)) <= KNOWN:
            return expression
    raise ValueError(f"{name}: no known licence: {stated or classifiers}")


def parts(expression: str) -> list[str]:
    """Return the licences in an expression."""
    return re.split(r" (?:AND|OR) ", expression)


def written(page: str) -> dict[str, str]:
    """Return the licences in a page, by package."""
    return dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", page, re.MULTILINE))


def page() -> str:
    """Return the page."""
    shipped = {package.name for package in locked() if package.lock == "requirements.lock"}
    names = sorted({package.name for package in locked()})
    licences = {name: _licence(name) for name in names}
    rows = [f"| {name} | {licence} | {'yes' if name in shipped else ''} |" for name, licence in licences.items()]
    copyleft = [_item(name, licence) for name, licence in licences.items() if set(parts(licence)) & (WEAK | STRONG)]
    apart = [_item(f"{licence} ({reason})", _with(licence, licences)) for licence, reason in NOT_WITH_GPL.items()]
    return _PAGE.format(rows="\n".join(rows), copyleft="\n".join(copyleft), apart="\n".join(apart))


def _item(name: str, said: str) -> str:
    return fill(f"- {name}: {said}", width=100, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)


def _licence(name: str) -> str:
    """Return a package's licence, the written one where the package is not installed."""
    try:
        return licence_of(name)
    except PackageNotFoundError:
        return written(PAGE.read_text("utf-8"))[name]


def _with(licence: str, licences: dict[str, str]) -> str:
    return ", ".join(name for name, expression in licences.items() if licence in parts(expression))


_PAGE = """# Licences

Written by `make licences`. The program itself is under the [MIT licence](../LICENSE). It includes
none of these packages; `make` and `pip` install them.

## Copyleft

Changes to these are under their own licences. Codespell is run as a tool, and nothing is linked
with it.

{copyleft}

## Incompatible with the GPL

Who puts the program and its packages into a work under the GPL looks at these:

{apart}

## All packages

| package | licence | needed to run |
|---|---|---|
{rows}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")

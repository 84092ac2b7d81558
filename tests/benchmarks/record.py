"""Figures of several runs, as `docs/performance.json` keeps them, and whether new ones are worse."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from statistics import median
from typing import Any

from tests.benchmarks.measure import Figure
from tests.paths import ROOT

FILE = ROOT / "docs" / "performance.json"
PAGE = ROOT / "docs" / "performance.md"
START, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
"""Around the table of the page."""
LEAST_SPREAD = 0.05
"""Of a figure: three runs may agree by chance, and some figures are measured once."""
_PACKAGES = ("scrapy", "lxml", "trafilatura", "sqlalchemy", "aiohttp", "duckdb", "pyarrow")


def summary(runs: Sequence[Sequence[Figure]]) -> dict[str, dict[str, Any]]:
    """Return for each figure its median, the least and the most of the runs, and the words of the last."""
    values: dict[str, list[Figure]] = {}
    for figure in (figure for run in runs for figure in run):
        values.setdefault(figure.key, []).append(figure)
    return {key: _of_runs(figures) for key, figures in values.items()}


def _of_runs(figures: Sequence[Figure]) -> dict[str, Any]:
    found = sorted(figure.value for figure in figures)
    middle, least, most = (round(value, 3) for value in (median(found), found[0], found[-1]))
    last = figures[-1]
    return {"value": middle, "least": least, "most": most, "limit": last.limit, "unit": last.unit, "what": last.what}


def line(key: str, found: Mapping[str, Any]) -> str:
    """Say a figure in a line."""
    asked = "" if found["limit"] is None else f", at most {found['limit']:g}"
    spread = f"{found['least']:.3g} to {found['most']:.3g}"
    return f"{key}: {found['value']:.3g} {found['unit']} ({spread}{asked}): {found['what']}"


def worse(known: Mapping[str, Mapping[str, Any]], found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a line for each figure that is higher than the one known by more than the spread of that."""
    return [
        f"{key}: {now['value']:.3g} {now['unit']}, was {was['value']:.3g}"
        for key, now in found.items()
        if (was := known.get(key)) and now["value"] > was["value"] + _spread(was)
    ]


def _spread(known: Mapping[str, Any]) -> float:
    return max(float(known["most"]) - float(known["least"]), LEAST_SPREAD * float(known["value"]))


def known() -> dict[str, dict[str, Any]]:
    """Return the figures that are committed, by key; none if there are none."""
    return dict(json.loads(FILE.read_text("utf-8"))["figures"]) if FILE.exists() else {}


def keep(found: Mapping[str, Mapping[str, Any]], parts: Iterable[str]) -> None:
    """Write the figures of these parts in place of those known, with the machine and the versions."""
    others = {key: figure for key, figure in known().items() if key.partition(".")[0] not in set(parts)}
    document = {"machine": machine(), "figures": dict(sorted((others | dict(found)).items()))}
    FILE.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")


def with_table(page: str) -> str:
    """Return the page with the table of the figures known."""
    before, _, rest = page.partition(START)
    rows = [_row(key, figure) for key, figure in known().items()]
    head = ["| figure | value | of the runs | asked | what |", "|---|---|---|---|---|"]
    return before + START + "\n".join(["", *head, *rows, "", END]) + rest.partition(END)[2]


def _row(key: str, found: Mapping[str, Any]) -> str:
    limit = "" if found["limit"] is None else f"{found['limit']:.3g}"
    spread = f"{found['least']:.3g} to {found['most']:.3g}" if found["least"] != found["most"] else ""
    return f"| `{key}` | {found['value']:.3g} {found['unit']} | {spread} | {limit} | {found['what']} |"


def machine() -> dict[str, Any]:
    """Return the processors and the versions that figures depend on."""
    packages = {name: version(name) for name in _PACKAGES}
    return {"cpus": os.cpu_count(), "system": platform.system(), "python": platform.python_version(), **packages}

"""Draw the house from its import graph (`make architecture`): docs/architecture.svg, and the table of rooms.

A room is a package or a module of `aggregator`, or `spiders`, its `readers`, or `pipelines`. Its floor is its layer in
the contract of pyproject.toml; a room that the contract does not name is one floor above the highest room it imports.
The drawing leaves out an arrow where another way leads to the same room; the table lists every import.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from statistics import fmean

import grimp

from tests.paths import ROOT

DRAWING = ROOT / "docs" / "architecture.svg"
PAGE = ROOT / "docs" / "architecture.md"
TABLE = re.compile(r"(?<=<!-- rooms -->\n).*?(?=<!-- end of rooms -->)", re.DOTALL)

PACKAGES = ("aggregator", "spiders", "pipelines")
INNER = {"spiders.readers"}
"""Packages inside `spiders` that are rooms."""

Arrows = Mapping[str, frozenset[str]]
"""Room → the rooms that it imports."""


@cache
def arrows() -> Arrows:
    """Return what each room imports."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    found: dict[str, set[str]] = {}
    for module in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(module):
            found.setdefault(room_of(module), set()).add(room_of(imported))
            found.setdefault(room_of(imported), set())
    outside = ("aggregator", "aggregator.__main__")
    return {room: frozenset(to - {room, *outside}) for room, to in sorted(found.items()) if room not in outside}


def room_of(module: str) -> str:
    """Return the room that a module belongs to."""
    parts = module.split(".")
    if parts[0] == "aggregator":
        return ".".join(parts[:2])
    return next((inner for inner in INNER if f"{module}.".startswith(f"{inner}.")), parts[0])


def floors() -> dict[str, int]:
    """Return the floor of each room, the lowest being 0."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    layers = [re.split(r"\s*\|\s*", layer) for layer in contract["layers"]]
    found = {f"aggregator.{room}": floor for floor, rooms in enumerate(reversed(layers)) for room in rooms}
    for room in sorted(arrows().keys() - found.keys(), key=lambda room: -len(room)):
        found[room] = 1 + max((found[to] for to in arrows()[room] if to in found), default=-1)
    return {room: floor for room, floor in found.items() if room in arrows()}


def climbing() -> list[str]:
    """Return the arrows that lead up or sideways, `a → b`."""
    floor = floors()
    return [f"{room} → {to}" for room, others in arrows().items() for to in sorted(others) if floor[to] >= floor[room]]


def direct() -> Iterator[tuple[str, str]]:
    """Yield the arrows that no other way through the house implies."""
    for room, others in arrows().items():
        implied = frozenset().union(*(reach(other) for other in others))
        yield from ((room, other) for other in sorted(others - implied))


@cache
def reach(room: str) -> frozenset[str]:
    """Return every room that a room imports through others."""
    return frozenset().union(arrows()[room], *(reach(other) for other in arrows()[room]))


WIDTH, BOX, HEIGHT, GAP, MARGIN = 1080, 112, 30, 50, 12
"""Pixels: width of the drawing and of a room, height of a room, between two floors, at the edge."""
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1b1f24; text-anchor: middle; }
  rect { fill: #eef3fa; stroke: #7d93b2; rx: 5px; }
  rect.spiders, rect.pipelines { fill: #f6efe0; stroke: #b39a63; }
  path { fill: none; stroke: #8a94a3; stroke-opacity: .7; marker-end: url(#head); }
  #head path { fill: #8a94a3; stroke: none; marker-end: none; }
"""


def drawing() -> str:
    """Return the drawing as SVG."""
    place, top = places(), max(floors().values())
    height = 2 * MARGIN + (top + 1) * HEIGHT + top * GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{len(place)} rooms on {top + 1} floors; each imports only from the floors below</title>",
            f"<style>{STYLE}</style>",
            '<marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0 8 4 0 8z"/></marker>',
            *(_arrow(*place[room], *place[to]) for room, to in direct()),
            *(_box(room, *place[room]) for room in place),
            "</svg>\n",
        ]
    )


def places() -> dict[str, tuple[int, int]]:
    """Return where each room is drawn: the middle of its upper edge; below the rooms that import it, if it can be."""
    floor, place = floors(), {}
    top = max(floor.values())
    for level in range(top, -1, -1):
        rooms = sorted((_middle(room, place), room) for room in floor if floor[room] == level)
        step = WIDTH / len(rooms)
        for index, (_, room) in enumerate(rooms):
            place[room] = (round(step * (index + 0.5)), MARGIN + (top - level) * (HEIGHT + GAP))
    return place


def _middle(room: str, place: Mapping[str, tuple[int, int]]) -> float:
    above = [place[importer][0] for importer, to in direct() if to == room]
    return fmean(above or [0])


def _arrow(x: int, y: int, to_x: int, to_y: int) -> str:
    start, middle = y + HEIGHT, (y + HEIGHT + to_y) // 2
    return f'<path d="M{x} {start}C{x} {middle} {to_x} {middle} {to_x} {to_y - 2}"/>'


def _box(room: str, x: int, y: int) -> str:
    return (
        f'<rect class="{_package(room)}" x="{x - BOX // 2}" y="{y}" width="{BOX}" height="{HEIGHT}"/>'
        f'<text x="{x}" y="{y + 20}">{escape(_name(room))}</text>'
    )


def _package(room: str) -> str:
    return room.partition(".")[0]


def _name(room: str) -> str:
    return room.removeprefix("aggregator.")


def table() -> str:
    """Return the rooms with what each holds, by the first sentence of its docstring, and what it imports."""
    floor = floors()
    rooms = sorted(floor, key=lambda room: (-floor[room], PACKAGES.index(_package(room)), room))
    head = "| floor | room | holds | imports |\n|---|---|---|---|\n"
    return head + "".join(
        f"| {floor[room] + 1} | [`{_name(room)}`](../{path}) | {_purpose(path)} | {_listed(room)} |\n"
        for room in rooms
        for path in [_path(room)]
    )


def _listed(room: str) -> str:
    return ", ".join(map(_name, sorted(arrows()[room])))


def _path(room: str) -> str:
    path = room.replace(".", "/")
    return path if (ROOT / path).is_dir() else f"{path}.py"


def _purpose(path: str) -> str:
    """Return the first sentence of a package's or a module's docstring."""
    file = ROOT / path / "__init__.py" if (ROOT / path).is_dir() else ROOT / path
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return " ".join(re.split(r"(?<=[.;])\s|\n\n", text)[0].split()).rstrip(".;").replace("|", "\\|")


def page() -> str:
    """Return docs/architecture.md with today's table."""
    return TABLE.sub(lambda _: table(), PAGE.read_text("utf-8"))


if __name__ == "__main__":
    DRAWING.write_text(drawing(), "utf-8")
    PAGE.write_text(page(), "utf-8")
    print(f"{len(arrows())} rooms, {max(floors().values()) + 1} floors, {sum(map(len, arrows().values()))} arrows")

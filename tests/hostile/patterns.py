"""Every regular expression of the program, and texts that make a careless one slow.

`python -m tests.hostile.patterns [PREFIX]` attacks all of them at length and prints those over the limit.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import random
import re
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import islice
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from time import process_time
from typing import Any, NamedTuple

from aggregator.registry.files import layers_of

PACKAGES = ("aggregator", "spiders", "pipelines")
LIMIT = 0.05
"""Seconds of CPU on a text of `SIZE` characters."""
SIZE = 100_000
SMALL = 1_000
"""Characters of the texts that find the worst shapes."""
SUSPECT = 0.0004
"""Seconds from which on a small text is tried at full size."""
SUSPECTS = 3
CUT = {
    "spiders.readers.forwarding._HIDDEN": 5_000,
    "aggregator.text.sentences._LAST_WORD": 40,
    "aggregator.attribution.statements._FINAL": 400,
}
"""Characters to which the text of a pattern is cut where it is used."""
ROOT = Path(__file__).parents[2]
_SAMPLES = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": "-"}
_UNITS = (
    "a", "1", " ", "中", "\n", "<", "A", "a ", "1 ", "中，", "一", "《", "“", "（", "\t\n", "https://a.b/", "&#1;",
    "1.", "1,000", "a-", "年月日",
)  # fmt: skip


class Found(NamedTuple):
    """A regular expression and its place."""

    pattern: re.Pattern[Any]
    where: str


class Slow(NamedTuple):
    """A pattern over the limit: seconds for a text of `SIZE`, and the text's shape."""

    found: Found
    seconds: float
    shape: str


def every_pattern() -> list[Found]:
    """Return the patterns in attributes of all modules, of calls of `re`, of cached makers, and of the outlets."""
    found: dict[tuple[Any, int], Found] = {}
    for name in _modules():
        module = import_module(name)
        for key, value in list(vars(module).items()):
            for pattern in _patterns_in(value, name):
                found.setdefault((pattern.pattern, pattern.flags), Found(pattern, f"{name}.{key}"))
        for line, pattern in _inline(module):
            found.setdefault((pattern.pattern, pattern.flags), Found(pattern, f"{name}:{line}"))
    for where, pattern in _of_outlets():
        found.setdefault((pattern.pattern, pattern.flags), Found(pattern, where))
    return list(found.values())


def _modules() -> Iterator[str]:
    for top in PACKAGES:
        for module in pkgutil.walk_packages(import_module(top).__path__, f"{top}."):
            if not module.name.endswith(("__main__", "migrations.env")):  # run when imported
                yield module.name


def _patterns_in(value: Any, module: str, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns in a value: in containers, our objects and classes, results of functions without arguments."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth > 4 or isinstance(value, str | bytes):
        return
    elif isinstance(value, Mapping):
        for part in islice([*value.values(), *value], 4000):
            yield from _patterns_in(part, module, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in islice(value, 2000):
            yield from _patterns_in(part, module, depth + 1)
    elif callable(value) and getattr(value, "__module__", "") == module and not inspect.isclass(value):
        if "Pattern" in str(getattr(value, "__annotations__", {}).get("return", "")) and not _parameters(value):
            yield from _patterns_in(value(), module, depth + 1)
    elif (type(value).__module__.split(".")[0] in PACKAGES) or (inspect.isclass(value) and value.__module__ == module):
        slots = [getattr(value, slot, None) for slot in getattr(type(value), "__slots__", ())]
        for part in [*getattr(value, "__dict__", {}).values(), *slots]:
            yield from _patterns_in(part, module, depth + 1)


def _parameters(value: Any) -> bool:
    return bool(inspect.signature(value).parameters)


def _inline(module: Any) -> Iterator[tuple[int, re.Pattern[Any]]]:
    """Yield the patterns of calls such as `re.sub("…", …)`, if their text needs no local name."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr != "escape":
            with suppress(NameError, AttributeError):  # needs a local name
                text = eval(compile(ast.Expression(node.args[0]), "pattern", "eval"), dict(vars(module)))
                if isinstance(text, str | bytes):
                    yield node.lineno, re.compile(text)


def _of_outlets() -> Iterator[tuple[str, re.Pattern[Any]]]:
    from aggregator.registry.outlets import load_outlets

    for outlet in load_outlets(layers_of(ROOT / "seeds")).values():
        for pattern in filter(None, (outlet.story, *outlet.deny)):
            yield f"seeds/outlets/{outlet.id}.toml", re.compile(pattern)


def attacks(pattern: re.Pattern[Any], size: int, most: int | None = None) -> Iterator[tuple[str, str]]:
    """Yield shapes and texts: what the pattern is made of repeated, or its beginning and then one character.

    `most`: only this number of its characters, each repeated, which shows nearly every careless pattern.
    """
    shapes = _shapes(pattern)
    if most is not None:
        characters = dict.fromkeys([" ", *_pieces(pattern)[1]])
        shapes = iter([("", character, "\x00!") for character in characters][:most])
    for before, unit, after in shapes:
        yield f"{before[:20]!r}, {unit[:20]!r}*, {after!r}", before + (unit * (size // len(unit) + 1))[:size] + after


def _shapes(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    literals, characters = _pieces(pattern)
    texts = _matching(pattern)
    pairs = [a + b for a in characters[:9] for b in characters[:9]]
    behind = [literal + character for literal in literals[:5] for character in characters[:8]]
    cut = [text[:-1] for text in texts if len(text) > 1]
    for unit in dict.fromkeys(filter(None, [*characters, *literals, *behind, *pairs, *texts, *cut, *_UNITS])):
        yield "", unit, ""
        yield "", unit, "\x00!"
    for before in (*literals[:6], *texts[:4]):
        for unit in (*characters[:14], "a", "1", " ", "中"):
            yield before, unit, ""
    for text in texts[:6]:
        half = len(text) // 2
        for unit in (*characters[:6], " ", "a", "1", "中"):
            yield text[:half], unit, text[half:-1]


def _tree(pattern: re.Pattern[Any]) -> Any:
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    return parser.parse(text, 0 if isinstance(pattern.pattern, bytes) else pattern.flags)


def _pieces(pattern: re.Pattern[Any]) -> tuple[list[str], list[str]]:
    """Return a pattern's runs of literals, the longest first, and the characters it names."""
    literals: set[str] = set()
    characters: set[str] = set()

    def walk(items: Any) -> None:
        run = ""
        for kind, value in items:
            name = str(kind)
            if name == "LITERAL":
                run += chr(value)
                characters.add(chr(value))
                continue
            literals.add(run)
            run = ""
            if name == "IN":
                characters.update(_members(value))
            elif name.endswith("REPEAT"):
                walk(value[2])
            elif name in {"SUBPATTERN"}:
                walk(value[3])
            elif name == "BRANCH":
                for branch in value[1]:
                    walk(branch)
            elif name.startswith("ASSERT"):
                walk(value[1])
            elif name == "ATOMIC_GROUP":
                walk(value)
            elif name in {"ANY", "NOT_LITERAL"}:
                characters.update("a中")
        literals.add(run)

    walk(_tree(pattern))
    return sorted(literals - {""}, key=len, reverse=True)[:12], sorted(characters)[:28]


def _members(choice: Any) -> Iterator[str]:
    for kind, value in choice:
        if str(kind) == "LITERAL":
            yield chr(value)
        elif str(kind) == "RANGE":
            yield from (chr(value[0]), chr(value[1]))
        elif str(kind) == "CATEGORY":
            yield _SAMPLES.get(str(value).removeprefix("CATEGORY_"), "a")


def _matching(pattern: re.Pattern[Any]) -> list[str]:
    """Return some texts that begin as the pattern does, the shortest first."""
    tree = _tree(pattern)
    made = {_text(tree, random.Random(seed), (1, 2, 4, 40)[seed % 4])[:4000] for seed in range(10)}
    return sorted(made - {""}, key=lambda text: (len(text), text))


def _text(items: Any, chance: random.Random, repeats: int) -> str:
    text = ""
    for kind, value in items:
        name = str(kind)
        if name == "LITERAL":
            text += chr(value)
        elif name in {"ANY", "NOT_LITERAL"}:
            text += chance.choice("a中1 ")
        elif name == "IN":
            members = list(_members(value))
            negated = any(str(part) == "NEGATE" for part, _ in value)
            text += chance.choice("中a1 ") if negated or not members else chance.choice(members)
        elif name.endswith("REPEAT"):
            least, most, part = value
            for _ in range(max(least, min(int(most), repeats))):
                text += _text(part, chance, max(1, repeats // 4))
        elif name == "SUBPATTERN":
            text += _text(value[3], chance, repeats)
        elif name == "BRANCH":
            text += _text(chance.choice(value[1]), chance, repeats)
        elif name == "ATOMIC_GROUP":
            text += _text(value, chance, repeats)
    return text


def slowness(found: Found, size: int = SIZE, limit: float = LIMIT, most: int | None = None) -> Slow | None:
    """Attack a pattern with all shapes, or `most` of them; return the worst if it is over the limit."""
    size = min(size, CUT.get(found.where, size))
    small: list[tuple[float, str]] = []
    for shape, text in attacks(found.pattern, SMALL, most):
        small.append((_seconds(found.pattern, text), shape))
        if small[-1][0] > limit:
            return Slow(found, *small[-1])
    suspects = sorted((seconds, shape) for seconds, shape in small if seconds > SUSPECT)[-SUSPECTS:]
    shapes = {shape for _, shape in suspects}
    whole = [(text, shape) for shape, text in attacks(found.pattern, size, most) if shape in shapes] if shapes else []
    slow = [Slow(found, least, shape) for text, shape in whole if (least := _least(found.pattern, text, limit)) > limit]
    return max(slow, key=lambda result: result.seconds, default=None)


def _least(pattern: re.Pattern[Any], text: str, limit: float) -> float:
    """Return the least seconds of three tries, of one if it is within the limit: a busy machine costs CPU too."""
    first = _seconds(pattern, text)
    return first if first <= limit else min(first, *(_seconds(pattern, text) for _ in range(2)))


def _seconds(pattern: re.Pattern[Any], text: str) -> float:
    """Return the CPU that finding all matches takes; it is ended after half a second."""
    subject = text.encode("utf-8", "surrogatepass") if isinstance(pattern.pattern, bytes) else text
    began = process_time()
    with suppress(_Ended), _ended_after(0.5):
        for _ in pattern.finditer(subject):
            pass
    return process_time() - began


class _Ended(Exception):
    pass


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    def end(*_: object) -> None:
        raise _Ended

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def main(prefix: str = "") -> int:
    """Attack every pattern below a prefix at length."""
    patterns = [found for found in every_pattern() if found.where.startswith(prefix)]
    slow = [result for found in patterns if (result := _told(found))]
    print(f"{len(slow)} of {len(patterns)} patterns take more than {LIMIT * 1000:g} ms on {SIZE:,} characters")
    return bool(slow)


def _told(found: Found) -> Slow | None:
    if slow := slowness(found):
        print(f"{slow.seconds * 1000:6.0f} ms {found.where}: {slow.shape}: {found.pattern.pattern[:200]!r}", flush=True)
    return slow


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

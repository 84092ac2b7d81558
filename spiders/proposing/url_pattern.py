"""An outlet's id, hosts and story pattern, derived from the address of a story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import SplitResult, urlsplit

from aggregator.urls import host_of, is_below

_VARIANT = re.compile(r"\A(?:www\d?|m|wap)\.(?=[^.]+\.[^.]+)")
_SUFFIXES = frozenset({"com", "net", "org", "gov", "edu", "info", "news", "example"})
_DIGITS = re.compile(r"\d+")
_ANY_WORD = r"[\w-]+"


def own_host(url: str) -> str:
    """Return an address's host without `www`, `m` or `wap`."""
    return _VARIANT.sub("", host_of(url))


def id_from(host: str) -> str:
    """Make an outlet's id from its host: `tech.lanhe.com.cn` → `lanhe`."""
    labels = host.split(".")
    if labels[-1].isdigit():
        return host.replace(".", "-")
    while len(labels) > 1 and (labels[-1] in _SUFFIXES or len(labels[-1]) == 2):  # two letters are a country
        labels.pop()
    return re.sub(r"[^a-z0-9_-]", "-", labels[-1]).strip("-_") or "outlet"


def story_pattern(url: str, links: Iterable[str], host: str) -> str | None:
    r"""Return the pattern of an outlet's stories: the parts that a story's address shares with similar links.

    Common parts stay literal, digits become `\d`, other differences become a word. If there is no similar link, the
    last part is a word. None for a home page, which has no pattern.
    """
    example = urlsplit(url)
    if not example.path.strip("/") and not example.query:
        return None
    alike = [parts for parts in map(urlsplit, links) if is_alike(parts, example, host)]
    columns = zip(*(_segments(parts) for parts in [example, *alike]), strict=True)
    path, query = "/".join(_column(list(column)) for column in columns), _query(example)
    if not (alike or query or _DIGITS.search(example.path)):
        path = f"{path.rpartition('/')[0]}/{_named_page(example)}"
    port = f":{example.port}" if example.port else ""
    return rf"^https?://([\w-]+\.)*{re.escape(host)}{port}{path}{query}"


def _segments(parts: SplitResult) -> list[str]:
    return parts.path.split("/")


def is_alike(parts: SplitResult, example: SplitResult, host: str) -> bool:
    """Return whether another address is built like the example: as many segments of the same kinds, the same ending."""
    if not is_below(parts.hostname or "", [host]) or parts.path == example.path:
        return False
    mine, theirs = _segments(parts), _segments(example)
    return len(mine) == len(theirs) and all(map(_same_kind, mine, theirs))


def _same_kind(a: str, b: str) -> bool:
    return a == b or (_kind(a) == _kind(b) and a.partition(".")[2] == b.partition(".")[2])


def _kind(segment: str) -> tuple[bool, bool, bool]:
    """Return whether a segment is empty, has digits, and is made of nothing else."""
    name = segment.partition(".")[0]
    return not name, bool(_DIGITS.search(name)), name.isdigit()


def _column(values: Sequence[str]) -> str:
    """Return the pattern of one segment of all addresses."""
    if len(set(values)) == 1 and not _DIGITS.search(values[0]):
        return re.escape(values[0])
    shapes = {_DIGITS.sub("0", value) for value in values}
    if len(shapes) == 1:
        return _with_digits(values)
    ending = values[0].partition(".")[2]
    return _ANY_WORD + (re.escape(f".{ending}") if ending else "")


def _with_digits(values: Sequence[str]) -> str:
    """Return the pattern of segments that differ in their digits; a common number of digits, if above one, is kept.

    Numbers of one digit are the first of a count.
    """
    runs = list(zip(*(map(len, _DIGITS.findall(value)) for value in values), strict=True))
    lengths = iter(runs)
    fixed = len(values) > 1 or _looks_like_day(values[0])

    def digits(_: re.Match[str]) -> str:
        run = set(next(lengths))
        return rf"\d{{{run.pop()}}}" if fixed and len(run) == 1 and run != {1} else r"\d+"

    texts = [re.escape(text) for text in _DIGITS.split(values[0])]
    return texts[0] + "".join(
        digits(run) + text for run, text in zip(_DIGITS.finditer(values[0]), texts[1:], strict=True)
    )


def _looks_like_day(segment: str) -> bool:
    """Return whether a segment is a day or part of one, with a fixed number of digits: 20261120, 2026-11, 2026."""
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:-?\d\d(?:-?\d\d)?)?", segment))


def _named_page(example: SplitResult) -> str:
    ending = _segments(example)[-1].partition(".")[2]
    return _ANY_WORD + (re.escape(f".{ending}") if ending else "")


def _query(example: SplitResult) -> str:
    """Return the pattern of a query that identifies the story by a number; other queries are ignored."""
    if not _DIGITS.search(example.query) or _DIGITS.search(example.path):
        return ""
    return r"\?" + _with_digits([example.query])

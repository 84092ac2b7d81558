"""How true the confidence of credits is, on every page and entry of a feed that is labelled beside the checkout.

`python -m tests.evaluation.calibration` prints the share of right credits by rule and by confidence, each host weighing
the same, and how far the shares of four fifths of the hosts are from those of the fifth that they do not contain.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from statistics import fmean
from typing import Any, NamedTuple
from zlib import crc32

from aggregator.archive import Answer, read_answers
from aggregator.attribution import attribute
from aggregator.models import Attribution
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import Outlet, load_outlet
from aggregator.registry.sources import Sources, load_sources
from aggregator.text import letters
from pipelines.normalize import normalize
from spiders.raw_stories import story_from_entry
from spiders.readers.document import Document
from spiders.readers.lists.feed import read_feed
from tests.evaluation import adapters, scoring
from tests.evaluation.days import DAYS

FOLDS = 5
BINS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 1.01)
"""Edges of the confidences that are counted together."""


class Credited(NamedTuple):
    """A credit, whether it is right, and the host that it was read from."""

    host: str
    rule: str
    where: str
    confidence: float
    right: bool


def all_credited() -> list[Credited]:
    """Return the credits of the labelled pages and of the labelled days."""
    sources = load_sources(layers_of())
    return [*_pages(sources), *_entries(sources)]


def _pages(sources: Sources) -> Iterator[Credited]:
    for name in ("pages", "fresh"):
        for page, html in scoring.pages(name):
            found = adapters.attribute(html, page.get("url") or "")
            names = [page["original_source"], *(page.get("aliases") or ())]
            right = _is_one_of(found["source"], names, sources)
            yield Credited(page["host"], found["rule"], "page", found["confidence"], right)


def _entries(sources: Sources) -> Iterator[Credited]:
    for day in sorted(path.parent for path in DAYS.glob("*/items.jsonl")):
        items = map(json.loads, (day / "items.jsonl").read_text("utf-8").splitlines())
        wanted = _credits_by_title(items)
        answers = [answer for path in day.glob("*.warc.gz") for answer in read_answers(path)]
        for outlet in map(load_outlet, sorted((day / "outlets").glob("*.toml"))):
            yield from _of_outlet(outlet, answers, wanted, sources)


def _credits_by_title(items: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the acceptable credits of items, but for titles that two outlets have with different ones."""
    found = defaultdict[str, set[tuple[str, ...]]](set)
    for item in items:
        found[letters(item["title"])].add(tuple(item["credit"]))
    return {title: list(*credits) for title, credits in found.items() if len(credits) == 1}


def _of_outlet(
    outlet: Outlet, answers: Iterable[Answer], wanted: Mapping[str, list[str]], sources: Sources
) -> Iterator[Credited]:
    for entry in outlet.entries:
        for answer in answers:
            if answer.url != entry.url or entry.kind != "feed":
                continue
            for link in read_feed(Document(answer.body, answer.url, answer.at), outlet, entry):
                names = wanted.get(letters(link.title or ""))
                if names and link.title:
                    story = normalize(story_from_entry(link, outlet, answer.at))
                    yield _credited(attribute(story, outlet, sources), outlet, names, sources)


def _credited(found: Attribution, outlet: Outlet, names: list[str], sources: Sources) -> Credited:
    right = _is_one_of(found.name.zh, names, sources)
    return Credited(outlet.hosts[0], found.rule, "feed", found.confidence, right)


def _is_one_of(name: str, names: Iterable[str], sources: Sources) -> bool:
    def known(name: str) -> str:
        source = sources.named(name)
        return letters(source.name.zh if source else name)

    return known(name) in {known(other) for other in names}


def share(credited: Iterable[Credited]) -> float:
    """Return the share of right credits, each host weighing the same."""
    hosts = defaultdict[str, list[bool]](list)
    for one in credited:
        hosts[one.host].append(one.right)
    return fmean(fmean(rights) for rights in hosts.values())


def groups(credited: Iterable[Credited], key: Callable[[Credited], Hashable]) -> dict[Hashable, list[Credited]]:
    """Group credits by a key, in its order."""
    found = defaultdict[Hashable, list[Credited]](list)
    for one in credited:
        found[key(one)].append(one)
    return dict(sorted(found.items(), key=str))


def bin_of(one: Credited) -> float:
    """Return the lower edge of a credit's bin."""
    return max(edge for edge in BINS if one.confidence >= edge)


def fold_of(one: Credited) -> int:
    """Return the fold of a credit's host."""
    return crc32(one.host.encode()) % FOLDS


def unseen_error(credited: list[Credited]) -> float:
    """Return the mean distance of the confidence from the share of right credits, by bin, over the folds of hosts."""
    return fmean(
        fmean(_distance(some) for some in groups(fold, bin_of).values() for _ in some)
        for fold in groups(credited, fold_of).values()
    )


def _distance(some: list[Credited]) -> float:
    return abs(share(some) - fmean(one.confidence for one in some))


def _print(title: str, grouped: Mapping[Hashable, list[Credited]]) -> None:
    print(title)
    for name, some in grouped.items():
        hosts = len({one.host for one in some})
        plain = fmean(one.right for one in some)
        mean = fmean(one.confidence for one in some)
        figures = f"stated {mean:.3f}  right {plain:.3f}, by host {share(some):.3f}"
        print(f"  {name!s:<28} {figures}  of {len(some)}, {hosts} hosts")


def main() -> None:
    """Print the curve."""
    credited = all_credited()
    _print("by rule and confidence", groups(credited, lambda one: f"{one.where} {one.rule} {one.confidence:.3f}"))
    _print("by confidence", groups(credited, bin_of))
    for fold, some in groups(credited, fold_of).items():
        sure = [one for one in some if one.confidence >= scoring.SURE]
        print(f"fold {fold}: sure and right {share(sure):.3f} of {len(sure)}, {len({one.host for one in sure})} hosts")
    print(f"mean distance of stated and right, over folds of hosts: {unseen_error(credited):.3f}")


if __name__ == "__main__":
    main()

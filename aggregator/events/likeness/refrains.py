"""Refrains: clauses that an outlet repeats in unlike stories, such as those of its forms; they report no event."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import attrgetter

from aggregator.events.likeness.terms import terms
from aggregator.models import Story

MAX_SEARCHED = 600
"""Characters of a text that are searched."""
MIN_UNLIKE = 3
"""Stories without a common term in their headlines that have a refrain."""
_MAX_STORIES = 40
"""Stories with a clause that are compared, by their ids."""
_BETWEEN = "。！？!?；;，,：:、（）()\n#"
_CLAUSE = re.compile(rf"[^{_BETWEEN}]{{4,}}")
_PART = re.compile(rf"([{_BETWEEN}]+)")
_LEFT_OPEN = re.compile(r"[0-9.% \u3000\t]+")
"""Figures and days are what a form leaves open."""


Refrains = Mapping[str, frozenset[str]]
"""The refrains of each story that has any, by its id."""


def refrains(stories: Sequence[Story]) -> Refrains:
    """Return the refrains of the outlets in these stories; their order does not matter."""
    by_outlet, found = defaultdict[str, list[Story]](list), defaultdict[str, set[str]](set)
    for story in stories:
        by_outlet[story.outlet].append(story)
    for own in by_outlet.values():
        for clause, repeating in _repeated(own):
            if _unlike(repeating):
                for story in repeating:
                    found[story.id].add(clause)
    return {story: frozenset(clauses) for story, clauses in found.items()}


def _repeated(stories: Sequence[Story]) -> Iterator[tuple[str, list[Story]]]:
    """Yield each clause that enough stories of an outlet have, and these: of all clauses, one in sixty."""
    clauses = list(map(_clauses, stories))
    spread = Counter(chain.from_iterable(clauses))
    repeated = {clause for clause, count in spread.items() if count >= MIN_UNLIKE}
    having = defaultdict[str, list[Story]](list)
    for story, own in zip(stories, clauses, strict=True):
        for clause in own & repeated:
            having[clause].append(story)
    yield from having.items()


def without_refrains(text: str, known: frozenset[str]) -> str:
    """Return a text without these refrains."""
    parts = _PART.split(text[:MAX_SEARCHED])
    kept = "".join("" if _LEFT_OPEN.sub("", part) in known else part for part in parts)
    return kept.strip() + text[MAX_SEARCHED:]


def _clauses(story: Story) -> set[str]:
    return set(_CLAUSE.findall(_LEFT_OPEN.sub("", story.text[:MAX_SEARCHED])))


def _unlike(stories: Sequence[Story]) -> bool:
    """Return whether enough of the stories have headlines that share no term."""
    strangers = _strangers(sorted(stories, key=attrgetter("id"))[:_MAX_STORIES])
    return sum(1 for _ in islice(strangers, MIN_UNLIKE)) == MIN_UNLIKE


@lru_cache(maxsize=4096)
def _head(title: str) -> frozenset[str]:
    return terms(title)


def _strangers(stories: Sequence[Story]) -> Iterator[Story]:
    seen = frozenset[str]()
    for story in stories:
        head = _head(story.title)
        if head and head.isdisjoint(seen):
            seen |= head
            yield story

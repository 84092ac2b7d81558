"""Refrains: clauses that an outlet repeats in unlike stories, such as those of its forms; they report no event."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter

from aggregator.events.likeness.terms import terms
from aggregator.models import Story

MAX_SEARCHED = 600
"""Characters of a text that are searched."""
MIN_UNLIKE = 3
"""Stories without a common term in their headlines that have a refrain."""
_MAX_STORIES = 40
"""Stories with a clause that are compared, by their ids."""
_MIN_LETTERS = 4
_BETWEEN = "。！？!?；;，,：:、（）()\n#"
_PART = re.compile(rf"([{_BETWEEN}]+)")
_FOLDED = {**dict.fromkeys(map(ord, "0123456789.% \u3000\t")), **dict.fromkeys(map(ord, _BETWEEN), "\n")}

Clause = tuple[str, str]
"""An outlet, and the letters of one of its clauses: figures and days are what a form leaves open."""


Refrains = Mapping[str, frozenset[str]]
"""The refrains of each story that has any, by its id."""


def refrains(stories: Sequence[Story]) -> Refrains:
    """Return the refrains of the outlets in these stories; their order does not matter."""
    having = defaultdict[Clause, list[Story]](list)
    for story in stories:
        for clause in _clauses(story):
            having[story.outlet, clause].append(story)
    found = defaultdict[str, set[str]](set)
    for (_, clause), repeating in having.items():
        if len(repeating) >= MIN_UNLIKE and _unlike(repeating):
            for story in repeating:
                found[story.id].add(clause)
    return {story: frozenset(clauses) for story, clauses in found.items()}


def without_refrains(text: str, known: frozenset[str]) -> str:
    """Return a text without these refrains."""
    parts = _PART.split(text[:MAX_SEARCHED])
    kept = "".join("" if part.translate(_FOLDED) in known else part for part in parts)
    return kept.strip() + text[MAX_SEARCHED:]


def _clauses(story: Story) -> set[str]:
    clauses = story.text[:MAX_SEARCHED].translate(_FOLDED).split("\n")
    return {clause for clause in clauses if len(clause) >= _MIN_LETTERS}


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

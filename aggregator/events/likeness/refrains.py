"""Refrains: clauses that an outlet repeats in unlike stories, such as those of its forms; they report no event."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
_BETWEEN = re.compile(r"([。！？!?；;，,：:、（）()\n#]+|(?<=[\u4e00-\u9fff])[ \u3000\t]+(?=[\u4e00-\u9fff]))")
_NO_LETTERS = dict.fromkeys(map(ord, "0123456789０１２３４５６７８９.．% 　\t"))

Clause = tuple[str, str]
"""An outlet, and the letters of one of its clauses: figures and days are what a form leaves open."""


def refrains(stories: Sequence[Story]) -> frozenset[Clause]:
    """Return the refrains of the outlets in these stories; their order does not matter."""
    having = defaultdict[Clause, list[Story]](list)
    for story in stories:
        for clause in _clauses(story):
            having[clause].append(story)
    return frozenset(clause for clause, found in having.items() if len(found) >= MIN_UNLIKE and _unlike(found))


def without_refrains(story: Story, known: frozenset[Clause]) -> str:
    """Return the text of a story without its refrains."""
    if known.isdisjoint(_clauses(story)):
        return story.text
    parts = _BETWEEN.split(story.text[:MAX_SEARCHED])
    kept = ("" if (story.outlet, part.translate(_NO_LETTERS)) in known else part for part in parts)
    return "".join(kept).strip() + story.text[MAX_SEARCHED:]


def _clauses(story: Story) -> set[Clause]:
    clauses = _BETWEEN.sub("\n", story.text[:MAX_SEARCHED]).translate(_NO_LETTERS).split("\n")
    return {(story.outlet, clause) for clause in clauses if len(clause) >= _MIN_LETTERS}


def _unlike(stories: Sequence[Story]) -> bool:
    """Return whether enough of the stories have headlines that share no term."""
    return sum(1 for _ in _strangers(sorted(stories, key=attrgetter("id"))[:_MAX_STORIES])) >= MIN_UNLIKE


def _strangers(stories: Sequence[Story]) -> Iterator[Story]:
    seen = frozenset[str]()
    for story in stories:
        head = terms(story.title)
        if head and head.isdisjoint(seen):
            seen |= head
            yield story

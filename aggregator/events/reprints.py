"""Check copies: a form that an outlet fills in twice repeats nearly all of its text, and reports two events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aggregator.copies import is_copy
from aggregator.events.likeness import Profile, Profiles, contradictions, topics_differ
from aggregator.models import Story
from aggregator.text import letters


def checked_copies(stories: Sequence[Story], profiles: Profiles) -> list[Story]:
    """Return the stories, the oldest first, with each linked only to an original that it repeats in substance.

    A copy that a veto separates from its original, or that repeats only refrains, becomes an original itself, or the
    copy of an earlier one of these.
    """
    original = {story.id: story.copy_of for story in stories}
    repeated = defaultdict[str, list[Story]](list)
    for story in stories:
        repeated[root(story.id, original)].append(story)
    checked = {story.id: story for group in repeated.values() if len(group) > 1 for story in _checked(group, profiles)}
    return [checked.get(story.id, story) for story in stories]


def root(story: str, original: Mapping[str, str | None]) -> str:
    """Follow a chain of copies to its end; a circular chain ends at its smallest id."""
    seen = [story]
    while (story := original.get(story) or "") and story not in seen:
        seen.append(story)
    return min(seen[seen.index(story) :]) if story else seen[-1]


def _checked(group: Sequence[Story], profiles: Profiles) -> Iterator[Story]:
    """Yield a chain of copies; all that repeat its first story stay linked as they are."""
    first, *others = sorted(group, key=lambda story: (story.copy_of is not None, *story.age))
    heads = [first]
    yield first
    for story in others:
        head = next((head for head in heads if _repeats(story, head, profiles)), None)
        if head is first:
            yield story
            continue
        if head is None:
            heads.append(story)
        same = head.id if head else None
        yield replace(
            story, copy_of=same, copy_rule=same and story.copy_rule, copy_score=story.copy_score if same else None
        )


def _repeats(copy: Story, original: Story, profiles: Profiles) -> bool:
    """Return whether a copy repeats more of its original than refrains, and nothing contradicts it."""
    if letters(copy.title + copy.text) == letters(original.title + original.text):
        return True
    a, b = profiles.of(copy), profiles.of(original)
    if (a.shortened or b.shortened) and is_copy(a.story.text, b.story.text, copy.language) is None:
        return False
    return copy.text == original.text or not _contradict(a, b)


def _contradict(a: Profile, b: Profile) -> bool:
    """Return whether a veto separates two Chinese stories that share most of their text."""
    return not (a.english or b.english) and (any(contradictions(a, b)) or topics_differ(a, b, joint=1.0))

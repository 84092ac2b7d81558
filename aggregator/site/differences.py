"""Differences between stories side by side: facts of a table that vary, figures that one alone states, changed text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

from aggregator.text.facts import amounts_in_order, plain
from aggregator.text.sentences import sentences

COMPARED = ("title", "published", "author", "editor", "source_label", "source", "source_rule", "section", "language")
"""Columns of stories that are compared; a title or a label is equal to one that is written in another width or case."""
_WORD = re.compile(r"[A-Za-z0-9.,%]+|\s+|.")
MAX_MARKED = 600
"""Characters of a passage up to which the changes inside are marked; a longer one is marked whole."""


class Span(NamedTuple):
    """A stretch of a text, and whether the other text has it."""

    text: str
    shared: bool


class Passage(NamedTuple):
    """The same place in two texts: sentences that are equal, changed, or in one of them only (then one is empty)."""

    left: tuple[Span, ...]
    right: tuple[Span, ...]

    @property
    def same(self) -> bool:
        """Whether both have it letter by letter."""
        return all(span.shared for span in (*self.left, *self.right))


def varying(stories: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the columns in which the stories differ."""
    return frozenset(name for name in COMPARED if len({_folded(story[name]) for story in stories}) > 1)


def _folded(value: object) -> object:
    return plain(value) if isinstance(value, str) else value


def own_figures(stories: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return for each story the figures that no other one states, as it prints them, in its order."""
    figures = [amounts_in_order(f"{story['title']}\n{story['text']}") for story in stories]
    return [
        list(dict.fromkeys(text for _, text, amount in own if not _stated(amount, figures, at)))
        for at, own in enumerate(figures)
    ]


def _stated(amount: Any, figures: Sequence[Sequence[Any]], except_in: int) -> bool:
    return any(amount.agrees(other) for at, row in enumerate(figures) if at != except_in for _, _, other in row)


def passages(one: str, other: str) -> Iterator[Passage]:
    """Yield two texts side by side, sentence by sentence."""
    left, right = sentences(one), sentences(other)
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Passage((Span(text, True),), (Span(text, True),)) for text in left[a:b])
        else:
            yield from (_changed(*pair) for pair in zip_longest(left[a:b], right[c:d], fillvalue=""))


def _changed(one: str, other: str) -> Passage:
    if not (one and other) or max(len(one), len(other)) > MAX_MARKED:
        return Passage(_whole(one), _whole(other))
    left, right = _WORD.findall(one), _WORD.findall(other)
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return Passage(
        tuple(Span("".join(left[a:b]), kind == "equal") for kind, a, b, _, _ in codes if a < b),
        tuple(Span("".join(right[c:d]), kind == "equal") for kind, _, _, c, d in codes if c < d),
    )


def _whole(text: str) -> tuple[Span, ...]:
    return (Span(text, False),) if text else ()

"""Find who acts in a headline: a registered company or authority, or the name that the headline opens with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from operator import add

from aggregator.models import SourceKind
from aggregator.registry.sources import OPENING, Party, Sources
from aggregator.style.words import NEWS
from aggregator.text import letters

_MAX_NAME_LENGTH = 24
_AT_THE_START = 8
"""Characters of a headline within which a name is its subject."""
_OPENING_NAME = re.compile(
    r"\A[\s“‘《「【]*+((?:[\u3400-\u9fff]{2,8}?|[A-Za-z][\w.&-]{1,20}))(?=[：:\s，在被将与获向拟因对]|\Z)"
)
"""A name that a colon, a blank, a comma or a preposition ends."""
_AUTHORITY = re.compile(
    r"\A(?:[两三四五六七八九十多]部门"
    r"|[\u3400-\u9fff]{1,12}?(?:(?<!俱乐)(?<![全内外总东西南北中])部|委|局|署|办|法院|检察院|海关|政府|央行|人大|协会))"
    r"(?=[：:，\s]|等[两三四五六七八九十多]?部门|联合|发布|公布|印发|要求|约谈|通报|明确|出台|起草|叫停|就|拟|对)"
)
"""An authority by its form, at the start of a headline."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A company or an authority that a headline names."""

    party: Party
    at: int
    """Where its name starts."""

    @property
    def opens(self) -> bool:
        """Whether the headline is about its deed: its name is at the start."""
        return self.at < _AT_THE_START


def actors_in(headline: str, sources: Sources) -> Iterator[Actor]:
    """Yield the registered companies and authorities that a headline names, in their order."""
    if not _may_name(letters(headline), sources):
        return
    after = 0
    for start in range(len(headline)):
        if start < after or not _may_name(letters(headline[start : start + 2 * OPENING])[:OPENING], sources):
            continue
        for end in range(min(len(headline), start + _MAX_NAME_LENGTH), start + 1, -1):
            party = sources.acting(headline[start:end])
            if party and _whole(headline, start, end):
                yield Actor(party, start)
                after = end
                break


def role_in(headline: str, actors: Collection[Actor]) -> str:
    """Return who acts: `authority first`, `company first`, `named` if one is named at all; else an empty text."""
    if any(actor.opens and actor.party.kind is SourceKind.AUTHORITY for actor in actors) or _AUTHORITY.match(headline):
        return "authority first"
    if any(actor.opens for actor in actors):
        return "company first"
    return "named" if actors else ""


def company_of(headline: str, actors: Collection[Actor]) -> str | None:
    """Return the owner of the first registered company in a headline; else the name before its first deed, folded."""
    company = next((actor for actor in actors if actor.party.kind is SourceKind.COMPANY), None)
    if company:
        return company.party.owner
    if actors or _AUTHORITY.match(headline):
        return None
    deed = NEWS.search(headline)
    opening = _OPENING_NAME.match(headline[: deed.start()] if deed else headline)
    return f"name:{letters(opening[1])}" if opening else None


def _may_name(folded: str, sources: Sources) -> bool:
    """Return whether a text may name an actor: a quick check that few other texts pass."""
    return not sources.actor_openings.isdisjoint(map(add, folded, folded[1:]))


def _whole(headline: str, start: int, end: int) -> bool:
    """Return whether a Latin name is not part of a longer word."""
    before, after = headline[start - 1 : start] if start else "", headline[end : end + 1]
    return not (_latin(before) and _latin(headline[start])) and not (_latin(after) and _latin(headline[end - 1]))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()

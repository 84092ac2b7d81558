"""What an operator decided by hand: `overrides.toml` beside the other seeds, applied whenever an edition is made.

The store keeps what the program found; an override that is taken out of the file leaves no trace.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from pydantic import Field, model_validator

from aggregator.errors import SeedError
from aggregator.models import Attribution, ByHand, Story, Ties
from aggregator.registry.files import Seed, load_optional_seed
from aggregator.registry.sources import Source, Sources
from aggregator.text import letters
from aggregator.urls import host_of, is_below, story_id

FILE = "overrides.toml"
_ID = re.compile(r"[0-9a-f]{16}")


def _story_id(name: str) -> str:
    """Return the id that a story is named by, or that of its address."""
    return name if _ID.fullmatch(name) else story_id(name)


class CreditOverride(Seed):
    """Credit a story, all stories of a host, or all that carry a label to a source."""

    story: str | None = None
    """Id of a story, or its address."""
    host: str | None = None
    """Registered name of a site, subdomains included."""
    label: str | None = None
    """A source label as pages print it."""
    source: str
    """Id in `sources.toml`."""
    reason: str = Field(min_length=1)
    """Shown with the credit."""

    @model_validator(mode="after")
    def _one_target(self) -> CreditOverride:
        if sum(target is not None for target in (self.story, self.host, self.label)) != 1:
            raise ValueError("names exactly one of story, host, label")
        return self

    def meets(self, story: Story) -> bool:
        """Tell whether a story is meant."""
        if self.story is not None:
            return story.id == _story_id(self.story)
        if self.host is not None:
            return is_below(host_of(story.url), (self.host,))
        return letters(story.source_label or "") == letters(self.label or "")

    @property
    def rank(self) -> int:
        """How narrow it is: a story before a label before a host."""
        return (self.story is not None) * 2 + (self.label is not None)


class TieOverride(Seed):
    """Stories that tell of one event, or of which no two do."""

    stories: tuple[str, ...] = Field(min_length=2)
    """Ids of stories, or their addresses."""
    reason: str = Field(min_length=1)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the stories."""
        return frozenset(map(_story_id, self.stories))


class StoryOverride(Seed):
    """Something decided of the event that a story belongs to."""

    story: str
    """Id of a story, or its address."""
    reason: str = Field(min_length=1)

    @property
    def id(self) -> str:
        """The id of the story."""
        return _story_id(self.story)


class SectionOverride(StoryOverride):
    """The section that an event is told in."""

    section: str


class HeadlineOverride(StoryOverride):
    """The headline that an event is told under."""

    headline: str = Field(min_length=4, max_length=120)


class Overrides(Seed):
    """All overrides; none where there is no file."""

    credit: tuple[CreditOverride, ...] = ()
    merge: tuple[TieOverride, ...] = ()
    split: tuple[TieOverride, ...] = ()
    pin: tuple[StoryOverride, ...] = ()
    drop: tuple[StoryOverride, ...] = ()
    section: tuple[SectionOverride, ...] = ()
    headline: tuple[HeadlineOverride, ...] = ()

    @property
    def by_hand(self) -> ByHand:
        """What was decided of stories' events."""
        return ByHand(
            ties=Ties(tuple(one.ids for one in self.merge), tuple(one.ids for one in self.split)),
            pinned=frozenset(one.id for one in self.pin),
            dropped={one.id: one.reason for one in self.drop},
            sections={one.id: one.section for one in self.section},
            headlines={one.id: one.headline for one in self.headline},
        )

    def recredited(self, story: Story, sources: Sources) -> Story:
        """Return the story with the credit that an operator set, or as it is; of several the narrowest counts."""
        meant = [one for one in self.credit if one.meets(story)]
        if not meant:
            return story
        one = max(meant, key=lambda override: override.rank)
        source = sources.get(one.source)
        assert source is not None  # checked when it was loaded
        where = f"{FILE}: credit[{self.credit.index(one)}]"
        return replace(story, attribution=_set(story.attribution, source, one, where))


def load_overrides(folder: Path, sources: Sources, sections: Collection[str], file: Path | None = None) -> Overrides:
    """Load `overrides.toml` below `folder`, or another file; a source or a section that does not exist is an error."""
    path = file or folder / FILE
    overrides = load_optional_seed(folder / FILE, Overrides, file)
    for index, one in enumerate(overrides.credit):
        if sources.get(one.source) is None:
            raise SeedError(path, f"credit[{index}].source", f"no such source: {one.source!r}")
    for index, placed in enumerate(overrides.section):
        if placed.section not in sections:
            raise SeedError(path, f"section[{index}].section", f"no such section: {placed.section!r}")
    return overrides


def _set(found: Attribution | None, source: Source, override: CreditOverride, where: str) -> Attribution:
    """Make the attribution that was set, over what the rules had found."""
    before = found.source if found else None
    chain = tuple(dict.fromkeys((*(found.chain[:1] if found else ()), source.id)))
    return Attribution(
        source=source.id,
        name=source.names,
        kind=source.kind,
        rule="override",
        evidence=override.reason,
        where=where,
        confidence=1.0,
        runner_up=before if before != source.id else None,
        original_url=found.original_url if found else None,
        chain=chain,
        cited=tuple(cited for cited in (found.cited if found else ()) if cited.source != source.id),
        considered=found.considered if found else (),
    )

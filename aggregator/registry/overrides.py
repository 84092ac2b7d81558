"""Manual overrides: `overrides.toml` beside the other seeds, applied whenever an edition is made.

The store keeps what the program found, so an override removed from the file leaves no trace.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import Field, model_validator

from aggregator.errors import SeedError
from aggregator.models import Attribution, Overrides, Story, Ties
from aggregator.registry.files import Layers, Seed, load_optional_seed
from aggregator.registry.sources import Source, Sources
from aggregator.text import letters
from aggregator.urls import host_of, is_below, story_id

FILE = "overrides.toml"
_ID = re.compile(r"[0-9a-f]{16}")


def _story_id(name: str) -> str:
    """Return the id of the story that `name` is the id or the URL of."""
    return name if _ID.fullmatch(name) else story_id(name)


class CreditOverride(Seed):
    """Credits a story, all stories of a host or all stories with a label to a source."""

    story: str | None = None
    """Id or URL of a story."""
    host: str | None = None
    """Subdomains included."""
    label: str | None = None
    """Source label as printed on pages."""
    source: str
    """Id in `sources.toml`."""
    reason: str = Field(min_length=1)
    """Shown with the credit."""

    @model_validator(mode="after")
    def _one_target(self) -> CreditOverride:
        if sum(target is not None for target in (self.story, self.host, self.label)) != 1:
            raise ValueError("names exactly one of story, host, label")
        return self

    def matches(self, story: Story) -> bool:
        """Return whether it applies to a story."""
        if self.story is not None:
            return story.id == _story_id(self.story)
        if self.host is not None:
            return is_below(host_of(story.url), (self.host,))
        return letters(story.source_label or "") == letters(self.label or "")

    @property
    def rank(self) -> int:
        """A story (2) is narrower than a label (1), a label than a host (0)."""
        return (self.story is not None) * 2 + (self.label is not None)


class TieOverride(Seed):
    """Stories that belong to one event, or of which no two do."""

    stories: tuple[str, ...] = Field(min_length=2)
    """Ids or URLs of stories."""
    reason: str = Field(min_length=1)
    """Kept for whoever reads the file."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the stories."""
        return frozenset(map(_story_id, self.stories))


class StoryOverride(Seed):
    """A decision on the event of a story."""

    story: str
    """Id or URL of a story."""
    reason: str = Field(min_length=1)
    """Shown with the decision."""

    @property
    def id(self) -> str:
        """The id of the story."""
        return _story_id(self.story)


class SectionOverride(StoryOverride):
    """The section of an event."""

    section: str
    """Id of the section."""


class HeadlineOverride(StoryOverride):
    """The headline of an event."""

    headline: str = Field(min_length=4, max_length=120)
    """The headline; its numbers must be in the story."""


class OverrideFile(Seed):
    """The tables of `overrides.toml`; all empty where there is no file."""

    credit: tuple[CreditOverride, ...] = ()
    """Stories credited to another source."""
    merge: tuple[TieOverride, ...] = ()
    """Stories that are one event."""
    split: tuple[TieOverride, ...] = ()
    """Stories that are several events."""
    pin: tuple[StoryOverride, ...] = ()
    """Events that are printed whatever their score."""
    drop: tuple[StoryOverride, ...] = ()
    """Events that are not printed."""
    section: tuple[SectionOverride, ...] = ()
    """Events that are printed in another section."""
    headline: tuple[HeadlineOverride, ...] = ()
    """Events that are printed under another headline."""

    def decisions(self, story: Story) -> list[str]:
        """Return the decisions on a story, each with its table and its reason."""
        tied = {"merge": self.merge, "split": self.split}
        single: dict[str, Sequence[StoryOverride]] = {
            "pin": self.pin, "drop": self.drop, "section": self.section, "headline": self.headline,
        }  # fmt: skip
        return [
            *(f"credit: {each.reason}" for each in self.credit if each.matches(story)),
            *(f"{name}: {each.reason}" for name, table in tied.items() for each in table if story.id in each.ids),
            *(f"{name}: {each.reason}" for name, table in single.items() for each in table if each.id == story.id),
        ]

    def overrides(self) -> Overrides:
        """Build the value that editions are made with: every table but `credit`."""
        return Overrides(
            ties=Ties(tuple(merge.ids for merge in self.merge), tuple(split.ids for split in self.split)),
            pinned=frozenset(pin.id for pin in self.pin),
            dropped={drop.id: drop.reason for drop in self.drop},
            sections={section.id: section.section for section in self.section},
            headlines={headline.id: headline.headline for headline in self.headline},
        )


def load_overrides(
    layers: Layers, sources: Sources, sections: Collection[str], file: Path | None = None
) -> OverrideFile:
    """Load `overrides.toml` of the layers, or `file`; raise `SeedError` for an unknown source or section."""
    path = file or layers.highest(FILE)
    loaded = load_optional_seed(path, OverrideFile, file)
    for index, credit in enumerate(loaded.credit):
        if sources.get(credit.source) is None:
            raise SeedError(path, f"credit[{index}].source", f"no such source: {credit.source!r}")
    for index, placed in enumerate(loaded.section):
        if placed.section not in sections:
            raise SeedError(path, f"section[{index}].section", f"no such section: {placed.section!r}")
    return loaded


def recredit(story: Story, credits: Sequence[CreditOverride], sources: Sources) -> Story:
    """Return the story with the credit that an operator set, or unchanged; the narrowest override wins."""
    matching = [(credit.rank, -index) for index, credit in enumerate(credits) if credit.matches(story)]
    if not matching:
        return story
    index = -max(matching)[1]
    source = sources.get(credits[index].source)
    assert source is not None  # checked on load
    where = f"{FILE}: credit[{index}]"
    return replace(story, attribution=credited_by_hand(story.attribution, source, credits[index].reason, where))


def credited_by_hand(found: Attribution | None, source: Source, reason: str, where: str) -> Attribution:
    """Put the source that an operator set, with the reason and the place of the decision, over what the rules found."""
    before = found.source if found else None
    chain = tuple(dict.fromkeys((*(found.chain[:1] if found else ()), source.id)))
    return Attribution(
        source=source.id,
        name=source.names,
        kind=source.kind,
        rule="override",
        evidence=reason,
        where=where,
        confidence=1.0,
        runner_up=before if before != source.id else None,
        original_url=found.original_url if found else None,
        chain=chain,
        cited=tuple(cited for cited in (found.cited if found else ()) if cited.source != source.id),
        considered=found.considered if found else (),
    )

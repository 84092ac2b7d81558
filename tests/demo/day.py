"""The made-up day as values: its stories with their truth, its lists, and how its servers answer.

`load_day()` reads `day.toml` and `stories/<outlet>.toml` beside this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field

from aggregator.models import Precision
from aggregator.registry.files import Seed, load_seed
from aggregator.registry.outlets import WebAddress
from tests.paths import ROOT

FOLDER = Path(__file__).parent
RECORDING = ROOT / "seeds" / "demo"
"""The part that ships: the recorded answers, and the registry files of the demo."""
DAY_ONLY = len("2026-11-20")
STATED = {DAY_ONLY: "%Y-%m-%d", 16: "%Y-%m-%d %H:%M", 19: "%Y-%m-%d %H:%M:%S"}
"""How `stories/*.toml` write times, by their length."""

Expected = Literal["in window", "before the window", "no date", "advertisement", "round-up", "no section"]
"""Whether a story may be in the evening digest, or why it may not."""
Fate = Literal["gone", "challenge", "empty", "robots"]
"""The end of a link that does not lead to a story."""


class Item(Seed):
    """A document that lists announce."""

    url: WebAddress
    lists: tuple[str, ...] = Field(min_length=1)
    """Names of the entry points that announce it."""
    title: str
    text: str = ""
    """Paragraphs, one a line: the body as a reader must find it."""
    published: str | None = None
    """Local time, as exactly as the outlet states it; None: it states none."""
    author: str | None = None
    list_source: str | None = None
    """The source that the list prints beside the link."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's paragraphs."""
        return tuple(self.text.splitlines())

    @property
    def teaser(self) -> str:
        """The beginning of the body, as lists print it; the title where there is no body."""
        return next(iter(self.paragraphs), self.title)[:48]

    @property
    def at(self) -> datetime | None:
        """The stated time, naive, midnight where only the day is stated."""
        if self.published is None:
            return None
        return datetime.strptime(self.published, STATED[len(self.published)])  # noqa: DTZ007 - local, as printed


class DemoStory(Item):
    """A story: what its page shows, and the truth about it."""

    template: str
    dated_by: Literal["page", "list"] = "page"
    """Where the time is printed."""
    label: str | None = None
    """The source that the page prints beside its title."""
    label_url: str | None = None
    editor: str | None = None
    caption: str | None = None
    """Under a picture inside the body, but not part of it."""
    closing: str | None = None
    """Statement of the source after the last paragraph."""
    event: str
    section: str | None = None
    """The section it belongs to; None: none, or irrelevant because it may not be in the digest."""
    source: str
    """The original source: its canonical Chinese name."""
    cites: tuple[str, ...] = ()
    copy_of: str | None = None
    """Address of the story that this one repeats with light edits."""
    expected: Expected

    @property
    def precision(self) -> Precision | None:
        """How exactly the time is stated."""
        if self.published is None:
            return None
        return Precision.DAY if len(self.published) == DAY_ONLY else Precision.MINUTE


class DeadLink(Item):
    """A link that an entry point announces and that does not lead to a story."""

    status: int | None = None
    """None: never asked for, because robots.txt forbids it."""
    template: str | None = None
    expected: Fate


class OutletDay(Seed):
    """The documents that one outlet published or links to."""

    stories: tuple[DemoStory, ...] = ()
    dead: tuple[DeadLink, ...] = ()


class ListPage(Seed):
    """An entry point, or a further page of one, as it was answered."""

    name: str
    outlet: str
    url: WebAddress
    template: str
    title: str = ""
    status: int = 200
    headers: Mapping[str, str] = Field(default_factory=dict)


class Form(Seed):
    """How a template's pages go over the wire."""

    charset: str = "utf-8"
    """The codec of the bytes."""
    declared: str = "utf-8"
    """The codec that the page declares."""
    content_type: str = "text/html; charset=utf-8"
    """The content type that the server declares."""


class Filler(Seed):
    """Words for everything on a page that is not the story."""

    channels: tuple[str, ...]
    headlines: tuple[str, ...]
    comments: tuple[str, ...]


class DayPlan(Seed):
    """The lists, servers and words of `day.toml`."""

    day: date
    edition: str
    zone: str
    recorded: datetime
    seconds_between: int
    outlets: Mapping[str, str]
    """Outlet → the name in the footer of its pages; crawled in this order."""
    lists: tuple[ListPage, ...]
    robots: Mapping[str, str]
    """Host → its robots.txt; every other host answers 404."""
    forms: Mapping[str, Form]
    """Template → its form, where it is not the usual one."""
    filler: Filler


@dataclass(frozen=True, slots=True)
class Day:
    """The whole day."""

    plan: DayPlan
    outlets: Mapping[str, OutletDay]

    def stories(self) -> Iterator[tuple[str, DemoStory]]:
        """Yield (outlet, story), outlets in the order of the plan."""
        for name, outlet in self.outlets.items():
            yield from ((name, story) for story in outlet.stories)

    def announced_by(self, page: ListPage) -> list[Item]:
        """Return what a list announces, newest first, undated last."""
        outlet = self.outlets[page.outlet]
        items: list[Item] = [item for item in (*outlet.stories, *outlet.dead) if page.name in item.lists]
        return sorted(items, key=lambda item: item.published or "", reverse=True)


def load_day(folder: Path = FOLDER) -> Day:
    """Read the day; raise `SeedError` for the first fault."""
    plan = load_seed(folder / "day.toml", DayPlan)
    return Day(plan, {name: load_seed(folder / "stories" / f"{name}.toml", OutletDay) for name in plan.outlets})

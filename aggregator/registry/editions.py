"""Plans of editions: `editions/<name>.toml`, from which the edition of a day is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, field_validator, model_validator

from aggregator.errors import SeedError, UsageError
from aggregator.models import Edition, Language, Particular, Review, SectionQuota, Weighty
from aggregator.registry.files import Layers, Seed, load_seed
from aggregator.registry.made_on import WEEKDAYS, Country, Weekday, is_made_on
from aggregator.registry.outlets import SeedNames, Zone
from aggregator.registry.sections import Sections

FOLDER = "editions"
MAX_SKIPPED = 30
"""Days in a row without an edition that the next one takes in at most; the longest holidays have nine."""


class SectionPlan(Seed):
    """A section of an edition, with its share of the places."""

    id: str
    """Id of a section in `sections.toml`."""
    least: int = Field(default=1, ge=0)
    """Places that other sections leave to it while it has events for them."""
    most: int = Field(ge=1)
    """Places that it gets at most."""
    favour: float = Field(default=0.0, ge=-5, le=5)
    """Points added to its events: the house's own trade comes first."""

    @model_validator(mode="after")
    def _ordered(self) -> SectionPlan:
        if self.least > self.most:
            raise ValueError("`least` is more than `most`")
        return self


class TitleOfDays(Seed):
    """Another title on some weekdays."""

    days: tuple[Weekday, ...] = Field(min_length=1)
    """The weekdays."""
    title: SeedNames
    """Title of the digest on them."""


class EditionPlan(Seed):
    """Name, window, languages and contents of an edition."""

    name: str = Field(pattern=r"^[a-z][a-z-]*$")
    """Its name: that of the file."""
    title: SeedNames
    """Title of the digest."""
    tagline: SeedNames
    """Line under the highlights."""
    zone: Zone = "Asia/Shanghai"
    """Time zone of its day and its window."""
    opens: time
    """Start of the window; on the day before if it is not earlier than `closes`."""
    closes: time
    """End of the window, on the edition's day."""
    days: tuple[Weekday, ...] = Field(default=WEEKDAYS, min_length=1)
    """Weekdays on which it is made; its window then takes in those of the days before on which it was not."""
    holidays: Country | None = None
    """Country on whose public holidays it is not made; a weekend day worked in place of one counts as a Friday."""
    titles: tuple[TitleOfDays, ...] = ()
    """Other titles, by weekday."""
    vouched: tuple[Weighty, ...] = ("money", "dates", "rules")
    """Contents for which an official text or a source of standing must vouch; else the entry's dateline says who
    reports it: `据…报道`."""
    standing: float = Field(default=0.5, ge=0, le=1)
    """Standing (in `sources.toml`) from which a source vouches for them."""
    review: Review | None = None
    """`week` or `month`: it looks back on the editions of that span instead of being made from stories. One of the week
    is made on the one weekday in `days`, one of the month on its first day, for the month before."""
    review_of: tuple[str, ...] = ()
    """Names of the editions that it looks back on; empty: all that are not reviews."""
    language: Language = "zh"
    """Its own language: of the stories that it prints."""
    languages: tuple[Language, ...] = ()
    """All its languages; those other than `language` are translated if `language.toml` names a translator."""
    highlights: int = Field(default=5, ge=1)
    """Highlights at its head."""
    title_lines: int = Field(default=3, ge=0)
    """Lines of news at most in the title; 0: `title` alone."""
    head: tuple[Particular, ...] = ("date",)
    """Line at its head, in order of print: `date`, `window` (the hours that it covers), `made` (when it was made),
    `entries` (how many), `minutes` (of reading)."""
    addresses: bool = False
    """Whether the text form prints the address of each entry's story."""
    calendar: bool = False
    """Whether it lists the days on which rules, fees and campaigns of its entries take effect, end, or close for
    comment."""
    calendar_file: bool = False
    """Whether it writes these days as an iCalendar file, `digest.ics`."""
    script: bool = False
    """Whether it writes a text to be read aloud, `script.txt`, with numbers as words; needs the extra `speech`."""
    card: bool = False
    """Whether it writes a share image, `card.png`; needs the extra `card` and a font with Chinese."""
    card_font: Path | None = None
    """File of that font; a relative path starts at this file. Default: one that is installed, such as Noto Sans CJK."""
    outlets: bool = False
    """Whether it names the outlets that were read, with how many stories each gave, and those that failed."""
    briefs: int = Field(default=8, ge=0)
    """Places of one line below the entries, of any section."""
    min_entries: int = Field(default=1, ge=1)
    """An edition with fewer is blocked."""
    min_score: float = 3.0
    """Events with fewer points are left out; a plain report of one good outlet has about 6."""
    max_entries: int = Field(default=12, ge=1)
    """Places of all sections together; the house's own editions had ten to twelve entries."""
    max_per_source: int = Field(default=3, ge=1)
    """Maximum number of entries that one source is credited for."""
    max_per_company: int = Field(default=2, ge=1)
    """Maximum number of entries whose headlines are about one company."""
    credit_relayed: bool = True
    """Whether a notice that a story only relays is credited to its maker: a data service or a forum."""
    sections: tuple[SectionPlan, ...] = Field(min_length=1)
    """Its sections, in order of print."""

    _path: Path = PrivateAttr(default=Path("edition"))
    """Its file, for errors that show when it is put beside the sections."""

    @field_validator("languages")
    @classmethod
    def _each_once(cls, languages: tuple[Language, ...]) -> tuple[Language, ...]:
        if len(set(languages)) < len(languages):
            raise ValueError("a language is named twice")
        return languages

    @model_validator(mode="after")
    def _review(self) -> EditionPlan:
        if self.review is None:
            if self.review_of:
                raise ValueError("`review_of` needs `review`")
            return self
        if self.opens != self.closes:
            raise ValueError("a review opens at the hour at which it closes")
        if self.review == "week" and len(self.days) != 1:
            raise ValueError("a review of the week is made on one weekday: `days`")
        if self.review == "month" and (self.days != WEEKDAYS or self.holidays):
            raise ValueError("a review of the month is made on its first day, without `days` and `holidays`")
        if self.outlets:
            raise ValueError("a review is made from editions, and cannot list `outlets`")
        return self

    def on(self, day: date, sections: Sections, language: Language | None = None) -> Edition:
        """Make the edition of `day`."""
        language = language or self.language
        zone = ZoneInfo(self.zone)
        first = self._first_of(day)
        opening_day = first if self.opens < self.closes else first - timedelta(days=1)
        return Edition(
            name=self.name,
            day=day,
            zone=self.zone,
            start=datetime.combine(opening_day, self.opens, zone),
            end=datetime.combine(day, self.closes, zone),
            language=language,
            title=getattr(self._title_on(day), language),
            tagline=getattr(self.tagline, language),
            sections=tuple(self._quota(plan, sections) for plan in self.sections),
            highlights=self.highlights,
            title_lines=self.title_lines,
            head=self.head,
            addresses=self.addresses,
            calendar=self.calendar,
            calendar_file=self.calendar_file,
            briefs=self.briefs,
            min_entries=self.min_entries,
            min_score=self.min_score,
            max_entries=self.max_entries,
            max_per_source=self.max_per_source,
            max_per_company=self.max_per_company,
            credit_relayed=self.credit_relayed,
            script=self.script,
            card=self.card,
            card_font=self.card_font and self._path.parent / self.card_font,
            vouched=self.vouched,
            standing=self.standing,
            review=self.review,
            review_of=self.review_of,
        )

    def is_made_on(self, day: date) -> bool:
        """Return whether it is made on a day."""
        if self.review == "month":
            return day.day == 1
        return is_made_on(day, self.days, self.holidays)

    def _first_of(self, day: date) -> date:
        """Return the first day whose window an edition of `day` takes in: the days before it that have none."""
        before = (day - timedelta(days=back) for back in range(1, MAX_SKIPPED + 1))
        skipped = list(takewhile(lambda each: not self.is_made_on(each), before)) if self.is_made_on(day) else []
        return min(skipped, default=day)

    def _title_on(self, day: date) -> SeedNames:
        weekday = WEEKDAYS[day.weekday()]
        return next((other.title for other in self.titles if weekday in other.days), self.title)

    def _quota(self, plan: SectionPlan, sections: Sections) -> SectionQuota:
        section = sections.get(plan.id)
        if section is None:
            known = ", ".join(each.id for each in sections)
            raise SeedError(self._path, "sections", f"unknown section {plan.id!r}; known: {known}")
        return SectionQuota(plan.id, section.names, plan.most, plan.least, plan.favour)


def load_edition_plan(layers: Layers, name: str) -> EditionPlan:
    """Load `editions/<name>.toml` of the layers; raise `UsageError` for an unknown name."""
    files = layers.named(FOLDER)
    if name not in files:
        raise UsageError(f"unknown edition {name!r}; known: {', '.join(files) or 'none'}")
    plan = load_seed(files[name], EditionPlan)
    if plan.name != name:
        raise SeedError(files[name], "name", f"is {plan.name!r}, but the file is called {name!r}")
    plan._path = files[name]
    return plan


def load_edition_plans(layers: Layers, names: Sequence[str] = ()) -> list[EditionPlan]:
    """Load the plans of these names, or all of the layers, by name."""
    return [load_edition_plan(layers, name) for name in names or layers.named(FOLDER)]

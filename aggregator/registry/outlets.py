"""The outlet registry: one TOML file per outlet, without code.

`load_outlets(layers)` reads `outlets/*.toml`; the file's name is the outlet's id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from time import process_time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter, model_validator

from aggregator.errors import SeedError, UsageError
from aggregator.models import Language
from aggregator.registry.files import Layers, Seed, load_seed
from aggregator.urls import host_of

FOLDER = "outlets"
MAX_SECONDS = 0.02
"""CPU that a pattern may take on the probes; a linear one takes a hundredth."""
MAX_ADDRESS = 2_000
"""Characters of the address of a story; longer ones are in no sitemap either (https://www.sitemaps.org/protocol.html)."""
_PROBE_SIZES = (24, 120, MAX_ADDRESS)
_PROBES = ("a", "1", "/", "-", "a/", "1-a", "/a1", "https://")

ID = r"[a-z0-9][a-z0-9_-]*"
"""Pattern of an outlet's id."""
Certainty = Literal["solid", "single", "guess"]
CERTAINTIES: Mapping[Certainty, str] = {
    "solid": "from two independent sources or a real page",
    "single": "from one, or found by the program",
    "guess": "from none",
}
"""How facts of an outlet are known."""


def legend() -> str:
    """Return a line on each certainty."""
    return "; ".join(f"{name}, {meaning}" for name, meaning in CERTAINTIES.items())


def _web(value: str) -> str:
    address = TypeAdapter(HttpUrl).validate_python(value.replace("{page}", "1"))
    if address.username or address.password or "@" in value.partition("//")[2].partition("/")[0]:
        raise ValueError("no user or password in an address")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return value


def takes_long(pattern: str, home: str) -> bool:
    """Return whether a pattern may need more than linear time: tried on addresses that grow until it shows."""
    compiled = re.compile(pattern)
    for size in _PROBE_SIZES:
        began = process_time()
        for unit in _PROBES:
            compiled.search(home + unit * (size // len(unit)) + "!")
        if process_time() - began > MAX_SECONDS:
            return True
    return False


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {value}") from error
    return value


def _selector(value: str) -> str:
    from parsel import css2xpath

    try:
        css2xpath(value)
    except Exception as error:
        raise ValueError(f"not a CSS selector: {error}") from error
    return value


WebAddress = Annotated[str, AfterValidator(_web)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Zone = Annotated[str, AfterValidator(_zone)]
Selector = Annotated[str, AfterValidator(_selector)]
"""CSS; `::text` and `::attr(name)` as in parsel choose text or an attribute."""


class SeedNames(Seed):
    """A name in Chinese and in English."""

    zh: str = Field(min_length=1)
    """In Chinese."""
    en: str = Field(min_length=1)
    """In English."""


class Politeness(Seed):
    """Limits on requests to an outlet."""

    delay: float = Field(default=2.0, ge=0)
    """Seconds between two requests to a host."""
    timeout: float = Field(default=30.0, gt=0)
    """Seconds for one request."""
    poll_least: float = Field(default=10.0, ge=0)
    """Minutes between two polls of the entry points, at least; `poll_most` is stronger."""
    poll_most: float = Field(default=180.0, ge=0, le=10_080)
    """Minutes between two polls, at most; 0: each run asks."""
    max_megabytes: float = Field(default=8.0, gt=0)
    """Largest body accepted."""
    verify_tls: bool = True
    """False: any certificate is accepted, so anybody on the way may write the outlet's stories; it is logged."""

    @model_validator(mode="after")
    def _ordered(self) -> Politeness:
        if "poll_least" in self.model_fields_set and self.poll_least > self.poll_most:
            raise ValueError(f"`poll_least` is more than `poll_most` ({self.poll_most:g} minutes)")
        return self


class ListSelectors(Seed):
    """Selectors of a list page; all but `item` below an item."""

    item: Selector
    """An announcement on the page; all others start at it."""
    link: Selector = "a::attr(href)"
    """Address of the story."""
    title: Selector | None = None
    """Title, if the list has it."""
    time: Selector | None = None
    """Time of publication, if the list has it."""
    source: Selector | None = None
    """Source label, if the list has it."""


class ApiFields(Seed):
    """JMESPath of the items of a JSON list API, and of the fields of an item."""

    items: str
    """List of announcements in the answer; all others start at one of them."""
    url: str
    """Address of the story; relative ones start at that of the list."""
    title: str | None = None
    """Title of the story."""
    time: str | None = None
    """Text as on a page, or seconds or milliseconds since 1970."""
    source: str | None = None
    """Source label."""
    summary: str | None = None
    """Summary of the story."""
    method: Literal["GET", "POST"] = "GET"
    """Method of the request."""
    body: str | None = None
    """Body of a POST."""
    headers: Mapping[str, str] = Field(default_factory=dict)
    """Headers of the request."""


class EntryPoint(Seed):
    """A feed, list page, JSON list or sitemap that announces links."""

    kind: Literal["feed", "listing", "api", "sitemap"]
    url: WebAddress
    """Its address."""
    read: Literal["page", "entry"] = "page"
    """`page`: fetch each link; `entry`: the feed has the whole story, and no page is fetched."""
    browser: bool = False
    """The page needs JavaScript: the program has no browser, so it is not collected, and the report says so."""
    section: str | None = None
    """Section hint for all stories that it announces."""
    pages: int = Field(default=1, ge=1, le=50)
    """Pages of the list that are read."""
    next_url: WebAddress | None = None
    """Address of the second and later pages, with `{page}`."""
    first_number: int = 2
    """Value of `{page}` on the second page."""
    list: ListSelectors | None = None
    """Selectors of a list page; without them its links are found by the general rules."""
    api: ApiFields | None = None
    """Fields of a JSON list."""
    certainty: Certainty = "solid"
    """How these facts are known: `solid`, from two independent sources or a real page; `single`, from one, or found by
    the program; `guess`, from none."""
    enabled: bool = True
    """False: it is not asked."""

    @model_validator(mode="after")
    def _complete(self) -> EntryPoint:
        if self.kind == "api" and self.api is None:
            raise ValueError("an api entry point needs a table `api`")
        if self.pages > 1 and (self.next_url is None or "{page}" not in self.next_url):
            raise ValueError("several pages need `next_url` with {page}")
        if self.read == "entry" and self.kind != "feed":
            raise ValueError("only a feed can be read from its entries")
        return self


class Layout(Seed):
    """Selectors of one page template; in each field the first that finds something counts."""

    since: date | None = None
    """First day of this layout; None if unknown, or always."""
    title: tuple[Selector, ...] = ()
    """Headline."""
    time: tuple[Selector, ...] = ()
    """Text with a time, or seconds or milliseconds since 1970."""
    source: tuple[Selector, ...] = ()
    """Text of the source label, with or without `来源：`."""
    source_link: tuple[Selector, ...] = ()
    """Address that the source label links to."""
    author: tuple[Selector, ...] = ()
    """Author as printed."""
    editor: tuple[Selector, ...] = ()
    """Editor as printed."""
    body: tuple[Selector, ...] = ()
    """Element with the text of the story."""
    drop: tuple[Selector, ...] = ()
    """Elements inside the body that do not belong to it."""
    certainty: Certainty = "solid"
    """How these facts are known, as of an entry point."""


class Outlet(Seed):
    """A site or app that the program collects from."""

    id: str = Field(pattern=f"^{ID}$")
    """Its id: the name of the file."""
    name: SeedNames
    """Its name, as editions credit it."""
    home: WebAddress
    """Address of its home page."""
    hosts: tuple[str, ...] = Field(min_length=1)
    """Hosts of its pages, subdomains included."""
    source: str = Field(default_factory=lambda data: data.get("id", ""))
    """Id of the source that its original stories are credited to; default: the outlet's id. If the registry has no
    such source, the outlet is one, under its name and hosts."""
    language: Language = "zh"
    """Language of its stories."""
    zone: Zone = "Asia/Shanghai"
    """Time zone of the times that it prints."""
    charset: str | None = None
    """Charset of pages that declare none, or two."""
    story: Pattern | None = None
    """Addresses of stories; None: all that the entry points announce on `hosts`."""
    deny: tuple[Pattern, ...] = ()
    """Addresses that are never stories."""
    section: str | None = None
    """Section hint for all its stories."""
    entries: tuple[EntryPoint, ...] = Field(min_length=1)
    """Its entry points."""
    layouts: tuple[Layout, ...] = ()
    """Newest first."""
    politeness: Politeness = Politeness()
    """Limits on requests to it."""
    enabled: bool = True
    """False: it is collected only if it is named."""
    notes: tuple[str, ...] = ()
    """Notes for operators, above all on unverified facts."""

    @model_validator(mode="after")
    def _quick(self) -> Outlet:
        for pattern in filter(None, (self.story, *self.deny)):
            if takes_long(pattern, self.home):
                raise ValueError(f"takes too long on a long address, as it repeats a repetition: {pattern}")
        return self

    @property
    def timezone(self) -> ZoneInfo:
        """Time zone of the times on its pages."""
        return ZoneInfo(self.zone)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Its names and hosts: with one of these a line of its pages speaks of the outlet."""
        return (self.name.zh, self.name.en, *self.hosts)

    @property
    def contacted(self) -> frozenset[str]:
        """The hosts that a crawl of it may ask."""
        return frozenset((*self.hosts, *(host_of(entry.url) for entry in self.entries if entry.enabled)))

    def is_story(self, url: str) -> bool:
        """Return whether an announced address is that of a story of this outlet."""
        return self.refusal(url) is None

    def refusal(self, url: str) -> str | None:
        """Return what keeps an announced address from being that of a story: a key of this file, or its length."""
        if len(url) > MAX_ADDRESS:
            return f"more than {MAX_ADDRESS} characters"
        denied = (f"deny[{number}]" for number, pattern in enumerate(self.deny) if re.search(pattern, url))
        by_story = "story" if self.story and not re.search(self.story, url) else None
        return next(denied, by_story)

    def without_patterns(self) -> Outlet:
        """Return the outlet as if every address were that of a story."""
        return self.model_copy(update={"story": None, "deny": ()})


def load_outlets(layers: Layers) -> dict[str, Outlet]:
    """Load every `outlets/*.toml` of the layers, by id, in order of file name."""
    return {name: load_outlet(path) for name, path in outlet_files(layers).items()}


def outlet_files(layers: Layers) -> dict[str, Path]:
    """Return the files of the outlets by id; raise `SeedError` if there are none."""
    if not (found := layers.named(FOLDER)):
        raise SeedError(layers.top / FOLDER, "", "no outlet files")
    return found


def load_outlet(path: Path) -> Outlet:
    """Load one outlet file; its name must be its id."""
    outlet = load_seed(path, Outlet)
    if outlet.id != path.stem:
        raise SeedError(path, "id", f"is {outlet.id!r}, but the file is called {path.stem!r}")
    return outlet


def choose_outlets(outlets: Mapping[str, Outlet], ids: tuple[str, ...]) -> tuple[Outlet, ...]:
    """Return the outlets with these ids, or without ids all enabled ones; raise `UsageError` for an unknown id."""
    unknown = [name for name in ids if name not in outlets]
    if unknown:
        raise UsageError(f"unknown outlet {unknown[0]!r}; known: {', '.join(outlets)}")
    if ids:
        return tuple(outlets[name] for name in ids)
    return tuple(outlet for outlet in outlets.values() if outlet.enabled)

"""The surroundings of a run, which every spider and pipeline gets: store, registries, clock, archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from aggregator.archive import Archive, Recorder
from aggregator.configuration import Limits, load_configuration
from aggregator.crawl.candidates import Candidates
from aggregator.crawl.turns import Turns
from aggregator.network.access import Access
from aggregator.registry import Registry
from aggregator.registry.files import Layers, layers_of
from aggregator.store import Pause, Store, open_store

if TYPE_CHECKING:  # an edition made from the store needs a context, and no Scrapy
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Context:
    """Store, registries, clock and archive of one run."""

    store: Store
    registry: Registry
    run: str | None = None
    archive: Archive | None = None
    """Where set, answers every request; nothing else is asked."""
    recorder: Recorder | None = None
    """Where set, keeps every answer; requests are unconditional, so that the file is complete."""
    at: datetime | None = None
    """The moment to take for the present; None: the clock's, or the recording's."""
    access: Access = field(default_factory=Access.of_environment)
    """How the network is used."""
    limits: Limits = field(default_factory=Limits)
    turns: Turns = field(default_factory=Turns)
    """The turns of requests at the hosts."""
    shared: bool = False
    """Whether other processes store stories at the same time."""
    candidates: Candidates = field(default_factory=Candidates)
    """Pages of this run that may become samples."""

    @property
    def replaying(self) -> bool:
        """Return whether the answers come from an archive."""
        return self.archive is not None

    def now(self) -> datetime:
        """Return the present: `at`, or under replay the time of the last answer recorded, or the clock's."""
        if self.at:
            return self.at
        return self.archive.now if self.archive else datetime.now(UTC)


def context_from_settings(settings: BaseSettings) -> Context:
    """Make a context of the settings `AGGREGATOR_SEEDS`, `_STORE` and `_REPLAY`, and of the configuration."""
    recordings = [Path(path) for path in settings.getlist("AGGREGATOR_REPLAY")]
    archive = Archive.open(recordings) if recordings else None
    registry = Registry.load(layers_from_settings(settings))
    store = open_store(settings.get("AGGREGATOR_STORE", "sqlite://"))
    configured = load_configuration()
    context = Context(store, registry, archive=archive, access=configured.access, limits=configured.values.limits)
    recall_pauses(context)
    return context


def layers_from_settings(settings: BaseSettings) -> Layers:
    """Return the registry that `AGGREGATOR_SEEDS` is or names, or else the configuration."""
    seeds = settings.get("AGGREGATOR_SEEDS")
    if isinstance(seeds, Layers):
        return seeds
    configured = load_configuration().values
    return layers_of(Path(seeds) if seeds else configured.seeds, configured.desk)


def recall_pauses(context: Context) -> None:
    """Let the turns keep the pauses that hosts asked for in earlier runs."""
    now = context.now()
    for host, pause in context.store.entry_points.pauses(now).items():
        context.turns.recall(host, (pause.until - now).total_seconds())


def remember_pause(context: Context, host: str, seconds: float, reason: str) -> None:
    """Let this run and later ones keep a pause that a host asked for."""
    until = context.now() + timedelta(seconds=seconds)
    context.store.entry_points.remember_pause(Pause(host, until, reason))
    context.turns.recall(host, seconds)


_contexts: WeakKeyDictionary[Crawler, Context] = WeakKeyDictionary()


def context_of_crawler(crawler: Crawler) -> Context:
    """Return the context of the crawler's spider; before it has one of ours (`scrapy shell`), that of its settings."""
    context = getattr(crawler.spider, "context", None)
    if isinstance(context, Context):
        return context
    if crawler not in _contexts:
        _contexts[crawler] = context_from_settings(crawler.settings)
    return _contexts[crawler]

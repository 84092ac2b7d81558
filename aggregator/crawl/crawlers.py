"""Many small crawlers in one process, a bounded number at a time, each with its own report."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from twisted.python.failure import Failure

from aggregator import GARBAGE_THRESHOLD
from aggregator.crawl.context import Context, recall_pauses
from aggregator.crawl.counts import outlet_report
from aggregator.crawl.logs import bound, log_stage
from aggregator.errors import StoreError
from aggregator.models.report import Fault, OutletReport, OutletVerdict
from aggregator.registry.outlets import Outlet
from aggregator.stopping import calls_on_signals

MAX_CRAWLERS = 8
"""Crawlers that run at once. Each keeps to one connection a host."""
STARTING = 0.02
"""Seconds between two looks at a crawler that is starting."""
GRACE = 2.0
"""Seconds that requests under way have when the time of a crawl is up."""
PATIENCE = 8.0
"""Seconds after which a crawler whose time is up is cut off; a page that is being read takes five."""
AT_ONCE = 0.5
"""Seconds after which a crawler that a signal ends is cut off: somebody waits, and its links stay in the ledger."""

SWITCHED_OFF = {
    "DOWNLOADER_MIDDLEWARES_BASE": ("scrapy.downloadermiddlewares.cookies.CookiesMiddleware",),
    "EXTENSIONS_BASE": (
        "scrapy.extensions.feedexport.FeedExporter",
        "scrapy.extensions.remote_control.RemoteControl",
        "scrapy.extensions.telnet.TelnetConsole",
    ),
}
"""Components that other settings switch off. Scrapy imports them all the same, unless its lists lack them."""
NEVER_RAISED = "scrapy.core.downloader.handlers.http11.TunnelError"
"""By a handler that is not used; to import it, as one to retry after, takes a tenth of a second."""
REASONS = {
    OutletVerdict.STOPPED: "stopped before it was asked for",
    OutletVerdict.OVERDUE: "the time of the crawl is up",
}

_log = logging.getLogger(__name__)


def crawl(
    context: Context,
    outlets: Sequence[Outlet],
    on_report: Callable[[OutletReport], None] | None = None,
    links_only: Collection[str] = (),
) -> list[OutletReport]:
    """Collect the outlets; return a report for each, in their order. A crawler's failure is reported, not raised.

    `links_only`: ids of outlets whose entry points are not asked, only the links that earlier runs left. Hosts that
    asked for a pause in an earlier run are not asked before it is over.
    """
    recall_pauses(context)
    crawlers = _Crawlers(context, crawler_runner(context), links_only)
    return asyncio.run(_crawl_all(context, outlets, crawlers, on_report or (lambda report: None)))


def crawler_runner(context: Context) -> AsyncCrawlerRunner:
    """Return what runs the crawlers of a registry; to make it takes as long as to load that."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    return AsyncCrawlerRunner(crawl_settings(context))


async def crawl_one(context: Context, outlet: Outlet, links_only: bool, runner: AsyncCrawlerRunner) -> OutletReport:
    """Collect an outlet in a loop that is running; cancelled, it ends as by a signal, and returns its report.

    Raise `StoreError` if the store could not be written.
    """
    recall_pauses(context)
    crawlers = _Crawlers(context, runner, {outlet.id} if links_only else ())
    work = asyncio.ensure_future(crawlers.collect(outlet))
    try:
        report = await asyncio.shield(work)
    except asyncio.CancelledError:
        crawlers.end_all(OutletVerdict.STOPPED)
        report = await work
    crawlers.require_kept()
    return report


def crawl_settings(context: Context) -> Settings:
    """Return Scrapy's settings for a crawl in `context`."""
    settings = Settings()
    settings.setmodule("aggregator.settings", priority="project")
    settings.set("AGGREGATOR_SEEDS", context.registry.layers, priority="cmdline")
    settings.setdict({"LOG_ENABLED": False, "STATS_DUMP": False, "LOGSTATS_INTERVAL": 0}, priority="cmdline")
    settings.set("USER_AGENT", context.access.user_agent, priority="cmdline")
    for name, paths in SWITCHED_OFF.items():
        rest = {path: order for path, order in settings.getdict(name).items() if path not in paths}
        settings.set(name, rest, priority="cmdline")
    raised = [error for error in settings.getlist("RETRY_EXCEPTIONS") if error != NEVER_RAISED]
    settings.set("RETRY_EXCEPTIONS", raised, priority="cmdline")
    if context.replaying:
        # No server to be polite to, and a retry can only get the same answer.
        settings.setdict({"RETRY_ENABLED": False, "DOWNLOAD_DELAY": 0}, priority="cmdline")
    return settings


async def _crawl_all(
    context: Context,
    outlets: Sequence[Outlet],
    crawlers: _Crawlers,
    on_report: Callable[[OutletReport], None],
) -> list[OutletReport]:
    gate = asyncio.Semaphore(1 if context.replaying else MAX_CRAWLERS)  # one at a time, a replay keeps its order

    async def collect(outlet: Outlet) -> OutletReport:
        async with gate:
            with bound(outlet=outlet.id):
                report = await crawlers.collect(outlet)
            on_report(report)
            return report

    with calls_on_signals(partial(crawlers.end_all, OutletVerdict.STOPPED)):
        deadline = context.limits.crawl_seconds
        asyncio.get_running_loop().call_later(deadline, crawlers.end_all, OutletVerdict.OVERDUE)
        reports = list(await asyncio.gather(*map(collect, outlets)))
    crawlers.require_kept()
    return reports


class _Crawlers:
    """The crawlers of a run. One may have to end before it is finished; what it leaves stays in the ledger."""

    def __init__(self, context: Context, runner: AsyncCrawlerRunner, links_only: Collection[str]) -> None:
        self._context = context
        self._links_only = links_only
        self._runner = runner
        self._under_way: dict[str, tuple[Crawler, asyncio.Task[None]]] = {}
        self._ends: dict[str, OutletVerdict] = {}
        """Why outlets had to end."""
        self._end: OutletVerdict | None = None
        """Why no further outlet is started."""
        self._stops = set[asyncio.Task[None]]()
        self._store_error: StoreError | None = None
        """Why nothing more can be written."""

    async def collect(self, outlet: Outlet) -> OutletReport:
        """Crawl an outlet; return its report."""
        if self._end:
            return outlet_report(outlet, {}, (), self._end)
        crawler = self._runner.create_crawler(outlet.id)
        crashes: list[Fault] = []
        self._listen(crawler, crashes)
        polls = outlet.id not in self._links_only
        work = self._runner.crawl(crawler, context=self._context, polls=polls)
        self._under_way[outlet.id] = crawler, work
        deadline = asyncio.get_running_loop().call_later(
            self._context.limits.outlet_seconds, self._end_one, outlet.id, OutletVerdict.OVERDUE
        )
        await asyncio.wait([work])
        deadline.cancel()
        self._under_way.pop(outlet.id, None)
        if work.cancelled() and self._ends.get(outlet.id) is not OutletVerdict.STOPPED:
            crashes.append(Fault(outlet.home, f"crawler cut off: it did not end within {PATIENCE:g} s"))
        elif not work.cancelled() and (error := work.exception()):
            crashes.append(Fault(outlet.home, f"crawler failed: {type(error).__name__}: {error}"))
        stats = crawler.stats.get_stats() if crawler.stats else {}
        report = outlet_report(outlet, stats, crashes, self._ends.get(outlet.id))
        counts = {name: value for name, value in asdict(report).items() if isinstance(value, int)}
        log_stage(_log, "crawl", **counts)
        return report

    def require_kept(self) -> None:
        """Raise `StoreError` if the store could not be written, or the error of a recording that is not whole."""
        if self._store_error:
            raise self._store_error
        if self._context.recorder:
            self._context.recorder.require_whole()

    def end_all(self, verdict: OutletVerdict) -> None:
        """End all crawlers, and start no further ones."""
        self._end = self._end or verdict
        for outlet in list(self._under_way):
            self._end_one(outlet, verdict)

    def _end_one(self, outlet: str, verdict: OutletVerdict) -> None:
        if outlet in self._ends or outlet not in self._under_way:
            return
        self._ends[outlet] = verdict
        crawler, work = self._under_way[outlet]
        loop = asyncio.get_running_loop()
        self._stops.add(loop.create_task(_stop(crawler, work)))
        stopped = verdict is OutletVerdict.STOPPED
        loop.call_later(0 if stopped else GRACE, self._context.turns.end, outlet, REASONS[verdict])
        loop.call_later(AT_ONCE if stopped else PATIENCE, work.cancel)

    def _listen(self, crawler: Crawler, crashes: list[Fault]) -> None:
        """Keep the exceptions of our own code, which Scrapy only logs; end all if the store cannot be written."""

        def note(failure: Failure, url: str, where: str) -> None:
            crashes.append(Fault(url, f"{where} failed: {failure.value!r}"))
            if isinstance(failure.value, StoreError):
                self._store_error = self._store_error or failure.value
                self.end_all(OutletVerdict.STOPPED)

        def on_item_error(item: Any, failure: Failure, **_: Any) -> None:
            note(failure, getattr(item, "url", "?"), "pipeline")

        def on_spider_error(failure: Failure, response: Any, **_: Any) -> None:
            note(failure, response.url, "spider")

        crawler.signals.connect(on_item_error, signals.item_error, weak=False)
        crawler.signals.connect(on_spider_error, signals.spider_error, weak=False)


async def _stop(crawler: Crawler, work: asyncio.Task[None]) -> None:
    """Stop a crawler, once it has started: before, Scrapy would forget about it."""
    while not (work.done() or (crawler.engine and crawler.engine.running)):
        await asyncio.sleep(STARTING)
    await crawler.stop_async()

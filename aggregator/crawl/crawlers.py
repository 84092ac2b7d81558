"""Many small crawlers in one process, a bounded number at a time, each with its own report."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any, TypeVar

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from twisted.python.failure import Failure

from aggregator.crawl.context import Context
from aggregator.crawl.counts import outlet_report
from aggregator.crawl.logs import bound, log_stage
from aggregator.errors import AggregatorError
from aggregator.models.report import Fault, OutletReport
from aggregator.registry.outlets import Outlet

GARBAGE_THRESHOLD = 20_000
"""Objects between two collections: a page makes thousands, few of them in cycles. Python's 700 costs a tenth of it."""
MAX_CRAWLERS = 8
"""Crawlers that run at once. Each keeps to one connection a host."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)
PATIENCE = 20.0
"""Seconds that crawlers have to end after a signal."""

Result = TypeVar("Result")
_log = logging.getLogger(__name__)


def crawl(
    context: Context, outlets: Sequence[Outlet], on_report: Callable[[OutletReport], None] | None = None
) -> list[OutletReport]:
    """Collect the outlets; return a report for each, in their order. A crawler's failure is reported, not raised."""
    browser = _browser_ready() and not context.replaying and any(e.browser for o in outlets for e in o.entries)
    gc.set_threshold(GARBAGE_THRESHOLD)
    settings = crawl_settings(context, browser)
    return _drive(_crawl_all(context, outlets, settings, browser, on_report or (lambda report: None)), browser)


def crawl_settings(context: Context, browser: bool = False) -> Settings:
    """Return Scrapy's settings for a crawl in `context`."""
    settings = Settings()
    settings.setmodule("aggregator.settings", priority="project")
    settings.set("AGGREGATOR_SEEDS", str(context.registry.folder), priority="cmdline")
    settings.set("LOG_ENABLED", False, priority="cmdline")
    if context.replaying:
        # No server to be polite to, and a retry can only get the same answer.
        settings.setdict({"RETRY_ENABLED": False, "DOWNLOAD_DELAY": 0}, priority="cmdline")
    if browser:
        settings.setdict({"TWISTED_REACTOR_ENABLED": True}, priority="cmdline")
    return settings


def _browser_ready() -> bool:
    return find_spec("scrapy_playwright") is not None


async def _crawl_all(
    context: Context,
    outlets: Sequence[Outlet],
    settings: Settings,
    browser: bool,
    on_report: Callable[[OutletReport], None],
) -> list[OutletReport]:
    runner = AsyncCrawlerRunner(settings)
    gate = asyncio.Semaphore(1 if context.replaying else MAX_CRAWLERS)  # one at a time, a replay keeps its order
    stopping = asyncio.Event()

    async def collect(outlet: Outlet) -> OutletReport:
        async with gate:
            if stopping.is_set():
                return outlet_report(outlet, {"finish_reason": "shutdown"}, ())
            with bound(outlet=outlet.id):
                report = await _collect(runner, context, outlet, browser)
            on_report(report)
            return report

    work = asyncio.gather(*map(collect, outlets))
    _stop_on_signal(runner, stopping, work)
    try:
        return list(await work)
    except asyncio.CancelledError as error:
        raise AggregatorError(f"stopped by a signal; a crawler did not end within {PATIENCE:g} s") from error


async def _collect(runner: AsyncCrawlerRunner, context: Context, outlet: Outlet, browser: bool) -> OutletReport:
    crawler = runner.create_crawler(outlet.id)
    crashes: list[Fault] = []
    _listen(crawler, crashes)
    try:
        await runner.crawl(crawler, context=context, browser=browser)
    except Exception as error:  # noqa: BLE001 - one outlet's failure must not end the run; it is in the report
        crashes.append(Fault(outlet.home, f"crawler failed: {type(error).__name__}: {error}"))
    report = outlet_report(outlet, crawler.stats.get_stats() if crawler.stats else {}, crashes)
    counts = {name: value for name, value in asdict(report).items() if isinstance(value, int)}
    log_stage(_log, "crawl", **counts)
    return report


def _listen(crawler: Crawler, crashes: list[Fault]) -> None:
    """Keep the exceptions of our own code, which Scrapy only logs."""

    def on_item_error(item: Any, failure: Failure, **_: Any) -> None:
        crashes.append(Fault(getattr(item, "url", "?"), f"pipeline failed: {failure.value!r}"))

    def on_spider_error(failure: Failure, response: Any, **_: Any) -> None:
        crashes.append(Fault(response.url, f"spider failed: {failure.value!r}"))

    crawler.signals.connect(on_item_error, signals.item_error, weak=False)
    crawler.signals.connect(on_spider_error, signals.spider_error, weak=False)


def _stop_on_signal(runner: AsyncCrawlerRunner, stopping: asyncio.Event, work: asyncio.Future[Any]) -> None:
    """Let SIGTERM and SIGINT end the crawlers at a clean point; unfinished links stay in the ledger.

    Crawlers that do not end in time are cancelled. A second signal has its usual effect.
    """
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    def stop() -> None:
        stopping.set()
        tasks.add(loop.create_task(runner.stop()))
        loop.call_later(PATIENCE, work.cancel)
        for number in SIGNALS:
            loop.remove_signal_handler(number)

    for number in SIGNALS:
        try:
            loop.add_signal_handler(number, stop)
        except (ValueError, RuntimeError, NotImplementedError):
            return  # not the main thread: our caller handles signals


def _drive(work: Coroutine[Any, Any, Result], reactor: bool) -> Result:
    """Run to the end on asyncio, or on Twisted's asyncio reactor, which the browser needs."""
    if not reactor:
        return asyncio.run(work)
    from scrapy.utils.defer import deferred_from_coro
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor as twisted_reactor

    outcome: list[Any] = []
    loop: Any = twisted_reactor

    def start() -> None:
        deferred_from_coro(work).addBoth(outcome.append).addBoth(lambda _: loop.stop())

    loop.callWhenRunning(start)
    loop.run()
    if isinstance(outcome[0], Failure):
        outcome[0].raiseException()
    result: Result = outcome[0]
    return result

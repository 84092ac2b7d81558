"""robots.txt, obeyed and remembered: fetched once a day per host, not once a run.

RFC 9309: a robots.txt may be kept for 24 hours (2.4); an unreachable one (5xx, no answer) forbids everything
(2.3.1.4); a missing one (4xx) forbids nothing (2.3.1.3), nor does one behind more than five redirects, which may lead
to other hosts (2.3.1.2); the first 500 KiB count (2.5).
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import StopDownload
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from aggregator.crawl.context import Context, context_of_crawler, remember_pause
from aggregator.crawl.counts import add_robots
from aggregator.errors import NotAsked, NotRecorded, in_a_line
from aggregator.models.report import RobotsRules
from aggregator.registry.outlets import Outlet
from aggregator.store import RobotsAnswer

from .answers import location_of
from .hosts import ANY_PUBLIC_HOST
from .retry import ASK_TO_WAIT, stated_pause

MAX_AGE = timedelta(hours=24)
TOO_MANY_REQUESTS = 429
"""Says that the host is busy, not that it has no rules."""
PAUSE = 300.0
"""Seconds for which a host is left alone whose robots.txt asks to wait and states no time: the next runs ask then."""
MAX_REDIRECTS = 5
MAX_BYTES = 500 * 1024
"""Bytes of a robots.txt that are read."""
MAX_STATED_BYTES = 16 * 2**20
"""Size from which on a robots.txt is not fetched at all; also of what its first bytes unpack to."""
NEWEST = 30
"""Stories of an outlet by which a change of the rules is judged."""
MAX_CRAWL_DELAY = 10.0
"""Seconds between two requests that a `Crawl-delay` may ask for: sixty an hour would miss every edition."""

_log = logging.getLogger(__name__)


class RememberedRobots(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with the store as its memory."""

    def __init__(self, crawler: Crawler, context: Context) -> None:
        super().__init__(crawler)
        self._context = context
        self._hosts: dict[str, asyncio.Future[RobotParser]] = {}
        crawler.signals.connect(self._report, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the context from the spider."""
        return cls(crawler, context_of_crawler(crawler))

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the request's host, from memory if they are younger than a day."""
        url = urlparse_cached(request)
        host = f"{url.scheme}://{url.netloc}"
        if host not in self._hosts:
            self._hosts[host] = asyncio.ensure_future(self._parser(host))
        return await self._hosts[host]

    async def _parser(self, host: str) -> RobotParser:
        answer = await self._answer(host)
        parser = self._parserimpl.from_crawler(self.crawler, answer.body if answer.status < 300 else b"")
        assert isinstance(parser, RobotParser)
        if delay := parser.crawl_delay(self._default_useragent):
            self._context.turns.keep_gap(urlsplit(host).netloc, min(delay, MAX_CRAWL_DELAY))
        return parser

    def _report(self, spider: Spider) -> None:
        """Add to the crawl's figures what the hosts' rules mean for the outlet."""
        known = (item for item in self._hosts.items() if item[1].done() and not item[1].cancelled())
        answered = {host: parser.result() for host, parser in known if not parser.exception()}
        outlet: Outlet = spider.outlet  # type: ignore[attr-defined]
        pages = any(entry.read == "page" for entry in outlet.entries)
        stories = self._context.store.links.newest(outlet.id, NEWEST) if pages and answered else []
        for host, parser in answered.items():
            assert isinstance(parser, ProtegoRobotParser)
            assert self.crawler.stats is not None
            add_robots(self.crawler.stats, host, rules_for_us(host, parser, outlet, stories, self._default_useragent))

    async def _answer(self, host: str) -> RobotsAnswer:
        known = self._context.store.entry_points.robots(host)
        now = self._context.now()
        if known and timedelta(0) <= now - known.fetched_at < MAX_AGE:
            return known
        response = await self._fetch(host)
        if response is None:
            return RobotsAnswer(404, b"", now)
        if response.status in ASK_TO_WAIT and not stated_pause(response) and not self._context.replaying:
            remember_pause(self._context, urlsplit(host).netloc, PAUSE, f"HTTP {response.status} for robots.txt")
        if response.status >= 500 or response.status == TOO_MANY_REQUESTS:
            raise _unreachable(host, f"HTTP {response.status}")
        answer = RobotsAnswer(response.status, response.body[:MAX_BYTES], now)
        self._context.store.entry_points.remember_robots(host, answer)
        return answer

    async def _fetch(self, host: str) -> Response | None:
        """Return a host's answer after its redirects; None if a replay does not hold it."""
        address = f"{host}/robots.txt"
        try:
            with _Head(self.crawler):
                for _ in range(1 + MAX_REDIRECTS):
                    response = await self._download(address)
                    if not 300 <= response.status < 400:
                        break
                    address = location_of(response, address) or address
        except NotRecorded:
            return None  # the recording crawl asked for permission
        except NotAsked:
            raise
        except Exception as error:  # any failure means no answer
            raise _unreachable(host, in_a_line(error, 200)) from error
        return response

    async def _download(self, address: str) -> Response:
        meta = {
            "dont_obey_robotstxt": True,
            "dont_redirect": True,
            "download_maxsize": MAX_STATED_BYTES,
            ANY_PUBLIC_HOST: True,
        }
        request = Request(address, priority=self.DOWNLOAD_PRIORITY, meta=meta, callback=NO_CALLBACK)
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)


def rules_for_us(
    host: str, parser: ProtegoRobotParser, outlet: Outlet, stories: Sequence[str], agent: str
) -> RobotsRules:
    """Return the rules of a host for our user agent, and which of an outlet's entry points and stories they forbid."""
    found = parser.rp._get_matching_rule_set(agent)  # Protego has no public way to the rules themselves
    lines = sorted(f"{rule.field} {rule.value._pattern}" for rule in found._rules) if found else []
    delay = parser.crawl_delay(agent)
    entries = [entry.url for entry in outlet.entries if entry.enabled and _host(entry.url) == host]
    here = [address for address in stories if _host(address) == host]
    forbidden = [address for address in here if not parser.allowed(address, agent)]
    return RobotsRules(
        digest=sha256("\n".join([*lines, str(delay)]).encode()).hexdigest()[:16],
        delay=delay,
        entries=tuple(address for address in entries if not parser.allowed(address, agent)),
        stories=(len(forbidden), len(here)),
        example=forbidden[0] if forbidden else "",
    )


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


class _Head:
    """While it is open, ends the download of a robots.txt after the bytes that are read."""

    def __init__(self, crawler: Crawler) -> None:
        self._signals = crawler.signals
        self._received = Counter[Request]()

    def __enter__(self) -> None:
        self._signals.connect(self._on_bytes, signals.bytes_received)

    def __exit__(self, *_: object) -> None:
        self._signals.disconnect(self._on_bytes, signals.bytes_received)

    def _on_bytes(self, data: bytes, request: Request, **_: Any) -> None:
        if ANY_PUBLIC_HOST in request.meta:
            self._received[request] += len(data)
            if self._received[request] >= MAX_BYTES:
                raise StopDownload(fail=False)


def _unreachable(host: str, reason: str) -> NotAsked:
    _log.info("%s/robots.txt: %s", host, reason)
    return NotAsked(f"robots.txt of {host} is unreachable ({reason}); skipping the host for now")

"""robots.txt, obeyed and remembered: fetched once a day per host, not once a run.

RFC 9309: a robots.txt may be kept for 24 hours (2.4); an unavailable one (5xx, no answer) forbids everything
(2.3.1.4); a missing one (4xx) forbids nothing (2.3.1.3).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from aggregator.crawl.context import Context, context_of_crawler
from aggregator.errors import NotRecorded
from aggregator.store import RobotsAnswer

MAX_AGE = timedelta(hours=24)

_log = logging.getLogger(__name__)


class RememberedRobots(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, with the store as its memory."""

    def __init__(self, crawler: Crawler, context: Context) -> None:
        super().__init__(crawler)
        self._context = context
        self._hosts: dict[str, asyncio.Future[RobotParser]] = {}

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
        if answer.status >= 500:
            raise IgnoreRequest(f"robots.txt of {host} is unavailable; skipping the host for now")
        parser = self._parserimpl.from_crawler(self.crawler, answer.body if answer.status < 300 else b"")
        assert isinstance(parser, RobotParser)
        return parser

    async def _answer(self, host: str) -> RobotsAnswer:
        known = self._context.store.entry_points.robots(host)
        now = self._context.now()
        if known and timedelta(0) <= now - known.fetched_at < MAX_AGE:
            return known
        answer = await self._fetch(host)
        if answer.status < 500:
            self._context.store.entry_points.remember_robots(host, answer)
        return answer

    async def _fetch(self, host: str) -> RobotsAnswer:
        request = Request(
            f"{host}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={"dont_obey_robotstxt": True},
            callback=NO_CALLBACK,
        )
        now = self._context.now()
        try:
            assert self.crawler.engine is not None
            response: Response = await self.crawler.engine.download_async(request)
        except NotRecorded:
            return RobotsAnswer(404, b"", now)  # the recording crawl asked for permission
        except IgnoreRequest:
            raise
        except Exception as error:  # noqa: BLE001 - any failure of the network means no answer
            _log.info("%s/robots.txt: %s", host, error)
            return RobotsAnswer(503, b"", now)
        return RobotsAnswer(response.status, response.body, now)

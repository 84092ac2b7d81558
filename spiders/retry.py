"""Retries that wait: as long as `Retry-After` says, else for a growing pause."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

from aggregator.text.retry_after import retry_after

ASK_TO_WAIT = frozenset({429, 503})
NOT_READY = 202
"""Status with which bot checks and loaded servers put a request off."""
MAX_IN_VAIN = 10
"""Retries of answers without content that a crawl makes while none of them helps."""


class PatientRetry(RetryMiddleware):
    """Scrapy's retry middleware, which grants a host the pause it asks for; one that asks for too long is skipped."""

    def __init__(self, settings: BaseSettings, patient: bool = True) -> None:
        super().__init__(settings)
        self._first_pause = settings.getfloat("FIRST_RETRY_PAUSE")
        self._max_wait = settings.getfloat("MAX_RETRY_AFTER")
        self._patient = patient
        self._not_before: dict[str, float] = {}
        self._in_vain = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; under replay it does not wait."""
        context = getattr(crawler.spider, "context", None)
        middleware = cls(crawler.settings, patient=not (context and context.replaying))
        middleware.crawler = crawler
        return middleware

    async def process_request(self, request: Request) -> None:
        """Hold a request until its host's pause is over."""
        wait = self._not_before.get(urlparse_cached(request).netloc, 0.0) - time.monotonic()
        if wait > self._max_wait:
            raise IgnoreRequest(f"the host asked for a pause of {wait:.0f} s")
        if wait > 0:
            await asyncio.sleep(wait)

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Note the pause that the answer asks for, then retry it, or let Scrapy decide whether to."""
        if self._patient and response.status in self.retry_http_codes:
            self._pause(request, response)
        if self._patient and lacks_content(response) and "dont_obey_robotstxt" not in request.meta:
            return self._retry_without_content(request, response)
        if "retry_times" in request.meta:
            self._in_vain = 0
        return super().process_response(request, response)

    def _retry_without_content(self, request: Request, response: Response) -> Request | Response:
        """Retry an answer without content as one that says 503, while such retries help."""
        if self._in_vain >= MAX_IN_VAIN:
            return response
        self._in_vain += 1
        self._pause(request, response)
        return self._retry(request, "no content") or response

    def _pause(self, request: Request, response: Response) -> None:
        header = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
        stated = retry_after(header, datetime.now(UTC)) if response.status in ASK_TO_WAIT else None
        wait = stated if stated is not None else self._first_pause * 2 ** request.meta.get("retry_times", 0)
        host = urlparse_cached(request).netloc
        self._not_before[host] = max(self._not_before.get(host, 0.0), time.monotonic() + wait)


def lacks_content(response: Response) -> bool:
    """Return whether an answer that is not an error has no content: a fault that passes."""
    return response.status == NOT_READY or (response.status == 200 and not response.body.strip())

"""Retries of bad answers, and the pauses before them.

A pause is as long as `Retry-After` says, else it grows with each retry of the page. The turns at a host keep it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response

from aggregator.text.retry_after import retry_after

ASK_TO_WAIT = frozenset({429, 503})
NOT_READY = 202
"""Status with which bot checks and loaded servers put a request off."""


class Retry(RetryMiddleware):
    """Scrapy's retry middleware, which also retries answers without content, as if they said 503."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware."""
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Retry an answer without content, or let Scrapy decide."""
        if lacks_content(response):
            return self._retry(request, "no content") or response
        return super().process_response(request, response)


def stated_pause(response: Response) -> float | None:
    """Return the seconds for which an answer asks to be left alone, None if it does not."""
    header = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
    return retry_after(header, datetime.now(UTC)) if response.status in ASK_TO_WAIT else None


def own_pause(request: Request, first_pause: float) -> float:
    """Return the seconds before the next request after a bad answer that states no pause."""
    seconds: float = first_pause * 2 ** request.meta.get("retry_times", 0)
    return seconds


def lacks_content(response: Response) -> bool:
    """Return whether an answer that is not an error has no content: a fault that passes. A robots.txt may be empty."""
    empty = response.status == 200 and not response.body.strip()
    return response.status == NOT_READY or (empty and not response.url.endswith("/robots.txt"))

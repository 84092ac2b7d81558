"""Keep a crawl on its outlet's hosts, redirects included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from aggregator.urls import host_of, is_below, is_public_web

ANY_PUBLIC_HOST = "any_public_host"
"""Key in a request's meta: it may lead to any public host."""


class OwnHosts:
    """Downloader middleware: fail requests to foreign hosts, so that the ledger records why.

    Scrapy's own offsite middleware drops such a request silently when it is scheduled.
    """

    def __init__(self, hosts: Sequence[str] | None) -> None:
        self._hosts = hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the hosts from the spider; `scrapy shell` has none yet, and may ask any host."""
        return cls(crawler.spider.allowed_domains if crawler.spider else None)  # type: ignore[attr-defined]

    def process_request(self, request: Request) -> None:
        """Refuse a request to another host."""
        if self._hosts is None:
            return
        host = host_of(request.url)
        foreign = not is_below(host, self._hosts)
        if foreign and not (request.meta.get(ANY_PUBLIC_HOST) and is_public_web(request.url)):
            raise IgnoreRequest(f"leaves the outlet's hosts: {host}")

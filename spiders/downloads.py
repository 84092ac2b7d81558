"""Download handlers: the web, the web with a recorder, or an archive."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache, partial
from hashlib import sha256
from ssl import SSLContext
from typing import Any, Self

from aiohttp import ClientPayloadError, ClientResponse, ClientSession, DummyCookieJar
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.ssl import _make_ssl_context

from aggregator.archive import Answer, Archive, Recorder
from aggregator.crawl import turns
from aggregator.crawl.context import context_of_crawler, remember_pause
from aggregator.crawl.counts import add_skew
from aggregator.errors import AddressRefused
from aggregator.models import Origin
from aggregator.network.connector import GuardedConnector

from .heads import MAX_HEAD, ForgivingProtocol
from .readers.document import Document
from .retry import lacks_content, own_pause, stated_pause

NO_ANSWER = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
"""Errors of a request that a host did not answer, or not wholly."""

MAX_HEADERS = 500
_TLS = (
    "DOWNLOAD_VERIFY_CERTIFICATES",
    "DOWNLOAD_TLS_MIN_VERSION",
    "DOWNLOAD_TLS_MAX_VERSION",
    "DOWNLOADER_CLIENT_TLS_CIPHERS",
)
"""The settings of Scrapy that make a context."""
_CLOSED = re.compile(rb"</(?:html|rss|feed|rdf:RDF|urlset|sitemapindex)\s*>\s*\Z", re.IGNORECASE)
"""The end of a whole document."""


class FetchTime:
    """Downloader middleware: put the time of every response in `meta["fetched_at"]` (UTC), and compare the clocks."""

    def __init__(self, stats: StatsCollector, present: datetime | None) -> None:
        self._stats, self._present = stats, present
        self._compared = set[str]()
        """Hosts whose clock is noted: their first answer is enough."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the crawler's stats, and the moment that its context takes for the present."""
        assert crawler.stats is not None
        return cls(crawler.stats, context_of_crawler(crawler).at)

    def process_response(self, request: Request, response: Response) -> Response:
        """Set the time, unless the archive has set it; note how far the host's clock is ahead of it."""
        here = request.meta.get("fetched_at") or datetime.now(UTC)
        request.meta.setdefault("fetched_at", self._present or here)
        host = urlparse_cached(request).netloc
        if host not in self._compared and (skew := _skew(response, here)) is not None:
            self._compared.add(host)
            add_skew(self._stats, host, skew)
        return response


def _skew(response: Response, at: datetime) -> float | None:
    """Return the seconds by which a host's clock is ahead; None if it states no time, or a cache states it."""
    stated = (response.headers.get(b"Date") or b"").decode("latin-1")
    if b"Age" in response.headers:
        return None
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, OverflowError):
        return None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at).total_seconds()


def document_in(response: Response) -> Document:
    """Return the document in a response; its time is the clock's, or the record's under replay."""
    at = response.meta["fetched_at"]
    assert isinstance(at, datetime)
    content_type = (response.headers.get(b"Content-Type") or b"").decode("latin-1")
    return Document(response.body, response.url, at, content_type or None)


def origin_of(response: Response) -> Origin:
    """Return what is kept of the answer that a story is read from."""
    record = response.meta.get("record")
    place = (str(record.file.absolute()), record.offset) if record else (None, None)
    return Origin(response.status, sha256(response.body).hexdigest(), *place)


class PlainHandler(AiohttpDownloadHandler):
    """Downloads from the web as browsers do, in turns at each host.

    Faults of a header are put right, and a wrong length is borne. A request's time runs from its turn on.
    """

    experimental = False

    def __init__(self, crawler: Crawler) -> None:
        # Not Scrapy's own: that loads the certificates for each outlet, and makes a connector without a guard.
        super(AiohttpDownloadHandler, self).__init__(crawler)
        self._ssl_context = tls_context(crawler.settings)
        connector = GuardedConnector(
            context_of_crawler(crawler).access.allowed,
            local_addr=self._bind_address,
            limit=self._pool_size_total,
            limit_per_host=self._pool_size_per_host,
        )
        # aiohttp has no public way to set the protocol of its connections; its parser has no lenient mode.
        connector._factory = partial(ForgivingProtocol, loop=asyncio.get_running_loop())  # type: ignore[assignment]
        self._session = ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_field_size=MAX_HEAD,
            max_headers=MAX_HEADERS,
        )
        self._context = context_of_crawler(crawler)
        self._turns = self._context.turns
        self._outlet = crawler.spider.name  # type: ignore[union-attr]
        self._bad = frozenset(map(int, crawler.settings.getlist("RETRY_HTTP_CODES")))
        self._first_pause = crawler.settings.getfloat("FIRST_RETRY_PAUSE")

    @staticmethod
    def _extract_headers(response: ClientResponse) -> Headers:
        """Return the headers as the bytes that were sent, in whatever encoding."""
        return Headers(list(response.raw_headers))

    @staticmethod
    async def _iter_body_chunks(response: ClientResponse) -> AsyncIterator[bytes]:
        """Yield the body; one whose document is closed is whole, though the stated length says there is more."""
        end = b""
        try:
            async for chunk in response.content.iter_any():
                yield chunk
                end = (end + chunk[-100:])[-100:]
        except (ClientPayloadError, TimeoutError):
            if not _CLOSED.search(end):
                raise

    async def download_request(self, request: Request) -> Response:
        """Fetch when it is the request's turn.

        Raise `NotAsked` if there is none, `ResponseDataLossError` if the answer ended early, and not where it ended
        before. The pause that an answer asks for holds already for the next request in line.
        """
        host = urlparse_cached(request).netloc
        async with self._turns.turn(self._outlet, host):
            try:
                response = await self._fetch(request)
            except (*NO_ANSWER, AddressRefused):
                self._turns.failed(host, request.url, turns.NO_ANSWER)
                raise
            if response.status in self._bad or lacks_content(response):
                self._turns.failed(host, request.url, turns.BAD_ANSWER)
                self._pause(request, response, host)
            else:
                self._turns.answered(host)
        return response

    def _pause(self, request: Request, response: Response, host: str) -> None:
        """Leave a host alone for a while; a pause that it stated holds for the next runs too."""
        if seconds := stated_pause(response):
            remember_pause(self._context, host, seconds, f"HTTP {response.status}")
        self._turns.pause(host, own_pause(request, self._first_pause) if seconds is None else seconds)

    async def _fetch(self, request: Request) -> Response:
        response = await super().download_request(request)
        if "dataloss" in response.flags:
            _require_same_end(request, response.body)
        return response


def tls_context(settings: BaseSettings) -> SSLContext:
    """Return the context of all crawlers with the same settings of TLS: it takes 26 ms to load the certificates."""
    return _tls_context(tuple((name, settings.get(name)) for name in _TLS))


@cache
def _tls_context(stated: tuple[tuple[str, Any], ...]) -> SSLContext:
    return _make_ssl_context(BaseSettings(dict(stated)))


def _require_same_end(request: Request, body: bytes) -> None:
    """Raise unless an answer ended early where the one before did.

    A lost connection ends an answer at random; two answers that end at the same byte had a wrong length.
    """
    before, request.meta["ended_early"] = request.meta.get("ended_early"), sha256(body).digest()
    if not body or before != request.meta["ended_early"]:
        raise ResponseDataLossError(f"the answer ended early, after {len(body)} bytes")


class RecordingHandler(PlainHandler):
    """Downloads from the web and records every answer."""

    def __init__(self, crawler: Crawler, recorder: Recorder) -> None:
        super().__init__(crawler)
        self._recorder = recorder

    async def download_request(self, request: Request) -> Response:
        """Fetch, record, return."""
        response = await super().download_request(request)
        request.meta["fetched_at"] = datetime.now(UTC)
        request.meta["record"] = self._recorder.write(answer_of(response, request.meta["fetched_at"], request))
        return response


class ReplayHandler(BaseDownloadHandler):
    """Answers from the archive; opens no socket. A request that it does not hold fails with `NotRecorded`."""

    def __init__(self, crawler: Crawler, archive: Archive) -> None:
        super().__init__(crawler)
        self._archive = archive

    async def download_request(self, request: Request) -> Response:
        """Return the recorded answer, or 304 if the request's validators are the recorded ones."""
        answer = self._archive.answer(request.url, request.method)
        request.meta["fetched_at"], request.meta["record"] = answer.at, answer.record
        if _unchanged(request, answer):
            return Response(request.url, status=304, request=request)
        headers = Headers([(name, _as_sent(value)) for name, value in answer.headers])
        kind = responsetypes.from_args(headers=headers, url=request.url, body=answer.body)
        return kind(request.url, status=answer.status, headers=headers, body=answer.body, request=request)


class WebHandler:
    """Selects the handler by the crawl's context: replay, record, or plain."""

    lazy = True  # a handler loads the certificates, also for a scheme that is never used

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BaseDownloadHandler:
        """Return the handler for the spider's context."""
        context = context_of_crawler(crawler)
        if context.archive:
            return ReplayHandler(crawler, context.archive)
        if context.recorder:
            return RecordingHandler(crawler, context.recorder)
        return PlainHandler(crawler)


def answer_of(response: Response, at: datetime, request: Request | None = None) -> Answer:
    """Return a response as it is recorded; `request` is what it answers, by default a GET of the same address."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    url, method = (request.url, request.method) if request else (response.url, "GET")
    return Answer(url, response.status, headers, response.body, at, method)


def _as_sent(value: str) -> bytes:
    """Return the bytes of a header; one that other software recorded may be UTF-8."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode()


def _unchanged(request: Request, answer: Answer) -> bool:
    validators = ((b"If-None-Match", "ETag"), (b"If-Modified-Since", "Last-Modified"))
    return any(
        (sent := request.headers.get(condition)) is not None and sent.decode("latin-1") == answer.header(name)
        for condition, name in validators
    )

"""Answers taken as browsers take them: wrong content encodings, redirects that set cookies or are written oddly."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Self
from urllib.parse import quote

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Request, Response
from scrapy.http.cookies import CookieJar
from scrapy.settings import BaseSettings
from scrapy.utils._compression import _DecompressionMaxSizeExceeded

from .readers.addresses import absolute

_AS_IT_IS = (b"<", b"{", b"[", b"\xef\xbb\xbf", b"\x1f\x8b")
"""How a text begins, and gzip, which the readers unpack whatever the header says."""
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
MAX_COOKIES = 8_000
"""Characters of all cookies that are kept: servers refuse longer headers, and each redirect may set another."""
PERMANENT = frozenset({301, 308})


def location_of(response: Response, url: str) -> str | None:
    """Return where an answer to a request of `url` redirects, None if nowhere; its bytes may be of any encoding."""
    sent = response.headers.get(b"Location") or b""
    return absolute(_NOT_ASCII.sub(lambda run: quote(run[0]).encode(), sent).decode("ascii"), url)


def address_for_good(response: Response) -> str | None:
    """Return where permanent redirects led a request, before the first that is for now; None if there was none."""
    meta = response.request.meta if response.request else {}
    addresses = [*meta.get("redirect_urls", ()), response.url]
    lasting = [*takewhile(PERMANENT.__contains__, meta.get("redirect_reasons", ()))]
    return addresses[len(lasting)] if lasting else None


class Decompression(HttpCompressionMiddleware):
    """Scrapy's decompression, to which a body that is plain though its header says otherwise is plain."""

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        try:
            return HttpCompressionMiddleware._decode(body, encoding, max_size)
        except _DecompressionMaxSizeExceeded:
            raise
        except Exception:  # each encoding's library has its own
            if body.lstrip().startswith(_AS_IT_IS):
                return body
            raise


class Redirects(RedirectMiddleware):
    """Scrapy's redirects, with the cookies that they set: kept for the run, and for the host that set them.

    So are those of a page that only forwards, which the next request has as `meta["forwarded_by"]`.

    Other cookies are not kept: a reader without an account does not need them.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._cookies: CookieJar | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware; it needs no signal, since no request has a Referer."""
        middleware = cls(crawler.settings)
        middleware.crawler = crawler
        return middleware

    def process_request(self, request: Request) -> None:
        """Add the cookies of earlier redirects, unless the outlet's file states a cookie."""
        if forwarder := request.meta.pop("forwarded_by", None):
            self._keep_cookies(forwarder.request, forwarder)
        if self._cookies is None or (b"Cookie" in request.headers and "cookies_added" not in request.meta):
            return
        request.headers.pop(b"Cookie", None)
        request.meta["cookies_added"] = True
        self._cookies.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Follow a redirect; keep its cookies."""
        address = location_of(response, request.url)
        if address is None or request.meta.get("dont_redirect"):
            return response
        response.headers[b"Location"] = address
        followed = super().process_response(request, response)
        if isinstance(followed, Request):
            self._keep_cookies(request, response)
        return followed

    def _keep_cookies(self, request: Request, response: Response) -> None:
        if b"Set-Cookie" not in response.headers:
            return
        jars = (self._cookies or CookieJar(), CookieJar())
        for jar in jars:
            jar.extract_cookies(response, request)
        self._cookies = next((jar for jar in jars if _characters(jar) <= MAX_COOKIES), None)


def _characters(cookies: CookieJar) -> int:
    return sum(len(cookie.name) + len(cookie.value or "") for cookie in cookies.jar)

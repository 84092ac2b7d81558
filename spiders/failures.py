"""Failures of a request: whose they are, and what they mean for the link."""

from __future__ import annotations

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils._compression import _DecompressionMaxSizeExceeded
from twisted.python.failure import Failure

from aggregator.errors import AddressRefused, NotAsked, in_a_line
from aggregator.models import LinkState

from .downloads import NO_ANSWER

GONE = frozenset({404, 410})
TOO_MANY_REQUESTS = 429


def was_not_asked(failure: Failure) -> bool:
    """Return whether a page was not asked for, not even before a retry of it was called off."""
    error = failure.value
    asked_before = failure.request.meta.get("retry_times", 0) > 0  # type: ignore[attr-defined]
    return isinstance(error, NotAsked) and not (error.silent and asked_before)


def asks_to_wait(failure: Failure) -> bool:
    """Return whether a host is busy, whatever the page."""
    return isinstance(failure.value, HttpError) and failure.value.response.status == TOO_MANY_REQUESTS


def was_stopped(failure: Failure) -> bool:
    """Return whether the host or the run ended the requests, with this one or before it."""
    left_alone = isinstance(failure.value, NotAsked) and not isinstance(failure.value, AddressRefused)
    return left_alone or asks_to_wait(failure)


def may_be_the_host(failure: Failure) -> bool:
    """Return whether a failure may be the host's and not the page's: no answer, or a server's error."""
    error = failure.value
    return isinstance(error, (*NO_ANSWER, NotAsked)) or (isinstance(error, HttpError) and error.response.status >= 500)


def is_too_large(error: BaseException | None) -> bool:
    """Return whether a body is over the limit, as it was sent or once unpacked."""
    return isinstance(error, DownloadCancelledError) or isinstance(
        error.__cause__ if error else None, _DecompressionMaxSizeExceeded
    )


def outcome(failure: Failure) -> tuple[LinkState, str]:
    """Translate a failure into the link's state and a one-line reason."""
    error = failure.value
    if isinstance(error, HttpError):
        status = error.response.status
        return (LinkState.GONE if status in GONE else LinkState.FAILED), f"HTTP {status}"
    if isinstance(error, IgnoreRequest) and str(error) == "Forbidden by robots.txt":
        return LinkState.REFUSED, "forbidden by robots.txt"
    return LinkState.FAILED, in_a_line(error)

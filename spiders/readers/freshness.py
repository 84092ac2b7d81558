"""How long an entry point says that it does not change: `Cache-Control`, and a feed's `ttl` or `sy:updatePeriod`."""

from __future__ import annotations

import re
from collections.abc import Mapping

HEAD = 4096
"""Bytes of a feed in which it speaks of itself."""
PERIODS = {
    b"hourly": 3600.0,
    b"daily": 86_400.0,
    b"weekly": 604_800.0,
    b"monthly": 2_592_000.0,
    b"yearly": 31_536_000.0,
}
"""Seconds (https://web.resource.org/rss/1.0/modules/syndication/)."""

_MAX_AGE = re.compile(rb"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER_KEPT = re.compile(rb"\bno-(?:cache|store)\b|\bprivate\b", re.IGNORECASE)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<\w{1,10}:updatePeriod>\s*([a-z]+)\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<\w{1,10}:updateFrequency>\s*(\d{1,4})\s*<", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)


def unchanged_for(headers: Mapping[bytes, bytes | None], body: bytes) -> float:
    """Return the seconds for which an answer need not be asked for again by its own word; 0.0 if it has none.

    Of the header and the feed the longer counts. The body of a feed is looked at up to its first item.
    """
    return max(_kept_for(headers.get(b"Cache-Control") or b"", headers.get(b"Age") or b""), _stated(body[:HEAD]))


def _kept_for(control: bytes, age: bytes) -> float:
    found = _MAX_AGE.search(control)
    if not found or _NEVER_KEPT.search(control):
        return 0.0
    return max(0.0, float(found[1]) - (float(age) if age.isdigit() else 0.0))


def _stated(head: bytes) -> float:
    head = head[: first.start()] if (first := _ITEM.search(head)) else head
    if found := _TTL.search(head):
        return float(found[1]) * 60
    period, frequency = _PERIOD.search(head), _FREQUENCY.search(head)
    seconds = PERIODS.get(period[1].lower(), 0.0) if period else 0.0
    return seconds / max(1, int(frequency[1]) if frequency else 1)

"""The time at a host, as the header of an answer states it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from aggregator.errors import AggregatorError, in_a_line
from aggregator.network.access import Access

_PATIENCE = 10.0
"""Seconds for the answer."""


def date_of(url: str, access: Access) -> datetime:
    """Return the `Date` header of the answer to a HEAD request, in UTC; raise `AggregatorError` if there is none."""
    return asyncio.run(_date_of(url, access))


async def _date_of(url: str, access: Access) -> datetime:
    import aiohttp  # takes a tenth of a second

    from aggregator.network.connector import GuardedConnector

    timeout, headers = aiohttp.ClientTimeout(total=_PATIENCE), {"User-Agent": access.user_agent}
    try:
        async with (
            aiohttp.ClientSession(
                connector=GuardedConnector(access.allowed), timeout=timeout, headers=headers
            ) as session,
            session.head(url, allow_redirects=False) as answer,
        ):
            return parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise AggregatorError(f"{url}: no date: {in_a_line(error)}") from error

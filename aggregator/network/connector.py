"""aiohttp's connector, which connects only to addresses that may be connected to.

Import this module where something is sent: aiohttp takes a tenth of a second to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.tracing import Trace

from aggregator.network.addresses import AllowedHosts


class GuardedConnector(aiohttp.TCPConnector):
    """Connects to the permitted ones of a host's addresses; raises `AddressRefused` if there is none.

    They are judged for each connection, as they are resolved for it: a name that leads elsewhere the next time is
    judged again, and so is each redirect, since it is another request.
    """

    def __init__(self, allowed: AllowedHosts, **options: Any) -> None:
        super().__init__(**options)
        self._allowed = allowed

    async def _resolve_host(self, host: str, port: int, traces: Sequence[Trace] | None = None) -> list[ResolveResult]:
        # aiohttp's public resolver is not asked about an address that a URL states.
        found = await super()._resolve_host(host, port, traces)
        kept = self._allowed.permitted(host, [result["host"] for result in found])
        return [result for result in found if result["host"] in kept]

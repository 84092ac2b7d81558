"""A webhook: a signed POST of the edition's JSON, with an id that is the same each time it is sent."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aggregator.errors import AddressRefused, Unreadable, in_a_line
from aggregator.formats.document import FILE
from aggregator.models.delivery import SENT, DeliveryState, Outcome, Publication
from aggregator.network.access import Access
from aggregator.network.addresses import AllowedHosts
from aggregator.publish.headings import document
from aggregator.publish.plans import WebhookPlan
from aggregator.publish.sender import Note
from aggregator.text.retry_after import retry_after
from aggregator.urls import host_of

RETRIED = frozenset({408, 429})
"""Refusals that are retried."""


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """POSTs to one address. Redirects are not followed: the signed body goes only where the file says."""

    plan: WebhookPlan
    secret: str = field(repr=False)
    access: Access = field(default_factory=Access.of_environment)
    repeatable = True

    @property
    def target(self) -> str:
        """The host alone, since the path of a webhook is often a secret."""
        return host_of(self.plan.url)

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Post the document; if there is no answer in time, it is retried."""
        try:
            body = document(publication, FILE)
        except Unreadable as error:
            return Outcome(DeliveryState.ABANDONED, str(error))
        headers = {"User-Agent": self.access.user_agent, **_headers(publication, publication.delivery_id(self.plan.id))}
        return asyncio.run(self._post(body, {**headers, **signed(self.secret, body, int(time.time()))}))

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> Outcome:
        import aiohttp  # takes a tenth of a second, and few runs post anything

        from aggregator.network.connector import GuardedConnector

        timeout = aiohttp.ClientTimeout(total=self.plan.timeout)
        try:
            async with (
                aiohttp.ClientSession(connector=GuardedConnector(self._hosts), timeout=timeout) as session,
                session.post(self.plan.url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return self._judge(answer.status, answer.headers)
        except TimeoutError:
            return self._failure(f"no answer within {self.plan.timeout:g} seconds")
        except (aiohttp.ClientError, AddressRefused, OSError) as error:
            return self._failure(in_a_line(error))

    @property
    def _hosts(self) -> AllowedHosts:
        own = [host_of(self.plan.url)] if self.plan.allow_loopback else []
        return self.access.allowed | AllowedHosts.of(own)

    def _judge(self, status: int, headers: Mapping[str, str]) -> Outcome:
        if 200 <= status < 300:
            return SENT
        reason = f"{self.target} answered {status}"
        if 300 <= status < 400:
            return Outcome(DeliveryState.ABANDONED, f"{reason}: redirects are not followed")
        if status >= 500 or status in RETRIED:
            pause = retry_after(headers.get("Retry-After"), datetime.now(UTC)) or 0.0
            return Outcome(DeliveryState.FAILED, reason, pause)
        return Outcome(DeliveryState.ABANDONED, reason)

    def _failure(self, reason: str) -> Outcome:
        return Outcome(DeliveryState.FAILED, f"{self.target}: {reason}")


def signed(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    """Return the headers that prove sender and time of a body: HMAC-SHA256 over `<timestamp>.<body>`."""
    proof = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return {"X-Timestamp": str(timestamp), "X-Signature": f"sha256={proof.hexdigest()}"}


def _headers(publication: Publication, delivery: str) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": delivery,
        "X-Edition": publication.edition,
        "X-Language": publication.language,
        "X-Revision": str(publication.revision),
        **({} if publication.number is None else {"X-Sequence": str(publication.number)}),
    }

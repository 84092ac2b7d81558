"""Orders: the jobs by kind, with their queue, what goes first, and what keeps two of them apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from aggregator.runs.session import EDITIONS

CRAWL_QUEUE, EDITION_QUEUE, CONTROL_QUEUE = "crawl", "editions", "control"
QUEUES = (CRAWL_QUEUE, EDITION_QUEUE, CONTROL_QUEUE)


@dataclass(frozen=True, slots=True)
class Order:
    """A job to come."""

    task: str
    queue: str
    priority: int
    """Of two jobs in a queue the one with more goes first."""
    once: str
    """Of the jobs with this, one waits at a time."""
    lock: str | None = None
    """Of the jobs with this, one is done at a time, in their order."""
    arguments: Mapping[str, str | None] = field(default_factory=dict)


SWEEP = Order("sweep", CONTROL_QUEUE, 100, "sweep")
"""Without a lock: that of a dead sweep would keep all later ones from freeing it."""
PLAN = Order("plan", CONTROL_QUEUE, 90, "plan")
PUBLISH = Order("publish", EDITION_QUEUE, 60, "publish")
ALARMS = Order("alarms", EDITION_QUEUE, 20, "alarms", EDITIONS)
REGROUP = Order("regroup", EDITION_QUEUE, 10, "regroup", EDITIONS)


def crawl(outlet: str, group: str, slot: str | None = None) -> Order:
    """Order the visit of an outlet: for a slot before all polls."""
    arguments = {"outlet": outlet, "slot": slot}
    return Order("crawl", CRAWL_QUEUE, 30 if slot else 0, f"crawl {outlet} {slot or ''}".rstrip(), group, arguments)


def assemble(edition: str, day: date) -> Order:
    """Order an edition."""
    return _of_edition("assemble", 50, edition, day)


def translate(edition: str, day: date) -> Order:
    """Order an edition in its other languages."""
    return _of_edition("translate", 40, edition, day)


def _of_edition(task: str, priority: int, edition: str, day: date) -> Order:
    arguments = {"edition": edition, "day": day.isoformat()}
    return Order(task, EDITION_QUEUE, priority, f"{task} {day}-{edition}", EDITIONS, arguments)


def again(order: Order, attempt: int) -> Order:
    """Return an order that counts its attempts."""
    return replace(order, arguments={**order.arguments, "attempt": str(attempt)})

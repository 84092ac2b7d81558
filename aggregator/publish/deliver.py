"""Deliver what waits in the outbox: claim, send, record; each delivery at most once a call."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from aggregator.errors import AlreadyRunning, Unreadable
from aggregator.models.delivery import Delivery, DeliveryState, Outcome, Publication, Selection
from aggregator.publish.channels import Channel, Channels
from aggregator.publish.headings import head
from aggregator.store import Store

MAX_WAIT = timedelta(hours=6)
"""Between two attempts."""
PATIENCE = 60.0
"""Seconds that a run waits while another process publishes."""
EVERYTHING = Selection()

_log = logging.getLogger(__name__)


def deliver(
    store: Store, channels: Channels, selection: Selection = EVERYTHING, patience: float = 0.0
) -> list[Delivery]:
    """Deliver what is due; return each delivery that was attempted, or has no channel, with its new state.

    Uncertain deliveries are returned as well. Raises `AlreadyRunning` if another process publishes for longer than
    `patience` seconds.
    """
    with publishing(store, patience):
        unsure = store.outbox.find(selection, [DeliveryState.UNSURE])
        return [*unsure, *_rounds(store, channels, selection)]


@contextmanager
def publishing(store: Store, patience: float = 0.0) -> Iterator[None]:
    """Hold the publishing lock, and recover what a dead process left.

    Raises `AlreadyRunning` if another process holds the lock for longer than `patience` seconds.
    """
    deadline = time.monotonic() + patience
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(store.lock("publish"))
                break
            except AlreadyRunning:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(0.2)
        store.outbox.recover(_now())
        yield


def retry_at(channel: Channel, delivery: Delivery, outcome: Outcome, at: datetime) -> datetime:
    """Return when a failed delivery is due again: after `wait`, doubled with each attempt, or the receiver's pause."""
    # 30 doublings exceed any limit; with more, an operator's figures could overflow.
    backoff = timedelta(seconds=channel.plan.wait) * 2.0 ** min(delivery.attempts - 1, 30)
    return at + max(min(backoff, MAX_WAIT), timedelta(seconds=outcome.after))


def _rounds(store: Store, channels: Channels, selection: Selection) -> Iterator[Delivery]:
    """Deliver until nothing new is due: a correction may be queued while its predecessor is sent."""
    tried: set[tuple[str, str, str, int]] = set()
    while True:
        store.outbox.follow_up(_now())
        due = [delivery for delivery in store.outbox.due(_now(), selection) if _key(delivery) not in tried]
        if not due:
            return
        tried.update(map(_key, due))
        for delivery in due:
            yield from _deliver(store, channels, delivery)


def _key(delivery: Delivery) -> tuple[str, str, str, int]:
    return delivery.edition, delivery.language, delivery.channel, delivery.revision


def _deliver(store: Store, channels: Channels, delivery: Delivery) -> Iterator[Delivery]:
    """Attempt one delivery; yield its new state, or nothing if another process has it."""
    channel = channels.by_id.get(delivery.channel)
    if channel is None:
        yield replace(delivery, error=f"{channels.path}: no enabled channel {delivery.channel!r}")
        return
    if reason := _too_old(store, channel, delivery):
        yield from filter(None, [store.outbox.hold(delivery, reason, _now())])
        return
    claimed = store.outbox.claim(delivery, uuid4().hex, _now())
    if claimed is not None:
        outcome = _send(store, channel, claimed)
        yield _finish(store, channel, claimed, outcome)


def _too_old(store: Store, channel: Channel, delivery: Delivery) -> str | None:
    """Return why an edition is held back: it is older than its channel takes, and the channel has nothing of it."""
    limit = channel.plan.max_age
    if limit is None or delivery.released or delivery.arrived is not None:
        return None
    try:
        closed = head(store.outbox.publication(delivery)).edition.end
    except Unreadable:
        return None  # its sender says so
    hours = (_now() - closed) / timedelta(hours=1)
    return f"held back: {hours:.1f} hours old, more than {limit:g}; --again sends it" if hours > limit else None


def _send(store: Store, channel: Channel, delivery: Delivery) -> Outcome:
    done = [*delivery.done]

    def note(part: str) -> None:
        done.append(part)
        store.outbox.record_arrived(delivery, done)

    publication = store.outbox.publication(delivery)
    return _guard(channel, publication, lambda: channel.sender.send(publication, delivery.done, note))


def _guard(channel: Channel, publication: Publication, send: Callable[[], Outcome]) -> Outcome:
    """Keep one channel's exception from the others, and from the edition."""
    try:
        return send()
    except Exception as error:  # noqa: BLE001 - Apprise plugins, mail parsers: anything may fail
        _log.exception("%s to %s", publication.edition, channel.plan.id)
        state = DeliveryState.FAILED if channel.sender.repeatable else DeliveryState.UNSURE
        return Outcome(state, f"program error: {error!r}")


def _finish(store: Store, channel: Channel, delivery: Delivery, outcome: Outcome) -> Delivery:
    """Record how an attempt ended; after the last one the delivery is abandoned."""
    at, state, reason, due = _now(), outcome.state, outcome.reason, None
    if state is DeliveryState.FAILED:
        due = retry_at(channel, delivery, outcome, at)
        if delivery.attempts >= channel.plan.attempts:
            state, reason = DeliveryState.ABANDONED, f"after {delivery.attempts} attempts: {reason}"
    store.outbox.finish(delivery, state, reason, at, due)
    return replace(delivery, state=state, error=reason, due=due or at)


def _now() -> datetime:
    return datetime.now(UTC)

"""Delivers what waits in the outbox: claim, send, note; each delivery at most once a call."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from aggregator.errors import AlreadyRunning
from aggregator.models.delivery import Delivery, DeliveryState, Outcome, Publication, Selection
from aggregator.publish.channels import Channel, Channels
from aggregator.store import Store

MAX_WAIT = timedelta(hours=6)
"""Between two tries."""
PATIENCE = 60.0
"""Seconds that a run waits for another process that is publishing."""
EVERYTHING = Selection()

_log = logging.getLogger(__name__)


def deliver(
    store: Store, channels: Channels, selection: Selection = EVERYTHING, patience: float = 0.0
) -> list[Delivery]:
    """Deliver what is due; return each delivery that was tried, or cannot be tried, as it is then.

    What is unsure is returned whenever it is asked for. Raises `AlreadyRunning` where another process publishes for
    longer than `patience` seconds.
    """
    with publishing(store, patience):
        unsure = store.outbox.find(selection, [DeliveryState.UNSURE])
        return [*unsure, *_rounds(store, channels, selection)]


@contextmanager
def publishing(store: Store, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock of publishing, and take up what a dead process left.

    Raises `AlreadyRunning` where another process holds it for longer than `patience` seconds.
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
    """Return when a failed delivery is due again: `wait`, doubled after each try, or later where the receiver asks."""
    # 30 doublings are more than any wait is cut to; an operator's figures could overflow beyond them.
    backoff = timedelta(seconds=channel.plan.wait) * 2.0 ** min(delivery.attempts - 1, 30)
    return at + max(min(backoff, MAX_WAIT), timedelta(seconds=outcome.after))


def _rounds(store: Store, channels: Channels, selection: Selection) -> Iterator[Delivery]:
    """Deliver until nothing new is due: a correction may be queued while its predecessor is sent."""
    tried: set[tuple[str, str, str, int]] = set()
    while True:
        due = [one for one in store.outbox.due(_now(), selection) if _key(one) not in tried]
        if not due:
            return
        tried.update(map(_key, due))
        for delivery in due:
            yield from _delivered(store, channels, delivery)


def _key(delivery: Delivery) -> tuple[str, str, str, int]:
    return delivery.edition, delivery.language, delivery.channel, delivery.revision


def _delivered(store: Store, channels: Channels, delivery: Delivery) -> Iterator[Delivery]:
    """Try one delivery; yield how it stands, nothing where another process has it."""
    channel = channels.by_id.get(delivery.channel)
    if channel is None:
        yield replace(delivery, error=f"{channels.path} has no channel {delivery.channel!r} that is enabled")
        return
    claimed = store.outbox.claim(delivery, uuid4().hex, _now())
    if claimed is not None:
        outcome = _send(store, channel, claimed)
        yield _noted(store, channel, claimed, outcome)


def _send(store: Store, channel: Channel, delivery: Delivery) -> Outcome:
    done = [*delivery.done]

    def note(part: str) -> None:
        done.append(part)
        store.outbox.arrived(delivery, done)

    publication = store.outbox.publication(delivery)
    return _guarded(channel, publication, lambda: channel.sender.send(publication, delivery.done, note))


def _guarded(channel: Channel, publication: Publication, send: Callable[[], Outcome]) -> Outcome:
    """Keep a fault of one channel from the others, and from the edition."""
    try:
        return send()
    except Exception as error:  # noqa: BLE001 - a plugin of Apprise, a template: anything may fail
        _log.exception("%s to %s", publication.edition, channel.plan.id)
        state = DeliveryState.FAILED if channel.sender.repeatable else DeliveryState.UNSURE
        return Outcome(state, f"a fault of the program: {error!r}")


def _noted(store: Store, channel: Channel, delivery: Delivery, outcome: Outcome) -> Delivery:
    """Write down how a try ended; after the last one it is given up."""
    at, state, reason, due = _now(), outcome.state, outcome.reason, None
    if state is DeliveryState.FAILED:
        due = retry_at(channel, delivery, outcome, at)
        if delivery.attempts >= channel.plan.attempts:
            state, reason = DeliveryState.GIVEN_UP, f"after {delivery.attempts} tries: {reason}"
    store.outbox.finish(delivery, state, reason, at, due)
    return replace(delivery, state=state, error=reason, due=due or at)


def _now() -> datetime:
    return datetime.now(UTC)

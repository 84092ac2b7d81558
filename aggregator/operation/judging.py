"""A judgement of the alarms between two runs, as of now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.operation.alarms import lines
from aggregator.operation.send import send_alarms
from aggregator.operation.watch import read_past, watch
from aggregator.publish.channels import Channels
from aggregator.registry.editions import EditionPlan
from aggregator.registry.outlets import Outlet
from aggregator.store import Store


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome of a judgement, a line each."""

    changed: tuple[str, ...]
    """Alarms that begin or end."""
    failures: tuple[str, ...]
    """Channels that did not get them."""


def judge_now(
    store: Store, outlets: Mapping[str, Outlet], plans: Sequence[EditionPlan], channels: Channels, now: datetime
) -> Judged:
    """Judge the runs in a store, and send what changes. One at a time may do so on a store."""
    changed = watch(store, outlets, read_past(store, plans, now))
    return Judged(tuple(lines(changed)), tuple(send_alarms(store, channels, now)))

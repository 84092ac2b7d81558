"""The plan: which jobs are due, by the registry, the clock and the ledger. Whoever asks twice gets the same answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from aggregator.crawl.polls import RETRY_PAUSE
from aggregator.models import Edition
from aggregator.registry.editions import EditionPlan
from aggregator.registry.outlets import Outlet
from aggregator.runs.check import Inputs
from aggregator.runs.request import Request
from aggregator.runs.slots import ASSEMBLE, TRANSLATE, is_done, may_try, unvisited
from aggregator.runs.visits import plan_visits
from aggregator.schedule.slots import NEWEST, Slot, due, is_made, last_slot
from aggregator.settings import AGGREGATOR_MAX_ATTEMPTS
from aggregator.store import Step, Store
from aggregator.urls import is_below
from aggregator.worker import orders
from aggregator.worker.orders import Order

VISITED, BEGUN = "outlet:", "slot:"
"""Beginnings of the names of the leases that say when an outlet was visited last, and a slot planned first."""
_MINUTE = timedelta(minutes=1)


def plan_jobs(store: Store, request: Request, inputs: Inputs, groups: Mapping[str, str], now: datetime) -> list[Order]:
    """Return the jobs that are due: visits and editions of slots first, then polls."""
    made = store.digests.made(now - NEWEST)
    slots = {slot.key: slot for slot in due(inputs.plans, made, now)}
    plans = {plan.name: plan for plan in inputs.plans}
    found = [
        order
        for slot in slots.values()
        for order in _for_slot(store, request, inputs, plans[slot.edition], slot, groups, now)
    ]
    for plan in inputs.plans:
        slot = last_slot(plan, now)
        if is_made(slot, made) and needs_translation(request, plan):
            found += _if_may(store, Step(slot.key, TRANSLATE), orders.translate(plan.name, slot.day), now)
    ordered = {order.arguments.get("outlet") for order in found}
    polls = (outlet for outlet in _polls(store, inputs.outlets, now) if outlet.id not in ordered)
    return [*found, *(orders.crawl(outlet.id, groups[outlet.id]) for outlet in polls)]


def needs_translation(request: Request, plan: EditionPlan) -> bool:
    """Return whether an edition comes out in other languages than its own."""
    return any(language != plan.language for language in request.languages or plan.languages)


def edition_of_slot(inputs: Inputs, plan: EditionPlan, slot: Slot) -> Edition:
    """Return the edition of a slot."""
    return plan.on(slot.day, inputs.registry.sections)


def _for_slot(
    store: Store,
    request: Request,
    inputs: Inputs,
    plan: EditionPlan,
    slot: Slot,
    groups: Mapping[str, str],
    now: datetime,
) -> Iterator[Order]:
    """Yield the visits that an edition waits for; without any, or after the time that a crawl has, the edition."""
    left = unvisited(store, inputs.outlets, edition_of_slot(inputs, plan, slot), now)
    if left and now < _begun(store, slot, now) + timedelta(seconds=request.limits.crawl_seconds):
        yield from (orders.crawl(outlet.id, groups[outlet.id], slot.key) for outlet in left)
    else:
        yield from _if_may(store, Step(slot.key, ASSEMBLE), orders.assemble(plan.name, slot.day), now)


def _begun(store: Store, slot: Slot, now: datetime) -> datetime:
    """Return when a slot was planned first, which is now if it never was."""
    known = store.leases.find(BEGUN + slot.key)
    return known[0].since if known else store.leases.take(BEGUN + slot.key, "plan", 0).since


def _if_may(store: Store, step: Step, order: Order, now: datetime) -> Iterator[Order]:
    if not is_done(store, step) and may_try(store, step, now):
        yield order


def _polls(store: Store, outlets: Sequence[Outlet], now: datetime) -> Iterator[Outlet]:
    """Yield the outlets that are due, or have links that may be asked for again, and were left alone for a while."""
    paused = {host.partition(":")[0] for host in store.entry_points.pauses(now)}
    last = {lease.name.removeprefix(VISITED): lease.since for lease in store.leases.find(VISITED)}
    visits = plan_visits(store, outlets, now, None, whole=False)
    for outlet in visits.outlets:
        waits = outlet.id in visits.links_only
        polite = outlet.politeness
        pause = RETRY_PAUSE if waits else timedelta(minutes=min(polite.poll_least, polite.poll_most))
        rested = outlet.id not in last or last[outlet.id] + max(pause, _MINUTE) <= now
        rests = any(is_below(host, outlet.contacted) for host in paused)
        if rested and not rests and (not waits or _has_pending(store, outlet, now)):
            yield outlet


def _has_pending(store: Store, outlet: Outlet, now: datetime) -> bool:
    return bool(store.links.pending(outlet.id, AGGREGATOR_MAX_ATTEMPTS, now - RETRY_PAUSE, most=1))

"""Rows are deleted by age, and never one that an edition, its evidence or a delivery needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Table

from aggregator.errors import StoreError
from aggregator.models import Link, LinkState, Story
from aggregator.models.delivery import Delivery, DeliveryState, Issue, Selection
from aggregator.store import MachineText, Pause, Polled, Refusal, Store
from aggregator.store.schema import links, machine_texts, published_documents, refusals, stories
from aggregator.urls import story_id

KEY = "2026-11-20-evening"
ATTEMPTS = 2
ALL = Selection()
EVERY = Selection(channel="mail", edition="evening", day=date(2026, 11, 20))


def dropped(store: Store, before: datetime) -> dict[str, int]:
    """Drop what is older than a moment; return the numbers that were announced, without zeroes."""
    asked = before, ATTEMPTS, before
    found = {leftover.kind: leftover.count for leftover in store.leftovers.count(*asked) if leftover.count}
    store.leftovers.drop(*asked)
    assert not any(leftover.count for leftover in store.leftovers.count(*asked))
    return found


def test_old_links_without_a_story_go_unless_a_run_asks_for_them(
    store: Store, count: Callable[[Table], int], make_story: Callable[..., Story], make_refusal: Callable[..., Refusal],
    noon: datetime,
) -> None:  # fmt: skip
    kept = make_story(1)
    kept = replace(kept, id=story_id(kept.url))
    store.stories.save(kept, [], None)
    store.links.mark("lake", kept.url, LinkState.GONE, "HTTP 404", noon)  # evidence: an edition asks for it
    store.links.discover([Link(outlet="harbour", url="https://harbour.example/waits")], noon)
    store.links.mark("harbour", "https://harbour.example/once", LinkState.FAILED, "503", noon)
    for _ in range(ATTEMPTS):
        store.links.mark("harbour", "https://harbour.example/given-up", LinkState.FAILED, "503", noon)
    store.links.mark("harbour", "https://harbour.example/gone", LinkState.GONE, "HTTP 410", noon)
    store.links.mark("harbour", "https://harbour.example/new", LinkState.GONE, "HTTP 410", noon + timedelta(days=1))
    store.stories.refuse(make_refusal(7))
    assert dropped(store, noon + timedelta(hours=1)) == {"links": 3, "refused documents": 1}
    assert (count(links), count(refusals), count(stories)) == (5, 0, 1)
    assert store.links.get("harbour", "https://harbour.example/given-up") is None
    assert store.links.get("lake", kept.url) is not None


def deliver(store: Store, at: datetime) -> Delivery:
    (due,) = store.outbox.due(at, ALL)
    taken = store.outbox.claim(due, "me", at)
    assert taken
    return taken


def test_documents_go_once_they_have_arrived_and_come_back_when_the_edition_is_made_again(
    store: Store, count: Callable[[Table], int], noon: datetime
) -> None:
    later = noon + timedelta(days=1)
    issue = Issue(documents={"digest.txt": b"text", "digest.json": b"{}"}, channels={"mail": False}, at=noon)
    store.digests.save(KEY, "zh", {"title": "x"}, [], noon, issue)
    assert dropped(store, later) == {}
    assert store.outbox.finish(deliver(store, noon), DeliveryState.SENT, None, noon)
    assert dropped(store, noon) == {}
    assert dropped(store, later) == {"sent documents": 2}
    assert count(published_documents) == 0
    assert store.outbox.due(later, ALL) == []
    (resent,) = store.outbox.resend(EVERY, later)
    with pytest.raises(StoreError, match="make it again"):
        store.outbox.publication(resent)
    store.digests.save(KEY, "zh", {"title": "x"}, [], noon, issue)
    assert store.outbox.publication(resent).documents == issue.documents
    assert len(store.outbox.due(later, ALL)) == 1  # what was sent is not sent twice


def test_machine_texts_go_by_their_last_use(store: Store, count: Callable[[Table], int], noon: datetime) -> None:
    fields = {"adapter": "a", "model": "", "source": "zh", "target": "en", "text": "仓库开仓。", "answer": "It opened."}
    store.machine_texts.save([MachineText(key=key, **fields) for key in ("used", "unused")], noon)
    assert store.machine_texts.get(["used"], noon + timedelta(days=200)) == {"used": "It opened."}
    assert dropped(store, noon + timedelta(days=100)) == {"machine texts": 1}
    assert store.machine_texts.get(["used", "unused"]) == {"used": "It opened."}
    assert count(machine_texts) == 1


def test_pauses_go_as_soon_as_they_are_over_and_polls_of_outlets_that_are_no_longer_asked(
    store: Store, noon: datetime
) -> None:
    for host, hours in (("over.example", 1), ("holds.example", 3)):
        store.entry_points.remember_pause(Pause(host, noon + timedelta(hours=hours), "HTTP 429"))
    store.entry_points.record_poll("left", Polled(noon - timedelta(days=400)))
    store.entry_points.record_poll("asked", Polled(noon - timedelta(days=2)))
    now, before = noon + timedelta(hours=2), noon - timedelta(days=365)
    found = {leftover.kind: leftover.count for leftover in store.leftovers.count(before, ATTEMPTS, now)}
    assert (found["pauses"], found["polls"]) == (1, 1)
    store.leftovers.drop(before, ATTEMPTS, now)
    assert [*store.entry_points.pauses(noon)] == ["holds.example"]
    assert [*store.entry_points.polls()] == ["asked"]

"""Intervals between the polls of an outlet, by what its polls found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.crawl.polls import FRESH, KEPT, after, interval, next_due, not_due
from aggregator.registry.outlets import Outlet, Politeness
from aggregator.store import Poll, Polled
from tests.operation.visiting import HOME

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DEFAULT = Politeness()
LEAST, MOST = timedelta(minutes=DEFAULT.poll_least), timedelta(minutes=DEFAULT.poll_most)


def polls(*new: int, seen: int = 40, every: timedelta = 10 * MINUTE) -> tuple[Poll, ...]:
    """Return polls that ended at noon, with these new links."""
    return tuple(Poll(NOON - (len(new) - 1 - at) * every, seen, each) for at, each in enumerate(new))


def lake(**politeness: float) -> Outlet:
    return Outlet.model_validate(
        {
            "id": "lake",
            "name": {"zh": "湖", "en": "Lake"},
            "home": HOME,
            "hosts": ["lake.example"],
            "source": "lake",
            "entries": [{"kind": "feed", "url": f"{HOME}feed"}],
            "politeness": politeness,
        }
    )


def test_an_interval_ends_when_a_part_of_the_list_is_new() -> None:
    new = interval(polls(9, *[4] * (KEPT - 1)), DEFAULT) / (10 * MINUTE) * 4
    assert new == pytest.approx(FRESH * 40, rel=0.05)


def test_the_more_was_seen_before_the_longer_it_is_within_the_limits() -> None:
    found = [interval(polls(9, *[new] * (KEPT - 1)), DEFAULT) for new in (40, 8, 4, 1, 0)]
    assert found == sorted(found)
    assert (found[0], found[2] > LEAST, found[-1]) == (LEAST, True, 110 * MINUTE)
    assert interval(polls(*[0] * KEPT, every=2 * HOUR), DEFAULT) == MOST


def test_it_at_most_doubles_and_a_burst_shortens_it_at_once() -> None:
    assert interval(polls(40, 0), DEFAULT) == 10 * MINUTE
    assert interval(polls(40, 0, 0), DEFAULT) == 20 * MINUTE
    calm = polls(40, *[0] * (KEPT - 1), every=HOUR)
    assert interval(calm, DEFAULT) == MOST
    assert interval((*calm, Poll(NOON + 30 * MINUTE, 40, 30)), DEFAULT) == LEAST


@pytest.mark.parametrize("known", [(), polls(40), polls(0, 0, seen=0), (Poll(NOON, 40, 0), Poll(NOON, 40, 0))])
def test_an_outlet_of_which_little_is_known_is_asked_soon(known: tuple[Poll, ...]) -> None:
    assert interval(known, DEFAULT) == LEAST


def test_an_outlet_sets_its_limits() -> None:
    many = polls(*[0] * KEPT, every=2 * HOUR)
    assert interval(many, Politeness(poll_most=5)) == 5 * MINUTE
    assert interval(many, Politeness(poll_most=0)) == timedelta(0)
    assert interval(polls(40, 40), Politeness(poll_least=60)) == HOUR
    with pytest.raises(ValueError, match="poll_most"):
        Politeness(poll_least=500)


def test_failed_polls_are_tried_again_soon_then_later() -> None:
    polled = None
    waits = []
    for _ in range(7):
        polled = after(polled, NOON, 0, 0, 0.0, failed=True)
        waits.append(next_due(polled, DEFAULT) - NOON)
    assert waits[:3] == [LEAST, 2 * LEAST, 4 * LEAST]
    assert waits[-1] == MOST
    assert after(polled, NOON, 40, 1, 0.0, failed=False).failures == 0


def test_what_the_entry_points_say_makes_it_longer_up_to_the_limit() -> None:
    assert next_due(Polled(NOON, stated=3600.0, good=polls(40, 40)), DEFAULT) == NOON + HOUR
    assert next_due(Polled(NOON, stated=864_000.0, good=polls(40, 40)), DEFAULT) == NOON + MOST
    calm = polls(*[0] * KEPT, every=2 * HOUR)
    assert next_due(Polled(NOON, stated=60.0, good=calm), DEFAULT) == NOON + MOST


def test_an_unchanged_list_has_the_links_it_had() -> None:
    polled = after(None, NOON, 40, 40, 0.0, failed=False)
    for hour in range(1, KEPT + 3):
        polled = after(polled, NOON + hour * HOUR, 0, 0, 0.0, failed=False)
    assert len(polled.good) == KEPT
    assert {poll.seen for poll in polled.good} == {40}


def test_an_outlet_is_due_if_it_was_not_polled_for_its_interval_or_not_since_a_moment() -> None:
    good = Polled(NOON, good=polls(*[0] * 4))
    known, outlets = {"lake": good}, [lake()]
    assert not_due(outlets, {}, NOON + MINUTE, None) == {}
    assert not_due(outlets, known, NOON + MINUTE, None) == {"lake": NOON + 30 * MINUTE}
    assert not_due(outlets, known, NOON + 30 * MINUTE, None) == {}
    assert not_due(outlets, known, NOON - MINUTE, None) == {}  # the clock was wrong
    assert not_due(outlets, known, NOON + MINUTE, NOON) == {}
    assert not_due(outlets, known, NOON + MINUTE, NOON - MINUTE) == {"lake": NOON + 30 * MINUTE}
    failed = {"lake": Polled(NOON, 1, good=good.good)}
    assert not_due(outlets, failed, NOON + MINUTE, None) == {"lake": NOON + LEAST}
    assert not_due(outlets, failed, NOON + MINUTE, NOON - MINUTE) == {}  # an edition does not wait

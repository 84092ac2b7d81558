"""Vetoes: facts that keep two stories apart however much they share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aggregator.events.likeness.profiles import Profile
from aggregator.events.likeness.terms import one_form
from aggregator.text.facts import amounts_differ, money_differs, periods_differ, places_differ

WINDOW = timedelta(hours=72)
"""Stories published further apart report different events, or a later stage of one."""
_MIN_TOPIC, _MIN_UNKNOWN = 5, 0.75
"""Terms that only one of two headlines has, from which they show its topic, and the share of them that a story on
another topic lacks."""


def apart(a: Profile, b: Profile) -> Iterator[str]:
    """Yield the vetoes that hold in any language: a round-up, days between the stories."""
    if a.round_up or b.round_up:
        yield "round-up"
    if a.published and b.published and abs(a.published - b.published) > WINDOW:
        yield "days apart"


def vetoes(a: Profile, b: Profile) -> Iterator[str]:
    """Yield the vetoes of two Chinese stories; see `same_event`."""
    yield from apart(a, b)
    # headlines first: reading the leads costs ten times as much
    if a.head_periods and b.head_periods and _periods_differ(a, b):
        yield "periods"
    if a.head_places and b.head_places and _places_differ(a, b):
        yield "places"
    if amounts_differ(a.head_amounts, b.amounts) and amounts_differ(b.head_amounts, a.amounts):
        yield "amounts"
    elif one_form(a.head, b.head) and money_differs(a.amounts, b.amounts):
        yield "money"
    if _subjects_differ(a, b):
        yield "subjects"


def _periods_differ(a: Profile, b: Profile) -> bool:
    return periods_differ(a.head_periods, b.periods) and periods_differ(b.head_periods, a.periods)


def _places_differ(a: Profile, b: Profile) -> bool:
    return places_differ(a.head_places, b.places) and places_differ(b.head_places, a.places)


def _subjects_differ(a: Profile, b: Profile) -> bool:
    """Return whether two stories have different subjects.

    A short Chinese story may not repeat the subject of its headline, and may open with a dateline: two of these differ
    only if their headlines have one form and their amounts differ.
    """
    by_form = _one_form(a, b) and _unknown(a.subject, b) and _unknown(b.subject, a)
    if not (a.cut or b.cut):
        return by_form and amounts_differ(a.amounts, b.amounts)
    return by_form or (_unknown(a.opening, b) and _unknown(b.opening, a))


def topics_differ(a: Profile, b: Profile) -> bool:
    """Return whether two headlines of one form have different topics.

    Notices of one authority do, but so do a few reports of one event in other words: this keeps stories from joining,
    and does not lower the score that they report one event.
    """
    return _one_form(a, b) and _has_its_own_topic(a, b) and _has_its_own_topic(b, a)


def _has_its_own_topic(a: Profile, b: Profile) -> bool:
    """Return whether the other story lacks nearly all terms of a headline that are not part of the shared form."""
    own = a.head - b.head
    return len(own) >= _MIN_TOPIC and len(own - b.body) >= _MIN_UNKNOWN * len(own)


def _one_form(a: Profile, b: Profile) -> bool:
    """Return whether headlines have one form, and both stories a text that would name the subject again."""
    return one_form(a.head, b.head) and len(a.body) > len(a.head) and len(b.body) > len(b.head)


def _unknown(head: frozenset[str], story: Profile) -> bool:
    """Return whether a story lacks all of these terms of another's headline."""
    return bool(head) and head.isdisjoint(story.body)

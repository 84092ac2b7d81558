"""What tells two stories apart however much they share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aggregator.events.likeness.profiles import Profile
from aggregator.events.likeness.terms import one_form
from aggregator.text.facts import amounts_differ, money_differs, periods_differ, places_differ

WINDOW = timedelta(hours=72)
"""Stories published further apart tell of different events, or of a later turn of one."""
_TOPIC, _UNKNOWN = 5, 0.75
"""Terms of a headline's own from which they tell what it is about, and the share of them that another event lacks."""


def apart(a: Profile, b: Profile) -> Iterator[str]:
    """Yield what keeps two stories apart in any language: a round-up, days between them."""
    if a.round_up or b.round_up:
        yield "round-up"
    if a.published and b.published and abs(a.published - b.published) > WINDOW:
        yield "days apart"


def vetoes(a: Profile, b: Profile) -> Iterator[str]:
    """Yield what tells two stories apart however much they share; see `same_event`."""
    yield from apart(a, b)
    # what stands in both headlines is asked first: to read the leads costs ten times as much
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
    """Tell whether two stories are about two subjects.

    A short Chinese story need not name again whom its headline is about, and may open with a dateline: there only
    what is told in one form with other amounts is vetoed.
    """
    by_form = _told(a, b) and _strangers(a.subject, b, b.subject, a)
    if not (a.cut or b.cut):
        return by_form and amounts_differ(a.amounts, b.amounts)
    return by_form or _strangers(a.opening, b, b.opening, a)


def topics_differ(a: Profile, b: Profile) -> bool:
    """Tell whether two headlines of one form, over texts of their own, are about different things.

    Notices of one authority are: but so are a few tellings in other words, so that it keeps stories from being joined
    and says nothing against their telling of one event.
    """
    return _told(a, b) and _of_its_own(a, b) and _of_its_own(b, a)


def _of_its_own(a: Profile, b: Profile) -> bool:
    """Tell whether nearly all that a headline has beside the form it shares is unknown to the other story."""
    own = a.head - b.head
    return len(own) >= _TOPIC and len(own - b.body) >= _UNKNOWN * len(own)


def _told(a: Profile, b: Profile) -> bool:
    """Tell whether headlines of one form stand over texts that would name the subject again."""
    return one_form(a.head, b.head) and len(a.body) > len(a.head) and len(b.body) > len(b.head)


def _strangers(a: frozenset[str], b_story: Profile, b: frozenset[str], a_story: Profile) -> bool:
    """Tell whether each story lacks every one of these terms of the other's headline."""
    return bool(a and b) and a.isdisjoint(b_story.body) and b.isdisjoint(a_story.body)

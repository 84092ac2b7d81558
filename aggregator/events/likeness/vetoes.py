"""Vetoes: facts that keep two stories apart however much they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from aggregator.events.likeness.profiles import Profile
from aggregator.events.likeness.terms import one_form
from aggregator.text.facts import Amount, amounts_differ, money_differs, periods_differ, places_differ
from aggregator.text.marks import answering

WINDOW = timedelta(hours=72)
"""Stories published further apart report different events, or a later stage of one."""
_MIN_TOPIC, _MIN_UNKNOWN, _SURE = 2, 0.75, 0.8
"""Terms that only one of two headlines has, from which they show its topic; the share of them that a story on another
topic lacks; and the joint score from which this does not count. Of public pairs and labelled days with that share,
all below the score are two events (5), all above it one (25)."""
_MIN_EXACT, _EXACT = 2, 100
"""Amounts of three digits or more, in steps of their last one, that two documents have in common only by chance."""
_NEXT_DAY = timedelta(hours=12)
"""Bulletins that come every day are further apart."""
_MAX_SAME_FIGURES = 0.5
"""Share of the figures of the story with fewer that two bulletins of two days may have in common."""
_SAME_SUBJECT = 2
"""Terms at the start of a headline that name the same subject."""
_MIN_LACKING = 0.5
"""Share of the terms of a subject that a story on another subject lacks: `…机器` of a name is part of many."""


def apart(a: Profile, b: Profile) -> Iterator[str]:
    """Yield the vetoes that hold in any language: a round-up, days between the stories."""
    if a.round_up or b.round_up:
        yield "round-up"
    if a.published and b.published and abs(a.published - b.published) > WINDOW:
        yield "days apart"


def vetoes(a: Profile, b: Profile) -> Iterator[str]:
    """Yield the vetoes of two Chinese stories; see `same_event`."""
    yield from apart(a, b)
    yield from contradictions(a, b)


def contradictions(a: Profile, b: Profile) -> Iterator[str]:
    """Yield the facts of two Chinese stories that contradict, also between copies."""
    # headlines first: reading the leads costs ten times as much
    if a.head_periods and b.head_periods and _periods_differ(a, b):
        yield "periods"
    if a.head_places and b.head_places and _places_differ(a, b):
        yield "places"
    if not one_report(a, b):
        if amounts_differ(a.head_amounts, b.amounts) and amounts_differ(b.head_amounts, a.amounts):
            yield "amounts"
        elif one_form(a.head, b.head) and money_differs(a.amounts, b.amounts):
            yield "money"
    if one_form(a.head, b.head):
        if _days_differ(a, b):
            yield "days"
        if _parts_differ(a, b):
            yield "parts"
    if _subjects_differ(a, b):
        yield "subjects"
    if _one_form(a, b) and _names_differ(a, b):
        yield "names"


def one_report(a: Profile, b: Profile) -> bool:
    """Return whether two headlines name one subject and one period: each may take another figure of its report."""
    one_period = a.head_periods and b.head_periods and not periods_differ(a.head_periods, b.head_periods)
    return bool(one_period and a.subject) and a.subject[:_SAME_SUBJECT] == b.subject[:_SAME_SUBJECT]


def _days_differ(a: Profile, b: Profile) -> bool:
    """Return whether two headlines of one form are of two days: by their dates, or with other figures a day later."""
    if a.head_days and b.head_days and a.head_days.isdisjoint(b.head_days):
        return True
    if not (a.published and b.published) or abs(a.published - b.published) < _NEXT_DAY:
        return False
    fewer = min(len(a.figures), len(b.figures))
    return bool(fewer) and len(a.figures & b.figures) < _MAX_SAME_FIGURES * fewer


def _parts_differ(a: Profile, b: Profile) -> bool:
    """Return whether two headlines name two parts of one series."""
    counters = {of for of, _ in a.head_parts} & {of for of, _ in b.head_parts}
    return bool(counters) and a.head_parts.isdisjoint(b.head_parts)


def _periods_differ(a: Profile, b: Profile) -> bool:
    return periods_differ(a.head_periods, b.periods) and periods_differ(b.head_periods, a.periods)


def _places_differ(a: Profile, b: Profile) -> bool:
    return places_differ(a.head_places, b.places) and places_differ(b.head_places, a.places)


def _subjects_differ(a: Profile, b: Profile) -> bool:
    """Return whether two stories have different subjects.

    A short Chinese story may not repeat the subject of its headline, and without a headline it may open with a
    dateline: two of these differ only if their headlines have one form, and their amounts differ or are not exactly
    the same.
    """
    by_form = _one_form(a, b) and _lacks_subject(b, a) and _lacks_subject(a, b)
    if not (a.cut or b.cut):
        titled = a.story.title and b.story.title
        return by_form and (amounts_differ(a.amounts, b.amounts) or bool(titled and not one_filing(a, b)))
    return by_form or (_unknown(a.opening, b) and _unknown(b.opening, a))


def strangers(a: Profile, b: Profile) -> bool:
    """Return whether neither of two Chinese stories has anything of the subject of the other's headline.

    Two outlets may name one subject in two ways; one outlet fills in a form about two.
    """
    return not (a.english or b.english) and _lacks_subject(b, a) and _lacks_subject(a, b) and not one_filing(a, b)


def topics_differ(a: Profile, b: Profile, joint: float) -> bool:
    """Return whether two headlines of one form have different topics, by what neither story has of the other's.

    Notices of one authority do, but so do a few reports of one event in other words, of which most is in both: a score
    of `_SURE` shows these, unless one blank of the form is filled in with two things. This keeps stories from joining,
    and does not lower the score that they report one event. A claim and the answer to it are of one topic, though the
    answer repeats the claim's form with other words.
    """
    if not _one_form(a, b) or answering(a.story.title) != answering(b.story.title):
        return False
    return (joint < _SURE and _have_own_words(a, b)) or (_fills_in(a, b) and _fills_in(b, a))


def _fills_in(a: Profile, b: Profile) -> bool:
    """Return whether a titled story lacks all of what another's headline says amid the words of the form."""
    own = frozenset[str]().union(*(clause for clause in a.head_clauses if clause & b.head)) - b.head
    return bool(b.story.title) and len(own) >= _MIN_TOPIC and own.isdisjoint(b.body)


def other_words(a: Profile, b: Profile) -> bool:
    """Return whether each of two Chinese stories lacks most of what only the other's headline has."""
    return not (a.english or b.english) and _have_own_words(a, b)


def _have_own_words(a: Profile, b: Profile) -> bool:
    return min(_unknown_share(a, b), _unknown_share(b, a)) >= _MIN_UNKNOWN


def _unknown_share(a: Profile, b: Profile) -> float:
    """Return the share that the other story lacks of the terms of a headline that are not part of the shared form."""
    own = a.head - b.head
    return len(own - b.body) / len(own) if len(own) >= _MIN_TOPIC else 0.0


def _one_form(a: Profile, b: Profile) -> bool:
    """Return whether headlines have one form, and both stories a text that would name the subject again."""
    return one_form(a.head, b.head) and len(a.body) > len(a.head) and len(b.body) > len(b.head)


def _unknown(head: frozenset[str], story: Profile) -> bool:
    """Return whether a story lacks all of these terms of another's headline."""
    return bool(head) and head.isdisjoint(story.body)


def _names_differ(a: Profile, b: Profile) -> bool:
    """Return whether each headline has a name in Latin letters that is not in the other story."""
    return bool(a.head_latin - b.latin) and bool(b.head_latin - a.latin)


def _lacks_subject(story: Profile, other: Profile) -> bool:
    """Return whether a story lacks the first term of the other's subject, and most of its terms."""
    subject = other.subject
    return bool(subject) and subject[0] not in story.body and _unlike(subject, story.body)


def _unlike(subject: Sequence[str], body: frozenset[str]) -> bool:
    return sum(term not in body for term in subject) >= _MIN_LACKING * len(subject)


def one_filing(a: Profile, b: Profile) -> bool:
    """Return whether two stories state the same exact amounts: they report from one document."""
    exact = [amount for amount in a.amounts if _is_exact(amount)]
    return sum(amount in b.amounts for amount in exact) >= _MIN_EXACT


def _is_exact(amount: Amount) -> bool:
    return amount.value >= _EXACT * amount.step

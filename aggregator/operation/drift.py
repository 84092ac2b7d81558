"""Drift: an outlet changed its pages, seen by what is read from them against its own past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from statistics import median

from aggregator.operation.finding import AlarmKind, Finding, Open
from aggregator.operation.history import Visit
from aggregator.operation.shares import Trials, fallen

PAGES, LENGTH = "pages", "length"
"""Details of the findings that are not about a field."""
MAX_RECENT = 3
"""Visits that are pooled, where one has too few stories to tell."""
LEAST_STORIES = 3
"""Of a visit that can end an alarm, or whose lengths count."""
LEAST_PAST = 5
"""Visits that show how a share varies."""
LEAST_VISITS = 8
"""Whose lengths make a past."""
SHORT = 0.5
"""Part of the shortest median of the past below which texts are too short."""


def drifts(outlet: str, visits: Sequence[Visit], opened: Open) -> Iterator[Finding]:
    """Yield a finding for each field of an outlet that can be judged, for its texts and for its pages.

    `visits` are oldest first. One visit is enough where its stories are many; pages that are not read at all may be
    the host's fault, so two are.
    """
    profiled = [visit for visit in visits if visit.report.stored and visit.report.fields]
    for name in sorted(set(chain.from_iterable(visit.report.fields for visit in profiled))):
        yield from _field(outlet, name, profiled, opened)
    yield from _lengths(outlet, profiled, opened)
    fresh = [visit for visit in visits if visit.handled and visit.report.polled]  # others ask again for what failed
    yield from _pages(outlet, fresh, opened)


def _field(outlet: str, name: str, visits: Sequence[Visit], opened: Open) -> Iterator[Finding]:
    filled = [(_filled(visit, name), visit.report.stored) for visit in visits]
    key = Finding(AlarmKind.DRIFT, outlet, name, "").key
    before = sum(visit.at < opened[key] for visit in visits) if key in opened else None
    rule = _usual_rule(visits[:-1] if before is None else visits[:before], name)
    by_rule = [(visit.report.fields.get(name, {}).get(rule, 0), visit.report.stored) for visit in visits]
    judged = [_judge(trials, before) for trials in (filled, by_rule)]
    if judged[0]:
        yield Finding(AlarmKind.DRIFT, outlet, name, f"{name} is no longer read: {_figures(filled, before)}", rule)
    elif judged[1]:
        text = f"{name} is no longer read by its usual rule, {rule}: {_figures(by_rule, before)}"
        yield Finding(AlarmKind.DRIFT, outlet, name, text, rule)
    elif judged == [False, False]:
        yield Finding(AlarmKind.DRIFT, outlet, name, "")


def _judge(trials: Sequence[Trials], before: int | None) -> bool | None:
    """Return whether a share has fallen; None if that cannot be said.

    `before`: the number of visits before the alarm was opened, which are the past; None: all but the last ones.
    """
    if before is None:
        pooled = range(1, min(MAX_RECENT, len(trials) - LEAST_PAST) + 1)
        low = _below(trials[:-1], trials[-1])
        return low and any(fallen(trials[:-size], trials[-size:]) for size in pooled)
    if not trials[before:] or trials[-1][1] < LEAST_STORIES:
        return None
    return _below(trials[:before], trials[-1])


def _below(past: Sequence[Trials], last: Trials) -> bool:
    """Return whether the last visit lies below half of the past at all."""
    hits, stories = map(sum, zip(*past, strict=True)) if past else (0, 0)
    return last[0] * stories * 2 < hits * last[1]


def _figures(trials: Sequence[Trials], before: int | None) -> str:
    hits, stories = trials[-1]
    past_hits, past = map(sum, zip(*trials[: len(trials) - 1 if before is None else before], strict=True))
    return f"in {hits} of {stories} stories, before in {past_hits / past:.0%}"


def _filled(visit: Visit, name: str) -> int:
    return sum(visit.report.fields.get(name, {}).values())


def _usual_rule(past: Sequence[Visit], name: str) -> str:
    """Return the rule that read a field of most stories."""
    counts = sum((Counter(visit.report.fields.get(name, {})) for visit in past), Counter[str]())
    return max(counts, key=lambda rule: counts[rule], default="")


def _lengths(outlet: str, visits: Sequence[Visit], opened: Open) -> Iterator[Finding]:
    """Judge the median length of the texts, by the last visit if it has many stories, else by the last two."""
    clear = Finding(AlarmKind.DRIFT, outlet, LENGTH, "")
    medians = [(visit.at, visit.report.lengths[2]) for visit in visits if _measured(visit)]
    since = opened.get(clear.key)
    # The alarm was opened at the second of the visits with short texts.
    known = medians[:-2] if since is None else [each for each in medians if each[0] < since][:-1]
    past, recent = [length for _, length in known], [length for _, length in medians[-2:]]
    if len(past) < LEAST_VISITS or not recent:
        return
    if max(recent if since is None else recent[-1:]) < SHORT * min(past):
        text = f"texts are short: {recent[-1]} characters in the median, before {median(past):.0f}"
        yield Finding(AlarmKind.DRIFT, outlet, LENGTH, text)
    else:
        yield clear


def _measured(visit: Visit) -> bool:
    return visit.report.stored >= LEAST_STORIES and bool(visit.report.lengths)


def _pages(outlet: str, visits: Sequence[Visit], opened: Open) -> Iterator[Finding]:
    """Judge the share of the pages asked for that are stored, in the last two visits."""
    clear = Finding(AlarmKind.DRIFT, outlet, PAGES, "")
    trials = [(visit.report.stored, visit.handled) for visit in visits]
    since = opened.get(clear.key)
    past = trials[:-2] if since is None else trials[: sum(visit.at < since for visit in visits)][:-1]
    recent = trials[-2:] if since is None else trials[-1:]
    if not past or not recent:
        return
    if all(_below(past, each) for each in recent) and (since or fallen(past, recent)):
        yield Finding(AlarmKind.DRIFT, outlet, PAGES, f"pages are not read: {_unread(visits[-1])}")
    else:
        yield clear


def _unread(visit: Visit) -> str:
    reasons = [fault.reason for fault in visit.report.faults]
    common = max(dict.fromkeys(reasons), key=reasons.count, default="no reason known")
    return f"{visit.report.stored} of {visit.handled} stored; {common}"

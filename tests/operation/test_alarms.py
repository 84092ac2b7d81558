"""Changes that raise an alarm, when, and when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from aggregator.models import Alarm
from aggregator.models.report import Fault, OutletReport, RobotsRules
from aggregator.operation.alarms import Past, changes, lines
from aggregator.operation.finding import AlarmKind, Finding
from aggregator.operation.history import LOOK_BACK, Visit
from aggregator.operation.rules import cause, clock, disk, entries, silence
from aggregator.operation.shares import fallen
from aggregator.registry.outlets import Outlet
from tests.operation.visiting import HOME, SHANGHAI, START, report, times, unreachable, visits
from tests.operation.watching import OUTLETS, Watch

LIST = f"{HOME}list"
Outlets = Mapping[str, Outlet]
CLEAN = 40
DAY = timedelta(days=1)
RENAMED = {"title": {"h1": 8}, "text": {"densest": 8}, "published": {"byline": 8}}
SHORT = {"lengths": (60, 70, 80, 90, 200)}
REFUSED = {"stored": 0, "links_new": 8, "refused": 8, "faults": (Fault(f"{HOME}a/1", "empty: no text"),)}

CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "class renamed": ({"fields": RENAMED}, ["drift lake published", "drift lake text", "drift lake title"]),
    "date dropped": ({"fields": {"title": {"layout": 8}, "text": {"layout": 8}}}, ["drift lake published"]),
    "title moved": (
        {"fields": {"title": {"meta": 8}, "text": {"layout": 8}, "published": {"layout": 8}}},
        ["drift lake title"],
    ),
    "text cut off": (SHORT, ["drift lake length"]),
    "pages without a story": (REFUSED, ["drift lake pages"]),
    "list emptied": (
        {"entries_read": 0, "entries_failed": 1, "faults": (Fault(LIST, "a list without links to stories"),)},
        [f"entry lake {LIST}"],
    ),
    "feed frozen": ({"stored": 0, "entries_read": 0, "entries_unchanged": 1}, ["silent lake"]),
}


def clean(count: int = CLEAN) -> list[Visit]:
    return visits([report(stored=8) for _ in range(count)])


@pytest.mark.parametrize(("change", "expected"), CASES.values(), ids=CASES)
def test_a_change_is_reported_in_the_same_or_the_next_run_once_and_once_more_when_it_is_over(
    change: dict[str, Any], expected: list[str]
) -> None:
    watch, at = Watch(clean()), iter(times(CLEAN + 40)[CLEAN:])
    assert watch.open == []
    changed = [watch.see(Visit(next(at), report(**{"stored": 8, **change}))) for _ in range(12)]
    assert [key for begun, _ in changed[:2] for key in begun] == expected
    assert changed[2:] == [([], [])] * 10
    back = [watch.see(Visit(next(at), report(stored=8))) for _ in range(12)]
    assert sorted(key for _, over in back[:2] for key in over) == sorted(expected)
    assert back[2:] == [([], [])] * 10
    assert watch.open == []


@pytest.mark.parametrize("change", [REFUSED, CASES["list emptied"][0], CASES["feed frozen"][0], SHORT])
def test_one_bad_run_is_no_alarm_where_it_may_pass(change: dict[str, Any]) -> None:
    watch, at = Watch(clean()), times(CLEAN + 2)[CLEAN:]
    assert watch.see(Visit(at[0], report(**{"stored": 8, **change}))) == ([], [])
    assert watch.see(Visit(at[1], report(stored=8))) == ([], [])


def test_what_was_never_usual_raises_nothing() -> None:
    poor = {"title": {"h1": 8}, "text": {"densest": 8}}
    assert Watch(visits([report(stored=8, fields=poor)] * 30)).open == []
    assert Watch(visits([unreachable("HTTP 403")] * 10)).open == []
    assert Watch(visits([report()] * 30)).open == []
    assert Watch(clean(3)).open == []
    authors = [report(stored=33, fields={"author": {"byline": count}}) for count in (31, 4)]
    assert Watch(visits(authors)).open == []


@pytest.mark.parametrize(
    ("past", "recent", "expected"),
    [
        ([(8, 8)] * 10, [(0, 3)], True),
        ([(8, 8)] * 10, [(0, 2)], False),
        ([(8, 8)] * 10, [(5, 8)], False),
        ([(2, 2)] * 5, [(0, 2), (0, 3)], True),
        ([(4, 8)] * 20, [(0, 8)], False),
        ([(4, 8)] * 20, [(0, 20)], True),
        ([(8, 8), (0, 8)] * 10, [(0, 20)], False),
        ([(0, 8)] * 20, [(0, 20)], False),
        ([], [(0, 3)], False),
        ([(8, 8)], [], False),
    ],
)
def test_a_share_has_fallen_where_its_past_makes_it_unlikely(
    past: list[tuple[int, int]], recent: list[tuple[int, int]], expected: bool
) -> None:
    assert fallen(past, recent) is expected


def working_week(at: datetime) -> OutletReport:
    local = at.astimezone(SHANGHAI)
    return report(stored=0 if local.weekday() >= 5 or (local.weekday() == 0 and local.hour < 12) else 9)


def test_a_weekend_is_no_silence_and_a_silent_week_is() -> None:
    at = times(2 * 7 * 6)
    usual = [Visit(each, working_week(each)) for each in at]
    for seen in range(28, len(usual)):
        assert not any(found.bad for found in silence("lake", usual[:seen], SHANGHAI))
    monday = next(each for each in at[56:] if each.astimezone(SHANGHAI).weekday() == 1)
    frozen = [visit if visit.at < monday else Visit(visit.at, report()) for visit in usual]
    ends = [visit.at for visit in frozen if visit.at >= monday]
    (found,) = silence("lake", [visit for visit in frozen if visit.at <= ends[3]], SHANGHAI)
    assert found.bad
    assert "no new link since 2026-11-02" in found.text


def test_visits_that_did_not_reach_the_outlet_are_no_silence() -> None:
    past = [*clean(), *(Visit(at, unreachable("timeout")) for at in times(CLEAN + 8)[CLEAN:])]
    assert not any(found.bad for found in silence("lake", past, SHANGHAI))


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("HTTP 403", "blocked"),
        ("a challenge page, not a list: __tst_status", "blocked"),
        ("forbidden by robots.txt", "forbidden"),
        ("leaves the outlet's hosts: hill.example", "moved"),
        ("HTTP 404", "moved"),
        ("not a feed: HTML", "changed"),
        ("a list without links to stories", "changed"),
        ("User timeout caused connection failure", "unreachable"),
        ("HTTP 503", "unreachable"),
    ],
)
def test_an_entry_point_that_fails_twice_is_reported_with_what_became_of_it(reason: str, expected: str) -> None:
    assert cause(reason) == expected
    past = [*clean(), *(Visit(at, unreachable(reason)) for at in times(CLEAN + 2)[CLEAN:])]
    (found,) = entries(OUTLETS["lake"], past)
    assert found.text == f"{expected}: {reason} at {LIST}"
    assert list(entries(OUTLETS["lake"], past[:-1])) == []
    assert list(entries(OUTLETS["lake"], past[CLEAN - 2 :])) == []


def skewed(*skews: float | None) -> list[Visit]:
    return [Visit(START, report(skew=skew)) for skew in skews]


def test_the_clock_is_compared_with_the_hosts_by_their_median() -> None:
    assert [found.bad for found in clock(skewed(172_800, 172_790, -3, None))] == [True]
    assert [found.bad for found in clock(skewed(0, 2, 9999999))] == [False]
    assert list(clock(skewed(None))) == []
    assert "48.0 hours behind" in next(clock(skewed(172_800))).text
    assert "2.0 hours ahead of" in next(clock(skewed(-7_200))).text


def test_a_disk_is_reported_a_week_before_it_is_full() -> None:
    def free(megabytes_a_day: int) -> Mapping[datetime, int]:
        return {at: (2000 - megabytes_a_day * (at - START) // DAY) * 2**20 for at in times(20)}

    now = times(20)[-1]
    assert [found.bad for found in disk(free(140), now)] == [True]
    assert [found.bad for found in disk(free(20), now)] == [False]
    assert [found.bad for found in disk(free(-20), now)] == [False]
    assert [found.bad for found in disk({**free(20), now - DAY / 7: 5 * 2**30}, now)] == [False]
    assert list(disk(dict(list(free(140).items())[:3]), now)) == []


def test_an_alarm_ends_with_its_outlet_its_entry_point_or_as_the_usual_state_after_four_weeks() -> None:
    def ends(
        kind: AlarmKind, detail: str, after: timedelta, outlets: Mapping[str, Outlet] = OUTLETS
    ) -> list[str | None]:
        key = Finding(kind, "lake", detail, "").key
        alarm = Alarm(key=key, kind=kind, subject="lake", text="no new link", since=START)
        return [over.end for over in changes([alarm], [], outlets, Past(START + after, {})).over]

    assert ends(AlarmKind.SILENT, "", DAY) == []
    assert ends(AlarmKind.SILENT, "", DAY, {}) == ["over: the outlet is no longer collected"]
    assert ends(AlarmKind.SILENT, "", LOOK_BACK + DAY) == ["over: after four weeks this is the usual state"]
    for kind in (AlarmKind.ENTRY, AlarmKind.MOVED):
        assert ends(kind, LIST, DAY) == []
        assert ends(kind, f"{HOME}old", DAY) == ["over: the outlet's file no longer has this entry point"]
    assert ends(AlarmKind.MOVED, LIST, LOOK_BACK + DAY) == [], "it would begin again at once"


def test_an_end_is_a_line() -> None:
    alarm = Alarm(key="silent lake", kind="silent", subject="lake", text="no new link", since=START)
    over = changes([alarm], [Finding(AlarmKind.SILENT, "lake", "", "")], OUTLETS, Past(START, {}))
    assert list(lines(over)) == ["over: lake: no new link"]


RULES = RobotsRules("a1", stories=(0, 30))


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (RobotsRules("a2", stories=(0, 30)), ""),
        (RobotsRules("a2", entries=(LIST,), stories=(0, 30)), f"it forbids {LIST}"),
        (RobotsRules("a2", stories=(9, 30), example=f"{HOME}a/1"), f"9 of the 30 newest stories, such as {HOME}a/1"),
        (RobotsRules("a2", delay=30.0, stories=(0, 30)), "it asks for 30 s between two requests, before 2"),
        (RobotsRules("a2", delay=1.5, stories=(0, 30)), ""),
        (RobotsRules("a1", stories=(9, 30)), ""),
    ],
)
def test_a_change_of_robots_txt_is_reported_by_what_it_forbids(now: RobotsRules, told: str) -> None:
    watch, at = Watch(), iter(times(9))

    def see(rules: RobotsRules) -> tuple[list[str], list[str]]:
        return watch.see(Visit(next(at), report(stored=8, robots={HOME[:-1]: rules})))

    key = [f"robots lake {HOME[:-1]}"] if told else []
    assert [see(RULES), see(now)] == [([], []), (key, [])]
    assert told in "".join(alarm.text for alarm in watch.open)
    shifted = replace(now, stories=(0, 30))  # what is stored now, the new rules allow
    assert [see(shifted), see(RULES), see(RULES)] == [([], []), ([], key), ([], [])]


def test_a_forbidden_entry_point_is_reported_by_its_rule_alone() -> None:
    def seen(entries: tuple[str, ...]) -> OutletReport:
        faults = tuple(Fault(each, "forbidden by robots.txt") for each in entries)
        robots = {HOME[:-1]: RobotsRules(f"a{len(entries)}", entries=entries)}
        return report(stored=0 if entries else 8, faults=faults, robots=robots, entries_read=not entries)

    watch, at = Watch(), iter(times(20))
    changed = [watch.see(Visit(next(at), seen(()))) for _ in range(10)]
    changed += [watch.see(Visit(next(at), seen((LIST,)))) for _ in range(3)]
    assert [begun for begun, _ in changed if begun] == [[f"robots lake {HOME[:-1]}"]]


def test_an_entry_point_that_moved_for_good_is_reported_until_it_is_back() -> None:
    watch, at = Watch(clean(3)), iter(times(9)[3:])
    moved = report(stored=8, moved={LIST: f"{HOME}feed"})
    changed = [watch.see(Visit(next(at), each)) for each in (moved, moved, unreachable("HTTP 503"), report(stored=8))]
    assert changed == [([f"moved lake {LIST}"], []), ([], []), ([], []), ([], [f"moved lake {LIST}"])]


def test_visits_for_the_links_that_were_left_say_nothing_of_entry_points_and_pages() -> None:
    failing = [unreachable("HTTP 403")] * 2
    left = report(polled=False, entries_read=0, links_seen=0, failed=1, waiting=1)
    past = visits([report(stored=8) for _ in range(CLEAN)] + failing + [left] * 6)
    watch = Watch(past[: CLEAN + 2])
    assert [each.kind for each in watch.open] == [AlarmKind.ENTRY]
    assert [watch.see(visit) for visit in past[CLEAN + 2 :]] == [([], [])] * 6

"""Changed pages and lists of real templates, through the real readers, raise an alarm in the same or the next run.

A few samples here; `make drift` tries all of them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.models.report import OutletReport
from aggregator.operation.drift import drifts
from aggregator.operation.history import Visit
from aggregator.operation.rules import entries, silence
from aggregator.registry.outlets import Outlet
from tests.operation.samples import LIST_CHANGES, LISTS, PAGE_CHANGES, PAGES, Listed, Page, names, visit_report
from tests.operation.visiting import times

CLEAN = 40
UNSEEN = 3
"""Samples of a change that the readers bear: every field by the same rule, the text half as long at least."""
ALL = os.environ.get("SAMPLES") == "all"
SOME_PAGES = PAGES if ALL else PAGES[3::12]
SOME_LISTS = LISTS if ALL else LISTS[2::12]


def alarms(outlet: Outlet, clean: OutletReport, changed: OutletReport) -> list[str]:
    """Return the alarms after two runs that a change met."""
    past = [Visit(at, each) for at, each in zip(times(CLEAN + 2), [clean] * CLEAN + [changed] * 2, strict=True)]
    findings = [*drifts(outlet.id, past, {}), *entries(outlet, past), *silence(outlet.id, past, outlet.timezone)]
    assert not any(finding.bad for finding in drifts(outlet.id, past[:CLEAN], {}))
    return [finding.key for finding in findings if finding.bad]


def is_borne(clean: OutletReport, changed: OutletReport) -> bool:
    same = clean.fields == changed.fields
    return same and changed.stored > 0 and changed.lengths[2] >= clean.lengths[2] / 2


@pytest.mark.parametrize("change", PAGE_CHANGES)
def test_a_changed_page_raises_an_alarm_unless_it_is_read_as_before(change: str) -> None:
    borne = []
    for path in SOME_PAGES:
        page = Page.of(path)
        clean, changed = (visit_report(page.read(how), page.outlet, page.url) for how in (None, PAGE_CHANGES[change]))
        assert clean.stored, path
        if is_borne(clean, changed):
            borne.append(path)
        else:
            assert alarms(page.outlet, clean, changed), path
    assert len(borne) <= UNSEEN, [*names(borne)]


@pytest.mark.parametrize("change", LIST_CHANGES)
@pytest.mark.parametrize("path", SOME_LISTS, ids=names(SOME_LISTS))
def test_a_changed_list_raises_an_alarm(path: Path, change: str) -> None:
    listed = Listed.of(path)
    assert alarms(listed.outlet, listed.read(), listed.read(LIST_CHANGES[change](listed))) == [
        f"entry {listed.outlet.id} {listed.entry.url}"
    ]


@pytest.mark.parametrize("path", SOME_LISTS, ids=names(SOME_LISTS))
def test_a_frozen_list_raises_an_alarm(path: Path) -> None:
    listed = Listed.of(path)
    usual = replace(listed.read(), links_new=9)  # samples have two or three links, a list thirty
    assert alarms(listed.outlet, usual, replace(usual, links_new=0)) == [f"silent {listed.outlet.id}"]

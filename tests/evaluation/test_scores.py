"""No change may lower a score on the evaluation sets; they lie beside the checkout, or the tests skip.

Of the large sets only samples are scored here, to be quick; `make evaluate` scores the whole sets.
"""

import pytest

from tests.evaluation.scoring import (
    NOT_STORIES,
    PAGES,
    SAMPLE,
    SAMPLE_DAYS,
    SETS,
    committed,
    edition_scores,
    event_scores,
    is_worse,
    new_sets,
    page_scores,
    read_as_stories,
)

TOLERANCE = 0.002
FLOORS = {
    "daniel": {"F1": 0.94, "title": 0.95, "minute": 0.97, "source": 0.92},
    "pages": {"title": 0.97, "minute": 0.97, "source": 0.95, "frame": 0.85},
    "fresh": {"title": 0.96, "minute": 0.90, "source": 0.90, "frame": 0.85},
    "english": {"f1": 0.9693, "F1": 0.9734},  # trafilatura alone
    "credit": {"source": 0.95, "rule": 0.90, "cited": 0.80, "sure": 0.97},
    "credit fresh": {"source": 0.90, "sure": 0.97},
}
CEILINGS = {"daniel": {"bad": 0.08, "wrong": 0.01}}

pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason="no evaluation sets at ../shared/evaluation")


def worse(scores):
    """Return each figure that is worse than the committed one; a mark that only one side has counts as worse."""
    before = committed()
    return [
        f"{name}: not the marks of scores.json" for name in scores if scores[name].keys() != before[name].keys()
    ] + [
        f"{name} {mark}: {figure}, committed {before[name][mark]}"
        for name, figures in scores.items()
        for mark, figure in figures.items()
        if mark in before[name] and is_worse(mark, figure, before[name][mark], TOLERANCE)
    ]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_read_and_credited_no_worse_than_committed(name):
    assert worse(page_scores(name)) == []


@pytest.mark.parametrize("folder", NOT_STORIES.values())
def test_pages_that_are_not_stories_are_not_read_as_stories(folder):
    assert read_as_stories(folder) == []


def test_events_and_copies_are_found_no_worse_than_committed():
    assert worse(event_scores(SAMPLE)) == []


def test_editions_of_real_days_are_no_worse_than_committed():
    assert worse(edition_scores(SAMPLE_DAYS)) == []


def test_sets_are_scored():
    """Name a set that appeared beside the checkout since the scores were committed: it is not a fault of the code."""
    if new_sets():
        pytest.skip(f"not in scores.json, see `make evaluate`: {', '.join(new_sets())}")


def test_the_committed_scores_are_as_good_as_promised():
    scores = committed()
    low = [(name, mark) for name, marks in FLOORS.items() for mark in marks if scores[name][mark] < marks[mark]]
    high = [(name, mark) for name, marks in CEILINGS.items() for mark in marks if scores[name][mark] > marks[mark]]
    assert (low, high) == ([], [])

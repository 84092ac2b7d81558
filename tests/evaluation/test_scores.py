"""No change may lower a score on the evaluation sets; they lie beside the checkout, or the tests skip."""

import pytest

from tests.evaluation.scoring import SAMPLE, SETS, article_scores, committed, event_scores, is_worse, read_as_stories

TOLERANCE = 0.002
FLOORS = {
    "daniel": {"F1": 0.94, "title": 0.95, "minute": 0.97, "source": 0.92},
    "pages": {"title": 0.97, "minute": 0.97, "source": 0.95, "frame": 0.85},
    "credit": {"source": 0.95, "rule": 0.90, "cited": 0.80, "sure": 0.97},
}
CEILINGS = {"daniel": {"bad": 0.08, "wrong": 0.01}}

pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason="no evaluation sets at ../shared/evaluation")


@pytest.fixture(scope="module")
def articles():
    return article_scores()


def worse(scores):
    """Return each figure that is worse than the committed one; one that the file lacks, or that it alone has, is."""
    before = committed()
    missing = [
        f"{name}: not in scores.json, or not the same marks" for name in scores if not same_marks(name, scores, before)
    ]
    return missing + [
        f"{name} {mark}: {figure}, committed {before[name][mark]}"
        for name, figures in scores.items()
        for mark, figure in figures.items()
        if mark in before.get(name, {}) and is_worse(mark, figure, before[name][mark], TOLERANCE)
    ]


def same_marks(name, scores, before):
    return scores[name].keys() == before.get(name, {}).keys()


def test_pages_are_read_and_credited_no_worse_than_committed(articles):
    assert worse(articles) == []


def test_events_and_copies_are_found_no_worse_than_committed():
    assert worse(event_scores(SAMPLE)) == []


def test_committed_scores_hold_every_set_whole():
    assert {path.stem for path in (SETS / "events").glob("*.jsonl")} <= committed().keys()


@pytest.mark.parametrize(("name", "mark"), [(name, mark) for name, marks in FLOORS.items() for mark in marks])
def test_pages_are_read_as_well_as_promised(articles, name, mark):
    assert articles[name][mark] >= FLOORS[name][mark]


@pytest.mark.parametrize(("name", "mark"), [(name, mark) for name, marks in CEILINGS.items() for mark in marks])
def test_pages_are_misread_no_more_than_promised(articles, name, mark):
    assert articles[name][mark] <= CEILINGS[name][mark]


def test_what_is_no_story_is_not_read_as_one():
    assert read_as_stories() == []

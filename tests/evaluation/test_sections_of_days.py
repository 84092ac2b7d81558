"""Real headlines get the section that an editor would choose; they lie beside the checkout, or the test skips."""

import pytest

from tests.evaluation.days import DAYS, section_scores

FLOORS = {False: {"exact": 0.85, "also": 0.915}, True: {"exact": 0.88, "also": 0.94}}
CEILINGS = {False: {"lost": 0.08, "let_in": 0.27}, True: {"lost": 0.053, "let_in": 0.26}}


@pytest.mark.skipif(not DAYS.is_dir(), reason="no labelled days at ../shared/evaluation")
def test_the_items_of_days_get_their_section():
    """By their titles alone, and with their leads: one test, since to read the items takes as long as to classify."""
    for lead in (False, True):
        scores = section_scores(lead)
        low = {mark: scores[mark] for mark, floor in FLOORS[lead].items() if scores[mark] < floor}
        high = {mark: scores[mark] for mark, ceiling in CEILINGS[lead].items() if scores[mark] > ceiling}
        assert (lead, low, high) == (lead, {}, {})

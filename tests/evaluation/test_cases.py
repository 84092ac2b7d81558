"""No change may break a field case that held; the cases lie beside the checkout, or the tests skip."""

import pytest

from tests.evaluation.cases import CASES, all_cases, fault, is_recorded

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="no field cases at ../shared/field")


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case.parent.name}/{case.name}") for case in all_cases() if is_recorded(case)]
)
def test_case_that_held_holds(case):
    assert fault(case) == ""


def test_cases_of_the_folders_that_hold_are_all_recorded():
    new = [case.name for case in all_cases() if case.parent.name.endswith("-ok") and not is_recorded(case)]
    if new:
        pytest.skip(f"not in cases.json, see `make cases`: {', '.join(new)}")

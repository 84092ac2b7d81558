"""Figures of benchmarks: what counts as worse, and that those committed are of every part."""

from importlib import import_module

import pytest

from tests.benchmarks import record
from tests.benchmarks.__main__ import ONCE, PARTS
from tests.benchmarks.measure import Figure


def runs(*values: float) -> dict:
    return record.summary([[Figure("crawl.cpu", value, 2.0, "pages")] for value in values])


def test_the_median_of_the_runs_counts() -> None:
    found = runs(3.0, 9.0, 2.0)["crawl.cpu"]
    assert (found["value"], found["least"], found["most"]) == (3.0, 2.0, 9.0)


@pytest.mark.parametrize(("now", "faults"), [((4.0, 4.1), 0), ((4.4, 4.4), 0), ((4.7, 4.7), 1), ((3.0, 3.0), 0)])
def test_a_figure_is_worse_beyond_the_spread_of_the_one_known(now: tuple[float, ...], faults: int) -> None:
    assert len(record.worse(runs(4.0, 4.0, 4.5), runs(*now))) == faults


def test_a_figure_measured_once_has_a_spread() -> None:
    assert not record.worse(runs(4.0), runs(4.15))
    assert record.worse(runs(4.0), runs(4.25))


def test_a_figure_that_is_new_is_not_worse() -> None:
    assert not record.worse({}, runs(4.0))


def test_every_part_that_takes_no_hour_has_figures() -> None:
    assert {key.partition(".")[0] for key in record.known()} >= set(PARTS) - ONCE
    assert all(callable(import_module(f"tests.benchmarks.{part}").main) for part in PARTS)


def test_the_page_shows_the_figures() -> None:
    page = record.PAGE.read_text("utf-8")
    assert record.with_table(page) == page

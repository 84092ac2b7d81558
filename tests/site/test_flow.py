"""The flow picture."""

from __future__ import annotations

import re

import pytest

from aggregator.site.flow import MAX_ENDS, REST, SCALE, flow


def test_bands_fill_their_ends_and_the_largest_come_first() -> None:
    picture = flow({("a", "x"): 6, ("a", "y"): 2, ("b", "x"): 4})
    assert [(end.id, end.stories) for end in picture.sources] == [("a", 8), ("b", 4)]
    assert [(end.id, end.stories) for end in picture.outlets] == [("x", 10), ("y", 2)]
    for end in picture.sources:
        widths = [band.width for band in picture.bands if band.source == end.id]
        assert sum(widths) == pytest.approx(end.height, abs=0.2)
    assert sum(band.width for band in picture.bands) == pytest.approx(SCALE, abs=0.5)


def test_bands_begin_and_end_within_their_ends() -> None:
    picture = flow({(source, outlet): 1 + len(source) for source in ("a", "bb", "ccc") for outlet in "xyz"})
    places = {"sources": {end.id: end for end in picture.sources}, "outlets": {end.id: end for end in picture.outlets}}
    for band in picture.bands:
        numbers = [*map(float, re.findall(r"[\d.]+", band.path))]
        for at, end in ((numbers[1], places["sources"][band.source]), (numbers[-1], places["outlets"][band.outlet])):
            assert end.y <= at - band.width / 2 + 0.2
            assert at + band.width / 2 <= end.y + end.height + 0.2


def test_the_rest_shares_an_end_below_all_others() -> None:
    picture = flow({(f"s{number:02}", "x"): 100 - number for number in range(40)})
    assert len(picture.sources) == MAX_ENDS + 1
    assert picture.sources[-1].id == REST
    assert sum(end.stories for end in picture.sources) == sum(100 - number for number in range(40))
    assert flow({}).bands == ()

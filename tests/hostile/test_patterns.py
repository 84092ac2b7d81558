"""Every regular expression of the program takes time in proportion to its text, whatever that is.

A sample of what `make redos` tries: of each pattern some of its characters, repeated.
"""

import re

import pytest
from pydantic import ValidationError

from aggregator.registry.outlets import MAX_ADDRESS, Outlet
from tests.hostile.patterns import Found, every_pattern, slowness

SIZE, LIMIT, SHAPES = 20_000, 0.2, 10
"""A linear pattern takes a tenth of the limit, a quadratic one more than it."""
OUTLET = {
    "id": "willow",
    "name": {"zh": "云杉", "en": "Willow"},
    "home": "https://willow.example/",
    "hosts": ["willow.example"],
    "source": "willow",
    "entries": [{"kind": "listing", "url": "https://willow.example/"}],
}


def test_patterns_are_linear() -> None:
    patterns = every_pattern()
    assert len(patterns) > 500
    slow = [result for found in patterns if (result := slowness(found, SIZE, LIMIT, SHAPES))]
    assert [(result.found.where, result.shape) for result in slow] == []


@pytest.mark.parametrize("careless", [r"(?:a|b|ab)+c", r"\A```\s*(.*?)\s*```\Z"])
def test_a_careless_pattern_is_found(careless: str) -> None:
    assert slowness(Found(re.compile(careless, re.DOTALL), "here"), SIZE, LIMIT)


@pytest.mark.parametrize("careless", [r"(\w+)+\.html$", r"(?:/[\w-]+)*/\d+$", r"^https://willow\.example/(a|a)*$"])
def test_a_careless_pattern_of_an_outlet_is_refused(careless: str) -> None:
    with pytest.raises(ValidationError, match="takes too long"):
        Outlet.model_validate({**OUTLET, "story": careless})


def test_the_address_of_a_story_is_not_endless() -> None:
    outlet = Outlet.model_validate({**OUTLET, "story": r"/s/\d+"})
    address = "https://willow.example/s/1"
    assert outlet.is_story(address)
    assert not outlet.is_story(address.ljust(MAX_ADDRESS + 1, "1"))

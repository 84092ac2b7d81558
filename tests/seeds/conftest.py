"""The shipped seeds and the recorded day."""

from pathlib import Path

import pytest

import seeds
from aggregator.archive import Answer, read_answers
from aggregator.context import Registry
from seeds.demo.build import archive_path
from seeds.demo.day import Day, load_day


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The registry that ships with the program."""
    return Registry.load(Path(seeds.__file__).parent)


@pytest.fixture(scope="session")
def day() -> Day:
    """The made-up day."""
    return load_day()


@pytest.fixture(scope="session")
def recorded() -> dict[str, Answer]:
    """What the outlets answered on the recorded day, by address."""
    return {answer.url: answer for answer in read_answers(archive_path()) if answer.method == "GET"}

"""Every page of the recorded day, read by the readers: title, time, label and body as the day's truth says."""

from zoneinfo import ZoneInfo

import pytest

from aggregator.archive import Answer
from aggregator.models import Precision
from aggregator.registry import Registry
from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.reading import PageKind, Reading
from tests.demo.day import Day, DeadLink, DemoStory, load_day

STORIES = [
    pytest.param(name, story, id=f"{name}-{story.url.rsplit('/', 1)[-1]}") for name, story in load_day().stories()
]
DEAD = [
    pytest.param(name, link, id=link.expected)
    for name, outlet in load_day().outlets.items()
    for link in outlet.dead
    if link.status == 200
]


@pytest.fixture(scope="module")
def readings(registry: Registry, recorded: dict[str, Answer], day: Day) -> dict[str, Reading]:
    """Every story's page, read once."""
    return {story.url: _read(name, recorded[story.url], registry) for name, story in day.stories()}


def _read(outlet: str, answer: Answer, registry: Registry) -> Reading:
    document = Document(answer.body, answer.url, answer.at, answer.header("Content-Type"))
    return read_article(document, registry.outlets[outlet])


@pytest.mark.parametrize(("outlet", "story"), STORIES)
def test_a_page_reads_as_its_truth(outlet: str, story: DemoStory, readings: dict[str, Reading]) -> None:
    reading = readings[story.url]
    assert reading.kind is PageKind.STORY, reading.reason
    assert reading.title == story.title
    if story.label is None and story.closing:  # nothing beside the title: the closing statement may be read for it
        assert reading.source_label is None or reading.source_label in story.closing
    else:
        assert reading.source_label == story.label
    assert reading.source_url == story.label_url
    assert reading.text == story.text.strip()


@pytest.mark.parametrize(("outlet", "story"), STORIES)
def test_a_page_states_its_time(outlet: str, story: DemoStory, readings: dict[str, Reading], day: Day) -> None:
    published = readings[story.url].published
    if story.at is None:
        assert published is None
    elif story.dated_by == "page":
        assert published
        assert published.precision is story.precision
        assert published.at.replace(second=0) == story.at.replace(second=0, tzinfo=ZoneInfo(day.plan.zone))
    else:  # the list states it; what a reader takes from the address may not contradict it
        assert published is None or published.precision is Precision.DAY
        assert published is None or published.at.date() == story.at.date()


@pytest.mark.parametrize(("outlet", "story"), STORIES)
def test_a_page_names_author_and_editor(outlet: str, story: DemoStory, readings: dict[str, Reading]) -> None:
    if story.author and outlet != "amazon-seller":  # a forum's user names look like no person's
        assert readings[story.url].author == story.author
    if story.editor and not story.editor.startswith("HN"):
        assert readings[story.url].editor == story.editor


@pytest.mark.parametrize(("outlet", "link"), DEAD)
def test_a_page_that_is_no_story_is_known_as_such(
    outlet: str, link: DeadLink, registry: Registry, recorded: dict[str, Answer]
) -> None:
    assert _read(outlet, recorded[link.url], registry).kind == link.expected

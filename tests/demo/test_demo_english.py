"""The English of the made-up day: whole, good by the checks, and recorded as a translation server answers."""

from datetime import UTC, datetime

import pytest

from aggregator.archive import Archive, read_answers
from aggregator.errors import HelperFailed, SeedError
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.registry.machines import load_helpers
from aggregator.style.lengths import LENGTHS
from aggregator.translation.checks import translation_faults
from aggregator.translation.libretranslate import LibreTranslate
from aggregator.translation.names import KnownNames
from aggregator.translation.transport import Replay
from tests.demo.build import archive_path
from tests.demo.day import RECORDING, Day
from tests.demo.english import lines, load_english

HELPERS = load_helpers(layers_of(RECORDING))


def test_every_story_that_may_be_printed_is_there_in_english(day: Day) -> None:
    wanted = {story.url for _, story in day.stories() if story.expected == "in window"}
    assert load_english(day).keys() == wanted


def test_every_line_passes_the_checks_of_a_translation(day: Day, registry: Registry) -> None:
    known = KnownNames.of(registry.sources, registry.sections)
    told = lines(day)
    assert len(told) > 250
    faults = {zh: translation_faults(zh, en, "zh", "en", known, day.plan.day) for zh, en in told.items()}
    assert {zh: found for zh, found in faults.items() if found} == {}


def test_headlines_have_room(day: Day) -> None:
    assert [one.headline for one in load_english(day).values() if len(one.headline) > LENGTHS["en"].max_headline] == []


def test_the_archive_answers_every_line_as_the_server_does(day: Day) -> None:
    assert HELPERS.translate is not None
    server = LibreTranslate(Replay(Archive.open([archive_path()])), HELPERS.translate.url)
    told = lines(day)
    assert [server.translate([zh], "zh", "en")[0] for zh in told] == [*told.values()]
    with pytest.raises(HelperFailed, match="not recorded"):
        server.translate(["没有人写过这句话。"], "zh", "en")


def test_the_answers_are_of_the_days_last_moments() -> None:
    posted = [answer for answer in read_answers(archive_path()) if answer.method == "POST"]
    assert len(posted) > 250
    assert len({answer.request for answer in posted}) == len(posted)
    assert max(answer.at for answer in posted) <= datetime(2026, 11, 20, 9, 55, tzinfo=UTC)


def test_a_sentence_that_is_missing_is_named(day: Day, tmp_path) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "stories" / "en"
    folder.mkdir(parents=True)
    story = next(story for _, story in day.stories() if story.expected == "in window")
    outlet = next(name for name, one in day.stories() if one is story)
    text = f'[[stories]]\nurl = "{story.url}"\nheadline = "A headline"\ntext = "One sentence."\n'
    (folder / f"{outlet}.toml").write_text(text, "utf-8")
    with pytest.raises(SeedError, match=f"{story.url}: 1 sentences for "):
        lines(day, tmp_path)

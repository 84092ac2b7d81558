"""Answers of a translation server on the made-up day: every line that a digest may print, with its English by hand.

`stories/en/<outlet>.toml` holds, for a story, its headline and its sentences in English, in their order. They are found
again however the assembler cuts a paragraph, because it prints whole sentences only, with or without the date that a
story opens with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from aggregator.archive import Answer, Archive
from aggregator.errors import SeedError
from aggregator.registry.files import Seed, layers_of, load_seed
from aggregator.registry.machines import load_helpers
from aggregator.style import dateline, furniture
from aggregator.style.brief import as_line
from aggregator.style.clauses import join, split
from aggregator.style.headline import headline
from aggregator.text.sentences import sentences
from aggregator.translation.libretranslate import LibreTranslate
from aggregator.translation.transport import Replay, Reply, recorded_answer
from tests.demo.day import FOLDER, RECORDING, Day, DemoStory

BETWEEN = timedelta(milliseconds=10)


class EnglishStory(Seed):
    """A story in English."""

    url: str
    headline: str
    text: str
    """A line for each sentence."""


class EnglishDay(Seed):
    """The stories of an outlet in English."""

    stories: tuple[EnglishStory, ...]


def load_english(day: Day, folder: Path = FOLDER) -> dict[str, EnglishStory]:
    """Return the English of the day's stories, by address."""
    files = (folder / "stories" / "en" / f"{outlet}.toml" for outlet in day.plan.outlets)
    return {story.url: story for file in files if file.exists() for story in load_seed(file, EnglishDay).stories}


def lines(day: Day, folder: Path = FOLDER) -> dict[str, str]:
    """Return Chinese line → English line of all that a digest of the day may print."""
    english = load_english(day, folder)
    written = (
        pair for _, story in day.stories() if story.url in english for pair in _pairs(day, story, english[story.url])
    )
    return dict(written)


def _pairs(day: Day, story: DemoStory, english: EnglishStory) -> Iterator[tuple[str, str]]:
    """Yield the lines of one story; a sentence that opens with the day is there with it and without."""
    line = headline(story.title, "zh", (story.label or "",))
    yield line, english.headline
    yield from _beginnings(line, english.headline)
    found = [one for line in furniture.paragraphs(story.text) for one in sentences(dateline.open_up(line).rest)]
    written = english.text.strip().splitlines()
    if len(found) != len(written):
        raise SeedError("stories/en", story.url, f"{len(written)} sentences for {len(found)}")
    for zh, en in zip(found, written, strict=True):
        bare = dateline.without_day(zh, day.plan.day)
        if bare != zh:
            yield zh, dateline.printed(day.plan.day, "en") + dateline.after_dateline(en, "en")
        yield bare, en
        if zh is found[0]:
            yield as_line(bare), en.rstrip(".")
        if (stated := dateline.stated(zh, day.plan.day)) and f"{day.plan.day:%B}" not in en:
            yield stated.rest, en


def _beginnings(zh: str, en: str) -> Iterator[tuple[str, str]]:
    """Yield a headline without its last clauses, if it has as many in either language."""
    ours, theirs = split(zh), split(en)
    if len(ours) == len(theirs):
        yield from ((join(ours[:end]), join(theirs[:end])) for end in range(1, len(ours)))


def answers_of_server(day: Day, start: datetime, folder: Path = FOLDER) -> Iterator[Answer]:
    """Yield what the translation server of `language.toml` answers, a line at a time, from `start` on."""
    plan = load_helpers(layers_of(RECORDING)).translate
    assert plan is not None
    asked = LibreTranslate(Replay(Archive(())), plan.url)
    for turn, (zh, en) in enumerate(lines(day, folder).items()):
        body = json.dumps({"translatedText": [en]}, ensure_ascii=False).encode()
        yield recorded_answer(asked.question([zh], "zh", "en"), Reply(200, body), start + turn * BETWEEN)

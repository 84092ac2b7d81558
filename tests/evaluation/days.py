"""The labelled days beside the checkout: headlines and leads with the section that an editor would choose."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean

import feedparser

from aggregator.archive import read_answers
from aggregator.text import letters
from spiders.readers.page.fragment import fragment_text
from tests.evaluation import adapters
from tests.paths import SHARED

DAYS = SHARED / "evaluation" / "editions"
MAX_LEAD = 400


@dataclass(frozen=True, slots=True)
class Example:
    """A headline with its section."""

    title: str
    text: str
    section: str
    weight: float = 1.0
    also: tuple[str, ...] = ()
    grade: int = 1


def labelled(day: Path) -> Iterator[Example]:
    """Yield the items of a labelled day that have a title."""
    leads = _leads(day)
    for item in map(json.loads, (day / "items.jsonl").read_text("utf-8").splitlines()):
        if title := item["title"]:
            lead, also = leads.get(letters(title), ""), tuple(item["also"])
            yield Example(title, lead, item["section"], 1.0, also, item["grade"])


def _leads(day: Path) -> dict[str, str]:
    """Return the leads in the feeds of a day, by title."""
    answers = [answer for path in day.glob("*.warc.gz") for answer in read_answers(path)]
    entries = [entry for answer in answers for entry in feedparser.parse(answer.body).entries]
    return {letters(entry.get("title") or ""): _lead(entry) for entry in reversed(entries)}


def _lead(entry: dict) -> str:
    markup = entry["content"][0]["value"] if entry.get("content") else entry.get("summary")
    return fragment_text(markup)[:MAX_LEAD] if markup else ""


@cache
def _all_labelled() -> tuple[Example, ...]:
    return tuple(item for path in sorted(DAYS.glob("*/items.jsonl")) for item in labelled(path.parent))


def section_scores(lead: bool) -> Mapping[str, float]:
    """Return how the items of all days are classified, by their titles alone or with their leads.

    `exact`: the editor's section; `also`: that or another one that could be defended; `lost`: in none, of what belongs
    into a section; `let_in`: in a section, of what belongs into none and must not be printed.
    """
    items = _all_labelled()
    found = [adapters.section(item.title, item.text if lead else "") or "none" for item in items]
    pairs = list(zip(items, found, strict=True))
    outside = [section for item, section in pairs if item.section == "none" and not item.grade]
    return {
        "exact": fmean(section == item.section for item, section in pairs),
        "also": fmean(section in (item.section, *item.also) for item, section in pairs),
        "lost": fmean(section == "none" for item, section in pairs if item.section != "none"),
        "let_in": fmean(section != "none" for section in outside),
    }

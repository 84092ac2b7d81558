"""Grouping a day of 8,000 stories, against reckoning their TF-IDF vectors alone."""

import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from math import log, sqrt
from typing import Any

from aggregator.events.grouping import group_events
from aggregator.events.likeness.english import ordered_terms as english_terms
from aggregator.events.likeness.terms import ordered_terms as chinese_terms
from aggregator.models import Story
from tests.benchmarks.measure import Figure, skipped
from tests.paths import SETS

STORIES, OUTLETS = 8000, 40
LENGTH = {"zh": 600, "en": 1500}
"""Characters of a story at least."""
LIMIT = 1.5
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]?")
_MORNING = datetime(2026, 11, 20, tzinfo=UTC)


def main() -> list[Figure]:
    """Return the ratio; the stories are mixed from the real texts beside the checkout, where they are."""
    if not SETS.is_dir():
        return skipped("grouping", SETS)
    stories = day(STORIES)
    group_events(stories[:200])
    vectors, grouping = (min(_cpu(work, stories) for _ in range(3)) for work in (tf_idf, group_events))
    what = f"{STORIES:,} stories grouped, against their TF-IDF vectors alone ({grouping:.2f} and {vectors:.2f} s)"
    return [Figure("grouping.cpu", grouping / vectors, LIMIT, what)]


def tf_idf(stories: Sequence[Story]) -> list[dict[str, float]]:
    """Return the TF-IDF vectors of whole stories, of length 1: the reference, as plain as can be."""
    counts = [Counter(_terms(story)) for story in stories]
    spread = Counter(term for count in counts for term in count)
    vectors = []
    for count in counts:
        weights = {term: (1 + log(seen)) * log(len(stories) / spread[term]) for term, seen in count.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors.append({term: weight / length for term, weight in weights.items()})
    return vectors


def _terms(story: Story) -> list[str]:
    return (english_terms if story.language == "en" else chinese_terms)(f"{story.title}\n{story.text}")


def day(number: int) -> list[Story]:
    """Make a day: the texts themselves, then tellings of them, each cut, with background out of others."""
    rng = random.Random(1)
    texts = [row for name in ("texts_zh", "groups_en") for row in _rows(name)]
    pool = {language: [s for t in texts if t["lang"] == language for s in _sentences(t)] for language in ("zh", "en")}
    told = (_retold(rng.choice(texts), pool, rng) for _ in range(number - len(texts)))
    return [_story(at, text, rng) for at, text in enumerate([*texts, *told][:number])]


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (SETS / "events" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _retold(text: dict[str, Any], pool: dict[str, list[str]], rng: random.Random) -> dict[str, Any]:
    """Keep three to five fifths of a text, in its order, and fill it up to the length of a story."""
    sentences = _sentences(text)
    kept = sorted(rng.sample(range(len(sentences)), -(-len(sentences) * rng.randint(3, 5) // 5)))
    told = "".join(sentences[at] for at in kept)
    while len(told) < LENGTH[text["lang"]]:
        told += rng.choice(pool[text["lang"]])
    return text | {"title": rng.choice((text["title"], sentences[kept[0]][:40])), "text": told}


def _sentences(text: dict[str, Any]) -> list[str]:
    return _SENTENCE.findall(text["text"]) or [text["text"]]


def _story(number: int, text: dict[str, Any], rng: random.Random) -> Story:
    outlet = f"outlet-{rng.randrange(OUTLETS)}"
    url = f"https://{outlet}.example/{number}"
    at = _MORNING + timedelta(seconds=rng.randrange(86_400))
    return Story(
        id=f"{number:05}",
        outlet=outlet,
        url=url,
        canonical_url=url,
        title=text["title"] or text["text"][:30],
        text=text["text"],
        language=text["lang"],
        fetched_at=at,
        published=at,
    )


def _cpu(work: Callable[[Sequence[Story]], Any], stories: Sequence[Story]) -> float:
    start = time.process_time()
    work(stories)
    return time.process_time() - start

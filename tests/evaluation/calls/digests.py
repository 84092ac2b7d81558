"""Calls on stories: their credits and events, the digest that is made of them, its way to a chat group."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from aggregator.assemble import Material, assemble, past_entries
from aggregator.attribution import attribute
from aggregator.copies import text_bands
from aggregator.events.grouping import group_events
from aggregator.models import Digest, Edition, MadeEdition, PastEntry, Precision, RawStory, Story
from aggregator.models.delivery import Publication
from aggregator.publish.chat import chat_sender
from aggregator.publish.parts import numbered_parts
from aggregator.publish.plans import ChatPlan
from aggregator.publish.sender import Secrets
from aggregator.registry import Registry
from aggregator.registry.editions import load_edition_plan
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import Outlet
from aggregator.store import Store, open_store
from aggregator.text import language_of
from aggregator.translation.checks import translation_faults
from aggregator.translation.names import KnownNames
from pipelines.deduplicate import deduplicate
from pipelines.normalize import normalize
from tests.evaluation import adapters
from tests.evaluation.calls import Args, Found, aware
from tests.evaluation.calls.loopback import Site

DAY = "2026-11-27"
NIGHT = "2026-11-28"
Given = Mapping[str, Any]


@cache
def _registry() -> Registry:
    return Registry.load(layers_of())


def _stored(given: Sequence[Given]) -> list[Story]:
    """Take stories through the pipeline into a store, and return what it holds of them in the end."""
    store = open_store("sqlite://")
    try:
        ids = [_store(story, number, store) for number, story in enumerate(given)]
        return [story for story in map(store.stories.get, ids) if story]
    finally:
        store.close()


def _store(given: Given, number: int, store: Store) -> str:
    host = given.get("host", f"ceshi{number}.example")
    outlet = adapters.outlet_at(host)
    credited = _credited(normalize(_raw(given, number, host, outlet)), outlet)
    story = _classified(deduplicate(credited, store.stories), given.get("section_hint"))
    store.stories.save(story, text_bands(story.text, story.language), None)
    return story.id


def _credited(story: Story, outlet: Outlet) -> Story:
    return replace(story, attribution=attribute(story, outlet, _registry().sources))


def _classified(story: Story, hint: str | None) -> Story:
    found = _registry().sections.classify(story.title, story.text, hint)
    return replace(story, section=found.section, section_score=found.score, section_evidence=found.evidence)


def _raw(given: Given, number: int, host: str, outlet: Outlet) -> RawStory:
    published = aware(given["published"]) if given.get("published") else None
    label = given.get("label")
    return RawStory(
        outlet=outlet.id,
        url=given.get("url", f"https://{host}/{number}.html"),
        fetched_at=_fetched(given, published, number),
        title=given["title"],
        text=given["text"],
        published=published,
        published_precision=Precision(given.get("precision", "minute")) if published else None,
        source_label=label,
        author=given.get("author"),
        language=given.get("lang") or language_of(given["text"] or given["title"]),
        rules={"source_label": "header:来源"} if label else {},
        signals=given.get("signals", {}),
    )


def _fetched(given: Given, published: datetime | None, number: int) -> datetime:
    """Return when a story was fetched; where it does not say, five minutes after it was published, in its turn."""
    if given.get("fetched"):
        return aware(given["fetched"])
    return (published or aware(f"{DAY}T12:00")) + timedelta(minutes=5, seconds=number)


def _edition(day: str, name: str) -> Edition:
    return load_edition_plan(layers_of(), name).on(date.fromisoformat(day), _registry().sections)


def _made(edition: Edition) -> MadeEdition:
    return MadeEdition(edition.key, edition.start, edition.end, edition.end + timedelta(minutes=5))


def _assemble(
    edition: Edition, given: Sequence[Given], past: Sequence[PastEntry] = (), made: Sequence[MadeEdition] = ()
) -> Digest:
    return assemble(Material(edition, _stored(given), past=past, made=made), _registry().sources)


def _digest(case: Given) -> Found:
    made = [_made(_edition(**case["made"]))] if case.get("made") else ()
    return _shown(_assemble(_edition(case.get("day", DAY), case.get("name", "evening")), case["stories"], made=made))


def _later(case: Given) -> Found:
    """Make the morning edition after an evening's."""
    first = _assemble(_edition(DAY, "evening"), case["evening"])
    stories = [*case["evening"], *case["night"]]
    return _shown(_assemble(_edition(NIGHT, "morning"), stories, past_entries(first), [_made(first.edition)]))


def _shown(digest: Digest) -> Found:
    entries = digest.entries
    return {
        "headlines": [entry.headline for entry in entries],
        "paragraphs": [entry.paragraph for entry in entries],
        "datelines": [entry.dateline for entry in entries],
        "credits": [entry.credit for entry in entries],
        "highlights": list(digest.highlights),
        "updates": [list(entry.update) for entry in entries],
        "sources_points": [entry.score_parts.get("sources", 0.0) for entry in entries],
        "stories": [len(entry.stories) for entry in entries],
        "left": sorted({f"{omission.stage}: {omission.reason}"[:70] for omission in digest.omissions}),
    }


def _groups(case: Given) -> Found:
    stories = _stored(case["stories"])
    event_of = {story.id: number for number, event in enumerate(group_events(stories)) for story in event}
    numbers: dict[int, int] = {}
    groups = [numbers.setdefault(event_of[story.id], len(numbers)) for story in stories]
    return {"groups": groups, "copies": [story.copy_rule for story in stories]}


def _credit_story(case: Given) -> Found:
    credit = _stored([case])[0].attribution
    return {"source": credit.name.zh, "rule": credit.rule} if credit else {}


def _credit_page(case: Given) -> Found:
    credit = adapters.attribute(case["html"].encode(), case["url"])
    return {"source": credit["source"], "cited": credit["cited_sources"]}


def _translation(case: Given) -> Found:
    faults = translation_faults(case["zh"], case["en"], "zh", "en", KnownNames([]), date.fromisoformat(DAY))
    return {"faults": faults}


def _parts(case: Given) -> Found:
    parts = numbered_parts(case["text"] * case.get("times", 1), case["limit"])
    encoded = [part.encode() for part in parts]
    return {
        "longest": max(map(len, encoded)),
        "encodable": "".join(parts) == b"".join(encoded).decode(),
        "number": len(parts),
    }


def _telegram(case: Given) -> Found:
    posts = _posted(case["body"], "tgram://123456789:abcdefghijklmnopqrstuvwxyzabcdefghi/12345", "bot")
    return {"text": json.loads(posts[0])["text"]}


def _feishu(case: Given) -> Found:
    return {"posted": [len(post) for post in _posted(case["text"] * case["times"], "feishu://abcdefabcdef", "hook")]}


def _posted(text: str, group: str, path: str) -> list[bytes]:
    """Send a text to a chat group, as a channel does; return what the service, here on loopback, was sent."""
    plan = ChatPlan.model_validate({"id": "chat", "kind": "chat", "urls_env": ["GROUP"]})
    sender = chat_sender(plan, Secrets(Path("channels.toml"), "channels[0]", {"GROUP": group}))
    publication = Publication(
        edition="", language="zh", revision=1, fingerprint="", documents={"digest.txt": text.encode()}
    )
    with Site({}, {"text": '{"ok": true, "code": 0}'}) as site:
        service = sender.groups[0].service
        service.notify_url, service.request_rate_per_sec = f"{site.base}/{path}", 0
        sender.send(publication, (), lambda step: None)
        return site.bodies


_ON_STORIES: Mapping[str, Callable[[Given], Found]] = {
    "edition": _digest,
    "later": _later,
    "groups": _groups,
    "credit_story": _credit_story,
    "credit_page": _credit_page,
    "translation": _translation,
    "parts": _parts,
    "telegram": _telegram,
    "feishu": _feishu,
}


def _of_json(call: Callable[[Given], Found]) -> Callable[[bytes, Args], Found]:
    return lambda body, _: call(json.loads(body))


CALLS = {name: _of_json(call) for name, call in _ON_STORIES.items()}

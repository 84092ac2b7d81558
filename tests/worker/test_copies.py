"""Two workers that store one text at the same time: one of the two stories is a copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.utils.test import get_crawler

from aggregator.crawl.context import Context
from aggregator.models import RawStory
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.store import Store
from pipelines.deduplicate import Deduplicate
from pipelines.normalize import normalize
from pipelines.store import Keep
from tests.faults.site import Press

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
PRESS = Press(AT.date(), outlets=2)


@pytest.mark.parametrize("shared", [True, False])
def test_stories_that_come_at_once_are_compared(store: Store, tmp_path: Path, shared: bool) -> None:
    registry = Registry.load(layers_of(PRESS.write_seeds(tmp_path / "seeds", 80), None))
    context = Context(store, registry, shared=shared)
    text = "云杉软件公司今天发布新版本，新版本支持多种语言，已有三十家企业试用，计划下月向全部客户开放。"
    raw = RawStory(outlet="o0", url="http://127.0.1.1/story/1", fetched_at=AT, title="云杉软件发布新版本", text=text)
    both = [normalize(raw), normalize(replace(raw, outlet="o1", url="http://127.0.1.2/story/1"))]
    deduplicate, keep = Deduplicate(context), Keep(get_crawler().stats, context)
    for story in [deduplicate.process_item(story) for story in both]:  # each before the other is stored
        keep.process_item(story)
    copies = [story.copy_of for story in store.stories.all() if story.copy_of]
    assert copies == ([both[0].id] if shared else [])

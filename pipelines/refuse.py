"""Refusals: kept for inspection, and not fetched again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from scrapy.exceptions import DropItem

from aggregator.crawl.context import Context
from aggregator.models import RawStory
from aggregator.store import Refusal


def refuse(context: Context, item: RawStory, stage: str, reason: str) -> DropItem:
    """Store a refused item; return the exception that takes it out of the pipelines."""
    refusal = Refusal(item.outlet, item.url, stage, reason, _as_json(item), context.now(), context.run)
    context.store.stories.refuse(refusal)
    return DropItem(f"{stage}: {reason}: {item.url}", log_level="DEBUG")


def _as_json(item: RawStory) -> dict[str, Any]:
    fields = asdict(item)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in fields.items()}

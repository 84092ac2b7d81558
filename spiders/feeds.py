"""Feed exporters: a story as a row of the export or as an article, in the formats of Scrapy. Other items stay as is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scrapy.exporters import CsvItemExporter, JsonItemExporter, JsonLinesItemExporter, XmlItemExporter

from aggregator.exports.article import article
from aggregator.exports.tables import story_row
from aggregator.models import Story

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids; half of a surrogate pair cannot be UTF-8 either."""


def as_row(story: Story) -> Mapping[str, Any]:
    """Return the columns of the export; those of an event are empty, as a crawl groups nothing."""
    return story_row(story)


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNWRITABLE.sub("", value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _writable(each) for name, each in value.items()}
    return [_writable(each) for each in value] if isinstance(value, list | tuple) else value


class _Flat:
    """Writes a story as a flat mapping of plain values."""

    def export_item(self, item: Any) -> None:
        """Write an item."""
        super().export_item(self.fields_of(item) if isinstance(item, Story) else item)  # type: ignore[misc]

    def fields_of(self, story: Story) -> dict[str, Any]:
        """Return what is written of a story."""
        return {name: _writable(value) for name, value in as_row(story).items()}


class Json(_Flat, JsonItemExporter):
    """One JSON array."""


class JsonLines(_Flat, JsonLinesItemExporter):
    """JSON Lines."""


class Csv(_Flat, CsvItemExporter):
    """CSV; a missing value is an empty field."""


class Xml(_Flat, XmlItemExporter):
    """XML; a missing value is an empty element."""

    def fields_of(self, story: Story) -> dict[str, Any]:
        """Return what is written of a story."""
        return {name: "" if value is None else value for name, value in super().fields_of(story).items()}


class Articles(_Flat, JsonLinesItemExporter):
    """JSON Lines with an `Article` of zyte-common-items each."""

    def fields_of(self, story: Story) -> dict[str, Any]:
        """Return what is written of a story."""
        return {name: _writable(value) for name, value in article(story).items()}

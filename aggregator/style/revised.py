"""The words of an entry that was taken back after it was printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aggregator.models import Entry, Language

WITHDRAWN: Mapping[Language, str] = {"zh": "本条消息已撤回。", "en": "This item has been withdrawn."}


def without_text(entry: Entry, language: Language) -> Entry:
    """Return an entry whose paragraph only says that it was withdrawn; that opens with no day."""
    written = {field: adapter for field, adapter in entry.written.items() if field != "paragraph"}
    return replace(entry, dateline="", paragraph=WITHDRAWN[language], written=written, reported=False, followups=())

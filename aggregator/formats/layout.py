"""The sections of a digest that have entries, in the edition's order."""

from __future__ import annotations

from collections.abc import Iterator

from aggregator.models import Digest, Entry, SectionQuota


def printed_sections(digest: Digest) -> Iterator[tuple[SectionQuota, tuple[Entry, ...]]]:
    """Yield each section of the edition that has entries, with them."""
    for quota in digest.edition.sections:
        if entries := tuple(entry for entry in digest.entries if entry.section == quota.section):
            yield quota, entries

"""The outlets that were read for an edition: what each gave, and which could not be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from aggregator.assemble import Material
from aggregator.crawl.context import Context
from aggregator.models import Digest, Edition, Names, OutletRead
from aggregator.models.report import OutletVerdict, RunReport

_UNTIMELY = "window"
"""Stage that leaves out what is not of the edition's window."""


def outlets_read(
    context: Context, digest: Digest, material: Material, report: RunReport, made_at: datetime
) -> tuple[OutletRead, ...]:
    """Return the outlets that gave a story of the window, or were crawled between its begin and the making.

    `report`: of this run, which the store does not have yet.
    """
    untimely = {omission.story for omission in digest.omissions if omission.stage == _UNTIMELY}
    stories = Counter(story.outlet for story in material.stories if story.id not in untimely)
    entries = Counter(entry.tellings[0].outlet for entry in digest.printed if entry.tellings)
    verdicts = dict(_verdicts(context, digest.edition, report, made_at))
    found = [
        OutletRead(
            outlet=outlet,
            name=_name(context, outlet),
            stories=stories[outlet],
            entries=entries[outlet],
            failed=verdicts.get(outlet) == OutletVerdict.FAILED,
        )
        for outlet in {*stories, *verdicts}
    ]
    return tuple(sorted(found, key=lambda read: (-read.entries, -read.stories, read.outlet)))


def _verdicts(
    context: Context, edition: Edition, report: RunReport, made_at: datetime
) -> Iterator[tuple[str, OutletVerdict]]:
    """Yield outlets with the verdict of each crawl, the last one last."""
    for run in context.store.runs.since(edition.start):
        if run["started_at"] <= made_at and run["report"] and run["run"] != report.run:
            yield from ((each["outlet"], OutletVerdict(each["verdict"])) for each in run["report"].get("outlets", ()))
    yield from ((each.outlet, each.verdict) for each in report.outlets)


def _name(context: Context, outlet: str) -> Names:
    known = context.registry.outlets.get(outlet)
    return Names(known.name.zh, known.name.en) if known else Names(outlet, outlet)

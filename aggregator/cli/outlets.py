"""The commands outlets test and outlets new, and the samples of outlets check."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import aggregator
from aggregator.archive import Archive
from aggregator.crawl.context import Context
from aggregator.errors import SeedError, UsageError
from aggregator.inspection.page import inspector
from aggregator.models import Story
from aggregator.registry import Registry
from aggregator.registry.files import seeds_folder
from aggregator.registry.outlets import Outlet, choose_outlets
from aggregator.store import open_store
from aggregator.text.width import pad
from aggregator.urls import host_of, is_below

SAMPLES = Path(aggregator.__file__).parents[1] / "tests" / "outlets" / "data"
"""Where a checkout keeps its samples, a folder an outlet. There is none where the program is installed."""
SHOWN = 46
"""Characters of a value that are shown."""


def test_outlet(name: str, url: str, replay: Sequence[Path], seeds: Path | None) -> None:
    """Print what is read on a page, field by field with its rule, and to whom it is credited."""
    with _context(seeds, replay) as context:
        (outlet,) = choose_outlets(context.registry.outlets, (name,))
        if not is_below(_host(url, "--url"), outlet.hosts):
            raise UsageError(f"--url: {url} is on none of the hosts of {name}: {', '.join(outlet.hosts)}")
        story = inspector().look(outlet, url, context)
    for line in (*_fields(story, outlet), "", *_credit(story)):
        print(line)


def propose_outlet(url: str, feed: str | None, seeds: Path | None) -> None:
    """Print a file for an outlet that is not in the registry yet."""
    host = _host(url, "URL")
    if feed is not None:
        _host(feed, "--feed")
    with _context(seeds, ()) as context:
        print(inspector().propose(url, feed, context), end="")
        for known in context.registry.outlets.values():
            if is_below(host, known.hosts):
                print(f"aggregator: {host} is in the registry already: {known.id}", file=sys.stderr)


def sample_faults(outlet: Outlet, folder: Path | None) -> Iterator[SeedError]:
    """Yield what each of an outlet's samples is read otherwise than expected; nothing where it has none."""
    for sample in samples_of(outlet.id, folder):
        try:
            different = inspector().misread(outlet, sample)
        except SeedError as error:
            yield error
            continue
        for line in different:
            field, _, reason = line.partition(": ")
            yield SeedError(sample, field, reason)


def samples_of(outlet: str, folder: Path | None) -> list[Path]:
    """Return what must be read from the samples of the outlet with this id; `.list.json` is a document itself."""
    if folder is None:
        return []
    return sorted(path for path in (folder / outlet).glob("*.json") if not path.name.endswith(".list.json"))


@contextmanager
def _context(seeds: Path | None, replay: Sequence[Path]) -> Iterator[Context]:
    """Make the surroundings of a look: a store in memory, so that it leaves no trace."""
    registry = Registry.load(seeds_folder(seeds))
    archive = Archive.open(replay) if replay else None
    store = open_store("sqlite://")
    try:
        yield Context(store, registry, "inspection", archive)
    finally:
        store.close()


def _host(url: str, option: str) -> str:
    host = host_of(url)
    if not host or not url.startswith(("http://", "https://")):
        raise UsageError(f"{option}: not a web address: {url!r}")
    return host


def _fields(story: Story, outlet: Outlet) -> Iterator[str]:
    yield _row("field", "read", "rule")
    for name in ("title", "published", "source_label", "source_url", "author", "editor", "canonical_url"):
        yield _row(
            name, _published(story, outlet) if name == "published" else getattr(story, name), story.rules.get(name)
        )
    yield _row("text", _size(story.text), story.rules.get("text"))
    paragraphs = story.text.splitlines()
    yield _row("  first", paragraphs[0] if paragraphs else None)
    yield _row("  last", paragraphs[-1] if paragraphs else None)
    for name, value in story.signals.items():
        yield _row("signal", value, name)
    yield _row("section", story.section, ", ".join(story.section_evidence))


def _published(story: Story, outlet: Outlet) -> str | None:
    if story.published is None:
        return None
    at = story.published.astimezone(outlet.timezone)
    return f"{at:%Y-%m-%d %H:%M} {outlet.zone}, to the {story.published_precision}"


def _size(text: str) -> str:
    return f"{len(text.splitlines())} paragraphs, {len(text)} characters"


def _credit(story: Story) -> Iterator[str]:
    found = story.attribution
    if found is None:
        return
    yield _row("credit", f"{found.name.zh} ({found.name.en})", f"{found.source}, {found.kind}")
    yield _row("  because", found.evidence, f"{found.rule}, read at {found.where}")
    yield _row("  sure", f"{found.confidence:.2f}")
    yield _row("  runner-up", found.runner_up)
    yield _row("  original", found.original_url)
    for cited in found.cited:
        yield _row("  cites", cited.name, cited.rule)


def _row(name: str, value: str | None, rule: str | None = None) -> str:
    text = " ".join((value or "–").split())
    text = text if len(text) <= SHOWN or name.endswith("url") else f"{text[:SHOWN]}…"
    return f"{pad(name, 16)}{pad(text, 2 * SHOWN)}{rule or ''}".rstrip()

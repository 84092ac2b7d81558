"""The commands outlets list, check, test and new."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import typer

import aggregator
from aggregator.archive import Archive
from aggregator.crawl.context import Context
from aggregator.errors import AggregatorError, SeedError, UsageError
from aggregator.inspection.page import inspector
from aggregator.inspection.table import aligned
from aggregator.models import Story
from aggregator.publish.plans import load_plans
from aggregator.registry import Registry
from aggregator.registry.editions import load_edition_plan
from aggregator.registry.files import seeds_folder
from aggregator.registry.network import load_allowed_hosts
from aggregator.registry.outlets import Outlet, choose_outlets, load_outlet, load_outlets
from aggregator.registry.sections import load_sections
from aggregator.registry.sources import Sources, load_sources
from aggregator.store import open_store
from aggregator.urls import host_of, is_below

SAMPLES = Path(aggregator.__file__).parents[1] / "tests" / "outlets" / "data"
"""Where a checkout keeps its samples, a folder an outlet. It does not exist where the program is installed."""
MAX_SHOWN = 46
"""Characters of a value that are shown."""

Row = tuple[str, str, str]
"""Name, value, rule."""


def list_outlets(seeds: Path | None) -> None:
    """Print one line an outlet."""
    outlets = load_outlets(seeds_folder(seeds)).values()
    for line in aligned((outlet.id, outlet.name.zh, outlet.name.en, _entries(outlet)) for outlet in outlets):
        print(line)


def _entries(outlet: Outlet) -> str:
    if not outlet.enabled:
        return "disabled"
    return ", ".join(
        f"{entry.kind} ({entry.certainty}{', browser' if entry.browser else ''})" for entry in outlet.entries
    )


def check_outlets(ids: tuple[str, ...], seeds: Path | None, samples: Path | None) -> None:
    """Load seed files and read samples, of the outlets named or of all; print each fault, exit with 1 for any.

    Without `samples` the checkout's are read, which belong to the registry that ships.
    """
    folder = seeds_folder(seeds)
    if samples is not None and not samples.is_dir():
        raise UsageError(f"--samples: no such folder: {samples}")
    if samples is None and seeds is None:
        samples = SAMPLES
    paths = _outlet_files(folder, ids)
    faults = [*_faults(folder, paths, samples), *(() if ids else _other_faults(folder))]
    for fault in faults:
        print(f"aggregator: {fault}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)
    read = sum(len(_samples(path.stem, samples)) for path in paths)
    print(f"{len(paths)} outlets, {read} samples, {len(load_sources(folder))} sources: all good")


def _outlet_files(folder: Path, ids: tuple[str, ...]) -> list[Path]:
    paths = {path.stem: path for path in sorted((folder / "outlets").glob("*.toml"))}
    unknown = [name for name in ids if name not in paths]
    if unknown:
        raise UsageError(f"unknown outlet {unknown[0]!r}; known: {', '.join(paths)}")
    return [paths[name] for name in ids] if ids else [*paths.values()]


def _faults(folder: Path, paths: Sequence[Path], samples: Path | None) -> Iterator[AggregatorError]:
    """Yield the faults of outlet files, and of the samples of those that load."""
    sources = cache(partial(load_sources, folder))  # read when the first outlet needs them, and once
    for path in paths:
        faults = list(_try(partial(_check_outlet, path, sources)))
        yield from faults or _sample_faults(load_outlet(path), samples)


def _other_faults(folder: Path) -> Iterator[AggregatorError]:
    yield from _try(partial(load_sources, folder))
    for path in sorted((folder / "editions").glob("*.toml")):
        yield from _try(partial(load_edition_plan, folder, path.stem))
    yield from _try(partial(load_sections, folder))
    yield from _try(partial(load_plans, folder))
    yield from _try(partial(load_allowed_hosts, folder))


def _try(load: Callable[[], object]) -> Iterator[AggregatorError]:
    """Yield the error that loading raises, if any."""
    try:
        load()
    except AggregatorError as error:
        yield error


def _check_outlet(path: Path, sources: Callable[[], Sources]) -> None:
    outlet = load_outlet(path)
    if sources().get(outlet.source) is None:
        raise SeedError(path, "source", f"no source has the id {outlet.source!r}")


def _sample_faults(outlet: Outlet, folder: Path | None) -> Iterator[SeedError]:
    """Yield the differences between what is read from an outlet's samples and what is expected."""
    for sample in _samples(outlet.id, folder):
        try:
            differences = inspector().misread(outlet, sample)
        except SeedError as error:
            yield error
            continue
        for line in differences:
            field, _, reason = line.partition(": ")
            yield SeedError(sample, field, reason)


def _samples(outlet: str, folder: Path | None) -> list[Path]:
    """Return the files of what is expected of an outlet's samples; a `.list.json` is itself a sample."""
    if folder is None:
        return []
    return sorted(path for path in (folder / outlet).glob("*.json") if not path.name.endswith(".list.json"))


def test_outlet(name: str, url: str, replay: Sequence[Path], seeds: Path | None) -> None:
    """Print the fields read from a page with their rules, and the credit."""
    with _inspection(seeds, replay) as context:
        (outlet,) = choose_outlets(context.registry.outlets, (name,))
        if not is_below(_host(url, "--url"), outlet.hosts):
            raise UsageError(f"--url: {url} is on none of the hosts of {name}: {', '.join(outlet.hosts)}")
        story = inspector().look(outlet, url, context)
    for line in aligned(map(_shortened, (*_fields(story, outlet), ("", "", ""), *_credit(story)))):
        print(line)


def promote_page(name: str, url: str, replay: Sequence[Path], seeds: Path | None, samples: Path) -> None:
    """Keep a page as a sample of an outlet; print its files."""
    with _inspection(seeds, replay) as context:
        (outlet,) = choose_outlets(context.registry.outlets, (name,))
        if not is_below(_host(url, "--url"), outlet.hosts):
            raise UsageError(f"--url: {url} is on none of the hosts of {name}: {', '.join(outlet.hosts)}")
        for path in inspector().promote(outlet, url, samples / name, context):
            print(path)


def propose_outlet(url: str, feed: str | None, seeds: Path | None) -> None:
    """Print a file for an outlet that is not in the registry yet."""
    host = _host(url, "URL")
    if feed is not None:
        _host(feed, "--feed")
    with _inspection(seeds, ()) as context:
        print(inspector().propose(url, feed, context), end="")
        for known in context.registry.outlets.values():
            if is_below(host, known.hosts):
                print(f"aggregator: {host} is in the registry already: {known.id}", file=sys.stderr)


@contextmanager
def _inspection(seeds: Path | None, replay: Sequence[Path]) -> Iterator[Context]:
    """Make a context with a store in memory, so that it leaves no trace."""
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


def _fields(story: Story, outlet: Outlet) -> Iterator[Row]:
    yield "field", "read", "rule"
    yield _field(story, "title", story.title)
    yield _field(story, "published", _published(story, outlet))
    for name in ("source_label", "source_url", "author", "editor", "canonical_url"):
        yield _field(story, name, getattr(story, name))
    paragraphs = story.text.splitlines()
    yield _field(story, "text", f"{len(paragraphs)} paragraphs, {len(story.text)} characters")
    yield "  first", paragraphs[0] if paragraphs else "–", ""
    yield "  last", paragraphs[-1] if paragraphs else "–", ""
    for name, value in story.signals.items():
        yield "signal", value, name
    yield "section", story.section or "–", ", ".join(story.section_evidence)


def _field(story: Story, name: str, value: str | None) -> Row:
    return name, value or "–", story.rules.get(name, "")


def _published(story: Story, outlet: Outlet) -> str | None:
    if story.published is None:
        return None
    at = story.published.astimezone(outlet.timezone)
    return f"{at:%Y-%m-%d %H:%M} {outlet.zone}, to the {story.published_precision}"


def _credit(story: Story) -> Iterator[Row]:
    credit = story.attribution
    if credit is None:
        return
    yield "credit", f"{credit.name.zh} ({credit.name.en})", f"{credit.source}, {credit.kind}"
    yield "  because", credit.evidence, f"{credit.rule}, read at {credit.where}"
    yield "  confidence", f"{credit.confidence:.2f}", ""
    yield "  runner-up", credit.runner_up or "–", ""
    yield "  original", credit.original_url or "–", ""
    for cited in credit.cited:
        yield "  cites", cited.name, cited.rule


def _shortened(row: Row) -> Row:
    """Return a row with its value on one line, cut unless it is an address."""
    name, value, rule = row
    value = " ".join(value.split())
    whole = len(value) <= MAX_SHOWN or value.startswith(("http://", "https://"))
    return name, value if whole else f"{value[:MAX_SHOWN]}…", rule

"""The commands outlets list, check, test and new."""

from __future__ import annotations

import logging
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import typer

import aggregator
from aggregator.archive import Archive
from aggregator.cli.logs import Logs, say
from aggregator.cli.options import Places
from aggregator.crawl.context import Context
from aggregator.errors import AggregatorError, SeedError, UsageError
from aggregator.files import cannot_write, require_folder, write_file
from aggregator.inspection.page import EntryLook, Look, Unmatched, inspector
from aggregator.inspection.table import aligned
from aggregator.models import Link, Story
from aggregator.operation.keeping import candidate_file, candidates_folder
from aggregator.publish.plans import load_plans
from aggregator.registry import Registry
from aggregator.registry.editions import load_edition_plan
from aggregator.registry.files import Layers
from aggregator.registry.outlets import (
    FOLDER,
    ID,
    Outlet,
    choose_outlets,
    legend,
    load_outlet,
    load_outlets,
    outlet_files,
)
from aggregator.registry.sections import load_sections
from aggregator.registry.sources import Sources, load_sources
from aggregator.store import open_store
from aggregator.text.counted import counted
from aggregator.urls import host_of, is_below

SAMPLES = Path(aggregator.__file__).parents[1] / "tests" / "outlets" / "data"
"""Where a checkout keeps its samples, a folder an outlet. It does not exist where the program is installed."""
MAX_SHOWN = 46
"""Characters of a value that are shown."""
OPTIONS = {"feed": "feed", "listing": "list", "api": "api"}
"""Options by the kind of entry point that they name."""

Row = tuple[str, str, str]
"""Name, value, rule."""


def list_outlets(places: Places) -> None:
    """Print one line an outlet."""
    outlets = load_outlets(places.layers).values()
    for line in aligned((outlet.id, outlet.name.zh, outlet.name.en, _entries(outlet)) for outlet in outlets):
        print(line)
    say(f"certainty: {legend()}", logging.INFO)


def _entries(outlet: Outlet) -> str:
    if not outlet.enabled:
        return "disabled"
    return ", ".join(
        f"{entry.kind} ({entry.certainty}{', browser' if entry.browser else ''})" for entry in outlet.entries
    )


def check_outlets(ids: tuple[str, ...], places: Places, samples: Path | None) -> None:
    """Load seed files and read samples, of the outlets named or of all; print each fault, exit with 1 for any.

    Without `samples` the checkout's are read, which belong to the registry that ships.
    """
    layers = places.layers
    if samples is not None and not samples.is_dir():
        raise UsageError(f"--samples: no such folder: {samples}")
    if samples is None and places.seeds is None and places.desk is None:
        samples = SAMPLES
    paths = _outlet_files(layers, ids)
    faults = [*_faults(layers, paths, samples), *(() if ids else _other_faults(layers))]
    for fault in faults:
        print(f"aggregator: {fault}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)
    read = sum(len(_samples(path.stem, samples)) for path in paths)
    counts = {"outlet": len(paths), "sample": read, "source": len(load_sources(layers))}
    print(f"{', '.join(counted(number, noun) for noun, number in counts.items())}: all good")
    for path in paths:
        for each in _idle_selectors(path, samples):
            print(f"{path}: {each}")


def _outlet_files(layers: Layers, ids: tuple[str, ...]) -> list[Path]:
    paths = outlet_files(layers)
    unknown = [name for name in ids if name not in paths]
    if unknown:
        raise UsageError(f"unknown outlet {unknown[0]!r}; known: {', '.join(paths)}")
    return [paths[name] for name in ids] if ids else [*paths.values()]


def _faults(layers: Layers, paths: Sequence[Path], samples: Path | None) -> Iterator[AggregatorError]:
    """Yield the faults of outlet files, and of the samples of those that load."""
    sources = cache(partial(load_sources, layers))  # read when the first outlet needs them, and once
    for path in paths:
        faults = list(_try(partial(_check_outlet, path, sources)))
        yield from faults or _sample_faults(load_outlet(path), samples)


def _other_faults(layers: Layers) -> Iterator[AggregatorError]:
    yield from (SeedError(path, "", "an empty file, which is not an outlet") for path in layers.empty(FOLDER))
    yield from _try(partial(load_sources, layers))
    for name in layers.named("editions"):
        yield from _try(partial(_check_edition, layers, name))
    yield from _try(partial(load_sections, layers))
    yield from _try(partial(load_plans, layers))


def _check_edition(layers: Layers, name: str) -> None:
    load_edition_plan(layers, name).on(datetime.now(UTC).date(), load_sections(layers))


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


def _idle_selectors(path: Path, folder: Path | None) -> Iterator[str]:
    """Yield the selectors of an outlet that find nothing on any of its sample pages: no fault, and maybe no use."""
    for each in inspector().unmatched(load_outlet(path), _samples(path.stem, folder)):
        if each.without == each.of:
            yield _nothing(each, "sample page")


def _samples(outlet: str, folder: Path | None) -> list[Path]:
    """Return the files of what is expected of an outlet's samples; a `.list.json` is itself a sample."""
    if folder is None:
        return []
    return sorted(path for path in (folder / outlet).glob("*.json") if not path.name.endswith(".list.json"))


def test_outlet(
    name: str, urls: Sequence[str], entries: bool, replay: Sequence[Path], places: Places, logs: Logs
) -> None:
    """Print what the entry points announce, and the fields read from pages with their rules, and the credit.

    Exits with 1 if an entry point or a page could not be read.
    """
    if not (urls or entries):
        raise UsageError("give --url, --list or both")
    with _inspection(places, replay) as context:
        (outlet,) = choose_outlets(context.registry.outlets, (name,))
        for url in urls:
            _require_own(url, outlet)
        _require_contact(context, [*outlet.hosts, *(outlet.contacted if entries else ())])
        with logs.progress() as watcher:
            listed = inspector().look_at_entries(outlet, context, watcher) if entries else []
            look = inspector().look(outlet, urls, context, watcher) if urls else Look({}, {}, ())
    for line in _report(outlet, listed, look):
        print(line)
    faults = {each.entry.url: each.fault for each in listed if each.fault} | dict(look.faults)
    for url, reason in faults.items():
        print(f"aggregator: {url}: {reason}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)


def _require_own(url: str, outlet: Outlet) -> None:
    if not is_below(_host(url, "--url"), outlet.hosts):
        raise UsageError(f"--url: {url} is on none of the hosts of {outlet.id}: {', '.join(outlet.hosts)}")


def _report(outlet: Outlet, listed: Sequence[EntryLook], look: Look) -> Iterator[str]:
    """Yield the lines about entry points and pages, with an empty one between them."""
    tables = [list(_listing(each, outlet)) for each in listed if not each.fault]
    for url, story in look.stories.items():
        heading = [url] if len(look.stories) > 1 else []
        rows = (*_fields(story, outlet), ("", "", ""), *_credit(story))
        tables.append([*heading, *aligned(map(_shortened, rows))])
    tables.append([_nothing(each, "page") for each in look.unmatched])
    tables.append([f"certainty: {legend()}"] if listed else [])
    for number, lines in enumerate(filter(None, tables)):
        yield from ("", *lines) if number else lines


def _listing(look: EntryLook, outlet: Outlet) -> Iterator[str]:
    """Yield what an entry point announces, and what is thrown out of that by which key of the outlet's file."""
    thrown_out = Counter(refusal for _, refusal in look.links if refusal)
    stories = len(look.links) - thrown_out.total()
    counts = [counted(stories, "story"), *(f"{number} thrown out by {key}" for key, number in thrown_out.items())]
    yield f"{look.entry.kind} {look.entry.url} ({look.entry.certainty}): {', '.join(counts)}"
    rows = [
        (_verdict(refusal), _time(link, outlet), _short(link.title or "–"), link.url) for link, refusal in look.links
    ]
    yield from aligned(rows) if rows else ()
    yield from (f"  {_nothing(each, 'item')}" for each in look.unmatched)


def _verdict(refusal: str | None) -> str:
    return f"  out: {refusal}" if refusal else "  kept"


def _time(link: Link, outlet: Outlet) -> str:
    return f"{link.published.astimezone(outlet.timezone):%Y-%m-%d %H:%M}" if link.published else "–"


def _nothing(unmatched: Unmatched, of: str) -> str:
    return f"{unmatched.selector}: finds nothing in {unmatched.without} of {counted(unmatched.of, of)}"


def promote_page(name: str, url: str, replay: Sequence[Path], places: Places, samples: Path) -> None:
    """Keep a page as a sample of an outlet; print its files. Without `replay` the one that an alarm kept, if any."""
    kept = candidate_file(candidates_folder(places.store, places.out), name, url)
    with _inspection(places, replay or ([kept] if kept.is_file() else ())) as context:
        (outlet,) = choose_outlets(context.registry.outlets, (name,))
        _require_own(url, outlet)
        _require_contact(context, outlet.hosts)
        for path in inspector().promote(outlet, url, samples / name, context):
            print(path)


def propose_outlet(
    url: str,
    entries: Mapping[str, str],
    places: Places,
    id_: str | None,
    name: str | None,
    to: Path | None,
    logs: Logs,
) -> None:
    """Print a file for an outlet that is not in the registry yet, or write it, under its id if `to` is a folder.

    `entries`: addresses of entry points by kind.
    """
    if to:
        _require_new(to)
    if id_ is not None and not re.fullmatch(ID, id_):
        raise UsageError(f"--id: not an id of small letters, digits and hyphens: {id_!r}")
    host = _host(url, "URL")
    hosts = [host, *(_host(address, f"--{OPTIONS[kind]}") for kind, address in entries.items())]
    with _inspection(places, ()) as context:
        _require_contact(context, hosts)
        with logs.progress() as watcher:
            proposed = inspector().propose(url, entries, context, watcher, id_, name)
        if to:
            print(_write_new(to, proposed))
        else:
            print(proposed, end="")
        for known in context.registry.outlets.values():
            if is_below(host, known.hosts):
                print(f"aggregator: {host} is in the registry already: {known.id}", file=sys.stderr)


def _require_new(path: Path) -> None:
    """Raise `UsageError` if there is a file already, or no folder for it."""
    require_folder(path)
    if path.is_file():
        raise UsageError(f"--to: {path} is there already")


def _write_new(to: Path, proposed: str) -> Path:
    path = to / f"{tomllib.loads(proposed)['id']}.toml" if to.is_dir() else to
    _require_new(path)
    try:
        return write_file(path, proposed.encode())
    except OSError as error:
        raise cannot_write(path, error) from error


@contextmanager
def _inspection(places: Places, replay: Sequence[Path]) -> Iterator[Context]:
    """Make a context with a store in memory, so that it leaves no trace."""
    registry = Registry.load(places.layers)
    archive = Archive.open(replay) if replay else None
    store = open_store("sqlite://")
    try:
        yield Context(
            store, registry, "inspection", archive, access=places.access, limits=places.configured.values.limits
        )
    finally:
        store.close()


def _require_contact(context: Context, hosts: Sequence[str]) -> None:
    if not context.replaying:
        context.access.require_contact(hosts)


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
    name, value, rule = row
    return name, _short(value), rule


def _short(value: str) -> str:
    """Return a value on one line, cut unless it is an address."""
    value = " ".join(value.split())
    whole = len(value) <= MAX_SHOWN or value.startswith(("http://", "https://"))
    return value if whole else f"{value[:MAX_SHOWN]}…"

"""Rebuild an edition that was made, from the recordings of its crawls and the settings that its run wrote down.

It happens in a second store, beside the real one: what the recordings do not hold (earlier stories, the editions
before, the answers of machines) is copied as it was at the time; the pages of the recordings are read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aggregator.archive import Archive
from aggregator.assemble import reach
from aggregator.assemble.hindsight import as_of
from aggregator.copies import LOOK_BACK as COPIES
from aggregator.copies import text_bands
from aggregator.errors import UsageError
from aggregator.models import Edition, LinkState, MadeEdition, Story
from aggregator.models.report import RunReport
from aggregator.registry import Registry
from aggregator.registry.editions import load_edition_plan
from aggregator.registry.files import digest_of
from aggregator.runs import collect, write_only
from aggregator.runs.material import LONGEST_EMBARGO, remembered_since
from aggregator.runs.request import Request
from aggregator.store import Store, open_existing, open_store
from aggregator.text.repeats import LOOK_BACK as LINES
from aggregator.text.repeats import lines_to_count

BEFORE = max(COPIES, LINES)
"""Age of the stories that a crawl compares its own with."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A run that crawled, and the files with its answers."""

    run: str
    at: datetime
    outlets: tuple[str, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A rebuilt edition, beside the one that was made."""

    key: str
    report: RunReport
    crawls: tuple[RunReport, ...]
    """Reports of the replayed recordings, oldest first."""
    made: Mapping[str, Mapping[str, Any]]
    """Its documents as the store has them, by language."""
    documents: Mapping[str, Mapping[str, Any]]
    """Its documents now, by language; empty if it is blocked."""
    folder: Path
    """Its files now; they are removed after the block."""
    notes: tuple[str, ...]
    """Reasons for which it may differ."""

    @property
    def same(self) -> bool:
        """Return whether the edition is as it was."""
        return self.made == self.documents


@contextmanager
def rebuilt(request: Request) -> Iterator[Rebuilt]:
    """Rebuild the edition of a request's day for a block; its seeds, overrides and templates come before the run's own.

    Nothing is written to its store or its folder. Raises `UsageError` if there is no such edition, or no recording.
    """
    with TemporaryDirectory(prefix="aggregator-") as name, closing(open_existing(request.store)) as store:
        folder = Path(name)
        made, run = _making(store, request)
        asked = _as_it_was(request, run["parameters"])
        edition = _edition(asked)
        recordings = list(_recordings(store, edition, made.at))
        if not recordings:
            raise UsageError(f"{made.key}: no run that led to it was recorded (--record)")
        own = replace(asked, store=f"sqlite:///{folder / 'store.db'}", out=folder / "out", publish=False)
        _copy(store, own, made, [Archive.open(recording.files) for recording in recordings])
        crawls = [
            collect(replace(own, replay=each.files, outlets=each.outlets, at=each.at)).report for each in recordings
        ]
        answers = recordings[-1].files if recordings[-1].run == run["run"] else ()
        report = write_only(replace(own, replay=answers, at=made.at)).report
        languages = _languages(store, made.key)
        with closing(open_store(own.store)) as copy:
            documents = _languages(copy, made.key) if report.edition and report.files else {}
        notes = _notes(asked, run["parameters"])
        yield Rebuilt(made.key, report, tuple(crawls), languages, documents, folder / "out" / made.key, notes)


def _making(store: Store, request: Request) -> tuple[MadeEdition, Mapping[str, Any]]:
    """Return when the edition was made, and the run that made it."""
    edition = _edition(request)
    made = next((each for each in store.digests.made(edition.end) if each.key == edition.key), None)
    if made is None:
        raise UsageError(f"{edition.key}: no such edition was made")
    for run in store.runs.since(made.at - timedelta(days=2)):
        report = run["report"] or {}
        if report.get("edition") == edition.key and run["started_at"] <= made.at <= run["finished_at"]:
            return made, run
    raise UsageError(f"{edition.key}: the run that made it is not in the store")


def _as_it_was(request: Request, parameters: Mapping[str, Any]) -> Request:
    """Return the request with the settings of the run that made the edition, where it has none."""
    names = ("seeds", "desk", "overrides", "helpers", "templates")
    recorded = {name: Path(path) for name in names if (path := parameters.get(name))}
    given = {name: value for name in recorded if (value := getattr(request, name)) is not None}
    return replace(
        request,
        **(recorded | given),
        languages=tuple(parameters.get("languages") or ()),
        home=request.home or parameters.get("home"),
    )


def _edition(request: Request) -> Edition:
    if request.day is None:
        raise UsageError("--from-archive needs --date")
    registry = Registry.load(request.layers, request.overrides, request.helpers)
    return load_edition_plan(registry.layers, request.edition).on(request.day, registry.sections)


def _recordings(store: Store, edition: Edition, made_at: datetime) -> Iterator[Recording]:
    """Yield the recorded runs whose stories the edition may print, oldest first."""
    for run in store.runs.since(reach(edition)[0]):
        report, parameters = run["report"] or {}, run["parameters"]
        files = tuple(map(Path, parameters.get("replay") or filter(None, [report.get("recorded")])))
        if run["started_at"] <= made_at and report.get("outlets") and files and all(file.is_file() for file in files):
            yield Recording(run["run"], min(run["finished_at"], made_at), tuple(parameters.get("outlets") or ()), files)


def _copy(store: Store, own: Request, made: MadeEdition, archives: Sequence[Archive]) -> None:
    """Copy what the recordings do not hold, as it was when the edition was made."""
    registry = Registry.load(own.layers, own.overrides, own.helpers)
    since = made.start - max(BEFORE, LONGEST_EMBARGO)
    found = as_of(made.at, list(store.stories.all(since=since)))
    kept = [story for story in found if not any(each.began <= story.fetched_at <= each.now for each in archives)]
    with closing(open_store(own.store)) as copy:
        for story in _originals_first(kept):
            outlet = registry.outlets.get(story.outlet)
            lines = lines_to_count(story, outlet.own_names if outlet else ())
            copy.stories.save(story, text_bands(story.text, story.language), None, lines)
        copy.events.assign([*store.events.of([story.id for story in kept]).values()], made.at)
        for row in store.links.gone(since, made.at):
            copy.links.mark(row.link.outlet, row.link.url, LinkState.GONE, row.reason or "", row.changed_at)
        for earlier in store.digests.made(min(remembered_since(made), made.start)):
            if earlier.key != made.key and (earlier.at, earlier.end) < (made.at, made.end):
                entries = store.digests.past([earlier.key])
                for language, document in _languages(store, earlier.key).items():
                    copy.digests.save(earlier.key, language, document, entries, earlier.at)
                    entries = []  # they are remembered once, whatever the languages
                copy.digests.keep_amendments(store.digests.amendments(earlier.key))
        copy.digests.keep_amendments(store.digests.amendments(made.key))
        copy.machine_texts.save([*store.machine_texts.all()], made.at)


def _originals_first(stories: Sequence[Story]) -> Iterator[Story]:
    """Yield stories so that each follows the one it copies; one whose original is not among them copies none."""
    names = {story.id for story in stories}
    for story in sorted(stories, key=lambda story: (story.copy_of in names, *story.arrival)):
        yield story if story.copy_of in names else replace(story, copy_of=None, copy_rule=None, copy_score=None)


def _languages(store: Store, key: str) -> dict[str, Mapping[str, Any]]:
    found = ((language, store.digests.get(key, language)) for language in ("zh", "en"))
    return {language: document for language, document in found if document is not None}


def _notes(asked: Request, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what has changed since the edition was made, as far as its run wrote that down."""
    before = parameters.get("registry")
    if before is None:
        return ("its run did not write down which registry it used",)
    return (
        ()
        if before == digest_of(asked.settings)
        else ("the registry, overrides or templates are not those of its run",)
    )

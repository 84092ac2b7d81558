"""Keep the page that shows a drift, as a recording of one answer beside the store: a candidate for a sample."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from aggregator.archive import Recorder, outdated
from aggregator.crawl.candidates import Candidate, Candidates
from aggregator.errors import AggregatorError
from aggregator.files import cannot_write
from aggregator.operation.drift import LENGTH, PAGES
from aggregator.operation.finding import Finding
from aggregator.urls import story_id

FOLDER = "candidates"
MAX_FILES, MAX_BYTES = 200, 50 * 10**6
"""Of the folder; the oldest pages go first."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)
SQLITE = "sqlite:///"

_log = logging.getLogger(__name__)


def candidates_folder(store: str, out: Path) -> Path:
    """Return where the candidates of a store are: beside its file, or in the output folder if it has none."""
    return (Path(store.removeprefix(SQLITE)).parent if store.startswith(SQLITE) else out) / FOLDER


def candidate_file(folder: Path, outlet: str, url: str) -> Path:
    """Return the file that keeps a page of an outlet, or would."""
    return folder / f"{outlet}-{story_id(url)}.warc.gz"


def showing(candidates: Candidates, finding: Finding) -> Candidate | None:
    """Return the page that shows a drift: not read as a story, of a short text, or without the field's usual rule."""
    found = [*candidates.of(finding.subject)]
    if finding.detail == PAGES:
        return next((each for each in found if not each.rules), None)
    stories = [each for each in found if each.rules]
    if finding.detail == LENGTH:
        return next(iter(stories), None)
    return next((each for each in stories if each.rules.get(finding.detail) != finding.rule), None)


def keep(candidate: Candidate, folder: Path) -> Path | None:
    """Write a candidate, and return its file; None, with a warning, if it cannot be written."""
    path = candidate_file(folder, candidate.outlet, candidate.answer.url)
    try:
        with Recorder(path) as recorder:
            recorder.write(candidate.page)
        for old in (*_beyond(folder, MAX_FILES), *outdated(folder, LONG_AGO, MAX_BYTES)):
            old.unlink(missing_ok=True)
    except AggregatorError as error:
        _log.warning("%s", error)
        return None
    except OSError as error:
        _log.warning("%s", cannot_write(folder, error))
        return None
    return path


def _beyond(folder: Path, most: int) -> list[Path]:
    """Return the oldest files of a folder, of which it has too many."""
    return sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-most]

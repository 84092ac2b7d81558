"""Progress on a terminal: phase, outlets, pages, stories; plain lines where the terminal can do no more."""

import io

import pytest
from rich.console import Console

from aggregator.cli.progress import progress_on
from aggregator.models.report import OutletReport, OutletVerdict
from aggregator.runs import Watcher


def outlet(name: str, verdict: OutletVerdict = OutletVerdict.OK) -> OutletReport:
    counts = dict.fromkeys(OutletReport.__dataclass_fields__, 0) | {"requests": 7, "stored": 3, "copies": 1}
    given = counts | {"outlet": name, "verdict": verdict, "faults": (), "fields": {}, "lengths": ()}
    return OutletReport(**given)  # type: ignore[arg-type]


def shown(term: str, **environment: str) -> str:
    stream = io.StringIO()
    surroundings = {"TERM": term, "COLUMNS": "120", **environment}
    with progress_on(Console(file=stream, force_terminal=True, _environ=surroundings)) as watcher:
        assert isinstance(watcher, Watcher)
        watcher.begin("crawl", 4)
        watcher.outlet(outlet("lake"))
        watcher.outlet(outlet("river", OutletVerdict.PARTIAL))
        watcher.begin("assemble")
    return stream.getvalue()


def test_a_terminal_shows_the_phase_and_how_far_it_is() -> None:
    text = shown("xterm-256color", NO_COLOR="1")
    assert "\x1b[3" not in text, "no colours"
    for part in ("crawl", "2/4", "14 pages", "6 stories", "✓ lake: 3 stories, 1 of them copies", "! river", "assemble"):
        assert part in text, part
    assert "\x1b[32m" in shown("xterm-256color")


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_dumb_terminal_gets_lines_alone(term: str) -> None:
    assert shown(term, NO_COLOR="1") == "✓ lake: 3 stories, 1 of them copies\n! river: 3 stories, 1 of them copies\n"

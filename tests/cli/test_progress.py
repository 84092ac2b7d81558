"""Progress on a terminal: phase, outlets, pages, stories; plain lines where the terminal can do no more."""

import io
import re

import pytest

from aggregator.cli.progress import console_for, progress_on
from aggregator.crawl.watcher import Watcher
from aggregator.models.report import OutletReport, OutletVerdict


def outlet(name: str, verdict: OutletVerdict = OutletVerdict.OK) -> OutletReport:
    counts = dict.fromkeys(OutletReport.__dataclass_fields__, 0) | {"requests": 7, "stored": 3, "copies": 1}
    given = counts | {"outlet": name, "verdict": verdict, "faults": (), "fields": {}, "lengths": ()}
    return OutletReport(**given)  # type: ignore[arg-type]


def shown(term: str, **environment: str) -> str:
    stream = io.StringIO()
    surroundings = {"TERM": term, "COLUMNS": "120", **environment}
    with progress_on(console_for(surroundings, file=stream, force_terminal=True)) as watcher:
        assert isinstance(watcher, Watcher)
        watcher.begin("crawl", 4, "outlet")
        watcher.outlet(outlet("lake"))
        watcher.outlet(outlet("river", OutletVerdict.PARTIAL))
        watcher.begin("assemble")
        watcher.begin("translate", 12, "entry")
        watcher.step()
    return stream.getvalue()


def test_a_terminal_shows_the_phase_and_how_far_it_is() -> None:
    text = shown("xterm-256color", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*m", text), "no colours, nothing bold"
    assert "✓ lake: 3 stories, 1 of them copies" in text
    for part in ("crawl", "2 of 4 outlets, 14 pages, 6 stories", "! river", "assemble", "1 of 12 entries"):
        assert part in text, part
    assert "\x1b[32m" in shown("xterm-256color")


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_dumb_terminal_gets_lines_alone(term: str) -> None:
    assert shown(term, NO_COLOR="1") == "✓ lake: 3 stories, 1 of them copies\n! river: 3 stories, 1 of them copies\n"

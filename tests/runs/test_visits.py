"""Runs ask the outlets that are due; an edition asks those that were not polled since its window closed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.models import LinkState
from aggregator.models.report import RunReport, Verdict
from aggregator.runs import collect, collect_and_write
from aggregator.runs.request import Request
from aggregator.store import open_store
from spiders.workers import WORKERS
from tests.commands import LOOPBACK, NO_CERTIFICATES
from tests.faults.site import Press, Served, served
from tests.paths import ROOT

DAY = date(2026, 11, 20)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OPEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""Eight in the evening in the edition's zone, with its window open."""
CLOSED = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)

Run = Callable[..., RunReport]


@pytest.fixture(scope="module")
def press() -> Iterator[Served]:
    """A press of two outlets with two stories each."""
    WORKERS.enter()  # the processes of the extractors outlast a crawl
    with served(Press(DAY, outlets=2, stories=2)) as site:
        yield site
    WORKERS.leave()


@pytest.fixture
def run(press: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Crawl, or make the edition of the day, at a moment."""
    for name, value in {"AGGREGATOR_ALLOW_HOSTS": LOOPBACK, **NO_CERTIFICATES}.items():
        monkeypatch.setenv(name, value)
    press.fault({})
    press.turn(0)
    seeds = press.press.write_seeds(tmp_path / "seeds", press.port)

    def work(at: datetime, edition: bool = False, **given: object) -> RunReport:
        request = Request(
            store=f"sqlite:///{tmp_path / 'store.db'}", out=tmp_path / "out", seeds=seeds, day=DAY, publish=False,
            at=at, **given,
        )  # fmt: skip
        return (collect_and_write if edition else collect)(request).report

    return work


def asked(press: Served) -> Counter[str]:
    """Return the requests since the last call, by path."""
    found = Counter(path for _, path, _, _ in press.asked() if path != "/robots.txt")
    press.fault({})
    return found


def test_a_crawl_asks_what_is_due_and_says_what_is_not(run: Run, press: Served) -> None:
    assert (len(run(OPEN).outlets), asked(press)["/list"]) == (2, 2)
    report = run(OPEN + 5 * MINUTE)
    assert (report.verdict, report.outlets, asked(press)) == (Verdict.OK, (), Counter())
    assert report.not_due == dict.fromkeys(("o0", "o1"), (OPEN + 10 * MINUTE).isoformat())
    assert report.alarms == ()
    named = run(OPEN + 6 * MINUTE, outlets=("o1",))
    assert ([each.outlet for each in named.outlets], named.not_due, asked(press)["/list"]) == (["o1"], {}, 1)
    assert len(run(OPEN + 7 * MINUTE, ask_all=True).outlets) == 2
    assert len(run(OPEN + 60 * MINUTE).outlets) == 2


EDITIONS = {f"aggregator.{name}" for name in ("assemble", "formats.catalog", "publish", "style", "translation")}
SWITCHED_OFF = {"aiohttp.web", "scrapy.core.downloader.tls", "tldextract", "twisted.conch"}


@pytest.mark.parametrize(("minutes", "unused"), [(5, EDITIONS | {"scrapy", "spiders"}), (60, EDITIONS | SWITCHED_OFF)])
def test_a_crawl_loads_only_what_it_uses(run: Run, tmp_path: Path, minutes: int, unused: set[str]) -> None:
    run(OPEN)
    script = """
import sys
from datetime import datetime
from pathlib import Path
from aggregator.runs import Request, collect
folder, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
asked = Request(store=f"sqlite:///{folder / 'store.db'}", out=folder / "out", seeds=folder / "seeds", at=at)
print(len(collect(asked).report.outlets), *sys.modules)
"""
    words = [sys.executable, "-c", script, tmp_path, (OPEN + minutes * MINUTE).isoformat()]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    outlets, *loaded = done.stdout.split()
    assert (outlets, unused & set(loaded)) == ("2" if minutes == 60 else "0", set())


def test_no_edition_misses_what_was_announced_before_it_closed(run: Run, press: Served) -> None:
    run(OPEN)
    press.turn(1)
    first = run(OPEN + MINUTE, edition=True)  # its preview is made for the first time
    assert sum(each.stored for each in first.outlets) == 4
    press.turn(1)
    run(OPEN + 5 * MINUTE, edition=True)
    assert asked(press)["/list"] == 0
    run(OPEN + 45 * MINUTE, edition=True)
    assert asked(press)["/list"] == 2
    run(CLOSED - MINUTE)
    asked(press)
    run(CLOSED + 6 * MINUTE, edition=True)
    assert asked(press)["/list"] == 2
    run(CLOSED + 8 * MINUTE, edition=True)
    assert asked(press)["/list"] == 0


def test_links_that_an_earlier_run_left_are_asked_for_though_the_outlet_is_not_due(
    run: Run, press: Served, tmp_path: Path
) -> None:
    run(OPEN)
    asked(press)
    url = f"http://{press.press.address(1)}:{press.port}/story/7"
    with closing(open_store(f"sqlite:///{tmp_path / 'store.db'}")) as store:
        store.links.mark("o1", url, LinkState.FAILED, "HTTP 500", OPEN - HOUR)
    report = run(OPEN + 5 * MINUTE)
    assert asked(press) == {"/story/7": 1}
    (visit,) = report.outlets
    assert (visit.outlet, visit.polled, visit.verdict, [*report.not_due]) == ("o1", False, "ok", ["o0"])


def test_an_outlet_with_links_that_wait_stays_partial(run: Run, press: Served, tmp_path: Path) -> None:
    run(OPEN)
    with closing(open_store(f"sqlite:///{tmp_path / 'store.db'}")) as store:
        waiting = f"http://{press.press.address(1)}:{press.port}/story/9"
        store.links.mark("o1", waiting, LinkState.FAILED, "HTTP 500", OPEN + 4 * MINUTE)
    asked(press)
    report = run(OPEN + 5 * MINUTE)
    assert (report.verdict, report.reasons, asked(press)) == (Verdict.PARTIAL, ("o1: 1 link waiting",), Counter())


def test_an_edition_asks_an_outlet_again_whose_poll_failed(run: Run, press: Served) -> None:
    run(CLOSED + 6 * MINUTE)
    press.fault({0: "errors"})
    run(CLOSED + HOUR, edition=True)
    press.fault({})
    assert run(CLOSED + HOUR + MINUTE).not_due.keys() >= {"o0"}
    report = run(CLOSED + HOUR + 2 * MINUTE, edition=True)
    assert [each.outlet for each in report.outlets] == ["o0"]


def test_a_pause_that_a_host_asked_for_holds_for_the_next_runs(run: Run, press: Served) -> None:
    press.fault({0: "busy stories"})  # for an hour
    run(OPEN)
    press.fault({})
    report = run(OPEN + 50 * MINUTE)
    assert not [path for outlet, path, _, _ in press.asked() if outlet == 0]
    assert report.verdict is Verdict.PARTIAL
    assert any("asked for a pause" in reason for reason in report.reasons)
    report = run(OPEN + 61 * MINUTE)
    assert (report.verdict, sum(each.stored for each in report.outlets)) == (Verdict.OK, 2)


def test_a_robots_txt_that_asks_to_wait_without_a_time_is_left_alone_for_minutes(run: Run, press: Served) -> None:
    press.fault({0: "busy robots"})
    run(OPEN)
    press.fault({})
    run(OPEN + MINUTE, edition=True)
    assert not [path for outlet, path, _, _ in press.asked() if outlet == 0]
    assert sum(each.stored for each in run(OPEN + 6 * MINUTE, edition=True).outlets) == 2

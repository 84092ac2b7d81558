"""Each kind of alarm of an outlet or of the machine, raised once and over once by runs against a site on loopback."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from shutil import disk_usage

import pytest

from aggregator.models.report import OutletReport, RunReport, Verdict
from aggregator.runs import collect
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.commands import forked, forked_clean
from tests.operation.visiting import report
from tests.spiders.conftest import LISTING, Outlet, Page, Site

pytestmark = pytest.mark.usefixtures("extractors_kept")

HALF_A_DAY = timedelta(hours=12)
LAYOUT = """
[[layouts]]
title = ["h1"]
body = ["div.content"]
"""


class Runs:
    """Runs of the outlet every half day; each returns the alarms that begin, and those that are over."""

    def __init__(self, outlet: Outlet, folder: Path) -> None:
        self.url, self.folder, self._seeds = outlet.store_url, folder, outlet.folder
        self.at = datetime.now(UTC)

    def leave(self, reports: Sequence[OutletReport], free: Callable[[int], int | None] = lambda number: None) -> None:
        """Write runs of the past, the last of them half a day ago."""
        with closing(open_store(self.url)) as store:
            for number, each in enumerate(reports):
                began = self.at - (len(reports) - number) * HALF_A_DAY
                ended = RunReport(
                    run=f"past{number}", verdict=Verdict.OK, reasons=(), outlets=(each,), free_bytes=free(number)
                )
                store.runs.start(ended.run, began, {})
                store.runs.finish(ended.run, began, ended.verdict, ended.as_json())

    def run(self, after: timedelta = HALF_A_DAY) -> list[str]:
        """Crawl for real; return the lines of the alarms."""
        asked = Request(store=self.url, out=self.folder / "out", seeds=self._seeds, at=self.at)
        self.at += after
        return [*collect(asked).report.alarms]


@pytest.fixture
def runs(outlet: Outlet, tmp_path: Path) -> Runs:
    return Runs(outlet, tmp_path)


def usual(count: int = 20, rules: tuple[str, ...] = ()) -> list[OutletReport]:
    """Return reports of visits whose stories had these fields by the layout."""
    return [report("here", stored=8, lengths=(), fields={name: {"layout": 8} for name in rules}) for _ in range(count)]


def once(runs: Runs, bad: Callable[[], None], good: Callable[[], None], visits: int = 1) -> tuple[str, str]:
    """Let something go wrong, and right again; return the only alarm, and its end. It begins after some visits."""
    bad()
    begun = [runs.run() for _ in range(visits + 1)]
    good()
    over = [runs.run() for _ in range(2)]
    assert [len(lines) for lines in begun] == [0] * (visits - 1) + [1, 0]
    assert [len(lines) for lines in over] == [1, 0]
    return begun[visits - 1][0], over[0][0]


def test_a_clock_that_disagrees_with_the_hosts(site: Site, runs: Runs) -> None:
    site.put_stories(range(1, 3))

    def date(ahead: timedelta) -> None:
        for path in ("/robots.txt", "/list"):
            stated = {"Date": format_datetime(datetime.now(UTC) + ahead, usegmt=True)}
            page = site.pages.get(path, Page())
            site.pages[path] = Page(page.body, headers={**page.headers, **stated})

    raised, over = once(runs, lambda: date(timedelta(days=2)), lambda: date(timedelta(0)))
    assert raised.startswith("alarm: clock: the clock is 48.0 hours behind the hosts'")
    assert over.startswith("over: clock: ")


def test_an_entry_point_that_is_refused(site: Site, runs: Runs) -> None:
    runs.leave(usual())
    site.put("/list", "no", status=403)
    raised, over = once(runs, lambda: None, lambda: site.put_stories(range(1, 3)), visits=2)
    assert raised.startswith("alarm: here: blocked: HTTP 403")
    assert over.startswith("over: here: blocked")


def test_an_entry_point_that_moved_for_good(site: Site, outlet: Outlet, runs: Runs) -> None:
    site.put_stories(range(1, 3), "/new")
    site.pages["/list"] = Page(status=302, headers={"Location": "/new"})
    assert runs.run() == []

    def move() -> None:
        site.pages["/list"] = Page(status=308, headers={"Location": "/moved"})
        site.pages["/moved"] = Page(status=302, headers={"Location": "/new"})

    raised, over = once(runs, move, lambda: outlet.entries(LISTING.replace("/list", "/moved")))
    assert f"moved for good to {site.base}/moved: " in raised
    assert over.startswith("over: the outlet's file no longer has this entry point: here: moved")


def test_rules_of_robots_txt_that_changed(site: Site, runs: Runs) -> None:
    site.put_stories(range(1, 4))
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\n")
    assert runs.run() == []

    def forbid() -> None:
        site.put("/robots.txt", "User-agent: *\nDisallow: /private\nDisallow: /story/2\nCrawl-delay: 0.01\n")
        runs.at += timedelta(days=1)

    def allow() -> None:
        site.put("/robots.txt", "User-agent: *\nDisallow: /private\n")
        runs.at += timedelta(days=1)

    raised, _ = once(runs, forbid, allow)
    assert f"it forbids 1 of the 3 newest stories, such as {site.base}/story/2; it asks for 0.01 s" in raised


def test_an_outlet_that_goes_silent(site: Site, runs: Runs) -> None:
    runs.leave(usual())
    site.put_stories(range(1, 5))
    assert runs.run() == []
    raised, over = once(runs, lambda: None, lambda: site.put_stories(range(1, 9)), visits=2)
    assert raised.startswith("alarm: here: no new link since")
    assert over.startswith("over: here: no new link since")


def test_a_disk_that_fills_up(site: Site, runs: Runs) -> None:
    site.put_stories(range(1, 3))
    left = disk_usage(runs.folder).free
    runs.leave(usual(8), lambda number: left + (8 - number) * left // 10)
    (raised,) = runs.run(timedelta(hours=1))
    assert raised.startswith("alarm: disk: full in ")
    assert runs.run() == []


def test_pages_that_changed_and_the_one_that_shows_it(site: Site, outlet: Outlet, runs: Runs, tmp_path: Path) -> None:
    runs.leave(usual(rules=("title", "text")))
    site.put_stories(range(1, 10))
    alarms = sorted(runs.run())
    assert [line.split(" is no longer read")[0] for line in alarms] == ["alarm: here: text", "alarm: here: title"]
    (kept,) = (Path(outlet.store_url.removeprefix("sqlite:///")).parent / "candidates").iterdir()
    url = alarms[0].partition("; see ")[2].partition(", kept in ")[0]
    assert alarms[0].endswith(f"; see {url}, kept in {kept}")
    assert runs.run() == []
    site.pages.clear()
    asked = ["--samples", tmp_path / "mine", "--seeds", outlet.folder, "--store", outlet.store_url]
    done = forked_clean("outlets", "promote", "here", "--url", url, *asked, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    page, expected = map(Path, done.stdout.splitlines())
    assert page.read_text("utf-8").startswith("<html><head>")
    assert url in expected.read_text("utf-8")
    outlet.entries(LISTING + LAYOUT)
    site.put_stories(range(10, 20))
    assert sorted(line.split(" is no longer read")[0] for line in runs.run()) == [
        "over: here: text",
        "over: here: title",
    ]


def test_pages_without_a_story(site: Site, runs: Runs) -> None:
    runs.leave(usual())
    for first in (1, 9):
        site.put_stories(range(first, first + 8))
        for number in range(first, first + 8):
            site.put(f"/story/{number}", "<html><body><p>请登录</p></body></html>")
        alarms = runs.run()
    assert alarms[0].startswith("alarm: here: pages are not read: 0 of 8 stored")
    assert ", kept in " in alarms[0]


def test_old_candidates_are_collected(outlet: Outlet, runs: Runs, tmp_path: Path) -> None:
    runs.leave(usual(1))
    kept = Path(outlet.store_url.removeprefix("sqlite:///")).parent / "candidates" / "here-1.warc.gz"
    kept.parent.mkdir()
    kept.write_bytes(b"x")
    for age, there in ((89, True), (91, False)):
        at = (datetime.now(UTC) - timedelta(days=age)).timestamp()
        os.utime(kept, (at, at))
        done = forked("gc", "--delete", "--store", outlet.store_url, cwd=tmp_path)
        assert (done.returncode, kept.exists()) == (0, there)

"""Output on stderr: warnings always, stages and JSON on request; stdout holds only the result."""

import json
import logging
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from aggregator.cli.logs import JsonLine, Logs, Plain
from aggregator.crawl.logs import bind, bound
from tests.cli.recorded_day import OUTLETS, REPLAYED
from tests.commands import ENVIRONMENT, forked, forked_clean

FULL = Path("/dev/full")
UNREADABLE = "2026-11-01-evening"


@pytest.fixture
def store(demo, tmp_path):
    """A copy of the demo's store, with an edition that cannot be read, about which a run must warn."""
    with (
        closing(sqlite3.connect(demo.out / "demo.db")) as recorded,
        closing(sqlite3.connect(tmp_path / "a.db")) as copy,
    ):
        recorded.backup(copy)
        kept = "INSERT INTO digests (key, language, document, at) SELECT ?, language, '{}', at FROM digests"
        copy.execute(kept, (UNREADABLE,))
        copy.commit()
    return f"sqlite:///{tmp_path}/a.db"


def replay(store, tmp_path, *options) -> subprocess.CompletedProcess[str]:
    return forked_clean("run", *REPLAYED, "--store", store, "--json", *options, cwd=tmp_path)


def digest(store, tmp_path, *options) -> subprocess.CompletedProcess[str]:
    return forked("digest", "--date", "2026-11-20", "--store", store, "--json", *options, cwd=tmp_path)


def test_a_warning_reaches_stderr_in_a_run_as_in_a_digest(store, tmp_path):
    for done in (replay(store, tmp_path), digest(store, tmp_path)):
        assert done.returncode in {0, 3}, done.stderr
        assert len([line for line in done.stderr.splitlines() if UNREADABLE in line]) == 1, done.stderr
        assert json.loads(done.stdout)["verdict"] in {"ok", "partial"}


def test_quiet_prints_no_warning_and_no_summary(store, tmp_path):
    done = digest(store, tmp_path, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    failed = digest("sqlite:///nowhere/none.db", tmp_path, "-q", "--edition", "midnight")
    assert failed.returncode == 2
    assert "midnight" in failed.stderr


def test_a_log_in_json_holds_the_stages_bound_to_run_and_outlet(store, tmp_path):
    done = replay(store, tmp_path, "--log-json", "-v")
    records = [json.loads(line) for line in done.stderr.splitlines()]
    assert all(record.keys() >= {"at", "level", "logger", "message"} for record in records)
    report = json.loads(done.stdout)
    stages = [record for record in records if "stage" in record]
    assert [record["stage"] for record in stages] == [*["crawl"] * len(OUTLETS), "group", "assemble", "write"]
    assert {record["run"] for record in stages} == {report["run"]}
    (assembled,) = [record for record in stages if record["stage"] == "assemble"]
    assert assembled["counts"].items() >= {"entries": report["entries"], "left_out": report["left"]}.items()
    crawls = stages[: len(OUTLETS)]
    assert sorted(record["outlet"] for record in crawls) == sorted(OUTLETS)
    reported = {outlet["outlet"]: outlet["requests"] for outlet in report["outlets"]}
    assert {record["outlet"]: record["counts"]["requests"] for record in crawls} == reported
    (fault,) = [record for record in records if record["logger"] == "spiders.outlet"]
    assert "503" in fault["message"]
    assert fault["outlet"] in OUTLETS
    assert any(UNREADABLE in record["message"] and record["level"] == "WARNING" for record in records)


def test_an_error_is_json_too(tmp_path):
    done = forked("digest", "--log-json", "--edition", "midnight", cwd=tmp_path)
    (record,) = map(json.loads, done.stderr.splitlines())
    assert (done.returncode, record["level"]) == (2, "ERROR")
    assert "midnight" in record["message"]


def test_verbose_and_quiet_exclude_each_other(tmp_path):
    done = forked("digest", "-v", "-q", cwd=tmp_path)
    assert done.returncode == 2
    assert "--verbose and --quiet" in done.stderr


@pytest.mark.parametrize("command", ["run", "crawl", "digest", "publish", "demo"])
def test_commands_that_run_have_the_options_of_logs(command, tmp_path):
    shown = forked(command, "--help", cwd=tmp_path).stdout
    assert all(option in shown for option in ("--log-json", "-v,", "-q,"))


def test_a_record_carries_what_it_is_bound_to_and_its_traceback():
    with bound(run="r1"), bound(outlet="lake"):
        try:
            raise ValueError("broken")
        except ValueError as error:
            record = logging.LogRecord(
                "a.b", logging.ERROR, __file__, 1, "%s of it", ("half",), (ValueError, error, None)
            )
        assert bind(record)
    fields = json.loads(JsonLine().format(record))
    assert (fields["run"], fields["outlet"], fields["message"]) == ("r1", "lake", "half of it")
    assert "ValueError: broken" in fields["traceback"]
    assert Plain("%(name)s%(about)s: %(message)s").format(record).startswith("a.b [r1 lake]: half of it\n")


def test_what_the_report_has_is_not_on_stderr_as_a_traceback():
    scraper = logging.getLogger("scrapy.core.scraper")
    for logs, shown in ((Logs(), False), (Logs(verbose=1), True), (Logs(quiet=True), False)):
        before = logging.root.handlers[:], logging.root.level
        try:
            logs.set_up()
            assert scraper.isEnabledFor(logging.ERROR) is shown
        finally:
            logging.root.handlers[:], logging.root.level = before


def test_output_on_a_full_disk_is_an_error_of_one_line():
    command = [sys.executable, "-m", "aggregator", "sources", "list"]
    with FULL.open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (1, "aggregator: No space left on device\n")

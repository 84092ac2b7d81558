"""The commands that run, and export: what they print, where, and how they exit."""

import json
import sqlite3
import subprocess
import sys

import pytest

from aggregator.cli.run import called_as
from tests.cli.recorded_day import ARCHIVE, OUTLETS
from tests.commands import forked, forked_clean, spawned
from tests.paths import ROOT


def test_demo_shows_one_digest_and_says_how_it_ended_and_where_the_rest_is(demo):
    assert {path.name for path in demo.edition.iterdir()} >= {"digest.txt", "digest.md", "digest.json"}
    assert demo.shown.strip() == (demo.edition / "digest.txt").read_text("utf-8").strip()
    verdict, *reasons = demo.said
    assert verdict.startswith("aggregator: partial")
    assert sum(line.startswith(("  dzwww:", "  hexun:", "  tianyancha:")) for line in reasons) == 3
    assert "  written: out/2026-11-20-evening/, out/2026-11-20-evening/en/digest.txt" in reasons


def test_the_commands_that_the_demo_ends_with_work_as_they_stand(demo):
    commands = [line.split() for line in demo.said[demo.said.index("Next:") + 1 :]]
    assert len(commands) == 2
    for program, *words in commands:
        assert program == "aggregator"
        done = forked(*words, cwd=demo.folder)
        assert (done.returncode, bool(done.stdout or done.stderr)) == (0, True), done.stderr
    assert (demo.folder / "stories.jsonl").stat().st_size


@pytest.mark.parametrize(
    ("script", "called"),
    [("{cwd}/aggregator/__main__.py", "{python} -m aggregator"), ("{cwd}/bin/aggregator", "bin/aggregator")],
)
def test_the_commands_name_the_program_as_it_was_called(monkeypatch, tmp_path, script, called):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [script.format(cwd=tmp_path)])
    monkeypatch.setattr(sys, "executable", f"{tmp_path}/.venv/bin/python")
    assert called_as() == called.format(python=".venv/bin/python")


def test_a_second_demo_fetches_nothing_and_writes_the_same_bytes(demo):
    before = {path: path.read_bytes() for path in demo.edition.rglob("digest.*")}
    done = spawned("demo", "--json", cwd=demo.folder)
    report = json.loads(done.stdout)
    assert sum(outlet["stored"] + outlet["links_new"] + outlet["links_pending"] for outlet in report["outlets"]) == 0
    assert sum(outlet["entries_read"] for outlet in report["outlets"]) == 0
    assert {path: path.read_bytes() for path in demo.edition.rglob("digest.*")} == before


def test_a_crawl_drops_the_bands_of_months_that_are_no_longer_looked_up(tmp_path):
    arguments = ("crawl", "--replay", ARCHIVE, "--outlet", OUTLETS[0], "--store", "sqlite:///store.db")
    assert forked_clean(*arguments, cwd=tmp_path).returncode in {0, 3}
    with sqlite3.connect(tmp_path / "store.db") as database:
        kept = database.execute("SELECT month, count(*) FROM bands GROUP BY 1").fetchall()
        database.execute("INSERT INTO bands SELECT 202610, key, story FROM bands")
    assert [month for month, _ in kept] == [202611]
    assert forked_clean(*arguments, cwd=tmp_path).returncode in {0, 3}
    with sqlite3.connect(tmp_path / "store.db") as database:
        assert database.execute("SELECT month, count(*) FROM bands GROUP BY 1").fetchall() == kept


def test_run_reports_what_was_missing_and_exits_with_3(tmp_path):
    outlets = ("--outlet", "jiemian", "--outlet", "tianyancha")
    done = forked_clean("run", "--replay", ARCHIVE, *outlets, "--json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert report["verdict"] == "partial"
    assert any("503" in reason for reason in report["reasons"])


def test_digest_can_be_made_again_from_the_store(demo, tmp_path):
    made = demo.edition / "digest.txt"
    done = spawned("digest", "--date", "2026-11-20", "--store", demo.store, "--out", tmp_path, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "2026-11-20-evening" / "digest.txt").read_bytes() == made.read_bytes()


def test_an_edition_from_the_store_loads_no_crawler():
    code = "import sys, aggregator.cli.run; sys.exit('scrapy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False).returncode == 0


def test_edition_without_stories_is_blocked_and_the_last_good_one_stays(demo, tmp_path):
    good = tmp_path / "2026-11-21-evening"
    good.mkdir()
    (good / "digest.txt").write_text("the last good one", "utf-8")
    done = forked("digest", "--date", "2026-11-21", "--store", demo.store, "--out", tmp_path, cwd=tmp_path)
    assert done.returncode == 4
    assert "2026-11-21-evening" in done.stderr or "blocked" in done.stderr
    assert (good / "digest.txt").read_text("utf-8") == "the last good one"


def test_export_writes_every_story_as_a_line(demo, tmp_path):
    done = forked("export", "--store", demo.store, "--to", "stories.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "stories.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) > 40
    assert all(
        (row["source_name_zh"] and row["published"] is None) or row["fetched_at"].endswith("+00:00") for row in rows
    )
    streamed = forked("export", "--store", demo.store, cwd=tmp_path)
    assert len(streamed.stdout.splitlines()) == len(rows)


def test_outlets_are_listed_and_checked():
    listed = forked("outlets", "list", cwd=ROOT)
    assert all(name in listed.stdout for name in ("hexun", "jiemian", "cnr", "界面新闻", "Interface News"))
    checked = forked("outlets", "check", cwd=ROOT)
    assert checked.returncode == 0, checked.stderr


@pytest.fixture
def seeds(tmp_path):
    """A copy of the shipped registry."""
    import shutil

    return shutil.copytree(ROOT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("demo", "__pycache__"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "hexun"', 'id = "hexun"\ncolour = "red"', ["hexun.toml", "colour", "unknown key"]),
        ("\nstory = ", "\nstorey = ", ["hexun.toml", "storey", "unknown key"]),
        ('id = "hexun"', "id = hexun", ["hexun.toml", "not TOML"]),
        ('id = "hexun"', 'id = "hexon"', ["hexun.toml", "id", "hexon"]),
        ('source = "hexun"', 'source = "nobody-knows"', ["hexun.toml", "source", "nobody-knows"]),
    ],
)
def test_a_fault_in_an_outlet_file_is_one_line(seeds, tmp_path, old, new, says):
    path = seeds / "outlets" / "hexun.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    done = forked("outlets", "check", "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert all(word in done.stderr for word in says), done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["run", "--edition", "midnight"], 2, "midnight"),
        (["run", "--outlet", "nowhere"], 2, "nowhere"),
        (["run", "--date", "2026-13-45"], 2, "2026-13-45"),
        (["run", "--date", "tomorrow"], 2, "tomorrow"),
        (["run", "--replay", "none.warc.gz"], 1, "none.warc.gz"),
        (["run", "--seeds", "nowhere"], 1, "nowhere"),
        (["digest", "--store", "mysql://localhost/x"], 1, "mysql"),
        (["frobnicate"], 2, "frobnicate"),
        (["export", "--store", "sqlite:///typo.db"], 1, "no such store"),
        (["run", "--date", "0001-01-01"], 2, "0001-01-01"),
    ],
)
def test_bad_input_is_one_line_and_the_right_exit_code(tmp_path, arguments, code, says):
    done = forked_clean(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_a_store_is_left_untouched(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("these are my notes\n" * 100, "utf-8")
    done = forked_clean("run", "--replay", ARCHIVE, "--store", f"sqlite:///{path}", cwd=tmp_path)
    assert done.returncode == 1
    assert "notes.txt" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert path.read_text("utf-8") == "these are my notes\n" * 100


def test_archive_cut_in_half_is_one_line(tmp_path):
    half = tmp_path / "half.warc.gz"
    half.write_bytes(ARCHIVE.read_bytes()[: ARCHIVE.stat().st_size // 2])
    done = forked_clean("run", "--replay", half, cwd=tmp_path)
    assert done.returncode == 1
    assert "half.warc.gz" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_second_run_on_a_store_exits_with_5(tmp_path):
    from aggregator.store import open_store

    store = open_store(f"sqlite:///{tmp_path}/a.db")
    with store.lock():
        done = forked_clean("run", "--replay", ARCHIVE, "--store", f"sqlite:///{tmp_path}/a.db", cwd=tmp_path)
    store.close()
    assert done.returncode == 5


def test_scrapy_lists_outlets():
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert "hexun" in listed.stdout.split()

"""Help, version, completion and dates: each command has an example that it understands."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import typer

from aggregator import VERSION
from aggregator.cli.app import app
from aggregator.cli.groups import EXAMPLES
from aggregator.cli.options import day_of, utc_day
from aggregator.errors import UsageError
from tests.commands import forked
from tests.paths import ROOT


def commands(group=None, words=()):
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


COMMANDS = dict(commands())


def test_each_command_has_an_example_that_it_understands():
    assert [words for words in COMMANDS if " ".join(words) not in EXAMPLES] == []
    for name, example in EXAMPLES.items():
        words = tuple(name.split())
        given = shlex.split(example)[1 + len(words) :]
        if words in COMMANDS:
            COMMANDS[words].make_parser(typer.Context(COMMANDS[words])).parse_args(given)


def test_no_summary_of_a_command_is_cut(tmp_path):
    shown = " ".join(forked("--help", cwd=tmp_path).stdout.split())
    for words, command in COMMANDS.items():
        if len(words) == 1:
            assert " ".join(command.help.split("\n\n")[0].split()) in shown
    assert "Example: aggregator run" in forked("run", "--help", cwd=tmp_path).stdout


def test_the_version_is_that_of_the_package(tmp_path):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert forked("--version", cwd=tmp_path).stdout == f"{project['name']} {VERSION}\n"
    assert project["version"] == VERSION


def test_bash_completes_commands(tmp_path):
    environment = {"_AGGREGATOR_COMPLETE": "complete_bash", "COMP_WORDS": "aggregator outlets ", "COMP_CWORD": "2"}
    assert forked(cwd=tmp_path, environment=environment).stdout.split() == ["list", "check", "test", "promote", "new"]


def test_days_may_be_named():
    far_east = timezone(timedelta(hours=14))
    today = datetime.now(far_east).date()
    assert day_of("today", far_east) == today
    assert day_of("yesterday", far_east) == today - timedelta(days=1)
    assert day_of("2026-11-20", UTC) == date(2026, 11, 20)
    assert utc_day("2026-11-20") == datetime(2026, 11, 20)  # noqa: DTZ001 - read as UTC where it is used


@pytest.mark.parametrize("text", ["tomorrow", "20.11.2026", "2026-13-01", ""])
def test_another_word_is_no_day(text):
    with pytest.raises(UsageError, match="today or yesterday"):
        day_of(text, UTC)


def test_make_help_lists_every_target():
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z-]+):", Path(ROOT, "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [line.split()[0] for line in shown.splitlines()] == targets

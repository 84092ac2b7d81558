"""Help, version, completion and dates: each command has an example that it understands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from pkgutil import iter_modules

import pytest
import typer

from aggregator import VERSION
from aggregator.cli import commands as modules
from aggregator.cli.app import app
from aggregator.cli.commands import COMMANDS as KNOWN
from aggregator.cli.groups import Group
from aggregator.cli.options import day_of, utc_day
from aggregator.cli.overview import overview
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
    for words, command in COMMANDS.items():
        example = shlex.split(KNOWN[" ".join(words)].example)
        assert example[: 1 + len(words)] == ["aggregator", *words]
        command.make_parser(typer.Context(command)).parse_args(example[1 + len(words) :])


def test_each_function_of_a_command_has_its_words():
    names = [f"aggregator.cli.commands.{module.name}" for module in iter_modules(modules.__path__)]
    found = [(name, each) for name in names for each in vars(import_module(name)).values() if isfunction(each)]
    functions = {each.__name__ for name, each in found if each.__module__ == name and not each.__name__.startswith("_")}
    assert functions == {words.replace(" ", "_") for words in KNOWN}


@pytest.mark.parametrize("columns", [40, 66, 80, 200])
def test_the_help_of_the_program_is_laid_out_as_that_of_a_command(columns):
    program = typer.main.get_command(app)
    context = typer.Context(program, info_name="aggregator", terminal_width=min(max(columns - 2, 50), 78))
    formatter = context.make_formatter()
    Group.format_help(program, context, formatter)
    assert formatter.getvalue() == f"{overview(columns)}\n"


def test_the_help_of_the_program_loads_no_command(tmp_path):
    code = "import sys; from aggregator.cli.main import main; main(); print(*{'typer', 'inspect'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"{overview(80)}\n\n"
    assert forked(cwd=tmp_path).stderr.strip() == overview(80)


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

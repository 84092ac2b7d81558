"""The program and its groups of commands: each command is imported when it is asked for, and its help is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from aggregator.cli.commands import COMMANDS, GROUPS
from aggregator.cli.overview import overview

if TYPE_CHECKING:
    from typer._click.core import Command, Context
    from typer._click.formatting import HelpFormatter


class Commands(Mapping[str, "Command"]):
    """The commands of the program, or of a group by its name."""

    def __init__(self, group: str = "") -> None:
        self._before = f"{group} " if group else ""
        words = [each.removeprefix(self._before) for each in COMMANDS if each.startswith(self._before)]
        self._names = dict.fromkeys(each.split()[0] for each in words)

    def __getitem__(self, name: str) -> Command:
        if name not in self._names:
            raise KeyError(name)
        return _command(self._before + name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Group(TyperGroup):
    """A group that shows the whole summary of each command; without a name, the program."""

    def __init__(self, group: str = "", **settings: Any) -> None:
        super().__init__(**{**settings, "commands": Commands(group)})

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write each command with its first paragraph; click would cut that to one line."""
        rows = [(name, (command.help or "").split("\n\n")[0]) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class Program(Group):
    """The group of all commands."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write what `--help` alone prints."""
        formatter.write(f"{overview()}\n")


@cache
def _command(words: str) -> Command:
    """Make a command, or a group, with its help."""
    if words in GROUPS:
        return Group(words, name=words, help=GROUPS[words], no_args_is_help=True, rich_markup_mode=None)
    command = COMMANDS[words]
    module = import_module(f"aggregator.cli.commands.{command.module}")
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    making = alone.command(words.rpartition(" ")[2], help=command.help, epilog=f"Example: {command.example}")
    making(getattr(module, words.replace(" ", "_")))
    return typer.main.get_command(alone)

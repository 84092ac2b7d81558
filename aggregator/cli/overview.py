"""The help of the program, from what is known of the commands before they are imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from shutil import get_terminal_size
from textwrap import wrap

from aggregator.cli.commands import COMMANDS, GROUPS

SUMMARY = "Collect news stories, credit them to their original source, and write the digest."
OPTIONS: Mapping[str, str] = {
    "--version": "Show the version and exit.",
    "--install-completion": "Install completion for the current shell.",
    "--show-completion": "Show completion for the current shell, to copy it or customize the installation.",
    "--help": "Show this message and exit.",
}
"""The program's own options; all but the first are Typer's."""
NARROWEST, WIDEST = 50, 78
"""Characters of a line, as in the help of the commands."""


def overview(columns: int | None = None) -> str:
    """Return the help for a terminal of some columns; None: for the one that there is."""
    width = min(max((columns or get_terminal_size().columns) - 2, NARROWEST), WIDEST)
    alone = {words: command.help for words, command in COMMANDS.items() if " " not in words}
    lines = [
        "Usage: aggregator [OPTIONS] COMMAND [ARGS]...",
        "",
        *wrap(SUMMARY, width, initial_indent="  ", subsequent_indent="  "),
        "",
        "Options:",
        *_rows(OPTIONS, width),
        "",
        "Commands:",
        *_rows({**alone, **GROUPS}, width),
    ]
    return "\n".join(lines)


def _rows(texts: Mapping[str, str], width: int) -> Iterator[str]:
    """Yield the lines of a table of names and of the first paragraph of each text."""
    indent = max(map(len, texts)) + 4
    for name, text in texts.items():
        first, *others = wrap(text.partition("\n\n")[0], width - indent)
        yield f"  {name}".ljust(indent) + first
        yield from (" " * indent + line for line in others)

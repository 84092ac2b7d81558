"""The phrases that docs/words.md drops appear nowhere: not in docs, docstrings, comments or help."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main

from aggregator.cli.app import app
from tests.paths import ROOT

WORDS = ROOT / "docs" / "words.md"

LEGITIMATE = {
    "is no": r"(?<!there )\b(?:is|are) no\b(?! (?:longer|more|less|fewer|later|earlier)\b)",
    "are no": r"(?!)",
    "stands": r"\bstands?\b(?! (?:in )?for\b)",
    "stand": r"(?!)",
}
"""Phrases that are plain English in some places, as patterns of the others."""
DOCSTRING = re.compile(r'^[ ]*"""(.*?)"""', re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"(?:^|\s)# (.*)")
"""A comment; now and then the end of a string, which may as well be plain."""


@cache
def dropped() -> re.Pattern[str]:
    """Return the pattern of the phrases in the first column of the last table of docs/words.md."""
    rows = re.findall(r"^\| ([^|]+) \|", WORDS.read_text("utf-8").partition("| do not write |")[2], re.MULTILINE)
    phrases = [phrase for row in rows for phrase in row.split(", ")]
    return re.compile("|".join(LEGITIMATE.get(phrase, rf"\b{phrase}\b") for phrase in phrases), re.IGNORECASE)


def prose_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the docstrings and the comments of a module, each with its line."""
    source = path.read_text("utf-8")
    for found in DOCSTRING.finditer(source):
        yield source.count("\n", 0, found.start(1)) + 1, found[1]
    for line, text in enumerate(source.splitlines(), 1):
        if comment := COMMENT.search(text):
            yield line, comment[1]


def faults(text: str) -> list[str]:
    """Return the dropped phrases in a text."""
    plain = " ".join(re.sub(r"``?[^`]*``?", "", text).split())
    return dropped().findall(plain) + (["What"] if plain.startswith("What ") else [])


def files() -> list[Path]:
    """Return the Python files whose prose is read."""
    folders = ("aggregator", "spiders", "pipelines", "tests")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def hits(path: Path) -> list[str]:
    """Return the dropped phrases in a module, each with its place."""
    place = path.relative_to(ROOT)
    return [f"{place}:{line}: {phrase}" for line, text in prose_of_code(path) for phrase in faults(text)]


def test_the_code_uses_plain_words():
    assert [hit for path in files() for hit in hits(path)] == []


@pytest.mark.parametrize("path", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]), ids=lambda path: path.name)
def test_the_docs_use_plain_words(path):
    text = path.read_text("utf-8").partition("## Phrases")[0]
    assert [phrase for paragraph in text.split("\n\n") for phrase in faults(paragraph)] == []


def test_the_help_uses_plain_words():
    found = []

    def walk(command, name):
        texts = [command.help or "", *(getattr(param, "help", None) or "" for param in command.params)]
        found.extend(f"{name}: {phrase}" for text in texts for phrase in faults(text))
        for child, group in getattr(command, "commands", {}).items():
            walk(group, f"{name} {child}")

    walk(typer.main.get_command(app), "aggregator")
    assert found == []

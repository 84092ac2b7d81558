"""Every format to the byte, in both languages, with briefs and without; `make golden` rewrites the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.formats.catalog import render_all, render_editions
from aggregator.formats.feed import EditionSummary
from aggregator.models import Digest

GOLDEN = Path(__file__).parent / "golden"
HOME = "https://digest.example/"


def documents(digest: Digest) -> dict[str, bytes]:
    """Return every document of a digest by its file name."""
    written = render_all(digest, home=HOME) | render_editions([EditionSummary.of(digest)], home=HOME)
    return {name: text.encode("utf-8") for name, text in written.items()}


@pytest.mark.parametrize("name", ["chinese", "english", "two_tiers", "amended", "weekly", "weekly_english"])
def test_every_format_is_unchanged_to_the_byte(request: pytest.FixtureRequest, name: str) -> None:
    folder = GOLDEN / name
    written = documents(request.getfixturevalue(name))
    if request.config.getoption("--golden"):
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in written.items():
            (folder / file).write_bytes(content)
    assert {path.name for path in folder.iterdir()} == written.keys()
    assert [file for file, content in written.items() if (folder / file).read_bytes() != content] == []

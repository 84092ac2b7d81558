"""The reader of `digest.json`: what was written is read back, and what is wrong is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from aggregator.errors import Unreadable
from aggregator.formats.document import read_document, read_head, read_window
from aggregator.formats.json import document, render
from aggregator.models import Digest

Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize("language", ["chinese", "english"])
def test_a_document_is_read_as_it_was_written(request: pytest.FixtureRequest, language: str) -> None:
    digest: Digest = request.getfixturevalue(language)
    read = read_document(render(digest).encode())
    assert read == read_document(document(digest))
    edition, written = read.edition, digest.edition
    assert (edition.key, edition.name, edition.date, edition.language) == (
        "2026-11-20-evening", "evening", written.day, written.language
    )  # fmt: skip
    assert (edition.start, edition.end.isoformat()) == (written.start, "2026-11-20T18:00:00+08:00")
    assert (edition.title, edition.tagline, read.highlights) == (written.title, written.tagline, digest.highlights)
    entries = [entry for section in read.sections for entry in section.entries]
    for name in ("number", "headline", "credit", "event", "stories", "score", "score_parts", "update", "overridden"):
        assert [getattr(entry, name) for entry in entries] == [getattr(entry, name) for entry in digest.entries]
    assert [entry.attribution for entry in entries] == [entry.attribution for entry in digest.entries]
    assert (read.left, read.notes) == (digest.omissions, digest.notes)


HEAD: list[tuple[Spoil, str]] = [
    (lambda it: it.update(version=2), "version"),
    (lambda it: it.update(format="another"), "format"),
    (lambda it: it.pop("version"), "version"),
    (lambda it: it.pop("highlights"), "highlights"),
    (lambda it: it.update(highlights=[1]), "highlights.0"),
    (lambda it: it.update(edition=None), "edition"),
    (lambda it: it["edition"].update(end="2026-11-20T18:00:00"), "edition.end"),
    (lambda it: it["edition"].update(start="2026-11-20"), "edition.start"),
    (lambda it: it["edition"].update(end="midnight"), "edition.end"),
    (lambda it: it["edition"].update(language="fr"), "edition.language"),
    (lambda it: it["edition"].pop("key"), "edition.key"),
]
BODY: list[tuple[Spoil, str]] = [
    (lambda it: it.pop("left"), "left"),
    (lambda it: it["left"][0].pop("reason"), "left.0.reason"),
    (lambda it: it["sections"][0]["entries"][1].update(score="high"), "sections.0.entries.1.score"),
    (lambda it: it["sections"][1]["entries"][0]["attribution"].pop("rule"), "sections.1.entries.0.attribution.rule"),
]


@pytest.mark.parametrize(("spoil", "place"), [*HEAD, *BODY])
def test_what_is_wrong_is_named_in_one_line(chinese: Digest, spoil: Spoil, place: str) -> None:
    spoilt = copy.deepcopy(document(chinese))
    spoil(spoilt)
    for value in (spoilt, json.dumps(spoilt).encode()):
        with pytest.raises(Unreadable) as fault:
            read_document(value)
        assert str(fault.value).startswith(f"digest.json: {place}: ")
        assert "\n" not in str(fault.value)


@pytest.mark.parametrize("spoil", [spoil for spoil, _ in BODY])
def test_the_head_is_read_without_the_rest(chinese: Digest, spoil: Spoil) -> None:
    spoilt = copy.deepcopy(document(chinese))
    spoil(spoilt)
    assert read_head(spoilt).edition.key == "2026-11-20-evening"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_not_a_document_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"digest\.json"):
        read_head(content)


def test_a_window_needs_its_offsets(chinese: Digest) -> None:
    edition = document(chinese)["edition"]
    assert read_window(edition).end == chinese.edition.end
    with pytest.raises(Unreadable, match=r"digest\.json: edition: end: "):
        read_window({**edition, "end": "2026-11-20T18:00:00"})


def test_unknown_keys_are_ignored(chinese: Digest) -> None:
    written = document(chinese)
    known = read_document(copy.deepcopy(written))
    written["mood"] = written["edition"]["mood"] = written["sections"][0]["entries"][0]["mood"] = "good"
    assert read_document(written) == known

"""Templates of an operator: they replace ours, and their errors name file and line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aggregator.errors import AggregatorError
from aggregator.formats.catalog import render_all, render_editions
from aggregator.formats.feed import EditionSummary
from aggregator.formats.templating import OURS
from aggregator.models import Digest


def test_a_template_of_the_operator_replaces_ours_and_the_others_stay(chinese: Digest, tmp_path: Path) -> None:
    (tmp_path / "digest.html").write_text(
        "<p>{{ digest.edition.title }} & {{ digest.sections[0].name }}</p>\n", "utf-8"
    )
    own, ours = render_all(chinese, templates=tmp_path), render_all(chinese)
    assert own.pop("digest.html") == "<p>晚间资讯 & 电商快讯</p>\n"
    assert own == {name: text for name, text in ours.items() if name != "digest.html"}


def test_every_template_of_ours_can_be_replaced(chinese: Digest, tmp_path: Path) -> None:
    for path in OURS.iterdir():
        (tmp_path / path.name).write_text(f"of the house: {path.name}", "utf-8")
    written = render_all(chinese, templates=tmp_path)
    assert written["digest.html"] == "of the house: digest.html"
    assert "of the house: email.html" in written["digest.eml"]
    assert all(written[name].count("of the house: entry.html") == 3 for name in ("feed.rss", "feed.atom", "feed.json"))
    assert "of the house: edition.html" in render_editions([EditionSummary.of(chinese)], tmp_path)["editions.atom"]


def test_the_styles_alone_can_be_replaced(chinese: Digest, tmp_path: Path) -> None:
    (tmp_path / "digest.css").write_text("body { color: teal; }", "utf-8")
    written = render_all(chinese, templates=tmp_path)["digest.html"]
    assert "<style>\nbody { color: teal; }</style>" in written
    assert "--paper" not in written


def test_what_an_operator_includes_is_escaped_too(chinese: Digest, tmp_path: Path) -> None:
    (tmp_path / "digest.html").write_text('{% include "part.txt" %}', "utf-8")
    (tmp_path / "part.txt").write_text('{{ "<b>" }}', "utf-8")
    assert render_all(chinese, templates=tmp_path)["digest.html"] == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("<p>\n{% if %}\n", ":2: ", "Expected an expression"),
        ("<p>\n\n{{ digest.titel }}\n", ":3: ", "has no attribute 'titel'"),
        ("{{ digst }}\n", ":1: ", "'digst' is undefined"),
        ("<p>\n{{ 1 / 0 }}\n", ":2: ", "division by zero"),
        ("<p>\n{{ digest.sections + 1 }}\n", ":2: ", "can only concatenate tuple"),
        ("<p>\n{% include 'missing.html' %}\n", ":2: ", "no template 'missing.html'"),
        ("{{ digest.date | shout }}", ":1: ", "No filter named 'shout'"),
    ],
)
def test_an_error_in_a_template_names_file_and_line(
    chinese: Digest, tmp_path: Path, text: str, place: str, reason: str
) -> None:
    (tmp_path / "digest.html").write_text(text, "utf-8")
    with pytest.raises(AggregatorError) as fault:
        render_all(chinese, templates=tmp_path)
    assert str(fault.value).startswith(f"{tmp_path / 'digest.html'}{place}")
    assert reason in str(fault.value)
    assert "\n" not in str(fault.value)


def test_an_error_in_an_included_template_names_that_template(chinese: Digest, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "foot.html").write_text("<p>\n{{ nothing }}", "utf-8")
    (tmp_path / "digest.html").write_text("\n\n\n{% include 'parts/foot.html' %}", "utf-8")
    with pytest.raises(AggregatorError, match="nothing") as fault:
        render_all(chinese, templates=tmp_path)
    assert str(fault.value).startswith(f"{tmp_path / 'parts' / 'foot.html'}:2: ")


def test_a_template_that_is_not_text_and_a_missing_folder_are_named(chinese: Digest, tmp_path: Path) -> None:
    (tmp_path / "digest.html").write_bytes("晚间".encode("gbk"))
    with pytest.raises(AggregatorError, match=r"digest\.html.* not UTF-8"):
        render_all(chinese, templates=tmp_path)
    with pytest.raises(AggregatorError, match="no such folder of templates"):
        render_all(chinese, templates=tmp_path / "nowhere")


def test_the_formats_load_no_engine_before_they_write() -> None:
    code = "import sys, aggregator.formats.catalog; print(*{'jinja2', 'lxml', 'jsonschema'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""

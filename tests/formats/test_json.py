"""The JSON document."""

from __future__ import annotations

import json
from dataclasses import replace

from aggregator.formats import FORMATS, render_all
from aggregator.formats.json import document, render
from aggregator.models import Digest


def test_the_document_holds_the_digest(chinese: Digest) -> None:
    read = json.loads(render(chinese))
    assert (read["format"], read["version"]) == ("newsdesk-digest", 1)
    assert read["edition"]["key"] == "2026-11-20-evening"
    assert read["edition"]["start"] == "2026-11-20T08:00:00+08:00"
    assert read["highlights"] == list(chinese.highlights)
    assert [(section["id"], [entry["number"] for entry in section["entries"]]) for section in read["sections"]] == [
        ("e-commerce", [1, 2]),
        ("cross-border", [3]),
    ]
    assert read["left"] == [{"story": "x1", "stage": "window", "reason": "no date"}]
    assert read["notes"] == ["section internet is empty and was dropped"]


def test_an_entry_says_where_it_comes_from(chinese: Digest) -> None:
    entry = document(chinese)["sections"][0]["entries"][1]
    assert list(entry) == [
        "number", "headline", "dateline", "day", "paragraph", "credit", "url",
        "attribution", "event", "stories", "score", "score_parts", "written",
    ]  # fmt: skip
    assert entry["attribution"] == {
        "source": "jianguan",
        "name": {"zh": "云州市监管局（网络处）", "en": "Yunzhou Bureau (Online Office)"},
        "kind": "outlet",
        "rule": "label",
        "evidence": "来源：云州市监管局（网络处）",
        "where": "header",
        "confidence": 0.9,
        "runner_up": "host:beian",
        "original_url": None,
        "chain": [],
        "cited": [
            {"source": "", "name": "天文台", "kind": "provisional", "rule": "reports", "evidence": "据天文台消息"}
        ],
        "across": None,
    }
    assert (entry["event"], entry["stories"]) == ("e2", ["e2", "f2"])
    assert list(entry["score_parts"].items()) == [("kind", 1.25), ("news", 2.0)]
    assert entry["written"] == {}


def test_what_a_machine_wrote_is_marked(chinese: Digest) -> None:
    first = replace(chinese.entries[0], written={"paragraph": "openai, libretranslate", "headline": "libretranslate"})
    digest = replace(chinese, entries=(first, *chinese.entries[1:]))
    entry = document(digest)["sections"][0]["entries"][0]
    assert list(entry["written"].items()) == [("headline", "libretranslate"), ("paragraph", "openai, libretranslate")]


def test_the_text_is_chinese_and_ends_with_a_line(chinese: Digest) -> None:
    text = render(chinese)
    assert "云杉商城在六城开放加盟" in text
    assert "\\u" not in text
    assert text.endswith("}\n")


def test_every_format_has_a_file_of_its_own(chinese: Digest) -> None:
    assert {name: form.file_name for name, form in FORMATS.items()} == {
        "text": "digest.txt",
        "markdown": "digest.md",
        "json": "digest.json",
    }
    assert render_all(chinese) == {form.file_name: form.render(chinese) for form in FORMATS.values()}

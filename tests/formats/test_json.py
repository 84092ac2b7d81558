"""The JSON document."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from aggregator.formats.catalog import FORMATS, render_all
from aggregator.formats.json import document, render
from aggregator.inspection.edition import STAGES
from aggregator.models import Digest, SourceKind
from tests.formats.document_rules import RULES, document_faults
from tests.paths import ROOT


def keys(value: Any) -> Iterator[str]:
    """Yield every key of a document except those of its two tables."""
    for name, item in value.items() if isinstance(value, dict) else ():
        yield name
        yield from () if name in {"score_parts", "written"} else keys(item)
    for item in value if isinstance(value, list) else ():
        yield from keys(item)


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
        "attribution", "event", "stories", "tellings", "score", "score_parts", "update", "written", "overridden",
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


def test_an_entry_has_its_new_facts_its_machine_and_its_overrides(chinese: Digest) -> None:
    first, last = document(chinese)["sections"][0]["entries"][0], document(chinese)["sections"][1]["entries"][0]
    assert (first["update"], first["written"], first["overridden"]) == ([], {}, ["headline"])
    assert (last["update"], last["overridden"]) == (["2.4万平方米"], [])
    assert list(last["written"].items()) == [("headline", "translation"), ("paragraph", "summary")]
    assert last["attribution"]["original_url"] == "https://harbour.example/story?id=3&lang=zh"
    assert last["attribution"]["across"] == {"basis": "chain", "story": "e3", "otherwise": ["beian"]}


def test_the_schema_is_valid_and_knows_every_kind_of_source() -> None:
    Draft202012Validator.check_schema(RULES)
    assert RULES["$defs"]["kind"]["enum"] == [kind.value for kind in SourceKind]


@pytest.mark.parametrize("language", ["chinese", "english", "weekly"])
def test_the_document_keeps_to_its_schema(request: pytest.FixtureRequest, language: str) -> None:
    assert document_faults(json.loads(render(request.getfixturevalue(language)))) == []


def test_every_key_that_is_written_is_described_and_required(amended: Digest, weekly: Digest) -> None:
    described = [RULES, *RULES["$defs"].values()]
    objects = [rule for rule in described if "properties" in rule]
    objects += [
        rule["name"] for rule in (rule["properties"] for rule in objects) if "properties" in rule.get("name", {})
    ]
    optional = {name for rule in objects for name in set(rule["properties"]) - set(rule["required"])}
    assert optional == {"days", "followups", "head", "made_at", "outlets", "reported", "review", "revised"}
    assert {name for rule in objects for name in rule["properties"]} == {
        *keys(document(amended)),
        *keys(document(weekly)),
    }


def entry_of(written: dict[str, Any]) -> dict[str, Any]:
    return written["sections"][0]["entries"][0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda it: it.update(version=2), "$.version"),
        (lambda it: it.pop("left"), "$"),
        (lambda it: it["edition"].update(language="fr"), "$.edition.language"),
        (lambda it: it["edition"].update(end="2026-11-20T18:00:00"), "$.edition.end"),
        (lambda it: it["edition"].update(date="20.11.2026"), "$.edition.date"),
        (lambda it: it["highlights"].append(""), "$.highlights[3]"),
        (lambda it: it["sections"][0]["entries"].clear(), "$.sections[0]"),
        (lambda it: entry_of(it).update(number=0), "$.sections[0].entries[0].number"),
        (lambda it: entry_of(it).update(headline="two\nlines"), "$.sections[0].entries[0].headline"),
        (lambda it: entry_of(it).update(credit=""), "$.sections[0].entries[0].credit"),
        (lambda it: entry_of(it).pop("attribution"), "$.sections[0].entries[0]"),
        (lambda it: entry_of(it).update(url="javascript:alert(1)"), "$.sections[0].entries[0].url"),
        (lambda it: entry_of(it).update(stories=[]), "$.sections[0].entries[0].stories"),
        (lambda it: entry_of(it).update(update="yes"), "$.sections[0].entries[0].update"),
        (lambda it: entry_of(it).update(written={"headline": ""}), "$.sections[0].entries[0].written.headline"),
        (lambda it: entry_of(it).pop("overridden"), "$.sections[0].entries[0]"),
        (lambda it: entry_of(it)["attribution"].update(rule=""), "$.sections[0].entries[0].attribution.rule"),
        (
            lambda it: entry_of(it)["attribution"].update(confidence=1.1),
            "$.sections[0].entries[0].attribution.confidence",
        ),
        (lambda it: entry_of(it)["attribution"].update(kind="blog"), "$.sections[0].entries[0].attribution.kind"),
    ],
)
def test_the_schema_forbids_what_the_docs_forbid(
    chinese: Digest, spoil: Callable[[dict[str, Any]], object], place: str
) -> None:
    written = copy.deepcopy(document(chinese))
    spoil(written)
    assert document_faults(written) == [place]


def test_a_later_program_may_add_keys(chinese: Digest) -> None:
    written = document(chinese)
    entry_of(written)["mood"] = "good"
    assert document_faults(written) == []


def test_the_text_is_chinese_and_ends_with_a_line(chinese: Digest) -> None:
    text = render(chinese)
    assert "云杉商城在六城开放加盟" in text
    assert "\\u" not in text
    assert text.endswith("}\n")


def test_every_format_has_its_own_file(chinese: Digest) -> None:
    assert {name: form.file_name for name, form in FORMATS.items()} == {
        "text": "digest.txt",
        "markdown": "digest.md",
        "json": "digest.json",
        "html": "digest.html",
        "email": "digest.eml",
        "calendar": "digest.ics",
        "script": "script.txt",
        "ninjs": "digest.ninjs.json",
        "rss": "feed.rss",
        "atom": "feed.atom",
        "jsonfeed": "feed.json",
    }
    assert render_all(chinese) == {
        form.file_name: form.render(chinese) for form in FORMATS.values() if form.applies(chinese)
    }


def test_an_entry_says_where_its_event_is_told_and_when(chinese: Digest) -> None:
    first, other = document(chinese)["sections"][0]["entries"][0]["tellings"]
    assert first["published"] == "2026-11-20T09:00:00+08:00"
    assert other == {"story": "f1", "outlet": "harbour", "url": "https://harbour.example/1", "published": None}


def is_described(value: dict[str, Any]) -> bool:
    """Return whether a key has a description, or is a brief's, which means the same as an entry's."""
    return "description" in value or value.get("$ref", "").startswith("#/$defs/entry/properties/")


def test_every_key_of_the_schema_says_what_it_means() -> None:
    objects = [rule for rule in (RULES, *RULES["$defs"].values()) if "properties" in rule]
    silent = [name for rule in objects for name, value in rule["properties"].items() if not is_described(value)]
    assert [name for name in silent if name != "edition"] == []
    assert RULES["$id"]


def test_the_stages_are_those_of_the_assembler() -> None:
    """Each is in the code as a word; a stage that is renamed there must be renamed here."""
    code = "".join(path.read_text("utf-8") for path in (ROOT / "aggregator" / "assemble").glob("*.py"))
    code += (ROOT / "aggregator" / "translation" / "digest.py").read_text("utf-8")
    stages = RULES["$defs"]["left"]["properties"]["stage"]["enum"]
    assert [stage for stage in stages if f'"{stage}"' not in code] == []
    named = re.findall(r'(?:STAGE = |LeftOut\(|stage(?:: str)? ?= ?|omissions\()"(\w+)"', code)
    assert set(named) <= set(stages) == set(STAGES)

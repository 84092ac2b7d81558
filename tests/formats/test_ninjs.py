"""The package for newsroom systems, by the rules of the standard."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from aggregator.formats.catalog import render_all
from aggregator.formats.ninjs import package, render
from aggregator.models import Digest
from tests.formats.ninjs_rules import NINJS

ROLE = "http://cv.iptc.org/newscodes/contentprodpartyrole"


def faults(written: dict[str, Any]) -> list[str]:
    return [fault.json_path for fault in Draft202012Validator(NINJS).iter_errors(written)]


@pytest.mark.parametrize("home", [None, "https://digest.example/"])
@pytest.mark.parametrize("language", ["chinese", "english"])
def test_the_package_keeps_to_the_standard(request: pytest.FixtureRequest, language: str, home: str | None) -> None:
    written = json.loads(render_all(request.getfixturevalue(language), home=home)["digest.ninjs.json"])
    assert faults(written) == []
    assert written["standard"] == {
        "name": "ninjs",
        "version": "3.1",
        "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
    }


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda it: it.pop("uri"), "$"),
        (lambda it: it.update(headline="one"), "$"),
        (lambda it: it.update(type="package"), "$.type"),
        (lambda it: it.update(versionCreated="2026-11-20"), "$.versionCreated"),
        (lambda it: it["associations"][0].pop("name"), "$.associations[0]"),
        (lambda it: it["associations"][0].update(infosources=[]), "$.associations[0]"),
        (lambda it: it["associations"][0]["bodies"][0].pop("value"), "$.associations[0].bodies[0]"),
        (lambda it: it["associations"][0]["infoSources"][0].update(url="x"), "$.associations[0].infoSources[0]"),
        (lambda it: it["associations"][0]["renditions"][0].update(href="x"), "$.associations[0].renditions[0].href"),
    ],
)
def test_the_rules_find_what_is_wrong(chinese: Digest, spoil: Callable[[dict[str, Any]], object], place: str) -> None:
    written = package(chinese)
    spoil(written)
    assert faults(written) == [place]


def test_the_package_is_the_edition(chinese: Digest) -> None:
    written = package(chinese)
    assert (written["type"], written["language"], written["title"]) == ("composite", "zh-CN", "晚间资讯 2026年11月20日")
    assert written["versionCreated"] == "2026-11-20T18:00:00+08:00"
    lines = [description["value"] for description in written["descriptions"] if description["role"] == "highlight"]
    assert lines == list(chinese.highlights)
    assert [item["name"] for item in written["associations"]] == [entry.headline for entry in chinese.entries]
    assert len({written["uri"], *(item["uri"] for item in written["associations"])}) == 4


def test_an_item_names_its_sources_with_their_roles(chinese: Digest) -> None:
    item = package(chinese)["associations"][2]
    assert item["by"] == "港口报"
    assert item["infoSources"] == [
        {"name": "港口报", "role": f"{ROLE}/origcont", "literal": "label:港口报"},
        {"role": f"{ROLE}/distributor", "literal": "beian"},
        {"name": "天文台", "role": f"{ROLE}/originfo"},
    ]
    assert item["bodies"][0]["value"] == "11月20日消息，海棠的海外仓启用，面积2.4万平方米。"
    assert [(rendition["name"], rendition["href"]) for rendition in item["renditions"]] == [
        ("story", "https://news.example/3?a=1&b=(2)"),
        ("original", "https://harbour.example/story?id=3&lang=zh"),
    ]
    assert item["subjects"] == [{"name": "跨境快讯", "literal": "cross-border", "rel": "section"}]
    assert item["altIds"] == [{"role": "story", "value": "e3"}, {"role": "story", "value": "f3"}]


def test_an_item_says_what_is_new_and_what_a_machine_wrote(chinese: Digest) -> None:
    first, _, last = package(chinese)["associations"]
    assert [description["value"] for description in last["descriptions"]] == ["2.4万平方米"]
    assert package(chinese)["edNote"] == "机器撰写：第3条的标题、正文（summary、translation）。"
    assert last["digitalSourceType"]["uri"].endswith("/trainedAlgorithmicMedia")
    assert not {"descriptions", "digitalSourceType"} & first.keys()
    partly = replace(chinese.entries[2], written={"headline": "translation"})
    item = package(replace(chinese, entries=(*chinese.entries[:2], partly)))["associations"][2]
    assert item["digitalSourceType"]["uri"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert package(chinese)["digitalSourceType"] == item["digitalSourceType"]
    none = tuple(replace(entry, written={}) for entry in chinese.entries)
    assert "digitalSourceType" not in package(replace(chinese, entries=none))


def test_the_text_is_the_package(chinese: Digest) -> None:
    assert json.loads(render(chinese)) == package(chinese)

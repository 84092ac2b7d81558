"""Findings of the shipped cautions, and what is none: by form and position, not by the word alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from aggregator.assemble.cautions import cautions_in
from aggregator.errors import SeedError
from aggregator.models import AmendmentKind, Attribution, Digest, Edition, Entry, Revised
from aggregator.registry.cautions import Cautions, load_cautions
from aggregator.registry.files import layers_of
from aggregator.registry.sources import Sources, load_sources

SHIPPED = load_cautions(layers_of())


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources(layers_of())


@pytest.fixture
def digest(edition: Edition, credit: Callable[..., Attribution]) -> Digest:
    """A digest with one entry."""
    source = credit()
    entry = Entry(
        number=1, section="e-commerce", headline="海棠启用海外仓", dateline="11月20日消息，",
        paragraph="海棠启用海外仓。", credit=source.name.zh, attribution=source, event="e1", stories=("e1",), url="https://news.example/1",
        day=date(2026, 11, 20), score=3.0, score_parts={},
    )  # fmt: skip
    return Digest(edition=edition, highlights=(), entries=(entry,))


def findings(digest: Digest, text: str, sources: Sources, cautions: Cautions = SHIPPED) -> list[tuple[str, ...]]:
    """Return the words and the caution of each finding in a paragraph."""
    found = cautions_in(replace(digest, entries=(replace(digest.entries[0], paragraph=text),)), cautions, sources)
    return [tuple(line.removeprefix("entry 1, paragraph: ").split(": ")[:2]) for line in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("海棠商城是国内最佳的卖家服务商。", [("最佳", "superlative")]),
        ("海棠商城成为行业第一，销量翻番。", [("行业第一", "superlative")]),
        ("海棠商城是最好的平台。", [("最好", "best")]),
        ("服务覆盖日本、韩国、香港等国。", [("香港", "state")]),
        ("中国和台湾的贸易额增长。", [("中国和台湾", "place")]),
        ("警方抓获诈骗犯两名。", [("诈骗犯", "suspect")]),
        ("15岁的王小舟在网吧被殴打受伤，警方已立案。", [("王小舟", "minor")]),
        ("商务部部长王文滔在会上表示，将扩大开放。", [("王文滔 (王文涛)", "office")]),
    ],
)
def test_a_caution_is_found(digest: Digest, sources: Sources, text: str, found: list[tuple[str, str]]) -> None:
    assert findings(digest, text, sources) == found


@pytest.mark.parametrize(
    "text",
    [
        "海棠商城的广告称“行业第一”。",
        "海棠商城表示，将打造世界级港口。",
        "海棠商城获评年度最佳雇主。",
        "海棠商城因使用最佳等绝对化用语被罚款20万元。",
        "云州国家级经济技术开发区揭牌。",
        "第一财经报道，海棠商城第一季度收入增长。",
        "这是行业第一家全自动仓库。",
        "购买前最好先看条款。",
        "服务覆盖日本、韩国、香港等国家和地区。",
        "服务覆盖日本、韩国和中国香港等多个国家。",
        "香港、美国和法国的卖家增多。",
        "法院一审判决诈骗犯两名入狱。",
        "15岁的王某在网吧被殴打受伤，警方已立案。",
        "15岁的王小舟（化名）在网吧被殴打受伤，警方已立案。",
        "45岁的王小舟在网吧被殴打受伤，警方已立案。",
        "商务部部长王文涛在会上表示，将扩大开放。",
        "商务部部长李云帆在会上表示，将扩大开放。",
    ],
)
def test_what_is_quoted_awarded_counted_or_spelled_right_is_none(digest: Digest, sources: Sources, text: str) -> None:
    assert findings(digest, text, sources) == []


def test_none_is_for_english_and_none_for_what_is_withdrawn(digest: Digest, sources: Sources) -> None:
    text = "海棠商城是国内最佳的卖家服务商。"
    in_english = replace(digest, edition=replace(digest.edition, language="en"))
    taken_back = Revised(1, AmendmentKind.WITHDRAW, "不实", digest.edition.end)
    withdrawn = replace(digest, entries=(replace(digest.entries[0], revised=(taken_back,)),))
    assert [len(findings(each, text, sources)) for each in (digest, in_english, withdrawn)] == [1, 0, 0]


def test_a_desk_adds_replaces_and_switches_off(tmp_path: Path, digest: Digest, sources: Sources) -> None:
    (tmp_path / "cautions.toml").write_text(
        'off = ["place", "best"]\n[[cautions]]\nid = "superlative"\nreason = "ours"\nwords = ["无敌"]\n'
        '[[people]]\nname = "王小舟"\noffices = ["海港局局长"]\n',
        "utf-8",
    )
    own = load_cautions(layers_of(desk=tmp_path))
    text = "海棠是最佳、最好的，天下无敌。中国和台湾的贸易。海港局局长王小丹表示同意。"
    assert findings(digest, text, sources, own) == [("无敌", "superlative"), ("王小丹 (王小舟)", "office")]
    (tmp_path / "cautions.toml").write_text("shipped = false\n", "utf-8")
    assert load_cautions(layers_of(desk=tmp_path)) == Cautions({})


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('off = ["places"]', "no caution below it has the id 'places'"),
        ('[[cautions]]\nid = "a"\nreason = "b"', "the form 'words' needs `words`"),
        ('[[cautions]]\nid = "a"\nreason = "b"\nwords = [""]', "none of them empty"),
        ('[[cautions]]\nid = "a"\nreason = "b"\nwords = ["c"]\n' * 2, "two cautions have one id"),
    ],
)
def test_a_fault_names_file_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "cautions.toml").write_text(text, "utf-8")
    with pytest.raises(SeedError, match=complaint) as error:
        load_cautions(layers_of(desk=tmp_path))
    assert "cautions.toml" in str(error.value)

"""Faults of one entry: its form, its length, and what its stories do not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from aggregator.assemble import Material, assemble
from aggregator.models import Edition, Entry, Story
from aggregator.registry.sources import Sources
from aggregator.style.lint import lint_entry


@pytest.fixture
def entry(edition: Edition, day_of_news: list[Story], sources: Sources) -> Entry:
    """An entry without a fault."""
    return assemble(Material(edition, day_of_news), sources).entries[0]


@pytest.fixture
def behind(entry: Entry, day_of_news: list[Story]) -> list[Story]:
    """The stories of the entry's event."""
    return [story for story in day_of_news if story.id in entry.stories]


def test_a_good_entry_has_no_faults(entry: Entry, behind: list[Story]) -> None:
    assert lint_entry(entry, behind, "zh") == []


@pytest.mark.parametrize(
    ("fields", "finding"),
    [
        ({"dateline": "11月19日消息，"}, "dateline '11月19日消息，' is not that of 2026-11-20"),
        ({"day": date(2026, 11, 21)}, "dateline '11月20日消息，' is not that of 2026-11-21"),
        ({"credit": "本网"}, "credit '本网' is not that of beian"),
        ({"headline": "云杉商城在六座城市…"}, "headline is not a finished line"),
        ({"headline": "云杉商城开放加盟\n广告"}, "headline is not a finished line"),
        ({"headline": "云杉商城在六座城市开放加盟" * 5}, "headline longer than 40"),
        ({"headline": "云杉商城在六座城市开放加盟，" + "首批加盟商超过两百家" * 3}, "headline longer than 40"),
        ({"paragraph": "云杉商城宣布,在 6 座城市开放加盟。"}, "marks or spaces of another typesetting"),
        ({"headline": '云杉商城发布"青禾系统"'}, "marks or spaces of another typesetting"),
        ({"paragraph": "11月25日，云杉商城将在六座城市开放加盟。"}, "a second day opens"),
        ({"headline": "云杉商城在9座城市开放加盟"}, "number not in its stories: 9"),
        ({"headline": "云杉商城：“在六座城市开放加盟"}, "headline: a quotation, title or bracket is open"),
        ({"headline": "云杉商城门店增长，6%"}, "headline: a comma before a figure"),
        ({"headline": "11月20日消息，云杉商城开放加盟"}, "headline has a dateline"),
        ({"headline": "上半年净利润增长6%"}, "headline names nobody"),
        ({"headline": "本报记者实测云杉商城"}, "headline: the outlet speaks of itself"),
    ],
)
def test_a_fault_of_form_is_found(entry: Entry, behind: list[Story], fields: dict[str, Any], finding: str) -> None:
    assert any(found.startswith(finding) for found in lint_entry(replace(entry, **fields), behind, "zh"))


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda text: text + "公司股价大涨。", "not in its stories: '公司股价大涨'"),
        (lambda text: text.replace("120家", "150家"), "number not in its stories: 150"),
        (lambda text: text[:-1], "paragraph does not end with a sentence"),
        (lambda text: text[:40] + "。", "characters, not 80 to 300"),
        (lambda text: text * 4, "characters, not 80 to 300"),
        (lambda text: "11月20日消息，" + text, "dateline is doubled"),
        (lambda text: text + "扫码领券。", "forbidden: 扫码"),
        (lambda text: text + "（云杉", "paragraph: a quotation, title or bracket is open"),
        (lambda text: text + "去年……", "paragraph: cut off"),
        (lambda text: "8月123日收盘，" + text, "paragraph: no such date"),
        (lambda text: "11月20日下午，" + text, "a second day opens the paragraph"),
        (lambda text: "昨天，" + text, "a second day opens the paragraph"),
        (lambda text: "公司宣布，" + text, "paragraph opens with nobody"),
        (lambda text: "据报道，" + text, "paragraph opens with nobody"),
        (lambda text: text[:-1] + "，现提出以下要求。", "announces what does not follow"),
        (lambda text: text + text, "a sentence is said twice"),
        (lambda text: "All of this is in another language. " * 6, "paragraph is not in zh"),
        (lambda text: text.replace("云杉", "云\ufffd杉"), "forbidden: \ufffd"),
    ],
)
def test_a_fault_of_the_paragraph_is_found(entry: Entry, behind: list[Story], change: Any, finding: str) -> None:
    worse = replace(entry, paragraph=change(entry.paragraph))
    assert any(finding in found for found in lint_entry(worse, behind, "zh"))


def test_a_missing_story_is_a_fault(entry: Entry) -> None:
    assert "a story of the event is not among the stories" in lint_entry(entry, [], "zh")


PARAGRAPH = (
    "Yunshan Mall opens franchises in six cities, Yunzhou, Jiangwan and Baisha among them, and plans to sign the first "
    "120 stores. The terms ask for 650 square metres a store and for a company of the partner's own, which bears rent "
    "and fitting."
)


def in_english(entry: Entry, **fields: Any) -> Entry:
    """The entry as a translator wrote it."""
    written = dict.fromkeys(("headline", "paragraph"), "libretranslate")
    text = {"headline": "Yunshan Mall opens franchises in six cities", "paragraph": PARAGRAPH, "written": written}
    return replace(entry, dateline="On November 20, ", credit=entry.attribution.name.en, **(text | fields))


def test_what_a_machine_wrote_is_compared_by_its_numbers(entry: Entry, behind: list[Story]) -> None:
    assert lint_entry(in_english(entry), behind, "en") == []
    found = lint_entry(in_english(entry, paragraph=PARAGRAPH.replace("120", "150")), behind, "en")
    assert found == ["number not in its stories: 150"]
    found = lint_entry(in_english(entry, headline="Yunshan Mall opens franchises in nine cities"), behind, "en")
    assert found == ["number not in its stories: nine"]


def test_text_that_no_machine_wrote_is_compared_word_for_word(entry: Entry, behind: list[Story]) -> None:
    findings = lint_entry(in_english(entry, written={}), behind, "en")
    assert any("not in its stories" in found and "yunshanmall" in found for found in findings)

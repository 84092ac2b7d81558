"""Stories become a checked digest, all stages together."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from aggregator.assemble import Material, assemble, assemble_checked, lint, past_entries
from aggregator.errors import EditionBlocked
from aggregator.formats.catalog import render_all
from aggregator.models import Digest, Edition, Overrides, Story, Ties
from aggregator.registry.sources import Sources
from tests.formats.parse import parse_text


def reasons(digest: Digest) -> dict[str, str]:
    return {omission.story: f"{omission.stage}: {omission.reason}" for omission in digest.omissions}


def test_a_day_becomes_a_digest(edition: Edition, day_of_news: list[Story], sources: Sources) -> None:
    digest = assemble_checked(Material(edition, day_of_news), sources)
    assert [(entry.number, entry.section, entry.headline) for entry in digest.entries] == [
        (1, "e-commerce", "云杉商城在六座城市开放加盟，单店面积不低于650平方米"),
        (2, "e-commerce", "云州拟规范直播带货：主播须当场展示商品编号"),
        (3, "internet", "北桥半导体完成3.2亿元B轮融资"),
        (4, "internet", "青鸟地图月活跃用户突破1.1亿"),
        (5, "cross-border", "海棠出海在鹿特丹启用第三座海外仓"),
    ]
    assert len(digest.highlights) == 5
    assert digest.notes == ()


def test_two_stories_on_one_event_are_one_entry(edition: Edition, day_of_news: list[Story], sources: Sources) -> None:
    digest = assemble(Material(edition, day_of_news), sources)
    (entry,) = [entry for entry in digest.entries if "aa01" in entry.stories]
    assert entry.stories == ("aa01", "aa02")
    assert entry.credit == "北岸新闻"
    assert entry.dateline == "11月20日消息，"
    assert entry.paragraph.startswith("云杉商城20日起在云州、江湾、白沙等六座城市开放加盟")
    assert not any(word in entry.paragraph for word in ("记者", "图源", "责任编辑", "11月20日讯"))


HALTED = (
    "云州市市场监督管理局11月20日叫停云杉商城在六座城市的加盟活动，并约谈公司负责人。该局称，云杉商城在云州、江湾、白沙等城市开放加盟时"
    "未按规定备案，已收取的加盟费应在15日内退还，处理结果将向社会公布。"
)


def test_every_story_is_printed_or_left_out_with_a_reason(
    edition: Edition, day_of_news: list[Story], sources: Sources
) -> None:
    digest = assemble(Material(edition, day_of_news), sources)
    places = Counter(
        [name for entry in digest.entries for name in entry.stories] + [omission.story for omission in digest.omissions]
    )
    assert places == Counter(story.id for story in day_of_news)
    assert reasons(digest) == {
        "ff01": "genre: advertisement: 到手价",
        "gg01": "genre: round-up of many events: 早报",
        "hh01": "rank: score 2.183, below 3",
    }


def test_the_order_of_the_stories_does_not_matter(edition: Edition, day_of_news: list[Story], sources: Sources) -> None:
    first = render_all(assemble(Material(edition, day_of_news), sources))
    for seed in range(5):
        shuffled = random.Random(seed).sample(day_of_news, len(day_of_news))
        assert render_all(assemble(Material(edition, shuffled), sources)) == first


def test_an_edition_does_not_repeat_the_one_before(
    edition: Edition, day_of_news: list[Story], sources: Sources
) -> None:
    first = assemble(Material(edition, day_of_news), sources)
    night = Material(replace(edition, name="night"), day_of_news, past=past_entries(first))
    second = assemble(night, sources)
    assert second.entries == ()
    assert {omission.story for omission in second.omissions if omission.stage == "past"} == {
        name for entry in first.entries for name in entry.stories
    }
    assert reasons(second)["cc01"] == "past: event of 2026-11-20-evening: story cc01"


def test_an_event_in_other_words_is_known(edition: Edition, day_of_news: list[Story], sources: Sources) -> None:
    first, reworded = day_of_news[0], day_of_news[1]
    past = past_entries(assemble(Material(edition, [first]), sources))
    digest = assemble(Material(edition, [reworded], past=past), sources)
    assert digest.entries == ()
    assert reasons(digest)["aa02"].startswith("past: event of 2026-11-20-evening")


def test_an_event_of_yesterday_with_new_facts_is_an_update(
    edition: Edition,
    day_of_news: list[Story],
    sources: Sources,
    story: Callable[..., Story],
    at: Callable[..., datetime],
) -> None:
    yesterday = replace(edition, start=at(8, day=date(2026, 11, 19)), end=at(18, day=date(2026, 11, 19)))
    printed = replace(
        day_of_news[0], published=at(9, day=date(2026, 11, 19)), text=day_of_news[0].text.replace("20日", "19日")
    )
    past = past_entries(assemble(Material(yesterday, [printed]), sources))
    assert len(past) == 1
    later = story("zz01", "云杉商城开放加盟被叫停 云州市监局约谈公司", HALTED, published=at(9))
    again = replace(day_of_news[1], id="zz02", text=day_of_news[1].text)
    ties = Overrides(ties=Ties(together=(frozenset({"aa01", "zz01", "zz02"}),)))
    digest = assemble(Material(edition, [later], earlier=[printed], past=past, overrides=ties), sources)
    (entry,) = digest.entries
    assert (entry.event, entry.stories) == (past[0].event, ("zz01",))
    assert "叫停" in entry.update
    repeated = assemble(Material(edition, [again], earlier=[printed], past=past, overrides=ties), sources)
    assert repeated.entries == ()
    assert reasons(repeated)["zz02"] == "past: event of 2026-11-20-evening: story aa01"


def test_an_event_keeps_the_id_of_its_first_story_after_the_window(
    edition: Edition, day_of_news: list[Story], sources: Sources, at: Callable[..., datetime]
) -> None:
    before = at(20, day=date(2026, 11, 19))
    first = replace(day_of_news[0], id="first", published=before, fetched_at=before)
    (entry,) = assemble(Material(edition, day_of_news[1:2], earlier=[first]), sources).entries
    assert (entry.event, entry.stories) == ("first", ("aa02",))


def test_an_edition_without_entries_is_blocked(edition: Edition, day_of_news: list[Story], sources: Sources) -> None:
    with pytest.raises(EditionBlocked) as blocked:
        assemble_checked(Material(replace(edition, min_entries=9), day_of_news), sources)
    assert blocked.value.edition == "2026-11-20-evening"
    assert blocked.value.reasons == (
        "5 entries, fewer than 9; left out by genre 2 (such as advertisement: 到手价), rank 1",
    )
    hours = r"no story is of its hours, 2026-11-20 08:00 to 2026-11-20 18:00 \(Asia/Shanghai\)"
    with pytest.raises(EditionBlocked, match=f"0 entries, fewer than 1; {hours}"):
        assemble_checked(Material(edition, []), sources)


def test_empty_sections_are_dropped_and_noted(edition: Edition, day_of_news: list[Story], sources: Sources) -> None:
    stories = [story for story in day_of_news if story.section != "cross-border"]
    digest = assemble(Material(edition, stories), sources)
    assert digest.notes == ("section cross-border is empty and was dropped",)
    assert lint(digest, day_of_news) == []


def test_a_story_in_another_language_is_left_out(
    edition: Edition, story: Callable[..., Story], sources: Sources
) -> None:
    english = story("en01", "Yunshan Mall cuts staff", "Yunshan cut staff. " * 30, language="en")
    digest = assemble(Material(edition, [english]), sources)
    assert reasons(digest) == {"en01": "window: language: en, the edition is zh"}


def test_a_story_without_a_credit_is_left_out(edition: Edition, day_of_news: list[Story], sources: Sources) -> None:
    digest = assemble(Material(edition, [replace(day_of_news[0], attribution=None)]), sources)
    assert reasons(digest) == {"aa01": "window: no credit"}


PIECES = [
    "云杉商城",
    "宣布开放加盟",
    "11月20日消息，",
    "，",
    "。",
    "！",
    "？",
    "“",
    "”",
    "（",
    "）",
    "【",
    "】",
    "：",
    "；",
    "\n",
    " ",
    "_",
    "|",
    "12.5亿元",
    "120家",
]
PIECES += [
    "北岸新闻讯",
    "北桥半导体完成融资",
    "他表示",
    "、",
    "1",
    "a",
    "Shopify ",
    "...",
    "……",
    "\u2028",
    "<b>",
    "*",
    "\\",
]
SENTENCES = [
    "云杉商城宣布在六座城市开放加盟，首批计划签约120家门店，单店面积不低于650平方米。",
    "公司称（记者 江一帆），加盟商须为独立法人 ，并自行承担12.5亿元的装修费用！",
    "“我们会继续扩张。”云杉商城表示，供应链由总部统一负责，加盟商的收入按业绩提取……",
]
NOISE = st.lists(st.sampled_from(PIECES), max_size=3).map("".join)
TITLES = st.tuples(NOISE, st.just("云杉商城宣布在六座城市开放加盟"), NOISE).map("".join)
WRITING = st.lists(st.one_of(st.sampled_from(SENTENCES), NOISE), min_size=3, max_size=30).map("".join)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pages=st.lists(st.tuples(TITLES, WRITING), min_size=1, max_size=3))
def test_any_page_makes_entries_of_the_right_form(
    edition: Edition, story: Callable[..., Story], sources: Sources, pages: list[tuple[str, str]]
) -> None:
    stories = [story(f"s{number}", title, text) for number, (title, text) in enumerate(pages)]
    digest = assemble(Material(edition, stories), sources)
    assert [finding for finding in lint(digest, stories) if "fewer than" not in finding] == []
    assert {omission.story for omission in digest.omissions} | {
        name for entry in digest.entries for name in entry.stories
    } == {page.id for page in stories}
    event("written" if digest.entries else "nothing written")
    if digest.entries:
        parsed = parse_text(render_all(digest)["digest.txt"])
        assert [(entry.headline, entry.paragraph, entry.credit) for entry in parsed.entries] == [
            (entry.headline, entry.paragraph, entry.credit) for entry in digest.entries
        ]

"""Which events are printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from aggregator.assemble.choose import Choice, choose
from aggregator.assemble.rank import rank
from aggregator.assemble.window import WindowEvent
from aggregator.assemble.write import Draft
from aggregator.models import Attribution, Edition, Names, Omission, PastEntry, SectionQuota, Story
from aggregator.registry.sources import Sources

THINGS = ("耳机", "地图", "芯片", "相机", "手表", "音箱")
CITIES = ("云州", "江湾", "白沙", "鹿鸣", "松口", "石桥")


@pytest.fixture
def printed(edition: Edition, sources: Sources) -> Callable[..., tuple[list[str], dict[str, Omission]]]:
    """Return the ids of the printed stories, and the omissions by story."""

    def run(stories: Sequence[Story], **fields: object) -> tuple[list[str], dict[str, Omission]]:
        wanted = replace(edition, **fields)  # type: ignore[arg-type]
        ranked, _ = rank(wanted, [WindowEvent(story.id, (story,)) for story in stories], sources)
        chosen = choose(wanted, ranked, [])
        return [draft.story.id for draft in chosen.entries], {left.story: left for left in chosen.omissions}

    return run


@pytest.fixture
def report(story: Callable[..., Story]) -> Callable[..., Story]:
    """A report on a separate event; higher numbers have more points for their section."""

    def make(number: int, **fields: object) -> Story:
        thing, city = THINGS[number], CITIES[number]
        text = (
            f"{city}{thing}公司宣布推出第{number + 3}代{thing}，售价{number + 2}99元，首批生产{number + 4}万台。"
            f"{city}{thing}公司表示，新{thing}由{city}工厂生产，去年营收为{number + 5}.3亿元，同比增长{number + 11}%。"
            f"公司计划明年在{city}新建一座{thing}工厂，投资{number + 6}亿元。"
        )
        known = {"section": "internet", "section_score": 3.0 + number}
        return story(
            f"s{number}",
            f"{city}{thing}公司推出第{number + 3}代{thing}，售价{number + 2}99元",
            text,
            **(known | fields),
        )

    return make


def test_a_section_takes_the_best_until_it_is_full(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    quota = (SectionQuota("internet", Names("互联网快讯", "Internet news"), 2),)
    kept, omissions = printed([report(number) for number in range(4)], sections=quota, max_per_source=9)
    assert kept == ["s3", "s2"]
    assert omissions["s1"].stage == "rank"
    assert omissions["s1"].reason.endswith("section internet full at 2")


def test_a_source_has_a_limit(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    kept, omissions = printed([report(number) for number in range(3)], max_per_source=1)
    assert kept == ["s2"]
    assert omissions["s1"].reason == "source beian full at 1"


def test_a_full_source_leaves_no_section_empty(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    stories = [report(0, section="cross-border"), report(4), report(5)]
    kept, _ = printed(stories, max_per_source=2)
    assert kept == ["s5", "s0"]


def test_an_event_is_not_credited_to_another_source_if_its_own_is_full(
    edition: Edition,
    sources: Sources,
    report: Callable[..., Story],
    credit: Callable[..., Attribution],
) -> None:
    original = report(4)
    reworded = replace(
        original, id="other", outlet="haitang", attribution=credit("haitang", "海棠财经", "Haitang Finance")
    )
    events = [WindowEvent("s5", (report(5),)), WindowEvent("s4", (original, reworded))]
    ranked, _ = rank(edition, events, sources)
    chosen = choose(replace(edition, max_per_source=1), sorted(ranked, key=lambda event: event.id, reverse=True), [])
    assert [draft.credit.source for draft in chosen.entries] == ["beian"]
    assert {omission.reason for omission in chosen.omissions} == {"source beian full at 1"}


def test_sections_are_in_the_order_of_the_edition(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    stories = [report(0, section="cross-border"), report(1, section="e-commerce"), report(2)]
    assert printed(stories)[0] == ["s1", "s2", "s0"]


def test_an_event_without_a_section_is_left_out(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    _, omissions = printed(
        [report(0, section=None, section_score=1.2, section_evidence=("直播",)), report(1, section="sport")]
    )
    assert omissions["s0"] == Omission("s0", "section", "no section reached the threshold (best 1.2: 直播)")
    assert omissions["s1"] == Omission("s1", "section", "sport is not in this edition")


def test_an_event_that_cannot_be_written_leaves_its_place(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    quota = (SectionQuota("internet", Names("互联网快讯", "Internet news"), 1),)
    best = report(3)
    kept, omissions = printed(
        [replace(best, text="相机公司宣布推出新相机，售价599元。" + "价格贵不贵？值不值得？" * 20), report(1)],
        sections=quota,
    )
    assert kept == ["s1"]
    assert omissions["s3"] == Omission("s3", "write", "no paragraph of 80 characters in whole sentences")


def test_one_event_in_two_groups_is_printed_once(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    first = report(2)
    kept, omissions = printed([first, replace(first, id="twin", section_score=9.0)])
    assert kept == ["twin"]
    assert omissions["s2"].stage == "events"
    assert "twin" in omissions["s2"].reason


def test_a_full_section_takes_the_places_that_others_leave(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    names = Names("快讯", "News")
    sections = (SectionQuota("internet", names, 9, 1), SectionQuota("cross-border", names, 9, 1))
    stories = [report(0, section="cross-border"), *(report(number) for number in range(1, 6))]
    kept, omissions = printed(stories, sections=sections, max_per_source=9, max_entries=4)
    assert kept == ["s5", "s4", "s3", "s0"]
    assert {omissions[name].reason.partition(", ")[2] for name in ("s1", "s2")} == {"edition full at 4"}


def test_a_section_that_is_owed_places_gets_them_first(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    names = Names("快讯", "News")
    sections = (SectionQuota("internet", names, 9, 1), SectionQuota("cross-border", names, 9, 2))
    stories = [*(report(number, section="cross-border") for number in (0, 1)), *(report(n) for n in range(2, 6))]
    kept, _ = printed(stories, sections=sections, max_per_source=9, max_entries=3)
    assert kept == ["s5", "s1", "s0"]


def test_one_notice_of_a_register_is_printed(
    printed: Callable[..., tuple[list[str], dict[str, Omission]]], report: Callable[..., Story]
) -> None:
    notice = "公司登记显示，注册资本由{}万元增至{}万元，法定代表人变更为林某。"
    stories = [report(n) for n in range(3)]
    stories[1:] = [replace(story, text=story.text + notice.format(n, n + 9)) for n, story in enumerate(stories[1:], 3)]
    kept, omissions = printed(stories, max_per_source=9)
    assert kept == ["s0", "s2"]
    assert omissions["s1"] == Omission("s1", "rank", "a register's notice is in the edition already")


@pytest.fixture
def chosen(edition: Edition, sources: Sources) -> Callable[..., Choice]:
    """Choose from stories for an edition with two entries and places for briefs."""

    def run(stories: Sequence[Story], past: Sequence[PastEntry] = (), **fields: object) -> Choice:
        wanted = replace(edition, **{"max_entries": 2, "max_per_source": 9, "briefs": 8, **fields})  # type: ignore[arg-type]
        liked = [replace(story, section_score=2.0 + (story.section_score or 0.0)) for story in stories]
        ranked, _ = rank(wanted, [WindowEvent(story.id, (story,)) for story in liked], sources)
        return choose(wanted, ranked, past)

    return run


def told(drafts: Sequence[Draft]) -> list[str]:
    return [draft.story.id for draft in drafts]


def test_the_next_best_are_briefs(chosen: Callable[..., Choice], report: Callable[..., Story]) -> None:
    choice = chosen([report(number) for number in range(6)], briefs=3)
    assert told(choice.entries) == ["s5", "s4"]
    assert told(choice.briefs) == ["s3", "s2", "s1"]
    assert {(left.story, left.stage) for left in choice.omissions} == {("s0", "rank")}


def test_briefs_stand_in_the_order_of_the_sections(chosen: Callable[..., Choice], report: Callable[..., Story]) -> None:
    stories = [*(report(number, section="e-commerce") for number in (1, 3)), *map(report, (2, 4, 5))]
    choice = chosen(stories)
    assert told(choice.entries) == ["s3", "s5"]
    assert told(choice.briefs) == ["s1", "s4", "s2"]


def test_a_headline_whose_text_makes_no_paragraph_is_a_brief(
    chosen: Callable[..., Choice], report: Callable[..., Story]
) -> None:
    choice = chosen([report(5), replace(report(4), text="音箱降价。")])
    assert told(choice.entries) == ["s5"]
    assert [draft.headline for draft in choice.briefs] == [report(4).title]


def test_a_brief_is_no_second_telling(chosen: Callable[..., Choice], report: Callable[..., Story]) -> None:
    again = replace(report(4), id="again", title="松口手表公司新手表售价699元", section_score=3.0)
    choice = chosen([report(5), report(4), again, report(1)])
    assert told(choice.briefs) == ["s1"]
    closed = choice.entries[0].story.fetched_at
    past = PastEntry("2026-11-19-evening", "s1", ("s1",), report(1).title, report(1).text, closed)
    assert told(chosen([report(5), report(4), report(1)], [past]).briefs) == []


def test_what_a_brief_left_out_makes_no_update_but_a_deed_does(
    chosen: Callable[..., Choice], report: Callable[..., Story]
) -> None:
    full = report(4)
    brief = PastEntry("2026-11-19-evening", full.id, ("other",), "石桥公司推出手表", "", full.fetched_at)
    longer = replace(brief, text=full.text.replace("售价699元，", ""))
    assert told(chosen([full], [brief]).entries) == []
    assert told(chosen([full], [longer]).entries) == ["s4"]
    halted = replace(full, title="石桥手表公司推出的手表被叫停")
    assert [draft.update for draft in chosen([halted], [brief]).entries] == [("叫停",)]


def test_a_company_with_an_entry_has_no_brief(chosen: Callable[..., Choice], report: Callable[..., Story]) -> None:
    other = replace(
        report(0),
        title="石桥音箱公司关闭两家工厂",
        text="石桥音箱公司宣布关闭两家工厂，裁员300人。公司称，关闭后每年可节省开支2.1亿元，员工将获得6个月工资的补偿。",
    )
    choice = chosen([report(5), report(4), other, report(1)])
    assert told(choice.entries) == ["s5", "s4"]
    assert told(choice.briefs) == ["s1"]


def test_an_edition_without_places_for_briefs_has_none(
    chosen: Callable[..., Choice], report: Callable[..., Story]
) -> None:
    assert chosen([report(number) for number in range(6)], briefs=0).briefs == []

"""Manual overrides apply each time an edition is made, and its entries show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from aggregator.assemble import Material, assemble, assemble_checked
from aggregator.assemble.actors import actors_in, company_of
from aggregator.errors import EditionBlocked
from aggregator.models import Digest, Edition, Overrides, SectionQuota, SourceKind, Story, Ties
from aggregator.registry.outlets import SeedNames
from aggregator.registry.sources import Source, Sources

Make = Callable[[Overrides], Digest]


@pytest.fixture
def make(edition: Edition, day_of_news: list[Story], sources: Sources) -> Make:
    """Assemble the day with these overrides."""
    return lambda overrides: assemble_checked(Material(edition, day_of_news, overrides=overrides), sources)


def reasons(digest: Digest) -> dict[str, str]:
    return {omission.story: f"{omission.stage}: {omission.reason}" for omission in digest.omissions}


def headlines(digest: Digest) -> list[str]:
    return [entry.headline for entry in digest.entries]


def test_a_dropped_event_is_left_out_with_the_reason(make: Make) -> None:
    digest = make(Overrides(dropped={"aa02": "律师函"}))
    assert not any("云杉商城" in line for line in headlines(digest))
    assert reasons(digest)["aa01"] == reasons(digest)["aa02"] == "override: dropped by hand: 律师函"


def test_a_pinned_event_is_printed_whatever_its_score(
    make: Make, edition: Edition, day_of_news: list[Story], sources: Sources
) -> None:
    assert reasons(make(Overrides()))["hh01"].startswith("rank: score")
    overrides = Overrides(pinned=frozenset({"hh01", "bb01"}))
    small = replace(edition, sections=tuple(replace(quota, most=1) for quota in edition.sections))
    digest = assemble(Material(small, day_of_news, overrides=overrides), sources)
    (entry,) = [entry for entry in digest.entries if "bb01" in entry.stories]
    assert entry.overridden == ("pin",)
    assert reasons(digest)["aa01"].startswith("rank: ")


def test_an_event_is_printed_in_the_section_that_was_set(make: Make) -> None:
    digest = make(Overrides(sections={"cc01": "cross-border"}))
    (entry,) = [entry for entry in digest.entries if "cc01" in entry.stories]
    assert (entry.section, entry.overridden) == ("cross-border", ("section",))


def test_an_event_is_printed_under_the_headline_that_was_written(make: Make) -> None:
    digest = make(Overrides(headlines={"aa02": "云杉商城向六城加盟商开放"}))
    (entry,) = [entry for entry in digest.entries if "aa01" in entry.stories]
    assert (entry.headline, entry.overridden) == ("云杉商城向六城加盟商开放", ("headline",))


def test_a_headline_with_a_number_that_no_story_has_is_not_printed(make: Make) -> None:
    digest = make(Overrides(headlines={"aa01": "云杉商城向九十九城开放加盟，投入777亿元"}))
    assert reasons(digest)["aa01"] == "lint: number not in its stories: 777"


def test_merged_stories_are_one_entry_marked_as_such(make: Make) -> None:
    digest = make(Overrides(ties=Ties(together=(frozenset({"cc01", "dd01"}),))))
    (entry,) = [entry for entry in digest.entries if "cc01" in entry.stories]
    assert (set(entry.stories), entry.overridden) == ({"cc01", "dd01"}, ("event",))


def test_an_edition_without_entries_because_all_were_dropped_is_blocked(make: Make, day_of_news: list[Story]) -> None:
    with pytest.raises(EditionBlocked):
        make(Overrides(dropped={story.id: "x" for story in day_of_news}))


COMPANIES = Sources(
    (
        Source(id="yunshan", name=SeedNames(zh="云杉", en="Yunshan"), kind=SourceKind.COMPANY, group="forest"),
        Source(id="shan", name=SeedNames(zh="杉木网", en="Shan"), kind=SourceKind.OUTLET),
        Source(id="temo", name=SeedNames(zh="特莫", en="Temo"), kind=SourceKind.COMPANY),
    )
)


@pytest.mark.parametrize(
    ("headline", "company"),
    [
        ("云杉商城开放加盟", "forest"),
        ("杉木网报道云杉扩张", "forest"),
        ("Temo与云杉合作", "temo"),
        ("Temoria发布新品", "name:temoria"),
        ("枫桥科技：三季度营收增长一成", "name:枫桥科技"),
        ("枫桥科技在海州启用仓库", "name:枫桥科技"),
        ("枫桥科技被罚款三百万元", "name:枫桥科技"),
        ("三部门联合发布指引", None),
        ("商务部发布指引", None),
        ("五部门要求平台公示佣金", None),
        ("云州市监局约谈三家平台", None),
    ],
)
def test_the_company_that_a_headline_is_about(headline: str, company: str | None) -> None:
    assert company_of(headline, tuple(actors_in(headline, COMPANIES))) == company


def test_a_company_has_a_limit(edition: Edition, story: Callable[..., Story], at: Callable[..., object]) -> None:
    text = (
        "云杉宣布在{}启用第{}座仓库，面积{}万平方米，投资{}亿元，"
        "日处理包裹{}万件，可存放商品{}万件，主要服务当地的小家电与服装卖家。"
        "云杉表示，仓库建成之后，当地订单的送达时间平均缩短一天，退货处理由仓库直接完成。"
    )
    places = ("绍兴", "临沂", "揭阳")
    stories = [
        story(f"s{at}", f"云杉在{place}启用仓库", text.format(place, at + 3, at + 12, at + 2.5, at + 31, at + 77))
        for at, place in enumerate(places)
    ]
    wanted = replace(edition, sections=(replace(edition.sections[0], most=9),), max_per_source=9)
    assert isinstance(wanted.sections[0], SectionQuota)
    digest = assemble(Material(wanted, stories), COMPANIES)
    assert len(digest.entries) == wanted.max_per_company == 2
    assert [omission.reason for omission in digest.omissions] == ["company forest full at 2"]

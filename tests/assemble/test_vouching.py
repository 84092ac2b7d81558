"""Claims and answers in one entry, who vouches for money and rules, and rumours below a headline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from aggregator.assemble import Material, assemble_checked
from aggregator.models import Attribution, Digest, Edition, Entry, FollowUpKind, SourceKind, Story
from aggregator.registry.sources import Sources
from aggregator.style.dateline import dateline_of

FINED = (
    "云州市云杉商城的平台因虚假促销被罚款320万元，处罚决定书已于近日送达。决定书显示，云杉商城在大促期间虚构原价，涉及商品1.2万件，"
    "消费者投诉超过640起，监管部门责令其在30日内改正。"
)
REPLY = (
    "云杉商城就被罚款320万元一事作出回应，称已全面整改虚假促销问题，并向640名投诉的消费者退还差价。云杉商城表示，大促期间涉及的1.2万件"
    "商品已全部下架核查，今后价格标注将接受第三方监督。"
)


@pytest.fixture
def make(edition: Edition, sources: Sources) -> Callable[..., Digest]:
    def made(stories: Sequence[Story], **policy: object) -> Digest:
        asked = replace(edition, vouched=("money", "dates", "rules"), min_score=-9.0, **policy)
        return assemble_checked(Material(asked, stories), sources)

    return made


def only(digest: Digest) -> Entry:
    (entry,) = digest.entries
    return entry


def test_an_answer_is_below_the_claim_with_its_own_credit(
    make: Callable[..., Digest], story: Callable[..., Story], credit: Callable[..., Attribution],
    at: Callable[..., datetime],
) -> None:  # fmt: skip
    other = credit("haitang", "海棠财经", "Haitang Finance")
    claim = story("a", "云杉商城因虚假促销被罚款320万元", FINED)
    reply = story("b", "云杉商城回应虚假促销被罚款320万元：已退差价", REPLY, attribution=other, published=at(13))
    entry = only(make([claim, reply]))
    assert (entry.stories[0], entry.credit) == ("a", "北岸新闻")
    (line,) = entry.followups
    assert (line.kind, line.story, line.name.zh) == (FollowUpKind.REPLY, "b", "海棠财经")
    assert line.headline.startswith("云杉商城回应")


def test_an_entry_that_has_an_answer_itself_needs_no_other(
    make: Callable[..., Digest], story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    claim = story("a", "云杉商城因虚假促销被罚款320万元", f"{FINED}云杉商城回应称，将全面整改。")
    reply = story("b", "云杉商城回应虚假促销被罚款320万元：已退差价", REPLY, published=at(13))
    entry = only(make([claim, reply]))
    assert [each.headline for each in entry.followups] == [] or entry.stories[0] == "b"


@pytest.mark.parametrize(
    ("headline", "source", "kind", "reported"),
    [
        ("云杉商城因虚假促销被罚款320万元", "label:某站", SourceKind.PROVISIONAL, True),
        ("云杉商城因虚假促销受罚", "label:某站", SourceKind.PROVISIONAL, False),
        ("云州促销新规施行，云杉商城首个受罚", "label:某站", SourceKind.PROVISIONAL, True),
        ("云杉商城因虚假促销被罚款320万元", "beian", SourceKind.OUTLET, False),
        ("云杉商城因虚假促销被罚款320万元", "label:云杉商城", SourceKind.COMPANY, False),
    ],
)
def test_money_and_rules_of_a_source_without_standing_are_printed_as_reported(
    make: Callable[..., Digest], story: Callable[..., Story], credit: Callable[..., Attribution],
    headline: str, source: str, kind: SourceKind, reported: bool,
) -> None:  # fmt: skip
    one = story("a", headline, FINED, attribution=credit(source, "某站", "Some Site", kind=kind))
    entry = only(make([one]))
    assert entry.reported is reported
    assert entry.dateline.endswith("消息，据某站报道，") is reported
    assert entry.dateline == dateline_of(entry, "zh")
    assert not only(make([one], standing=0.3)).reported


def test_a_source_of_standing_vouches_for_the_event(
    make: Callable[..., Digest], story: Callable[..., Story], credit: Callable[..., Attribution],
    at: Callable[..., datetime],
) -> None:  # fmt: skip
    title = "云杉商城因虚假促销被罚款320万元"
    weak = credit("label:某站", "某站", "Some Site", kind=SourceKind.PROVISIONAL)
    alone = story("a", title, FINED, attribution=weak)
    vouched = story("b", f"{title}，30日内改正", FINED.replace("近日", "20日"), published=at(13))
    assert [only(make(stories)).reported for stories in ([alone], [alone, vouched])] == [True, False]


def test_a_rumour_told_in_the_first_sentence_is_in_the_headline(
    make: Callable[..., Digest], story: Callable[..., Story]
) -> None:
    rumour = story(
        "a", "云杉商城将裁员四成", "网传云杉商城将裁员四成，涉及员工1200人，多个城市的门店将于年底前关闭。" + FINED
    )
    digest = make([rumour])
    assert only(digest).headline == "网传：云杉商城将裁员四成"
    assert digest.highlights == ("网传：云杉商城将裁员四成",)
    assert digest.title_lines == ()

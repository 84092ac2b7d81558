"""Marked stories in an edition: what is printed of them, when, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from aggregator.assemble import Material, assemble, lint, past_entries
from aggregator.models import Digest, Edition, MadeEdition, PastEntry, Story
from aggregator.registry.sources import Sources

CLAIM = "云杉商城将关闭北岸全部门店"
REPORT = (
    "有网友在社交平台称，云杉商城将在年底前关闭北岸全部二十家门店，约三百名员工将被转岗，供应商的货款也将延期支付。"
    "截至发稿，云杉商城没有对此作出说明。云杉商城在北岸经营了十二年，去年销售额为18亿元。"
)
ANSWER = (
    "针对网上流传的闭店消息，云杉商城20日回应称，关闭北岸全部门店的说法不实，二十家门店均正常营业，货款照常支付。"
    "云杉商城表示，已就该不实信息向公安机关报案，并将在明年春天于北岸再开五家门店，新增员工一百二十人。"
)


@pytest.fixture
def made(edition: Edition, sources: Sources) -> Callable[..., Digest]:
    def make(*stories: Story, past: Sequence[PastEntry] = (), edition: Edition = edition, **fields: object) -> Digest:
        plan = replace(edition, min_entries=0, highlights=1)
        return assemble(Material(plan, stories, past=past, **fields), sources)  # type: ignore[arg-type]

    return make


def headlines(digest: Digest) -> list[str]:
    return [entry.headline for entry in digest.entries]


def reasons(digest: Digest) -> dict[str, str]:
    return {omission.story: omission.reason for omission in digest.omissions}


@pytest.mark.parametrize(
    ("title", "text", "headline"),
    [
        (f"【辟谣】{CLAIM}", ANSWER, f"辟谣：{CLAIM}"),
        (f"{CLAIM}？假的！", ANSWER, f"辟谣：{CLAIM}"),
        (f"【网传】{CLAIM}", REPORT, f"网传：{CLAIM}"),
        (f"【勘误】{CLAIM}", REPORT.replace("有网友在社交平台称，", ""), f"{CLAIM}（更正）"),
        ("【辟谣】云杉商城否认关闭北岸门店", ANSWER, "云杉商城否认关闭北岸门店"),
        ("辟谣！云杉商城：没有关闭北岸门店", ANSWER, "云杉商城：没有关闭北岸门店"),
    ],
)
def test_the_headline_and_the_highlight_say_what_a_mark_does(
    made: Callable[..., Digest], story: Callable[..., Story], title: str, text: str, headline: str
) -> None:
    digest = made(story("a", title, text))
    assert headlines(digest) == [headline]
    assert digest.highlights == (headline,)


def test_what_is_marked_as_hearsay_has_fewer_points(made: Callable[..., Digest], story: Callable[..., Story]) -> None:
    plain, marked = (
        made(story("a", mark + CLAIM, REPORT.replace("有网友在社交平台称，", ""))) for mark in ("", "【网传】")
    )
    assert plain.entries[0].score - marked.entries[0].score >= 2


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        (f"【系统测试】{CLAIM}", "test"),
        (f"【2021年旧文】{CLAIM}", "marked as an old story"),
        (f"【撤稿】{CLAIM}", "withdrawal notice"),
        (f"【禁发稿】{CLAIM}", "embargo without an hour: 禁发稿"),
    ],
)
def test_what_its_outlet_does_not_want_printed_is_left_out(
    made: Callable[..., Digest], story: Callable[..., Story], title: str, reason: str
) -> None:
    assert reasons(made(story("a", title, ANSWER))) == {"a": reason}


def test_a_withdrawal_takes_back_its_story_and_the_reprints(
    made: Callable[..., Digest], story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    text = REPORT.replace("有网友在社交平台称，", "")
    notice = "本网撤回上午发布的稿件，其内容未经云杉商城确认，请各转载单位立即撤下。由此造成的不便，敬请读者谅解。"
    stories = [
        story("a", CLAIM, text, published=at(9)),
        story("b", f"【快讯】{CLAIM}", text, published=at(10), outlet="haitang", copy_of="a"),
        story("c", f"【撤稿】{CLAIM}", notice, published=at(14)),
        story(
            "d",
            "青禾快运在江湾启用第三座分拨中心",
            text.replace("云杉商城", "青禾快运"),
            published=at(9),
            outlet="haitang",
        ),
    ]
    digest = made(*stories)
    assert reasons(digest) | {"d": ""} == {
        "a": "withdrawn by c",
        "b": "withdrawn by c",
        "c": "withdrawal notice",
        "d": "",
    }


@pytest.mark.parametrize(("until", "printed"), [("17时59分", "evening"), ("18时", "night"), ("18时01分", "night")])
def test_an_embargo_is_kept_to_the_minute(
    made: Callable[..., Digest],
    story: Callable[..., Story],
    edition: Edition,
    at: Callable[..., datetime],
    until: str,
    printed: str,
) -> None:
    held = story(
        "a", CLAIM, f"【11月20日{until}前请勿发布】" + REPORT.replace("有网友在社交平台称，", ""), published=at(9)
    )
    night = replace(edition, name="night", start=at(18), end=at(23))
    evening = made(held)
    later = made(held, edition=night, made=[MadeEdition(edition.key, edition.start, edition.end, at(18, 5))])
    assert [name for name, digest in (("evening", evening), ("night", later)) if digest.entries] == [printed]
    assert "请勿" not in (evening.entries or later.entries)[0].paragraph


def test_the_lint_knows_marks(
    made: Callable[..., Digest], story: Callable[..., Story], edition: Edition, at: Callable[..., datetime]
) -> None:
    denied = story("a", f"【辟谣】{CLAIM}", ANSWER)
    digest = made(denied)
    bare = replace(digest, entries=(replace(digest.entries[0], headline=CLAIM),), highlights=(CLAIM,))
    assert lint(digest, [denied]) == []
    assert lint(bare, [denied]) == [f"entry 1: headline hides a mark of its story: '{CLAIM}'"]
    assert "entry 1: not to be printed: test" in lint(digest, [replace(denied, title=f"【测试】{CLAIM}")])
    held = replace(denied, title=f"【禁发至11月20日18:00】{CLAIM}")
    assert "entry 1: under embargo: 禁发至11月20日18:00" in lint(digest, [held])


def test_of_a_claim_and_its_answer_the_answer_is_printed(
    made: Callable[..., Digest], story: Callable[..., Story], credit: Callable[..., object], at: Callable[..., datetime]
) -> None:
    finance = {"outlet": "haitang", "attribution": credit("haitang", "海棠财经", "Haitang Finance")}
    digest = made(
        story("a", f"传{CLAIM}", REPORT, published=at(9)),
        story("b", "云杉商城回应关闭北岸全部门店：不实，二十家门店正常营业", ANSWER, published=at(12), **finance),
        story("c", f"{CLAIM}，三百人转岗", REPORT, published=at(15), copy_of="a"),
    )
    (entry,) = digest.entries
    assert entry.headline == "云杉商城回应关闭北岸全部门店：不实，二十家门店正常营业"
    assert (entry.credit, entry.attribution.across.otherwise) == ("海棠财经", ("beian",))
    assert set(entry.stories) == {"a", "b", "c"}


def test_a_claim_is_not_printed_for_an_answer_that_makes_no_paragraph(
    made: Callable[..., Digest], story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    digest = made(
        story("a", f"传{CLAIM}", REPORT, published=at(9)),
        story("b", "云杉商城否认关闭北岸全部门店", "云杉商城20日否认关闭北岸全部门店。", published=at(12), copy_of="a"),
    )
    assert digest.entries == ()


def test_the_newest_version_of_an_outlet_is_printed(
    made: Callable[..., Digest], story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    text = REPORT.replace("有网友在社交平台称，", "")
    digest = made(
        story("a", CLAIM, text, published=at(9), fingerprint="1"),
        story(
            "b",
            CLAIM.replace("全部", "十家"),
            text.replace("全部二", ""),
            published=at(11),
            copy_of="a",
            fingerprint="2",
        ),
    )
    assert headlines(digest) == ["云杉商城将关闭北岸十家门店"]


def test_a_correction_of_what_was_printed_is_printed_and_marked(
    made: Callable[..., Digest], story: Callable[..., Story], edition: Edition, at: Callable[..., datetime]
) -> None:
    text = (
        "青禾快运20日宣布完成2亿美元B轮融资，由江湾资本领投，资金将用于分拨中心和冷链车队的建设。公司目前在十八座城市设有分拨中心，"
        "员工约四千人，去年运送包裹三亿件，明年计划进入另外六座城市，并把夜间配送扩大到全部门店。"
    )
    first = story("a", "青禾快运完成2亿美元B轮融资", text, published=at(9))
    told = past_entries(made(first))
    assert told
    night = replace(edition, name="night", start=at(18), end=at(23))
    corrected = text.replace("2亿美元", "2亿元").replace("20日宣布", "20日更正，公司")
    repeated = made(replace(first, id="b", published=at(19)), past=told, edition=night)
    digest = made(
        story("c", "更正：青禾快运B轮融资为2亿元", corrected, published=at(19), copy_of="a"), past=told, edition=night
    )
    assert headlines(repeated) == []
    assert headlines(digest) == ["青禾快运B轮融资为2亿元（更正）"]
    assert digest.entries[0].update


@pytest.mark.parametrize("foot", ["", "\n本文已更正：融资金额为2亿元。"])
def test_a_corrected_reprint_of_an_early_story_is_printed_if_it_says_so(
    made: Callable[..., Digest],
    story: Callable[..., Story],
    edition: Edition,
    at: Callable[..., datetime],
    foot: str,
) -> None:
    text = (
        "青禾快运20日宣布完成2亿美元B轮融资，由江湾资本领投，资金将用于分拨中心和冷链车队的建设。公司目前在十八座城市设有分拨中心，"
        "员工约四千人，去年运送包裹三亿件，明年计划进入另外六座城市，并把夜间配送扩大到全部门店。"
    )
    first = story("a", "青禾快运完成2亿美元B轮融资", text, published=at(9))
    night = replace(edition, name="night", start=at(18), end=at(23))
    later = story(
        "b", "青禾快运完成2亿元B轮融资", text.replace("2亿美元", "2亿元") + foot, published=at(19), copy_of="a"
    )
    digest = made(first, later, past=past_entries(made(first)), edition=night)
    assert headlines(digest) == (["青禾快运完成2亿元B轮融资（更正）"] if foot else [])


@pytest.mark.parametrize("title", ["网传{}系谣言", "{}的消息不属实"])
def test_a_denial_of_what_was_printed_as_news_is_printed_once(
    made: Callable[..., Digest],
    story: Callable[..., Story],
    edition: Edition,
    at: Callable[..., datetime],
    title: str,
) -> None:
    past = past_entries(made(story("a", CLAIM, REPORT.replace("有网友在社交平台称，", ""), published=at(9))))
    assert past
    night = replace(edition, name="night", start=at(18), end=at(22))
    denied = made(story("b", title.format(CLAIM), ANSWER, published=at(19)), past=past, edition=night)
    assert headlines(denied) == [title.format(CLAIM)]
    assert denied.entries[0].update
    late = replace(edition, name="late", start=at(22), end=at(23))
    again = story("c", title.format(CLAIM), ANSWER, published=at(22, 30))
    assert headlines(made(again, past=(*past, *past_entries(denied)), edition=late)) == []


def test_a_denial_in_plain_words_is_an_update_of_a_rumour(
    made: Callable[..., Digest], story: Callable[..., Story], edition: Edition, at: Callable[..., datetime]
) -> None:
    past = past_entries(made(story("a", f"网传{CLAIM}", REPORT, published=at(9))))
    assert past
    night = replace(edition, name="night", start=at(18), end=at(23))
    title = "云杉商城：没有关闭北岸全部门店的计划"
    digest = made(story("b", title, ANSWER, published=at(19), copy_of="a"), past=past, edition=night)
    assert headlines(digest) == [title]


WITHDRAWAL = "本网撤回上午发布的稿件，其内容未经云杉商城确认，请各转载单位立即撤下。由此造成的不便，敬请读者谅解。"


@pytest.mark.parametrize(
    ("outlet", "title"),
    [("beian", f"【撤稿】{CLAIM}"), ("haitang", f"撤稿声明：《{CLAIM}》"), ("beian", "关于云杉商城一稿的撤稿通知")],
)
def test_a_withdrawal_of_what_was_printed_is_announced_once_and_marked(
    made: Callable[..., Digest],
    story: Callable[..., Story],
    edition: Edition,
    at: Callable[..., datetime],
    outlet: str,
    title: str,
) -> None:
    text = REPORT.replace("有网友在社交平台称，", "")
    first = story("a", CLAIM, text, published=at(9), outlet=outlet)
    evening = made(first)
    notice = story("b", title, WITHDRAWAL + f"涉及的稿件是《{CLAIM}》。", published=at(19), section=None, outlet=outlet)
    night = replace(edition, name="night", start=at(18), end=at(23))
    digest = made(first, notice, past=past_entries(evening), edition=night)
    assert headlines(digest) == [f"{CLAIM}（已撤稿）"]
    (entry,) = digest.entries
    assert (entry.stories, entry.event, entry.section) == (("b",), "a", "e-commerce")
    assert entry.paragraph == (
        f"北岸新闻撤回了一篇报道，11月20日的一期曾据此刊登《{CLAIM}》。该条内容一并撤回，请勿再引用。"
    )
    assert lint(digest, [first, notice]) == []
    assert lint(replace(digest, entries=(replace(entry, headline=CLAIM),)), [first, notice])
    repeated = replace(notice, id="c", outlet="chaoyang", published=at(23, 30))
    late = replace(edition, name="late", start=at(23), end=at(23, 59))
    past = (*past_entries(evening), *past_entries(digest))
    assert made(first, notice, repeated, past=past, edition=late).entries == ()
    assert made(first, notice, edition=night).entries == ()


def test_a_withdrawal_is_announced_in_english(
    made: Callable[..., Digest], story: Callable[..., Story], edition: Edition, at: Callable[..., datetime]
) -> None:
    plan = replace(edition, language="en")
    title = "Spruce Stores will close all twenty shops in Northbank"
    text = (
        "Spruce Stores said on November 20 that it would close all twenty of its shops in Northbank by the end of the "
        "year. About 300 employees will be moved to other regions, the retailer said, and suppliers will be paid later "
        "than agreed. The company has traded in Northbank for twelve years and sold goods worth $250 million last year."
    )
    first = story("a", title, text, published=at(9), language="en")
    past = past_entries(made(first, edition=plan))
    assert past
    body = (
        "We have withdrawn this story. It did not meet our standards, and Spruce Stores says that no shop will close."
    )
    notice = story("b", f"RETRACTED: {title}", body, published=at(19), language="en")
    night = replace(plan, name="night", start=at(18), end=at(23))
    (entry,) = made(first, notice, past=past, edition=night).entries
    assert entry.headline == f"{title} (withdrawn)"
    assert "November 20" in entry.paragraph

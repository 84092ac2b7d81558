"""An event becomes an entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from aggregator.assemble.rank import Ranked
from aggregator.assemble.write import Draft, NotWritten, draft, write
from aggregator.attribution.across import credit_of
from aggregator.models import Edition, Story

TITLE = "【公司】北桥半导体完成3.2亿元B轮融资_北岸新闻"
BODY = (
    "北桥半导体宣布完成3.2亿元B轮融资，由江湾资本领投，白沙创投跟投。公司称，资金将用于车规级电源管理芯片的量产。"
    "北桥半导体成立于2021年，目前有员工260人，产品已进入四家整车厂的供应链，去年出货量为1800万颗。"
)


def event(*stories: Story) -> Ranked:
    return Ranked(stories[0].id, stories, credit_of(stories[0]), "internet", {"kind": 0.5, "news": 2.0})


def written(edition: Edition, *stories: Story) -> Draft:
    return draft(edition, event(*stories))


def test_an_entry_has_all_its_fields(edition: Edition, story: Callable[..., Story]) -> None:
    report, other = story("a", TITLE, "北岸新闻11月20日讯（记者 江一帆）" + BODY), story("b", TITLE, BODY)
    (entry,) = write(edition, [written(edition, report, other)])
    assert (entry.number, entry.section, entry.headline) == (1, "internet", "北桥半导体完成3.2亿元B轮融资")
    assert (entry.dateline, entry.paragraph, entry.credit) == ("11月20日消息，", BODY, "北岸新闻")
    assert (entry.event, entry.stories, entry.url) == ("a", ("a", "b"), report.url)
    assert (entry.day, entry.score, entry.score_parts) == (date(2026, 11, 20), 2.5, {"kind": 0.5, "news": 2.0})


def test_entries_are_numbered_in_the_order_of_the_drafts(edition: Edition, story: Callable[..., Story]) -> None:
    drafts = [written(edition, story(name, TITLE, BODY)) for name in "abc"]
    assert [entry.number for entry in write(edition, drafts)] == [1, 2, 3]


def test_the_day_is_that_of_the_zone_of_the_edition(
    edition: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    night = replace(edition, start=at(0), end=at(8))
    late = story("a", TITLE, BODY, published=at(0, 30).astimezone(tz=None))
    assert written(night, late).day == date(2026, 11, 20)


def test_a_dateline_is_resolved_across_new_year(
    edition: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    eve, new_year = date(2026, 12, 31), date(2027, 1, 1)
    morning = replace(edition, day=new_year, start=at(18, day=eve), end=at(8, day=new_year))
    report = story("a", TITLE, "北岸新闻12月31日讯 " + BODY, published=at(1, day=new_year))
    (entry,) = write(morning, [written(morning, report)])
    assert (entry.day, entry.dateline) == (eve, "12月31日消息，")


def test_a_story_with_an_older_dateline_is_not_news(edition: Edition, story: Callable[..., Story]) -> None:
    with pytest.raises(NotWritten, match="dateline 2026-11-18, outside the window"):
        written(edition, story("a", TITLE, "北岸新闻11月18日讯 " + BODY))


def test_the_next_story_is_tried_if_one_does_not_make_an_entry(edition: Edition, story: Callable[..., Story]) -> None:
    short, whole = story("a", TITLE, "北桥半导体完成3.2亿元B轮融资。"), story("b", TITLE, BODY)
    (entry,) = write(edition, [written(edition, short, whole)])
    assert (entry.stories, entry.event) == (("b", "a"), "a")


def test_the_next_story_is_tried_if_the_lint_would_not_pass_one(edition: Edition, story: Callable[..., Story]) -> None:
    broken = story("a", "（更新中）（北桥半导体完成3.2亿元B轮融资", BODY)
    (entry,) = write(edition, [written(edition, broken, story("b", TITLE, BODY))])
    assert entry.stories == ("b", "a")
    with pytest.raises(NotWritten, match="is open") as refused:
        written(edition, broken)
    assert refused.value.stage == "lint"


@pytest.mark.parametrize(
    ("opening", "day", "dateline"),
    [
        ("昨天（11月19日），", 19, "11月19日消息，"),
        ("当地时间11月19日，", 19, "11月19日消息，"),
        ("11月20日，", 20, "11月20日消息，"),
        ("北岸社11月20日电 昨日，", 19, "11月19日消息，"),
    ],
)
def test_an_entry_has_one_day(
    edition: Edition, story: Callable[..., Story], opening: str, day: int, dateline: str
) -> None:
    (entry,) = write(edition, [written(edition, story("a", TITLE, opening + BODY))])
    assert (entry.day, entry.dateline, entry.paragraph) == (date(2026, 11, day), dateline, BODY)


@pytest.mark.parametrize(("dateline", "day", "kept"), [("北岸社11月20日电 ", 20, "周四"), ("", 19, "")])
def test_a_weekday_stays_behind_the_story_s_own_dateline(
    edition: Edition, story: Callable[..., Story], dateline: str, day: int, kept: str
) -> None:
    text = BODY.replace("北桥半导体宣布", "北桥半导体周四宣布", 1)
    made = written(edition, story("a", TITLE, dateline + text))
    assert (made.day, made.paragraph) == (date(2026, 11, day), text.replace("周四", kept, 1))


def test_a_day_is_said_once(edition: Edition, story: Callable[..., Story]) -> None:
    title = "北岸新闻获悉，11月20日，北桥半导体完成3.2亿元B轮融资"
    rumour = "有消息传出，北桥半导体将完成新一轮融资。"
    (entry,) = write(edition, [written(edition, story("a", title, f"近日，{rumour}11月20日，{BODY}"))])
    assert (entry.headline, entry.paragraph) == ("北桥半导体完成3.2亿元B轮融资", rumour + BODY)
    earlier = "北桥半导体11月1日宣布开始融资。"
    (entry,) = write(edition, [written(edition, story("a", TITLE, f"{earlier}11月20日，{BODY}"))])
    assert "11月20日，" in entry.paragraph


def test_a_quotation_may_precede_the_day(edition: Edition, story: Callable[..., Story]) -> None:
    said = "“车规级芯片是我们最重要的方向。”"
    (entry,) = write(edition, [written(edition, story("a", TITLE, f"{said}11月20日，{BODY}"))])
    assert (entry.dateline, entry.paragraph) == ("11月20日消息，", said + BODY)
    (entry,) = write(edition, [written(edition, story("a", TITLE, f"{said}11月19日，{BODY}"))])
    assert (entry.dateline, entry.paragraph) == ("11月19日消息，", said + BODY)


def test_news_of_the_day_before_says_nothing_of_today(edition: Edition, story: Callable[..., Story]) -> None:
    text = "昨天，" + BODY + "今天，北桥半导体的股价上涨2%。"
    assert written(edition, story("a", TITLE, text)).paragraph == BODY


@pytest.mark.parametrize("opening", ["11月17日，", "11月18日晚间，", "工商信息显示，11月10日，"])
def test_older_news_is_no_news(edition: Edition, story: Callable[..., Story], opening: str) -> None:
    with pytest.raises(NotWritten, match="before the window"):
        written(edition, story("a", TITLE, opening + BODY))


def test_a_dateline_of_tomorrow_is_a_slip(
    edition: Edition, story: Callable[..., Story], at: Callable[..., datetime]
) -> None:
    tomorrow = story("a", TITLE, "北岸新闻11月21日讯 " + BODY)
    assert written(edition, tomorrow).day == date(2026, 11, 20)
    day = date(2026, 11, 21)
    morning = replace(edition, day=day, start=at(18), end=at(8, day=day))
    assert written(morning, replace(tomorrow, published=at(23, 58))).day == day


def test_a_flash_is_measured_as_it_is_printed(edition: Edition, story: Callable[..., Story]) -> None:
    flash = "北桥半导体宣布完成3.2亿元B轮融资，由江湾资本领投，白沙创投跟投，资金用于量产电源管理芯片，明年三季度投产。"
    entry = written(edition, story("a", TITLE, "11月20日，" + flash))
    assert entry.paragraph == flash


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        (TITLE, "北桥半导体完成3.2亿元B轮融资。", "no paragraph of 80 characters in whole sentences"),
        ("北桥半导体凭什么融资3.2亿元？", BODY, "headline is a question"),
        ("北桥半导体凭借……", BODY, "title is cut off"),
        ("北桥半导体完成融资" * 7, BODY, "headline cannot be cut to 40 characters at a clause"),
    ],
)
def test_a_story_that_does_not_make_an_entry_says_why(
    edition: Edition, story: Callable[..., Story], title: str, text: str, reason: str
) -> None:
    with pytest.raises(NotWritten, match=reason):
        written(edition, story("a", title, text))


@pytest.mark.parametrize("opening", ["11月26日，", "12 月 3 日，"])
def test_a_day_to_come_is_where_it_is_planned(edition: Edition, story: Callable[..., Story], opening: str) -> None:
    first = "北桥半导体将在云州开放3.2亿元B轮融资的认购，"
    (entry,) = write(edition, [written(edition, story("a", TITLE, opening + first + BODY))])
    day = opening.rstrip("，").replace(" ", "")
    assert entry.dateline + entry.paragraph == "11月20日消息，" + first.replace("将在", f"将于{day}在") + BODY


def test_a_headline_of_one_clause_may_be_longer(edition: Edition, story: Callable[..., Story]) -> None:
    title = "云州北桥新一代车规级半导体电源管理芯片研发中心股份有限公司宣布完成3.2亿元B轮融资"
    assert written(edition, story("a", title, title + "。" + BODY)).headline == title


def test_an_entry_has_one_typesetting(edition: Edition, story: Callable[..., Story]) -> None:
    loose = BODY.replace("宣布", '宣布, 旗下 "北芯" 计划(2026 版) ').replace("3.2亿元B轮", " 3.2 亿元 B 轮")
    made = written(edition, story("a", "北桥半导体完成 3.2 亿元 B 轮融资", loose))
    assert made.headline == "北桥半导体完成3.2亿元B轮融资"
    assert made.paragraph.startswith("北桥半导体宣布，旗下“北芯”计划（2026版）完成3.2亿元B轮融资，")


def test_an_english_paragraph_continues_its_dateline(edition: Edition, story: Callable[..., Story]) -> None:
    english = replace(edition, language="en")
    text = (
        "The Yunzhou Market Supervision Bureau has fined Yunshan Mall 1.2 million yuan for false advertising. "
        "Yunshan Mall said it accepts the decision and has changed the pages of 340 products. "
        "The bureau said it had received 57 complaints from customers since the beginning of the year."
    )
    report = story(
        "a", "Yunshan Mall fined 1.2 million yuan for false advertising - Northbank News", text, language="en"
    )
    (entry,) = write(english, [written(english, report)])
    assert entry.headline == "Yunshan Mall fined 1.2 million yuan for false advertising"
    assert entry.dateline + entry.paragraph == "On November 20, t" + text[1:]
    assert entry.credit == "Northbank News"


def test_a_story_that_tells_its_headline_goes_before_one_that_does_not(
    edition: Edition, story: Callable[..., Story]
) -> None:
    promises = story("a", "北桥半导体：本轮估值48亿元", BODY)
    assert written(edition, promises, story("b", TITLE, BODY)).story.id == "b"
    assert written(edition, promises).headline == "北桥半导体：本轮估值48亿元"


def test_a_headline_goes_without_the_figure_that_its_story_does_not_tell(
    edition: Edition, story: Callable[..., Story]
) -> None:
    promises = story("a", "北桥半导体完成3.2亿元B轮融资，估值48亿元", BODY)
    assert written(edition, promises).headline == "北桥半导体完成3.2亿元B轮融资"

"""Datelines: read, cut, printed."""

from __future__ import annotations

from datetime import date

import pytest

from aggregator.style.dateline import Opening, open_up, opens_as_report, printed, resolve, stated, without_day

NEWS = "云杉商城宣布在六座城市开放加盟。"


@pytest.mark.parametrize(
    "dateline",
    [
        "11月20日消息，",
        "2026年11月20日消息，",
        "北岸新闻11月20日讯 ",
        "北岸社云州11月20日电 ",
        "北岸科技讯 北京时间11月20日上午消息，",
        "【北岸网】11月20日消息，",
        "【北岸网报道】 11 月 20 日早间消息，",
        "据北岸网11月20日消息，",
        "北岸网 11月20日报道 文/江一帆 ",
        "【云杉开放加盟】北岸社11月20日电，",
    ],
)
def test_a_dateline_is_cut_and_its_day_kept(dateline: str) -> None:
    assert open_up(dateline + NEWS) == Opening((11, 20), NEWS)


@pytest.mark.parametrize(
    "opening",
    [
        "〔记者江一帆／云州报导〕",
        "（北岸报云州）",
        "核心提示：",
        "热点新闻：",
        "财经快讯：",
        "大公司：",
        "据北岸社电 ",
        "北岸晚报讯 ",
        "北岸时报e公司讯，",
        "北岸网获悉，",
        "近日，北岸网获悉，",
        "北岸网消息 ",
        "北岸网综合报道，",
        "北岸晚报综合 ",
        "【北岸网】",
    ],
)
def test_an_opening_without_a_day_is_cut(opening: str) -> None:
    assert open_up(opening + NEWS) == Opening(None, NEWS)


@pytest.mark.parametrize("opening", ["本报讯", "北岸晚报讯"])
def test_an_opening_without_its_reporters_is_cut(opening: str) -> None:
    assert open_up(f"{opening}11月20日，{NEWS}") == Opening(None, f"11月20日，{NEWS}")


def test_a_company_named_like_an_opening_stays() -> None:
    line = "北讯11月20日宣布，在六座城市开放加盟。"
    assert open_up(line) == Opening(None, line)


@pytest.mark.parametrize(
    "line",
    [
        NEWS,
        "记者从云州市市场监督管理局获悉，云杉商城开放加盟。",
        "据北岸社11月19日报道，云杉商城将开放加盟。",
        "11月20日，云杉商城宣布开放加盟。",
        "云杉商城11月20日发布公告称，将开放加盟。",
        "云杉商城11月20日电商大会在云州开幕。",
        "根据北岸财经时报消息，云杉商城将开放加盟。",
        "有消息，云杉商城将开放加盟。",
        "腾讯，阿里和百度同日公布财报。",
        "商业资讯，是云杉新开的频道。",
        "（以下简称云杉）开放加盟。",
        "云州有色网11月20日电解铝现货报价下跌。",
        "11月20日讯飞星火发布新版。",
        "云州新闻：开放加盟。",
        "香港电讯（06823.HK）公布中期业绩。",
        "彭博社11月20日报道称，云杉商城将开放加盟。",
        "外媒消息，云杉商城将开放加盟。",
        "国家统计局发布消息，十月物价上涨。",
        "公司于11月19日获悉，实际控制人被立案调查。",
        "据北岸社电讯稿，云杉商城将开放加盟。",
    ],
)
def test_other_openings_stay(line: str) -> None:
    assert open_up(line) == Opening(None, line)


@pytest.mark.parametrize(
    "dateline",
    [
        "YUNZHOU, Nov. 20 (Northbank) - ",
        "YUNZHOU, November 20 (Northbank) -- ",
        "November 20, 2026 - ",
        "On November 20, ",
    ],
)
def test_an_english_dateline_is_cut(dateline: str) -> None:
    assert open_up(dateline + "Yunshan Mall will open franchises.") == Opening(
        (11, 20), "Yunshan Mall will open franchises."
    )


@pytest.mark.parametrize(
    ("stated", "published", "expected"),
    [
        ((11, 20), date(2026, 11, 20), date(2026, 11, 20)),
        ((12, 31), date(2027, 1, 1), date(2026, 12, 31)),
        ((1, 1), date(2027, 1, 1), date(2027, 1, 1)),
        ((1, 1), date(2026, 12, 31), date(2027, 1, 1)),
        ((11, 21), date(2026, 11, 20), date(2026, 11, 21)),
        ((11, 22), date(2026, 11, 20), date(2025, 11, 22)),
        ((2, 29), date(2028, 3, 1), date(2028, 2, 29)),
        ((2, 29), date(2026, 3, 1), None),
        ((13, 1), date(2026, 3, 1), None),
    ],
)
def test_a_stated_day_is_the_latest_such_day(stated: tuple[int, int], published: date, expected: date | None) -> None:
    assert resolve(stated, published) == expected


@pytest.mark.parametrize(
    "head",
    ["北岸新闻11月20日讯 ", "北岸晚报讯 ", "北岸网获悉，", "北岸网消息 ", "11月20日下午，", "云杉店\n11月20日，"],
)
def test_a_report_opens_with_a_dateline_or_its_day(head: str) -> None:
    assert opens_as_report(head + NEWS, {date(2026, 11, 20)})


@pytest.mark.parametrize(
    "head",
    [
        "",
        "11月19日，",
        "有消息，",
        "随着11月的到来，人们谈起很多事情，其中一件发生在云州的一家商场里，时间是11月20日。",
    ],
)
def test_a_feature_does_not_open_as_a_report(head: str) -> None:
    assert not opens_as_report(head + NEWS, {date(2026, 11, 20)})


@pytest.mark.parametrize(
    "head", ["11月20日，", "2026年11月20日，", "今日（11月20日）晚间，", "11月20日午间，", "今天，", "近日，", ""]
)
def test_a_sentence_does_not_repeat_the_day(head: str) -> None:
    assert without_day(head + NEWS, date(2026, 11, 20)) == NEWS


def test_an_hour_after_the_day_stays() -> None:
    assert without_day("11月20日收盘后，" + NEWS, date(2026, 11, 20)) == "收盘后，" + NEWS


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("云杉商城11月20日宣布，在六城开放加盟。", "云杉商城宣布，在六城开放加盟。"),
        ("电商平台云杉商城于2026年11月20日宣布开放加盟。", "电商平台云杉商城宣布开放加盟。"),
        ("云杉商城11月20日早间披露财报。", "云杉商城早间披露财报。"),
        ("云杉商城将于11月20日开放加盟。", "云杉商城将于11月20日开放加盟。"),
        ("云杉商城计划11月20日开放加盟。", "云杉商城计划11月20日开放加盟。"),
        ("云杉商城已于11月20日完成交割。", "云杉商城已完成交割。"),
        ("11月20日起，新版规定正式施行。", "11月20日起，新版规定正式施行。"),
        ("截至11月20日收盘，云杉上涨。", "截至11月20日收盘，云杉上涨。"),
        ("云杉商城自11月20日起开放加盟。", "云杉商城自11月20日起开放加盟。"),
        ("云杉商城将在11月20日前开放加盟。", "云杉商城将在11月20日前开放加盟。"),
        ("云杉商城11月20日至25日开放加盟。", "云杉商城11月20日至25日开放加盟。"),
        ("云杉商城11月19日宣布开放加盟。", "云杉商城11月19日宣布开放加盟。"),
        ("云杉商城宣布，11月20日开放加盟。", "云杉商城宣布，11月20日开放加盟。"),
    ],
)
def test_a_day_between_subject_and_verb_is_cut(sentence: str, expected: str) -> None:
    assert without_day(sentence, date(2026, 11, 20)) == expected


def test_another_day_in_the_sentence_stays() -> None:
    assert without_day("11月19日，" + NEWS, date(2026, 11, 20)) == "11月19日，" + NEWS
    assert without_day("昨日，" + NEWS, date(2026, 11, 20)) == "昨日，" + NEWS


def test_the_dateline_is_printed_with_its_comma() -> None:
    assert printed(date(2026, 11, 5), "zh") == "11月5日消息，"
    assert printed(date(2026, 11, 5), "en") == "On November 5, "


@pytest.mark.parametrize(
    ("sentence", "day", "rest"),
    [
        ("昨天（11月19日），云杉商城开放加盟。", 19, "云杉商城开放加盟。"),
        ("当地时间11月19日，云杉商城开放加盟。", 19, "云杉商城开放加盟。"),
        ("11 月 19 日晚，云杉商城开放加盟。", 19, "云杉商城开放加盟。"),
        ("19日，云杉商城开放加盟。", 19, "云杉商城开放加盟。"),
        ("11月19日早盘云杉商城上涨3%。", 19, "早盘云杉商城上涨3%。"),
        ("前天，云杉商城开放加盟。", 18, "云杉商城开放加盟。"),
        ("周三，云杉商城开放加盟。", 18, "云杉商城开放加盟。"),
        ("工商信息显示，11月17日，云杉商城成立子公司。", 17, "工商信息显示，云杉商城成立子公司。"),
        ("云杉商城周一宣布开放加盟。", 16, "云杉商城宣布开放加盟。"),
        ("云杉商城于11月19日成立子公司。", 19, "云杉商城成立子公司。"),
        ("云州市长当地时间周日（11月15日）表示，云杉商城开放加盟。", 15, "云州市长表示，云杉商城开放加盟。"),
    ],
)
def test_a_sentence_states_the_day_of_its_news(sentence: str, day: int, rest: str) -> None:
    found = stated(sentence, date(2026, 11, 20))
    assert found is not None
    assert (found.day, found.rest) == (date(2026, 11, day), rest)


@pytest.mark.parametrize(
    "sentence",
    [
        "截至11月19日，云杉商城有六家门店。",
        "云杉商城将于11月30日开业。",
        "11月30日，云杉商城将开业。",
        "11月18日至19日，云杉商城开会。",
        "为遵守11月2日生效的法案，云杉商城改版。",
        "云杉商城11月8日发布的手机降价。",
        "云杉商城曾于11月19日发布计划。",
        "周三起，云杉商城开放加盟。",
        "去年11月19日，云杉商城开业。",
    ],
)
def test_a_term_a_plan_and_the_date_of_something_else_are_no_day_of_news(sentence: str) -> None:
    assert stated(sentence, date(2026, 11, 20)) is None


def test_a_day_with_another_year_is_long_past() -> None:
    found = stated("2024年11月19日，云杉商城开业。", date(2026, 11, 20))
    assert found is not None
    assert found.day.year == 2024


@pytest.mark.parametrize(
    ("paragraph", "dateline"),
    [
        ("Yunshan Mall announced that it is open for franchises.", "On November 20, "),
        ("The bureau has fined Yunshan Mall 1.2 million yuan.", "On November 20, "),
        ("Yunshan Mall closed a B round of 320 million yuan.", "According to the news on November 20, "),
        ("Yunshan Mall is laying off staff, its chief said.", "According to the news on November 20, "),
        ("According to the register, Yunshan Mall set up a subsidiary.", ""),
        ("The Tianyan app shows that Yunshan Mall set up a subsidiary.", ""),
    ],
)
def test_an_english_opening_fits_what_happened(paragraph: str, dateline: str) -> None:
    assert printed(date(2026, 11, 20), "en", paragraph) == dateline
    assert printed(date(2026, 11, 20), "zh", paragraph) == "11月20日消息，"

"""Marks that turn a story round, and the hour at which an embargo ends."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from aggregator.text.marks import NO_MARKS, answers, lifted, marks, without_marks


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("【官方辟谣】云杉商城将关闭北岸全部门店", "denied"),
        ("云杉商城将关闭北岸全部门店（不实）", "denied"),
        ("云杉商城将关闭北岸全部门店？假的！", "denied"),
        ("云杉商城将关闭北岸全部门店？公司：假消息", "denied"),
        ("谣言！云杉商城将关闭北岸全部门店", "denied"),
        ("[Hoax] Yunshan Mall to close all its shops", "denied"),
        ("网传丨云杉商城将关闭北岸全部门店", "rumoured"),
        ("云杉商城将关闭北岸全部门店【未经证实】", "rumoured"),
        ("Unconfirmed: Yunshan Mall to close all its shops", "rumoured"),
        ("撤稿通知：云杉商城将关闭北岸全部门店", "withdrawn"),
        ("[RETRACTED] Yunshan Mall to close all its shops", "withdrawn"),
        ("勘误｜云杉商城关闭十二家门店", "corrects"),
        ("云杉商城关闭十二家门店（更正）", "corrects"),
        ("CORRECTED-Yunshan Mall closes twelve shops", "corrects"),
        ("【2019年旧闻重温】云杉商城关闭十二家门店", "old"),
        ("From the archives: Yunshan Mall closes twelve shops", "old"),
        ("【系统测试】云杉商城关闭十二家门店", "test"),
        ("测试稿件，请勿发布", "test"),
        ("This is a test, please ignore", "test"),
    ],
)
def test_a_mark_is_found_in_the_title_and_cut_from_it(title: str, kind: str) -> None:
    found = marks(title, "")
    assert {name for name in NO_MARKS.__slots__ if getattr(found, name)} == {kind}
    assert kind == "test" or not any(getattr(marks(without_marks(title), ""), name) for name in NO_MARKS.__slots__)


@pytest.mark.parametrize("head", ["（北岸讯）【更正】", "【更正】", "更正：", "更正启事\n"])
def test_a_mark_is_found_at_the_head_of_the_text(head: str) -> None:
    assert marks("云杉商城关闭十二家门店", head + "云杉商城关闭的门店为十二家，并非二十家。").corrects


@pytest.mark.parametrize(
    "title",
    [
        "云杉商城否认关闭门店",
        "云杉商城辟谣：关店消息为假",
        "公安机关公布十起网络谣言案例",
        "云杉商城撤回：上市申请材料需更新",
        "云杉商城 IPO 撤回",
        "青禾测试：无人车续航提升三成",
        "青禾 OS（测试版）上线",
        "主播12月1日前不得发布虚假广告",
        "限售股（11月28日解禁）名单公布",
        "Oil embargo: council agrees on a date",
        "A/B test: Quill moves its button",
    ],
)
def test_the_same_words_inside_a_sentence_are_news(title: str) -> None:
    assert marks(title, "云杉商城昨日表示，公司经营正常。") == NO_MARKS
    assert without_marks(title) == title


@pytest.mark.parametrize(
    "note",
    [
        "（更正：此前稿件将门店数误写为二十家，特此更正）",
        "本文已更正：门店为十二家。",
        "编者注：原文门店数有误，现已更正。",
        "Correction: an earlier version of this story misstated the number of shops.",
        "This article has been corrected.",
    ],
)
def test_a_note_at_the_foot_says_that_a_text_was_corrected(note: str) -> None:
    body = "云杉商城关闭十二家门店，员工转往其他门店。\n公司称货款照常支付。"
    assert marks("云杉商城关闭十二家门店", f"{body}\n{note}").amended
    assert not marks("云杉商城关闭十二家门店", f"{body}\n公司随后在公告中更正了门店数。").amended


@pytest.mark.parametrize(
    ("title", "heard", "answer"),
    [
        ("云杉商城否认关闭门店", False, True),
        ("云杉商城回应关闭门店传闻", True, True),
        ("云杉商城回应新的税率", False, False),
        ("云杉商城：没有关闭门店的计划", True, True),
        ("网传云杉商城关闭门店，公司未回应", True, False),
        ("网传云杉商城关闭门店，公司拒绝回应", True, False),
        ("Yunshan Mall denies closing its shops", False, True),
    ],
)
def test_an_answer_is_known_by_its_headline(title: str, heard: bool, answer: bool) -> None:
    assert answers(title, "", heard=heard) is answer


def test_a_text_that_takes_back_its_story_is_a_withdrawal() -> None:
    assert marks("关于一则稿件的说明", "今日下午，本网撤回此前发布的稿件《云杉商城关闭门店》。").withdrawn
    assert not marks("云杉商城更改计划", "今日下午，云杉商城撤回此前发布的计划，称门店照常营业。").withdrawn


@pytest.mark.parametrize(
    ("line", "until"),
    [
        ("禁发至11月21日7:30", "2026-11-21T07:30+08:00"),
        ("11月21日上午7时30分前请勿发布", "2026-11-21T07:30+08:00"),
        ("今晚8点半前禁发", "2026-11-20T20:30+08:00"),
        ("明天中午12点前请勿发布", "2026-11-21T12:00+08:00"),
        ("解禁时间：2026-11-21 00:01", "2026-11-21T00:01+08:00"),
        ("本稿请于21日10时后发布", "2026-11-21T10:00+08:00"),
        ("禁发至12月1日", "2026-12-01T00:00+08:00"),
        ("禁发至1月2日9时", "2027-01-02T09:00+08:00"),
        ("EMBARGOED UNTIL 8:00 AM ET, NOVEMBER 21", "2026-11-21T08:00-05:00"),
        ("Strictly embargoed until 00:01 GMT, 21 November 2026", "2026-11-21T00:01+00:00"),
        ("Hold for release until November 21, 2026, 3 p.m. UTC", "2026-11-21T15:00+00:00"),
    ],
)
def test_an_embargo_ends_at_the_minute_that_it_states(line: str, until: str) -> None:
    appeared = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    for title, text in ((f"【{line}】云杉商城开业", ""), ("云杉商城开业", f"{line}\n云杉商城宣布开业。")):
        embargo = marks(title, text).embargo
        assert embargo is not None
        assert lifted(embargo, appeared, "Asia/Shanghai") == datetime.fromisoformat(until)


def test_an_embargo_without_an_hour_has_no_end() -> None:
    embargo = marks("【禁发稿】云杉商城开业", "").embargo
    assert embargo is not None
    assert lifted(embargo, datetime(2026, 11, 20, tzinfo=ZoneInfo("Asia/Shanghai")), "Asia/Shanghai") is None

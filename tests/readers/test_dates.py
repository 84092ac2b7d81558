from datetime import UTC, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.models import Precision
from spiders.readers.dates import find_moment, parse_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=SHANGHAI)  # a Monday


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2026-11-23 08:30", "2026-11-23 08:30"),
        ("2026-11-23 08:30:15", "2026-11-23 08:30"),
        ("2026/11/3 8:05", "2026-11-03 08:05"),
        ("2026.11.23", "2026-11-23"),
        ("2026年11月23日08时30分", "2026-11-23 08:30"),
        ("2026 年 11 月 23 日 08:30", "2026-11-23 08:30"),
        ("２０２６年１１月２３日　０８：３０", "2026-11-23 08:30"),
        ("2026-11-23 08∶30", "2026-11-23 08:30"),
        ("2026年11月23日 星期一 08:30", "2026-11-23 08:30"),
        ("2026年11月23日 下午3点半", "2026-11-23 15:30"),
        ("2026年11月23日 上午9:05", "2026-11-23 09:05"),
        ("2026年11月22日 晚上11:05", "2026-11-22 23:05"),
        ("2026年11月23日 中午12:05", "2026-11-23 12:05"),
        ("26年11月23日", "2026-11-23"),
        ("民国115年11月23日", "2026-11-23"),
        ("民國一一五年十一月二十三日", "2026-11-23"),
        ("二〇二六年十一月二十三日", "2026-11-23"),
        ("二零二六年十月三十日", "2026-10-30"),
        ("发布时间：2026-11-23 08:30 来源：蓝河新闻", "2026-11-23 08:30"),
        ("11-23 08:30", "2026-11-23 08:30"),
        ("11月22日 08:30", "2026-11-22 08:30"),
        ("(11/23 09:12)", "2026-11-23 09:12"),
        ("[11-22]", "2026-11-22"),
        ("12-25", "2025-12-25"),
        ("12月31日 23:50", "2025-12-31 23:50"),
        ("3小时前", "2026-11-23 17:00"),
        ("5 分鐘前", "2026-11-23 19:55"),
        ("半小时前", "2026-11-23 19:30"),
        ("2天前", "2026-11-21"),
        ("2 hours ago", "2026-11-23 18:00"),
        ("昨天 08:15", "2026-11-22 08:15"),
        ("前天", "2026-11-21"),
        ("今天 下午3:05", "2026-11-23 15:05"),
        ("周一 09:00", "2026-11-23 09:00"),
        ("上午 9:05", "2026-11-23 09:05"),
        ("23:10", "2026-11-22 23:10"),
        ("刚刚", "2026-11-23 20:00"),
        ("1795393800", "2026-11-23 08:30"),
        ("1795393800000", "2026-11-23 08:30"),
        ("20261123", "2026-11-23"),
        ("20261123083000", "2026-11-23 08:30"),
        ("Mon, 23 Nov 2026 00:30:00 GMT", "2026-11-23 08:30"),
        ("Mon, 23 Nov 2026 08:30:00 +0800", "2026-11-23 08:30"),
        ("Mon, 23 Nov 2026 08:30:00 CST", "2026-11-23 08:30"),
        ("Mon, 23 Nov 2026 08:30:00", "2026-11-23 08:30"),
        ("Mon Nov 23 08:30:00 CST 2026", "2026-11-23 08:30"),
        ("2026-11-23T00:30:00Z", "2026-11-23 08:30"),
        ("2026-11-23T08:30:00.000+08:00", "2026-11-23 08:30"),
        ("November 22, 2026 8:30 PM", "2026-11-22 20:30"),
        ("11/23/2026 8:30:00 AM", "2026-11-23 08:30"),
        ("23 novembre 2026 08:30", "2026-11-23 08:30"),
    ],
)
def test_a_stated_time_is_read_as_precisely_as_it_is_stated(text: str, stated: str) -> None:
    moment = parse_moment(text, NOW, SHANGHAI)
    assert moment is not None
    form = "%Y-%m-%d %H:%M" if moment.precision is Precision.MINUTE else "%Y-%m-%d"
    assert moment.at.strftime(form) == stated
    assert moment.at.utcoffset() == timedelta(hours=8)
    assert moment.raw == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "蓝河公司发布新品",
        "2026-11-24",
        "2026-11-23 20:20",
        "11-23 20:20",
        "2026年02月30日",
        "9月31日",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "1970-01-01",
        "0",
        "99999999999999",
        "03/04/2026",
        "几分钟前",
        "第3-5页",
    ],
)
def test_what_states_no_possible_past_time_is_none(text: str) -> None:
    assert parse_moment(text, NOW, SHANGHAI) is None


@pytest.mark.parametrize("text", ["2026-11-23 00:00:00", "2026-11-23 00:00", "Sun, 22 Nov 2026 16:00:00 GMT"])
def test_midnight_is_a_day_without_a_clock(text: str) -> None:
    moment = parse_moment(text, NOW, SHANGHAI)
    assert moment is not None
    assert (moment.at, moment.precision) == (datetime(2026, 11, 23, tzinfo=SHANGHAI), Precision.DAY)


def test_an_outlets_clock_may_be_ahead_by_a_quarter_of_an_hour() -> None:
    assert parse_moment("2026-11-23 20:14", NOW, SHANGHAI)


def test_29_february_is_the_last_one_there_was() -> None:
    moment = parse_moment("02-29", NOW, SHANGHAI)
    assert moment is not None
    assert moment.at.date().isoformat() == "2024-02-29"


def test_cst_is_american_where_the_outlet_is() -> None:
    moment = parse_moment("Mon, 23 Nov 2026 05:30:00 CST", NOW, ZoneInfo("America/Chicago"))
    assert moment is not None
    assert moment.at == datetime(2026, 11, 23, 11, 30, tzinfo=UTC)


def test_the_first_time_of_a_longer_text_is_found() -> None:
    moment = find_moment("蓝河新闻 发布于 2026年11月20日 09:00，更新于 2026年11月21日 10:00", NOW, SHANGHAI)
    assert moment is not None
    assert moment.at == datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
    assert moment.raw == "2026年11月20日 09:00"


@pytest.mark.parametrize("unit", ["9", "2026-", "11-", "民国", "民国115", "一", "12:", "2026年1月", "((", "1 ", "Jan "])
def test_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    start = perf_counter()
    find_moment(unit * 100_000, NOW, SHANGHAI)
    parse_moment(unit * 100_000, NOW, SHANGHAI)
    assert perf_counter() - start < 1


FORMS = (
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分",
    "%a, %d %b %Y %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%m-%d %H:%M",
    "%m月%d日 %H:%M",
)


@given(
    at=st.datetimes(datetime(2025, 11, 24), datetime(2026, 11, 23, 20, 0)),  # noqa: DTZ001 - the zone is given below
    form=st.sampled_from(FORMS),
    prefix=st.sampled_from(["", "发布：", "时间 "]),
)
def test_every_minute_of_a_year_comes_back_from_every_form(at: datetime, form: str, prefix: str) -> None:
    text = at.strftime(form)
    moment = find_moment(f"{prefix}{text}", NOW, SHANGHAI) if "%m%d" not in form else parse_moment(text, NOW, SHANGHAI)
    assert moment is not None
    wanted = at.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
    assert moment.at.replace(second=0) == wanted
    assert moment.precision is (Precision.DAY if at.hour == at.minute == moment.at.second == 0 else Precision.MINUTE)


@given(st.text(max_size=80))
def test_any_text_is_a_past_moment_or_none(text: str) -> None:
    for moment in (parse_moment(text, NOW, SHANGHAI), find_moment(text, NOW, SHANGHAI)):
        assert moment is None or moment.at <= NOW + timedelta(minutes=15)

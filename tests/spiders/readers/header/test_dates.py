from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.models import Precision
from spiders.readers.header.dates import find_moment, parse_moment
from spiders.readers.reading import Moment

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
        # several units
        ("2天4小时前", "2026-11-21 16:00"),
        ("1小时又15分钟前", "2026-11-23 18:45"),
        ("三天前", "2026-11-20"),
        ("两个小时前", "2026-11-23 18:00"),
        ("1个半小时前", "2026-11-23 18:30"),
        ("2周1天前", "2026-11-08"),
        ("2 days, 3 hours and 5 minutes ago", "2026-11-21 16:55"),
        ("half an hour ago", "2026-11-23 19:30"),
        ("3h 20m ago", "2026-11-23 16:40"),
        # days of the week
        ("上周四", "2026-11-19"),
        ("上週日 21:40", "2026-11-22 21:40"),
        ("上上周二", "2026-11-10"),
        ("本周一 09:15", "2026-11-23 09:15"),
        ("last Thursday", "2026-11-19"),
        ("Saturday at 9:05 PM", "2026-11-21 21:05"),
        ("昨晚10:20", "2026-11-22 22:20"),
        ("今早 7点半", "2026-11-23 07:30"),
        # twelve o'clock
        ("2026年11月22日凌晨12:40", "2026-11-22 00:40"),
        ("2026年11月22日 晚上12:10", "2026-11-23 00:10"),
        ("2026年11月21日深夜12点半", "2026-11-22 00:30"),
        ("2026年11月22日中午12点", "2026-11-22"),
        ("2026年11月22日中午1点20分", "2026-11-22 13:20"),
        ("2026年11月22日晚上2:10", "2026-11-22"),
        ("2026-11-22 8:15:00 下午", "2026-11-22 20:15"),
        # zones
        ("2026-11-23T01:10:00+00", "2026-11-23 09:10"),
        ("2026-11-22 20:10:00-05", "2026-11-23 09:10"),
        ("2026-11-23 10:10 +09", "2026-11-23 09:10"),
        ("2026-11-23 09:10:00+08:00[Asia/Shanghai]", "2026-11-23 09:10"),
        ("Sun, 22 Nov 2026 20:10:00 America/New_York", "2026-11-23 09:10"),
        ("2026-11-23 01:10 (Europe/London)", "2026-11-23 09:10"),
        ("Nov 22, 2026 8:10 PM ET", "2026-11-23 09:10"),
        ("2026-11-23 10:10 JST", "2026-11-23 09:10"),
        ("20261123T011000Z", "2026-11-23 09:10"),
        # systems with a Chinese locale
        ("星期日, 22 十一月 2026 09:10:00 +0800", "2026-11-22 09:10"),
        ("周日, 22 11月 2026 01:10:00 GMT", "2026-11-22 09:10"),
        ("星期日 十一月 22 09:10:00 CST 2026", "2026-11-22 09:10"),
        ("十一月 22, 2026 9:10:00 上午", "2026-11-22 09:10"),
        ("Sunday, 22-Nov-26 01:10:00 GMT", "2026-11-22 09:10"),
        ("22 11月 26 09:10:00 +0800", "2026-11-22 09:10"),
        ("20261122 09:10", "2026-11-22 09:10"),
        ("Sat, 21 Nov 2026 17:10:00 US/Pacific", "2026-11-22 09:10"),
        # ASP.NET
        ("/Date(1795393800000)/", "2026-11-23 08:30"),
        ("\\/Date(1795393800000-0500)\\/", "2026-11-23 08:30"),
        # other orders
        ("26-11-22 09:10", "2026-11-22 09:10"),
        ("26/11/22", "2026-11-22"),
        ("09:10 2026-11-22", "2026-11-22 09:10"),
        ("9:10 AM, Nov 22, 2026", "2026-11-22 09:10"),
        ("09:10 | 2026年11月22日", "2026-11-22 09:10"),
        # clocks of the English press
        ("Nov. 21, 2026, 3:20 p.m. ET", "2026-11-22 04:20"),
        ("3:20 p.m. ET Nov. 21, 2026", "2026-11-22 04:20"),
        ("Sat 21 Nov 2026 15.20 GMT", "2026-11-21 23:20"),
        ("21 November 2026 • 3.20pm", "2026-11-21 15:20"),
        ("21 Nov 2026 3.20 per share", "2026-11-21"),
        ("2026-11-21 15.20万元", "2026-11-21"),
        # clocks without zeros
        ("2026-11-3 9:4:7", "2026-11-03 09:04"),
        ("Sat, 21 Nov 2026 15:4:0 GMT", "2026-11-21 23:04"),
        ("11月21日 3:2", "2026-11-21"),
        ("Sat, 21 Nov, 2026 15:20:00 +0800", "2026-11-21 15:20"),
        ("2026\u200b-11-22 09:\ufeff10", "2026-11-22 09:10"),
        ("20\u00ad26年11月22日\u00a009:10", "2026-11-22 09:10"),
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
        "几天3小时前",
        "1个月10天前",
        "2 months 3 days ago",
        "下周一 09:00",
        "周一至周五 9:00",
        "周三",
        "第3-5页",
    ],
)
def test_a_text_without_a_possible_past_time_gives_none(text: str) -> None:
    assert parse_moment(text, NOW, SHANGHAI) is None


@pytest.mark.parametrize("text", ["2026-11-23 00:00:00", "2026-11-23 00:00", "Sun, 22 Nov 2026 16:00:00 GMT"])
def test_midnight_is_a_day_without_a_clock(text: str) -> None:
    moment = parse_moment(text, NOW, SHANGHAI)
    assert moment is not None
    assert (moment.at, moment.precision) == (datetime(2026, 11, 23, tzinfo=SHANGHAI), Precision.DAY)


def test_an_outlets_clock_may_be_ahead_by_a_quarter_of_an_hour() -> None:
    assert parse_moment("2026-11-23 20:14", NOW, SHANGHAI)


def test_last_friday_on_a_saturday_may_be_either() -> None:
    saturday = datetime(2026, 11, 21, 20, 0, tzinfo=SHANGHAI)
    assert parse_moment("last Friday", saturday, SHANGHAI) is None
    assert parse_moment("last Sunday", saturday, SHANGHAI)


def test_two_digits_of_a_year_come_first_only_in_east_asia() -> None:
    assert parse_moment("26-11-22 09:10", NOW, ZoneInfo("Europe/London")) is None


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
    start = process_time()
    find_moment(unit * 100_000, NOW, SHANGHAI)
    parse_moment(unit * 100_000, NOW, SHANGHAI)
    assert process_time() - start < 1


def clock_zh(at: datetime) -> str:
    """Write a clock as people say it: 下午3点05分."""
    half = "凌晨" if at.hour < 6 else "上午" if at.hour < 12 else "中午" if at.hour == 12 else "下午"
    return f"{half}{at.hour if at.hour <= 12 else at.hour - 12}点{at.minute:02d}分"


def numeral(number: int) -> str:
    """Write 1 to 99 as a Chinese day or month: 二十三."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


DIGITS = "〇一二三四五六七八九"
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)} | {" ": "\u3000"})
FORMS = (
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日%H時%M分",
    "%Y-%m-%dT%H:%M:%S+08:00",
    "%a, %d %b %Y %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S +0800",
    "%B %d, %Y %I:%M %p",
    "%m-%d %H:%M",
    "%m月%d日 %H:%M",
)
SPELLINGS: dict[str, Callable[[datetime], str]] = {
    **{form: lambda at, form=form: at.strftime(form) for form in FORMS},  # type: ignore[misc]
    "full width": lambda at: at.strftime("%Y年%m月%d日 %H:%M").translate(WIDE),
    "unpadded": lambda at: f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02d}",
    "two digits of the year": lambda at: at.strftime("%y年%m月%d日 %H:%M"),
    "year of the republic": lambda at: f"民國{at.year - 1911}年{at.month}月{at.day}日 {at:%H:%M}",
    "half of the day": lambda at: f"{at.year}年{at.month}月{at.day}日 {clock_zh(at)}",
    "weekday between": lambda at: f"{at:%Y年%m月%d日} 星期{'一二三四五六日'[at.weekday()]} {at:%H:%M}",
    "Chinese numerals": lambda at: (
        f"{''.join(DIGITS[int(digit)] for digit in str(at.year))}年{numeral(at.month)}月{numeral(at.day)}日 {at:%H:%M}"
    ),
}
WHOLE_FIELDS: dict[str, Callable[[datetime], str]] = {
    "one number": lambda at: at.strftime("%Y%m%d%H%M%S"),
    "seconds": lambda at: str(int(at.replace(tzinfo=SHANGHAI).timestamp())),
    "milliseconds": lambda at: str(int(at.replace(tzinfo=SHANGHAI).timestamp()) * 1000),
}
"""Spellings that are a time only where they are all that a field says."""
A_YEAR = st.datetimes(datetime(2025, 11, 24), datetime(2026, 11, 23, 20, 0))  # noqa: DTZ001 - the zone is given below


def wanted(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0, tzinfo=SHANGHAI)


def is_spelled_as(moment: Moment | None, at: datetime) -> bool:
    """Return whether a moment is the written minute, or its day if the minute is midnight."""
    assert moment is not None
    precise = Precision.DAY if moment.at.timetz().replace(tzinfo=None) == time() else Precision.MINUTE
    return moment.at.replace(second=0) == wanted(at) and moment.precision is precise


@given(
    at=A_YEAR,
    spell=st.sampled_from([*SPELLINGS]),
    prefix=st.sampled_from(["", "发布：", "时间 ", "来源：蓝河新闻 "]),
    suffix=st.sampled_from(["", " 来源：蓝河新闻", "　阅读 312", "（记者 林一）"]),
)
def test_every_minute_of_a_year_is_read_in_every_spelling(at: datetime, spell: str, prefix: str, suffix: str) -> None:
    text = SPELLINGS[spell](at)
    assert is_spelled_as(parse_moment(text, NOW, SHANGHAI), at)
    assert is_spelled_as(find_moment(f"{prefix}{text}{suffix}", NOW, SHANGHAI), at)


@given(at=A_YEAR, spell=st.sampled_from([*WHOLE_FIELDS]))
def test_every_minute_of_a_year_is_read_from_a_single_number(at: datetime, spell: str) -> None:
    assert is_spelled_as(parse_moment(WHOLE_FIELDS[spell](at), NOW, SHANGHAI), at)


@given(minutes=st.integers(1, 59), hours=st.integers(1, 23), days=st.integers(1, 60))
def test_times_counted_back_from_the_fetch_are_read(minutes: int, hours: int, days: int) -> None:
    for text, ago in ((f"{minutes}分钟前", timedelta(minutes=minutes)), (f"{hours} 小时前", timedelta(hours=hours))):
        moment = parse_moment(text, NOW, SHANGHAI)
        assert moment is not None
        assert (moment.at, moment.precision is Precision.DAY) == (NOW - ago, (NOW - ago).time() == time())
    day = parse_moment(f"{days}天前", NOW, SHANGHAI)
    assert day is not None
    assert (day.at.date(), day.precision) == ((NOW - timedelta(days=days)).date(), Precision.DAY)


@given(days=st.sampled_from([(0, "今天"), (1, "昨天"), (2, "前天")]), clock=st.times())
def test_a_day_named_by_a_word_is_read_with_its_clock(days: tuple[int, str], clock: time) -> None:
    at = datetime.combine(NOW.date() - timedelta(days=days[0]), clock)
    moment = parse_moment(f"{days[1]} {clock:%H:%M}", NOW, SHANGHAI)
    assert moment is None if wanted(at) > NOW + timedelta(minutes=15) else is_spelled_as(moment, at)


@given(st.text(max_size=80))
def test_any_text_is_a_past_moment_or_none(text: str) -> None:
    for moment in (parse_moment(text, NOW, SHANGHAI), find_moment(text, NOW, SHANGHAI)):
        assert moment is None or moment.at <= NOW + timedelta(minutes=15)

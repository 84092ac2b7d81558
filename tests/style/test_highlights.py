"""The lines at the head of a digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from aggregator.models import Attribution, Edition, Entry
from aggregator.style.highlights import highlights


def entries(credit: Attribution, *told: tuple[str, str, float]) -> list[Entry]:
    return [
        Entry(
            number=number,
            section=section,
            headline=headline,
            dateline="11月20日消息，",
            paragraph="云杉商城宣布开放加盟。",
            credit=credit.name.zh,
            attribution=credit,
            event=str(number),
            stories=(str(number),),
            url="https://news.example/",
            day=date(2026, 11, 20),
            score=score,
            score_parts={},
        )
        for number, (headline, section, score) in enumerate(told, 1)
    ]


def test_the_best_are_there_in_the_order_of_print(edition: Edition, credit: Callable[..., Attribution]) -> None:
    told = entries(credit(), *((f"青禾{number}号上线", "internet", float(number)) for number in range(1, 9)))
    assert highlights(edition, told) == tuple(f"青禾{number}号上线" for number in range(4, 9))


def test_every_section_is_there(edition: Edition, credit: Callable[..., Attribution]) -> None:
    told = entries(
        credit(),
        ("云杉开放加盟业务", "e-commerce", 1.0),
        *((f"青禾{number}号上线", "internet", 9.0) for number in range(1, 7)),
        ("海棠启用海外仓库", "cross-border", 2.0),
    )
    lines = highlights(edition, told)
    assert lines[0] == "云杉开放加盟业务"
    assert lines[-1] == "海棠启用海外仓库"
    assert len(lines) == 5


def test_with_less_room_than_sections_the_best_sections_are_there(
    edition: Edition, credit: Callable[..., Attribution]
) -> None:
    told = entries(credit(), ("云杉开放加盟业务", "e-commerce", 1.0), ("青禾地图上线", "internet", 2.0))
    assert highlights(replace(edition, highlights=1), told) == ("青禾地图上线",)


def test_a_line_is_shorter_than_its_headline(edition: Edition, credit: Callable[..., Attribution]) -> None:
    told = entries(credit(), ("云杉商城净利润12.33亿元，同比增长47.4%", "e-commerce", 1.0))
    assert highlights(edition, told) == ("云杉商城净利润12.33亿元",)


def test_what_stands_before_a_colon_stays_where_the_rest_leans_on_it(
    edition: Edition, credit: Callable[..., Attribution]
) -> None:
    leaning = entries(credit(), ("青禾光纤项目受挫：不仅总裁离职，还要展开裁员", "internet", 1.0))
    assert highlights(edition, leaning)[0].startswith("青禾光纤项目受挫")
    spoken = entries(credit(), ("民航局：明日起旗舰手机不能带上云州出发的飞机", "internet", 1.0))
    assert highlights(edition, spoken) == ("明日起旗舰手机不能带上云州出发的飞机",)

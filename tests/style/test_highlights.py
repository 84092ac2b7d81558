"""The lines at the top of a digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from aggregator.models import Attribution, Edition, Entry
from aggregator.style.highlights import highlights


def entries(credit: Attribution, *rows: tuple[str, str, float]) -> list[Entry]:
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
        for number, (headline, section, score) in enumerate(rows, 1)
    ]


def test_the_best_are_in_print_order(edition: Edition, credit: Callable[..., Attribution]) -> None:
    best = entries(credit(), *((f"青禾{number}号上线", "internet", float(number)) for number in range(1, 9)))
    assert highlights(edition, best) == tuple(f"青禾{number}号上线" for number in range(4, 9))


def test_every_section_has_a_line(edition: Edition, credit: Callable[..., Attribution]) -> None:
    best = entries(
        credit(),
        ("云杉开放加盟业务", "e-commerce", 1.0),
        *((f"青禾{number}号上线", "internet", 9.0) for number in range(1, 7)),
        ("海棠启用海外仓库", "cross-border", 2.0),
    )
    lines = highlights(edition, best)
    assert lines[0] == "云杉开放加盟业务"
    assert lines[-1] == "海棠启用海外仓库"
    assert len(lines) == 5


def test_with_less_room_than_sections_the_best_sections_have_a_line(
    edition: Edition, credit: Callable[..., Attribution]
) -> None:
    best = entries(credit(), ("云杉开放加盟业务", "e-commerce", 1.0), ("青禾地图上线", "internet", 2.0))
    assert highlights(replace(edition, highlights=1), best) == ("青禾地图上线",)


def test_a_line_is_shorter_than_its_headline(edition: Edition, credit: Callable[..., Attribution]) -> None:
    best = entries(credit(), ("云杉商城净利润12.33亿元，同比增长47.4%", "e-commerce", 1.0))
    assert highlights(edition, best) == ("云杉商城净利润12.33亿元",)


def test_a_speaker_stays_if_the_rest_has_no_subject(edition: Edition, credit: Callable[..., Attribution]) -> None:
    leaning = entries(credit(), ("青禾光纤项目受挫：不仅总裁离职，还要展开裁员", "internet", 1.0))
    assert highlights(edition, leaning)[0].startswith("青禾光纤项目受挫")
    spoken = entries(credit(), ("民航局：明日起旗舰手机不能带上云州出发的飞机", "internet", 1.0))
    assert highlights(edition, spoken) == ("明日起旗舰手机不能带上云州出发的飞机",)

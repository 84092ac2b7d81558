"""The title of a digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from aggregator.models import Attribution, Edition
from aggregator.models.edition import titled
from aggregator.style.title import title_lines
from tests.style.entries import entries


@pytest.fixture
def lines(edition: Edition, credit: Callable[..., Attribution]) -> Callable[..., tuple[str, ...]]:
    """Return the lines of the title of entries with these headlines, the best first."""

    def of(*headlines: str, past: tuple[str, ...] = (), most: int = 3) -> tuple[str, ...]:
        best = entries(credit(), *((line, "internet", 9.0 - number) for number, line in enumerate(headlines)))
        return title_lines(replace(edition, title_lines=most), best, past)

    return of


def test_it_names_the_best_news_as_far_as_it_fits(lines: Callable[..., tuple[str, ...]]) -> None:
    found = lines("云杉商城开放加盟", "云州规范直播带货", "海棠在鹿特丹启用海外仓", "松口发布新手表")
    assert found == ("云杉商城开放加盟", "云州规范直播带货", "海棠在鹿特丹启用海外仓")
    assert titled("晚间资讯", found[:2], "zh") == "晚间资讯：云杉商城开放加盟；云州规范直播带货"
    assert lines("云杉商城开放加盟", "云州规范直播带货", most=1) == ("云杉商城开放加盟",)
    assert lines("云杉商城开放加盟", most=0) == ()


def test_a_line_that_does_not_fit_leaves_its_place(lines: Callable[..., tuple[str, ...]]) -> None:
    long = "云州市监管局联合十二个部门发布直播带货新规并将自明年一月一日起对全部平台施行"
    assert lines(long, "云杉商城开放加盟") == ("云杉商城开放加盟",)


@pytest.mark.parametrize("headline", ["传云杉商城将被收购", "云杉商城或将被收购", "消息称：传云杉商城被收购"])
def test_what_is_not_sure_is_not_in_a_title(lines: Callable[..., tuple[str, ...]], headline: str) -> None:
    assert lines(headline, "云州规范直播带货") == ("云州规范直播带货",)


def test_what_is_not_sure_may_stand_with_the_name_of_who_says_so(lines: Callable[..., tuple[str, ...]]) -> None:
    assert lines("北岸新闻：云杉商城或将被收购") == ("北岸新闻：云杉商城或将被收购",)


def test_it_is_unlike_the_headlines_of_the_last_editions(lines: Callable[..., tuple[str, ...]]) -> None:
    assert lines("云杉商城开放加盟", "云州规范直播带货", past=("云杉商城在六城开放加盟",)) == ("云州规范直播带货",)


def test_it_names_only_news_of_the_highlights(edition: Edition, credit: Callable[..., Attribution]) -> None:
    short = replace(edition, title_lines=2, highlights=2)
    best = entries(
        credit(),
        ("云州市监管局联合十二个部门发布直播带货新规并将自明年一月一日起对全部平台施行", "internet", 9.0),
        ("云杉商城开放加盟", "internet", 8.0),
        ("海棠在鹿特丹启用海外仓", "cross-border", 7.0),
    )
    assert title_lines(short, best) == ("海棠在鹿特丹启用海外仓",)

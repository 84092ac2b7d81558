"""The page of health."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from aggregator.models import Alarm
from aggregator.operation.health import health_of
from aggregator.operation.page import HEIGHT, WIDTH, bars, render_page
from aggregator.store.rows import Brought
from tests.formats.pages import read_page, texts
from tests.operation.visiting import SHANGHAI, START, report, unreachable, visits

HEALTH = health_of(
    "lake", visits([report(stored=2), unreachable("HTTP 503"), report(stored=8)]), SHANGHAI, Brought(9, 3)
)
ALARM = Alarm(key="silent lake", kind="silent", subject="lake", text="<script>alert(1)</script> & no link", since=START)
NOW = START + timedelta(days=2)


def test_the_page_shows_alarms_outlets_and_a_bar_for_each_visit() -> None:
    page = read_page(render_page([HEALTH], [ALARM], NOW))
    assert texts(page, "li") == ["lake: <script>alert(1)</script> & no link since 2026-10-05 00:05"]
    assert texts(page, "tbody th") == ["lake"]
    assert [node.attributes["tabindex"] for node in page.css("main [role=region]")] == ["0"]  # it scrolls by keyboard
    assert "3 of 9" in " ".join(texts(page, "tbody td"))
    assert [len(plot.css("rect")) for plot in page.css("svg")][:3] == [2, 2, 0]


def test_alarms_that_are_over_come_after_the_open_ones_the_last_first() -> None:
    over = [replace(ALARM, key=text, text=text, over=START + timedelta(hours=hour)) for hour, text in enumerate("ab")]
    page = read_page(render_page([], [*over, ALARM], NOW))
    assert [text[6:7] for text in texts(page, "li")] == ["<", "b", "a"]
    assert texts(page, "ul:last-of-type small")[0] == "2026-10-05 00:05 to 2026-10-05 01:05"


def test_the_page_does_nothing_and_asks_nobody() -> None:
    text = render_page([HEALTH], [ALARM], NOW)
    page = read_page(text)
    assert page.css("[src], [href], link, script, img, iframe, object, form") == []
    policy = page.css_first("meta[http-equiv]").attributes
    assert policy == {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }


def test_bars_fill_the_plot_and_stay_in_it() -> None:
    drawn = bars([0, 5, 10])
    assert [(x, y, size) for x, y, _, size in drawn] == [(0, HEIGHT, 0), (40, HEIGHT / 2, 12), (80, 0, HEIGHT)]
    assert all(x + width <= WIDTH for x, _, width, _ in bars(range(500)))
    assert len(bars(range(500))) == 56
    assert bars([]) == []
    assert render_page([], [], NOW).count("<p>None.</p>") == 1

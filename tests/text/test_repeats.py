"""Lines of a text that are furniture once its outlet has repeated them."""

import pytest

from aggregator.models import Seen
from aggregator.text.repeats import countable, key_of, without_repeats

NAMES = ("渡口财经", "dukou.example")
LEAD = "渡口财经讯，岚桥物流20日宣布在义乌启用新仓库，面积两万平方米。"
MIDDLE = [f"仓库第{number}区存放服装，每天可以处理包裹三万件。" for number in range(6)]
FOOT = "想第一时间读到货运消息，请订阅渡口的早报。"
BACKGROUND = "岚桥物流成立于2011年，总部位于杭州。"
SLOGAN = "渡口财经，把账算清楚"


def text(*lines):
    return "\n".join([LEAD, *MIDDLE, *lines])


@pytest.mark.parametrize(
    ("line", "seen", "cut"),
    [
        (FOOT, Seen(4, 1, 20), True),
        (FOOT, Seen(3, 1, 3), False),
        (FOOT, Seen(4, 1, 21), False),
        (SLOGAN, Seen(4, 1, 4), True),
        ("更多内容见 news.dukou.example", Seen(4, 2, 9), True),
        (BACKGROUND, Seen(4, 1, 4), False),
        (BACKGROUND, Seen(30, 1, 30), False),
        (BACKGROUND, Seen(8, 2, 17), False),
        (BACKGROUND, Seen(8, 2, 16), True),
    ],
)
def test_a_closing_line_is_cut_once_enough_stories_have_it(line, seen, cut):
    kept, gone = without_repeats(text(line), {key_of(line): seen}, NAMES)
    assert (kept, gone) == ((text(), (line,)) if cut else (text(line), ()))


def test_a_line_inside_is_cut_if_it_speaks_of_the_page():
    often = Seen(50, 20, 50)
    notice = "（本文有音频版，点击播放）"
    lines = [LEAD, notice, "市场表现", *MIDDLE, FOOT]
    kept, gone = without_repeats(
        "\n".join(lines), {key_of(notice): often, key_of("市场表现"): often, key_of(FOOT): often}, NAMES
    )
    assert gone == (notice, FOOT)
    assert kept == "\n".join([LEAD, "市场表现", *MIDDLE])


def test_the_first_line_is_never_counted_and_never_cut():
    assert countable(SLOGAN, NAMES) == frozenset()
    assert without_repeats(f"{SLOGAN}\n{LEAD}", {key_of(SLOGAN): Seen(50, 20, 50)}, NAMES)[0] == f"{SLOGAN}\n{LEAD}"


def test_the_same_letters_are_the_same_line():
    assert key_of("请订阅：渡口的早报！") == key_of("请 订阅 渡口的早报")
    assert -(2**63) <= key_of(FOOT) < 2**63

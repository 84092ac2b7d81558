from __future__ import annotations

import time

import pytest

from aggregator.text.frames import unframed

STORY = "青禾市的三十家集市今天起向小商户免收三个月服务费，首批三千家商户参加，市里补贴一半，其余由集市承担。"


@pytest.mark.parametrize(
    "framed",
    [
        f"本报讯（记者 林一 通讯员 周二）{STORY}",
        f"远帆社青禾11月20日电（记者林一舟）{STORY}",
        f"青禾网11月20日讯 {STORY}",
        f"(记者 林一){STORY}",
        f"{STORY}（来源：青禾日报）责任编辑：周二",
        f"{STORY} 声明：转载此文是出于传递更多信息之目的。",
        f"{STORY}\n来源丨青禾日报\n编辑丨周二 审核丨吴三",
        f"{STORY}[责任编辑:周二]",
        f"本报讯（记者 林一）{STORY}（稿源：青禾网）免责声明：本网转载的稿件版权归原作者。",
    ],
)
def test_an_outlet_s_frame_is_cut(framed: str) -> None:
    assert unframed(framed).strip() == STORY


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "",
        "来源：青禾日报。" + STORY,
        "外交部今天就此发表声明：" + STORY,
        STORY + "市商务局随后发表声明：集市不得转嫁费用。",
        "远帆社会调查中心今天公布电费账单，" + STORY,
        "青禾网络公司电话营销被罚，" + STORY,
    ],
)
def test_the_story_stays(text: str) -> None:
    assert unframed(text) == text


@pytest.mark.parametrize("text", [" " * 100_000, "（记者" * 30_000, "报" * 100_000, "来源 " * 30_000, "（" * 100_000])
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.process_time()
    unframed(text), unframed(text + STORY)
    assert time.process_time() - start < 0.2

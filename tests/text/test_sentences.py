from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("平台上线新规。卖家需在月底前确认！真的吗？", ["平台上线新规。", "卖家需在月底前确认！", "真的吗？"]),
        ("她说：“我们会退款。请放心。”随后会议结束。", ["她说：“我们会退款。请放心。”", "随后会议结束。"]),
        ("“我们会退款。”她说。会议结束。", ["“我们会退款。”她说。", "会议结束。"]),
        ("他写下「先退。再谈。」四字后离席。", ["他写下「先退。再谈。」四字后离席。"]),
        ("数据（见附表。）已公布。", ["数据（见附表。）已公布。"]),
        ("已公布。（记者林一。）下一段", ["已公布。", "（记者林一。）", "下一段"]),
        ("营收增长3.5%至1.2亿元。利润持平。", ["营收增长3.5%至1.2亿元。", "利润持平。"]),
        ("太好了！！！真的？！是的……", ["太好了！！！", "真的？！", "是的……"]),
        ("括号没有关（上半。下半。", ["括号没有关（上半。", "下半。"]),
        ("第一段\n第二段", ["第一段", "第二段"]),
        ("The U.S. arm of Acme Inc. grew 3.5 percent. It hired Mr. Lee.", None),
        ('"We won." He left. Is it over? Yes.', ['"We won."', "He left.", "Is it over?", "Yes."]),
        ("See https://shop.example/a?id=1 for more. Thanks!", ["See https://shop.example/a?id=1 for more.", "Thanks!"]),
        ("", []),
    ],
)
def test_sentences(text: str, found: list[str] | None) -> None:
    expected = found or ["The U.S. arm of Acme Inc. grew 3.5 percent.", "It hired Mr. Lee."]
    assert sentences(text) == (expected if text else [])


@given(st.text(alphabet="甲乙a B1.。！?“”「」（）()\"'《》…，\n "))
def test_no_character_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["。", "（", "“”", '"', "a.", "! ", "字", "U.S. "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text, start = unit * (200_000 // len(unit)), time.process_time()
    sentences(text)
    assert time.process_time() - start < 2

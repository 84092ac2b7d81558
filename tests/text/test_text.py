from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.text import fingerprint, language_of, letters, normalize_text, sentences


@given(st.text())
@example("İ ǅ ﬃ ½ ①")
def test_letters_are_stable(text: str) -> None:
    assert letters(letters(text)) == letters(text)


def test_typesetting_changes_no_letter() -> None:
    assert letters("星河ＡＢＣ 第３季度，增长１２％！") == letters("星河abc第3季度增长12%")


def test_fingerprint_is_equal_for_equal_words_and_empty_for_none() -> None:
    assert fingerprint("“星河电商”上线 ３ 项新规。") == fingerprint("星河电商上线3项新规")
    assert fingerprint("星河电商上线3项新规") != fingerprint("星河电商上线4项新规")
    assert len(fingerprint("新规")) == 32
    assert fingerprint(" …！") == ""


@given(st.text())
@example("e\u200b\u0301 \u2000\r\nＡ\u0301")
def test_normalized_text_is_stable_and_clean(text: str) -> None:
    shown = normalize_text(text)
    assert normalize_text(shown) == shown
    assert not any(unicodedata.category(char).startswith("C") for char in shown if char != "\n")
    assert all(line and line == line.strip() for line in shown.split("\n") if shown)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("营收５．３亿元，增长１２％", "营收5.3亿元，增长12%"),
        ("ＡＰＰ上线（测试版）！", "APP上线（测试版）！"),
        ("甲\xa0\u3000 乙\t丙", "甲 乙 丙"),
        ("一\u200b二\ufeff三\x07\ud800", "一二三"),
        ("第一段\r\n\r\n 第二段\u2029第三段\n\n", "第一段\n第二段\n第三段"),
    ],
)
def test_display_text_keeps_the_author_but_not_the_typesetting(raw: str, shown: str) -> None:
    assert normalize_text(raw) == shown


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("星河电商今日上线新规", "zh"),
        ("Northwind opens a second warehouse", "en"),
        ("卖家可在 Seller Central 查看政策，新规下月生效", "zh"),
        ("The 星河 marketplace opened a warehouse in Leipzig", "en"),
        ("", "zh"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


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
def test_sentences_lose_nothing(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["。", "（", "“”", '"', "a.", "! ", "字", "U.S. "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text, start = unit * (200_000 // len(unit)), time.process_time()
    sentences(text), normalize_text(text), letters(text), language_of(text)
    assert time.process_time() - start < 3

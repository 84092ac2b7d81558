from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.text import fingerprint, language_of, letters, normalize_text


@given(st.text())
@example("İ ǅ ﬃ ½ ①")
def test_letters_are_stable(text: str) -> None:
    assert letters(letters(text)) == letters(text)


def test_typesetting_does_not_change_letters() -> None:
    assert letters("星河ＡＢＣ 第３季度，增长１２％！") == letters("星河abc第3季度增长12%")


@given(st.text(st.characters(max_codepoint=127)))
def test_letters_are_the_same_beside_others(text: str) -> None:
    assert letters(text) + "é" == letters(text + "é")


def test_fingerprint_is_equal_for_equal_words_and_empty_without_words() -> None:
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
def test_normalized_text_keeps_the_words_but_not_the_typesetting(raw: str, shown: str) -> None:
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


@pytest.mark.parametrize("unit", ["。", "（", "a.", " ", "字", "Ａ"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text, start = unit * (200_000 // len(unit)), time.process_time()
    normalize_text(text), letters(text), language_of(text)
    assert time.process_time() - start < 1

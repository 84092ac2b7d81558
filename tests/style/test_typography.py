"""One typesetting for Chinese text."""

from __future__ import annotations

import pytest

from aggregator.style.typography import typeset


@pytest.mark.parametrize(
    ("loose", "expected"),
    [
        ("云杉 2026 年 3 月上线 App", "云杉2026年3月上线App"),
        ("售价 99.5 元,比去年低 10% 左右", "售价99.5元，比去年低10%左右"),
        ('云杉发布"青禾"系统', "云杉发布“青禾”系统"),
        ("版本(6GB+128GB全球版)上市", "版本（6GB+128GB全球版）上市"),
        ("白板（digital board）,它能协作", "白板（digital board），它能协作"),
        ("江一帆(Jiang Yifan) 表示", "江一帆（Jiang Yifan）表示"),
        ("云杉商城开放加盟 首批两百家门店", "云杉商城开放加盟，首批两百家门店"),
        ("约翰・史密斯与玛丽 · 琼斯", "约翰·史密斯与玛丽·琼斯"),
        ("收购 CloudFir Ltd．的股份", "收购CloudFir Ltd.的股份"),
        ("公布了结算标准.", "公布了结算标准。"),
        ("北京时间9:30开盘，比分3:1", "北京时间9:30开盘，比分3:1"),
        ("云杉的 CloudFir One (v2) beta", "云杉的CloudFir One (v2) beta"),
        ("营收1,234万元；增长", "营收1,234万元；增长"),
    ],
)
def test_marks_and_spaces(loose: str, expected: str) -> None:
    assert typeset(loose, "zh") == expected
    assert typeset(expected, "zh") == expected


def test_pictures_go() -> None:
    assert typeset("🔥云杉商城上线❤️新频道 🎉", "zh") == "云杉商城上线新频道"
    assert typeset("🔥 Fir Mall 🎉 opens", "en") == "Fir Mall opens"
    assert typeset("气温降至5℃，售价①", "zh") == "气温降至5℃，售价①"


def test_english_stays() -> None:
    assert typeset('CloudFir said, "yes" (again).', "en") == 'CloudFir said, "yes" (again).'

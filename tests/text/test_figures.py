"""Figures in two languages: equal ones match, changed ones are named."""

from datetime import date

import pytest

from aggregator.text import figures

SAME = [
    ("投入1.2亿元", "120 million yuan were spent"),
    ("投入1.2亿元", "RMB 0.12 billion were spent"),
    ("约3万名用户", "some 30,000 users"),
    ("交易额90亿美元", "transactions of US$9 billion"),
    ("交易额90亿美元", "transactions of nine billion dollars"),
    ("训练用了6.8万亿词元", "trained on 6.8 trillion tokens"),
    ("增长15%", "up 15 per cent"),
    ("提高1.6个百分点", "1.6 percentage points more"),
    ("百分之十五", "15%"),
    ("比去年多三成", "30 percent more than last year"),
    ("两成半的用户", "25 percent of the users"),
    ("打八折", "20% off"),
    ("增长1.8倍", "grew by 180%"),
    ("增长1.8倍", "grew 2.8 times"),
    ("营收在20亿元至21.5亿元之间", "revenue of 2 to 2.15 billion yuan"),
    ("净利为9.5-11.5亿元", "net profit of 950 million-1.15 billion yuan"),
    ("三到五天", "three to five days"),
    ("六座城市", "six cities"),
    ("两百五十家门店", "two hundred and fifty stores"),
    ("第三季度", "the third quarter"),
    ("前三季度", "the first nine months"),
    ("三季度", "Q3"),
    ("下半年开业", "opens in the second half of the year"),
    ("第二代产品", "the second-generation product"),
    ("12月31日前", "by December 31"),
    ("明年3月起", "from next March"),
    ("今年1至10月", "from January to October"),
    ("7至9月", "July to September"),
    ("22时至次日7时", "from 10 p.m. to 7 a.m."),
    ("13时26分", "1:26 pm"),
    ("凌晨两点", "at 2 a.m."),
    ("340亿参数模型", "the 34-billion-parameter model"),
    ("340亿参数模型", "the 34B-parameter model"),
    ("24GB显存", "24 GB of memory"),
    ("翻倍", "doubled"),
    ("过半", "more than half"),
    ("半年", "six months"),
    ("双11期间", "during Singles' Day"),
    ("一亿两千万人", "120 million people"),
    ("约为两万四千亿元", "about 2.4 trillion yuan"),
    ("提高十四点六个百分点", "up 14.6 percentage points"),
    ("二〇二六年", "2026"),
    ("星期三", "Wednesday"),
    ("超过1,800元", "more than 1,800 yuan"),
    ("１２０家", "120 shops"),
    ("9.3千兆比特", "9.3 gigabits"),
    ("今年1至10月", "in the first ten months"),
    ("四块钱", "four yuan"),
    ("园区二期", "the second phase of the park"),
    ("新冠疫情", "the COVID-19 pandemic"),
    ("3成用户", "30% of the users"),
    ("五台山景区", "the Mount Wutai scenic area"),
    ("三元股份与十月稻田", "Sanyuan and Shiyue Daotian"),
    ("三元锂电池与两轮电动车", "ternary lithium batteries and electric bikes"),
    ("十四五期间", "during the 14th Five-Year Plan"),
    ("数十家企业", "dozens of companies"),
    ("十余家媒体", "more than a dozen outlets"),
    ("几十万元", "hundreds of thousands of yuan"),
]
OTHER = [
    ("投入1.2亿元", "1.2 billion yuan were spent", "1.2亿元", "1.2 billion yuan"),
    ("净利1.27亿元", "net profit of 137 million yuan", "1.27亿元", "137 million yuan"),
    ("约3万名用户", "some 3,000 users", "3万", "3,000"),
    ("交易额90亿美元", "transactions of 9 billion yuan", "90亿美元", "9 billion yuan"),
    ("增长15%", "up 50%", "15%", "50%"),
    ("增长15%", "up 15", "15%", "15"),
    ("多三成", "3% more", "三成", "3%"),
    ("六座城市", "sixteen cities", "六座", "sixteen"),
    ("第三季度", "the second quarter", "三季", "second"),
    ("12月31日前", "by November 31", "12月", "November"),
    ("13时26分", "1:26 a.m.", "13", ""),
    ("自2027年3月1日起", "from March 3, 2027", "", "3"),
    ("砺石-34B", "Lishi-54B", "34B", "54b"),
    ("四块钱", "four dollars", "四块", ""),
    ("十五家媒体", "more than a dozen outlets", "十五家", ""),
    ("三元一斤", "five yuan a pound", "三元", "five"),
    ("首个完整年度", "the second full year", "", "second"),
    ("5月上线", "it may go live on the 6th", "5月", "6th"),
]


@pytest.mark.parametrize(("chinese", "english"), SAME)
def test_one_figure_in_two_languages(chinese: str, english: str) -> None:
    zh, en = figures.read(chinese, "zh"), figures.read(english, "en")
    assert figures.missing(zh, en) == ()
    assert figures.missing(en, zh) == ()


@pytest.mark.parametrize(("chinese", "english", "lost", "added"), OTHER)
def test_a_changed_figure_is_named(chinese: str, english: str, lost: str, added: str) -> None:
    """Nothing in `lost` or `added`: that direction alone does not tell."""
    zh, en = figures.read(chinese, "zh"), figures.read(english, "en")
    assert figures.missing(zh, en)[:1] == ((lost,) if lost else ())
    assert figures.missing(en, zh)[:1] == ((added,) if added else ())


@pytest.mark.parametrize(
    "idiom", ["十分重要", "一体化服务", "千方百计", "三农问题", "一些企业", "每秒", "不二之选", "万科", "一律"]
)
def test_chinese_idioms_do_not_state_a_figure(idiom: str) -> None:
    assert figures.missing(figures.read(idiom, "zh"), figures.NONE) == ()


@pytest.mark.parametrize(
    "idiom", ["no one", "per second", "one of them", "at first", "hundreds of shops", "it may rise"]
)
def test_common_english_words_do_not_state_a_figure(idiom: str) -> None:
    assert figures.missing(figures.read(idiom, "en"), figures.NONE) == ()


def test_readings_of_an_idiom_are_possible() -> None:
    assert figures.missing(figures.read("two-sided labels", "en"), figures.read("双面标签", "zh")) == ()
    assert figures.missing(figures.read("three or four days", "en"), figures.read("三四天", "zh")) == ()


def test_an_idiom_does_not_allow_other_numbers() -> None:
    half = figures.read("占比超过一半", "zh")
    for other in ("30 cities", "six cities", "5 per cent"):
        assert figures.missing(figures.read(other, "en"), half) != ()


def test_known_readings_may_be_missing_from_the_text() -> None:
    known = figures.read("七座", "zh").possible
    assert figures.missing(figures.read("seven", "en"), figures.NONE, known) == ()


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        ("公司11月20日宣布", "zh", "公司宣布"),
        ("2026年11月20日宣布", "zh", "宣布"),
        ("20日上线，21日发货", "zh", "上线，21日发货"),
        ("120日内", "zh", "120日内"),
        ("it said on November 20, 2026 that", "en", "it said on  that"),
        ("live on the 20th of November", "en", "live on the "),
        ("November 21 and November 200", "en", "November 21 and November 200"),
    ],
)
def test_the_day_is_cut(text: str, language: str, left: str) -> None:
    assert figures.without_day(text, language, date(2026, 11, 20)) == left

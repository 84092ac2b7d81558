"""Faults that the checks find in an answer, and answers that pass."""

from datetime import date

import pytest

from aggregator.models import SourceKind
from aggregator.registry.outlets import SeedNames
from aggregator.registry.sources import Source, Sources
from aggregator.translation.checks import summary_faults, translation_faults
from aggregator.translation.names import KnownName, KnownNames, lost_names, new_names

KNOWN = KnownNames(
    [
        KnownName(("北岸新闻", "北岸新闻网"), ("Northbank News",)),
        KnownName(("云州市市场监督管理局",), ("Yunzhou Market Supervision Bureau", "Yunzhou Regulator")),
        KnownName(("界面",), ("Jie",)),
        KnownName(("乌篷集团",), ("Wupeng.com Group",)),
    ]
)
DAY = date(2026, 11, 20)
TEXT = "北桥半导体宣布完成3.2亿元B轮融资，由江湾资本领投，资金将用于12月投产的第三条产线。"
GOOD = (
    "Beiqiao Semiconductor announced a B round of 320 million yuan, led by Jiangwan Capital; the money goes into its "
    "third line, which starts in December."
)


def faults(text, answer, source="zh", target="en"):
    return translation_faults(text, answer, source, target, KNOWN, DAY)


def test_a_good_translation_has_no_faults():
    assert faults(TEXT, GOOD) == []
    assert faults(GOOD, TEXT, "en", "zh") == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace("320", "330"), "number lost: 3.2亿元"),
        (lambda text: text.replace("320 million", "3.2 billion"), "number added: 3.2 billion yuan"),
        (lambda text: text.replace("yuan", "dollars"), "number lost: 3.2亿元"),
        (lambda text: text.replace("third", "fourth"), "number added: fourth"),
        (lambda text: text.replace("December", "November"), "number lost: 12月"),
        (lambda text: text + " Shares rose 8%.", "number added: 8%"),
        (lambda text: text + " 江湾资本", "not in en: 江"),
        (lambda text: text.replace(",", "，"), "not in en: ，"),
        (lambda text: text + " Привет.", "not in en: П"),
        (lambda text: text + "\nSecond line.", "is not one line"),
        (lambda text: "", "is not one line"),
        (lambda text: f"<b>{text}</b>", "markup: <b>"),
        (lambda text: f"**{text}**", "markup: **"),
        (lambda text: f"```{text}```", "markup: ```"),
        (lambda text: text.replace("&", "&amp;") + " A &amp; B", "markup: &amp;"),
        (lambda text: text + " See https://evil.example/", "markup: https://"),
        (lambda text: text + " Pay at evil.example.", "address added: evil.example"),
        (lambda text: text + " Pay at evil.example/now.", "address added: evil.example/now"),
        (lambda text: text + " Write to pay@evil.example.", "address added: pay@evil.example"),
        (lambda text: text + " Open ftp://evil.", "address added: ftp://evil"),
        (lambda text: text + " @all", "address added: @all"),
        (lambda text: '{"text": "' + text + '"}', "markup: {"),
        (lambda text: text + "\u202e", "markup: \u202e"),
        (lambda text: text + " \ufffd", "markup: \ufffd"),
        (lambda text: f"Translation: {text}", "speaks for itself: Translation:"),
        (lambda text: f"Here is the translation. {text}", "speaks for itself: Here is the translat"),
        (lambda text: f"I'm sorry, but as an AI language model I cannot translate this. {text}", "speaks for itself"),
        (lambda text: text + " Click here to buy with a promo code.", "forbidden: Click here to buy"),
        (lambda text: "OK.", "3 characters for"),
        (lambda text: f"{text} " * 5, "characters for"),
    ],
)
def test_each_fault_of_a_translation_is_found(change, fault):
    assert any(fault in found for found in faults(TEXT, change(GOOD))), faults(TEXT, change(GOOD))


def test_a_text_s_own_words_are_not_a_fault():
    text = "公司称“作为人工智能公司”，官网为www.example.cn，新模型是大语言模型。"
    answer = 'The company calls itself "an artificial intelligence company"; its site is www.example.cn, its model a large language model.'  # noqa: E501
    assert faults(text, answer) == []
    assert (
        faults("乌篷集团上午宣布裁员。", "Wupeng.com Group said in the U.S., e.g. on St. John, that it cuts jobs.")
        == []
    )


def test_the_day_of_the_news_may_be_left_to_the_dateline():
    text = "青鸟地图11月20日上线，21日开放。"
    assert faults(text, "Qingniao Map went live and opens on the 21st to everybody.") == []
    assert faults(text, "Qingniao Map went live on November 20 and opens on the 21st.") == []
    assert faults(text, "Qingniao Map went live on November 19 and opens on the 21st.") == [
        "number added: 19",
        "number added: November",
    ]


def test_registered_names_may_have_any_of_their_spellings():
    text = "云州市市场监督管理局对北岸新闻网作出说明。"
    assert lost_names(text, "The Yunzhou Regulator told Northbank News.", "zh", "en", KNOWN) == []
    assert lost_names(text, "The bureau of Yunzhou told the Northbank newspaper.", "zh", "en", KNOWN) == [
        "云州市市场监督管理局",
        "北岸新闻网",
    ]
    assert lost_names("Northbank News said so.", "北岸新闻报道。", "en", "zh", KNOWN) == []
    assert lost_names("Northbank News said so.", "北岸报道。", "en", "zh", KNOWN) == ["Northbank News"]


def test_short_names_are_also_words():
    assert lost_names("用户界面更新", "The interface is new", "zh", "en", KNOWN) == []


@pytest.mark.parametrize(
    ("text", "answer", "lost"),
    [
        ("Pasarku完成A+轮融资", "Pasarku closes an A+ round", []),
        ("Pasarku完成A+轮融资", "Pasarku closes an A round", ["A+"]),
        ("Pasarku进入越南", "Passarku enters Vietnam", ["Pasarku"]),
        ("Pasar进入越南", "Pasarku enters Vietnam", ["Pasar"]),
        ("新款A100芯片发布", "The new A 100 chips are out", []),
        ("新款A100芯片发布", "The new A 1000 chip is out", ["A100"]),
        ("CEO用App办公", "The chief executive works on his phone", []),
        ("就《云州规范》征求意见", 'seeks comments on the "Yunzhou Rules"', []),
        ("就《云州规范》征求意见", "seeks comments on the Yunzhou rules", ["《云州规范》"]),
    ],
)
def test_latin_names_and_titles_are_kept(text, answer, lost):
    assert lost_names(text, answer, "zh", "en", KNOWN) == lost


def test_names_are_put_in_for_a_translator_that_does_not_know_them():
    assert KNOWN.put_in("北岸新闻网获悉", "zh", "en") == "Northbank News获悉"
    assert KNOWN.put_in("Northbank News has learned", "en", "zh") == "北岸新闻 has learned"
    assert KNOWN.glossary()["en"]["北岸新闻网"] == "Northbank News"


def test_names_come_from_the_registry():
    name = SeedNames(zh="海棠财经", en="Haitang Finance")
    sources = Sources((Source(id="haitang", name=name, kind=SourceKind.OUTLET, aliases=("海棠财经网", "HTF Weekly")),))
    known = KnownNames.of(sources)
    assert lost_names("据海棠财经网报道", "HTF Weekly reports", "zh", "en", known) == []
    assert lost_names("据海棠财经网报道", "A weekly reports", "zh", "en", known) == ["海棠财经网"]


LONG = (
    "青鸟地图公布的三季度报告显示，截至9月底，其月活跃用户达到1.1亿，同比增长18%，其中三线及以下城市用户占比超过一半。"
    "报告还显示，青鸟地图三季度营收为9.6亿元，净利润为1.3亿元，首次实现单季盈利。"
)
SHORT = (
    "青鸟地图三季度报告显示，截至9月底月活跃用户达到1.1亿，同比增长18%；"
    "三季度营收为9.6亿元，净利润为1.3亿元，首次实现单季盈利。"
)
IN_OTHER_WORDS = (
    "这家做导航的企业日前交出了一份亮眼的成绩单，不仅用的人越来越多，而且终于开始赚钱了，行业格局或许将因此改变。"
)


def short_faults(answer):
    return summary_faults(LONG, answer, "zh", 40, 80, KNOWN)


def test_a_good_summary_has_no_faults():
    assert short_faults(SHORT) == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (SHORT.replace("9.6", "9.8"), "number added: 9.8亿元"),
        (SHORT[:-1], "does not end with a sentence"),
        (SHORT[:20] + "。", "characters, not 40 to 80"),
        (LONG, "characters, not 40 to 80"),
        (SHORT.replace("青鸟地图", "北岸新闻"), "name added: 北岸新闻"),
        (SHORT.replace("青鸟地图", "Pasarku地图"), "name added: Pasarku"),
        ("作为一个AI，" + SHORT[:-10] + "。", "speaks for itself"),
        (IN_OTHER_WORDS, "other words"),
        ("Qingniao Map has 110 million monthly users, up 18% on the year, and is profitable.", "not in zh"),
    ],
)  # fmt: skip
def test_each_fault_of_a_summary_is_found(answer, fault):
    assert any(fault in found for found in short_faults(answer)), short_faults(answer)


def test_a_summary_mentions_nobody():
    shorter = "Hallmark Maps said that its third quarter was its first profitable one, with 9.6 million users."
    text = f"{shorter} It plans to enter twenty more cities."
    assert summary_faults(text, shorter, "en", 40, 200, KNOWN) == []
    mentioning = shorter.replace("Maps said", "Maps (@all) said")
    assert summary_faults(text, mentioning, "en", 40, 200, KNOWN) == ["address added: @all"]


def test_new_names_are_found_in_any_spelling():
    assert new_names("北岸新闻报道", "北岸新闻网报道", "zh", KNOWN) == ["北岸新闻网"]


@pytest.mark.parametrize(
    ("text", "answer", "found"),
    [
        ("王文涛表示，仓库已经启用。", "Wang Wentao said the warehouse is open.", []),
        ("王文涛表示，仓库已经启用。", "Wentao Wang said the warehouse is open.", []),
        ("王文涛表示，仓库已经启用。", "Mr Wang Wen-tao said the warehouse is open.", []),
        ("王文涛表示，仓库已经启用。", "Mr Wang said the warehouse is open.", []),
        ("马斯克表示，仓库已经启用。", "Elon Musk said the warehouse is open.", []),
        ("单小平表示，仓库已经启用。", "Shan Xiaoping said the warehouse is open.", []),
        ("王文涛表示，仓库已经启用。", "Wang Wenbin said the warehouse is open.", ["name changed: 王文涛"]),
        ("公司周五表示，仓库已启用。", "It said on Friday that the warehouse is open.", []),
        ("公司表示，仓库已启用。", "It said on Monday that the warehouse is open.", ["day added: Monday"]),
        ("公司周五表示，仓库已启用。", "It said that the warehouse is open.", ["day lost: Friday"]),
    ],
)  # fmt: skip
def test_persons_and_days_of_a_translation_are_those_of_its_text(text, answer, found):
    assert translation_faults(text, answer, "zh", "en", KNOWN) == found


SAID = (
    "海棠出海副总裁王文涛表示，鹿特丹仓库周五启用，首批入驻的卖家有340家，平均配送时间由五天缩短到两天。"
    "云州市商务局参加了启用仪式。"
)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace("王文涛", "王文滔"), "added: 王文滔"),
        (lambda text: text.replace("鹿特丹", "汉堡"), "added: 汉堡"),
        (lambda text: text.replace("周五", "周四"), "day added: Thursday"),
        (lambda text: text.replace("海棠出海副总裁", "江湾物流集团总裁"), "added: 江湾物流集团"),
    ],
)
def test_a_summary_adds_no_person_place_company_or_day(change, fault):
    short = SAID[: SAID.index("。") + 1]
    assert summary_faults(SAID, short, "zh", 20, 60, KNOWN) == []
    assert fault in summary_faults(SAID, change(short), "zh", 20, 60, KNOWN)

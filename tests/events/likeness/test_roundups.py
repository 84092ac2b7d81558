"""Round-ups by headline and by structure, and stories that only look like one."""

from __future__ import annotations

import time

import pytest

from aggregator.events.likeness import StoryText, same_event
from aggregator.events.likeness.roundups import is_round_up, round_up_evidence
from aggregator.models import Language

ITEMS = (
    "鲸落星选完成1.2亿元A轮融资，松果资本领投，资金投向直播电商研发。",
    "青禾地铁四号线通车，全长二十公里，沿线设站十五座，票价三元起。",
    "气象台预报寒潮周三抵达北岸，最低温度零下九度，渔船需回港避风。",
    "常青优鲜新增被执行人信息，执行标的1864万元，法院已冻结其账户。",
    "江湾大学宣布更换校长，物理学家林一接任，任期四年。",
    "北桥足球队点球大战击败对手，夺得杯赛冠军，门将扑出三球。",
    "云杉科技召回两万台空气炸锅，原因是手柄松动可能烫伤。",
    "海棠岛博物馆展出明代沉船瓷器，共四百余件，展期半年。",
    "白鹭航空增开飞往里斯本的航线，每周三班，使用宽体客机。",
)
ENGLISH = (
    "Northwind opens a warehouse near Leipzig and hires 400 packers for its garden catalogue.",
    "Lisbon trams stop as drivers strike over pensions, stranding thousands of commuters.",
    "A cold front brings snow to Harbour Bay; ferries stay moored through Wednesday.",
    "Goalkeeper Ana Ruiz saves three penalties to win Riverton the women's cup.",
    "Maple Foods recalls frozen lasagne after glass turns up in two boxes.",
    "Physicist Owen Hale becomes chancellor of Greenfield University, replacing Mara Lind.",
)
BODY: dict[Language, tuple[str, ...]] = {"zh": ITEMS, "en": ENGLISH}


def numbered(items: tuple[str, ...], mark: str) -> str:
    return "\n".join(mark.format(at) + item for at, item in enumerate(items, 1))


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("北岸早报：三家公司公布财报", "zh"),
        ("【大公司晚报】云杉上市；青禾融资", "zh"),
        ("8点1氪：云杉上市", "zh"),
        ("一周要闻回顾", "zh"),
        ("决赛图文直播：北桥对江湾", "zh"),
        ("7点3刻｜云杉回应裁员", "zh"),
        ("青禾晚报 ｜云杉发布眼镜", "zh"),
        ("两地股市收低｜云杉日评", "zh"),
        ("海棠岛开新航线|Orbit日报", "zh"),
        ("3月9日电商早餐", "zh"),
        ("邻里快递 86 | 旧相机的新用法", "zh"),
        ("昨夜今晨发生了什么", "zh"),
        ("夜间要闻 | 云杉召回空气炸锅", "zh"),
        ("云杉召回两万台炸锅；青禾地铁四号线通车；北桥队点球夺冠", "zh"),
        ("云杉召回两万台炸锅/青禾地铁四号线通车/北桥队点球夺冠", "zh"),
        ("Morning briefing: Northwind hires, trams stop", "en"),
        ("The week in review", "en"),
        ("Riverton v Harbour Bay: cup final – live!", "en"),
        ("Strike in Lisbon: live updates", "en"),
    ],
)
def test_headlines_that_announce_a_round_up(title: str, language: Language) -> None:
    assert is_round_up(title, "", language)


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("人民日报：健身热需要加温", "zh"),
        ("早知道晚点就好了，车主说", "zh"),
        ("北岸晚报社搬迁", "zh"),
        ("云杉科技：上半年营收增长一成；净利润下降两成；拟每股派息三角", "zh"),
        ("云杉科技营收增长一成；云杉科技换帅；云杉科技拟派息", "zh"),
        ("云杉发布新机；青禾地铁四号线通车", "zh"),
        ("9点30分开市，云杉首日大涨", "zh"),
        ("Band plays live in Lisbon", "en"),
        ("Company wraps up review of brief outage", "en"),
        ("Know your rights today, minister says", "en"),
    ],
)
def test_ordinary_headlines_do_not(title: str, language: Language) -> None:
    assert not is_round_up(title, "", language)


@pytest.mark.parametrize("mark", ["{}、", "{}. ", "（{}）", "【第{}条】", "• "])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_marked_items_on_unrelated_subjects(mark: str, language: Language) -> None:
    assert is_round_up("11月20日" if language == "zh" else "Friday", numbered(BODY[language], mark), language)


def test_items_in_one_line() -> None:
    assert is_round_up("今日消息", "".join(f"{at}、{item}" for at, item in enumerate(ITEMS, 1)), "zh")


def test_items_under_headings() -> None:
    text = "\n".join(f"{item.split('，')[0]}\n{item}{item}" for item in ITEMS)
    assert round_up_evidence("鲸落星选融资；青禾地铁通车", text, "zh") == "9 则"


def test_paragraphs_on_unrelated_subjects() -> None:
    longer = [f"{item}负责方随后答复，细节见各自网站公示" + "。" for item in ITEMS]
    apart = "\n".join(item + item[5:20] for item in ITEMS)
    assert is_round_up("十一月二十日", "\n".join(item * 2 for item in ITEMS), "zh")
    assert not is_round_up("十一月二十日", "\n".join(longer), "zh"), "all have a sentence in common"
    assert not is_round_up("鲸落星选融资", "\n".join(apart.split("\n")[:4]), "zh"), "four are too few"


CLAUSES = (
    "交易概述：星河电商拟以3.2亿元收购青禾物流全部股权，收购资金来自自有资金。",
    "标的情况：青禾物流成立于2014年，主营冷链运输，去年营收1.8亿元。",
    "定价依据：经评估，青禾物流股东权益价值为3.3亿元，双方据此协商收购价格。",
    "影响：收购完成后，青禾物流将并入星河电商报表，有助于星河电商完善冷链。",
    "审议程序：星河电商董事会已审议收购议案，尚需股东大会批准。",
    "风险提示：收购能否完成存在不确定性，提醒投资者注意星河电商股价波动风险。",
)
ADVICE = (
    "Check the label of every heater: Maple heaters made in March carry the faulty switch.",
    "Unplug a faulty heater at once; the switch can overheat even when the heater is off.",
    "Send Maple the serial number, and the company posts a box for the heater free of charge.",
    "Expect a new heater within three weeks, or a refund from Maple where none is in stock.",
    "Never repair the switch at home: heaters that were opened are not replaced.",
)


def test_clauses_of_an_announcement_and_advice_have_one_subject() -> None:
    for mark in ("{}、", "（{}）"):
        assert not is_round_up("星河电商拟收购青禾物流", numbered(CLAUSES, mark), "zh")
        assert not is_round_up("关于重大事项的公告", numbered(CLAUSES, mark), "zh")
    assert not is_round_up("Maple recalls heaters: what to do", numbered(ADVICE, "{}. "), "en")
    assert not is_round_up("What to do now", numbered(ADVICE, "{}. "), "en")


def test_items_that_all_name_the_subject_of_the_headline_have_one_subject() -> None:
    apart = ["".join(chr(0x5800 + 70 * at + step) for step in range(60)) for at in range(7)]
    items = tuple(f"{text[:30]}，云杉，{text[30:]}。" for text in apart)
    assert is_round_up("今日", numbered(items, "{}、"), "zh")
    assert not is_round_up("云杉七问", numbered(items, "{}、"), "zh")


def test_a_long_story_has_one_subject() -> None:
    turns = ("消费者称", "门店称", "监管方称", "供应商称", "律师称", "平台称", "专家称", "邻居称", "竞争者称")
    text = "\n".join(
        f"{turn}，云杉科技召回的空气炸锅手柄松动，{ITEMS[at % 9][-14:]}" * 2 for at, turn in enumerate(turns)
    )
    assert not is_round_up("云杉科技召回空气炸锅", text, "zh")


def test_a_round_up_does_not_join_its_events() -> None:
    digest = StoryText("11月20日", numbered(ITEMS, "{}、"), None, "zh")
    for item in ITEMS:
        assert not same_event(digest, StoryText(item[:14], item, None, "zh")).same


@pytest.mark.parametrize(
    "text", ["", "1", "1、" * 200_000, "【" * 500_000, "\n" * 500_000, "・1\n" * 100_000, "一二三、" * 100_000]
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    start = time.process_time()
    assert not is_round_up("题", text, "zh")
    assert not is_round_up(text[:200], text, "en")
    assert time.process_time() - start < 1


@pytest.mark.parametrize("opening", ["【今日热点导览】", "TOP3：", "昨夜今晨，", "今日看点 "])
def test_a_summary_that_says_what_it_holds_announces_a_round_up(opening: str) -> None:
    assert is_round_up("海棠岛博物馆展出沉船瓷器", opening + ITEMS[0], "zh")
    assert not is_round_up("海棠岛博物馆展出沉船瓷器", ITEMS[0] + opening, "zh")


def test_clauses_of_one_story_that_its_text_tells_are_not_a_round_up() -> None:
    title = "云杉科技召回空气炸锅；首席执行官致歉；门店今起退款"
    text = "云杉科技召回空气炸锅。云杉科技首席执行官致歉。云杉科技的门店今起退款。顾客可带上小票前往。"
    assert not is_round_up(title, text, "zh")
    assert is_round_up(title, "", "zh")

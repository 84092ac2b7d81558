"""Paragraphs: the sentences that carry the news."""

from __future__ import annotations

import pytest

from aggregator.style.lengths import LENGTHS, size
from aggregator.style.paragraph import paragraph

TITLE = "北桥半导体完成3.2亿元B轮融资"
NEWS = "北桥半导体宣布完成3.2亿元B轮融资，由江湾资本领投，白沙创投跟投。"
USE = "公司称，资金将用于车规级电源管理芯片的量产和测试产线建设，并在云州新设一座研发中心，计划招聘工程师80名。"
PAST = "北桥半导体成立于2021年，目前有员工260人，产品已进入四家整车厂的供应链，去年出货量为1800万颗。"
LAST = "云州市目前有车规级芯片企业34家。"
MORE = "行业机构预计，明年车规级电源管理芯片的市场规模将达到210亿元，其中国产产品的占比有望超过三成。"


def test_whole_sentences_are_taken_until_they_are_enough() -> None:
    text = paragraph([NEWS, USE, PAST, MORE, LAST], TITLE, "zh")
    assert text == NEWS + USE + PAST + MORE
    assert LENGTHS["zh"].enough <= size(text, "zh") <= LENGTHS["zh"].max_paragraph


def test_a_scene_before_the_news_is_skipped() -> None:
    scene = "随着汽车越来越聪明，车里的芯片也越来越多。在过去，它们大多由海外厂商供应。"
    assert paragraph([scene + NEWS, USE, PAST], TITLE, "zh").startswith(NEWS)


def test_in_a_report_the_first_sentence_is_the_news() -> None:
    first = "北桥半导体20日在云州公布了一笔新的投资，江湾资本与白沙创投入股。"
    assert paragraph([first + NEWS, USE, PAST], TITLE, "zh", report=True).startswith(first)


def test_a_sentence_that_leans_on_another_does_not_open() -> None:
    for opening in ("该公司", "这家公司", "他", "此外，公司", "据悉，公司", "据公司介绍，公司", "在此之前，公司"):
        text = paragraph([f"{opening}完成3.2亿元B轮融资。", NEWS, USE], TITLE, "zh")
        assert text.startswith(NEWS)


def test_a_sentence_that_leans_goes_with_the_one_before_it() -> None:
    question = "这笔钱会怎么花？"
    leaning = "对此，公司没有回应。"
    text = paragraph([NEWS, question + leaning, USE, PAST], TITLE, "zh")
    assert question not in text
    assert leaning not in text
    assert USE in text


def test_the_writer_s_voice_and_calls_to_the_reader_are_left_out() -> None:
    for sentence in (
        "我们来看看这笔融资。",
        "你会买它的芯片吗？",
        "扫码领取行业报告。",
        "具体来看：",
        "小编认为前景广阔。",
    ):
        assert sentence not in paragraph([sentence, NEWS, sentence, USE, PAST], TITLE, "zh")


def test_a_quotation_may_speak_in_the_first_person() -> None:
    quote = "北桥半导体董事长表示：“我们将在三年内把产能扩大一倍，并继续向整车厂直接供货。”"
    assert quote in paragraph([NEWS, quote, USE, PAST], TITLE, "zh")


def test_a_sentence_too_long_for_the_paragraph_is_left_out_whole() -> None:
    endless = "公司还表示，" + "产线将分期建设，" * 50 + "明年投产。"
    text = paragraph([NEWS, endless, USE, PAST], TITLE, "zh")
    assert text == NEWS + USE + PAST


def test_a_short_or_unrelated_text_gives_no_paragraph() -> None:
    assert paragraph([NEWS], TITLE, "zh") == ""
    assert paragraph([], TITLE, "zh") == ""
    assert paragraph(["城北公园的银杏进入最佳观赏期，园方预计还能持续十天左右。"] * 5, TITLE, "zh") == ""


def test_an_english_text_is_joined_with_spaces() -> None:
    first = "Northbridge Semiconductor has raised $45 million in a Series B round led by Jiangwan Capital."
    second = "The company said the money will pay for a test line in Yunzhou and for 80 more engineers next year."
    third = "Northbridge was founded in 2021, employs 260 people and shipped 18 million chips last year."
    text = paragraph([first, second + " " + third], "Northbridge Semiconductor raises $45 million", "en")
    assert text == f"{first} {second} {third}"


def test_a_musing_before_the_news_is_skipped() -> None:
    for musing in (
        "北桥半导体要做车规芯片早已不是什么秘密，其融资也备受关注。",
        "北桥半导体是一家总部位于云州的芯片设计公司，成立于2021年。",
        "无论是北桥半导体的融资，还是同行的扩产，都说明资金在流入。",
    ):
        assert paragraph([musing + NEWS, USE, PAST], TITLE, "zh").startswith(NEWS)


def test_the_sentence_with_the_day_and_the_deed_opens() -> None:
    dated = "11月20日，江湾资本领投的这笔3.2亿元B轮融资完成交割，北桥半导体董事会增加两席。"
    before = "芯片设计公司北桥半导体今年在云州建成测试产线，产能提高到每月200万颗，客户包括四家整车厂。"
    assert paragraph([before + dated, USE, PAST], TITLE, "zh").startswith(dated)


def test_a_day_before_a_sentence_that_leans_does_not_hide_it() -> None:
    leaning = "今天，关于这一轮融资的更多细节公布。"
    assert paragraph([leaning + NEWS, USE, PAST], TITLE, "zh").startswith(NEWS)


def test_dated_news_may_use_other_words_than_the_title() -> None:
    title = "北桥三季度财报出炉，营收十年来首次下滑"
    text = "北桥半导体今天公布了第三季度业绩，营收为4.69亿元，净利润为9000万元，每股收益1.67元。"
    more = "去年同期，北桥半导体的收入为5.15亿元，净利润为1.11亿元，车规级产品的销量为480万颗，工业级产品为990万颗。"
    assert paragraph([text, more], title, "zh") == text + more


def test_a_paragraph_keeps_what_its_title_promises() -> None:
    scene = "芯片设计是资金密集的行业，北桥半导体所在的云州目前有企业34家，半导体产线的建设周期一般为两年。"
    more = "车规级芯片的认证周期更长，从流片到装车通常需要三年，期间没有收入，因此多数企业依靠外部资金维持研发。"
    assert paragraph([scene, more], TITLE, "zh") == ""


def test_a_repeated_sentence_is_printed_once() -> None:
    text = paragraph([NEWS, NEWS + USE, PAST], TITLE, "zh")
    assert text == NEWS + USE + PAST


def test_names_and_periods_that_start_like_a_pointer_may_open() -> None:
    for name in ("第四范式", "再鼎医药", "我爱我家", "大家保险", "居然智家"):
        news, title = NEWS.replace("北桥半导体", name), TITLE.replace("北桥半导体", name)
        assert paragraph([news, USE, PAST.replace("北桥半导体", name)], title, "zh").startswith(news)
    quarter = "第三季度，北桥半导体完成3.2亿元B轮融资，江湾资本领投。"
    assert paragraph([quarter, USE, PAST], TITLE, "zh").startswith(quarter)


FLASH = "北桥半导体20日宣布完成3.2亿元B轮融资，由江湾资本领投，白沙创投跟投，资金用于量产车规级电源管理芯片，明年投产。"


def test_a_short_flash_with_a_figure_goes_as_it_is() -> None:
    assert size(FLASH, "zh") < LENGTHS["zh"].min_paragraph
    assert paragraph([FLASH], TITLE, "zh") == FLASH
    assert paragraph([FLASH + "（北岸社）"], TITLE, "zh") == FLASH
    assert paragraph([FLASH.replace("3.2亿元", "")], TITLE.replace("3.2亿元", ""), "zh") == ""
    assert paragraph([FLASH], "北桥半导体推出车规级电源管理芯片", "zh") == ""


def test_a_short_beginning_of_a_broken_text_is_no_flash() -> None:
    broken = [FLASH, "其中车规级产品，" * 12 + "你怎么看。"]
    assert paragraph(broken, TITLE, "zh") == ""


def test_a_flash_ends_before_what_its_feed_cut_off() -> None:
    assert paragraph([FLASH + "北桥半导体表示，" + "将扩大产能，" * 5 + "并在"], TITLE, "zh") == FLASH


def test_a_flash_of_two_lines_goes_without_a_figure() -> None:
    signed = (
        "云州市政府与北桥半导体在云州签署战略合作协议，双方将共建车规级芯片产业园，市长林小满与北桥半导体董事长江一帆"
        "出席签约仪式。"
    )
    assert paragraph([signed], "云州市政府与北桥半导体签署战略合作协议", "zh") == signed
    assert paragraph([signed[:40] + "。"], "云州市政府与北桥半导体签署战略合作协议", "zh") == ""


COMMENTS = (
    "这一事件反映出芯片行业的融资环境正在回暖，企业必须坚守合规底线。",
    "业内分析认为，国产芯片仍有较大的创新空间。",
    "云州芯片产业的前景广阔，将成为长三角的核心增长点。",
    "在人工智能改变每个行业的今天，一个被忽视的环节等来了它的企业。",
)


@pytest.mark.parametrize("comment", COMMENTS)
def test_comments_go_if_the_news_is_enough(comment: str) -> None:
    assert paragraph([NEWS, USE, comment, PAST], TITLE, "zh") == paragraph([NEWS, USE, PAST], TITLE, "zh")
    said = f"北桥半导体创始人江一帆表示，{comment}"
    assert said in paragraph([NEWS, USE, said], TITLE, "zh")


def test_a_turn_to_what_does_not_follow_goes() -> None:
    long = USE + "北桥半导体称，明年将在云州和海州各建一座封装厂，每座投资6亿元，合计新增岗位1200个。"
    assert paragraph([NEWS, long, "变化也体现在产品结构上。"], TITLE, "zh") == NEWS + long


def test_the_opening_names_the_speaker_of_the_title() -> None:
    title = "江一帆：车规级芯片完成国产替代还要五年"
    other = "车规级芯片去年完成国产替代两成，产值达到300亿元，今年预计增长20%，云州的三家企业占了其中的一半以上份额。"
    said = (
        "北桥半导体创始人江一帆在论坛上表示，车规级芯片完成国产替代还要五年，眼下进口芯片仍占八成，"
        "封装测试是最大的短板，设备是第二个。"
    )
    assert paragraph([other, said, MORE], title, "zh").startswith(said)
    assert paragraph([other, MORE], title.replace("江一帆", "机构"), "zh").startswith(other)
    full = other.replace("车规级芯片去年", "云州市工业和信息化局称，车规级芯片去年")
    assert paragraph([full, MORE], title.replace("江一帆", "云州工信局"), "zh").startswith(full)


def test_what_a_feed_cut_off_is_left_out() -> None:
    for cut in ("去年亏损5355.", "公司边走......", "产品已进入四家整车厂……的供应链。", "去年亏损 1.76 亿元、5355."):
        assert cut not in paragraph([NEWS, USE, PAST, cut], TITLE, "zh")


def test_an_impossible_date_is_left_out() -> None:
    for day in ("8月123日", "13月2日", "11 月 32 日"):
        sentence = f"{day}，北桥半导体股价上涨2%，成交额为3亿元。"
        assert sentence not in paragraph([NEWS, USE, sentence, PAST], TITLE, "zh")


def test_nothing_is_said_twice() -> None:
    again = "北桥半导体表示，完成3.2亿元B轮融资，由江湾资本领投，白沙创投跟投。"
    assert again not in paragraph([NEWS, USE, again, PAST], TITLE, "zh")
    other = "北桥半导体表示，完成3.2亿元B轮融资，由江湾资本领投2亿元。"
    assert other in paragraph([NEWS, USE, other, PAST], TITLE, "zh")


def test_an_announcement_of_what_does_not_follow_goes() -> None:
    first = NEWS.replace("跟投。", "跟投，现对投资者提出以下要求。")
    text = paragraph([first, USE, PAST], TITLE, "zh")
    assert text.startswith(NEWS)
    assert "以下" not in text


OWN_VOICE = (
    "本报记者实测发现，芯片发热明显。",
    "本网将持续关注。",
    "记者致电北桥半导体，电话无人接听。",
    "记者来到云州的工厂，看到产线已经停工。",
)


@pytest.mark.parametrize("note", ["风险提示：股市有波动，请审慎决定。", "以上内容不构成任何投资建议。"])
def test_what_an_outlet_does_not_answer_for_goes(note: str) -> None:
    assert paragraph([NEWS + note + USE, PAST], TITLE, "zh") == NEWS + USE + PAST


def test_the_outlet_s_own_voice_goes() -> None:
    for own in OWN_VOICE:
        assert own not in paragraph([NEWS, own, USE, PAST], TITLE, "zh")
    price = "北桥半导体称，本报价自明年起生效，基本网络建设已完成。"
    assert price in paragraph([NEWS, price, USE], TITLE, "zh")


def test_the_source_stays_where_its_reporter_goes() -> None:
    opening = "从云州市投资局获悉，" + NEWS
    learnt = "北岸网了解到，" + PAST
    assert paragraph([NEWS, learnt, USE], TITLE, "zh").startswith(NEWS + PAST)
    for reporter in ("", "记者", "北岸网记者今日", "本报"):
        assert paragraph([reporter + opening, USE, PAST], TITLE, "zh").startswith(opening)


def test_an_opening_that_names_nobody_is_skipped() -> None:
    for opening in ("公司", "报告期内，公司", "公告显示，公司", "本轮融资中，公司"):
        assert paragraph([f"{opening}完成3.2亿元B轮融资，资金到账。", NEWS, USE], TITLE, "zh").startswith(NEWS)


def test_the_opening_names_the_subject_of_the_title() -> None:
    other = "云州市宣布扩大芯片产业园，今年新增产线三条，总投资达到12亿元，带动就业2000人，园区面积18公顷。"
    assert paragraph([other, NEWS, USE, PAST], TITLE, "zh").startswith(NEWS)
    assert paragraph([other, MORE, LAST], TITLE, "zh") == ""


def test_of_a_meeting_the_news_is_what_was_said_there() -> None:
    meeting = "北桥半导体2027年供应商大会在云州召开。"
    said = "从会上获悉，北桥半导体完成3.2亿元B轮融资，江湾资本领投，今年出货量达到1800万颗，明年计划交付2400万颗。"
    assert paragraph([meeting, said, USE], TITLE, "zh", report=True).startswith(meeting + said)
    assert paragraph([meeting, LAST, MORE], TITLE, "zh", report=True) == ""


def test_what_was_long_before_does_not_open() -> None:
    for before in ("两个月前，", "早在去年三月前，", "不久前，"):
        earlier = f"{before}北桥半导体完成1.5亿元A轮融资，由白沙创投领投，当时估值为12亿元。"
        assert paragraph([earlier, NEWS, USE, PAST], TITLE, "zh").startswith(NEWS)


def test_a_company_is_not_the_source_of_what_it_does() -> None:
    assert paragraph(["据北桥半导体消息，" + NEWS, USE, PAST], TITLE, "zh").startswith(NEWS)
    assert paragraph(["11月20日，据北桥半导体消息，" + NEWS, USE], TITLE, "zh").startswith("11月20日，" + NEWS)
    other = "据江湾资本消息，" + NEWS
    assert paragraph([other, USE, PAST], TITLE, "zh").startswith(other)


def test_a_scene_behind_the_news_ends_the_paragraph() -> None:
    for scene in ("长期以来，", "随着新能源车的普及，"):
        background = f"{scene}车规级电源管理芯片依赖进口，去年进口额达到210亿元。"
        assert paragraph([NEWS, USE, background, PAST], TITLE, "zh") == NEWS + USE
        assert background in paragraph([NEWS, background, USE], TITLE, "zh")

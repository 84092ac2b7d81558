"""Page furniture: dropped lines and asides."""

from __future__ import annotations

import pytest

from aggregator.style.furniture import paragraphs, tidy

NEWS = "云杉商城20日宣布在六座城市开放加盟。"


@pytest.mark.parametrize(
    "line",
    [
        "编者按：本文作者长期关注零售业，文中观点不代表本站立场。",
        "作者：江一帆",
        "文/江一帆 编辑/林小满",
        "责任编辑：林小满",
        "来源：北岸新闻",
        "原标题：云杉商城开放加盟，六座城市首批入选。",
        "图源：云杉商城。",
        "图片来自云杉商城官网。",
        "点击查看更多精彩内容！",
        "扫码关注北岸新闻公众号。",
        "相关阅读：云杉商城发布三季报。",
        "本文来自微信公众号“零售漫谈”（ID：lsmt），北岸新闻经授权发布。",
        "转载请注明出处。",
        "云杉商城门店效果图",
        "▲ 一家云杉门店",
        "一、加盟条件",
    ],
)
def test_a_line_about_the_page_is_dropped(line: str) -> None:
    assert paragraphs(f"{line}\n{NEWS}\n{line}") == [NEWS]


@pytest.mark.parametrize(
    "byline",
    ["文｜江一帆 编辑｜林小满", "作者 | 江一帆 责编 | 林小满", "图源/企业 本文约2400字，建议阅读6分钟 作者丨江一帆"],
)
def test_a_byline_on_the_line_of_the_text_goes_alone(byline: str) -> None:
    text = NEWS + "首批加盟商超过两百家，每店投资约80万元，明年三月开业。"
    assert paragraphs(f"{byline} {text}") == [text]


@pytest.mark.parametrize(
    "aside",
    [
        "（记者 江一帆）",
        "（本报记者江一帆 通讯员林小满）",
        "（责任编辑：林小满）",
        "（图源：云杉商城）",
        "（如图）",
        "（江一帆 摄）",
        "（更多精彩内容，请下载北岸客户端）",
        "【扫码关注北岸财经】",
        "【完】",
    ],
)
def test_an_aside_is_cut_from_its_sentence(aside: str) -> None:
    assert tidy(f"云杉商城{aside}20日宣布在六座城市开放加盟。") == NEWS


@pytest.mark.parametrize(
    "aside", ["（下称“云杉”）", "（关注度最高的商城）", "（约合7.3亿美元）", "（Elon Musk）", "（10月25日）"]
)
def test_an_aside_with_news_stays(aside: str) -> None:
    assert aside in tidy(f"云杉商城{aside}宣布在六座城市开放加盟。")


POINTERS = {
    "a sentence": (
        "首批两百家。规则详情见https://yunshan.example/a?id=1。商家下月可报名。",
        "首批两百家。商家下月可报名。",
    ),
    "the last sentence": ("首批两百家。报名链接：https://yunshan.example/a ", "首批两百家。"),
    "the last clause": ("商家下月可报名，报名地址为www.yunshan.example/a。", "商家下月可报名。"),
    "before what to do there": (
        "首批两百家。商家请登录www.yunshan.example/a报名。下月开业。",
        "首批两百家。下月开业。",
    ),
    "within a sentence": ("云杉商城新站www.yunshan.example，首批开放十国。", "云杉商城新站，首批开放十国。"),
}


@pytest.mark.parametrize(("line", "expected"), POINTERS.values(), ids=POINTERS.keys())
def test_the_words_that_lead_to_an_address_go_with_it(line: str, expected: str) -> None:
    assert tidy(line) == expected


def test_spaces_beside_chinese_marks_go_and_others_collapse() -> None:
    assert tidy("云杉商城 ，宣布  推出 CloudFir 2 ，售价 99 元 。") == "云杉商城，宣布 推出 CloudFir 2，售价 99 元。"


def test_a_page_without_a_sentence_has_no_paragraphs() -> None:
    assert paragraphs("云杉商城\n图源：云杉商城\n更多内容") == []


def test_the_star_of_a_company_that_may_be_delisted_stays() -> None:
    assert tidy("*ST云杉公布半年报。") == "*ST云杉公布半年报。"
    assert tidy("* *ST 云杉公布半年报。 *") == "*ST 云杉公布半年报。"
    assert tidy("* 云杉公布半年报。") == "云杉公布半年报。"


RULES = "云杉商城公布加盟规则，具体如下："


@pytest.mark.parametrize("marks", [("一、", "二、"), ("1. ", "2. "), ("（1）", "（2）"), ("• ", "• ")])
def test_a_short_list_is_a_sentence_with_the_line_that_announces_it(marks: tuple[str, str]) -> None:
    text = f"{RULES}\n{marks[0]}每店投资不低于80万元；\n{marks[1]}合同期为三年。\n{NEWS}"
    assert paragraphs(text) == [f"{RULES}每店投资不低于80万元；合同期为三年。", NEWS]


def test_a_list_of_paragraphs_stays_one() -> None:
    items = ["一、每店投资不低于80万元。资金分两期到位。", "二、合同期为三年。"]
    assert paragraphs("\n".join([RULES, *items])) == items
    assert paragraphs(f"{RULES}\n1.5亿元用于加盟补贴。\n2.5亿元用于门店改造。")[-1] == "2.5亿元用于门店改造。"
    assert (
        len(paragraphs("\n".join([RULES, *[f"{n}、每店投资不低于{n}0万元，合同期为{n}年。" for n in range(1, 30)]])))
        == 29
    )


def test_brackets_go_with_the_address_in_them() -> None:
    assert tidy("云杉商城的登记（https://news.example/a）开始。") == "云杉商城的登记开始。"

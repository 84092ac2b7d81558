import pytest

from spiders.readers.page.trimming import without_furniture

PROSE = "蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户。"


@pytest.mark.parametrize(
    "line",
    [
        "来源：青山日报",
        "（来源：青山视频）",
        "图片来源：青山图库",
        "作者：林若溪",
        "文/林若溪",
        "青山日报记者 林若溪 周河",
        "责任编辑：周河_NF001",
        "（责任编辑： HN001）",
        "原标题：平台来了？商家这么说",
        "分享到：",
        "用微信扫描二维码",
        "扫码关注蓝河公众号",
        "点击查看全文",
        "感谢蓝河网友 青山客 的线索投递！",
        "更多精彩内容请关注蓝河客户端",
        "本文为林若溪授权蓝河网发布，转载请注明出处。",
        "图片均来自网络",
        "打印本页",
        "【纠错】",
    ],
)
def test_a_line_of_furniture_is_dropped(line: str) -> None:
    assert without_furniture([line, PROSE, line, PROSE]) == [PROSE, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "蓝河公司表示，收入来源：广告占六成，佣金占四成。其余部分来自增值服务，明年会继续扩大。",
        "记者从蓝河公司了解到，平台下月开放。",
        "编辑部的故事还在继续，蓝河公司的员工这样说。",
        "他关注的是微信公众号的发展，以及它对商家意味着什么。",
        "点击率上升了三成。",
        "感谢读者的线索，蓝河公司的商家终于拿回了货款。",
        "声明发布后，蓝河公司股价上涨。",
    ],
)
def test_prose_that_mentions_such_words_is_kept(line: str) -> None:
    assert without_furniture([PROSE, line, PROSE]) == [PROSE, line, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "相关阅读",
        "延伸阅读：",
        "免责声明：本文不构成建议。",
        "热门文章",
        "蓝河网声明：凡注明来源的稿件均属本社",
        "网友评论",
        "版权声明",
    ],
)
def test_the_end_of_the_page_ends_the_story(line: str) -> None:
    assert without_furniture([PROSE, line, "青山公司发布新品，价格为三百元。"]) == [PROSE]


def test_a_credit_behind_a_paragraph_is_cut_off() -> None:
    assert without_furniture([f"{PROSE}（责任编辑：周河）", f"（原标题：平台来了）{PROSE}"]) == [PROSE, PROSE]

"""Headlines and highlights."""

from __future__ import annotations

import pytest

from aggregator.style.headline import headline
from aggregator.style.highlights import highlight
from aggregator.style.lengths import size

NAMES = ("北岸网", "Northbank News")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("云杉商城在六座城市开放加盟", "云杉商城在六座城市开放加盟"),
        ("【电商】云杉商城在六座城市开放加盟_零售_北岸网", "云杉商城在六座城市开放加盟"),
        ("云杉商城在六座城市开放加盟 - 北岸网", "云杉商城在六座城市开放加盟"),
        ("【云杉商城裁员11%】", "云杉商城裁员11%"),
        ("北岸首发 | 「青禾」完成数千万元A轮融资", "「青禾」完成数千万元A轮融资"),
        ("青禾快运获5000万美元融资丨独家", "青禾快运获5000万美元融资"),
        ("ICX 2026｜北桥半导体发布车规级芯片", "北桥半导体发布车规级芯片"),
        ("快讯：海棠出海在鹿特丹启用海外仓（附全文）", "海棠出海在鹿特丹启用海外仓"),
        ("重磅！云杉商城净利润12.33亿元 同比增长47.4%", "云杉商城净利润12.33亿元，同比增长47.4%"),
        ("云州发布直播规范 12项要求明年施行", "云州发布直播规范，12项要求明年施行"),
        ("云杉 11 月 20 日裁员 120 人", "云杉 11 月 20 日裁员 120 人"),
        ("云杉商城12.5亿元收购青禾快运！", "云杉商城12.5亿元收购青禾快运"),
        ("店员被要求自费培训？云杉商城致歉：已退还费用", "云杉商城致歉：已退还费用"),
        ("涨价了吗？云杉商城回应称未接到通知", "云杉商城回应称未接到通知"),
        ("云杉商城宣布开放加盟，谁会是赢家？", "云杉商城宣布开放加盟"),
        ("不打折，云杉商城的代价是什么？", "不打折，云杉商城的代价是什么？"),
        ("云杉商城今日启动内测", "云杉商城启动内测"),
        ("云杉商城昨晚宣布裁员11%", "云杉商城宣布裁员11%"),
        ("今日资本投资云杉商城", "今日资本投资云杉商城"),
        ("消息称：云杉商城考虑赴港上市", "消息称：云杉商城考虑赴港上市"),
        ("#云杉商城在六座城市开放加盟#", "云杉商城在六座城市开放加盟"),
        ("3、云杉商城在六座城市开放加盟", "云杉商城在六座城市开放加盟"),
        ("12.云杉商城在六座城市开放加盟", "云杉商城在六座城市开放加盟"),
        ("3.15晚会点名云杉商城", "3.15晚会点名云杉商城"),
        ("青禾快运净利润下滑19% 这次股东也不给力了", "青禾快运净利润下滑19%"),
        ("  云杉商城 　发布 CloudFir 2 ，售价 99 元 ", "云杉商城 发布 CloudFir 2，售价 99 元"),
    ],
)
def test_a_title_is_cleaned(title: str, expected: str) -> None:
    assert headline(title, "zh", NAMES) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("云杉商城三季度营收 269.4 亿元 同比增长 43%", "云杉商城三季度营收 269.4 亿元，同比增长 43%"),
        ("退货率降低至 5.9%，云杉商城公布新规", "退货率降低至 5.9%，云杉商城公布新规"),
        ("云杉商城月活用户增至 1200万人", "云杉商城月活用户增至 1200万人"),
        ("云杉商城拟 1.11 亿元受让青禾 5% 股权", "云杉商城拟 1.11 亿元受让青禾 5% 股权"),
        ("云杉商城净利润增长30% 青禾快运拟分红", "云杉商城净利润增长30%，青禾快运拟分红"),
        ("云杉商城净利润增长 30% 青禾快运拟分红", "云杉商城净利润增长 30%，青禾快运拟分红"),
        ("收评：深证成指半日下滑 2.1% 青禾快运领跌", "收评：深证成指半日下滑 2.1%，青禾快运领跌"),
        ("云杉商城提出营收增长 30% 的三年目标", "云杉商城提出营收增长 30% 的三年目标"),
        ("青禾快运股价上涨 3% 至历史最高水平", "青禾快运股价上涨 3% 至历史最高水平"),
        ("云州大学 江湾院 白沙所联合发布芯片", "云州大学 江湾院 白沙所联合发布芯片"),
        ("云杉商城启动“新机遇 新卖家共同成长”计划", "云杉商城启动“新机遇 新卖家共同成长”计划"),
    ],
)
def test_a_space_is_a_comma_only_between_clauses(title: str, expected: str) -> None:
    assert headline(title, "zh") == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "11月20日消息，云杉商城宣布开放加盟，首批120家店。公司称，六城先行。",
            "云杉商城宣布开放加盟，首批120家店",
        ),
        ("北岸社云州11月20日电 云杉商城宣布开放加盟", "云杉商城宣布开放加盟"),
        ("【云杉商城宣布在六座城市开放加盟】北岸社11月20日电，云杉商城", "云杉商城宣布在六座城市开放加盟"),
        ("云杉商城 (06618.HK) 发布中期业绩，营收增15.9%", "云杉商城发布中期业绩，营收增15.9%"),
        ("云杉商城（NYSE：YSM）发布中期业绩", "云杉商城发布中期业绩"),
        ("本报记者实测：云杉商城上线次日达", "云杉商城上线次日达"),
        ("云杉（上海）电商公司发布中期业绩", "云杉（上海）电商公司发布中期业绩"),
        ("一面无边框，一面双曲面，云杉的新手机炸裂了", "一面无边框，一面双曲面，云杉的新手机炸裂了"),
    ],
)
def test_what_is_no_headline_goes(title: str, expected: str) -> None:
    assert headline(title, "zh") == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("云杉商城向全部商…", "云杉商城向全部商户开放登记"),
        ("云杉商城向全部商户开放登记，首批...", "云杉商城向全部商户开放登记，首批名额五千个"),
        ("云杉商城开放登记，江一帆说这一…", "云杉商城开放登记"),
        ("云杉商城终于…", ""),
    ],
)
def test_a_title_that_was_cut_is_completed_from_its_story(title: str, expected: str) -> None:
    story = "云杉商城向全部商户开放登记，首批名额五千个。公司称，登记截止到本月底。"
    assert headline(title, "zh", story=story) == expected


def test_a_quotation_is_closed_where_it_is_cut() -> None:
    said = "我们不会为了规模牺牲电商业务的利润，也不会参与没有意义的价格战，更不会拖欠供应商的货款"
    line = headline(f"云杉商城CEO江一帆：“{said}”", "zh")
    assert line == "云杉商城CEO江一帆：“我们不会为了规模牺牲电商业务的利润”"


def test_an_exclamation_stays_if_only_it_names_the_subject() -> None:
    assert headline("CloudFir 首秀！5万瓶啤酒跑完120公里", "zh") == "CloudFir 首秀，5万瓶啤酒跑完120公里"


def test_a_long_title_is_cut_at_a_clause() -> None:
    title = "北桥半导体发布新一代车规级电源管理芯片，性能提升三成，功耗下降一半，售价19元起，明年一季度量产"
    line = headline(title, "zh")
    assert title.startswith(line)
    assert title[len(line)] == "，"
    assert 20 < size(line, "zh") <= 40


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Yunshan Mall cuts 11% of its staff - Northbank News", "Yunshan Mall cuts 11% of its staff"),
        ("Why is Yunshan hiring? Yunshan Mall to open 300 stores", "Yunshan Mall to open 300 stores"),
        ("Breaking: Northbank unveils 3-nm chip | Northbank News", "Northbank unveils 3-nm chip"),
    ],
)
def test_an_english_title_is_cleaned(title: str, expected: str) -> None:
    assert headline(title, "en", NAMES) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("云杉商城净利润12.33亿元，同比增长47.4%", "云杉商城净利润12.33亿元"),
        ("海棠出海宣布在鹿特丹启用第三座海外仓", "海棠出海在鹿特丹启用第三座海外仓"),
        ("海关总署：前10月跨境电商进出口1.88万亿元", "海关总署：前10月跨境电商进出口1.88万亿元"),
        ("要做酒店业的“领航员”，Quill 获得230万美元融资", "Quill 获得230万美元融资"),
        ("青禾快运推出夜间配送，从渠道向产品延伸", "青禾快运推出夜间配送"),
    ],
)
def test_a_highlight_is_shortened_by_omission(line: str, expected: str) -> None:
    assert highlight(line, "zh") == expected


@pytest.mark.parametrize("line", ["青鸟地图月活破亿", "刚到手5000万美元的Quill"])
def test_a_line_that_cannot_be_shortened_stays(line: str) -> None:
    assert highlight(line, "zh") == line


def test_a_highlight_keeps_its_subject() -> None:
    line = "青禾无人货车送出第一单，跑了120公里挣了470元"
    assert highlight(line, "zh").startswith("青禾无人货车")

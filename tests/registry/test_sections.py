"""The sections of stories, on headlines written for this test."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from aggregator.errors import SeedError
from aggregator.registry.files import layers_of
from aggregator.registry.sections import Sections, load_sections
from tests.paths import ROOT

SEEDS = ROOT / "seeds"

HEADLINES = {
    "e-commerce": (
        "淘宝为商家开通极速退款",
        "京东物流在白沙建成无人分拨中心",
        "拼多多上线农货专场，首日卖出三百万单",
        "天猫超市缩短偏远地区送达时间",
        "抖音电商清退四百家虚假发货店铺",
        "快手上线商家先行赔付服务",
        "双11首日预售成交额同比增长两成",
        "直播间卖假酒，主播与商家被判退一赔三",
        "社区团购团长集体转做即时零售",
        "盒马在江湾开出会员店",
        "唯品会把退货期延长至十五天",
        "闲鱼禁止转卖演出票",
        "菜鸟驿站试点上门取件",
        "中通快递公布三季度业务量",
        "生鲜电商青橙到家完成B轮融资",
        "县域电商服务站覆盖九成乡镇",
        "平台商家不得强制二选一，新规下月施行",
        "便利店外卖订单占比升至三成",
        "家电以旧换新补贴可在网店使用",
        "小红书电商新增买手店类目",
        "云杉商城在六座城市开放加盟，单店面积不低于650平方米",
        "青禾超市上线即时零售业务，半小时送达",
        "拼多多拿出五亿元补贴秋季农产品",
        "淘宝测试新版购物车，可按店铺凑单",
        "天猫公布双11玩法，预售期缩短三天",
        "京东在江湾新开三家线下门店",
        "云州拟规范直播带货，主播须展示商品编号",
        "抖音电商调整商家保证金标准",
        "快手电商招募一万名源头工厂主播",
        "唯品会三季度活跃买家增长7%",
        "顺丰在白沙启用智能分拣中心",
        "快递员工伤保险试点扩大到十省",
        "叮咚买菜退出两座城市",
        "盒马新开二十家社区店",
        "社区团购平台青禾优选停止运营",
        "苏宁易购出售旗下物流资产",
        "闲鱼上线官方验货服务",
        "前三季度全国网上零售额突破十万亿元",
        "便利店品牌松果获区域加盟商增资",
        "直播电商公司海棠优选发布退货新规",
        "极兔下调中西部快递价格",
        "消费券带动云州百货销售回暖",
    ),
    "internet": (
        "抖音上线长视频频道",
        "百度发布新一代大模型，推理成本下降一半",
        "微信小程序月活跃用户超过九亿",
        "阿里云下调存储价格",
        "华为手机鸿蒙系统开放内测",
        "芯片设计公司青芯科技完成2亿元C轮融资",
        "苹果召回部分笔记本电脑电池",
        "网易游戏在海滨城市设研发中心",
        "知乎三季度亏损收窄",
        "小鹏汽车推送自动驾驶新版本",
        "人工智能伦理指引公开征求意见",
        "App违规收集个人信息，二十二款被通报",
        "滴滴自动驾驶车辆获准载客测试",
        "国产数据库厂商递交科创板招股书",
        "微博下线热搜推广位",
        "机器人公司灰鲸在工厂部署三百台人形机器人",
        "搜索引擎默认关闭个性化广告",
        "云计算公司北岸云发生两小时故障",
        "手机厂商发布折叠屏新品",
        "OpenAI首席科学家离职",
        "北桥半导体完成3.2亿元B轮融资",
        "青鸟地图月活跃用户突破1.1亿",
        "微信测试群聊折叠功能",
        "腾讯发布新一代游戏引擎",
        "百度地图上线红绿灯倒计时",
        "字节跳动开源语音识别模型",
        "OpenAI 推出企业版定价方案",
        "人工智能公司深蓝视觉递交招股书",
        "华为公布自研操作系统装机量",
        "小米宣布智能手机业务拆分",
        "苹果第四财季净利润下滑",
        "谷歌关闭两项云服务",
        "微软语音识别词错率降至新低",
        "特斯拉召回部分自动驾驶车辆",
        "滴滴进入三座海滨城市",
        "美团调整骑手配送时长算法",
        "网约车平台因数据问题被约谈",
        "北岸科技因侵犯个人信息被罚款",
        "国产大模型通过备案",
        "台积电上调全年资本开支",
        "机器人公司白鹭获千万美元天使轮投资",
        "区块链存证平台接入互联网法院",
        "5G 基站总数突破四百万",
        "哔哩哔哩三季度营收增长",
        "鹿鸣科技被列为被执行人，金额1200万元",
        "软件公司松口裁员一成",
    ),
    "cross-border": (
        "亚马逊日本站下调服装类目佣金",
        "速卖通在韩国开设海外仓",
        "Temu在欧洲推出本地卖家入驻计划",
        "Shopee越南站上线次日达",
        "TikTok Shop美国站黑五成交额翻倍",
        "SHEIN在墨西哥设立配送中心",
        "前三季度跨境电商出口增长18%",
        "海关公布跨境电商出口退货新规",
        "美国取消小额包裹关税豁免",
        "亚马逊要求卖家补交合规文件",
        "跨境卖家遭遇平台大规模封号",
        "跨境电商综试区新增十五个城市",
        "Lazada泰国站取消免运费门槛",
        "沃尔玛电商平台向中国卖家开放",
        "外贸工厂借独立站直达欧洲买家",
        "eBay德国站强制卖家登记包装法编号",
        "中欧班列海外仓专线开行",
        "跨境支付机构获香港牌照",
        "美客多向中国卖家开放巴西站",
        "海外仓企业在洛杉矶扩建",
        "亚马逊欧洲站调整入仓标签规则",
        "亚马逊美国站上调FBA旺季配送费",
        "Shopify 上线多币种结账",
        "Lazada 下调新卖家佣金",
        "Shopee 关闭波兰站点",
        "TikTok Shop 在英国开放新类目",
        "Temu 上线墨西哥站",
        "SHEIN 在巴西建厂",
        "速卖通承诺欧洲七日达",
        "Daraz 在尼泊尔新建分拣仓",
        "海棠出海在鹿特丹启用第三座海外仓",
        "海关总署：前十月跨境电商进出口增长两成",
        "云州综试区前三季度出口增长",
        "欧盟拟取消小额包裹免税",
        "德国税务局要求卖家补缴VAT",
        "跨境支付公司青桥获新加坡牌照",
        "外贸企业赴东南亚参展人数翻倍",
        "中欧班列开出跨境电商专列",
        "eBay 下调部分类目佣金",
        "国产服装品牌出海日本，开出首店",
        "独立站卖家遭遇支付账户冻结",
        "国际快递公司宣布旺季附加费",
    ),
    None: (
        "云州地铁五号线延长运营一小时",
        "白沙市开展秋季森林防火演练",
        "国家队公布亚洲杯名单",
        "专家提醒：流感季注意通风",
        "老街书店搬迁，读者排队告别",
        "江湾大桥夜间封闭检修",
        "首场冬雪降临，高速限速行驶",
        "中学生发明节水装置获奖",
        "古镇灯会本周五开幕",
        "医院推出夜间门诊",
        "农技员下乡指导冬小麦管护",
        "市民可免费领取樱花苗",
        "话剧节闭幕，三部作品获奖",
        "河湖长巡河清理垃圾二十吨",
        "退休教师义务修表三十年",
        "城北公园的银杏黄了",
        "云州队主场三比一取胜",
        "今年秋粮收购进度过半",
        "古城墙修缮工程完成验收",
        "周末有雨，气温下降六度",
        "这道家常菜，五分钟上桌",
        "白沙湿地迎来首批候鸟",
        "高考报名下周开始",
    ),
}
LABELLED = [(title, section) for section, titles in HEADLINES.items() for title in titles]


@pytest.fixture(scope="module")
def sections() -> Sections:
    """The sections that ship with the program."""
    return load_sections(layers_of(SEEDS))


def test_the_sections_are_in_the_houses_order(sections: Sections) -> None:
    assert [(section.id, section.names.zh, section.names.en) for section in sections] == [
        ("e-commerce", "电商快讯", "E-commerce newsletter"),
        ("internet", "互联网快讯", "Internet news"),
        ("cross-border", "跨境快讯", "Cross-border newsletter"),
    ]


def test_headlines_get_the_section_that_an_editor_would_choose(sections: Sections) -> None:
    wrong = [
        f"{title}: {found.section} {found.score} {found.evidence}, not {section}"
        for title, section in LABELLED
        if (found := sections.classify(title, "")).section != section
    ]
    assert len(LABELLED) >= 150
    assert len(wrong) / len(LABELLED) <= 0.05, "\n".join(wrong)


def test_the_text_decides_if_the_title_says_little(sections: Sections) -> None:
    text = "云杉商城公布，双11期间直播间成交额同比增长两成，快递包裹超过三百万件，天猫店铺的退货率下降。"
    assert sections.classify("云杉公布秋季成绩", "").section is None
    assert sections.classify("云杉公布秋季成绩", text).section == "e-commerce"


def test_a_hint_counts_and_alone_does_not_decide(sections: Sections) -> None:
    plain = sections.classify("云杉公布新规，商家可申诉", "")
    hinted = sections.classify("云杉公布新规，商家可申诉", "", "e-commerce")
    assert hinted.score == pytest.approx(plain.score + 1.5)
    assert "hint e-commerce" in hinted.evidence
    assert sections.classify("城北公园的银杏黄了", "", "e-commerce").section is None


def test_a_hint_carries_no_story_over_the_threshold(tmp_path: Path) -> None:
    sections = write(tmp_path, TWO.replace("hint = 1.0", "hint = 9.0"))
    below = sections.classify("", "AI", "trade")
    assert (below.section, below.score) == (None, 9.4)
    assert sections.classify("", "跨境电商", "trade").section == "border"  # the trade alone weighs less than it must
    assert sections.classify("", "电商", "border").section == "border"


OFF_THE_FIELD = (
    "电商概念股午后拉升，两只个股涨停",
    "存储芯片板块领跌，三大指数收跌",
    "无人机袭击港口，两国停火谈判中断",
    "券商上调手机厂商目标价至120元",
    "抗体药物公司完成2亿元B轮融资",
    "生猪养殖企业上半年净利润预增",
    "城投债发行利率下行",
    "外长会见到访的议会代表团",
    "钢铁企业高炉检修，出口订单持平",
    "银行网点裁撤，国债柜台销售火爆",
    "枫桥电子一季度营收增长，碳化硅器件送样海外客户",
    "云山软件园开发商发行8亿元公司债",
    "特使称两国元首将谈芯片出口",
    "枫桥重工：欧盟对进口叉车启动反倾销调查",
    "美国对华焊管作出双反终裁，商务部回应",
)


def test_what_is_off_the_field_stays_out_whatever_its_outlet(sections: Sections) -> None:
    let_in = [
        (title, hint, found.evidence)
        for title in OFF_THE_FIELD
        for hint in (None, "e-commerce", "internet", "cross-border")
        if (found := sections.classify(title, "", hint)).section
    ]
    assert not let_in


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("奥地利网购包裹逐年增加", "cross-border"),
        ("Allegro 向中国卖家收取保证金", "cross-border"),
        ("巴西零售商开放第三方平台", "cross-border"),
        ("美国对网购箱包加征关税，卖家备货海外仓", "cross-border"),
        ("麦德龙会员店试水即时零售", "e-commerce"),
        ("央行分行约谈两家支付机构", "internet"),
        ("金融监管部门起草网络小贷新规", "internet"),
        ("山姆会员店下架一款蛋糕", "e-commerce"),
        ("闪送与商超合作半日达", "e-commerce"),
        ("智谱发布新一代智能体", "internet"),
        ("具身智能公司灰羽完成 Pre-A 轮融资", "internet"),
    ],
)
def test_foreign_markets_and_the_names_of_today_are_known(sections: Sections, title: str, section: str) -> None:
    assert sections.classify(title, "").section == section


def test_the_model_shows_what_it_read(sections: Sections) -> None:
    found = sections.classify("一家没有名字的公司", "")
    assert "…" in found.evidence
    assert any(part.startswith("[") for part in found.evidence)


def write(folder: Path, body: str) -> Sections:
    (folder / "sections.toml").write_text(body, "utf-8")
    return load_sections(layers_of(folder))


TWO = """
threshold = 1.0
title_factor = 3.0
lead = 10
[[sections]]
id = "trade"
name = { zh = "贸易", en = "Trade" }
hint = 1.0
[sections.terms]
"电商" = 1.0
"跨境电商" = 0.5
"AI" = 0.4
"旧闻" = -2.0
[[sections]]
id = "border"
name = { zh = "跨境", en = "Border" }
[sections.terms]
"跨境电商" = 1.0
"关税" = 1.0
"电商" = 1.0
[[together]]
weights = { border = 0.5, trade = -0.1 }
one = ["葡萄牙", "葡"]
other = ["店", "网店"]
[outside]
"股价" = 1.0
"""


def test_weights_follow_the_file(tmp_path: Path) -> None:
    sections = write(tmp_path, TWO)
    assert sections.classify("跨境电商", "").score == 3.0  # the longest term alone
    assert sections.classify("关税与关税", "关税").score == 3.0  # once, in the title
    assert sections.classify("", "关税").score == 1.0
    assert sections.classify("", "十个字之后才是正文关税").section is None
    found = sections.classify("电商", "")
    assert (found.section, found.score) == ("trade", 3.0)  # a tie goes to the first
    assert sections.classify("电商旧闻", "").section == "border"


@pytest.mark.parametrize(("title", "score"), [("AI 芯片", 1.2), ("用ai写作", 1.2), ("RAID 阵列", 0.0), ("AIGC", 0.0)])
def test_latin_terms_are_whole_words_in_any_case(tmp_path: Path, title: str, score: float) -> None:
    assert write(tmp_path, TWO).classify(title, "").score == pytest.approx(score)


def test_the_evidence_is_that_for_the_best_section(tmp_path: Path) -> None:
    sections = write(tmp_path, TWO)
    assert sections.classify("关税与电商", "").evidence == ("关税", "电商")
    below = sections.classify("", "AI")
    assert (below.section, below.score, below.evidence) == (None, 0.4, ("ai",))


def test_terms_count_together_where_one_of_each_list_occurs(tmp_path: Path) -> None:
    sections = write(tmp_path, TWO)
    assert sections.classify("在葡萄牙开店", "").score == pytest.approx(1.5)
    assert sections.classify("在葡萄牙", "开网店").score == pytest.approx(0.5)
    assert sections.classify("在葡萄牙", "开会").score == 0.0
    assert sections.classify("在葡萄牙开店卖AI", "").section == "border"


def test_what_is_outside_speaks_against_every_section(tmp_path: Path) -> None:
    sections = write(tmp_path, TWO)
    assert sections.classify("电商关税", "").section == "border"
    found = sections.classify("电商关税", "股价")
    assert (found.score, "股价" in found.evidence) == (5.0, True)
    assert sections.classify("电商股价", "").section is None


def test_terms_together_name_a_section_that_there_is(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="no such section: sea"):
        write(tmp_path, TWO.replace("border = 0.5", "sea = 0.5"))


def test_two_sections_with_one_id_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="two sections have one id"):
        write(tmp_path, TWO.replace('id = "border"', 'id = "trade"'))


def test_the_time_grows_only_with_the_text(sections: Sections) -> None:
    started = time.process_time()
    for _ in range(20):
        sections.classify("跨" * 20_000, "电" * 1_000)
    assert time.process_time() - started < 4

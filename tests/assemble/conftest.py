"""Made-up stories, editions and sources to assemble from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aggregator.models import Attribution, Edition, Names, Precision, SectionQuota, SourceKind, Story
from aggregator.outlets import SeedNames
from aggregator.sources import Source, Sources

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECTIONS = (
    SectionQuota("e-commerce", Names("电商快讯", "E-commerce newsletter"), 3),
    SectionQuota("internet", Names("互联网快讯", "Internet news"), 3),
    SectionQuota("cross-border", Names("跨境快讯", "Cross-border newsletter"), 3),
)


@pytest.fixture
def at() -> Callable[..., datetime]:
    """A moment in Shanghai, by default of 20 November 2026."""

    def moment(hour: int, minute: int = 0, day: date = date(2026, 11, 20)) -> datetime:
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)

    return moment


@pytest.fixture
def edition(at: Callable[..., datetime]) -> Edition:
    """The evening edition of 20 November 2026."""
    return Edition(
        name="evening",
        day=date(2026, 11, 20),
        zone="Asia/Shanghai",
        start=at(8),
        end=at(18),
        language="zh",
        title="晚间资讯",
        tagline="每天傍晚，一页读完当日新闻。",
        sections=SECTIONS,
        max_per_source=3,
    )


@pytest.fixture
def credit() -> Callable[..., Attribution]:
    """An attribution to an outlet of the registry below."""

    def make(source: str = "beian", zh: str = "北岸新闻", en: str = "Northbank News", **fields: Any) -> Attribution:
        known = {"kind": SourceKind.OUTLET, "rule": "own-label", "evidence": zh, "where": "header", "confidence": 0.9}
        return Attribution(source=source, name=Names(zh, en), **(known | fields))

    return make


@pytest.fixture
def story(at: Callable[..., datetime], credit: Callable[..., Attribution]) -> Callable[..., Story]:
    """A story; only what matters to a test need be said."""

    def make(name: str, title: str, text: str, **fields: Any) -> Story:
        known: dict[str, Any] = {
            "outlet": "beian",
            "url": f"https://news.example/{name}",
            "canonical_url": f"https://news.example/{name}",
            "language": "zh",
            "fetched_at": at(12),
            "published": at(11),
            "published_precision": Precision.MINUTE,
            "attribution": credit(),
            "section": "e-commerce",
            "section_score": 4.0,
        }
        return Story(id=name, title=title, text=text, **(known | fields))

    return make


@pytest.fixture
def sources() -> Sources:
    """Four sources; two of them have one owner."""

    def source(name: str, zh: str, en: str, kind: str = "outlet", **fields: Any) -> Source:
        return Source(id=name, name=SeedNames(zh=zh, en=en), kind=SourceKind(kind), **fields)

    return Sources(
        (
            source("beian", "北岸新闻", "Northbank News", standing=0.7, group="beian-group"),
            source("beian-wanbao", "北岸晚报", "Northbank Evening Post", standing=0.7, group="beian-group"),
            source("haitang", "海棠财经", "Haitang Finance", standing=0.6),
            source("jianguan", "云州市市场监督管理局", "Yunzhou Market Supervision Bureau", "authority", standing=1.0),
        )
    )


@pytest.fixture
def day_of_news(
    story: Callable[..., Story], credit: Callable[..., Attribution], at: Callable[..., datetime]
) -> list[Story]:
    """Nine stories of seven events in three sections, with an advertisement and a round-up among them."""
    finance = credit("haitang", "海棠财经", "Haitang Finance")
    bureau = credit(
        "jianguan", "云州市市场监督管理局", "Yunzhou Market Supervision Bureau", kind=SourceKind.AUTHORITY, rule="label"
    )
    return [
        story("aa01", "云杉商城在六座城市开放加盟 单店面积不低于650平方米", YUNSHAN, published=at(9)),
        story(
            "aa02",
            "云杉商城开放六城加盟，要求门店不小于650平方米",
            YUNSHAN_RETOLD,
            outlet="haitang",
            attribution=finance,
            published=at(10),
        ),
        story("bb01", "云州拟规范直播带货：主播须当场展示商品编号", BUREAU, attribution=bureau, published=at(15)),
        story("cc01", "【芯片】北桥半导体完成3.2亿元B轮融资_科技_北岸新闻", CHIP, section="internet", published=at(12)),
        story("dd01", "青鸟地图月活跃用户突破1.1亿", MAP, section="internet", attribution=finance, published=at(13)),
        story("ee01", "海棠出海在鹿特丹启用第三座海外仓", WAREHOUSE, section="cross-border", published=at(14)),
        story("ff01", "云杉旗舰耳机到手价199元包邮 先领券再下单", AD, published=at(16)),
        story(
            "gg01",
            "早报：云杉商城开放加盟；北桥半导体完成融资",
            YUNSHAN + "\n" + CHIP,
            section="internet",
            published=at(8, 5),
        ),
        story(
            "hh01",
            "城北公园的银杏黄了",
            PARK,
            section=None,
            section_score=0.4,
            section_evidence=("网络",),
            published=at(17),
        ),
    ]


YUNSHAN = (
    "北岸新闻11月20日讯（记者 江一帆）云杉商城20日起在云州、江湾、白沙等六座城市开放加盟，首批计划签约120家门店。"
    "加盟条件显示，单店面积不低于650平方米，合作方须具备独立法人资格，并自行承担场地租金和装修费用。"
    "云杉商城表示，供应链和商品管理由总部统一负责，加盟商的收入按经营业绩提取。\n"
    "图源：云杉商城\n"
    "此前，云杉商城公布的三季度营业收入为73.4亿元，同比增长12.6%。\n"
    "（责任编辑：林小满）"
)
YUNSHAN_RETOLD = (
    "云杉商城宣布开放加盟业务，云州、江湾、白沙等六座城市成为首批开放地区，今年计划签约120家门店。"
    "按照公布的条件，加盟门店面积须在650平方米以上，加盟商须为独立法人，场地租金和装修费用自理，供应链由总部负责。"
)
BUREAU = (
    "云州市市场监督管理局20日就《直播带货服务规范》公开征求意见，要求主播在讲解商品时当场展示商品编号和经营者名称。"
    "征求意见稿提出，直播间须保存不少于180天的回放，平台应在24小时内处理消费者投诉。意见反馈截止日期为12月19日。"
)
CHIP = (
    "北桥半导体宣布完成3.2亿元B轮融资，由江湾资本领投，白沙创投跟投。公司称，资金将用于车规级电源管理芯片的量产和测试产线建设。"
    "北桥半导体成立于2021年，目前有员工260人，产品已进入四家整车厂的供应链，去年出货量为1800万颗。"
)
MAP = (
    "青鸟地图公布的三季度报告显示，截至9月底，其月活跃用户达到1.1亿，同比增长18%，其中三线及以下城市用户占比超过一半。"
    "报告还显示，青鸟地图三季度营收为9.6亿元，净利润为1.3亿元，首次实现单季盈利，广告收入占总营收的七成。"
)
WAREHOUSE = (
    "跨境服务商海棠出海宣布，其在荷兰鹿特丹的第三座海外仓正式启用，面积为2.4万平方米，日均可处理包裹6万件。"
    "海棠出海表示，该仓将服务德国、法国和比利时的独立站卖家，平均配送时间由五天缩短到两天，首批入驻的卖家有340家。"
)
AD = (
    "云杉旗舰耳机今晚史低，先领券再下单立减100元，到手价199元包邮，数量有限，拍下后24小时内发货，点击购买链接即可参加。"
    * 2
)
PARK = (
    "城北公园的银杏进入最佳观赏期，园方预计黄叶还能持续十天左右，周末的游客会明显增多，建议市民乘坐公共交通前往。" * 2
)

"""A small registry, an outlet, and stories to credit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aggregator.attribution import attribute
from aggregator.models import Attribution, SourceKind, Story
from aggregator.registry.outlets import EntryPoint, Outlet, SeedNames
from aggregator.registry.sources import Source, Sources

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BODY = "星河电商今日上线卖家合规工具，商家可在后台一键自查。工具覆盖价格、资质和售后三类问题，首月免费。"


def source(name: str, zh: str, en: str, kind: str = "outlet", **more: Any) -> Source:
    return Source(id=name, name=SeedNames(zh=zh, en=en), kind=SourceKind(kind), **more)


SOURCES = Sources(
    (
        source("qinghe", "青禾网", "Qinghe Online", hosts=("qinghe.example",), group="qinghe", standing=0.6),
        source("portal", "百川网", "Baichuan", hosts=("baichuan.example",), standing=0.3, portal=True),
        source("lanjing", "蓝鲸日报", "Blue Whale Daily", aliases=("蓝鲸", "《蓝鲸日报》"), standing=0.8),
        source("wire", "通达社", "Tongda News Agency", "agency", aliases=("通达社客户端",), standing=1.0),
        source("wire-web", "通达网", "Tongdanet", hosts=("tongda.example",), standing=0.7),
        source("chengbao", "城报", "City Paper", standing=0.7),
        source("36n", "36氖", "36Ne", standing=0.7),
        source("shujia", "数家", "Shujia", "data", aliases=("数家App",), standing=0.9),
        source("chacha", "企查", "Qicha", "data", standing=0.9),
        source("amr", "青禾市市场监管局", "Qinghe Market Regulator", "authority", hosts=("amr.example",)),
        source("forum", "卖家广场", "Seller Square", "forum"),
        source("bourse", "青禾交易所", "Qinghe Exchange", "authority", aliases=("青交所",), cited_only=True),
        source("terminal", "数屏", "Shuping", "data", cited_only=True),
        source("qinghe-tech", "禾苗科技", "Qinghe Tech", group="qinghe"),
        source("yun", "云帆集团", "Yunfan", "company", hosts=("yunfan.example",)),
        source("brisk", "轻风社", "Brisk News", "agency", aliases=("BRISK NEWSWIRE",)),
    ),
    nobody=("网络", "综合", "本网", "互联网", "自媒体", "原创", "本站"),
)


def outlet(name: str = "qinghe", zh: str = "青禾网", en: str = "Qinghe Online") -> Outlet:
    home = f"https://{name}.example/"
    entries = (EntryPoint(kind="feed", url=home + "feed"),)
    return Outlet(
        id=name, name=SeedNames(zh=zh, en=en), home=home, hosts=(f"{name}.example",), source=name, entries=entries
    )


def credit(text: str = BODY, at: Outlet | None = None, **fields: Any) -> Attribution:
    at = at or outlet()
    story = Story(
        id="0" * 16,
        outlet=at.id,
        url=fields.pop("url", at.home + "1.html"),
        canonical_url=at.home + "1.html",
        title=fields.pop("title", "星河电商上线合规工具"),
        text=text,
        language="zh",
        fetched_at=NOW,
        **fields,
    )
    return attribute(story, at, SOURCES)


def decided(found: Attribution) -> tuple[str, str]:
    return found.source, found.rule

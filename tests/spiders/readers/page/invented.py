"""A page of an invented site, with a menu, related stories and a foot, and how it is read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.registry.outlets import Outlet
from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.reading import Reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=SHANGHAI)
URL = "https://www.lanhe.example/a/20261123/101.html"
TITLE = "蓝河公司开放电商平台 首批商家达三百户"
FIRST = "蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户，涵盖食品、服装和家电。"
SECOND = "该公司负责人表示，平台头一年不收佣金，商家只需缴纳一千元保证金，退出时全额退还。"
AT = "2026-11-23 08:30"
MENU = "".join(f'<li><a href="/c/{n}">频道{n}</a></li>' for n in range(20))
RELATED = "".join(f'<li><a href="/a/{n}.html">青山公司第{n}次发布新品</a></li>' for n in range(10))


def page(header: str, body: str = f"<p>{FIRST}</p><p>{SECOND}</p>", head: str = "", tail: str = "") -> bytes:
    return (
        f"<html><head><meta charset='utf-8'><title>{TITLE}_科技_蓝河网</title>{head}</head><body>"
        f"<ul class='nav'>{MENU}</ul>"
        "<div class='crumbs'><a href='/'>首页</a> &gt; <a href='/c/'>科技</a> &gt; 正文</div>"
        f"<div class='left'>{header}<div id='zw'>{body}</div>{tail}</div>"
        f"<div class='xg'><h3>相关阅读</h3><ul>{RELATED}</ul></div>"
        "<div class='foot'>版权所有 蓝河网</div></body></html>"
    ).encode()


def read(document: bytes, outlet: Outlet | None = None, url: str = URL) -> Reading:
    return read_article(Document(document, url, NOW), outlet)

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from spiders.readers.document import Document
from spiders.readers.page.article import read_article
from spiders.readers.reading import PageKind

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
LINKS = "".join(f"<li><a href='/a/{n}.html'>青山公司第{n}次发布新品</a> 11-2{n % 3}</li>" for n in range(60))

PAGES = {
    "a cookie check": (
        "<html><script>var __tst_status='1';document.cookie='EO_Bot_Ssid=2'</script></html>",
        PageKind.CHALLENGE,
    ),
    "a human check": ("<html><title>Just a moment...</title><body>Please wait</body></html>", PageKind.CHALLENGE),
    "a check in words": ("<html><title>安全验证</title><body><p>请拖动滑块</p></body></html>", PageKind.CHALLENGE),
    "a soft 404": (
        "<html><title>蓝河网</title><body><p>抱歉，您访问的文章不存在或已删除</p></body></html>",
        PageKind.NOT_FOUND,
    ),
    "a titled 404": ("<html><title>404 - 蓝河网</title><body><a href='/'>首页</a></body></html>", PageKind.NOT_FOUND),
    "a login wall": (
        "<html><title>蓝河网</title><body><form><input name=u><input type=password></form>请先登录</body></html>",
        PageKind.LOGIN,
    ),
    "a form alone": ("<html><title>蓝河网</title><body><input type=password></body></html>", PageKind.LOGIN),
    "a player": (
        "<html><title>蓝河发布会现场</title><body><h1>蓝河发布会现场</h1><video src=x></video></body></html>",
        PageKind.VIDEO,
    ),
    "a shell": (
        "<html><title>蓝河网</title><body><div id=app></div><script src=/app.js></script></body></html>",
        PageKind.EMPTY,
    ),
    "a channel": (
        f"<html><title>科技频道_蓝河网</title><body><h1>科技频道</h1><ul>{LINKS}</ul></body></html>",
        PageKind.LIST,
    ),
    "nothing": ("", PageKind.UNREADABLE),
    "a document of another kind": ("%PDF-1.7 ...", PageKind.UNREADABLE),
}


@pytest.mark.parametrize(("document", "kind"), PAGES.values(), ids=PAGES)
def test_a_page_that_is_not_a_story_has_a_kind_and_a_reason(document: str, kind: PageKind) -> None:
    reading = read_article(Document(document.encode(), "https://www.lanhe.example/a/1.html", NOW, "text/html"), None)
    assert reading.kind is kind
    assert reading.reason


def _navigation(column: str) -> str:
    return "".join(f"<li><a href='/{column}/{n}'>第{n}个频道</a></li>" for n in range(20))


def _page(title: str, middle: str) -> Document:
    html = f"<title>{title}_蓝河网</title><ul>{_navigation('top')}</ul><div>{middle}</div><ul>{_navigation('hot')}</ul>"
    return Document(html.encode(), "https://www.lanhe.example/a/1.html", NOW, "text/html")


def _title(n: int) -> str:
    return f"青山公司第{n}代储能电池下线投产"


def _said(n: int) -> str:
    return f"青山公司今日宣布，第{n}代储能电池在工厂下线，年产能达{n + 2}万套，已经签下{n + 3}家客户"


def _link(n: int) -> str:
    return f"<a href='/n/{n}.html'>{_title(n)}</a>"


ITEMS = {
    "a heading and a teaser": lambda n: f"<div class=card><h3>{_link(n)}</h3><p>{_said(n)}。</p><i>{n}小时前</i></div>",
    "a teaser that is cut": lambda n: f"<div class=card><h3>{_link(n)}</h3><p>{_said(n)}……</p></div>",
    "no heading": lambda n: f"<div class=card><div>{_link(n)}</div><div>{_said(n)}。</div><i>2026-11-{n}</i></div>",
    "no card": lambda n: f"<h4>{_link(n)}</h4><p class=t>2026-11-{n} 10:00</p><p>{_said(n)}。</p>",
    "all in a link": lambda n: f"<a href='/n/{n}'><li><div>{_title(n)}</div><div>{_said(n)}。</div></li></a>",
    "one teaser": lambda n: (
        f"<a href='/n/{n}'><li><div>{_title(n)}</div><div>{f'{_said(n)}。' if n == 1 else ''}</div></li></a>"
    ),
    "words that lead on": lambda n: f"<h3>{_title(n)}</h3><p>{_said(n)}。</p><p><a href='/n/{n}'>阅读全文</a></p>",
    "a product": lambda n: (
        f"<li><div><a href='/p/{n}'>白塔 X{n}</a>"
        f"<br><span>{n}核的头戴一体机，由主机和手柄两部分组成，{n}99 元</span></div></li>"
    ),
}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_titles_that_are_links_and_their_teasers_are_a_list(item: Callable[[int], str]) -> None:
    items = "".join(map(item, range(1, 16)))
    assert read_article(_page("能源新闻与报道", f"<h1>能源新闻与报道</h1>{items}"), None).kind is PageKind.LIST


def test_a_container_with_dated_titles_that_are_links_is_a_list() -> None:
    items = "".join(map(ITEMS["no heading"], range(1, 16)))
    page = _page("能源新闻与报道", f"<h1>能源新闻与报道</h1><div class=article-content>{items}</div>")
    assert read_article(page, None).kind is PageKind.LIST


def test_a_line_without_punctuation_below_a_list_is_no_story() -> None:
    items = "".join(f"<li>{_link(n)} <span>2026-11-{n}</span></li>" for n in range(1, 8))
    contact = "<p>传真：0755-0000000　客服邮箱：service@qingshan.example</p>"
    assert read_article(_page("公司公告", f"<h1>公司公告</h1>{items}{contact}"), None).kind is PageKind.LIST


SHARE = "".join(f"<div><a href='/share/{n}'>分享到第{n}个客户端阅读</a></div>" for n in range(4))
STORIES = {
    "a flash": f"<h1>{_title(3)}</h1><div>2026-11-03 10:00 <a href='/'>蓝河网</a></div><p>{_said(3)}。</p>",
    "a flash without its end": f"<h1>{_title(3)}</h1><div>2026-11-03 10:00</div><p>{_said(3)}</p>",
    "a flash below buttons": f"<h1>{_title(3)}</h1><div>2026-11-03 10:00</div>{SHARE}<p>{_said(3)}。</p>",
    "a headline that is a link": f"<h1>{_link(3)}</h1><div>2026-11-03 10:00</div><p>{_said(3)}。</p>",
    "an anchor that is never closed": f"<h1>{_title(3)}</h1><a name=top>"
    + "".join(f"<p>{_said(n)}。</p>" for n in range(6)),
    "a round-up": f"<h1>{_title(3)}</h1><p>今天有八条消息值得一看，都与储能电池有关。</p>"
    + "".join(f"<h3>{_link(n)}</h3><p>{_said(n)}。</p>" for n in range(10, 18)),
    "a round-up in a container": f"<h1>{_title(3)}</h1><div>2026-11-03 10:00</div><div class=article-content>"
    + "".join(f"<h3>{_link(n)}</h3><p>{_said(n)}。</p>" for n in range(10, 18)),
}


@pytest.mark.parametrize("middle", STORIES.values(), ids=STORIES)
def test_a_story_among_many_links_is_no_list(middle: str) -> None:
    assert read_article(_page(_title(3), middle), None).kind is PageKind.STORY

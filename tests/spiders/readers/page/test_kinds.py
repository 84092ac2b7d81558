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

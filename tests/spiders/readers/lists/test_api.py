from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from aggregator.errors import Unreadable
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.document import Document
from spiders.readers.lists.api import read_api

SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://api.lanhe.example/list?cid=1"
FIELDS = {"items": "result.list", "url": "url", "title": "title", "time": "time", "source": "media"}
VALUE = """{"result": {"total": 2, "list": [
 {"url": "https://www.lanhe.example/a/1.html", "title": "蓝河<em>公司</em>开放平台", "time": 1795393800,
  "media": "青山日报"},
 {"url": "/a/2.html", "title": "青山公司裁员", "time": "11-23 08:30", "media": ""},
 {"url": null, "title": "无地址"}]}}"""


def document(body: bytes, now: datetime) -> Document:
    return Document(body, URL, now, "text/plain")


def api(**fields: str) -> EntryPoint:
    return EntryPoint.model_validate({"kind": "api", "url": URL, "api": FIELDS | fields})


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "cb({});",
        "x( {} )",
        "({})",
        "var list = {};",
        "const list={}",
        "/**/jQuery_1.cb({})",
        "\ufeff{}",
        ")]}',\n{}",
        "while(1);{}",
        "for (;;);{}",
        "throw 1; {}",
        "try{show({});}catch(e){ }",
        "/**/ typeof show === 'function' && show({});",
        ";window.show && show({})",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_json_is_read_inside_any_wrapper(outlet: Outlet, now: datetime, form: str, charset: str) -> None:
    if form.startswith("\ufeff") and charset != "utf-8":
        pytest.skip("the mark is UTF-8's")
    first, second = read_api(document(form.replace("{}", VALUE).encode(charset), now), outlet, api())
    assert (first.url, first.title) == ("https://www.lanhe.example/a/1.html", "蓝河公司开放平台")
    assert first.published == second.published == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
    assert (first.source_label, second.source_label) == ("青山日报", None)
    assert second.url == "https://api.lanhe.example/a/2.html"


@pytest.mark.parametrize(
    ("body", "fields", "reason"),
    [
        ("<html>busy</html>", {}, "not JSON"),
        ("", {}, "not JSON"),
        ('{"result": {"list": [', {}, "broken JSON"),
        ("[" * 100_000, {}, "broken JSON"),
        (VALUE, {"items": "data.rows"}, "no list at 'data.rows'"),
        ('{"result": {"list": []}}', {}, "without stories"),
        ('{"result": {"list": [1, null, "x"]}}', {}, "without stories"),
    ],
)
def test_json_without_a_list_is_unreadable(
    outlet: Outlet, now: datetime, body: str, fields: dict[str, str], reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_api(document(body.encode(), now), outlet, api(**fields))

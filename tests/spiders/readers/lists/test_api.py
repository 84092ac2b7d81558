import json
from datetime import datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from aggregator.errors import Unreadable
from aggregator.models import Precision
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
        'window["list"]={};',
        "window['list'] = window['list'] || {};",
        "var a={};a.list={}",
        "{}&&{}".replace("{}", "[]", 1),
        "&&&START&&&{}",
        "// made at night\nshow(0, {})",
        "<script>parent.show({})</script>",
        "<br /><b>Notice</b>: Undefined index: id in <b>/srv/list.php</b> on line <b>9</b><br />\n{}",
        "(function(){ return {} })()",
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


@pytest.mark.parametrize(
    "body",
    [
        "show({result:{list:[{url:'/a/1.html',title:'竹山“新城”开工',time:1795393800,},],},});",
        """{"result": { // the newest
            "list": [ /* one */ {"url": "/a/1.html", "title": "竹山“新城”开工", "time": "1795393800",} ]}}""",
        "var d = {'result': {'list': [{'url': '\\/a\\/1.html', 'title': '竹山“新城”开工', 'time': 1795393800}]}};",
        json.dumps('{"result": {"list": [{"url": "/a/1.html", "title": "竹山“新城”开工", "time": 1795393800}]}}'),
    ],
)
def test_json_as_javascript_writes_it_is_read(outlet: Outlet, now: datetime, body: str) -> None:
    [link] = read_api(document(body.encode(), now), outlet, api())
    assert (link.url, link.title) == ("https://api.lanhe.example/a/1.html", "竹山“新城”开工")
    assert link.published == datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize("tail", ["", ",{'url': '/a/2.html', 'title': '二'", "]}, {result: 1}"])
def test_a_list_that_was_cut_off_gives_no_story(outlet: Outlet, now: datetime, tail: str) -> None:
    """A piece of a broken document is not read as the document."""
    body = "{'result': {'list': [{'url': '/a/1.html', 'title': '一'}" + tail
    with pytest.raises(Unreadable, match="broken JSON"):
        read_api(document(body.encode(), now), outlet, api())


def test_deep_and_long_javascript_is_bounded(outlet: Outlet, now: datetime) -> None:
    began = process_time()
    for body in ("{a:" * 300_000, "[" * 12 + "'a'," * 300_000, "'" * 12 + "x" * 1_000_000):
        with pytest.raises(Unreadable, match="broken JSON"):
            read_api(document(body.encode(), now), outlet, api())
    assert process_time() - began < 5


ITEM = {"url": "/a/1.html", "title": "码头恢复作业"}
OTHER = {"url": "/a/2.html", "title": "首船离港"}


@pytest.mark.parametrize(
    "value",
    [
        {"result": {"list": {"0": ITEM, "3": OTHER}}},
        {"result": {"list": {"p81": ITEM, "p97": OTHER}}},
        {"result": {"list": json.dumps([ITEM, OTHER])}},
        {"result": json.dumps({"list": [ITEM, OTHER]})},
    ],
    ids=["gaps", "by id", "text", "inside a text"],
)
def test_a_list_is_read_that_a_system_wrote_as_something_else(outlet: Outlet, now: datetime, value: object) -> None:
    links = read_api(document(json.dumps(value).encode(), now), outlet, api())
    assert [link.title for link in links] == ["码头恢复作业", "首船离港"]


@pytest.mark.parametrize(
    ("time", "stated"),
    [
        ([2026, 11, 22, 7, 5], "2026-11-22 07:05"),
        ([2026, 11, 22, 7, 5, 9, 120000000], "2026-11-22 07:05"),
        ([2026, 11, 22], "2026-11-22"),
        ({"$date": 1795302300000}, "2026-11-22 07:05"),
        ({"$date": {"$numberLong": "1795302300000"}}, "2026-11-22 07:05"),
        ({"date": "2026-11-21 23:05:00.000000", "timezone_type": 3, "timezone": "UTC"}, "2026-11-22 07:05"),
        ({"date": "2026-11-22 07:05:00.000000", "timezone": "Asia/Shanghai"}, "2026-11-22 07:05"),
        ({"date": 22, "hours": 7, "minutes": 5, "time": 1795302300000, "year": 126}, "2026-11-22 07:05"),
        ([1, 2], None),
        ({}, None),
    ],
)
def test_a_time_is_read_that_a_system_wrote_as_its_own_type(
    outlet: Outlet, now: datetime, time: object, stated: str | None
) -> None:
    body = json.dumps({"result": {"list": [{**ITEM, "time": time}]}}).encode()
    [link] = read_api(document(body, now), outlet, api())
    form = "%Y-%m-%d %H:%M" if link.published_precision is Precision.MINUTE else "%Y-%m-%d"
    assert (link.published and link.published.strftime(form)) == stated

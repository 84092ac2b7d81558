"""Scrapy's own commands and settings on our spiders: feeds, replay, `shell`, `parse`, and a foreign project."""

import asyncio
import csv
import io
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from lxml import etree
from scrapy import Request
from scrapy.addons import AddonManager
from scrapy.exceptions import UsageError
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.test import get_crawler

from aggregator import PIPELINES, SPIDERS
from aggregator.crawl.addon import Outlets, complete
from aggregator.crawl.context import context_of_crawler
from aggregator.exports.article import article
from aggregator.exports.tables import COMPACT
from aggregator.models import Story
from aggregator.models.credit import Attribution, Names
from spiders.feeds import Articles, Csv, Json, JsonLines, Xml
from spiders.hosts import OwnHosts
from tests.paths import ROOT

ARCHIVE = ROOT / "seeds" / "demo" / "2026-11-20.warc.gz"
AT = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
STORY = Story(
    id="0" * 16, outlet="jiemian", url="https://www.jiemian.com/article/1.html", canonical_url="https://www.jiemian.com/1",
    title="甲\x00乙\ud83d", text="一\n二", language="zh", fetched_at=AT, published=AT, author="张三",
    attribution=Attribution(
        source="stcn", name=Names(zh="证券时报", en="Securities Times"), kind="outlet", rule="label",
        evidence="证券时报",
        where="header", confidence=0.9
    ),
    rules={"title": "header:h1"}, signals={"meta:source": "x"},
)  # fmt: skip


def written(exporter, *items):
    stream = io.BytesIO()
    made = exporter(stream)
    made.start_exporting()
    for item in items:
        made.export_item(item)
    made.finish_exporting()
    return stream.getvalue().decode("utf-8")


NAMES = [column.name for column in COMPACT]


def test_feeds_have_the_columns_of_the_export():
    other = replace(STORY, attribution=None, published=None)
    lines = [json.loads(line) for line in written(JsonLines, STORY, other).splitlines()]
    assert [list(line) for line in lines] == [NAMES, NAMES]
    assert json.loads(written(Json, STORY, other)) == lines
    first, second = csv.DictReader(io.StringIO(written(Csv, STORY, other), newline=""))
    assert list(first) == NAMES
    items = etree.fromstring(written(Xml, STORY, other).encode())
    assert [[field.tag for field in item] for item in items] == [NAMES, NAMES]
    assert items[1].findtext("source") == second["source"] == ""
    assert lines[1]["source"] is None
    for title, source in [
        (lines[0]["title"], lines[0]["source"]),
        (first["title"], first["source"]),
        (items[0].findtext("title"), items[0].findtext("source")),
    ]:
        assert (title, source) == ("甲乙", "stcn")
    assert "Attribution(" not in written(Csv, STORY)


def test_other_items_are_written_as_they_are():
    assert json.loads(written(JsonLines, {"mine": 1})) == {"mine": 1}


def test_articles_are_those_of_zyte():
    items = pytest.importorskip("zyte_common_items")
    read = items.Article.from_dict(json.loads(written(Articles, STORY)))
    assert (read.headline, read.articleBody, read.inLanguage) == ("甲乙", "一\n二", "zh")
    assert (read.datePublished, read.metadata.dateDownloaded) == ("2026-11-20T10:05:00Z",) * 2
    assert read.authors[0].name == "张三"
    assert not getattr(read, "_unknown_fields_dict", {})


def test_article_leaves_out_what_a_story_lacks():
    bare = article(replace(STORY, published=None, author=None))
    assert not {"datePublished", "datePublishedRaw", "authors", "breadcrumbs"} & bare.keys()


def ours(**more):
    settings = Settings()
    settings.setmodule("aggregator.settings", priority="project")
    settings.setdict({"AGGREGATOR_REPLAY": str(ARCHIVE), **more}, priority="cmdline")
    return settings


def test_shell_has_a_context_and_may_go_anywhere_before_there_is_a_spider():
    crawler = type("Crawler", (), {"spider": None, "settings": ours()})()
    context = context_of_crawler(crawler)
    assert context.replaying
    assert context_of_crawler(crawler) is context
    assert OwnHosts.from_crawler(crawler).process_request(SimpleNamespace(url="https://example.org/", meta={})) is None


def test_scrapy_keeps_the_limits_of_the_configuration(monkeypatch):
    monkeypatch.setenv("AGGREGATOR_LIMITS_PAGE_SECONDS", "3")
    assert context_of_crawler(type("Crawler", (), {"spider": None, "settings": ours()})()).limits.page_seconds == 3


@pytest.fixture(scope="module")
def spider():
    """A spider as `scrapy crawl` and `scrapy parse` make it, under replay."""
    return get_crawler(get_spider_loader(ours()).load("jiemian"), settings_dict=dict(ours()))._create_spider()


def recorded(url, spider):
    answer = spider.context.archive.answer(url)
    return HtmlResponse(url, body=answer.body, request=Request(url, meta={"fetched_at": answer.at}))


def parsed(spider, url):
    async def collect():
        return [each async for each in spider.parse(recorded(url, spider))]

    return asyncio.run(collect())


def test_parse_takes_an_address_alone(spider):
    (story,) = parsed(spider, "https://www.jiemian.com/article/15201733.html")
    assert (story.outlet, story.author) == ("jiemian", "温如初")
    links = parsed(spider, spider.outlet.entries[0].url)
    assert len(links) > 3
    assert all(spider.outlet.is_story(link.url) for link in links)


def test_replay_does_not_wait(spider):
    assert spider.settings.getfloat("DOWNLOAD_DELAY") == 0
    assert not spider.settings.getbool("RETRY_ENABLED")


def test_unknown_outlet_is_one_line():
    loader = get_spider_loader(ours())
    with pytest.raises(UsageError, match=r"^no outlet is called 'hexum'") as error:
        loader.load("hexum")
    assert isinstance(error.value, KeyError)
    assert not error.value.print_help


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The settings of a foreign project, with one spider, one pipeline and the add-on."""
    (tmp_path / "theirs_xyz.py").write_text("import scrapy\n\nclass Mine(scrapy.Spider):\n    name = 'mine'\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    settings = Settings()
    own = {
        "SPIDER_MODULES": ["theirs_xyz"],
        "ITEM_PIPELINES": {"theirs_xyz.Pipeline": 900},
        "USER_AGENT": "theirs",
        "CONCURRENT_REQUESTS": 3,
        "ADDONS": {Outlets: 500},
    }
    settings.setdict(own, priority="project")
    AddonManager.load_pre_crawler_settings(settings)
    return settings


def test_addon_adds_the_outlets_to_a_project(project):
    loader = get_spider_loader(project)
    assert loader.list()[0] == "mine"
    assert "jiemian" in loader.list()
    assert loader.load("mine").__module__ == "theirs_xyz"
    assert dict(project["ITEM_PIPELINES"]) == {"theirs_xyz.Pipeline": 900}  # those of the other spiders
    with pytest.raises(KeyError):
        loader.load("hexum")


def test_outlet_brings_its_settings_into_a_project(project):
    loader = get_spider_loader(project)
    loader.load("jiemian").update_settings(project)
    pipelines = project.getdict("ITEM_PIPELINES")
    assert pipelines[f"{PIPELINES}.store.Keep"] < pipelines["theirs_xyz.Pipeline"]
    assert project["DOWNLOAD_HANDLERS"]["https"] == f"{SPIDERS}.downloads.WebHandler"
    assert (project["USER_AGENT"], project.getint("CONCURRENT_REQUESTS")) == ("theirs", 3)
    assert project["AGGREGATOR_STORE"] == "sqlite://"


def test_our_own_project_needs_no_completing():
    settings = ours(COOKIES_ENABLED=True)
    before = settings.copy_to_dict()
    complete(settings)
    assert settings.copy_to_dict() == before


def test_outlet_that_could_not_be_read_is_an_error(caplog):
    loader = get_spider_loader(ours())
    spider = get_crawler(loader.load("jiemian"), settings_dict=dict(ours()))._create_spider()
    with caplog.at_level(logging.ERROR):
        spider._entry_failed(spider.outlet.entries[0], "HTTP 503")
        spider._say_if_nothing_was_read()
    assert [record.getMessage() for record in caplog.records] == ["jiemian: no entry point could be read: HTTP 503"]

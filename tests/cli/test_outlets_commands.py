"""outlets check, test and new, as a user calls them, on a site on loopback."""

import json
import re
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import CERTAINTIES, load_outlet
from tests.commands import forked, forked_clean
from tests.paths import ROOT

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>云杉软件发布第7号版本_本地新闻网</title>
<meta property="og:site_name" content="本地新闻网">
<link rel="alternate" type="application/atom+xml" href="/atom.xml"></head><body>
<div class="nav"><a href="/tech/">科技</a> <a href="/about.html">关于</a></div>
<div class="detail-head"><h1 class="headline">云杉软件发布第7号版本</h1>
<div class="meta"><span class="when">2026-11-20 09:07</span> <span class="from">来源：青山日报</span></div></div>
<div class="story-text" id="c7f3a81"><p>11月20日消息，云杉软件公司今天发布第7号版本，新版本支持12种语言。
公司负责人表示，新版本在甲乙研发中心完成，历时217天，计划下月向全部客户开放，并提供离线安装包与迁移工具。</p>
<p>青山日报此前报道，云杉软件公司去年卖出三千套。</p></div>
<ul class="more"><li><a href="/tech/20261119/n1206.html">云杉软件公司扩建</a></li>
<li><a href="/tech/20261118/n988.html">甲乙研发中心开工</a></li></ul></body></html>"""

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>本地新闻网</title>
<link>http://127.0.0.1/</link>
<item><title>云杉软件发布第7号版本</title><link>{base}/tech/20261120/n1207.html</link></item>
<item><title>另一条</title><link>{base}/auto/20261120/n31.html</link></item></channel></rss>"""

OUTLET = """id = "here"
name = {{ zh = "本地新闻", en = "Local News" }}
home = "{base}/"
hosts = ["127.0.0.1"]
source = "here"
[[entries]]
kind = "listing"
url = "{base}/list"
[[layouts]]
title = ["h1.headline"]
time = [".when"]
source = [".from"]
body = ["{body}"]
[politeness]
delay = 0.0
timeout = 5.0
"""

SOURCES = """nobody = ["网络"]
[[sources]]
id = "here"
name = { zh = "本地新闻", en = "Local News" }
kind = "outlet"
[[sources]]
id = "qingshan"
name = { zh = "青山日报", en = "Qingshan Daily" }
kind = "outlet"
"""
SECTIONS = """[[sections]]
id = "internet"
name = { zh = "互联网快讯", en = "Internet news" }
terms = { "软件" = 2.0 }
"""

LIST = """<html><body><ul><li class="item">
<a href="/tech/20261120/n1207.html">云杉软件发布第7号版本</a><i>11-20</i></li>
<li class="item"><a href="/tech/20261119/n1206.html">云杉软件公司扩建</a></li>
<li class="item"><a href="/tech/zt/n5.html">专题</a></li><li class="item"><a href="/about.html">关于</a></li>
<li class="item"><a href="https://elsewhere.example/tech/20261119/n1.html">别处</a></li></ul></body></html>"""
API = {
    "code": 0,
    "data": {
        "hot": [{"word": "云杉"}],
        "news-list": [
            {"id": 1207, "link": "/tech/20261120/n1207.html",
             "info": {"t": "云杉软件发布第7号版本", "from": "青山日报"},
             "lead": "11月20日消息，云杉软件公司今天发布第7号版本。", "at": "2026-11-20 09:07:31"},
            {"id": 1206, "link": "/tech/20261119/n1206.html", "info": {"t": "云杉软件公司扩建", "from": ""},
             "lead": "11月19日消息，云杉软件公司昨日扩建。", "at": "2026-11-19 10:00:00"},
        ],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def site():
    """Serve two stories, a feed, lists, and a page that robots.txt forbids; give the address."""
    pages = {
        "/tech/20261120/n1207.html": PAGE,
        "/tech/20261119/n1206.html": PAGE.replace("发布第7号版本", "扩建厂房").replace('class="from"', ""),
        "/channel.html": LIST,
        "/api.json": json.dumps(API, ensure_ascii=False),
        "/private/20261120/n1.html": PAGE,
        "/robots.txt": "User-agent: *\nDisallow: /private/\n",
        "/list.html": "<html><body>"
        + "".join(f"<p><a href=/{n}>第{n}条</a></p>" for n in range(60))
        + "</body></html>",
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            text = pages.get(self.path)
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((text or "no such page").encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    pages["/feed.xml"] = FEED.format(base=base)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield base
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def seeds(site, tmp_path):
    """A registry with one outlet on the site."""
    folder = tmp_path / "seeds"
    (folder / "outlets").mkdir(parents=True)
    (folder / "editions").mkdir()
    (folder / "outlets" / "here.toml").write_text(OUTLET.format(base=site, body=".story-text"), "utf-8")
    (folder / "sources.toml").write_text(SOURCES, "utf-8")
    (folder / "sections.toml").write_text(SECTIONS, "utf-8")
    return folder


def rows(text):
    """Return the columns that a command printed, by the first."""
    return {line.split("  ")[0].strip(): " ".join(line.split()[1:]) for line in text.splitlines() if line}


def test_a_page_is_shown_field_by_field_with_rule_and_credit(site, seeds, tmp_path):
    done = forked_clean(
        "outlets", "test", "here", "--url", f"{site}/tech/20261120/n1207.html", "--seeds", seeds, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    shown = rows(done.stdout)
    assert shown["title"] == "云杉软件发布第7号版本 layout"
    assert shown["published"].startswith("2026-11-20 09:07 Asia/Shanghai, to the minute")
    assert shown["source_label"] == "青山日报 layout"
    assert shown["author"] == "–"
    assert shown["text"].startswith("2 paragraphs")
    assert shown["text"].endswith("layout")
    assert shown["section"].startswith("internet")
    assert shown["credit"].startswith("青山日报 (Qingshan Daily) qingshan, outlet")
    assert "label" in done.stdout.split("because")[1].splitlines()[0]
    assert "runner-up" in done.stdout
    assert list(tmp_path.iterdir()) == [seeds]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/nowhere.html", ["/nowhere.html", "gone", "404"]),
        ("/private/20261120/n1.html", ["refused", "robots.txt"]),
        ("/list.html", ["refused", "list"]),
    ],
)
def test_a_page_that_gives_no_story_is_one_line_that_says_why(site, seeds, tmp_path, path, says):
    done = forked_clean("outlets", "test", "here", "--url", site + path, "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in says), done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["test", "nowhere", "--url", "http://127.0.0.1/"], "nowhere"),
        (["test", "here", "--url", "https://elsewhere.example/1"], "elsewhere.example"),
        (["test", "here", "--url", "ftp://127.0.0.1/1"], "ftp://127.0.0.1/1"),
        (["test", "here"], "--url"),
        (["new", "127.0.0.1"], "127.0.0.1"),
        (["new", "http://127.0.0.1/1", "--to", "seeds/outlets/here.toml"], "is there already"),
        (["new", "http://127.0.0.1/1", "--to", "nowhere/here.toml"], "no such folder"),
        (["check", "nowhere"], "nowhere"),
        (["check", "--samples", "none-such"], "none-such"),
    ],
)
def test_a_wrong_call_exits_with_2(seeds, tmp_path, arguments, says):
    done = forked_clean("outlets", *arguments, "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_recorded_page_is_shown_without_the_network(tmp_path):
    archive = next(iter(sorted((ROOT / "seeds" / "demo").glob("*.warc.gz"))))
    from aggregator.archive import read_answers

    stories = (answer for answer in read_answers(archive) if "hexun.com/2026" in answer.url and answer.status == 200)
    url = next(stories).url
    done = forked_clean("outlets", "test", "hexun", "--url", url, "--replay", archive, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert rows(done.stdout)["title"].endswith("layout")
    missing = forked_clean("outlets", "test", "hexun", "--url", f"{url}x", "--replay", archive, cwd=tmp_path)
    assert missing.returncode == 1
    assert "not recorded" in missing.stderr


def test_a_page_is_kept_as_a_sample_that_is_read_as_it_says(site, seeds, tmp_path):
    url, folder = f"{site}/tech/20261120/n1207.html", tmp_path / "samples"
    place = ("--seeds", seeds, "--samples", folder)
    done = forked_clean("outlets", "promote", "here", "--url", url, *place, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page, sample = map(Path, done.stdout.splitlines())
    assert (page.parent, page.read_text("utf-8")) == (folder / "here", PAGE)
    known = json.loads(sample.read_text("utf-8"))
    assert (known["url"], known["title"], known["source_label"]) == (url, "云杉软件发布第7号版本", "青山日报")
    assert forked("outlets", "check", "here", *place, cwd=tmp_path).returncode == 0
    sample.write_text(json.dumps(known | {"author": "林一舟"}, ensure_ascii=False), "utf-8")
    checked = forked("outlets", "check", "here", *place, cwd=tmp_path)
    assert checked.returncode == 1
    assert "author: read null" in checked.stderr


def test_a_proposed_file_loads_and_reads_the_page_it_was_made_from(site, seeds, tmp_path):
    page = f"{site}/tech/20261120/n1207.html"
    done = forked_clean("outlets", "new", page, "--feed", f"{site}/feed.xml", "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "aggregator: 127.0.0.1 is in the registry already: here"
    path = tmp_path / "127-0-0-1.toml"
    path.write_text(done.stdout, "utf-8")
    outlet = load_outlet(path)
    assert outlet.name.zh == "本地新闻网"
    assert (outlet.hosts, outlet.zone, outlet.charset) == (("127.0.0.1",), "Asia/Shanghai", "utf-8")
    assert [entry.url for entry in outlet.entries] == [f"{site}/feed.xml", f"{site}/atom.xml"]
    assert [entry.certainty for entry in outlet.entries] == ["single", "guess"]
    for story in ("/tech/20261120/n1207.html", "/auto/20270101/n2.html"):
        assert outlet.is_story(site + story)
    for other in ("/tech/", "/about.html", "/tech/20261120/", "/atom.xml"):
        assert not outlet.is_story(site + other)
    (layout,) = outlet.layouts
    assert (layout.title, layout.time, layout.source) == (("h1.headline",), ("span.when",), ("span.from",))
    assert layout.body == ("div.story-text",)


def test_a_proposal_takes_an_id_and_a_name(site, seeds, tmp_path):
    page = f"{site}/tech/20261120/n1207.html"
    named = ("--id", "orange", "--name", "橙报")
    done = forked_clean("outlets", "new", page, *named, "--seeds", seeds, cwd=tmp_path)
    proposed = tomllib.loads(done.stdout)
    assert (proposed["id"], proposed["name"]["zh"]) == ("orange", "橙报")
    assert forked("outlets", "new", page, "--id", "../x", "--seeds", seeds, cwd=tmp_path).returncode == 2


def test_a_proposed_file_is_put_into_a_registry_as_it_is_and_read(site, seeds, tmp_path):
    """Also what it says of itself: what was announced, and on how many stories the selectors found something."""
    page, lists = f"{site}/tech/20261120/n1207.html", ("--list", f"{site}/channel.html", "--api", f"{site}/api.json")
    options = ("--id", "orange", "--to", seeds / "outlets", "--seeds", seeds)
    done = forked_clean("outlets", "new", page, *lists, *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    file = Path(done.stdout.strip())
    assert file == seeds / "outlets" / "orange.toml"
    proposed = file.read_text("utf-8")
    registry = Registry.load(layers_of(seeds))
    outlet = registry.outlets["orange"]
    assert registry.sources.get(outlet.source) is not None
    by_kind = {entry.kind: entry for entry in outlet.entries}
    assert by_kind["listing"].url == f"{site}/channel.html"
    api = by_kind["api"].api
    assert api is not None
    assert (api.items, api.url, api.title) == ('data."news-list"', "link", "info.t")
    assert (api.time, api.source) == ("at", "info.from")
    assert {kind: entry.certainty for kind, entry in by_kind.items()} == {
        "listing": "single",
        "api": "single",
        "feed": "guess",
    }
    assert "announced 2 stories, and 3 addresses that `story` throws out" in proposed
    assert "# Tried on 2 stories." in proposed
    source, title = (re.search(rf"^{key} = \[.*$", proposed, re.MULTILINE)[0] for key in ("source", "title"))
    assert source.endswith("found on 1 of 2 pages")
    assert "found on" not in title
    assert all(f"{name}, {meaning}" in proposed for name, meaning in CERTAINTIES.items())


def test_an_entry_point_shows_what_it_announces_and_what_is_thrown_out(site, seeds, tmp_path):
    path = seeds / "outlets" / "here.toml"
    patterns = "story = '/tech/.*html'\ndeny = ['/zt/']\n"
    selectors = 'certainty = "single"\nlist = { item = "li.item", time = "i", source = ".none" }\n'
    text = OUTLET.format(base=site, body=".story-text").replace("/list", "/channel.html")
    path.write_text(
        text.replace("[[entries]]", patterns + "[[entries]]").replace("[[layouts]]", selectors + "[[layouts]]")
    )
    done = forked_clean("outlets", "test", "here", "--list", "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first.startswith(f"listing {site}/channel.html (single): 2 stories, ")
    assert [(re.split(r"\s{2,}", line)[1], line.split("/")[-1]) for line in lines[:5]] == [
        ("kept", "n1207.html"), ("kept", "n1206.html"), ("out: deny[0]", "n5.html"), ("out: story", "about.html"),
        ("out: another host", "n1.html"),
    ]  # fmt: skip
    assert "2026-11-20" in lines[0]
    assert "  list.source .none: finds nothing in 5 of 5 items" in lines
    assert "  list.time i: finds nothing in 4 of 5 items" in lines
    assert lines[-1].startswith("certainty: solid, ")


def test_an_entry_point_that_gives_nothing_says_why_and_exits_with_1(site, seeds, tmp_path):
    done = forked_clean("outlets", "test", "here", "--list", "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip() == f"aggregator: {site}/list: HTTP 404"


def test_selectors_that_find_nothing_on_the_pages_are_named(site, seeds, tmp_path):
    pages = [f"{site}/tech/{page}.html" for page in ("20261120/n1207", "20261119/n1206", "20261119/n0")]
    urls = [part for page in pages for part in ("--url", page)]
    done = forked_clean("outlets", "test", "here", *urls, "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"aggregator: {pages[2]}: ")
    assert [page in done.stdout for page in pages] == [True, True, False]
    assert done.stdout.splitlines()[-1] == "layouts[0].source .from: finds nothing in 1 of 2 pages"


def test_a_proposal_without_a_feed_has_the_feed_that_the_page_names(site, seeds, tmp_path):
    done = forked_clean("outlets", "new", f"{site}/tech/20261120/n1207.html", "--seeds", seeds, cwd=tmp_path)
    assert f"{site}/atom.xml" in done.stdout
    assert "not read" in done.stdout


@pytest.mark.parametrize(
    ("page", "feed", "says"),
    [
        ("/list.html", None, "list: 60 links"),
        ("/tech/20261120/n1207.html", "/nowhere.xml", "/nowhere.xml: gone: HTTP 404"),
    ],
)
def test_what_cannot_be_proposed_from_is_one_line(site, seeds, tmp_path, page, feed, says):
    options = ["--feed", site + feed] if feed else []
    done = forked_clean("outlets", "new", site + page, *options, "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stdout == ""


@pytest.fixture
def samples(tmp_path):
    """A folder with one sample of the outlet and the story expected of it."""
    folder = tmp_path / "samples" / "here"
    folder.mkdir(parents=True)
    (folder / "today.html").write_text(PAGE, "utf-8")
    expected = {
        "url": "http://127.0.0.1/tech/20261120/n1207.html",
        "precision": "minute",
        "fetched_at": "2026-11-20T12:00:00+08:00",
        "title": "云杉软件发布第7号版本",
        "published": "2026-11-20T09:07:00+08:00",
        "source_label": "青山日报",
        "author": None,
    }
    (folder / "today.json").write_text(json.dumps(expected), "utf-8")
    return folder


def test_samples_are_read_as_expected(samples, seeds, tmp_path):
    done = forked("outlets", "check", "here", "--seeds", seeds, "--samples", samples.parent, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 outlet, 1 sample,")


def test_a_selector_that_finds_nothing_on_any_sample_is_named(site, samples, seeds, tmp_path):
    path = seeds / "outlets" / "here.toml"
    path.write_text(path.read_text("utf-8").replace("source = [", 'author = [".none"]\nsource = ['), "utf-8")
    done = forked("outlets", "check", "here", "--seeds", seeds, "--samples", samples.parent, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    _, line = done.stdout.splitlines()
    assert line == f"{path}: layouts[0].author .none: finds nothing in 1 of 1 sample page"


def test_a_sample_that_is_read_otherwise_is_named_with_field_and_values(site, samples, seeds, tmp_path):
    path = seeds / "outlets" / "here.toml"
    path.write_text(OUTLET.format(base=site, body=".story-text").replace('[".when"]', '[".headline"]'), "utf-8")
    expected = samples / "today.json"
    wrong = json.loads(expected.read_text("utf-8")) | {"source_label": "蓝河新闻"}
    expected.write_text(json.dumps(wrong), "utf-8")
    done = forked("outlets", "check", "--seeds", seeds, "--samples", samples.parent, cwd=tmp_path)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if "today.json" in line]
    assert all(word in line for word in ("source_label", "青山日报", "蓝河新闻"))


@pytest.mark.parametrize(
    ("change", "says"),
    [("{", "not JSON"), ("[]", "not a table"), ({"titel": "x"}, "titel"), ({"fetched_at": "now"}, "now")],
)
def test_a_broken_sample_is_one_line(samples, seeds, tmp_path, change, says):
    expected = samples / "today.json"
    text = change if isinstance(change, str) else json.dumps(json.loads(expected.read_text("utf-8")) | change)
    expected.write_text(text, "utf-8")
    done = forked("outlets", "check", "here", "--seeds", seeds, "--samples", samples.parent, cwd=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_a_list_is_read_as_expected_or_named(site, samples, seeds, tmp_path):
    (samples / "news.list.html").write_text('<a href="/tech/1.html">云杉软件公司扩建厂房</a>', "utf-8")
    links = [{"url": f"{site}/tech/1.html", "title": "云杉软件公司扩建厂房"}]
    expected = {"entry": f"{site}/list", "fetched_at": "2026-11-20T12:00:00+08:00", "links": links}
    (samples / "news.links.json").write_text(json.dumps(expected), "utf-8")
    arguments = ("outlets", "check", "here", "--seeds", seeds, "--samples", samples.parent)
    done = forked_clean(*arguments, cwd=tmp_path)
    assert done.stdout.startswith("1 outlet, 2 samples,"), done.stderr
    links[0]["title"] = "蓝河公司扩建厂房"
    (samples / "news.links.json").write_text(json.dumps(expected), "utf-8")
    done = forked_clean(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert "news.links.json: links[0].title: read" in done.stderr


def test_only_the_outlets_named_are_checked(seeds, tmp_path):
    (seeds / "outlets" / "broken.toml").write_text("id = 7", "utf-8")
    (seeds / "outlets" / "empty.toml").touch()
    assert forked("outlets", "check", "here", "--seeds", seeds, cwd=tmp_path).returncode == 0
    done = forked("outlets", "check", "broken", "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 1
    assert "broken.toml" in done.stderr
    assert "empty.toml: an empty file" not in done.stderr
    assert "empty.toml: an empty file" in forked("outlets", "check", "--seeds", seeds, cwd=tmp_path).stderr

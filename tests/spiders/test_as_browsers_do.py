"""Answers that break the standards, over real sockets: taken as browsers take them."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.archive import Archive, Recorder
from aggregator.crawl.turns import MAX_FAILURES
from aggregator.models import LinkState
from aggregator.models.report import OutletVerdict
from spiders.heads import put_right
from spiders.readers.document import Document
from spiders.readers.forwarding import forward_in
from tests.spiders.conftest import Page, story_page

pytestmark = pytest.mark.usefixtures("extractors_kept")

HTML = "Content-Type: text/html; charset=utf-8"
LIST = '<a href="/story/1">青禾系统第1号版本</a>'.encode()
STORY = story_page(1).encode()


HEADS = [
    (HTML, "Content-Disposition: inline; filename=公告.htm".encode("gbk")),
    ("Content-Type: text/html; 名=值".encode("big5"),),
    (HTML, "Content-Length: {size}", "content-length: {size}"),
    (HTML, "Content-Length: {size}, {size}"),
    (HTML, "Content-Length: unknown"),
    (HTML, "Served By: nobody", "a line without a colon", ": nothing"),
    ("Content-Type : text/html; charset=utf-8",),
    (HTML, "X-Policy: " + "a" * 20_000),
    (HTML, *(f"X-{n}: a" for n in range(200))),
]


def test_a_head_with_faults_is_read(site, outlet):
    site.put_stories(range(len(HEADS)))
    for n, head in enumerate(HEADS):
        body = site.pages[f"/story/{n}"].body
        lines = [line.format(size=len(body)) if isinstance(line, str) else line for line in head]
        site.put_raw(f"/story/{n}", *lines, body=body)
    assert outlet.crawl().stored == len(HEADS)


def test_chunks_count_before_a_length(site, outlet):
    site.put_stories(range(1, 2))
    site.put_raw(
        "/list", "Content-Length: 7", "Transfer-Encoding: chunked", body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(LIST), LIST)
    )
    assert outlet.crawl().stored == 1


def test_two_lengths_that_differ_are_an_error(site, outlet):
    site.put_raw("/list", HTML, "Content-Length: 7", f"Content-Length: {len(LIST)}", body=LIST)
    report = outlet.crawl()
    assert (report.verdict, report.stored) == (OutletVerdict.FAILED, 0)


def test_a_head_without_faults_is_not_changed():
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Long: a\r\n  b: c\r\nContent-Length: 3"
    assert put_right(head) == head


def test_a_story_that_ended_before_its_length_is_kept_if_it_is_whole(site, outlet):
    site.put_stories(range(1, 3))
    site.put_raw("/story/1", HTML, "Content-Length: 99999", body=STORY)
    site.put_raw("/story/2", HTML, "Transfer-Encoding: chunked", body=b"%x\r\n" % len(STORY) + STORY + b"\r\n")
    assert outlet.crawl().stored == 2


def test_a_connection_that_stays_open_behind_a_whole_story_does_not_lose_it(site, outlet):
    site.put_stories(range(1, 2))
    seed = outlet.folder / "outlets" / "here.toml"
    seed.write_text(seed.read_text("utf-8").replace("timeout = 5.0", "timeout = 0.5"), "utf-8")
    site.put_raw("/story/1", HTML, "Content-Length: 99999", body=STORY)
    site.pages["/story/1"].stays_open = True
    assert outlet.crawl().stored == 1
    assert site.asked().count("/story/1") == 1


def test_a_story_that_was_cut_is_fetched_again(site, outlet, stories):
    site.put_stories(range(1, 2))
    cut = Page(raw=f"HTTP/1.1 200 OK\r\n{HTML}\r\nContent-Length: {len(STORY)}\r\n\r\n".encode() + STORY[:-300])
    site.put_in_turn("/story/1", cut, Page(STORY))
    outlet.crawl()
    assert [len(story.text.splitlines()) for story in stories()] == [2]
    assert site.asked().count("/story/1") == 2


def test_a_story_that_is_always_cut_at_the_same_byte_had_a_wrong_length(site, outlet):
    site.put_stories(range(1, 2))
    site.put_raw("/story/1", HTML, "Content-Length: 99999", body=STORY.removesuffix(b"</body></html>"))
    assert outlet.crawl().stored == 1
    assert site.asked().count("/story/1") == 2


def test_a_story_that_is_cut_elsewhere_each_time_has_failed(site, outlet):
    site.put_stories(range(1, 2))
    head = f"HTTP/1.1 200 OK\r\n{HTML}\r\nContent-Length: {len(STORY)}\r\n\r\n".encode()
    site.put_in_turn("/story/1", *(Page(raw=head + STORY[:-at]) for at in (300, 320, 340)))
    outlet.crawl()
    row = outlet.link("/story/1")
    assert (row.state, row.reason.split(",")[0]) == (LinkState.FAILED, "the answer ended early")


def test_gzip_without_its_header_is_unpacked(site, outlet):
    site.put_stories(range(1, 3))
    for path in ("/list", "/story/1", "/story/2", "/story/2"):
        site.pages[path].body = gzip.compress(site.pages[path].body)
    assert outlet.crawl().stored == 2


def test_gzip_without_its_header_is_unpacked_up_to_the_limit(site, outlet):
    site.put_stories(range(1, 2))
    site.pages["/story/1"] = Page(gzip.compress(b" " * 9_000_000))
    outlet.crawl()
    assert outlet.link("/story/1").reason == "quarantined: gzip with more than 8,388,608 bytes inside"


def test_a_header_that_names_another_encoding_is_not_believed(site, outlet):
    site.put_stories(range(1, 4))
    site.pages["/story/1"].headers["Content-Encoding"] = "gzip"
    site.pages["/story/2"].headers["Content-Encoding"] = "br"
    site.pages["/story/3"].headers["Content-Encoding"] = "deflate"
    site.pages["/story/3"].body = gzip.compress(site.pages["/story/3"].body)
    assert outlet.crawl().stored == 3


def test_cookies_of_redirects_are_sent_for_the_rest_of_the_run(site, outlet):
    site.put_stories(range(1, 3))
    listed, story = site.pages["/list"], site.pages["/story/2"]
    gate = Page(status=302, headers={"Location": "/gate", "Set-Cookie": "visit=7; path=/"})
    site.pages["/list"] = Page(choose=lambda headers: listed if "step=2" in headers.get("cookie", "") else gate)
    site.pages["/story/2"] = Page(choose=lambda headers: story if "visit=7" in headers.get("cookie", "") else gate)
    site.pages["/gate"] = Page(status=302, headers={"Location": "/list", "Set-Cookie": "step=2"})
    assert outlet.crawl().stored == 2
    assert site.asked()[:3] == ["/list", "/gate", "/list"]
    assert site.asked().count("/story/2") == 1


def test_cookies_of_a_page_that_forwards_are_sent_too(site, outlet):
    site.put_stories(range(1, 2))
    story = site.pages["/story/1"]
    gate = Page(REFRESH.format(to="/story/1").encode(), headers={"Set-Cookie": "visit=7; path=/"})
    site.pages["/story/1"] = Page(choose=lambda headers: story if headers.get("cookie") == "visit=7" else gate)
    assert outlet.crawl().stored == 1
    assert site.asked().count("/story/1") == 2


def test_cookies_of_other_answers_are_not_sent(site, outlet):
    site.put_stories(range(1, 3))
    site.pages["/list"].headers["Set-Cookie"] = "visit=7"
    outlet.crawl()
    assert not any("cookie" in headers for _, headers in site.requests)


def test_a_redirect_is_read_as_browsers_read_it(site, outlet):
    host = site.base.removeprefix("http://")
    locations = ["\\new\\0", f"{site.base}\\new/1", f"http:///{host}/new/2", "/new/3#top", "/to/充"]
    site.put_stories(range(len(locations)))
    for n, location in enumerate(locations):
        site.pages[f"/new/{n}"] = site.pages[f"/story/{n}"]
        site.pages[f"/story/{n}"] = Page(status=301, headers={"Location": location.encode().decode("latin-1")})
    site.pages["/to/%E5%85%85"] = site.pages["/new/4"]
    assert outlet.crawl().stored == len(locations)


def test_a_redirect_by_a_trick_is_not_followed(site, outlet):
    host = site.base.removeprefix("http://")
    locations = [f"http://me:secret@{host}/new", f"http://{host}\\@other.example/", "javascript:a()"]
    site.put_stories(range(len(locations)))
    for n, location in enumerate(locations):
        site.pages[f"/story/{n}"] = Page(status=301, headers={"Location": location})
    assert outlet.crawl().stored == 0
    assert "/new" not in site.asked()


REFRESH = '<html><head><meta http-equiv="refresh" content="0; url={to}"></head><body>正在跳转…</body></html>'


FORWARDS = (
    REFRESH,
    REFRESH.replace("正在跳转…", "<p>新版网站已经上线，旧版网站不再更新。</p>" * 200),
    '<script type="text/javascript">window.location.replace("{to}");</script>',
    "<script>location = '{to}'</script>",
    """<body onload="self.location.href='{to}'"><p>请稍候</p></body>""",
    """<script>setTimeout("document.location.href='{to}'", 300)</script>""",
)


def test_pages_that_only_forward_are_followed(site, outlet, stories):
    site.put_stories(range(1, 1 + len(FORWARDS)))
    site.pages["/new/list"] = site.pages["/list"]
    site.put("/list", REFRESH.format(to="/new/list"), ETag='"old"')
    site.pages["/new/list"].headers["ETag"] = '"new"'
    for n, page in enumerate(FORWARDS, 1):
        site.pages[f"/doc/{n}"] = site.pages[f"/story/{n}"]
        site.put(f"/story/{n}", page.format(to=f"../doc/{n}"))
    assert outlet.crawl().stored == len(FORWARDS)
    assert min(story.url for story in stories()) == f"{site.base}/story/1"
    assert outlet.crawl().entries_unchanged == 1
    site.put_stories(range(1, 2 + len(FORWARDS)), "/new/list")
    assert outlet.crawl().stored == 1


def test_a_page_that_forwards_in_a_circle_is_asked_three_times(site, outlet):
    site.put_stories(range(1, 2))
    site.put("/story/1", REFRESH.format(to="/story/1"))
    outlet.crawl()
    row = outlet.link("/story/1")
    assert (row.state, row.reason) == (LinkState.FAILED, f"forward: to {site.base}/story/1")
    assert site.asked().count("/story/1") == 3


STAYS = (
    '<meta http-equiv="refresh" content="300; url=/story/9">',
    "<script>if (top !== self) {top.location = '/story/9'}</script>",
    "<script>location.href = '/story/9?from=' + name;</script>",
    "<script>document.cookie = 'a=1'; location.href = '/story/9';</script>",
)


@pytest.mark.parametrize("page", STAYS)
def test_pages_that_forward_some_readers_or_later_do_not_forward(page):
    assert forward_in(Document(page.encode(), "https://a.example/1", datetime.now(UTC))) is None


def test_a_page_that_forwards_to_another_host_is_not_followed(site, outlet):
    site.put_stories(range(1, 2))
    site.put("/story/1", REFRESH.format(to="http://elsewhere.example/1"))
    outlet.crawl()
    assert outlet.link("/story/1").reason == "leaves the outlet's hosts: elsewhere.example"


WITHOUT_CONTENT = [Page(b""), Page(b" \r\n" * 50), Page(b"<html><script>x=1</script></html>", status=202)]


def test_an_answer_without_content_is_retried_as_a_503_is(site, outlet):
    site.put_stories(range(len(WITHOUT_CONTENT)))
    for n, page in enumerate(WITHOUT_CONTENT):
        site.put_in_turn(f"/story/{n}", page, site.pages[f"/story/{n}"])
    assert outlet.crawl().stored == len(WITHOUT_CONTENT)


PASSING = [
    *WITHOUT_CONTENT,
    Page("<title>青禾网</title><p>本网站使用曲奇文件。</p>".encode()),
    Page("<h1>提示</h1><p>服务器繁忙，请稍后重试！</p>".encode()),
    Page("<p>为了给您带来更好的浏览体验，青禾网会在您的设备上保存少量数据；继续浏览，即表示您同意。</p>".encode()),
]


def test_a_fault_that_passes_is_reported_and_tried_again_by_the_next_run(site, outlet):
    site.put_stories(range(1 + len(PASSING)))
    stories = dict(site.pages)
    for n, page in enumerate(PASSING):
        site.pages[f"/story/{n}"] = page
    report = outlet.crawl()
    assert (report.verdict, report.failed, report.stored) == (OutletVerdict.PARTIAL, len(PASSING), 1)
    assert len(report.faults) == len(PASSING)
    site.pages.update(stories)
    assert outlet.crawl(later=timedelta(hours=1)).stored == len(PASSING)


def test_the_page_of_a_story_that_has_no_text_is_not_tried_again(site, outlet):
    site.put("/list", '<a href="/story/1">青禾系统发布会现场图集</a><a href="/story/2">关于青禾系统收费的公告</a>')
    site.put("/story/1", "<h1>青禾系统发布会现场图集</h1><p>2026-11-20 09:00</p><img src=1.jpg>")
    site.put(
        "/story/2", "<h1>关于青禾系统收费的公告</h1><p>2026-11-20</p><p>附件：<a href='/f/b12.PDF?v=1'>全文</a></p>"
    )
    outlet.crawl()
    rows = [outlet.link("/story/1"), outlet.link("/story/2")]
    assert [(row.state, row.reason) for row in rows] == [
        (LinkState.REFUSED, "empty: no text"),
        (LinkState.REFUSED, "empty: no text but an attachment, not read: b12.PDF"),
    ]


def test_a_server_that_sends_nothing_at_all_is_not_stormed(site, outlet):
    site.put_stories(range(1, 41))
    for n in range(1, 41):
        site.pages[f"/story/{n}"] = Page(b"")
    assert outlet.crawl().waiting == 40
    assert len(site.asked()) == 1 + MAX_FAILURES


BINARY = {
    "PDF": b"\n%PDF-1.4\n1 0 obj <</Title (a)>>",
    "RTF": rb"{\rtf1\ansi hello, this is a text; it goes on for a while, and has commas, and ends. \par}",
    "an old Office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(512)
    + "青禾公司公告全文".encode("utf-16-le") * 30,
    "DOCX": b"PK\x03\x04" + bytes(26) + b"word/document.xml",
    "a binary format": "青禾公司".encode() * 20 + bytes(range(32)) * 4,
}


def test_a_document_that_is_not_text_is_named_and_not_stored(site, outlet, stories):
    site.put_stories(range(len(BINARY)))
    for n, body in enumerate(BINARY.values()):
        site.pages[f"/story/{n}"] = Page(body, headers={"Content-Type": "application/octet-stream"})
    outlet.crawl()
    assert stories() == []
    assert [outlet.link(f"/story/{n}").reason for n in range(len(BINARY))] == [
        f"unreadable: not read: {name}" for name in BINARY
    ]


def test_what_was_put_right_replays_from_a_recording(site, outlet, stories, tmp_path):
    site.put_stories(range(1, 3))
    site.put_raw("/list", HTML, "X-Name: 青禾".encode("gbk"), body=site.pages["/list"].body)
    cut = Page(raw=f"HTTP/1.1 200 OK\r\n{HTML}\r\nContent-Length: 9999\r\n\r\n".encode() + STORY[:-300])
    site.put_in_turn("/story/1", cut, Page(STORY))
    with Recorder(tmp_path / "run.warc.gz") as recorder:
        outlet.crawl(recorder=recorder)
    outlet.store_url = f"sqlite:///{tmp_path}/replayed.db"
    assert outlet.crawl(archive=Archive.open([tmp_path / "run.warc.gz"])).stored == 2
    assert {len(story.text.splitlines()) for story in stories()} == {2}

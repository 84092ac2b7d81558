"""A site on loopback, and an outlet on it."""

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aggregator import settings
from aggregator.archive import Archive, Recorder
from aggregator.configuration import Limits
from aggregator.crawl.context import Context
from aggregator.crawl.crawlers import crawl
from aggregator.models.report import OutletReport
from aggregator.network.access import Access
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.store import open_store
from aggregator.store.rows import LinkRow
from spiders.workers import WORKERS

SOURCES = """
nobody = ["网络"]
[[sources]]
id = "here"
name = { zh = "本地新闻", en = "Local News" }
kind = "outlet"
hosts = ["127.0.0.1"]
"""

SECTIONS = """
[[sections]]
id = "internet"
name = { zh = "互联网快讯", en = "Internet news" }
terms = { "软件" = 2.0 }
"""

OUTLET = """
id = "here"
name = {{ zh = "本地新闻", en = "Local News" }}
home = "{base}/"
hosts = ["127.0.0.1"]
source = "here"
story = '/story/\\d+'
{extra}
[politeness]
delay = 0.0
timeout = 5.0
max_megabytes = 1.0
"""

LISTING = """
[[entries]]
kind = "listing"
url = "{base}/list"
"""

STORY = """<html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>
<div class="info">2026-11-20 09:{minute:02d} 来源：本地新闻</div>
<div class="content">{paragraphs}</div></body></html>"""

PARAGRAPH = (
    "11月20日消息，云杉软件公司今天发布第{n}号版本，新版本支持{n}种语言，已有{m}家企业试用。公司负责人表示，"
    "新版本在{place}研发中心完成，历时{m}天，计划下月向全部客户开放，并提供离线安装包与迁移工具。"
)


@dataclass
class Page:
    """The answer of the site at a path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    first: list[int] = field(default_factory=list)
    """Statuses of its first answers, before `status`."""
    raw: bytes | None = None
    """The whole answer, head and body, after which the connection ends."""
    stays_open: bool = False
    """The connection does not end after `raw`."""
    choose: Callable[[dict[str, str]], "Page"] | None = None
    """Chooses the page to answer with, by the request's headers."""
    wait: float = 0.0
    """Seconds before it answers."""


@dataclass
class Site:
    """A web site on loopback; `requests` keeps the requested paths with the headers, `times` when they came."""

    base: str
    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def asked(self) -> list[str]:
        """Return the requested paths, without robots.txt."""
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def put(self, path: str, text: str = "", status: int = 200, **headers: str) -> None:
        """Answer `path` with an HTML text."""
        self.pages[path] = Page(text.encode(), status, {"Content-Type": "text/html; charset=utf-8", **headers})

    def put_raw(self, path: str, *head: str | bytes, body: bytes) -> None:
        """Answer `path` with these lines of a head, as they are, and a body."""
        lines = [line.encode() if isinstance(line, str) else line for line in ("HTTP/1.1 200 OK", *head)]
        self.pages[path] = Page(raw=b"\r\n".join([*lines, b"", body]))

    def put_in_turn(self, path: str, *pages: Page) -> None:
        """Answer `path` with the pages in turn, then with the last repeatedly."""
        left = list(pages)
        self.pages[path] = Page(choose=lambda _: left.pop(0) if len(left) > 1 else left[0])

    def put_stories(self, numbers: range, path: str = "/list") -> None:
        """Answer `path` with a list of stories, and each story with its page."""
        self.put(path, "".join(f'<a href="/story/{n}">云杉软件第{n}号版本</a>' for n in numbers))
        for n in numbers:
            self.put(f"/story/{n}", story_page(n))


def story_page(n: int) -> str:
    """Return the page of story `n`; no two repeat each other."""
    place = "甲乙丙丁戊己庚辛壬癸"[n % 10] * 2 + "天地玄黄宇宙洪荒"[n % 8] * 2
    text = "".join(f"<p>{PARAGRAPH.format(n=n * 7 + k, m=n * 31 + k * 3, place=place)}</p>" for k in range(2))
    return STORY.format(title=f"云杉软件发布第{n}号版本", minute=n % 60, paragraphs=text)


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve a site on a free port of loopback."""
    state = Site(base="")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state.times.append(time.monotonic())
            state.requests.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
            page = state.pages.get(self.path, Page(b"no such page", 404))
            time.sleep(page.wait)
            if page.choose:
                page = page.choose(state.requests[-1][1])
            if page.raw is not None:
                self.wfile.write(page.raw)
                self.close_connection = not page.stays_open
                return
            unchanged = page.headers.get("ETag") and self.headers.get("If-None-Match") == page.headers["ETag"]
            self.send_response(304 if unchanged else page.first.pop(0) if page.first else page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            body = b"" if unchanged else page.body
            if not unchanged:
                self.send_header("Content-Length", str(len(body)))
            with suppress(ConnectionError):  # whoever asked may be gone
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    state.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture(scope="module")
def extractors_kept() -> Iterator[None]:
    """The processes of the extractors outlast a crawl: to start them takes two seconds of a processor."""
    WORKERS.enter()
    yield
    WORKERS.leave()


Crawl = Callable[..., OutletReport]


@dataclass
class Outlet:
    """An outlet on the site, with its store; call it to crawl."""

    folder: Path
    store_url: str
    base: str
    limits: Limits = field(default_factory=Limits)

    def entries(self, toml: str, extra: str = "") -> None:
        """Write the outlet's file with these entry points."""
        (self.folder / "outlets").mkdir(parents=True, exist_ok=True)
        head = OUTLET.format(base=self.base, extra=extra)
        (self.folder / "outlets" / "here.toml").write_text(head + toml.format(base=self.base), "utf-8")

    def crawl(
        self,
        archive: Archive | None = None,
        recorder: Recorder | None = None,
        later: timedelta = timedelta(0),
        access: Access | None = None,
    ) -> OutletReport:
        """Crawl it once, now or later."""
        store = open_store(self.store_url)
        try:
            registry = Registry.load(layers_of(self.folder))
            at = datetime.now(UTC) + later if later else None
            access = access or Access.of_environment()
            context = Context(store, registry, "test", archive, recorder, at, access, self.limits)
            return crawl(context, [registry.outlets["here"]])[0]
        finally:
            store.close()

    def link(self, path: str) -> LinkRow | None:
        """Return the ledger's row of a link on the site."""
        with closing(open_store(self.store_url)) as store:
            return store.links.get("here", self.base + path)

    def link_states(self) -> Counter[str]:
        """Count the ledger's links by state."""
        with closing(sqlite3.connect(self.store_url.removeprefix("sqlite:///"))) as database:
            return Counter(state for (state,) in database.execute("SELECT state FROM links"))


@pytest.fixture
def outlet(site: Site, tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Outlet:
    """An outlet with one list page at /list, on which retries wait next to nothing."""
    monkeypatch.setattr(settings, "FIRST_RETRY_PAUSE", 0.01)
    put_registry(tmp_path / "seeds", site)
    return Outlet(tmp_path / "seeds", sqlite_url, site.base)


def put_registry(folder: Path, site: Site) -> None:
    """Write a registry with one outlet, which has a list page at /list of the site."""
    folder.mkdir()
    (folder / "sources.toml").write_text(SOURCES, "utf-8")
    (folder / "sections.toml").write_text(SECTIONS, "utf-8")
    Outlet(folder, "", site.base).entries(LISTING)


@pytest.fixture
def stories(outlet: Outlet) -> Callable[[], list]:
    """Return the stories in the outlet's store."""

    def read() -> list:
        store = open_store(outlet.store_url)
        try:
            return list(store.stories.all())
        finally:
            store.close()

    return read

"""Hosts are kept apart, certificates verified, and no port is opened."""

import logging
import os
import socket
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from scrapy.settings import Settings

import spiders.outlet
from spiders.downloads import tls_context
from tests.certificates import server_context, write_certificate
from tests.spiders.conftest import Page, story_page

API = """
[[entries]]
kind = "api"
url = "{base}/api"
[entries.api]
items = "items"
url = "u"
headers = {{ Authorization = "Bearer canary", Cookie = "canary=1" }}
"""


def test_a_redirect_takes_no_key_or_cookie_to_another_host(site, outlet):
    outlet.entries(API)
    seed = outlet.folder / "outlets" / "here.toml"
    seed.write_text(seed.read_text("utf-8").replace('"127.0.0.1"]', '"127.0.0.1", "localhost"]'), "utf-8")
    there = site.base.replace("127.0.0.1", "localhost")
    site.pages["/api"] = Page(status=302, headers={"Location": "/same", "Set-Cookie": "set=canary; path=/"})
    site.pages["/same"] = Page(status=302, headers={"Location": f"{there}/other"})
    site.pages["/other"] = Page(b'{"items": []}')
    outlet.crawl()
    sent = {path: {headers.get("authorization"), headers.get("cookie")} for path, headers in site.requests}
    assert "Bearer canary" in sent["/api"]
    assert "Bearer canary" in sent["/same"]
    assert sent["/other"] == {None}


def test_a_crawl_opens_no_port(site, outlet, monkeypatch):
    site.put_stories(range(1, 3))
    opened = []
    monkeypatch.setattr(socket.socket, "listen", lambda self, *_: opened.append(self), raising=False)
    assert outlet.crawl().stored == 2
    assert [opening.getsockname() for opening in opened if opening.family != socket.AF_UNIX] == []


LISTENING = "0A"
"""State of a socket in `/proc/net/tcp`."""


def listening() -> set[str]:
    """Return the listening TCP sockets of this process and its children, by inode, as the kernel lists them."""
    own = {str(os.getpid()), *(Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split())}
    held = set[str]()
    for path in (path for pid in own for path in Path(f"/proc/{pid}/fd").iterdir()):
        with suppress(FileNotFoundError):  # closed meanwhile
            held.add(str(path.readlink()))
    tables = [Path(f"/proc/self/net/{name}").read_text("ascii").splitlines()[1:] for name in ("tcp", "tcp6")]
    rows = [row.split() for table in tables for row in table]
    return {row[9] for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in held}


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="no /proc/net/tcp")
def test_the_kernel_sees_no_new_port_during_a_crawl(site, outlet, monkeypatch):
    """Seen from the middle of a crawl: while its answers are read."""
    site.put_stories(range(1, 3))
    before, during = listening(), []
    read = spiders.outlet.read_article_apart

    async def looked(*arguments):
        during.append(listening())
        return await read(*arguments)

    monkeypatch.setattr("spiders.outlet.read_article_apart", looked)
    assert outlet.crawl().stored == 2
    assert before
    assert during == [before, before]
    with socket.create_server(("127.0.0.1", 0)):
        assert listening() > before


@pytest.fixture
def unknown_certificate(tmp_path):
    """A server's context with a certificate that nobody has signed."""
    return server_context(write_certificate(tmp_path))


@pytest.fixture
def secure(unknown_certificate):
    """A site with that certificate: a list of one story, which is every other page. Its base."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {"/robots.txt": "", "/list": '<a href="/story/1">云杉软件第一号版本</a>'}
            self.send_response(302 if self.path.startswith("/to/") else 200)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages.get(self.path, story_page(1)).encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = unknown_certificate.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize("verified", [True, False])
def test_a_certificate_is_verified_unless_the_outlet_says_otherwise(outlet, secure, caplog, verified):
    seed = outlet.folder / "outlets" / "here.toml"
    choice = "" if verified else "verify_tls = false\n"
    seed.write_text(
        seed.read_text("utf-8").replace("[politeness]\n", f"[politeness]\n{choice}").replace(outlet.base, secure),
        "utf-8",
    )
    with caplog.at_level(logging.WARNING):
        report = outlet.crawl()
    assert report.stored == (0 if verified else 1), report
    assert ("certificates of here are not verified" in caplog.text) is not verified


def test_a_redirect_to_http_takes_no_key(site, outlet, secure):
    outlet.entries(API.replace("{base}/api", f"{secure}/to/{site.base}/api"))
    seed = outlet.folder / "outlets" / "here.toml"
    seed.write_text(seed.read_text("utf-8").replace("[politeness]\n", "[politeness]\nverify_tls = false\n"), "utf-8")
    site.put_stories(range(1, 2))
    site.put("/api", '{"items": [{"u": "/story/1"}]}')
    assert outlet.crawl().stored == 1
    assert [{*headers} & {"authorization", "cookie"} for _, headers in site.requests] == [set()] * len(site.requests)


def test_certificates_are_loaded_once_and_opting_out_stays_apart():
    verified, again, not_verified = (
        tls_context(Settings({"DOWNLOAD_VERIFY_CERTIFICATES": verify})) for verify in (True, True, False)
    )
    assert verified is again
    assert (verified.verify_mode, verified.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (not_verified.verify_mode, not_verified.check_hostname) == (ssl.CERT_NONE, False)

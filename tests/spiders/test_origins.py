"""Hosts are kept apart, certificates verified, and no port is opened."""

import logging
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from scrapy.settings import Settings

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
            self.send_response(200)
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


def test_certificates_are_loaded_once_and_opting_out_stays_apart():
    verified, again, not_verified = (
        tls_context(Settings({"DOWNLOAD_VERIFY_CERTIFICATES": verify})) for verify in (True, True, False)
    )
    assert verified is again
    assert (verified.verify_mode, verified.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (not_verified.verify_mode, not_verified.check_hostname) == (ssl.CERT_NONE, False)

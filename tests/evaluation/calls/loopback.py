"""A site on loopback that answers byte for byte as a case says, even against HTTP's rules."""

from __future__ import annotations

import base64
import gzip
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import parse_headers
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any, Self

Answer = Mapping[str, Any]
"""`raw`, the whole answer in Latin-1, or `status`, `headers` and a body: `text` (encoded by `encode`) or `b64`.

`gzip` compresses the body, `length` states a length that is wrong, `drip` waits this many seconds after each byte,
`utf8head` encodes the header in UTF-8. A request with the cookie `cookie_needed` is answered by `then`.
`{base}` stands for the site's address, `{port}` for its port.
"""
NOT_FOUND: Answer = {"status": 404, "text": "no such page"}


class Site:
    """A site in its own threads, from `with` to the end of the block.

    `pages`: path → its answer, or its answers in turn, of which the last is given ever after. `default`: the answer of
    every other path.
    """

    def __init__(self, pages: Mapping[str, Answer | Sequence[Answer]], default: Answer = NOT_FOUND) -> None:
        self.pages = pages
        self.default = default
        self.asked: list[str] = []
        """The paths that were requested, without robots.txt."""
        self.bodies: list[bytes] = []
        """Bodies that were posted."""
        self._times: Counter[str] = Counter()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.site = self
        self.port = self._server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, cookie: str) -> Answer:
        """Return the next answer of a path."""
        given = self.pages.get(path, self.default)
        answers = [given] if isinstance(given, Mapping) else given
        answer = answers[min(self._times[path], len(answers) - 1)]
        self._times[path] += 1
        return answer["then"] if "cookie_needed" in answer and answer["cookie_needed"] in cookie else answer

    def filled(self, text: str) -> str:
        """Put the site's address into a text."""
        return text.replace("{base}", self.base).replace("{port}", str(self.port))


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site


class _Connection(StreamRequestHandler):
    """One request, one answer."""

    timeout = 20
    server: _Server

    def handle(self) -> None:
        with suppress(OSError):  # the client has hung up
            request = self.rfile.readline().decode("latin-1").split()
            if request:
                self._respond(request[1])

    def _respond(self, path: str) -> None:
        site, headers = self.server.site, parse_headers(self.rfile)
        if path != "/robots.txt":
            site.asked.append(path)
        if length := int(headers.get("Content-Length", 0)):
            site.bodies.append(self.rfile.read(length))
        answer = site.answer(path, headers.get("Cookie", ""))
        if "raw" in answer:
            self.wfile.write(site.filled(answer["raw"]).encode("latin-1"))
            return
        body = _body(answer, site)
        self.wfile.write(_head(answer, site, len(body)))
        self._send(body, answer.get("drip"))

    def _send(self, body: bytes, drip: float | None) -> None:
        if drip is None:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            time.sleep(drip)


def _body(answer: Answer, site: Site) -> bytes:
    text = site.filled(answer.get("text", "")).encode(answer.get("encode", "utf-8"))
    body = base64.b64decode(answer["b64"]) if "b64" in answer else text
    return gzip.compress(body) if answer.get("gzip") else body


def _head(answer: Answer, site: Site, length: int) -> bytes:
    """Write the status line and the headers; one whose value is None is left out."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(answer.get("length", length)),
        "Connection": "close",
        **answer.get("headers", {}),
    }
    lines = [f"{name}: {site.filled(value)}" for name, value in headers.items() if value is not None]
    head = "\r\n".join([f"HTTP/1.1 {answer.get('status', 200)} OK", *lines, "", ""])
    return head.encode("utf-8" if answer.get("utf8head") else "latin-1")

"""Serve a folder on a free port of loopback; print the port."""

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Quiet(SimpleHTTPRequestHandler):
    """HTTP/1.1, HTML, no log."""

    protocol_version = "HTTP/1.1"

    def guess_type(self, path: str) -> str:
        """Everything here is HTML."""
        return "text/html; charset=utf-8"

    def log_message(self, *args: object) -> None:
        """Say nothing."""


with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=sys.argv[1])) as server:
    print(server.server_port, flush=True)
    server.serve_forever()

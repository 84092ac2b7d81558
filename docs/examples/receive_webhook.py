"""A receiver of editions to start from: it checks each request, keeps an edition once, and prints its headlines.

Run it with `HOOK_SECRET=… python receive_webhook.py 8000`; it listens on this machine only.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

LARGEST = 10_000_000
"""Bytes of a body."""
OLDEST = 300
"""Seconds after which a signature may be a replay."""


def is_ours(secret: str, timestamp: str, signature: str, body: bytes) -> bool:
    """Return whether a request is signed with the secret, and fresh."""
    proof = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    fresh = timestamp.isdecimal() and abs(time.time() - int(timestamp)) < OLDEST
    return fresh and hmac.compare_digest(f"sha256={proof}", signature)


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what it has or keeps now, and 4xx to what it never will."""

    seen: ClassVar[set[str]] = set()
    """Idempotency keys; a real receiver keeps them in its database."""

    def do_POST(self) -> None:
        """Take an edition."""
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(size, LARGEST))
        timestamp, signature = self.headers.get("X-Timestamp", ""), self.headers.get("X-Signature", "")
        if size > LARGEST or not is_ours(os.environ["HOOK_SECRET"], timestamp, signature, body):
            self.send_error(403)
            return
        key = self.headers["Idempotency-Key"]
        if key not in self.seen:
            show(json.loads(body))
            self.seen.add(key)
        self.send_response(204)
        self.end_headers()


def show(document: dict[str, Any]) -> None:
    """Print the headlines of an edition, or what else the document is."""
    print(document["format"], document.get("edition", {}).get("key", ""), flush=True)
    for section in document.get("sections", ()):
        for entry in section["entries"]:
            print(f"{entry['number']} {entry['headline']} ({entry['credit']})", flush=True)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()

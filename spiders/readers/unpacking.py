"""Gzipped documents whose header does not say so."""

from __future__ import annotations

from gzip import BadGzipFile, GzipFile
from io import BytesIO
from zlib import error as ZlibError

from aggregator.errors import Quarantined, Unreadable

from .document import Document

MAX_BYTES = 8 * 2**20
"""Size of an unpacked document: no outlet's limit for what it sends is larger by default."""
MAX_LAYERS = 2
"""A server that packs what is packed already does so once."""
_GZIP = b"\x1f\x8b"


def unpacked(document: Document) -> Document:
    """Return a document without gzip; raise `Unreadable` if it is broken, `Quarantined` if it is over `MAX_BYTES`."""
    for _ in range(MAX_LAYERS):
        if not document.body.startswith(_GZIP):
            break
        document = document._replace(body=_content(document.body))
    return document


def _content(body: bytes) -> bytes:
    try:
        with GzipFile(fileobj=BytesIO(body)) as file:
            content = file.read(MAX_BYTES + 1)
    except (BadGzipFile, EOFError, ZlibError) as error:
        raise Unreadable(f"broken gzip ({error})") from error
    if len(content) > MAX_BYTES:
        raise Quarantined(f"gzip with more than {MAX_BYTES:,} bytes inside")
    return content

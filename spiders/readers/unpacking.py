"""Gzipped documents whose header does not say so."""

from __future__ import annotations

from gzip import BadGzipFile, GzipFile
from io import BytesIO
from zlib import error as ZlibError

from aggregator.errors import Unreadable
from spiders.readers.document import Document

MAX_BYTES = 8 * 2**20
"""Size of an unpacked document: no outlet's limit for what it sends is larger by default."""
MAX_LAYERS = 2
"""A server that packs what is packed already does so once."""
_GZIP = b"\x1f\x8b"


def unpacked(document: Document, most: int = MAX_BYTES) -> Document:
    """Return a document without gzip; raise `Unreadable` if that is broken, or has more than `most` bytes inside."""
    for _ in range(MAX_LAYERS):
        if not document.body.startswith(_GZIP):
            break
        document = document._replace(body=_content(document.body, most))
    return document


def _content(body: bytes, most: int) -> bytes:
    try:
        with GzipFile(fileobj=BytesIO(body)) as file:
            content = file.read(most + 1)
    except (BadGzipFile, EOFError, ZlibError) as error:
        raise Unreadable(f"broken gzip ({error})") from error
    if len(content) > most:
        raise Unreadable(f"gzip with more than {most:,} bytes inside")
    return content

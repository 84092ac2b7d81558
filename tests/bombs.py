"""Packed bombs: answers that are small on the wire, and large once they are unpacked."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import brotli
from backports import zstd

BOMB = 48 * 2**20
"""Bytes of each once it is unpacked."""
MAX_MEMORY = 16 * 2**20
"""Bytes that a reader of one may take meanwhile."""


def _packed(pack: Callable[[bytes], bytes]) -> Callable[[int], bytes]:
    return cache(lambda size: pack(b" " * size))


PACKED: Mapping[str, Callable[[int], bytes]] = {
    "gzip": _packed(lambda body: gzip.compress(body, 1)),
    "deflate": _packed(lambda body: zlib.compress(body, 1)),
    "br": _packed(lambda body: brotli.compress(body, quality=1)),
    "zstd": _packed(zstd.compress),
}
"""By content encoding."""


@contextmanager
def memory_below(most: int) -> Iterator[None]:
    """Fail if more than `most` bytes are taken meanwhile, at any moment."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()

"""Mutations that know what the readers look for: pieces of their formats, and what Python raises at."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_HUGE = b"9" * 4_400
"""More digits than `int` converts."""
TOKENS: tuple[bytes, ...] = (
    b"0", b"-1", b"1e999", b"NaN", b"1795406400", b"99999999999", b"253402300800000", b"2026-11-20 09:30",
    _HUGE, b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-23:59", b"+99:99", b"UTC+25", b"2026-02-30",
    b"24:60:61", "²".encode(), "٣".encode(), "〇".encode(), "民国999年1月1日".encode(), "1天前".encode(),
    "昨天".encode(), "半小时前".encode(), b"Mon, 23 Nov 2026 08:30:00 +2400", b"\xef\xbb\xbf", b"\xe2\x80\xae",
    b"\xe2\x80\x8b", b"\x00", b"\x1e", b"\xe2\x80\xa8", "来源：".encode(), "记者".encode(), "（".encode(),
    "）".encode(), "【".encode(), "】".encode(), "《".encode(), "》".encode(), "“".encode(), "”".encode(),
    "：".encode(), "，".encode(), "。".encode(), "İ".encode(), "ß".encode(), b"\xed\xa0\x80", b"\xff\xfe",
    b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b\x08\x00", b"\x80", b"\r\n", b"\n", b"\t", b"http://",
    b"https://[::1", b"//[fe80::1%25eth0]/", b"http://a:99999/", b"http://a:b@c/", b"\\\\", b"javascript:",
    "http://⒈⒈⒈⒈/".encode(), b"https://willow.example/1", b"?utm_source=a", b"#", b"%zz", b"%00", b"xn--",
    b"..", b"//", "℀".encode(), "；".encode(), b"<", b">", b"&", b"&amp;", b"&#0;", b"&#x110000;",
    b"&#99999999999;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml", b"<p>", b"<h1>", b"</div>",
    b"<meta charset=", b"<script type='application/ld+json'>", b"<base href=", b"<a href=",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"xmlns:a='", b"<item>", b"<link>", b"<pubDate>", b"<svg>", b"<math>",
    b"<template>", b"charset=idna", b"charset=undefined", b"charset=punycode", b"charset=utf-16",
    b"charset=rot13", b"charset=hz", b"[", b"]", b"{", b"}", b'"', b"'", b",", b":", b'"\\ud800"', b"null",
    b"true", b"[" * 200, b"//", b"/*", b"cb(", b"[[", b"]]", b'"""', b" = ", b"1979-05-27T07:32:00Z", b"inf",
    b"{page}", b"{0}", b"(?:a+)+$", b"WARC/1.1\r\n", b"Content-Length: 5\r\n", b"HTTP/1.1 200 OK\r\n",
    b"\r\n\r\n", b"Crawl-delay: ", b"User-agent: *", b"Disallow: /*$",
)  # fmt: skip
"""Numbers and times, characters, addresses, markup, then JSON, TOML, WARC and robots.txt."""

Mutation = Callable[[bytes, random.Random], bytes]


def mutated(data: bytes, chance: random.Random, most: int, others: Sequence[bytes] = ()) -> bytes:
    """Return an input changed at a few places, of at most `most` bytes; `others`: inputs to take pieces from."""
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = chance.choice(_MUTATIONS)(data, chance)
        if others and chance.random() < 0.1:
            data = _insert(data, _piece(chance.choice(others), chance), chance)
    return data[:most]


def _insert(data: bytes, piece: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + piece + data[at:]


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 2, 8, 64, 512)))


def _piece(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[start:end]


def _token(data: bytes, chance: random.Random) -> bytes:
    return _insert(data, chance.choice(TOKENS), chance)


def _replaced(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + chance.choice(TOKENS) + data[end:]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    return _insert(data, _piece(data, chance) * chance.choice((1, 2, 20, 400)), chance)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return bytes([chance.randrange(256)])
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


_MUTATIONS: tuple[Mutation, ...] = (_token, _token, _replaced, _replaced, _cut, _repeated, _flipped)

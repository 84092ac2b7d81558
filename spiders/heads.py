"""Heads of answers, read as browsers read them: what aiohttp's parser refuses is put right before it sees it.

A header line without a valid name is skipped, blanks before a colon do not count, a length stated twice counts once,
one that is not a number does not count, and chunks count before a stated length (RFC 9112, 5.1 and 6.3). Two lengths
that differ stay an error.
"""

from __future__ import annotations

import re
from typing import Any

from aiohttp.client_proto import ResponseHandler

MAX_HEAD = 65_536
"""Bytes of a head that are waited for; browsers accept four times as many."""
_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(rb"\A([!#$%&'*+.^_`|~0-9A-Za-z-]++)[ \t]*+:(.*)", re.DOTALL)
_LENGTH, _CODING = b"content-length", b"transfer-encoding"


class ForgivingProtocol(ResponseHandler):
    """aiohttp's protocol of a connection, which puts the head of each answer right."""

    _head: bytes | None = None
    """The head as far as it has arrived; None once the parser has it."""

    def set_response_params(self, **params: Any) -> None:
        """Wait for a head: another request is sent."""
        self._head = b""
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Pass the data on to the parser, the head in one piece."""
        if self._head is not None and data:
            searched = max(0, len(self._head) - 3)
            self._head = (self._head + data).lstrip(b"\r\n")
            end = _END.search(self._head, searched)
            if end is None and len(self._head) < MAX_HEAD:
                return
            arrived, self._head = self._head, None
            data = put_right(arrived[: end.start()]) + arrived[end.start() :] if end else arrived
        super().data_received(data)


def put_right(head: bytes) -> bytes:
    """Return a head, without the blank line after it, as the standard wants it: without what browsers skip."""
    status, *lines = (line.removesuffix(b"\r") for line in head.split(b"\n"))
    kept = _one_length([right for line in lines if (right := _header(line))])
    return b"\r\n".join([status, *kept])


def _header(line: bytes) -> bytes | None:
    """Return a header line without blanks before its colon, None if it has no name; a continuation is kept."""
    if line[:1] in {b" ", b"\t"}:
        return line
    header = _HEADER.fullmatch(line)
    return header and b":".join(header.groups())


def _one_length(lines: list[bytes]) -> list[bytes]:
    """Return the lines with at most one stated length, unless two differ."""
    stated = [line for line in lines if _name(line) == _LENGTH]
    if not stated:
        return lines
    values = {value.strip() for line in stated for value in line.partition(b":")[2].split(b",")}
    others = [line for line in lines if _name(line) != _LENGTH]
    if any(_name(line) == _CODING for line in others) or not all(map(bytes.isdigit, values)):
        return others
    if len(values) > 1 or (len(stated) == 1 and b"," not in stated[0]):
        return lines
    return [b"Content-Length: " + values.pop(), *others]


def _name(line: bytes) -> bytes:
    return line.partition(b":")[0].lower()

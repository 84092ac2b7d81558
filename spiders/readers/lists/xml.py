"""XML documents as bytes that a parser cannot misread: in UTF-8, whatever they declare."""

from __future__ import annotations

import re

from ..page.encoding import decode

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML document may hold; a parser stops at the first."""


def as_utf8(body: bytes, content_type: str | None = None, charset: str | None = None) -> bytes:
    """Return a document in UTF-8 without its declaration; its encoding is weighed as that of a page is.

    `content_type` is the HTTP header's value, `charset` the outlet's.
    """
    text = decode(body, content_type, charset).text.lstrip("\ufeff")
    return _DECLARATION.sub("", _NOT_XML.sub("", text)).encode("utf-8", "replace")

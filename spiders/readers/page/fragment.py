"""The HTML fragments that feeds carry, as plain paragraphs."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from spiders.readers.page.markup import HIDDEN, INLINE
from spiders.readers.page.trimming import without_furniture

MAX_LENGTH = 2_000_000
"""Characters of a fragment that are read: books are shorter, and the soup costs ten times its text."""
_BREAK = "\x1e"
_READ_MORE = re.compile(
    r"[\s.…（(\[【]{0,20}(?:(?:点击|點擊)?(?:阅读全文|阅读原文|查看全文|查看原文|閱讀全文|继续阅读|繼續閱讀|全文链接)"
    r"|\b(?:read more|continue reading|read the (?:full|rest)"
    r"|the post .{1,200} (?:appeared first|first appeared) on)\b)"
    r"[^。！？]{0,120}$",
    re.IGNORECASE,
)


def fragment_text(html: str) -> str:
    """Return the paragraphs of a fragment, one per line, without markup, furniture and read-more tails."""
    soup = BeautifulSoup(html[:MAX_LENGTH].replace(_BREAK, " "), "lxml")
    for tag in soup.find_all(HIDDEN - {"head"}):
        tag.decompose()
    for tag in soup.find_all(lambda tag: tag.name not in INLINE):
        tag.insert_before(_BREAK)
        tag.insert_after(_BREAK)
    lines = (" ".join(line.split()) for line in soup.get_text().split(_BREAK))
    return "\n".join(without_furniture([kept for line in lines if (kept := _READ_MORE.sub("", line).strip())]))

"""The HTML fragments that feeds carry, as plain paragraphs."""

from __future__ import annotations

from bs4 import BeautifulSoup

from aggregator.text.words import family
from spiders.readers.page.markup import BLOCKS, HIDDEN
from spiders.readers.page.trimming import without_furniture

MAX_LENGTH = 2_000_000
"""Characters of a fragment that are read: books are shorter, and the soup costs ten times its text."""
_BREAK = "\x1e"
_READ_MORE = family("furniture.read_more").pattern(before=r"[\s.…（(\[【]{0,20}", after="[^。！？]{0,120}$")


def fragment_text(html: str) -> str:
    """Return the paragraphs of a fragment, one per line, without markup, furniture and read-more tails."""
    return "\n".join(without_furniture(fragment_lines(html)))


def fragment_lines(html: str) -> list[str]:
    """Return the lines of a fragment as they are, without markup and read-more tails."""
    soup = BeautifulSoup(html[:MAX_LENGTH].replace(_BREAK, " "), "lxml")
    for tag in soup.find_all(HIDDEN - {"head"}):
        tag.decompose()
    for tag in soup.find_all(BLOCKS):
        tag.insert_before(_BREAK)
        tag.insert_after(_BREAK)
    lines = (" ".join(line.split()) for line in soup.get_text().split(_BREAK))
    return [kept for line in lines if (kept := _READ_MORE.sub("", line).strip())]

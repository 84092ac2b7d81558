"""The story that a page keeps in a script, as markup in a string, and writes into an empty element when it is shown."""

from __future__ import annotations

import json
import re

from .fragment import fragment_lines
from .own import own_values, scripts_of
from .page import Page
from .paragraphs import size_of_text

_MARKUP = re.compile(
    r"[:=]\s{0,3}(?:\"(?P<value>\s{0,5}(?:<|\\u003c|&lt;)(?:p|div|section|br|img|h[1-6]|strong|span)\b(?:[^\"\\]|\\.)*+)"
    r"|'(?P<single>\s{0,5}(?:<|\\u003c|&lt;)(?:p|div|section|br|img|h[1-6]|strong|span)\b(?:[^'\\]|\\.)*+))",
    re.IGNORECASE | re.DOTALL,
)
"""A string that begins with an element of running text."""
_ESCAPED_SINGLE = re.compile(r"\\(['\"/])")


def lines_in_scripts(page: Page) -> list[str]:
    """Return the lines of the longest text that the page's scripts state as markup beside its title, or beside none."""
    texts = own_values(scripts_of(page.root), _MARKUP, page.known, _text_of)
    return max((text.split("\n") for text in texts), key=size_of_text, default=[])


def _text_of(literal: str) -> str | None:
    """Return the text of a string's markup, one paragraph a line; `literal`: as written between its quotes."""
    try:
        markup = str(json.loads(f'"{literal}"', strict=False))
    except ValueError:  # a string in single quotes, or with JavaScript's own escapes
        markup = _ESCAPED_SINGLE.sub(r"\1", literal)
    return "\n".join(fragment_lines(markup)) or None

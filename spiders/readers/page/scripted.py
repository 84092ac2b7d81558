"""The story that a page keeps in a script, as markup in a string, and writes into an empty element when it is shown."""

from __future__ import annotations

import json
import re

from .fragment import fragment_lines
from .own import own_values, scripts_of
from .page import Page
from .paragraphs import is_story, size_of_text

_MARKUP = re.compile(
    r"[:=(]\s{0,3}(?P<quote>[\"'`])(?P<value>\s{0,5}(?:&quot;|\\\")?(?:<|\\u003c|&lt;)"
    r"(?:p|div|section|br|img|h[1-6]|strong|span)\b(?:(?!(?P=quote))[^\\]|\\.)*+)",
    re.IGNORECASE | re.DOTALL,
)
"""A string that begins with an element of running text."""
_ESCAPED = re.compile(r"\\(['\"/`])")


def lines_in_scripts(page: Page) -> list[str]:
    """Return the lines of the longest text that the page's scripts state as markup beside its title, or beside none."""
    texts = own_values(scripts_of(page.root), _MARKUP, page.known, _text_of)
    return max((text.split("\n") for text in texts), key=size_of_text, default=[])


def _text_of(literal: str) -> str | None:
    """Return the text of a string's markup, one paragraph a line, None for a page's buttons and boxes.

    `literal`: as written between its quotes.
    """
    try:
        markup = str(json.loads(f'"{literal}"', strict=False))
    except ValueError:  # in other quotes, or with JavaScript's escapes
        markup = _ESCAPED.sub(r"\1", literal)
    lines = fragment_lines(markup.replace("&quot;", '"').strip('"'))
    return "\n".join(lines) if is_story(lines) and any("。" in line for line in lines) else None

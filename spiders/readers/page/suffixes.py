"""The names of columns and sites that follow the headline in `<title>`."""

from __future__ import annotations

import re

from aggregator.text import letters
from aggregator.text.words import family

MAX_SITE_LENGTH = 12
"""Characters of a part that always counts as a site's name."""
MIN_HEADLINE_LENGTH = 8
"""Letters of a part that always counts as a headline."""
MAX_NAME_LENGTH = 16
"""Characters of a title that may be only the site's name."""

_SEPARATOR = re.compile(r"\s{0,4}(?:[_|｜]|--+|—+|–|\s-\s?|-\s|\s?-(?=[^-]{2,12}$)|»|::)\s*")
_SITE_WORDS = family("pages.site").pattern()


def parts_of(title: str) -> list[str]:
    """Return the parts of a title between its separators."""
    return _SEPARATOR.split(title)


def is_site_name(title: str) -> bool:
    """Return whether a title is only a site's name, the same on every page."""
    return len(title) <= MAX_NAME_LENGTH and len(parts_of(title)) == 1 and bool(_SITE_WORDS.search(title))


def without_suffix(title: str, whole: str = "") -> str:
    """Cut the site and column names off a headline: `X_财经_某某网` gives `X`.

    `whole` is the page's `<title>`; a title that is its beginning has no suffix left.
    """
    parts = parts_of(title)
    if len(parts) == 1 or (whole != title and whole.startswith(title)):
        return title.strip()
    if "_" in title and _is_headline(first := title.split("_", maxsplit=1)[0].strip(), parts[1:]):
        return first
    end = len(parts)
    while end > 1 and is_site_part(parts[end - 1]) and _is_headline("".join(parts[: end - 1]), parts[end - 1 :]):
        end -= 1
    kept = title if end == len(parts) else title[: title.rfind(parts[end])].rstrip(" -—–|｜:»")
    return kept.strip() or parts[0].strip()


def _is_headline(kept: str, cut: list[str]) -> bool:
    """Return whether what is kept of a title may be its headline: long enough, or longer than what is cut.

    Behind a word or a name, `人物 - 某某出任总裁`, only what is named like a site is cut.
    """
    size = len(letters(kept))
    return size >= MIN_HEADLINE_LENGTH or all(len(letters(part)) <= size or _SITE_WORDS.search(part) for part in cut)


def site_in(title: str) -> str | None:
    """Return the name of the site after the headline, if there is one."""
    parts = parts_of(title)
    last = parts[-1].strip()
    return last if last and is_site_part(last) and not without_suffix(title).endswith(last) else None


def is_site_part(part: str) -> bool:
    """Return whether a part of a title names a site or a column."""
    return len(part) <= MAX_SITE_LENGTH or bool(_SITE_WORDS.search(part))

"""HTML as a browser sees it, for the tests of every format that contains it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

_INNOCENT = "[rel='alternate'], [rel='canonical'], [rel='prev'], [rel='next']"
"""Links of a head that lead somewhere and fetch nothing."""
_FETCHES = (
    f"script:not([type='application/ld+json']), link:not({_INNOCENT}), img, iframe, object, embed, video, audio, "
    "source, form, base, svg, math, meta[http-equiv='refresh']"
)

_LEADS = re.compile(r"https?://[!-~]+|#[\w-]+")
_STYLE_FETCHES = re.compile(r"@import|url\(|expression\(|</", re.IGNORECASE)


def read_page(text: str) -> LexborHTMLParser:
    """Parse by the HTML5 algorithm, as a browser without script does."""
    return LexborHTMLParser(text)


def policy(page: LexborHTMLParser) -> dict[str, str]:
    """Return the page's policy: directive → what it allows; empty if the page has none before all that it governs."""
    metas = page.css("head > meta[http-equiv='Content-Security-Policy']")
    if len(metas) != 1 or "http-equiv" not in [*page.css("head > *")][1].attributes:
        return {}
    rules = (tuple(rule.split(None, 1)) for rule in (metas[0].attributes["content"] or "").split(";"))
    return dict(rules)


def active_parts(page: LexborHTMLParser) -> Iterator[str]:
    """Yield what would run, fetch, or link anywhere but to the web or the page itself."""
    yield from (node.tag for node in page.css(_FETCHES))
    for node in page.css("*"):
        yield from (f"{node.tag} {name}" for name in node.attributes if name.startswith("on"))
        yield from (f"{node.tag} {name}={value}" for name, value in _addresses(node) if not _LEADS.fullmatch(value))
        if _STYLE_FETCHES.search(node.attributes.get("style") or ""):
            yield f"{node.tag} style={node.attributes['style']}"
    yield from (match for style in page.css("style") for match in _STYLE_FETCHES.findall(style.text()))


def _addresses(node: LexborNode) -> list[tuple[str, str]]:
    return [(name, node.attributes[name] or "") for name in ("href", "src", "action") if name in node.attributes]


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    """Return the texts of the nodes that match, with single spaces."""
    return [" ".join(node.text().split()) for node in page.css(selector)]

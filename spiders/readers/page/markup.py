"""From HTML to plain lines in one walk over a tree: a line per block, each piece of text with its element."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from html import unescape
from itertools import islice
from typing import NamedTuple, overload

from lxml import etree, html
from lxml.html import HtmlElement

from aggregator.errors import Quarantined
from aggregator.text.words import family

from ..limits import require_modest_html

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "col", "colgroup", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "input", "legend", "li",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
})  # fmt: skip
"""Elements that part a line; all others are inline, as in a browser: Word's, a site's own, ruby, scripts."""
HIDDEN = frozenset({
    "applet", "audio", "canvas", "datalist", "embed", "head", "iframe", "map", "math", "noframes", "noscript",
    "object", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "title", "video",
})  # fmt: skip
"""Elements whose text is not running text of the page."""
MAX_HIDDEN_LENGTH = 300
"""Characters of text that a page hides; longer text is folded, and a click or a script shows it."""
_NOT_SHOWN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]|clip-path\s*:\s*inset\((?:50|100)%"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}(?:px|em)|(?:width|height)\s*:\s*[01]px[^\"]{0,80}overflow\s*:\s*hidden)",
    re.IGNORECASE,
)
"""Styles of text that is not shown, or only read aloud; `visibility` is not one: scripts show such pages later."""
_FOR_READERS = frozenset(family("pages.screen_reader").words)
MAX_ESCAPES = 3
"""Times that text was escaped: each system on its way does it once more."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", re.IGNORECASE)
PROTECTED = "data-cfemail"
"""Attribute of an e-mail address that Cloudflare hides from robots."""
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff]|(?<=[\u2e80-\uffef])[\u200c\u200d]|[\u200c\u200d](?=[\u2e80-\uffef])"
)
"""Zero-width characters and soft hyphens; joiners only beside Chinese: emoji and other scripts need them."""
_MAYBE_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for every element: lxml's own look-up of forms and inputs is a call for each element that is met."""


class Piece(NamedTuple):
    """A piece of text and the innermost element around it."""

    text: str
    element: HtmlElement


class Line(NamedTuple):
    """The text of a block up to the next break, with single spaces."""

    text: str
    pieces: tuple[Piece, ...]
    block: HtmlElement
    """The innermost block around the text."""

    @property
    def link_share(self) -> float:
        """Share of its characters in links."""
        linked = sum(len(piece.text.strip()) for piece in self.pieces if _in_link(piece.element, self.block))
        return linked / len(self.text)


class Lines(Sequence[Line]):
    """Lines that are made on demand: most rules need only those around the headline."""

    def __init__(self, source: Iterator[Line]) -> None:
        self._source = source
        self._made: list[Line] = []

    def _make(self, count: int | None) -> list[Line]:
        """Make the first `count` lines, or all."""
        missing = None if count is None else max(0, count - len(self._made))
        self._made += islice(self._source, missing)
        return self._made

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        """Return a line or a list of lines."""
        last = at.stop if isinstance(at, slice) else at + 1
        return self._make(None if last is None or last < 0 else last)[at]

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines, made one by one."""
        at = 0
        while at < len(self._made) or len(self._make(at + 1)) > at:
            yield self._made[at]
            at += 1

    def __len__(self) -> int:
        return len(self._make(None))


def parse_html(text: str) -> HtmlElement:
    """Parse a document; broken, empty and absurd input gives a tree, too.

    Comments are left out, and so are control characters, at which the parser would stop. Raises `Quarantined` if the
    parser would take too long, or has not enough memory.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ELEMENTS)
    clean = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    require_modest_html(clean)
    try:
        root = html.document_fromstring(clean, parser=parser)
    except etree.ParserError:  # nothing but space and comments
        return html.document_fromstring(b"<html></html>", parser=parser)
    except etree.XMLSyntaxError:  # the parser recovers from all else
        raise Quarantined("parsing took too much memory") from None
    return root


def is_hidden(node: HtmlElement) -> bool:
    """Return whether an element's text is not shown: by its name, by a short element's style, or for readers aloud."""
    if node.tag in HIDDEN:
        return True
    if not (names := node.keys()):
        return False
    if (
        "hidden" in names
        or ("style" in names and _NOT_SHOWN.search(node.get("style", "")))
        or ("aria-hidden" in names and _is_decoration(node))
    ):
        return sum(map(len, node.itertext())) <= MAX_HIDDEN_LENGTH
    return "class" in names and _is_for_readers(node)


def _is_decoration(node: HtmlElement) -> bool:
    """Return whether an element says nothing aloud, and is not the shown form of what its neighbour says aloud."""
    if node.get("aria-hidden") != "true" or node.tag in BLOCKS:
        return False
    return not any(near is not None and _is_for_readers(near) for near in (node.getprevious(), node.getnext()))


def _is_for_readers(node: HtmlElement) -> bool:
    return not _FOR_READERS.isdisjoint(node.get("class", "").split())


def lines_of(element: HtmlElement, without: Container[HtmlElement] = ()) -> Iterator[Line]:
    """Yield the lines below an element in page order, leaving out hidden elements and `without`."""
    pieces: list[Piece] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if pieces and node.tag in BLOCKS:
            if line := _line(pieces):
                yield line
            pieces = []
        if event == "end":
            if node is not element and (tail := node.tail):
                pieces.append(Piece(tail, node.getparent()))
        elif node in without or is_hidden(node):
            walker.skip_subtree()
        elif (code := node.get(PROTECTED)) is not None:
            pieces.append(Piece(protected_address(code), node))
            walker.skip_subtree()
        elif text := node.text:
            pieces.append(Piece(text, node))
    if line := _line(pieces):
        yield line


def protected_address(code: str) -> str:
    """Return the e-mail address that Cloudflare hides from robots: each byte is the address's, xor the first."""
    try:
        key, *masked = bytes.fromhex(code)
    except ValueError:  # not a code: nothing is shown in its place
        return ""
    return bytes(byte ^ key for byte in masked).decode("utf-8", "replace")


def _line(pieces: list[Piece]) -> Line | None:
    """Return the line of some pieces, without the characters that nobody sees and that part words and times.

    Entities that a reader would see, since they were escaped twice, are the characters that they name.
    """
    text = pieces[0].text if len(pieces) == 1 else "".join([piece.text for piece in pieces])
    if not text or text.isspace():
        return None
    if not text.isascii() and _MAYBE_INVISIBLE.search(text):
        pieces = [piece._replace(text=_INVISIBLE.sub("", piece.text)) for piece in pieces]
        text = "".join([piece.text for piece in pieces])
    if "&" in text and _ENTITY.search(text):
        pieces = [piece._replace(text=unescaped(piece.text)) for piece in pieces]
        text = "".join([piece.text for piece in pieces])
    text = " ".join(text.split())
    return Line(text, tuple(pieces), _block_of(pieces[0].element)) if text else None


def unescaped(text: str) -> str:
    """Return a text with the characters that its entities name, escaped several times or not."""
    for _ in range(MAX_ESCAPES):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = unescape(text)
    return text


def _block_of(element: HtmlElement) -> HtmlElement:
    while element.tag not in BLOCKS and (parent := element.getparent()) is not None:
        element = parent
    return element


def _in_link(element: HtmlElement, block: HtmlElement) -> bool:
    while element is not None and element is not block:
        if element.tag == "a":
            return True
        element = element.getparent()
    return False

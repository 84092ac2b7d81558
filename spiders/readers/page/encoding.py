"""From bytes to text: weigh byte order mark, header, meta, the outlet's charset and the content.

Chinese pages lie about their charset (a GBK body under `charset=utf-8` is common), so a declaration counts only
if the bytes bear it out: valid UTF-8 is UTF-8, and a Chinese charset must give frequent characters.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import partial

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

MAX_SAMPLE = 40_000
"""Characters that are weighed; frequent characters show within a few hundred."""
MIN_FREQUENT = 0.12
"""Share of frequent characters among the non-ASCII ones. Chinese prose has .25–.5; GBK read as Big5, or Latin and
Cyrillic text read as GBK, less than .05."""
ERROR_WEIGHT = 10
"""One undecodable byte counts against this many frequent characters."""
MIN_ACCENTED = 40
"""Accented Latin letters, not counting single ones, that make a text without Chinese suspect."""
LATIN_OUTER = ("iso-8859-15", "iso-8859-1", "cp1252")
_LATIN = re.compile("[\x80-\xffŒœŠšŽžŸ€]{2,}")
_WIDE = {"utf-16-le": re.compile(rb"[!-~]\x00[ -~\s]\x00"), "utf-16-be": re.compile(rb"\x00[!-~]\x00[ -~\s]")}
"""How markup and JSON begin in UTF-16 without a byte order mark (XML 1.0, appendix F)."""
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_TEXTS = re.compile(rb"(?<=>)|(?=<)")
"""Where a tag begins or ends."""
_NOT_OF_PAGES = frozenset(
    {
        "idna",
        "punycode",
        "undefined",
        "unicode-escape",
        "raw-unicode-escape",
        "utf-7",
        "unicode_escape",
        "raw_unicode_escape",
    }
)
"""Encodings of Python that no browser knows: they raise in spite of `replace`, or take quadratic time."""
_MARKUP = "<a b='1'>{[,]}://&lt;\""
"""Is in ASCII in every encoding of a page, but those of two or four bytes: in EBCDIC no limit could be counted."""
DOUBLE_BYTE = ("gb18030", "big5hkscs")
SINGLE_BYTE_DEFAULT = "cp1252"

# The most frequent characters of news prose, simplified and traditional, with the punctuation of both.
FREQUENT = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后"
    "多么天而能好都然没日于起还发成事只作当想看文无开手用主行方又如前所本见经头面公同三已老从动两长知样现"
    "分将外但身些与高意进把法此实回二理美点月明其种声全工己话者向情部正名定问力机给等几很业最间新什打便位"
    "因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先市员据区社议网责编记"
    "這來國個說們為時會過學對裡後麼沒於還發當無開見經頭從動兩長樣現將與進實點種聲話機給幾業間電門東關並"
    "產員據區議網責編記據應該請讓認華報導聯億萬，。、：；“”‘’！？（）《》「」—…·　"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, its encoding, and whether the decoding is reliable."""

    text: str
    encoding: str
    suspicious: bool
    """Bytes are not in the page's encoding, or the encoding is a guess."""


def decode(body: bytes, content_type: str | None = None, charset: str | None = None) -> Decoded:
    """Decode a document.

    `content_type` is the HTTP header's value, `charset` the outlet's. Never raises; if bytes had to be replaced,
    or no encoding fits, the result is `suspicious`.
    """
    bom_encoding, bom = read_bom(body)
    if bom_encoding and bom:
        return _read(body[len(bom) :], bom_encoding)
    if wide := next((name for name, start in _WIDE.items() if start.match(body)), None):
        return _read(body, wide)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _weigh(body, _declared(body, content_type, charset))
    return _repaired(text) or Decoded(text, "utf-8", "\ufffd" in text)


def _repaired(text: str) -> Decoded | None:
    """Undo a double encoding: GBK bytes once read as Latin and stored as UTF-8 (`ÖÐ¹ú` for `中国`)."""
    if text.isascii() or _IDEOGRAPH.search(text, 0, MAX_SAMPLE):
        return None
    if sum(map(len, _LATIN.findall(text, 0, MAX_SAMPLE))) < MIN_ACCENTED or _IDEOGRAPH.search(text, MAX_SAMPLE):
        return None
    for outer in LATIN_OUTER:
        body = text.encode(outer, "replace")
        if _share_of_frequent(body, "gb18030") >= MIN_FREQUENT:
            return _read(body, "gb18030")
    return None


def _declared(body: bytes, content_type: str | None, charset: str | None) -> list[str]:
    """Return the declared encodings, the outlet's first: its author has looked at the pages."""
    names = [charset, http_content_type_encoding(content_type), html_body_declared_encoding(body)]
    resolved = [resolve_encoding(name) for name in names if name]
    return [name for name in dict.fromkeys(resolved) if name and _is_known(name)]


def _is_known(name: str) -> bool:
    try:
        codec = codecs.lookup(name).name
        ascii_too = _MARKUP.encode().decode(name, "replace") == _MARKUP
    except (LookupError, UnicodeError):  # unknown, or not a text encoding: `hex`
        return False
    return codec not in _NOT_OF_PAGES and (ascii_too or codec.startswith(("utf-16", "utf-32")))


def _weigh(body: bytes, declared: list[str]) -> Decoded:
    """Choose the encoding of bytes that are not valid UTF-8."""
    for name in declared:
        if name in DOUBLE_BYTE and _share_of_frequent(body, name) >= MIN_FREQUENT:
            return _read_mixed(body, name)
    fitting = [name for name in (*DOUBLE_BYTE, "utf-8") if _share_of_frequent(body, name) >= MIN_FREQUENT]
    if fitting:
        return _read_mixed(body, max(fitting, key=lambda name: _evidence(body, name)))
    return _not_chinese(body, declared)


def _read_mixed(body: bytes, encoding: str) -> Decoded:
    """Decode a page, and each of its texts that is not in its encoding, a foot or a box from elsewhere, in another."""
    decoded = _read(body, encoding)
    if not decoded.suspicious:
        return decoded
    both = (encoding, "gb18030" if encoding == "utf-8" else "utf-8")
    parts = _TEXTS.split(body)
    text = "".join(part.decode(max(both, key=partial(_evidence, part)), "replace") for part in parts)
    return Decoded(text, encoding, suspicious=True)


def _not_chinese(body: bytes, declared: list[str]) -> Decoded:
    """Decode text without visible Chinese: believe the first declaration that fits every byte."""
    for name in declared:
        decoded = _read(body, name)
        if not decoded.suspicious:
            return decoded
    if "utf-8" in declared:
        return _read(body, "utf-8")
    guess = _read(body, declared[0] if declared else SINGLE_BYTE_DEFAULT)
    return Decoded(guess.text, guess.encoding, suspicious=True)


def _read(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    return Decoded(text, encoding, "\ufffd" in text)


def _sample(body: bytes, encoding: str) -> list[str]:
    text = body[: 3 * MAX_SAMPLE].decode(encoding, "replace")
    return [char for char in text if char > "\x7f"][:MAX_SAMPLE]


def _share_of_frequent(body: bytes, encoding: str) -> float:
    chars = _sample(body, encoding)
    return sum(char in FREQUENT for char in chars) / len(chars) if chars else 0.0


def _evidence(body: bytes, encoding: str) -> int:
    chars = _sample(body, encoding)
    return sum(char in FREQUENT for char in chars) - ERROR_WEIGHT * chars.count("\ufffd")

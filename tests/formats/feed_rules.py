"""The rules of RSS 2.0, RFC 4287 and JSON Feed 1.1 that the W3C's feed validator checks.

Each checker reads a feed as XML or JSON and returns the rules that it breaks, one phrase each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

A = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
_RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d [+-]\d{4}"
)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MARKUP = re.compile(r"<[a-z/!?]|&(#|[a-z]+;)", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_ONCE_IN_CHANNEL = ("title", "link", "description", "language", "pubDate", "lastBuildDate", "generator")
_ONCE_IN_ITEM = ("title", "link", "description", "guid", "pubDate", "source", f"{DC}creator")


def rss_faults(text: str) -> list[str]:
    """Return the rules of RSS 2.0 that a feed breaks."""
    root = _xml(text)
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["no rss 2.0 with a channel"]
    return [*_channel(channel), *(fault for item in channel.iter("item") for fault in _item(item)), *_guids(channel)]


def _channel(channel: etree._Element) -> Iterator[str]:
    yield from (f"channel: no {name}" for name in ("title", "link", "description") if not channel.findtext(name))
    yield from _repeated(channel, _ONCE_IN_CHANNEL)
    yield from _not_plain(channel, ("title", "description"))
    yield from _bad_dates_822(channel, ("pubDate", "lastBuildDate"))
    if not _LANGUAGE.fullmatch(channel.findtext("language") or "en"):
        yield "channel: language"
    if not _is_iri(channel.findtext("link")):
        yield "channel: link"
    yield from _self_link(channel.findall(f"{A}link"))


def _item(item: etree._Element) -> Iterator[str]:
    if not (item.findtext("title") or item.findtext("description")):
        yield "item: neither title nor description"
    yield from _repeated(item, _ONCE_IN_ITEM)
    yield from _not_plain(item, ("title", "category", "source", f"{DC}creator"))
    yield from _bad_dates_822(item, ("pubDate",))
    yield from (f"item: link {element.text}" for element in item.iter("link") if not _is_web(element.text))
    yield from (
        f"item: source {element.get('url')}" for element in item.iter("source") if not _is_web(element.get("url"))
    )
    yield from _bad_html(item.findtext("description"))
    if item.find("author") is not None:
        yield "item: author is no e-mail address"


def _guids(channel: etree._Element) -> Iterator[str]:
    guids = [item.find("guid") for item in channel.iter("item")]
    if any(guid is None or guid.get("isPermaLink") != "false" or not _is_iri(guid.text) for guid in guids):
        yield "item: guid"
    yield from _doubled(guid.text for guid in guids if guid is not None)


def atom_faults(text: str) -> list[str]:
    """Return the rules of RFC 4287 that a feed breaks."""
    root = _xml(text)
    if root.tag != f"{A}feed":
        return ["no feed"]
    entries = root.findall(f"{A}entry")
    own = [*_atom_required(root, "feed"), *_repeated(root, ("id", "title", "subtitle", "updated"), A)]
    alternates = [link for link in root.findall(f"{A}link") if link.get("rel") != "self"]
    selves = [link for link in root.findall(f"{A}link") if link.get("rel") == "self"]
    ids = (element.findtext(f"{A}id") for element in entries)
    faults = (fault for entry in entries for fault in _entry(entry, root.find(f"{A}author") is not None))
    return [*own, *_self_link(selves), *_atom_links(alternates), *_doubled(ids), *faults]


def _atom_required(parent: etree._Element, where: str) -> Iterator[str]:
    for name in ("id", "title", "updated"):
        if not parent.findtext(f"{A}{name}"):
            yield f"{where}: no {name}"
    if not _is_iri(parent.findtext(f"{A}id")):
        yield f"{where}: id"
    for name in ("updated", "published"):
        if not all(_is_3339(element.text) for element in parent.findall(f"{A}{name}")):
            yield f"{where}: {name}"
    if any(element.get("type", "text") != "text" for element in parent.findall(f"{A}title")):
        yield f"{where}: title is not text"
    if any(not author.findtext(f"{A}name") for author in parent.findall(f"{A}author")):
        yield f"{where}: author without a name"


def _entry(entry: etree._Element, authored: bool) -> Iterator[str]:
    yield from _atom_required(entry, "entry")
    yield from _repeated(entry, ("id", "title", "updated", "published", "content", "source"), A)
    yield from _atom_links(entry.findall(f"{A}link"))
    if entry.find(f"{A}author") is None and not authored:
        yield "entry: no author"
    if any(not element.get("term") for element in entry.findall(f"{A}category")):
        yield "entry: category without a term"
    source = entry.find(f"{A}source")
    yield from _atom_required(source, "source") if source is not None else ()
    content = entry.find(f"{A}content")
    if content is None or content.get("type") != "html":
        yield "entry: content"
    yield from _bad_html(content.text if content is not None else None)


def _atom_links(links: list[etree._Element]) -> Iterator[str]:
    kinds = [(link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in links]
    if len(kinds) != len(set(kinds)):
        yield "two links of one kind"
    for link in links:
        if not _is_web(link.get("href")) or not _MEDIA_TYPE.fullmatch(link.get("type", "text/html")):
            yield f"link {link.get('href')}"


def json_feed_faults(text: str) -> list[str]:
    """Return the rules of JSON Feed 1.1 that a feed breaks."""
    feed = json.loads(text)
    items = feed.get("items", [])
    return [*_json_head(feed), *(fault for item in items for fault in _json_item(item)), *_doubled(_ids(items))]


def _json_head(feed: dict[str, Any]) -> Iterator[str]:
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "version"
    if not feed.get("title") or not isinstance(feed.get("items"), list):
        yield "no title or no items"
    yield from (f"{name}" for name in ("home_page_url", "feed_url") if name in feed and not _is_web(feed[name]))
    yield from _json_authors(feed)
    if not _LANGUAGE.fullmatch(feed.get("language", "en")):
        yield "language"


def _json_item(item: dict[str, Any]) -> Iterator[str]:
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "item: id"
    if not ({"content_html", "content_text"} & item.keys()):
        yield "item: no content"
    yield from (f"item: {name}" for name in ("url", "external_url") if name in item and not _is_web(item[name]))
    if "date_published" in item and not _is_3339(item["date_published"]):
        yield "item: date_published"
    yield from _bad_html(item.get("content_html"))
    yield from _json_authors(item)
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield "item: tags"


def _json_authors(value: dict[str, Any]) -> Iterator[str]:
    if not all({"name", "url", "avatar"} & author.keys() for author in value.get("authors", [])):
        yield "author without a name"


def _ids(items: list[dict[str, Any]]) -> Iterator[str | None]:
    return (item.get("id") for item in items)


def _xml(text: str) -> etree._Element:
    """Parse strictly; a document of XML 1.0 in UTF-8, or an error."""
    return etree.fromstring(text.encode("utf-8"), etree.XMLParser(recover=False, resolve_entities=False))


def _repeated(parent: etree._Element, names: Iterable[str], namespace: str = "") -> Iterator[str]:
    return (f"{name} twice" for name in names if len(parent.findall(f"{namespace}{name}")) > 1)


def _not_plain(parent: etree._Element, names: Iterable[str]) -> Iterator[str]:
    values = [(name, element.text or "") for name in names for element in parent.findall(name)]
    return (f"{name}: markup or nothing" for name, value in values if not value or _MARKUP.search(value))


def _bad_dates_822(parent: etree._Element, names: Iterable[str]) -> Iterator[str]:
    return (
        f"{name}: {element.text}" for name in names for element in parent.findall(name) if not _is_822(element.text)
    )


def _is_822(value: str | None) -> bool:
    """Return whether a value is an RFC 822 date with its correct weekday."""
    if not value or not _RFC_822.fullmatch(value):
        return False
    return parsedate_to_datetime(value).strftime("%a") == value[:3]


def _is_3339(value: str | None) -> bool:
    return bool(value and _RFC_3339.fullmatch(value) and datetime.fromisoformat(value).tzinfo)


def _is_web(value: str | None) -> bool:
    """Return whether a value is an absolute web address in ASCII without spaces."""
    parts = urlsplit(value or "")
    return bool(re.fullmatch(r"[!-~]+", value or "")) and parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_iri(value: str | None) -> bool:
    return _is_web(value) or bool(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value or ""))


def _self_link(links: list[etree._Element]) -> Iterator[str]:
    """Yield faults of a feed's links to itself; only the caller knows whether one is required."""
    if len(links) > 1 or not all(link.get("rel") == "self" and _is_web(link.get("href")) for link in links):
        yield "self link"


def _doubled(ids: Iterable[str | None]) -> Iterator[str]:
    seen = list(ids)
    return (f"id twice: {id_}" for id_ in set(seen) if seen.count(id_) > 1)


def _bad_html(fragment: str | None) -> Iterator[str]:
    """Yield what a feed reader would remove from a fragment, and links that do not lead to the web."""
    tree = LexborHTMLParser(fragment or "")
    allowed = {"p", "a", "strong", "small", "ol", "li", "html", "head", "body", "-text"}
    yield from (f"element {node.tag}" for node in tree.css("*") if node.tag not in allowed)
    yield from (f"link {node.attributes}" for node in tree.css("a") if not _is_web(node.attributes.get("href")))
    if not (fragment or "").strip():
        yield "no content"

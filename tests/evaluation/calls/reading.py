"""Calls on one document: a date, a list of stories, a page, an address."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from aggregator.errors import Unreadable
from aggregator.models import Link, Precision, RawStory
from aggregator.registry.outlets import EntryPoint, Outlet
from aggregator.urls import normalize_url, story_id
from spiders.raw_stories import story_from_entry, story_from_page
from spiders.readers.document import Document
from spiders.readers.header.dates import find_moment, parse_moment
from spiders.readers.lists.announcements import read_announcements
from spiders.readers.page.article import read_article
from spiders.readers.reading import Moment, Reading
from tests.evaluation.adapters import ZONE, attribute
from tests.evaluation.calls import Args, Found, aware, local

NOW = datetime(2026, 11, 23, 20, tzinfo=ZONE)
SITE = "https://www.lanhe.example"
ARTICLE = f"{SITE}/a/1.html"
OUTLET = {
    "id": "lanhe",
    "name": {"zh": "蓝河新闻", "en": "Lanhe News"},
    "home": f"{SITE}/",
    "hosts": ["lanhe.example"],
    "source": "lanhe",
    "entries": [{"kind": "feed", "url": f"{SITE}/feed.xml"}],
}
"""The outlet of a case that names none, and what a case's own outlet leaves out."""


def _outlet(args: Args) -> Outlet:
    return Outlet.model_validate(OUTLET | args.get("outlet", {}))


def _now(args: Args) -> datetime:
    return datetime.fromisoformat(args["now"]) if "now" in args else NOW


def _moment(read: Callable[[str, datetime, ZoneInfo], Moment | None], body: bytes, args: Args) -> Found:
    moment = read(body.decode(), _now(args), ZoneInfo(args.get("zone", ZONE.key)))
    return {"at": _at(moment)}


def _at(moment: Moment | None) -> str | None:
    return local(moment.at, moment.precision) if moment else None


def _announcements(kind: str, body: bytes, args: Args) -> Found:
    try:
        links = _links(kind, body, args, f"{SITE}/x/")
    except Unreadable as error:
        return {"links": [], "count": 0, "error": str(error)}
    rows = [_link(link) for link in links]
    columns = {plural: [row[key] for row in rows] for plural, key in _COLUMNS.items()}
    return {"links": rows, "count": len(rows), "error": None, **columns}


def _feed_titles(body: bytes, args: Args) -> Found:
    """Read a feed that is made of titles alone."""
    titles = enumerate(json.loads(body)["titles"])
    items = "".join(f"<item><title>{title}</title><link>{SITE}/p/{number}</link></item>" for number, title in titles)
    feed = f'<rss version="2.0"><channel><title>x</title><link>{SITE}/</link>{items}</channel></rss>'
    return {"titles": _announcements("feed", feed.encode(), args)["titles"]}


_COLUMNS = {"urls": "url", "titles": "title", "published": "published"}


def _links(kind: str, body: bytes, args: Args, url: str, **entry: str) -> list[Link]:
    table = {"kind": kind, "url": f"{SITE}/list/", **entry, **args.get("entry", {})}
    point = EntryPoint.model_validate(table)
    return read_announcements(_document(body, args, url), _outlet(args), point)


def _document(body: bytes, args: Args, url: str) -> Document:
    return Document(body, args.get("url", url), _now(args), args.get("content_type"))


def _link(link: Link) -> Found:
    return {
        "url": link.url,
        "title": link.title,
        "published": local(link.published, link.published_precision),
        "source": link.source_label,
        "author": link.author,
        "content": link.content,
    }


def _entry_stories(body: bytes, args: Args) -> Found:
    try:
        links = _links("feed", body, args, f"{SITE}/feed.xml", read="entry")
    except Unreadable as error:
        return {"stories": [], "count": 0, "error": str(error)}
    stories = [_story(story_from_entry(link, _outlet(args), _now(args))) for link in links]
    return {"stories": stories, "count": len(stories), "first": stories[0] if stories else None}


def _story(story: RawStory) -> Found:
    published = local(story.published, story.published_precision)
    return {"url": story.url, "title": story.title, "text": story.text, "published": published}


def _read(body: bytes, args: Args, outlet: Outlet | None) -> Reading:
    return read_article(_document(body, args, ARTICLE), outlet)


def _address(args: Args) -> str:
    address: str = args.get("url", ARTICLE)
    return address


def _article(body: bytes, args: Args) -> Found:
    reading = _read(body, args, _outlet(args) if "outlet" in args else None)
    return {
        "kind": str(reading.kind),
        "reason": reading.reason,
        "title": reading.title,
        "published": _at(reading.published),
        "source": reading.source_label,
        "author": reading.author,
        "text": reading.text,
        "next": reading.next_page,
        "canonical": reading.canonical_url,
        "encoding": reading.encoding,
        "rules": dict(reading.rules),
    }


def _page_story(body: bytes, args: Args) -> Found:
    """Join a page with its announcement, as the spider does."""
    outlet = _outlet(args)
    reading = _read(body, args, outlet)
    story = story_from_page(reading, _announced(args), outlet, _address(args), _now(args))
    return {**_story(story), "kind": str(reading.kind), "rules": dict(story.rules)}


def _announced(args: Args) -> Link:
    given: Mapping[str, Any] = args.get("announced", {})
    published = aware(given["published"]) if given.get("published") else None
    precision = Precision(given["precision"]) if published else None
    return Link(
        outlet=OUTLET["id"],
        url=_address(args),
        title=given.get("title"),
        published=published,
        published_precision=precision,
    )


CALLS: Mapping[str, Callable[[bytes, Args], Found]] = {
    "parse_moment": partial(_moment, parse_moment),
    "find_moment": partial(_moment, find_moment),
    **{f"read_{kind}": partial(_announcements, kind) for kind in ("feed", "listing", "api", "sitemap")},
    "feed_titles": _feed_titles,
    "entry_story": _entry_stories,
    "read_article": _article,
    "page_story": _page_story,
    "attribute": lambda body, args: dict(attribute(body, args.get("url", ""))),
    "same_story": lambda body, _: {"ids": len(set(map(story_id, body.decode().split())))},
    "normalize_url": lambda body, _: {"urls": [*map(normalize_url, filter(None, body.decode().split("\n")))]},
}

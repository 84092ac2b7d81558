"""Outlets that change their pages or lists: the samples, changed, through the real readers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree

from aggregator import SEEDS
from aggregator.errors import Unreadable
from aggregator.models.report import Fault, OutletReport
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.document import Document
from spiders.readers.lists.announcements import read_announcements
from spiders.readers.page.article import read_article
from spiders.readers.reading import PageKind, Reading
from tests.operation.visiting import report
from tests.paths import ROOT

DATA = ROOT / "tests" / "outlets" / "data"
REGISTRY = Registry.load(layers_of(SEEDS))
PROFILED = ("title", "text", "published", "source_label", "author")
STORIES = 8
"""Of each visit: the sample and its like."""
PAGES = sorted(path for path in DATA.glob("*/*.html") if ".list." not in path.name)
LISTS = sorted(DATA.glob("*/*.links.json"))

_DATE = re.compile(
    r"(?:(?:20)?\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}-\d{1,2})?"
    r"[T\s　]*\b\d{1,2}[:：时]\d\d(?:[:：]\d\d)?|(?:20)?\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}-\d{1,2}|\b1[67]\d{8}(?:\d{3})?\b|\d+\s*(?:分钟|小时|天)前|(?:今天|昨天|刚刚)"
)
_SHELL = "请登录后阅读全文"


@dataclass(frozen=True)
class Page:
    """A sample page of an outlet."""

    outlet: Outlet
    text: str
    url: str
    at: datetime

    @classmethod
    def of(cls, path: Path) -> Page:
        outlet, known = REGISTRY.outlets[path.parent.name], json.loads(path.with_suffix(".json").read_text("utf-8"))
        encoded = path.read_bytes()
        text = encoded.decode("gb18030" if b"charset=gb" in encoded[:600].lower() else "utf-8", "replace")
        text = re.sub(r"charset=[\"']?[\w-]+", "charset=utf-8", text, count=1)
        at = datetime.fromisoformat(known["fetched_at"])
        return cls(outlet, text, known["url"], at if at.tzinfo else at.replace(tzinfo=outlet.timezone))

    def read(self, change: Callable[[Page], str] | None = None) -> Reading:
        """Read it, changed or as it is."""
        text = change(self) if change else self.text
        return read_article(Document(text.encode(), self.url, self.at), self.outlet)


def visit_report(reading: Reading, outlet: Outlet, url: str) -> OutletReport:
    """Return the report of a crawl whose stories were all read like this one."""
    if reading.kind is not PageKind.STORY:
        fault = Fault(url, f"{reading.kind}: {reading.reason}")
        return report(outlet.id, stored=0, links_new=STORIES, refused=STORIES, faults=(fault,))
    fields = {name: {reading.rules.get(name, ""): STORIES} for name in PROFILED if getattr(reading, name)}
    return report(outlet.id, stored=STORIES, fields=fields, lengths=(len(reading.text),) * 5)


def _classes_renamed(page: Page) -> str:
    return re.sub(r"\b(class|id)=([\"'])([^\"']*)\2", lambda m: f"{m[1]}={m[2]}{_renamed(m[3])}{m[2]}", page.text)


def _renamed(names: str) -> str:
    return " ".join(f"n{sum(map(ord, name)) % 997}" for name in names.split())


def _date_dropped(page: Page) -> str:
    head, body = page.text[: page.text.find("<body")], page.text[page.text.find("<body") :]
    return _DATE.sub("", head) + re.sub(r">[^<]+<", lambda m: _DATE.sub("", m[0]), _DATE.sub("", body))


def _title_moved(page: Page) -> str:
    title = page.read().title or ""
    return re.sub(rf"<(\w+)([^>]*)>\s*{re.escape(title)}\s*</\1>", rf"<i>{title}</i>", page.text)


def _text_moved(page: Page) -> str:
    """Take the story's lines away, as a page does that loads them later."""
    tree, text = lxml.html.document_fromstring(page.text), page.read().text.replace(" ", "")
    for node in tree.iter(etree.Element):
        for part in ("text", "tail"):
            words = "".join((getattr(node, part) or "").split())
            if len(words) >= 6 and words in text and node.tag not in {"h1", "title", "script", "style"}:
                setattr(node, part, _SHELL)
    return lxml.html.tostring(tree, encoding="unicode")


PAGE_CHANGES: Mapping[str, Callable[[Page], str]] = {
    "class renamed": _classes_renamed,
    "date dropped": _date_dropped,
    "title moved": _title_moved,
    "text moved": _text_moved,
}


@dataclass(frozen=True)
class Listed:
    """A sample list or feed of an outlet."""

    outlet: Outlet
    entry: EntryPoint
    body: bytes
    at: datetime

    @classmethod
    def of(cls, path: Path) -> Listed:
        outlet, known = REGISTRY.outlets[path.parent.name], json.loads(path.read_text("utf-8"))
        entry = next(entry for entry in outlet.entries if entry.url == known["entry"])
        (document,) = path.parent.glob(path.name.replace(".links.json", ".list.*"))
        at = datetime.fromisoformat(known["fetched_at"])
        return cls(outlet, entry, document.read_bytes(), at if at.tzinfo else at.replace(tzinfo=outlet.timezone))

    def read(self, body: bytes | None = None) -> OutletReport:
        """Return the report of a crawl that read it, changed or as it is; each visit finds new links."""
        document = Document(self.body if body is None else body, self.entry.url, self.at)
        try:
            links = read_announcements(document, self.outlet, self.entry)
        except Unreadable as error:
            failed: dict[str, Any] = {"entries_read": 0, "entries_failed": 1, "links_seen": 0}
            return report(self.outlet.id, **failed, faults=(Fault(self.entry.url, str(error)),))
        found = [link for link in links if self.outlet.is_story(link.url)]
        return report(self.outlet.id, stored=0, links_seen=len(found), links_new=len(found))


def emptied(listed: Listed) -> bytes:
    """Return a list without its links."""
    if listed.entry.kind == "api":
        return b"[]" if listed.body.lstrip()[:1] == b"[" else b'{"data": []}'
    if listed.entry.kind == "feed":
        return re.sub(rb"<(item|entry)[\s>].*</\1>", b"", listed.body, flags=re.DOTALL)
    return re.sub(rb"<a\s.*?</a>", b"", listed.body, flags=re.DOTALL | re.IGNORECASE)


def as_html(listed: Listed) -> bytes:
    """Return a page that tells visitors to come back."""
    return "<!doctype html><html><head><title>维护中</title></head><body><h1>系统维护中</h1></body></html>".encode()


LIST_CHANGES: Mapping[str, Callable[[Listed], bytes]] = {"list emptied": emptied, "turned to HTML": as_html}


def names(paths: list[Path]) -> Iterator[str]:
    """Yield a name for each sample."""
    return (f"{path.parent.name}/{path.name.partition('.')[0]}" for path in paths)

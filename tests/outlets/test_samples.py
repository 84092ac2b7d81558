"""Every outlet against its sample pages, lists and feeds: invented stories in the outlet's own template.

`<layout>.html` is read as a page, `<layout>.json` is the expected story; `general` names the fields for which the
outlet has no selector, `unread` those that no rule reads yet. `<list>.list.*` is read as the entry point that
`<list>.links.json` names.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator import SEEDS
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import EntryPoint, Outlet
from spiders.readers.document import Document
from spiders.readers.lists.announcements import read_announcements
from spiders.readers.page.article import read_article
from spiders.readers.page.fragment import fragment_text
from spiders.readers.reading import PageKind
from spiders.samples import fields_of, fields_of_link

REGISTRY = Registry.load(layers_of(SEEDS))
DATA = Path(__file__).parent / "data"
PAGES = sorted(DATA.glob("*/*.html"))
LISTS = sorted(DATA.glob("*/*.links.json"))
BY_SELECTOR = ("title", "published", "text")


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name.partition('.')[0]}"


def _outlet(path: Path) -> Outlet:
    return REGISTRY.outlets[path.parent.name]


def _expected(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


def _document(path: Path, url: str, expected: dict[str, Any]) -> Document:
    return Document(path.read_bytes(), url, datetime.fromisoformat(expected["fetched_at"]))


def _entry(outlet: Outlet, url: str) -> EntryPoint:
    return next(entry for entry in outlet.entries if entry.url == url)


@pytest.mark.parametrize("path", [pytest.param(path, id=_name(path)) for path in PAGES if ".list." not in path.name])
def test_a_sample_page_is_read_as_its_story(path: Path) -> None:
    expected = _expected(path.with_suffix(".json"))
    outlet = _outlet(path)
    reading = read_article(_document(path, expected["url"], expected), outlet)
    assert reading.kind is PageKind.STORY, reading.reason
    assert outlet.is_story(expected["url"])
    unread = dict.fromkeys(expected.get("unread", ()))
    read = fields_of(reading)
    assert read == {name: (expected | unread)[name] for name in read}
    found = {name for name in BY_SELECTOR if reading.rules.get(name) == "layout"}
    assert found == set(BY_SELECTOR) - set(expected.get("general", ()))


@pytest.mark.parametrize("path", [pytest.param(path, id=_name(path)) for path in LISTS])
def test_a_sample_list_announces_its_links(path: Path) -> None:
    expected = _expected(path)
    outlet = _outlet(path)
    entry = _entry(outlet, expected["entry"])
    listed = next(path.parent.glob(path.name.replace(".links.json", ".list.*")))
    links = read_announcements(_document(listed, entry.url, expected), outlet, entry)
    for link, want in zip(links, expected["links"], strict=True):
        assert outlet.is_story(link.url)
        text = {"text": fragment_text(link.content or "").split("\n")} if entry.read == "entry" else {}
        assert {**fields_of_link(link), **text} == want


def _sampled(outlet: Outlet) -> list[EntryPoint]:
    return [_entry(outlet, _expected(path)["entry"]) for path in (DATA / outlet.id).glob("*.links.json")]


@pytest.mark.parametrize("outlet", REGISTRY.outlets.values(), ids=REGISTRY.outlets)
def test_an_outlet_has_samples_of_every_layout_and_list(outlet: Outlet) -> None:
    pages = [path for path in (DATA / outlet.id).glob("*.html") if ".list." not in path.name]
    sampled = _sampled(outlet)
    assert pages or sampled, "no sample"
    assert len(pages) >= len([layout for layout in outlet.layouts if layout.certainty != "guess"])
    for entry in outlet.entries:
        if entry.list or entry.api or entry.kind == "feed":
            assert any((known.kind, known.list) == (entry.kind, entry.list) for known in sampled), entry.url


def test_every_sample_belongs_to_an_outlet() -> None:
    assert {path.name for path in DATA.iterdir()} == set(REGISTRY.outlets)


def test_at_least_thirty_outlets_can_be_collected() -> None:
    assert sum(outlet.enabled for outlet in REGISTRY.outlets.values()) >= 30

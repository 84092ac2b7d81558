"""The paths of a JSON list, found by what its values are."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator import SEEDS
from aggregator.errors import Unreadable
from aggregator.models import Precision
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import EntryPoint, Outlet, SeedNames, load_outlets
from spiders.proposing.json_list import fields_in
from spiders.proposing.url_pattern import own_host
from spiders.readers.document import Document
from spiders.readers.lists.api import read_api
from spiders.readers.reading import Moment, PageKind, Reading
from spiders.samples import fields_of_link
from tests.paths import ROOT

BASE = "https://www.lanhe.example"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OUTLET = Outlet(
    id="lanhe", name=SeedNames(zh="蓝河", en="Lanhe"), home=BASE, hosts=("lanhe.example",),
    entries=(EntryPoint(kind="listing", url=BASE),),
)  # fmt: skip
READING = Reading(
    kind=PageKind.STORY,
    title="蓝河公司开放平台",
    published=Moment(datetime(2026, 11, 20, 8, 30, tzinfo=UTC), Precision.MINUTE, "16:30"),
)


def found(value, url=f"{BASE}/a/1.html"):
    document = Document(json.dumps(value).encode(), f"{BASE}/list.json", NOW)
    fields = fields_in(document, url, READING, OUTLET)
    return fields.items, fields.url, fields.title, fields.time, fields.source


def item(number, title, **more):
    return {
        "n": number,
        "by": "林一舟",
        "u": f"/a/{number}.html",
        "lead": f"{title}，具体情况如下所述。",
        "h": title,
        **more,
    }


OTHERS = [
    item(7, "竹山新城今日开工", at=1795160000, pic="/img/7.jpg"),
    item(8, "青岛港扩建两座码头", at=1795150000, pic="/img/8.jpg"),
    item(9, "云杉软件发布新版本", at=1795140000, pic="/img/9.jpg"),
]


def test_a_list_without_the_known_story_is_read_by_the_form_of_its_values():
    assert found({"data": {"rows": OTHERS}}) == ("data.rows", "u", "h", "at", None)


def test_a_list_at_the_top_is_named_as_such():
    assert found(OTHERS)[0] == "@"


def test_of_several_lists_that_with_most_stories_counts():
    value = {"top": [{"x": "/a/3.html"}], "menu": [{"x": "/about.html"}] * 9, "rows": OTHERS}
    assert found(value)[0] == "rows"


def test_the_known_story_decides():
    """Here the subtitle is shorter than the title, and the day of a meeting comes first."""
    known = {
        "u": f"{BASE}/a/1.html",
        "sub": "平台开放啦",
        "day": "2026-11-20",
        "h": "蓝河公司开放平台",
        "at": "2026-11-20 16:30",
    }
    other = {
        "u": f"{BASE}/a/2.html",
        "sub": "码头扩建啦",
        "day": "2026-11-18",
        "h": "青岛港扩建两座码头",
        "at": "2026-11-19 10:00",
    }
    assert found([known, other])[2:4] == ("h", "at")


@pytest.mark.parametrize("value", [{}, {"rows": []}, {"rows": [{"u": "https://elsewhere.example/a/1.html"}]}, [1, 2]])
def test_json_without_such_addresses_is_unreadable(value):
    with pytest.raises(Unreadable):
        found(value)


OUTLETS = load_outlets(layers_of(SEEDS))


def json_lists():
    """Yield the samples of JSON lists: outlet, entry point, what is expected of it, its document."""
    for path in sorted((ROOT / "tests" / "outlets" / "data").glob("*/*.links.json")):
        expected, outlet = json.loads(path.read_text("utf-8")), OUTLETS[path.parent.name]
        entry = next(entry for entry in outlet.entries if entry.url == expected["entry"])
        if entry.kind == "api":
            yield pytest.param(outlet, entry, expected, _beside(path), id=f"{outlet.id}-{path.name.partition('.')[0]}")


def _beside(path: Path) -> bytes:
    return next(path.parent.glob(path.name.replace(".links.json", ".list.*"))).read_bytes()


@pytest.mark.parametrize(("outlet", "entry", "expected", "body"), [*json_lists()])
def test_the_paths_of_known_lists_are_found_from_one_of_their_stories(outlet, entry, expected, body):
    """The same is read as by the paths in the outlet's file, of which a filter may be missing."""
    at = datetime.fromisoformat(expected["fetched_at"])
    document = Document(body, entry.url, at if at.tzinfo else at.replace(tzinfo=outlet.timezone))
    known = expected["links"][0]
    published = known.get("published") and datetime.fromisoformat(known["published"])
    reading = Reading(
        kind=PageKind.STORY,
        title=known["title"],
        published=Moment(published, Precision.MINUTE, "") if published else None,
        source_label=known.get("source_label"),
    )
    host = own_host(known["url"])
    api = fields_in(document, known["url"], reading, outlet.model_copy(update={"hosts": (host,)}))
    links = read_api(document, outlet, entry.model_copy(update={"api": api}))
    read = {link.url: fields_of_link(link) for link in links}
    under_other_keys = 1 if outlet.id == "tmtpost" else 0
    assert sum(wanted["url"] not in read for wanted in expected["links"]) == under_other_keys
    for wanted in expected["links"]:
        found = read.get(wanted["url"], {})
        assert [name for name, value in wanted.items() if value and name in found and found[name] != value] == []

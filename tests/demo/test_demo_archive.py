"""The recorded day: whole, reproducible, and full of the traps that it promises."""

import gzip
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aggregator.archive import Answer
from aggregator.errors import Unreadable
from aggregator.models import Link
from aggregator.registry import Registry
from aggregator.registry.outlets import EntryPoint
from spiders.readers.document import Document
from spiders.readers.lists.announcements import read_announcements
from tests.demo.build import archive_path, build
from tests.demo.day import RECORDING, Day, ListPage

REBUILD = "the sources of the demo changed: run `python -m tests.demo.build`"


def test_the_archive_in_the_tree_is_what_its_sources_build(tmp_path: Path) -> None:
    build(tmp_path / "again.warc.gz")
    # compared unpacked: another zlib may pack the same bytes differently
    assert gzip.decompress((tmp_path / "again.warc.gz").read_bytes()) == gzip.decompress(archive_path().read_bytes()), (
        REBUILD
    )


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path / "one.warc.gz")
    build(tmp_path / "two.warc.gz")
    assert (tmp_path / "one.warc.gz").read_bytes() == (tmp_path / "two.warc.gz").read_bytes()


def test_the_demo_runs_the_outlets_of_the_day(day: Day) -> None:
    assert (RECORDING / "outlets.txt").read_text("utf-8").split() == sorted(day.outlets)


def test_it_was_recorded_before_the_edition_closes(recorded: dict[str, Answer]) -> None:
    times = sorted(answer.at for answer in recorded.values())
    assert times[0] == datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
    assert times[-1] <= datetime(2026, 11, 20, 9, 55, tzinfo=UTC)


def _entry(registry: Registry, page: ListPage) -> EntryPoint:
    """Return the entry point that a list page belongs to, by its own address or by that of its next pages."""
    for entry in registry.outlets[page.outlet].entries:
        following = [
            entry.next_url.replace("{page}", str(entry.first_number + turn)) if entry.next_url else ""
            for turn in range(entry.pages - 1)
        ]
        if page.url in (entry.url, *following):
            return entry
    raise AssertionError(f"{page.url} is no entry point of {page.outlet}")


def test_every_entry_point_and_next_page_is_recorded(day: Day, registry: Registry, recorded: dict[str, Answer]) -> None:
    entries = {entry.url for name in day.outlets for entry in registry.outlets[name].entries}
    assert entries <= recorded.keys()
    assert entries <= {page.url for page in day.plan.lists}
    assert all(_entry(registry, page) for page in day.plan.lists)


def _announced(page: ListPage, registry: Registry, recorded: dict[str, Answer]) -> list[Link]:
    answer = recorded[page.url]
    outlet = registry.outlets[page.outlet]
    document = Document(answer.body, answer.url, answer.at, answer.header("Content-Type"))
    return read_announcements(document, outlet, _entry(registry, page))


def test_lists_announce_exactly_what_the_day_says(day: Day, registry: Registry, recorded: dict[str, Answer]) -> None:
    for page in day.plan.lists:
        if page.status == 200:
            announced = {link.url for link in _announced(page, registry, recorded)}
            assert announced == {item.url for item in day.announced_by(page)}, page.name


def test_lists_state_the_times_and_sources_of_the_day(
    day: Day, registry: Registry, recorded: dict[str, Answer]
) -> None:
    dated = 0
    for page in (page for page in day.plan.lists if page.status == 200):
        items = {item.url: item for item in day.announced_by(page)}
        for link in _announced(page, registry, recorded):
            item = items[link.url]
            assert link.source_label == item.list_source, link.url
            if link.published:
                dated += 1
                assert item.at
                assert link.published.date() == item.at.date(), link.url
                assert link.published.hour in (item.at.hour, 0), link.url
    assert dated > 40


def test_all_that_is_announced_is_recorded_but_what_robots_forbid(day: Day, recorded: dict[str, Answer]) -> None:
    forbidden = [link for outlet in day.outlets.values() for link in outlet.dead if link.status is None]
    missing = {item.url for page in day.plan.lists for item in day.announced_by(page)} - recorded.keys()
    assert missing == {link.url for link in forbidden}
    assert [link.expected for link in forbidden] == ["robots"]
    path = urlsplit(forbidden[0].url).path
    rules = recorded["https://www.cnr.cn/robots.txt"].body.decode()
    assert any(
        path.startswith(line.removeprefix("Disallow: ")) for line in rules.splitlines() if line.startswith("Dis")
    )


def test_every_host_has_been_asked_for_permission(recorded: dict[str, Answer]) -> None:
    hosts = {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in recorded}
    assert {f"{host}/robots.txt" for host in hosts} <= recorded.keys()


def test_gbk_pages_are_gbk_and_the_others_utf8(day: Day, recorded: dict[str, Answer]) -> None:
    for name, story in day.stories():
        body = recorded[story.url].body
        form = day.plan.forms.get(story.template)
        charset = form.charset if form else "utf-8"
        assert story.title in body.decode(charset)
        assert charset == "gbk" or name not in ("hexun", "dzwww")
        if charset == "gbk":
            with pytest.raises(UnicodeDecodeError):
                body.decode("utf-8")


def test_a_server_contradicts_its_pages(recorded: dict[str, Answer]) -> None:
    wrong = [
        answer for answer in recorded.values()
        if "utf-8" in (answer.header("Content-Type") or "") and b"charset=gb2312" in answer.body
    ]  # fmt: skip
    assert wrong
    assert all(urlsplit(answer.url).hostname in ("finance.dzwww.com", "sd.dzwww.com") for answer in wrong)


def test_an_entry_point_that_fails_announces_nothing(recorded: dict[str, Answer], day: Day, registry: Registry) -> None:
    page = next(page for page in day.plan.lists if page.outlet == "tianyancha")
    assert recorded[page.url].status == 503
    with pytest.raises(Unreadable):
        _announced(page, registry, recorded)


def test_dead_links_are_recorded_as_what_they_are(recorded: dict[str, Answer], day: Day) -> None:
    fates = {link.expected: link.url for outlet in day.outlets.values() for link in outlet.dead}
    assert fates.keys() == {"gone", "challenge", "empty", "robots"}
    assert recorded[fates["gone"]].status == 404
    assert recorded[fates["empty"]].status == 200
    challenge = recorded[fates["challenge"]]
    assert challenge.status == 200
    assert len(challenge.body) < 3000
    assert b"__tst_status" in challenge.body


def test_the_day_holds_the_traps_it_promises(day: Day, registry: Registry) -> None:
    stories = list(day.stories())
    assert len(stories) >= 60
    outlets_of = defaultdict(set)
    for name, story in stories:
        outlets_of[story.event].add(name)
    assert sum(2 <= len(outlets) <= 4 for outlets in outlets_of.values()) >= 6
    own = {name: registry.sources.get(outlet.source) for name, outlet in registry.outlets.items()}
    reprints = [story for name, story in stories if (home := own[name]) and story.source != home.name.zh]
    assert len(reprints) >= 8
    assert sum(story.copy_of is not None for _, story in stories) >= 4
    assert sum(story.closing is not None for _, story in stories) >= 2
    assert sum(story.dated_by == "list" for _, story in stories) >= 2
    expected = Counter(story.expected for _, story in stories)
    assert expected.keys() == {"in window", "before the window", "no date", "advertisement", "round-up", "no section"}
    in_sections = defaultdict(set)
    for _, story in stories:
        if story.expected == "in window":
            in_sections[story.section].add(story.event)
    assert all(len(in_sections[section]) >= 6 for section in ("e-commerce", "internet", "cross-border"))
    assert None not in in_sections


def test_the_truth_is_consistent(day: Day, registry: Registry) -> None:
    stories = {story.url: story for _, story in day.stories()}
    assert len(stories) == sum(1 for _ in day.stories())
    for story in stories.values():
        assert (source := registry.sources.named(story.source)), story.source
        assert source.name.zh == story.source
        assert story.section is None or registry.sections.get(story.section)
        assert all(name in {page.name for page in day.plan.lists} for name in story.lists)
        if story.copy_of:
            assert stories[story.copy_of].event == story.event
        assert 100 <= len(story.text) <= 500

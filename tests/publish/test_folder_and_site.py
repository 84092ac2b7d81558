"""Folders and sites: every file whole, the newest edition first, no path that leads out."""

import json
import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
from lxml import html

from aggregator.formats.html import render
from aggregator.formats.latest import Missing
from aggregator.models.delivery import DeliveryState
from aggregator.publish.folder import FolderSender
from aggregator.publish.latest import say_missing
from aggregator.publish.site import SiteSender
from tests.formats.feed_rules import atom_faults, json_feed_faults, rss_faults
from tests.publish.editions import make_digest

FEED_CHECKERS = {"rss": rss_faults, "atom": atom_faults, "json": json_feed_faults}


def send(sender, publication):
    return sender.send(publication, (), lambda part: None)


@pytest.fixture
def site(tmp_path):
    return SiteSender(tmp_path / "www", "{key}", "新闻 <摘要>")


def keys(site):
    return [row["key"] for row in json.loads((site.path / "index.json").read_bytes())["editions"]]


def test_a_folder_holds_every_document_of_an_edition(tmp_path, publication):
    published = publication()
    assert send(FolderSender(tmp_path / "out", "{key}"), published).state is DeliveryState.SENT
    folder = tmp_path / "out" / "2026-11-20-evening"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == published.documents


def test_repeating_a_publication_changes_no_file(tmp_path, publication):
    sender = FolderSender(tmp_path, "{key}")
    send(sender, publication())
    path = tmp_path / "2026-11-20-evening" / "digest.txt"
    before = path.stat().st_ino
    send(sender, publication())
    assert path.stat().st_ino == before
    send(sender, publication(make_digest(words="海棠")))
    assert "海棠" in path.read_text("utf-8")


@pytest.mark.parametrize("sender", [FolderSender, lambda path, folder: SiteSender(path, folder, "")])
def test_another_language_does_not_overwrite_the_first(tmp_path, publication, sender):
    digest = make_digest()
    english = replace(digest, edition=replace(digest.edition, language="en"))
    send(sender(tmp_path, "{key}"), publication(digest))
    outcome = send(sender(tmp_path, "{key}"), publication(english))
    assert outcome.state is DeliveryState.ABANDONED
    assert "{key}-{language}" in outcome.reason
    assert json.loads((tmp_path / "2026-11-20-evening" / "digest.json").read_bytes())["edition"]["language"] == "zh"
    assert send(sender(tmp_path, "{key}-{language}"), publication(english)).state is DeliveryState.SENT


def test_a_folder_that_cannot_be_written_is_retried(tmp_path, publication):
    (tmp_path / "out").write_text("a file", "utf-8")
    outcome = send(FolderSender(tmp_path / "out", "{key}"), publication())
    assert outcome.state is DeliveryState.FAILED
    assert "cannot write" in outcome.reason


def test_a_document_that_leads_out_of_its_folder_is_refused(tmp_path, publication):
    published = publication()
    published = replace(published, documents={**published.documents, "../evil.txt": b"x"})
    assert send(FolderSender(tmp_path / "out", "{key}"), published).state is DeliveryState.ABANDONED
    assert not (tmp_path / "evil.txt").exists()
    assert not (tmp_path / "out" / "evil.txt").exists()


def test_a_site_lists_its_editions_newest_first_and_keeps_a_copy_of_the_latest(site, publication):
    for name, day in (("evening", 20), ("evening", 19), ("morning", 20), ("morning", 21)):
        send(site, publication(make_digest(name, date(2026, 11, day))))
    assert keys(site) == ["2026-11-21-morning", "2026-11-20-evening", "2026-11-20-morning", "2026-11-19-evening"]
    latest = {path.name: path.read_bytes() for path in (site.path / "latest").iterdir()}
    assert latest == publication(make_digest("morning", date(2026, 11, 21))).documents


def test_a_correction_of_an_older_edition_leaves_the_latest_alone(site, publication):
    send(site, publication())
    send(site, publication(make_digest(day=date(2026, 11, 19))))
    send(site, publication(make_digest(day=date(2026, 11, 19), words="海棠")))
    assert keys(site) == ["2026-11-20-evening", "2026-11-19-evening"]
    assert "云杉" in (site.path / "latest" / "digest.txt").read_text("utf-8")
    assert "海棠" in (site.path / "2026-11-19-evening" / "digest.txt").read_text("utf-8")
    assert "海棠" in (site.path / "index.html").read_text("utf-8")


def test_latest_keeps_no_file_of_another_edition(site, publication):
    send(site, publication(digest_html=b"<p>"))
    send(site, publication(make_digest("morning", date(2026, 11, 21))))
    assert not (site.path / "latest" / "digest.html").exists()
    assert (site.path / "2026-11-20-evening" / "digest.html").exists()


def test_every_link_of_the_index_leads_to_a_file_of_the_site(site, publication):
    send(site, publication(digest_html=b"<p>"))
    send(site, publication(make_digest("morning", date(2026, 11, 21))))
    page = html.fromstring((site.path / "index.html").read_bytes())
    links = page.xpath("//@href")
    assert len(links) == 3 + 2 + 4 + 3
    for link in links:
        assert urlsplit(link).scheme == urlsplit(link).netloc == ""
        assert (site.path / link).is_file()
        assert (site.path / link).resolve().is_relative_to(site.path.resolve())
    assert page.xpath("//section[2]/article/h3/a/@href") == ["2026-11-20-evening/digest.html"]


def test_the_index_is_self_contained_escaped_and_light_or_dark(site, publication):
    send(site, publication(replace(make_digest(), highlights=("<script>alert(1)</script>",))))
    text = (site.path / "index.html").read_text("utf-8")
    assert "prefers-color-scheme: dark" in text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "新闻 &lt;摘要&gt;" in text
    assert not re.search(r"\b(?:src=|@import|url\()", text)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_text("{"),
        lambda path: path.write_text('{"editions": [{"key": 1}]}'),
        lambda path: path.write_text(path.read_text().replace('"2026-11-20-evening/digest.txt"', '"../secret/x"')),
        lambda path: path.write_text(path.read_text().replace("+08:00", "")),
    ],
)
def test_a_lost_or_broken_list_is_rebuilt_from_the_folders(site, publication, damage):
    send(site, publication())
    damage(site.path / "index.json")
    (site.path / "images").mkdir()
    (site.path / "images" / "digest.json").write_text("not ours")
    send(site, publication(make_digest("morning", date(2026, 11, 21))))
    assert keys(site) == ["2026-11-21-morning", "2026-11-20-evening"]
    assert "secret" not in (site.path / "index.html").read_text("utf-8")


def test_an_edition_whose_folder_was_removed_is_not_listed(site, publication):
    import shutil

    send(site, publication())
    shutil.rmtree(site.path / "2026-11-20-evening")
    send(site, publication(make_digest("morning", date(2026, 11, 21))))
    assert keys(site) == ["2026-11-21-morning"]


def test_languages_side_by_side_have_a_latest_each(tmp_path, publication):
    digest = make_digest()
    english = replace(digest, edition=replace(digest.edition, language="en", title="Evening information"))
    site = SiteSender(tmp_path, "{key}-{language}", "News")
    send(site, publication(digest))
    send(site, replace(publication(english), language="en"))
    assert "Evening information" in (tmp_path / "latest-en" / "digest.txt").read_text("utf-8")
    assert "晚间资讯" in (tmp_path / "latest-zh" / "digest.txt").read_text("utf-8")


@pytest.mark.parametrize("suffix", FEED_CHECKERS)
def test_a_site_has_feeds_of_its_editions_whose_links_lead_to_their_pages(tmp_path, publication, suffix):
    site = SiteSender(tmp_path, "{key}", "News", "https://digest.example/")
    for day in (19, 20):
        send(site, publication(make_digest(day=date(2026, 11, day)), digest_html=b"<p>"))
    feed = (tmp_path / f"editions.{suffix}").read_text("utf-8")
    assert FEED_CHECKERS[suffix](feed) == []
    assert f"https://digest.example/editions.{suffix}" in feed
    pages = re.findall(r"https://digest\.example/(2026[^\"<]*)", feed)
    assert sorted(set(pages)) == ["2026-11-19-evening/digest.html", "2026-11-20-evening/digest.html"]
    assert all((tmp_path / page).is_file() for page in pages)


def test_languages_side_by_side_have_feeds_each(tmp_path, publication):
    digest = make_digest()
    english = replace(digest, edition=replace(digest.edition, language="en", title="Evening information"))
    site = SiteSender(tmp_path, "{key}-{language}", "News", "https://digest.example/")
    send(site, publication(digest))
    send(site, replace(publication(english), language="en"))
    assert "2026-11-20-evening-en/digest.html" in (tmp_path / "editions-en.atom").read_text("utf-8")
    assert "Evening information" not in (tmp_path / "editions-zh.atom").read_text("utf-8")
    assert not (tmp_path / "editions.atom").exists()


def linked(site, folder):
    page = html.fromstring((site.path / folder / "digest.html").read_bytes())
    rels = {rel: page.xpath(f"//footer//a[@rel='{rel}']/@href") for rel in ("prev", "next")}
    return rels["prev"], rels["next"], page.xpath("//footer//a[@hreflang][not(@rel)]/@href")


def test_pages_lead_to_the_editions_around_them_and_to_the_other_language(tmp_path, publication):
    site = SiteSender(tmp_path / "www", "{key}-{language}", "新闻")
    for day in (20, 22, 21):  # the one between them comes last
        digest = make_digest("morning", date(2026, 11, day))
        send(site, publication(digest, digest_html=render(digest).encode()))
    english = make_digest("morning", date(2026, 11, 21))
    english = replace(english, edition=replace(english.edition, language="en"))
    send(site, publication(english, digest_html=render(english).encode()))
    first, between, last = (f"2026-11-{day}-morning-zh" for day in (20, 21, 22))
    page = "../{}/digest.html".format
    assert linked(site, first) == ([], [page(between)], [])
    assert linked(site, between) == ([page(first)], [page(last)], [page("2026-11-21-morning-en")])
    assert linked(site, last) == ([page(between)], [], [])
    assert linked(site, "2026-11-21-morning-en") == ([], [], [page(between)])
    for folder in (first, between, last):
        found = html.fromstring((site.path / folder / "digest.html").read_bytes())
        links = [link for link in found.xpath("//head/link/@href | //footer//a/@href") if link.startswith("..")]
        assert "../editions-zh.rss" in links
        assert [link for link in links if not (site.path / folder / link).is_file()] == []


@pytest.mark.parametrize("sender", [FolderSender, lambda path, folder: SiteSender(path, folder, "")])
def test_latest_json_answers_with_the_newest_edition_and_its_number(tmp_path, publication, sender):
    place = sender(tmp_path, "{key}")
    send(place, replace(publication(), number=7))
    send(place, replace(publication(make_digest(day=date(2026, 11, 19))), number=8))
    answer = json.loads((tmp_path / "latest.json").read_bytes())
    found = {name: answer["edition"][name] for name in ("key", "date", "end", "folder", "number")}
    assert found == {
        "key": "2026-11-20-evening",
        "date": "2026-11-20",
        "end": "2026-11-20T18:00:00+08:00",
        "folder": "2026-11-20-evening",
        "number": 7,
    }
    assert answer["missing"] == []


def test_latest_json_says_why_there_is_no_edition_until_there_is_one(tmp_path, publication):
    place = FolderSender(tmp_path, "{key}")
    send(place, publication())
    day = date(2026, 11, 21)
    edition = make_digest(day=day).edition
    missing = Missing(
        key=edition.key,
        name="evening",
        date=day,
        language="zh",
        end=edition.end,
        reasons=("2 entries",),
        at=edition.end,
    )
    say_missing(tmp_path, "latest.json", missing)
    say_missing(tmp_path, "latest.json", missing)
    answer = json.loads((tmp_path / "latest.json").read_bytes())
    assert answer["edition"]["key"] == "2026-11-20-evening"
    assert [(each["key"], each["reasons"]) for each in answer["missing"]] == [("2026-11-21-evening", ["2 entries"])]
    send(place, publication(words=b""))
    assert len(json.loads((tmp_path / "latest.json").read_bytes())["missing"]) == 1
    send(place, publication(make_digest(day=day)))
    assert json.loads((tmp_path / "latest.json").read_bytes())["missing"] == []


def test_an_unreadable_latest_json_is_begun_again(tmp_path, publication, caplog):
    (tmp_path / "latest.json").write_text('{"edition": 5}', "utf-8")
    send(FolderSender(tmp_path, "{key}"), publication())
    assert "latest.json" in caplog.text
    assert json.loads((tmp_path / "latest.json").read_bytes())["edition"]["key"] == "2026-11-20-evening"

"""The site without a browser: it is whole, leads nowhere but to itself and the web, and shows what the store has."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from aggregator.site.pages import page_of
from tests.commands import forked
from tests.disks import a_disk_that_takes
from tests.fixtures.demo import Demo
from tests.formats.pages import policy, read_page, texts
from tests.site.conftest import KEY, changed
from tests.test_files import files, names

POLICY = {
    "default-src": "'none'",
    "script-src": "'self' file:",
    "style-src": "'self' file:",
    "img-src": "data:",
    "form-action": "'self' file:",
    "base-uri": "'none'",
}
LEAD = "66cd23e00d94efb3"
"""The story of the first entry."""


@cache
def page(path: Path) -> LexborHTMLParser:
    return read_page(path.read_text("utf-8"))


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def references(path: Path) -> Iterator[str]:
    """Yield every address that a page leads to or loads."""
    for node in page(path).css("[href], [src], [action]"):
        yield from (node.attributes[name] or "" for name in ("href", "src", "action") if name in node.attributes)


def led_to(path: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield the addresses of a page that are not of the web, with the file and the place that they lead to."""
    for reference in references(path):
        parts = urlsplit(reference)
        if parts.scheme not in {"http", "https"} and reference != "data:,":
            yield reference, (path.parent / unquote(parts.path)).resolve() if parts.path else path, parts.fragment


def test_every_link_leads_to_a_place_in_the_site_or_to_the_web(site: Path) -> None:
    places = {path: {node.attributes["id"] for node in page(path).css("[id]")} for path in pages(site)}
    dead = [
        f"{path.relative_to(site)}: {reference}"
        for path in places
        for reference, target, place in led_to(path)
        if not (target.is_relative_to(site) and target.is_file() and (not place or place in places[target]))
    ]
    assert dead == []


def test_every_page_is_reached_from_the_front_page_or_by_the_search(site: Path) -> None:
    reached, waiting = (
        set[Path](),
        [site / "index.html", *(site / row[3].partition("#")[0] for row in search_index(site))],
    )
    while waiting:
        if (path := waiting.pop()) not in reached and path.suffix == ".html":
            reached.add(path)
            waiting += [target for _, target, _ in led_to(path)]
    assert reached == {*pages(site)}


def test_every_page_is_well_formed_and_has_what_readers_by_ear_and_key_need(site: Path) -> None:
    for path in pages(site):
        tree = page(path)
        ids = [node.attributes["id"] for node in tree.css("[id]")]
        assert len(ids) == len(set(ids)), path
        assert policy(tree) == POLICY
        assert tree.css_first("html").attributes["lang"] == "en"
        assert [node.attributes["href"] for node in tree.css("body > a:first-child")] == ["#main"]
        assert len(tree.css("h1")) == len(tree.css("main")) == 1
        assert texts(tree, "title") != [""]
        assert tree.css("[style], style, script:not([src]), [onclick], [onload], img, iframe, object, base") == []
        assert all(node.attributes.get("tabindex") == "0" for node in tree.css("[role=region]"))


def search_index(site: Path) -> list[list[str]]:
    text = (site / "search-index.js").read_text("utf-8")
    return json.loads(text.removeprefix("const FOUND_IN = ").rstrip(";\n"))  # type: ignore[no-any-return]


def rows(store: str, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(store.removeprefix("sqlite:///"))) as database:
        return database.execute(query).fetchall()


def test_each_story_of_the_store_is_in_the_search_and_in_its_event(site: Path, demo: Demo) -> None:
    stories = rows(demo.store, "SELECT s.id, s.title, coalesce(m.event, s.id) FROM stories s"
                               " LEFT JOIN memberships m ON m.story = s.id")  # fmt: skip
    found = {row[3]: row[1] for row in search_index(site) if row[0] == "story"}
    assert found == {f"events/{event}.html#s-{story}": title for story, title, event in stories}
    for story, title, event in stories:
        tree = page(site / f"events/{event}.html")
        assert texts(tree, f"#s-{story} > h3") == [title]
        assert len(tree.css(f"#c-{story}")) == 1


def test_an_edition_shows_its_entries_with_credit_and_event_and_what_it_left_out(site: Path, demo: Demo) -> None:
    ((text,),) = rows(demo.store, f"SELECT document FROM digests WHERE key = '{KEY}' AND language = 'en'")
    document = json.loads(str(text))
    entries = [each for section in document["sections"] for each in (*section["entries"], *section.get("briefs", ()))]
    tree = page(site / f"editions/{KEY}.html")
    for entry in entries:
        (shown,) = tree.css(f"#entry-{entry['number']}")
        assert " ".join(shown.css_first("h3").text().split()) == f"{entry['number']}. {entry['headline']}"
        source = shown.css_first(".facts a")
        assert (source.text(), source.attributes["href"]) == (
            entry["credit"], f"../{page_of('sources', entry['attribution']['source'])}",
        )  # fmt: skip
        assert shown.css_first("a.event").attributes["href"] == f"../events/{entry['event']}.html"
    assert len(tree.css("details li")) == len(document["left"]) > 0


def test_an_event_shows_its_stories_side_by_side_with_what_differs(site: Path) -> None:
    tree = page(site / f"events/{LEAD}.html")
    assert texts(tree, ".side thead th") == ["Interface News", "China.com Technology", "Popular News"]
    differing = [text.removesuffix(" differs") for text in texts(tree, ".side tr.differs th")]
    assert differing == ["title", "published", "credit", "label", "author", "editor"]
    assert "own-label, 0.95" in texts(tree, ".side td")
    assert [text[:16] for text in texts(tree, ".timeline li")] == sorted(
        text[:16] for text in texts(tree, ".timeline li")
    )
    assert texts(tree, f"#c-{LEAD} tbody td:first-child") == ["label", "dateline", "byline"]


def test_versions_of_a_text_are_side_by_side_with_every_change_marked(site: Path, demo: Demo) -> None:
    pairs = rows(demo.store, "SELECT o.id, o.text, c.text FROM stories c JOIN stories o ON o.id = c.copy_of")
    assert {path.stem for path in (site / "articles").iterdir()} == {original for original, _, _ in pairs}
    for original, before, after in pairs:
        tree = page(site / f"articles/{original}.html")
        for column, text, mark in ((1, before, "ins"), (2, after, "del")):
            cells = tree.css(f".versions td:nth-child({column})")
            assert squeezed("".join(cell.text() for cell in cells)) == squeezed(str(text))
            assert not [cell for cell in cells if cell.css(mark)]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_an_outlets_health_is_drawn_and_said(site: Path) -> None:
    tree = page(site / "outlets/jiemian.html")
    drawn = tree.css(".plot[role=img] svg")
    assert [len(plot.css(".bar rect")) for plot in drawn] == [3, 5]
    assert "author 77 %" in (tree.css("div.plot")[1].attributes["aria-label"] or "")
    health = dict(zip(texts(tree, "dt"), texts(tree, "dd"), strict=True))
    assert health["visits"] == "1, ok 100 %, reached 100 %"
    assert "stored 13" in health["links"]


def test_the_flow_and_the_table_of_sources_have_the_same_reprints(site: Path) -> None:
    tree = page(site / "sources.html")
    bands = [node.text() for node in tree.css(".bands path title")]
    assert "Ebrun → China.com Technology: 2" in bands
    listed = dict(zip(texts(tree, "tbody th"), texts(tree, "tbody td:nth-child(4)"), strict=True))
    assert listed["Ebrun"] == "China.com Technology 2"
    total = sum(int(number) for text in listed.values() for number in re.findall(r" (\d+)", text))
    assert sum(int(text.rpartition(": ")[2]) for text in bands) == total


HOSTILE = "<script>alert(1)</script>\u202e”\"'&{{7*7}}\u2028\0%s"


def test_titles_names_and_addresses_of_the_web_do_nothing(demo: Demo, tmp_path: Path) -> None:
    credit = {"source": f"label:../../{HOSTILE}", "name": {"zh": HOSTILE, "en": HOSTILE}, "kind": "provisional",
              "rule": HOSTILE, "evidence": HOSTILE, "where": HOSTILE, "confidence": 0.5, "chain": [HOSTILE],
              "original_url": "javascript:alert(2)",
              "considered": [dict.fromkeys(("rule", "label", "where", "source", "outcome"), HOSTILE)]}  # fmt: skip
    words = (HOSTILE, HOSTILE, "javascript:alert(1)", HOSTILE, json.dumps(credit), LEAD)
    change = "UPDATE stories SET title = ?, text = ?, url = ?, author = ?, attribution = ? WHERE id = ?"
    store = changed(demo, tmp_path, (change, words))
    done = forked("site", "build", "--to", tmp_path / "site", "--store", store, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    built = tmp_path / "site"
    for path in pages(built):
        assert not [reference for reference in references(path) if reference.startswith("javascript")]
        assert page(path).css("script:not([src])") == []
    tree = page(built / f"events/{LEAD}.html")
    shown = "<script>alert(1)</script>”\"'&{{7*7}} %s"
    assert texts(tree, "h1") == [shown]
    assert shown in texts(tree, f"#c-{LEAD} tbody td")
    assert not re.search(r"[\u202e\u2028\0]", "".join(path.read_text("utf-8") for path in built.rglob("*.*")))
    assert all(
        re.fullmatch(r"[a-z0-9_-]+\.(html|js|json|css)", path.name) for path in built.rglob("*") if path.is_file()
    )
    assert [row[1] for row in search_index(built) if row[3].endswith(LEAD)] == [shown]
    assert names(tmp_path) == ["changed.db", "site"]


def test_since_narrows_to_events_with_a_new_story_and_keeps_their_older_ones(demo: Demo, tmp_path: Path) -> None:
    old, early = "20f62339a5bb9973", ("2026-10-01 00:00:00.000000",)
    others = f"SELECT story FROM memberships WHERE event = '{LEAD}'"
    changes = (
        (f"UPDATE stories SET fetched_at = ? WHERE id NOT IN ({others}) OR id = '{old}'", early),
        ("UPDATE runs SET started_at = ?", early),
    )
    store = changed(demo, tmp_path, *changes)
    done = forked("site", "build", "--to", "s", "--since", "2026-11-01", "--store", store, cwd=tmp_path)
    assert done.stderr.startswith("1 edition, 1 event, 3 stories to s/index.html"), done.stderr
    assert names(tmp_path / "s" / "events") == [f"{LEAD}.html"]
    assert texts(page(tmp_path / "s" / "outlets" / "jiemian.html"), "#health ~ p") == ["这段时间未访问"]


def test_a_window_without_anything_is_a_site_that_says_so(demo: Demo, tmp_path: Path) -> None:
    done = forked("site", "build", "--to", "s", "--since", "2027-01-01", "--store", demo.store, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == "0 editions, 0 events, 0 stories to s/index.html; nothing matches\n"
    assert texts(page(tmp_path / "s" / "index.html"), "main > p")[-1] == "这段时间没有编成的期次。"


def test_a_build_that_fails_leaves_the_site_as_it_was(demo: Demo, site: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target = tmp_path / "folder" / "site"
    build = ("site", "build", "--to", target, "--store")
    store = changed(demo, tmp_path, ("UPDATE digests SET document = json_remove(document, '$.sections')", ()))
    assert forked(*build, store, cwd=tmp_path).stderr.endswith(
        f"aggregator: {KEY} (zh): digest.json: sections: Field required\n"
    )
    assert names(tmp_path / "folder") == []
    assert forked(*build, demo.store, cwd=tmp_path).returncode == 0
    before = files(target)
    assert forked(*build, store, cwd=tmp_path).returncode == 1
    long = f"UPDATE stories SET text = replace(hex(zeroblob(9000)), '00', '长文') WHERE id = '{LEAD}'"
    store = changed(demo, tmp_path, (long, ()))
    with a_disk_that_takes(40_000):  # SQLite's own files have 32 kB
        full = forked(*build, store, cwd=tmp_path)
    assert (full.returncode, full.stderr) == (1, f"aggregator: {target}: cannot write: File too large\n")
    assert files(target) == before
    assert names(tmp_path / "folder") == ["site"]


def test_what_is_not_a_site_is_never_replaced(demo: Demo, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear")
    for target, reason in (
        ("letters", "not empty, and not a site that this command built; it would be replaced"),
        ("letters/one.txt", "not a folder"),
        ("nowhere/site", f"no such folder: {tmp_path / 'nowhere'}"),
    ):
        done = forked("site", "build", "--to", target, "--store", demo.store, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (2, f"aggregator: {target}: {reason}\n")
    assert files(tmp_path) == {"letters/one.txt": b"dear"}


@pytest.mark.parametrize("name", ["sources", "events"])
def test_an_id_that_is_not_made_for_paths_has_a_hash_for_a_name(name: str) -> None:
    assert page_of(name, "cnr") == f"{name}/cnr.html"
    strange = [page_of(name, text) for text in ("../x", "label:潮汐社", "", "A", "a" * 101, "\udc80", "con.")]
    assert all(re.fullmatch(rf"{name}/x-[0-9a-f]{{16}}\.html", path) for path in strange)
    assert len(set(strange)) == len(strange)

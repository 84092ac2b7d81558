"""`explain` shows a credit, manual overrides included; so do the edition and the export."""

import json
import re

import pytest

from tests.commands import forked

REPRINT = "https://tech.cnr.cn/techds/20261120/t20261120_527961077.shtml"
RELAYED = "https://www.jiemian.com/article/15201590.html"
PIN = f'[[pin]]\nstory = "{RELAYED}"\nreason = "the desk wants it"\n'


def explain(demo, *arguments):
    done = forked("explain", *arguments, "--store", demo.store, cwd=demo.folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_reprint_is_explained_with_its_group(demo):
    shown = explain(demo, REPRINT)
    assert "Credit: 界面新闻 (Interface News), jiemian, outlet; confidence 0.95" in shown
    assert "chain: 央广网 → 界面新闻" in shown
    assert re.search(r"→ jiemian +decided", shown)
    assert "the outlet itself" in shown
    assert "Joint credit: 界面新闻; a story of the group leads to it" in shown


def test_a_relayed_notice_is_explained_with_the_convention(demo):
    shown = explain(demo, RELAYED)
    assert "an edition with that convention credits 天眼查 (Tianyancha), confidence 0.80" in shown


def test_the_event_is_explained_with_what_joined_it_and_what_was_vetoed(demo):
    shown = explain(demo, "1b3b7df85033ffe0")
    assert "Event d05df51b7f0116f2, 3 stories" in shown
    assert "joined by d05df51b7f0116f2" in shown
    rows = map(json.loads, forked("export", "--store", demo.store, cwd=demo.folder).stdout.splitlines())
    (ningbo,) = [row for row in rows if row["title"].startswith("宁波") and "合规指引" in row["title"]]
    assert (ningbo["event"], ningbo["event_joined"], ningbo["event_score"]) == (ningbo["id"], None, None)
    outside = explain(demo, ningbo["id"]).partition("nearest outside it:")[2]
    assert "杭州发布直播电商合规指引" in outside
    assert "vetoed by" in outside


def test_a_mobile_address_finds_the_story(demo):
    assert REPRINT in explain(demo, REPRINT.replace("https://tech.", "http://m.tech."))


def test_a_story_that_is_not_there_is_the_users_error(demo):
    done = forked("explain", "https://a.example/1", "--store", demo.store, cwd=demo.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "aggregator: no story in the store: https://a.example/1\n"


def test_overrides_show_in_explain_edition_and_export(demo, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        f'[[credit]]\nstory = "{RELAYED}"\nsource = "xinhua"\nreason = "the desk knows better"\n{PIN}', encoding="utf-8"
    )
    shown = explain(demo, RELAYED, "--overrides", file)
    assert "Credit: 新华社 (Xinhua News Agency), xinhua, agency; confidence 1.00" in shown
    assert "by the rule override, read at overrides.toml: credit[0]: the desk knows better" in shown
    place = ["--store", demo.store, "--overrides", file]
    done = forked("digest", "--date", "2026-11-20", "--out", tmp_path / "out", *place, cwd=demo.folder)
    assert done.returncode == 0, done.stderr
    document = json.loads((tmp_path / "out" / "2026-11-20-evening" / "digest.json").read_text("utf-8"))
    entries = [entry for section in document["sections"] for entry in section["entries"] if entry["url"] == RELAYED]
    assert [(entry["credit"], entry["attribution"]["rule"]) for entry in entries] == [("新华社", "override")]
    rows = map(json.loads, forked("export", *place, cwd=demo.folder).stdout.splitlines())
    assert [row["source_rule"] for row in rows if row["url"] == RELAYED] == ["override"]


def test_an_edition_is_explained_with_what_was_left_out(demo):
    shown = explain(demo, "--edition", "evening", "--date", "2026-11-20")
    assert shown == explain(demo, "--edition", "evening")
    assert shown.startswith("2026-11-20-evening (zh): 2026-11-20T08:00:00+08:00 to 2026-11-20T18:00:00+08:00\n")
    assert "1. 云禾集市启动“县域好物季”，投入3.2亿元补贴首批86个产业带 (界面新闻), 电商快讯\n  score " in shown
    assert "Left out, not a news story: " in shown
    assert "round-up of many events" in shown


def test_the_fate_of_a_story_in_an_edition_is_explained(demo):
    document = json.loads((demo.edition / "digest.json").read_text("utf-8"))
    entry = document["sections"][0]["entries"][0]
    shown = explain(demo, entry["url"], "--edition", "evening")
    assert entry["headline"] in shown
    assert f"stories {', '.join(entry['stories'])}; credit by " in shown
    early = "03f8e5fe3804abec"
    shown = explain(demo, early, "--edition", "evening")
    assert shown.endswith("left out, outside the window: published 2026-11-19 21:10, before the window\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "explain: name a story, or an edition with --edition"),
        (["--edition", "morning", "--date", "2026-11-20"], "no such edition in the store: 2026-11-20-morning"),
    ],
)
def test_what_cannot_be_explained_is_the_users_error(demo, arguments, reason):
    done = forked("explain", *arguments, "--store", demo.store, cwd=demo.folder)
    assert (done.returncode, done.stderr) == (2, f"aggregator: {reason}\n")


def test_an_edition_without_the_convention_credits_the_publisher(demo, tmp_path):
    from shutil import copytree

    from aggregator import SEEDS

    seeds = tmp_path / "seeds"
    copytree(SEEDS, seeds)
    plan = seeds / "editions" / "evening.toml"
    shipped = plan.read_text("utf-8")
    pinned = tmp_path / "pinned.toml"
    pinned.write_text(PIN, encoding="utf-8")
    credits = []
    for convention in ("true", "false"):
        plan.write_text(f"credit_relayed = {convention}\n" + shipped, encoding="utf-8")
        out = tmp_path / convention
        place = ["--out", out, "--seeds", seeds, "--overrides", pinned, "--store", demo.store]
        done = forked("digest", "--date", "2026-11-20", *place, cwd=demo.folder)
        assert done.returncode == 0, done.stderr
        document = json.loads((out / "2026-11-20-evening" / "digest.json").read_text("utf-8"))
        entries = [entry for section in document["sections"] for entry in section["entries"]]
        credits += [entry["credit"] for entry in entries if entry["url"] == RELAYED]
    assert len(credits) == 2
    assert credits[0] == "天眼查" != credits[1]


def test_a_story_is_found_by_its_ids_beginning_and_by_words_of_its_title(demo):
    assert explain(demo, "4399f1") == explain(demo, "4399f1efa1a17388") == explain(demo, "木白家居 营收")
    listed = explain(demo, "县域好物季").splitlines()
    assert listed[0].startswith("3 stories")
    assert {line.split()[0] for line in listed[1:]} == {"66cd23e00d94efb3", "20f62339a5bb9973", "5234cd168b2c0842"}
    facts = json.loads(explain(demo, "4399f1", "--json"))
    assert (facts["story"]["id"], facts["attribution"]["source"]) == ("4399f1efa1a17388", "jiemian")
    assert {member["story"] for member in facts["event"]} == {"4399f1efa1a17388", "778b7f501de8b12b"}


def test_an_entry_is_explained_by_its_number_and_language(demo):
    for language, name in (("zh", "digest.json"), ("en", "en/digest.json")):
        document = json.loads((demo.edition / name).read_text("utf-8"))
        entry = document["sections"][0]["entries"][2]
        place = ["--edition", "evening", "--entry", "3", "--language", language]
        shown = explain(demo, *place)
        assert f"3. {entry['headline']}" in shown
        assert f"{entry['stories'][0]}  " in shown
        assert [found["headline"] for found in json.loads(explain(demo, *place, "--json"))["entries"]] == [
            entry["headline"]
        ]


def test_a_brief_is_explained_by_its_number(demo):
    document = json.loads((demo.edition / "digest.json").read_text("utf-8"))
    brief = document["sections"][0]["briefs"][0]
    assert brief["number"] == 13
    assert f"13. {brief['headline']}" in explain(demo, "--edition", "evening", "--entry", "13")


def test_the_work_of_overrides_is_shown_with_their_reasons(demo, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(f'{PIN}[[drop]]\nstory = "66cd23e00d94efb3"\nreason = "an advertiser"\n', encoding="utf-8")
    place = ["--date", "2026-11-20", "--store", demo.store, "--overrides", file]
    found = json.loads(forked("overrides", "diff", *place, "--json", cwd=demo.folder).stdout)
    by_reason = {reason: change for change in found for reason in change["overrides"]}
    assert by_reason["pin: the desk wants it"]["kind"] == "added"
    assert by_reason["drop: an advertiser"]["kind"] == "removed"
    assert "66cd23e00d94efb3" in by_reason["drop: an advertiser"]["stories"]
    file.write_text("", encoding="utf-8")
    assert forked("overrides", "diff", *place, "--json", cwd=demo.folder).stdout == "[]\n"

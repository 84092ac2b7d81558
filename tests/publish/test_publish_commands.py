"""The commands that publish, as an operator calls them."""

import json
import os
import shutil
from datetime import date

import pytest

from tests.commands import begun, forked, forked_clean
from tests.publish.editions import ROOT, SECRET, make_digest
from tests.publish.test_deliver import SITE, smtp, webhook

DEMO = sorted((ROOT / "seeds" / "demo").glob("*.warc.gz"))
RECORDED = (ROOT / "seeds" / "demo" / "outlets.txt").read_text("utf-8").split()
KEY = "2026-11-20-evening"


def aggregator(*arguments, cwd, **environment):
    return forked(*arguments, cwd=cwd, environment={**os.environ, "HOOK_SECRET": SECRET, **environment})


@pytest.fixture(scope="module")
def collected(copied):
    """The recorded day in a store, without an edition."""
    return copied("collected", _crawl) / "day.db"


def _crawl(folder):
    outlets = [word for name in RECORDED for word in ("--outlet", name)]
    done = forked_clean("crawl", "--replay", DEMO[0], *outlets, "--store", "sqlite:///day.db", cwd=folder)
    assert done.returncode == 3, done.stderr


@pytest.fixture
def write(collected, tmp_path, desk):
    """Write the evening edition of the recorded day, and publish it."""
    shutil.copy(collected, tmp_path / "store.db")

    def run(*arguments, **environment):
        day = ["--date", "2026-11-20", "--store", desk.url, "--channels", desk.file]
        return aggregator("digest", *day, *arguments, cwd=tmp_path, **environment)

    return run


def test_digest_delivers_and_rebuilt_delivers_nothing(write, desk, mail, receiver, tmp_path):
    desk.name_channels(SITE, smtp(mail), webhook(receiver))
    done = write("--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["verdict"]) == (0, "ok")
    assert {row["channel"]: row["state"] for row in report["deliveries"]} == {
        "site": "sent",
        "mail": "sent",
        "cms": "sent",
    }
    written = tmp_path / "out" / KEY
    assert receiver.posts[0].body == (written / "digest.json").read_bytes()
    assert (tmp_path / "www" / KEY / "digest.txt").read_bytes() == (written / "digest.txt").read_bytes()
    again = write("--json")
    assert (again.returncode, json.loads(again.stdout)["deliveries"]) == (0, [])
    assert (len(mail.mails), len(receiver.posts)) == (1, 1)


def test_a_channel_that_fails_makes_the_run_partial_and_the_edition_is_written(write, desk, receiver, tmp_path):
    desk.name_channels(webhook(receiver), SITE)
    receiver.answers = [500]
    done = write()
    assert done.returncode == 3
    assert "cms: 2026-11-20-evening (zh) failed, next attempt from" in done.stderr
    assert "127.0.0.1 answered 500" in done.stderr
    assert (tmp_path / "out" / KEY / "digest.txt").is_file()
    assert (tmp_path / "www" / "latest" / "digest.txt").is_file()
    assert desk.publish().returncode == 0
    assert desk.states() == {"cms": "sent", "site": "sent"}


def test_a_run_that_is_killed_while_it_delivers_is_finished_by_publish(
    write, desk, mail, receiver, collected, tmp_path
):
    desk.name_channels(webhook(receiver), smtp(mail))
    receiver.answers = ["hang"]
    options = ["--date", "2026-11-20", "--store", desk.url, "--channels", desk.file]
    process = begun("digest", *options, cwd=tmp_path, HOOK_SECRET=SECRET)
    receiver.wait_for(1)
    process.kill()
    process.join()
    assert desk.publish().returncode == 0
    assert desk.states() == {"cms": "sent", "mail": "sent"}
    assert len(mail.mails) == 1
    assert len({post.headers["idempotency-key"] for post in receiver.posts}) == 1


def test_a_missing_secret_ends_a_run_before_it_begins(write, desk, receiver, tmp_path):
    desk.name_channels(webhook(receiver))
    done = write(HOOK_SECRET="")
    assert done.returncode == 1
    assert (
        done.stderr
        == f"aggregator: {desk.file}: channels[0].secret_env: the environment variable HOOK_SECRET is not set\n"
    )
    assert not (tmp_path / "out").exists()


def test_written_without_publishing_an_edition_can_be_published_later(write, desk, receiver):
    desk.name_channels(webhook(receiver))
    assert write("--no-publish", HOOK_SECRET="").returncode == 0
    assert receiver.posts == []
    assert write().returncode == 0
    assert len(receiver.posts) == 1


def test_channels_beside_the_seeds_are_found(write, desk, receiver, tmp_path):
    seeds = shutil.copytree(ROOT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("demo", "__pycache__"))
    desk.name_channels(webhook(receiver))
    desk.file.rename(seeds / "channels.toml")
    day = ["--date", "2026-11-20", "--store", desk.url, "--seeds", seeds]
    assert aggregator("digest", *day, cwd=tmp_path).returncode == 0
    assert len(receiver.posts) == 1
    assert (tmp_path / "out" / KEY).is_dir()


def test_a_dry_run_says_what_would_go_where_and_sends_nothing(desk, mail, receiver):
    desk.name_channels(SITE, smtp(mail), webhook(receiver))
    desk.write()
    done = desk.publish("--dry-run")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"{KEY} (zh, revision 1) by cms: webhook to 127.0.0.1",
        f"{KEY} (zh, revision 1) by mail: smtp to 1 recipients via 127.0.0.1:{mail.port}",
        f"{KEY} (zh, revision 1) by site: site to {desk.folder / 'www'}",
    ]
    assert json.loads(desk.publish("--dry-run", "--json").stdout)["deliveries"][0]["target"] == "webhook to 127.0.0.1"
    assert set(desk.states().values()) == {"queued"}
    assert (mail.mails, receiver.posts) == ([], [])


def test_publish_sends_only_the_selection(desk, mail, receiver):
    desk.name_channels(smtp(mail), webhook(receiver))
    for name, day in (("evening", 20), ("morning", 20), ("evening", 19)):
        desk.write(make_digest(name, date(2026, 11, day)))
    assert desk.publish("--channel", "cms", "--edition", "evening", "--date", "2026-11-20").returncode == 0
    assert [post.headers["x-edition"] for post in receiver.posts] == [KEY]
    assert desk.publish("--edition", "morning").returncode == 0
    assert [post.headers["x-edition"] for post in receiver.posts] == [KEY, "2026-11-20-morning"]
    assert len(mail.mails) == 1
    assert desk.publish("--json").returncode == 0
    assert (len(receiver.posts), len(mail.mails)) == (3, 3)


def test_a_list_shows_state_attempts_and_the_last_error(desk, mail, receiver):
    desk.name_channels(smtp(mail), webhook(receiver).replace("wait = 0.01", "wait = 600"))
    receiver.answers = [500]
    desk.write()
    assert desk.publish().returncode == 3
    done = desk.publish("--list")
    failed, sent = done.stdout.splitlines()
    assert failed.split()[0] == "failed"
    assert "127.0.0.1 answered 500; next try " in failed
    assert failed.endswith(" UTC")
    assert "1 try" in failed
    assert sent.split()[:3] == ["sent", KEY, "(zh)"]
    rows = json.loads(desk.publish("--list", "--json").stdout)["deliveries"]
    assert [(row["state"], row["error"]) for row in rows] == [("failed", "127.0.0.1 answered 500"), ("sent", None)]


def test_a_channel_is_tested_without_an_edition(desk, receiver, mail, tmp_path):
    desk.name_channels(webhook(receiver))
    done = desk.publish("--test", "cms")
    assert (done.returncode, done.stdout) == (0, "cms: the test arrived at 127.0.0.1\n"), done.stderr
    (post,) = receiver.posts
    assert json.loads(post.body)["format"] == "newsdesk-test"
    receiver.answers = [500]
    done = desk.publish("--test", "cms")
    assert (done.returncode, "answered 500" in done.stderr) == (3, True)
    assert desk.publish("--test", "nobody").returncode == 2


def test_publish_with_nothing_due_is_silent_and_succeeds(desk, receiver):
    desk.name_channels(webhook(receiver))
    desk.write()
    first, second = desk.publish(), desk.publish()
    assert [(done.returncode, done.stdout, done.stderr) for done in (first, second)] == [(0, "", "")] * 2


def test_a_report_in_json_is_one_object_and_nothing_else(desk, mail):
    desk.name_channels(smtp(mail))
    mail.refuse = {"a@paper.example": "550 no such user"}
    desk.write()
    done = desk.publish("--json")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr, report["verdict"]) == (3, "", "partial")
    assert "a@paper.example (550 no such user)" in report["reasons"][0]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--channel", "fax"], 2, "unknown channel 'fax'; known: cms"),
        (["--list", "--again"], 2, "exclude each other"),
        (["--date", "tomorrow"], 2, "tomorrow"),
        (["--store", "sqlite:///typo.db"], 1, "no such store"),
        (["--channels", "nowhere.toml"], 1, "nowhere.toml"),
    ],
)
def test_bad_input_is_one_line_and_the_right_exit_code(desk, receiver, arguments, code, says):
    desk.name_channels(webhook(receiver))
    desk.write()
    done = desk.publish(*arguments)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert receiver.posts == []


def test_a_sent_edition_resent_by_name_is_a_new_mail(desk, mail):
    desk.name_channels(smtp(mail))
    desk.write()
    desk.publish()
    desk.write(make_digest(words="海棠"))
    assert desk.publish("--again", "--channel", "mail").returncode == 0
    assert len(mail.mails) == 1
    exactly = ("--channel", "mail", "--edition", "evening", "--date", "2026-11-20")
    assert desk.publish("--again", *exactly).returncode == 0
    assert b"2026-11-20-evening.zh.mail.2@news.example" in mail.mails[1].content

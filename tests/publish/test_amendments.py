"""A correction of a printed edition through folder, site, mail, webhook and chat on loopback: once each."""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from aggregator.models.report import Verdict
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.commands import forked
from tests.formats.document_rules import document_faults
from tests.formats.ninjs_rules import NINJS
from tests.publish.conftest import MailServer, Receiver
from tests.publish.editions import SECRET
from tests.runs.newsroom import seeds, story

KEY = "2026-11-20-evening"
CLOSED = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)
REASON = "金额有误，应为36亿元"
RIGHT = "澜汀电商宣布在绍兴启用第3座仓库，总投资36亿元。澜汀电商表示，绍兴仓库每天可处理包裹31万件，主要服务当地卖家。"
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass
class Newsroom:
    """An edition that was made and delivered, and its five channels."""

    folder: Path
    url: str
    mail: MailServer
    receiver: Receiver

    @property
    def environment(self) -> dict[str, str]:
        chat = f"json://127.0.0.1:{self.receiver.port}/chat"
        return {**os.environ, "HOOK_SECRET": SECRET, "CHAT": chat}

    @property
    def places(self) -> tuple[object, ...]:
        named = {"store": self.url, "out": self.folder / "out", "seeds": self.folder / "seeds"}
        return tuple(word for name, value in named.items() for word in (f"--{name}", value))

    def run(self, *words: object) -> CompletedProcess[str]:
        return forked(*words, *self.places, cwd=self.folder, environment=self.environment)

    def explain(self, number: int) -> str:
        words = ("--edition", "evening", "--date", KEY[:10], "--entry", number, "--store", self.url)
        seeds = ("--seeds", self.folder / "seeds")
        return forked("explain", *words, *seeds, cwd=self.folder, environment=self.environment).stdout

    def posts(self, path: str) -> list[dict[str, object]]:
        return [json.loads(post.body) for post in self.receiver.posts if post.path == path]

    def file(self, name: str, folder: str = f"out/{KEY}") -> str:
        return (self.folder / folder / name).read_text("utf-8")


@pytest.fixture
def newsroom(
    tmp_path: Path, sqlite_url: str, mail: MailServer, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> Newsroom:
    room = Newsroom(tmp_path, sqlite_url, mail, receiver)
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    monkeypatch.setenv("CHAT", room.environment["CHAT"])
    tables = (
        'id = "copies"\nkind = "folder"\npath = "../copies"',
        'id = "site"\nkind = "site"\npath = "../www"',
        f'id = "mail"\nkind = "smtp"\nhost = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\n'
        'from = "desk@news.example"\nto = ["a@paper.example"]',
        f'id = "cms"\nkind = "webhook"\nurl = "{receiver.url}"\nallow_loopback = true\nsecret_env = "HOOK_SECRET"',
        'id = "group"\nkind = "chat"\nurls_env = ["CHAT"]',
    )
    channels = "".join(f"[[channels]]\n{table}\n" for table in tables)
    (seeds(tmp_path / "seeds") / "channels.toml").write_text(channels, "utf-8")
    with closing(open_store(sqlite_url)) as store:
        for number in range(5):
            store.stories.save(story(number), [], None)
    report = write_only(
        Request(store=sqlite_url, out=tmp_path / "out", seeds=tmp_path / "seeds", day=CLOSED.date(), at=CLOSED)
    ).report
    assert report.verdict is Verdict.OK, report.reasons
    return room


def number_of(room: Newsroom, name: str) -> int:
    """Return the number of the entry about a company."""
    entries = json.loads(room.file("digest.json"))["sections"][0]["entries"]
    return next(entry["number"] for entry in entries if name in entry["headline"])


def test_a_correction_reaches_each_channel_once_and_mail_by_order_only(newsroom: Newsroom) -> None:
    number = number_of(newsroom, "澜汀电商")
    before = newsroom.file("digest.txt")
    done = newsroom.run("correct", KEY, number, "--paragraph", RIGHT, "--reason", REASON)
    assert done.returncode == 0, done.stderr
    assert newsroom.run("digest", "--date", "2026-11-20").returncode == 0
    for folder in (f"out/{KEY}", f"copies/{KEY}", f"www/{KEY}", "www/latest"):
        text = newsroom.file("digest.txt", folder)
        assert (text.count("【更正】"), text.count(RIGHT), text.count(REASON)) == (1, 1, 1)
    assert len(set(before.splitlines()) - set(text.splitlines())) == 2  # the headline with its mark, and the paragraph
    assert [post.headers["x-revision"] for post in newsroom.receiver.posts if post.path == "/hook"] == ["1", "2"]
    first, second = newsroom.posts("/hook")
    assert "revised" not in first["edition"]
    assert second["edition"]["revised"]
    whole, notice = (post["message"] for post in newsroom.posts("/chat"))
    assert whole.count("（界面新闻）") == 5
    assert (notice.count("（界面新闻）"), notice.count(RIGHT), notice.count(REASON)) == (1, 1, 1)
    assert len(newsroom.mail.mails) == 1


def test_mail_gets_what_is_ordered_and_a_notice_has_only_what_is_new(newsroom: Newsroom) -> None:
    first, second = number_of(newsroom, "澜汀电商"), number_of(newsroom, "芷岚超市")
    newsroom.run("correct", KEY, first, "--paragraph", RIGHT, "--reason", REASON, "--no-publish")
    assert newsroom.run("withdraw", KEY, second, "--reason", "消息不实", "--mail").returncode == 0
    _, notice = (post["message"] for post in newsroom.posts("/chat"))
    assert (REASON in notice, "消息不实" in notice) == (True, True)
    newsroom.run("correct", KEY, first, "--headline", "澜汀电商启用绍兴第三仓", "--reason", "标题有误")
    *_, last = (post["message"] for post in newsroom.posts("/chat"))
    assert (REASON in last, "消息不实" in last, "标题有误" in last) == (False, False, True)
    _, mailed = (message_from_bytes(mail.content, policy=default) for mail in newsroom.mail.mails)
    assert mailed["subject"].startswith("更正：")
    assert "【撤回】" in mailed.get_body(("plain",)).get_content()


def test_a_change_that_was_not_published_is_brought_by_the_next_making(newsroom: Newsroom) -> None:
    number = number_of(newsroom, "澜汀电商")
    newsroom.run("correct", KEY, number, "--paragraph", RIGHT, "--reason", REASON, "--no-publish")
    assert len(newsroom.posts("/chat")) == 1
    for _ in range(2):
        newsroom.run("digest", "--date", "2026-11-20")
    _, notice = (post["message"] for post in newsroom.posts("/chat"))
    assert notice.count(REASON) == 1
    assert len(newsroom.mail.mails) == 1


def test_what_is_withdrawn_is_gone_from_every_format_and_marked_in_each(newsroom: Newsroom) -> None:
    number = number_of(newsroom, "芷岚超市")
    text = next(line for line in newsroom.file("digest.txt").splitlines() if "芷岚超市表示" in line)
    said = text.partition("，")[2][:40]
    done = newsroom.run("withdraw", KEY, number, "--reason", "消息不实", "--headline", "一则仓储消息撤回")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (newsroom.folder / "out" / KEY).iterdir()}
    files = {name: newsroom.file(name) for name in names - {"digest.eml"}}
    files["mail"] = message_from_bytes(newsroom.file("digest.eml").encode(), policy=default).get_body().get_content()
    assert [
        name for name, content in files.items() if said in content or "芷岚超市" in content.split('"left"')[0]
    ] == []
    assert [name for name, content in files.items() if "消息不实" not in content] == []
    document, package = json.loads(files["digest.json"]), json.loads(files["digest.ninjs.json"])
    assert (document_faults(document), list(Draft202012Validator(NINJS).iter_errors(package))) == ([], [])
    item = package["associations"][number - 1]
    assert (item["pubStatus"], item["version"], package["version"]) == ("canceled", "2", "2")
    assert item["versionCreated"] == package["versionCreated"] > package["associations"][number - 2]["versionCreated"]
    feed = ElementTree.fromstring(files["feed.atom"])
    updated = [entry.findtext(f"{ATOM}updated") for entry in feed.iter(f"{ATOM}entry")]
    assert max(updated) == updated[number - 1] == feed.findtext(f"{ATOM}updated")
    rss = ElementTree.fromstring(files["feed.rss"])
    assert [item.find(f"{ATOM}updated") is not None for item in rss.iter("item")].index(True) == number - 1
    explained = newsroom.explain(number)
    assert "withdraw at " in explained
    assert "消息不实" in explained
    again = newsroom.run("correct", KEY, number, "--headline", "又一标题说仓库", "--reason", "再改")
    assert again.returncode == 4
    assert "is withdrawn" in again.stderr


def test_a_replacement_is_written_from_a_story_that_came_later(newsroom: Newsroom) -> None:
    number = number_of(newsroom, "棠桐物流")
    later = story(6, published=datetime(2026, 11, 21, 3, tzinfo=UTC), fetched_at=datetime(2026, 11, 21, 4, tzinfo=UTC))
    with closing(open_store(newsroom.url)) as store:
        store.stories.save(later, [], None)
    done = newsroom.run("replace", KEY, number, "--with", later.url, "--reason", "误引旧稿")
    assert done.returncode == 0, done.stderr
    entries = json.loads(newsroom.file("digest.json"))["sections"][0]["entries"]
    assert [entry["number"] for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[number - 1]["stories"][0] == later.id
    assert entries[number - 1]["url"] == later.url
    assert "珞琰买手" in entries[number - 1]["headline"]


def test_a_change_that_cannot_be_made_leaves_everything_as_it_was(newsroom: Newsroom) -> None:
    before = newsroom.file("digest.txt")
    for words, code, reason in (
        (("correct", KEY, 1), 2, "give --headline"),
        (("correct", KEY, 99, "--headline", "标题"), 2, "no entry 99"),
        (("withdraw", "2026-11-19-evening", 1), 2, "no such edition"),
        (("correct", KEY, 1, "--credit", "nobody"), 4, "no such source"),
        (("replace", KEY, 1, "--with", "https://none.example/1"), 4, "no such story"),
    ):
        done = newsroom.run(*words, "--reason", "无")
        assert (done.returncode, reason in done.stderr) == (code, True), done.stderr
    assert newsroom.file("digest.txt") == before
    with closing(open_store(newsroom.url)) as store:
        assert store.digests.amendments(KEY) == []


def test_a_correction_does_not_change_other_entries_in_passing(newsroom: Newsroom) -> None:
    number = number_of(newsroom, "澜汀电商")
    overrides = f'[[headline]]\nstory = "{story(3).url}"\nheadline = "樾澈云仓启用义乌电商新仓库"\nreason = "更短"\n'
    (newsroom.folder / "seeds" / "overrides.toml").write_text(overrides, "utf-8")
    done = newsroom.run("correct", KEY, number, "--paragraph", RIGHT, "--reason", REASON)
    assert (done.returncode, "would change as well" in done.stderr) == (4, True)
    assert "更正" not in newsroom.file("digest.txt")

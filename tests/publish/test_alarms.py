"""Alarms from the runs in a store to real receivers, each once, and once more when it is over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from aggregator.errors import SeedError
from aggregator.models.report import Fault, OutletReport, RunReport, Verdict
from aggregator.publish.channels import load_channels
from aggregator.registry.files import layers_of
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import Store, open_store
from tests.commands import forked
from tests.operation.visiting import report, times, unreachable
from tests.publish.editions import SECRET
from tests.runs.newsroom import ADDRESSES, seeds, story

LIST = "https://www.jiemian.example/list"
HOOK = 'id = "hook"\nkind = "webhook"\nsecret_env = "HOOK_SECRET"\nallow_loopback = true\nalarms = true\nurl = "{}"\n'
MAIL = (
    'id = "mail"\nkind = "smtp"\nhost = "127.0.0.1"\nport = {}\nsecurity = "none"\nalarms = true\n'
    'from = "d@n.example"\nto = ["a@n.example"]\n'
)
GOOD = report("jiemian", 6)
BLOCKED = unreachable("HTTP 403", outlet="jiemian", faults=(Fault(LIST, "HTTP 403"),))
EVENING = datetime(2026, 11, 20, 10, 10, tzinfo=UTC)


def fill(store: Store, reports: Sequence[OutletReport], start: datetime) -> None:
    """Write a run for each report, two a day."""
    for at, each in zip(times(len(reports), start), reports, strict=True):
        ended = RunReport(run=f"{at:%m%d%H}", verdict=Verdict.OK, reasons=(), outlets=(each,))
        store.runs.start(ended.run, at, {})
        store.runs.finish(ended.run, at, ended.verdict, ended.as_json())


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Request:
    """The request for an evening edition in a newsroom whose outlet has been blocked for two runs."""
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    store = open_store(sqlite_url)
    fill(store, [*[GOOD] * 10, *[BLOCKED] * 2], EVENING - timedelta(days=6))
    for number in range(4):
        store.stories.save(story(number), [], None)
    store.close()
    channels = tmp_path / "channels.toml"
    return Request(
        store=sqlite_url, out=tmp_path / "out", seeds=seeds(tmp_path / "seeds"), channels=channels,
        day=EVENING.date(), at=EVENING,
    )  # fmt: skip


def name_channels(request: Request, *tables: str) -> None:
    assert request.channels is not None
    request.channels.write_text("".join(f"[[channels]]\n{table}" for table in tables), "utf-8")


def ran(request: Request, at: datetime, last: OutletReport | None = None) -> RunReport:
    """Write the edition again, after a crawl that left a report."""
    if last is not None:
        store = open_store(request.store)
        fill(store, [last], at - timedelta(minutes=1))
        store.close()
    return write_only(replace(request, at=at)).report


def test_each_alarm_is_sent_once_and_once_more_when_it_is_over(newsroom, receiver, mail):
    name_channels(newsroom, HOOK.format(receiver.url), MAIL.format(mail.port))
    ended = ran(newsroom, EVENING)
    assert ended.alarms == (
        f"alarm: jiemian: blocked: HTTP 403 at {LIST}",
        "alarm: evening: stale: 2026-11-20-evening was made though the last crawl reached no outlet",
    )
    assert ended.verdict is Verdict.OK
    assert ended.deliveries == ()
    page = (newsroom.out / "health.html").read_text("utf-8")
    assert "blocked: HTTP 403" in page
    assert page.count("<rect") > 10
    assert ran(newsroom, EVENING + timedelta(hours=1), BLOCKED).alarms == ()
    (begun,) = receiver.posts
    facts, _ = json.loads(begun.body)["alarms"]
    seen = EVENING - timedelta(hours=14)  # the last crawl
    assert (facts["key"], facts["since"], facts["over"]) == (f"entry jiemian {LIST}", seen.isoformat(), None)
    (sent,) = mail.mails
    message = message_from_bytes(sent.content, policy=policy.default)
    assert message["Subject"] == "Alarms: 2 begun (jiemian, evening)"
    assert "blocked: HTTP 403" in message.get_content()

    back = EVENING + timedelta(hours=2)
    assert f"over: jiemian: blocked: HTTP 403 at {LIST}" in ran(newsroom, back, GOOD).alarms
    assert ran(newsroom, back + timedelta(hours=1), GOOD).alarms == ()
    health = (newsroom.out / "health.html").read_text("utf-8")
    assert health.index("Alarms that are over") < health.index("blocked")
    assert [json.loads(post.body)["alarms"][0]["over"] for post in receiver.posts] == [None, back.isoformat()]
    assert len(mail.mails) == 2


def test_a_channel_that_fails_makes_the_run_partial_and_gets_the_alarm_later(newsroom, receiver):
    name_channels(newsroom, HOOK.format(receiver.url))
    receiver.answers = [500, 200]
    ended = ran(newsroom, EVENING)
    assert (ended.verdict, len(ended.reasons)) == (Verdict.PARTIAL, 1)
    assert "hook: 2 alarms not sent" in ended.reasons[0]
    assert ran(newsroom, EVENING + timedelta(hours=1)).verdict is Verdict.OK
    assert ran(newsroom, EVENING + timedelta(hours=2)).verdict is Verdict.OK
    assert len(receiver.posts) == 2


def test_the_command_lists_alarms_and_checks_them(newsroom, receiver, tmp_path):
    name_channels(newsroom, HOOK.format(receiver.url))
    store = open_store(newsroom.store)
    fill(store, [*[GOOD] * 10, *[BLOCKED] * 2], datetime.now(UTC) - timedelta(days=6, hours=1))
    store.close()
    place = ("--seeds", newsroom.seeds, "--channels", newsroom.channels, "--store", newsroom.store)

    checked = forked("alarms", "--check", *place, cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "")
    assert checked.stderr.startswith(f"aggregator: alarm: jiemian: blocked: HTTP 403 at {LIST}")
    again = forked("alarms", "--check", *place, cwd=tmp_path)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert len(receiver.posts) == 1
    assert LIST in forked("alarms", *place, cwd=tmp_path).stdout
    (listed,) = json.loads(forked("alarms", "--json", *place, cwd=tmp_path).stdout)
    assert listed["sent"] == ["hook"]


def test_a_channel_for_alarms_takes_no_edition_and_a_folder_no_alarms(tmp_path):
    file = tmp_path / "channels.toml"
    file.write_text("[[channels]]\n" + MAIL.format(25), "utf-8")
    assert load_channels(layers_of(seeds(tmp_path / "seeds")), {}, file).taking("evening", "zh") == {}
    file.write_text('[[channels]]\nid = "x"\nkind = "folder"\npath = "x"\nalarms = true\n', "utf-8")
    with pytest.raises(SeedError, match=r"channels\[0\].alarms: a folder takes editions only"):
        load_channels(layers_of(tmp_path / "seeds"), {}, file)


def test_a_drift_names_a_story_that_shows_it(newsroom):
    name_channels(newsroom)
    fields = {"title": {"layout": 6}, "text": {"layout": 6}}
    store = open_store(newsroom.store)
    fill(store, [replace(GOOD, fields=fields)] * 10, EVENING - timedelta(days=20))
    usual = {"title": "layout", "text": "layout"}
    for number, rules in ((4, usual), (5, {**usual, "title": "header:h1"})):
        store.stories.save(story(number, fetched_at=EVENING, rules=rules), [], None)
    store.close()
    ended = ran(newsroom, EVENING, replace(GOOD, fields={"title": {"header:h1": 6}, "text": {"layout": 6}}))
    (line,) = [line for line in ended.alarms if "title" in line]
    assert "is no longer read by its usual rule, layout: in 0 of 6 stories" in line
    assert line.endswith(f"; see {ADDRESSES[5]}")

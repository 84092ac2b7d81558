"""Exactly once: an edition, a language, a channel, whatever dies in between."""

import json
import random
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from aggregator.models.delivery import DeliveryState, Outcome, Selection
from aggregator.publish.deliver import deliver, retry_at
from aggregator.store import open_store
from tests.publish.editions import make_digest
from tests.waiting import HUNG, wait_until


def smtp(server, more=""):
    return (
        f'id = "mail"\nkind = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
        f'from = "desk@news.example"\nto = ["a@paper.example"]\ntimeout = 30\n{more}'
    )


def webhook(receiver, more=""):
    return (
        f'id = "cms"\nkind = "webhook"\nurl = "{receiver.url}"\nallow_loopback = true\n'
        f'secret_env = "HOOK_SECRET"\ntimeout = 10\nwait = 0.01\n{more}'
    )


SITE = 'id = "site"\nkind = "site"\npath = "www"'


def test_an_edition_is_delivered_to_every_channel_once(desk, mail, receiver):
    desk.name_channels(SITE, smtp(mail), webhook(receiver))
    desk.write()
    assert desk.deliver() == {"site": None, "mail": None, "cms": None}
    desk.write()
    assert desk.deliver() == {}
    assert (len(mail.mails), len(receiver.posts)) == (1, 1)
    assert (desk.folder / "www" / "latest" / "digest.txt").is_file()


def test_a_correction_reaches_site_and_webhook_and_no_second_mail(desk, mail, receiver):
    desk.name_channels(SITE, smtp(mail), webhook(receiver))
    desk.write()
    desk.deliver()
    desk.write(make_digest(words="海棠"))
    assert desk.deliver() == {"site": None, "cms": None}
    assert "海棠" in (desk.folder / "www" / "latest" / "digest.txt").read_text("utf-8")
    assert [post.headers["x-revision"] for post in receiver.posts] == ["1", "2"]
    assert len(mail.mails) == 1


def test_a_channel_that_fails_does_not_stop_the_others(desk, mail, receiver):
    desk.name_channels(webhook(receiver), SITE, smtp(mail))
    receiver.answers = [410]
    (desk.folder / "www").write_text("in the way", "utf-8")
    desk.write()
    errors = desk.deliver()
    assert "410" in errors["cms"]
    assert "cannot write" in errors["site"]
    assert errors["mail"] is None
    assert desk.states() == {"cms": "given-up", "site": "failed", "mail": "sent"}


def test_a_failure_is_retried_with_the_same_id_until_it_is_abandoned(desk, receiver):
    desk.name_channels(webhook(receiver, "attempts = 3\n"))
    receiver.answers = [500, "close", "cut", 200]
    desk.write()
    for state in ("failed", "failed", "given-up"):
        desk.deliver()
        assert desk.states() == {"cms": state}
        time.sleep(0.05)
    assert desk.deliver() == {}
    assert len(receiver.posts) == 3
    assert len({post.headers["idempotency-key"] for post in receiver.posts}) == 1


def test_a_receiver_that_asks_for_a_pause_gets_it(desk, receiver):
    desk.name_channels(webhook(receiver))
    receiver.answers = [(503, {"Retry-After": "3600"})]
    desk.write()
    desk.deliver()
    with desk.store() as store:
        (waiting,) = store.outbox.find(Selection(), [DeliveryState.FAILED])
        assert store.outbox.due(datetime.now(UTC) + timedelta(minutes=59), Selection()) == []
    assert waiting.due - datetime.now(UTC) > timedelta(minutes=59)


def test_attempts_are_further_and_further_apart_up_to_six_hours(desk, receiver):
    desk.name_channels(webhook(receiver).replace("wait = 0.01", "wait = 60"))
    desk.write()
    channel = desk.channels().by_id["cms"]
    with desk.store() as store:
        (waiting,) = store.outbox.due(datetime.now(UTC), Selection())
    now = datetime(2026, 11, 20, tzinfo=UTC)
    failed = Outcome(DeliveryState.FAILED, "down")
    waits = [(retry_at(channel, replace(waiting, attempts=n), failed, now) - now).total_seconds() for n in range(1, 12)]
    assert waits[:4] == [60, 120, 240, 480]
    assert waits[-1] == 6 * 3600


def test_a_channel_that_was_removed_keeps_its_deliveries(desk, mail):
    desk.name_channels(smtp(mail))
    desk.write()
    desk.name_channels(SITE)
    assert "no enabled channel 'mail'" in desk.deliver()["mail"]
    desk.name_channels(smtp(mail))
    assert desk.deliver() == {"mail": None}


def test_an_exception_in_one_channel_is_reported_and_stops_no_other(desk, mail, tmp_path):
    """An edition whose `digest.eml` is malformed: Python's parser may raise anything."""
    desk.name_channels(smtp(mail), SITE)
    desk.write(
        digest_eml=b"Content-Type: text/plain; charset=no-such\r\nContent-Transfer-Encoding: base64\r\n\r\n=\xff"
    )
    errors = desk.deliver()
    assert errors["site"] is None
    assert desk.states()["mail"] in {"sent", "given-up", "unsure"}


@pytest.mark.parametrize("where", ["RCPT", "DATA"])
def test_a_process_killed_while_it_mails_never_mails_twice_automatically(desk, mail, where):
    desk.name_channels(smtp(mail))
    desk.write()
    mail.hold = where
    process = desk.start()
    assert mail.held.wait(HUNG)
    process.kill()
    process.join()
    mail.hold = ""
    mail.release.set()
    taken = len(mail.mails)
    assert taken == (1 if where == "DATA" else 0)
    second = desk.publish()
    assert second.returncode == 3
    assert "unsure" in second.stderr
    assert desk.publish().returncode == 3
    assert desk.states() == {"mail": "unsure"}
    assert len(mail.mails) == taken


def test_the_operator_resends_or_settles(desk, mail):
    desk.name_channels(smtp(mail))
    for day in (19, 20):
        desk.write(make_digest(day=date(2026, 11, day)))
    for _ in range(2):
        kill_while_mailing(desk, mail)
    listed = desk.publish("--list")
    assert listed.stdout.count("unsure") == 2
    taken = len(mail.mails)
    done = desk.publish("--done", "--date", "2026-11-19")
    assert (done.returncode, "2026-11-19-evening" in done.stdout) == (0, True)
    assert desk.publish("--again").returncode == 0
    assert len(mail.mails) == taken + 1
    assert b"2026-11-20-evening.zh.mail@news.example" in mail.mails[-1].content
    assert desk.states() == {"mail": "sent"}


def kill_while_mailing(desk, mail):
    mail.hold = "RCPT"
    mail.held.clear()
    mail.release.clear()
    process = desk.start()
    assert mail.held.wait(HUNG)
    process.kill()
    process.join()
    mail.hold = ""
    mail.release.set()


def test_kills_at_any_moment_lose_nothing_and_duplicate_only_where_harmless(desk, mail, receiver, seed):
    rng = random.Random(seed)
    desk.name_channels(smtp(mail), webhook(receiver), SITE)
    days = [date(2026, 11, day) for day in range(1, 25)]
    for day in days:
        desk.write(make_digest(day=day))
    for posted in sorted(rng.sample(range(1, len(days)), 6)):
        process = desk.start()
        receiver.wait_for(posted)
        time.sleep(rng.uniform(0, 0.05))
        process.kill()
        process.join()
    assert desk.publish().returncode in {0, 3}
    keys = {f"{day}-evening" for day in days}
    assert {post.headers["x-edition"] for post in receiver.posts} == keys
    assert len({post.headers["idempotency-key"] for post in receiver.posts}) == len(days)
    listed = json.loads((desk.folder / "www" / "index.json").read_bytes())["editions"]
    assert {row["key"] for row in listed} == keys
    mailed = [re.search(rb"<(\S+)\.zh\.mail@", envelope.content).group(1).decode() for envelope in mail.mails]
    assert len({*mailed}) == len(mailed)
    with desk.store() as store:
        found = {state: store.outbox.find(Selection(channel="mail"), [state]) for state in DeliveryState}
    unsure = {delivery.edition for delivery in found[DeliveryState.UNSURE]}
    assert {delivery.edition for delivery in found[DeliveryState.SENT]} | unsure == keys
    assert keys - {*mailed} <= unsure


def test_two_processes_at_once_deliver_once(desk, mail, receiver):
    desk.name_channels(smtp(mail), webhook(receiver))
    desk.write()
    mail.hold = "DATA"
    first = desk.start()
    assert mail.held.wait(HUNG)
    second = desk.publish()
    assert (second.returncode, second.stderr.count("\n")) == (5, 1)
    assert "another process is publishing" in second.stderr
    mail.release.set()
    first.join(HUNG)
    assert first.exitcode == 0
    assert desk.publish().returncode == 0
    assert (len(mail.mails), len(receiver.posts)) == (1, 1)


def test_the_same_on_postgresql(desk, mail, receiver, postgres_url):
    desk.url = postgres_url
    desk.name_channels(smtp(mail), webhook(receiver))
    desk.write()
    mail.hold = "DATA"
    process = desk.start()
    assert mail.held.wait(HUNG)
    assert desk.publish().returncode == 5
    process.kill()
    process.join()
    mail.release.set()
    wait_until(lambda: desk.publish().returncode == 3)
    assert desk.states() == {"mail": "unsure", "cms": "sent"}
    assert (len(mail.mails), len(receiver.posts)) == (1, 1)


def test_a_run_waits_a_while_for_another_process_that_publishes(desk, receiver):
    desk.name_channels(webhook(receiver))
    desk.write()
    receiver.answers = ["hang"]
    process = desk.start()
    receiver.wait_for(1)
    receiver.release.set()
    store = open_store(desk.url)
    deliver(store, desk.channels(), patience=HUNG)
    store.close()
    process.join(HUNG)
    assert process.exitcode in {0, 3}
    time.sleep(0.02)
    desk.deliver()
    assert desk.states() == {"cms": "sent"}


def test_an_edition_that_is_too_old_for_a_channel_is_held_until_the_operator_lets_it_go(desk, mail, receiver):
    desk.name_channels(webhook(receiver, "max_age = 12\n"), smtp(mail))
    desk.write()
    errors = desk.deliver()
    assert (errors["mail"], "more than 12" in errors["cms"]) == (None, True)
    assert (desk.states()["cms"], receiver.posts) == ("given-up", [])
    assert desk.publish("--again", "--channel", "cms").returncode == 0
    desk.write(make_digest(words="海棠"))
    assert desk.deliver() == {"cms": None}
    assert [post.headers["x-sequence"] for post in receiver.posts] == ["1", "2"]


def test_an_edition_of_this_hour_is_not_held(desk, receiver):
    desk.name_channels(webhook(receiver, "max_age = 12\n"))
    digest = make_digest()
    now = datetime.now(UTC).replace(microsecond=0)
    desk.write(replace(digest, edition=replace(digest.edition, end=now - timedelta(hours=11))))
    assert desk.deliver() == {"cms": None}


def test_numbers_are_in_headers_and_where_the_channel_asks_for_it_in_print(desk, mail, receiver):
    desk.environment["GROUP"] = f"json://127.0.0.1:{receiver.port}/group"
    chat = 'id = "group"\nkind = "chat"\nurls_env = ["GROUP"]\nnumbered = true'
    desk.name_channels(smtp(mail, "numbered = true\n"), chat)
    for day in (19, 20):
        desk.write(make_digest(day=date(2026, 11, day)))
    desk.deliver()
    heads = [message_from_bytes(found.content, policy=default) for found in mail.mails]
    assert [(head["x-sequence"], head["subject"][-2:]) for head in heads] == [("1", "#1"), ("2", "#2")]
    assert [json.loads(post.body)["message"][-2:] for post in receiver.posts] == ["#1", "#2"]

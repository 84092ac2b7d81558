"""Deliveries: queued with the digest, claimed once, never duplicated."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from aggregator.errors import AlreadyRunning, StoreError
from aggregator.models.delivery import DeliveryState, Issue, Selection
from aggregator.store import open_store

KEY = "2026-11-20-evening"
ALL = Selection()
CHANNELS = {"site": True, "mail": False}

CLAIMS = """
import sys
from datetime import UTC, datetime
from aggregator.models.delivery import Selection
from aggregator.store import open_store
store = open_store(sys.argv[1])
now = datetime(2026, 11, 20, 10, tzinfo=UTC)
due = store.outbox.due(now, Selection())
print("ready", flush=True)
sys.stdin.readline()
for delivery in due:
    if store.outbox.claim(delivery, sys.argv[2], now):
        print(delivery.channel, flush=True)
"""


@pytest.fixture
def issue(noon):
    """Build an issue whose bytes depend on `words`."""

    def make(words="晚间资讯", channels=CHANNELS):
        return Issue(documents={"digest.txt": words.encode(), "digest.json": b"{}"}, channels=channels, at=noon)

    return make


@pytest.fixture
def save(store, noon):
    """Save the evening's digest with its issue."""

    def run(issue, key=KEY, language="zh"):
        store.digests.save(key, language, {"title": "晚间资讯"}, [], noon, issue)

    return run


def states(store):
    return {
        (delivery.channel, delivery.revision): delivery.state.value
        for delivery in store.outbox.find(ALL, list(DeliveryState))
    }


def take(store, channel, at, claim="me"):
    (delivery,) = [delivery for delivery in store.outbox.due(at, ALL) if delivery.channel == channel]
    taken = store.outbox.claim(delivery, claim, at)
    assert taken is not None
    return taken


def send(store, channel, at):
    assert store.outbox.finish(take(store, channel, at), DeliveryState.SENT, None, at)


def test_a_digest_is_queued_once_for_each_of_its_channels(store, save, issue, noon):
    save(issue())
    assert states(store) == {("site", 1): "queued", ("mail", 1): "queued"}
    found = store.outbox.due(noon, ALL)[0]
    assert (found.edition, found.language, found.attempts, found.due, found.done) == (KEY, "zh", 0, noon, ())


def test_the_documents_are_sent_as_they_were_saved(store, save, issue, noon):
    save(issue())
    publication = store.outbox.publication(take(store, "mail", noon))
    assert publication.documents == issue().documents
    assert (publication.edition, publication.language, publication.revision) == (KEY, "zh", 1)


def test_the_digest_and_its_deliveries_are_one_transaction(store, database, save, issue):
    with database.writing() as connection:
        connection.execute(text("DROP TABLE deliveries"))
    with pytest.raises(StoreError):
        save(issue())
    assert store.digests.get(KEY, "zh") is None


def test_the_same_bytes_again_queue_nothing_not_even_for_a_new_channel(store, save, issue, noon):
    save(issue())
    send(store, "site", noon)
    send(store, "mail", noon)
    save(issue(channels={**CHANNELS, "hook": True}))
    assert states(store) == {("site", 1): "sent", ("mail", 1): "sent"}
    assert store.outbox.due(noon, ALL) == []


def test_a_correction_goes_only_to_repeatable_channels(store, save, issue, noon):
    save(issue())
    send(store, "site", noon)
    send(store, "mail", noon)
    save(issue("更正", {**CHANNELS, "hook": True, "chat": False}))
    assert states(store) == {("site", 2): "queued", ("mail", 1): "sent", ("hook", 2): "queued"}
    assert store.outbox.publication(take(store, "site", noon)).documents["digest.txt"].decode() == "更正"


def test_a_correction_replaces_a_revision_that_was_not_sent_yet(store, save, issue, noon):
    save(issue())
    save(issue("更正"))
    assert states(store) == {("site", 2): "queued", ("mail", 2): "queued"}


def test_a_correction_does_not_replace_a_mail_of_which_a_part_has_arrived(store, save, issue, noon):
    save(issue())
    taken = take(store, "mail", noon)
    store.outbox.record_arrived(taken, ["a@desk.example"])
    store.outbox.finish(taken, DeliveryState.FAILED, "busy", noon, noon)
    save(issue("更正"))
    taken = take(store, "mail", noon, "another")
    assert (taken.revision, taken.done, taken.attempts) == (1, ("a@desk.example",), 2)
    assert store.outbox.publication(taken).documents["digest.txt"].decode() == "晚间资讯"


@pytest.mark.parametrize("state", [DeliveryState.UNSURE, DeliveryState.ABANDONED])
def test_a_correction_never_wakes_a_mail_that_waits_for_the_operator(store, save, issue, noon, state):
    save(issue())
    store.outbox.finish(take(store, "mail", noon), state, "who knows", noon)
    save(issue("更正"))
    assert states(store)[("mail", 1)] == state.value


def test_a_correction_while_a_channel_is_being_sent_is_sent_after_it(store, save, issue, noon):
    save(issue())
    site, mail = take(store, "site", noon), take(store, "mail", noon)
    save(issue("更正"))
    assert not store.outbox.finish(site, DeliveryState.SENT, None, noon)
    assert store.outbox.finish(mail, DeliveryState.SENT, None, noon)
    assert states(store) == {("site", 2): "queued", ("mail", 1): "sent"}


def test_going_back_to_the_first_bytes_is_a_new_revision_with_a_new_id(store, save, issue, noon):
    ids = []
    for words in ("晚间资讯", "更正", "晚间资讯"):
        save(issue(words, {"hook": True}))
        taken = take(store, "hook", noon)
        ids.append(store.outbox.publication(taken).delivery_id("hook"))
        assert store.outbox.publication(taken).delivery_id("other") != ids[-1]
        store.outbox.finish(taken, DeliveryState.SENT, None, noon)
    assert len(set(ids)) == 3


def test_languages_and_editions_are_delivered_separately(store, save, issue):
    save(issue())
    save(issue(), language="en")
    save(issue(), key="2026-11-21-morning")
    assert len(store.outbox.find(ALL, [DeliveryState.QUEUED])) == 6


def test_two_processes_claim_each_delivery_once(store, store_url, save, issue, start_script):
    save(issue(channels={f"channel-{number}": False for number in range(20)}))
    processes = [start_script(CLAIMS, store_url, name) for name in ("a", "b")]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
    claimed = [line for process in processes for line in process.stdout.read().split()]
    assert sorted(claimed) == sorted(f"channel-{number}" for number in range(20))


def test_deliveries_of_a_dead_process_are_queued_or_unsure(store, save, issue, noon):
    save(issue())
    take(store, "site", noon)
    take(store, "mail", noon)
    assert {delivery.channel: delivery.state.value for delivery in store.outbox.recover(noon)} == {
        "site": "queued",
        "mail": "unsure",
    }
    assert states(store) == {("site", 1): "queued", ("mail", 1): "unsure"}
    assert [delivery.channel for delivery in store.outbox.due(noon + timedelta(days=9), ALL)] == ["site"]


def test_a_sender_that_only_seemed_dead_can_still_report_sent(store, save, issue, noon):
    save(issue())
    taken = take(store, "mail", noon)
    store.outbox.recover(noon)
    assert store.outbox.finish(taken, DeliveryState.SENT, None, noon)
    assert states(store)[("mail", 1)] == "sent"


def test_a_failed_delivery_is_due_at_its_time(store, save, issue, noon):
    save(issue(channels={"site": True}))
    later = noon + timedelta(minutes=1)
    store.outbox.finish(take(store, "site", noon), DeliveryState.FAILED, "disk full", noon, later)
    assert store.outbox.due(later - timedelta(seconds=1), ALL) == []
    (found,) = store.outbox.due(later, ALL)
    assert (found.attempts, found.error) == (1, "disk full")


@pytest.fixture
def stuck(store, save, issue, noon):
    """Deliveries in every state but `sending`, each on a channel named after it."""
    channels = dict.fromkeys(("queued", "failed", "given-up", "unsure", "sent"), False)
    save(issue(channels=channels))
    for state in ("failed", "given-up", "unsure", "sent"):
        store.outbox.finish(take(store, state, noon), DeliveryState(state), "why", noon, noon)
    return store


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        (ALL, ["given-up", "unsure"]),
        (Selection(edition="morning"), []),
        (Selection(day=date(2026, 11, 21)), []),
        (Selection(edition="evening", day=date(2026, 11, 20)), ["given-up", "unsure"]),
        (Selection(channel="failed"), ["failed"]),
        (Selection(channel="sent"), []),
        (Selection(channel="sent", edition="evening"), []),
        (Selection(channel="sent", edition="evening", day=date(2026, 11, 20)), ["sent"]),
    ],
)
def test_resend_queues_stuck_deliveries_and_one_named_exactly(stuck, noon, selection, chosen):
    found = stuck.outbox.resend(selection, noon)
    assert [delivery.channel for delivery in found] == chosen
    assert all(
        (delivery.state, delivery.attempts, delivery.error) == (DeliveryState.QUEUED, 0, None) for delivery in found
    )


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        (ALL, ["given-up", "unsure"]),
        (Selection(channel="queued"), ["queued"]),
        (Selection(channel="failed"), ["failed"]),
    ],
)
def test_settle_closes_stuck_deliveries_and_those_waiting_for_a_named_channel(stuck, noon, selection, chosen):
    assert [delivery.channel for delivery in stuck.outbox.settle(selection, noon)] == chosen
    assert not {delivery.channel for delivery in stuck.outbox.due(noon, ALL)} & {*chosen}


def test_a_sent_mail_is_resent_whole_and_in_its_newest_revision(store, save, issue, noon):
    save(issue())
    taken = take(store, "mail", noon)
    store.outbox.record_arrived(taken, ["a@desk.example"])
    store.outbox.finish(taken, DeliveryState.SENT, None, noon)
    save(issue("更正"))
    (again,) = store.outbox.resend(Selection(channel="mail", edition="evening", day=date(2026, 11, 20)), noon)
    assert (again.revision, again.done) == (2, ())


def test_an_unsure_delivery_is_resent_in_the_revision_that_it_began_with(store, save, issue, noon):
    save(issue(channels={"begun": False, "whole": False}))
    begun, whole = take(store, "begun", noon), take(store, "whole", noon)
    store.outbox.record_arrived(begun, ["1/3"])
    store.outbox.finish(begun, DeliveryState.UNSURE, "who knows", noon)
    store.outbox.finish(whole, DeliveryState.UNSURE, "who knows", noon)
    save(issue("更正", {"begun": False, "whole": False}))
    found = {delivery.channel: (delivery.revision, delivery.done) for delivery in store.outbox.resend(ALL, noon)}
    assert found == {"begun": (1, ("1/3",)), "whole": (2, ())}


def test_an_edition_is_not_selected_by_the_end_of_its_name(store, save, issue):
    save(issue(), key="2026-11-20-late-evening")
    assert store.outbox.find(Selection(edition="evening"), list(DeliveryState)) == []
    assert len(store.outbox.find(Selection(edition="late-evening"), list(DeliveryState))) == 2


def test_a_list_is_newest_first_and_bounded(store, save, issue):
    for day in (19, 21, 20):
        save(issue(), key=f"2026-11-{day}-evening")
    found = store.outbox.find(ALL, [DeliveryState.QUEUED], limit=3)
    assert [delivery.edition[8:10] for delivery in found] == ["21", "21", "20"]


def test_publishing_has_a_separate_lock(store, store_url):
    other = open_store(store_url)
    with store.lock(), store.lock("publish"):
        with pytest.raises(AlreadyRunning, match="another process is publishing"), other.lock("publish"):
            pass
        with pytest.raises(AlreadyRunning, match="another run holds the lock"), other.lock():
            pass
    other.close()


def test_an_ordered_revision_follows_the_one_that_is_under_way(store, save, issue, noon):
    save(issue())
    mail = take(store, "mail", noon)
    save(replace(issue("更正"), ordered=frozenset({"mail"}), amendments=1))
    assert store.outbox.follow_up(noon) == []
    store.outbox.finish(mail, DeliveryState.SENT, None, noon)
    (followed,) = store.outbox.follow_up(noon)
    assert (followed.channel, followed.revision, followed.state) == ("mail", 2, DeliveryState.QUEUED)
    assert store.outbox.publication(followed).known == 0
    store.outbox.finish(take(store, "mail", noon), DeliveryState.SENT, None, noon)
    assert store.outbox.follow_up(noon) == []
    save(replace(issue("再更正"), ordered=frozenset({"mail"}), amendments=2))
    (again,) = store.outbox.follow_up(noon)
    assert store.outbox.publication(again).known == 1


def test_a_channel_that_got_nothing_yet_gets_an_ordered_revision_whole_and_once(store, save, issue, noon):
    save(issue())
    save(replace(issue("更正"), ordered=frozenset({"mail"}), amendments=1))
    assert states(store)["mail", 2] == "queued"
    mail = take(store, "mail", noon)
    assert store.outbox.publication(mail).known is None
    store.outbox.finish(mail, DeliveryState.SENT, None, noon)
    assert store.outbox.follow_up(noon) == []


def test_a_channel_gets_nothing_before_its_hour(store, save, issue, noon):
    later = noon + timedelta(hours=2)
    save(replace(issue(), not_before={"mail": later}))
    assert [delivery.channel for delivery in store.outbox.due(noon, ALL)] == ["site"]
    save(replace(issue("更正"), not_before={"mail": later}))
    assert [delivery.channel for delivery in store.outbox.due(later - timedelta(seconds=1), ALL)] == ["site"]
    assert {delivery.channel for delivery in store.outbox.due(later, ALL)} == {"site", "mail"}


def test_a_channel_numbers_what_it_is_sent_without_gaps(store, save, issue, noon):
    def number(channel, key=KEY):
        (delivery,) = [each for each in store.outbox.due(noon, ALL) if (each.channel, each.edition) == (channel, key)]
        claimed = store.outbox.claim(delivery, "me", noon)
        return store.outbox.publication(claimed).number, claimed

    later = "2026-11-21-morning"
    save(issue())
    save(issue(), key=later)
    first, failed = number("mail")
    store.outbox.finish(failed, DeliveryState.FAILED, "no answer", noon, noon)
    second, arrived = number("mail", later)
    store.outbox.finish(arrived, DeliveryState.SENT, None, noon)
    again, resent = number("mail")
    store.outbox.finish(resent, DeliveryState.SENT, None, noon)
    save(replace(issue("更正"), ordered=frozenset({"mail"}), amendments=1))
    store.outbox.follow_up(noon)
    assert (first, second, again, number("mail")[0]) == (1, 2, 1, 3)
    assert number("site")[0] == 1


def test_what_is_held_back_has_no_number_and_waits_for_the_operator(store, save, issue, noon):
    save(issue(channels={"mail": False}))
    (delivery,) = store.outbox.due(noon, ALL)
    held = store.outbox.hold(delivery, "too old", noon)
    assert (held.state, held.error, held.number, held.attempts) == (DeliveryState.ABANDONED, "too old", None, 0)
    assert store.outbox.hold(delivery, "too old", noon) is None
    (again,) = store.outbox.resend(Selection(channel="mail"), noon)
    assert again.released
    assert not delivery.released


def test_a_revision_without_a_new_amendment_is_ordered_for_nobody(store, save, issue, noon):
    save(replace(issue(), amendments=1))
    send(store, "mail", noon)
    save(replace(issue("更正"), ordered=frozenset({"mail"}), amendments=1))
    assert store.outbox.follow_up(noon) == []
    save(replace(issue("再更正"), ordered=frozenset({"mail"}), amendments=2))
    assert [delivery.revision for delivery in store.outbox.follow_up(noon)] == [3]

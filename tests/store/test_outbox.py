"""The deliveries: queued with the digest, taken once, never doubled."""

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
    """Build what is published; `words` tells one edition's bytes from another's."""

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
    return {(one.channel, one.revision): one.state.value for one in store.outbox.find(ALL, list(DeliveryState))}


def take(store, channel, at, claim="me"):
    (delivery,) = [one for one in store.outbox.due(at, ALL) if one.channel == channel]
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


def test_what_is_sent_are_the_documents_as_they_were_saved(store, save, issue, noon):
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


def test_a_correction_goes_to_repeatable_channels_alone(store, save, issue, noon):
    save(issue())
    send(store, "site", noon)
    send(store, "mail", noon)
    save(issue("更正", {**CHANNELS, "hook": True, "chat": False}))
    assert states(store) == {("site", 2): "queued", ("mail", 1): "sent", ("hook", 2): "queued"}
    assert store.outbox.publication(take(store, "site", noon)).documents["digest.txt"].decode() == "更正"


def test_a_correction_takes_the_place_of_what_was_not_sent_yet(store, save, issue, noon):
    save(issue())
    save(issue("更正"))
    assert states(store) == {("site", 2): "queued", ("mail", 2): "queued"}


def test_a_correction_leaves_a_mail_alone_of_which_a_part_arrived(store, save, issue, noon):
    save(issue())
    taken = take(store, "mail", noon)
    store.outbox.arrived(taken, ["a@desk.example"])
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


def test_back_to_the_first_bytes_is_a_revision_of_its_own_with_its_own_id(store, save, issue, noon):
    ids = []
    for words in ("晚间资讯", "更正", "晚间资讯"):
        save(issue(words, {"hook": True}))
        taken = take(store, "hook", noon)
        ids.append(store.outbox.publication(taken).delivery_id("hook"))
        assert store.outbox.publication(taken).delivery_id("other") != ids[-1]
        store.outbox.finish(taken, DeliveryState.SENT, None, noon)
    assert len(set(ids)) == 3


def test_languages_and_editions_are_delivered_apart(store, save, issue):
    save(issue())
    save(issue(), language="en")
    save(issue(), key="2026-11-21-morning")
    assert len(store.outbox.find(ALL, [DeliveryState.QUEUED])) == 6


def test_two_processes_claim_each_delivery_once(store, store_url, save, issue, start_python):
    save(issue(channels={f"channel-{number}": False for number in range(20)}))
    processes = [start_python(CLAIMS, store_url, name) for name in ("a", "b")]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    claimed = [line for process in processes for line in process.communicate()[0].split()]
    assert sorted(claimed) == sorted(f"channel-{number}" for number in range(20))


def test_what_a_dead_process_was_sending_is_queued_or_unsure(store, save, issue, noon):
    save(issue())
    take(store, "site", noon)
    take(store, "mail", noon)
    assert {one.channel: one.state.value for one in store.outbox.recover(noon)} == {"site": "queued", "mail": "unsure"}
    assert states(store) == {("site", 1): "queued", ("mail", 1): "unsure"}
    assert [one.channel for one in store.outbox.due(noon + timedelta(days=9), ALL)] == ["site"]


def test_a_sender_that_was_only_thought_dead_may_still_say_sent(store, save, issue, noon):
    save(issue())
    taken = take(store, "mail", noon)
    store.outbox.recover(noon)
    assert store.outbox.finish(taken, DeliveryState.SENT, None, noon)
    assert states(store)[("mail", 1)] == "sent"


def test_a_failed_delivery_is_due_when_its_time_has_come(store, save, issue, noon):
    save(issue(channels={"site": True}))
    later = noon + timedelta(minutes=1)
    store.outbox.finish(take(store, "site", noon), DeliveryState.FAILED, "disk full", noon, later)
    assert store.outbox.due(later - timedelta(seconds=1), ALL) == []
    (found,) = store.outbox.due(later, ALL)
    assert (found.attempts, found.error) == (1, "disk full")


@pytest.fixture
def stuck(store, save, issue, noon):
    """Deliveries in every state but `sending`, each channel named after its own."""
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
def test_again_queues_what_is_stuck_and_what_is_named_exactly(stuck, noon, selection, chosen):
    found = stuck.outbox.resend(selection, noon)
    assert [one.channel for one in found] == chosen
    assert all((one.state, one.attempts, one.error) == (DeliveryState.QUEUED, 0, None) for one in found)


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        (ALL, ["given-up", "unsure"]),
        (Selection(channel="queued"), ["queued"]),
        (Selection(channel="failed"), ["failed"]),
    ],
)
def test_done_closes_what_is_stuck_and_what_waits_for_a_named_channel(stuck, noon, selection, chosen):
    assert [one.channel for one in stuck.outbox.settle(selection, noon)] == chosen
    assert not {one.channel for one in stuck.outbox.due(noon, ALL)} & {*chosen}


def test_a_sent_mail_sent_again_is_whole_and_the_newest(store, save, issue, noon):
    save(issue())
    taken = take(store, "mail", noon)
    store.outbox.arrived(taken, ["a@desk.example"])
    store.outbox.finish(taken, DeliveryState.SENT, None, noon)
    save(issue("更正"))
    (again,) = store.outbox.resend(Selection(channel="mail", edition="evening", day=date(2026, 11, 20)), noon)
    assert (again.revision, again.done) == (2, ())


def test_an_unsure_one_sent_again_goes_on_with_the_revision_it_began_with(store, save, issue, noon):
    save(issue(channels={"begun": False, "whole": False}))
    begun, whole = take(store, "begun", noon), take(store, "whole", noon)
    store.outbox.arrived(begun, ["1/3"])
    store.outbox.finish(begun, DeliveryState.UNSURE, "who knows", noon)
    store.outbox.finish(whole, DeliveryState.UNSURE, "who knows", noon)
    save(issue("更正", {"begun": False, "whole": False}))
    found = {one.channel: (one.revision, one.done) for one in store.outbox.resend(ALL, noon)}
    assert found == {"begun": (1, ("1/3",)), "whole": (2, ())}


def test_names_of_editions_are_not_mistaken_for_their_ends(store, save, issue):
    save(issue(), key="2026-11-20-late-evening")
    assert store.outbox.find(Selection(edition="evening"), list(DeliveryState)) == []
    assert len(store.outbox.find(Selection(edition="late-evening"), list(DeliveryState))) == 2


def test_a_list_is_newest_first_and_bounded(store, save, issue):
    for day in (19, 21, 20):
        save(issue(), key=f"2026-11-{day}-evening")
    found = store.outbox.find(ALL, [DeliveryState.QUEUED], limit=3)
    assert [one.edition[8:10] for one in found] == ["21", "21", "20"]


def test_publishing_has_a_lock_of_its_own(store, store_url):
    other = open_store(store_url)
    with store.lock(), store.lock("publish"):
        with pytest.raises(AlreadyRunning, match="another process is publishing"), other.lock("publish"):
            pass
        with pytest.raises(AlreadyRunning, match="another run holds the lock"), other.lock():
            pass
    other.close()

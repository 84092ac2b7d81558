"""The webhook, against a real HTTP server that checks, fails, hangs and hangs up."""

import hashlib
import hmac
import json
import runpy
import socket
import subprocess
import sys
import time

import pytest

from aggregator.models.delivery import DeliveryState
from aggregator.publish.plans import WebhookPlan
from aggregator.publish.webhook import WebhookSender
from tests.bombs import BOMB, MAX_MEMORY, PACKED, memory_below
from tests.publish.editions import ROOT, SECRET, make_digest
from tests.waiting import wait_until


def send(receiver, publication, **changes):
    table = {
        "id": "cms",
        "kind": "webhook",
        "url": receiver.url,
        "secret_env": "X",
        "allow_loopback": True,
        "timeout": 5,
    }
    return WebhookSender(WebhookPlan.model_validate({**table, **changes}), SECRET).send(publication, (), print)


EXAMPLE = ROOT / "docs" / "examples" / "receive_webhook.py"


def documented_check():
    """Return the check of the example for receivers."""
    return runpy.run_path(str(EXAMPLE))["is_ours"]


def test_the_example_takes_an_edition_once_and_refuses_strangers(publication):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", EXAMPLE, str(port)]
    process = subprocess.Popen(command, env={"HOOK_SECRET": SECRET}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    table = {"kind": "webhook", "id": "hook", "url": f"http://127.0.0.1:{port}/", "secret_env": "HOOK_SECRET"}
    plan = WebhookPlan.model_validate({**table, "allow_loopback": True})
    try:
        published = publication()
        sender = WebhookSender(plan, SECRET)
        wait_until(lambda: sender.send(published, (), print).state is DeliveryState.SENT)
        assert sender.send(published, (), print).state is DeliveryState.SENT
        stranger = WebhookSender(plan, "another").send(published, (), print)
        assert stranger.state is DeliveryState.ABANDONED
    finally:
        process.terminate()
    shown = process.communicate()[0].decode()
    assert shown.count(f"newsdesk-digest {published.edition}") == 1


def test_the_body_is_the_editions_json_with_its_names_in_the_headers(receiver, publication):
    published = publication()
    assert send(receiver, published).state is DeliveryState.SENT
    (post,) = receiver.posts
    assert post.body == published.documents["digest.json"]
    assert json.loads(post.body)["edition"]["key"] == post.headers["x-edition"] == "2026-11-20-evening"
    assert (post.headers["x-language"], post.headers["x-revision"]) == ("zh", "1")
    assert post.headers["content-type"] == "application/json"
    assert post.headers["idempotency-key"] == published.delivery_id("cms")


def test_the_signature_is_an_hmac_over_timestamp_and_body(receiver, publication):
    send(receiver, publication())
    (post,) = receiver.posts
    timestamp = post.headers["x-timestamp"]
    assert abs(int(timestamp) - time.time()) < 60
    proof = hmac.new(SECRET.encode(), timestamp.encode() + b"." + post.body, hashlib.sha256).hexdigest()
    assert post.headers["x-signature"] == f"sha256={proof}"


def test_the_check_in_the_docs_accepts_ours_and_refuses_others(receiver, publication):
    send(receiver, publication())
    (post,) = receiver.posts
    is_ours = documented_check()
    stamp, signature = post.headers["x-timestamp"], post.headers["x-signature"]
    assert is_ours(SECRET, stamp, signature, post.body)
    assert not is_ours(SECRET, stamp, signature, post.body + b" ")
    assert not is_ours("another", stamp, signature, post.body)
    assert not is_ours(SECRET, str(int(stamp) - 1000), signature, post.body)
    old = str(int(time.time()) - 1000)
    proof = hmac.new(SECRET.encode(), old.encode() + b"." + post.body, hashlib.sha256).hexdigest()
    assert not is_ours(SECRET, old, f"sha256={proof}", post.body)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (204, DeliveryState.SENT),
        (500, DeliveryState.FAILED),
        (503, DeliveryState.FAILED),
        (408, DeliveryState.FAILED),
        (429, DeliveryState.FAILED),
        (400, DeliveryState.ABANDONED),
        (410, DeliveryState.ABANDONED),
        ("close", DeliveryState.FAILED),
        ("cut", DeliveryState.FAILED),
        ("hang", DeliveryState.FAILED),
        ((200, {"Content-Length": "10000"}), DeliveryState.SENT),
    ],
)
def test_what_an_answer_means(receiver, publication, answer, state):
    receiver.answers = [answer]
    outcome = send(receiver, publication(), timeout=0.5)
    assert outcome.state is state, outcome
    assert len(receiver.posts) == 1
    if isinstance(answer, int) and state is not DeliveryState.SENT:
        assert str(answer) in outcome.reason


@pytest.mark.parametrize("encoding", PACKED)
def test_a_packed_bomb_in_an_answer_is_not_unpacked(receiver, publication, encoding):
    receiver.answers = [(200, {"Content-Encoding": encoding}, PACKED[encoding](BOMB))]
    with memory_below(MAX_MEMORY):
        assert send(receiver, publication()).state is DeliveryState.SENT


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver, publication, status):
    receiver.answers = [(status, {"Location": receiver.url.replace("127.0.0.1", "localhost")})]
    outcome = send(receiver, publication())
    assert outcome.state is DeliveryState.ABANDONED
    assert "redirect" in outcome.reason
    assert len(receiver.posts) == 1


def test_an_unreachable_server_is_retried_and_its_path_not_shown(receiver, publication):
    outcome = send(receiver, publication(), url="http://127.0.0.1:1/hook-token")
    assert outcome.state is DeliveryState.FAILED
    assert "127.0.0.1" in outcome.reason
    assert "hook-token" not in outcome.reason


def test_the_receiver_may_ask_for_a_pause(receiver, publication):
    receiver.answers = [(429, {"Retry-After": "120"})]
    assert send(receiver, publication()).after == 120


def test_each_revision_keeps_its_own_id(receiver, publication):
    for revision in (1, 1, 2):
        send(receiver, publication(make_digest(), revision))
    first, again, corrected = (post.headers["idempotency-key"] for post in receiver.posts)
    assert first == again != corrected


def test_a_name_of_an_inner_address_gets_nothing(receiver, publication, monkeypatch):
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: resolve("127.0.0.1", *rest, **more))
    outcome = send(receiver, publication(), url=f"https://cms.example:{receiver.port}/hook", allow_loopback=False)
    assert outcome.state is DeliveryState.FAILED
    assert "cms.example is at 127.0.0.1, which is not a public address" in outcome.reason


def test_loopback_is_allowed_by_the_channel_alone(receiver, publication, monkeypatch):
    monkeypatch.delenv("AGGREGATOR_ALLOW_HOSTS")
    assert send(receiver, publication()).state is DeliveryState.SENT

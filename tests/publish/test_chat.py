"""Chat groups: Apprise posts to a real HTTP server, which sees what a group would get."""

import html
import importlib
import json
import re

import pytest

from aggregator.models.delivery import DeliveryState
from aggregator.publish.chat import chat_sender
from aggregator.publish.plans import ChatPlan
from aggregator.publish.sender import Secrets
from tests.publish.editions import make_digest

LIMIT = 700


def group(receiver, path=""):
    return f"json://127.0.0.1:{receiver.port}/{path}"


def sender(tmp_path, *urls, **changes):
    names = [f"CHAT_{number}" for number in range(len(urls))]
    plan = ChatPlan.model_validate({"id": "chat", "kind": "chat", "urls_env": names, "max_bytes": LIMIT, **changes})
    return chat_sender(plan, Secrets(tmp_path / "channels.toml", "channels[0]", dict(zip(names, urls, strict=True))))


def messages(receiver):
    return [json.loads(post.body)["message"] for post in receiver.posts]


def test_messages_keep_to_the_limit_end_at_entries_and_lose_nothing(tmp_path, receiver, publication):
    published = publication(make_digest(entries=30))
    arrived = []
    outcome = sender(tmp_path, group(receiver)).send(published, (), arrived.append)
    assert outcome.state is DeliveryState.SENT
    found = messages(receiver)
    assert len(found) == len(arrived) > 5
    assert all(len(message.encode()) <= LIMIT for message in found)
    assert [message.splitlines()[0] for message in found] == [
        f"({number}/{len(found)})" for number in range(1, len(found) + 1)
    ]
    assert all(message.endswith(("（北岸新闻）", "。")) for message in found)
    joined = "".join("\n".join(message.splitlines()[1:]) + "\n" for message in found)
    assert joined == published.documents["digest.txt"].decode()


def test_without_a_limit_the_services_limit_counts(tmp_path, receiver, publication):
    published = publication(make_digest(entries=300))
    sender(tmp_path, group(receiver), max_bytes=None).send(published, (), print)
    sizes = [len(message.encode()) for message in messages(receiver)]
    assert len(sizes) > 1
    assert 16_000 < max(sizes) <= 32_768  # what Apprise states for json://


def test_a_refused_message_is_resent_from_there(tmp_path, receiver, publication):
    receiver.answers = [200, 429]
    arrived = []
    chat = sender(tmp_path, group(receiver))
    published = publication(make_digest(entries=8))
    outcome = chat.send(published, (), arrived.append)
    assert (outcome.state, len(arrived)) == (DeliveryState.FAILED, 1)
    assert "CHAT_0: the service answered 429" in outcome.reason
    assert chat.send(published, tuple(arrived), arrived.append).state is DeliveryState.SENT
    found = messages(receiver)
    assert found[1] == found[2]
    assert len({*found}) == len(found) - 1 == len(arrived)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (400, DeliveryState.FAILED),
        (503, DeliveryState.FAILED),
        (500, DeliveryState.UNSURE),
        (504, DeliveryState.UNSURE),
        ("close", DeliveryState.UNSURE),
        ("hang", DeliveryState.UNSURE),
    ],
)
def test_what_may_have_been_posted_is_unsure(tmp_path, receiver, publication, answer, state):
    receiver.answers = [answer]
    outcome = sender(tmp_path, f"{group(receiver)}?rto=0.5").send(publication(), (), print)
    assert outcome.state is state, outcome


def test_an_unreachable_service_is_retried(tmp_path, publication):
    outcome = sender(tmp_path, "json://127.0.0.1:1/token-of-the-group").send(publication(), (), print)
    assert outcome.state is DeliveryState.FAILED
    assert "cannot be reached" in outcome.reason
    assert "token-of-the-group" not in outcome.reason


def test_a_group_that_fails_does_not_stop_the_others_and_alone_is_retried(tmp_path, receiver, publication):
    chat = sender(tmp_path, group(receiver, "one"), group(receiver, "two"), max_bytes=20_000)
    receiver.answers = [429]
    arrived = []
    assert chat.send(publication(), (), arrived.append).state is DeliveryState.FAILED
    assert chat.send(publication(), tuple(arrived), arrived.append).state is DeliveryState.SENT
    assert [post.path for post in receiver.posts] == ["/one", "/two", "/one"]


def test_the_store_contains_no_url_of_a_group(tmp_path, receiver, publication):
    arrived = []
    sender(tmp_path, group(receiver, "token-of-the-group"), max_bytes=20_000).send(publication(), (), arrived.append)
    assert len(arrived) == 1
    assert "token" not in arrived[0]
    assert "127.0.0.1" not in arrived[0]


def at(receiver, monkeypatch, plugin, path):
    """Let a service's plugin post to the receiver instead of the service."""
    place = "notify_url" if hasattr(plugin, "notify_url") else "webhook_url"
    monkeypatch.setattr(plugin, place, f"http://127.0.0.1:{receiver.port}/{path}")
    monkeypatch.setattr(plugin, "request_rate_per_sec", 0)


def test_a_service_of_markup_loses_nothing_between_angle_brackets(tmp_path, receiver, publication, monkeypatch):
    from apprise.plugins.telegram import NotifyTelegram

    at(receiver, monkeypatch, NotifyTelegram, "bot")
    digest = make_digest(entries=2, words="修改<南湖条例>的决定，R&D支出a < b，<b>不是粗体</b>，&lt;原样。")
    published = publication(digest)
    url = "tgram://123456789:abcdefghijklmnopqrstuvwxyzabcdefghi/12345"
    assert sender(tmp_path, url, max_bytes=4096).send(published, (), print).state is DeliveryState.SENT
    (post,) = [json.loads(post.body) for post in receiver.posts if b'"text"' in post.body]
    assert post["parse_mode"] == "HTML"
    shown = html.unescape(re.sub(r"</?[a-z]+>", "", post["text"]))
    assert shown.split() == published.documents["digest.txt"].decode().split()


@pytest.mark.parametrize("name", ["feishu", "dingtalk"])
def test_a_service_that_limits_the_request_gets_none_above_20_kilobytes(
    tmp_path, receiver, publication, monkeypatch, name
):
    plugin = importlib.import_module(f"apprise.plugins.{name}")
    at(receiver, monkeypatch, getattr(plugin, {"feishu": "NotifyFeishu", "dingtalk": "NotifyDingTalk"}[name]), name)
    published = publication(make_digest(entries=120, words="云杉“商城”"))
    outcome = sender(tmp_path, f"{name}://abcdefabcdef", max_bytes=None).send(published, (), print)
    assert outcome.state is DeliveryState.SENT
    sizes = [len(post.body) for post in receiver.posts]
    assert len(sizes) > 1
    assert max(sizes) <= 20_000


MENTIONS = "@all@所有人 @everyone，<!channel> <@U1> <at user_id=all>全</at> 联系desk@news.example"
GROUPS = {
    "feishu": ("NotifyFeishu", "feishu://abcdefabcdef"),
    "dingtalk": ("NotifyDingTalk", "dingtalk://abcdefabcdef"),
    "wecombot": ("NotifyWeComBot", "wecombot://abcdefabcdef"),
    "slack": ("NotifySlack", "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"),
    "discord": ("NotifyDiscord", f"discord://{'1' * 24}/{'a' * 64}/"),
}


@pytest.mark.parametrize("name", GROUPS)
def test_a_title_mentions_nobody_in_any_group(tmp_path, receiver, publication, monkeypatch, name):
    plugin, url = GROUPS[name]
    at(receiver, monkeypatch, getattr(importlib.import_module(f"apprise.plugins.{name}"), plugin), name)
    published = publication(make_digest(entries=2, words=MENTIONS))
    sender(tmp_path, url, max_bytes=4000).send(published, (), print)
    sent = "".join(html.unescape(json.dumps(json.loads(post.body), ensure_ascii=False)) for post in receiver.posts)
    assert "desk@news.example" in sent
    assert re.findall(r"@(?:all|所有人|everyone)|<[!@]|</?at\b", sent) == []

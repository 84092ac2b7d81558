"""Send the alarms to the channels that take them: one message for all that a channel does not know yet."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from email import policy
from email.message import EmailMessage
from hashlib import sha256

from aggregator.errors import in_a_line
from aggregator.files import cannot_write, replacing_below
from aggregator.formats.document import FILE
from aggregator.models import Alarm
from aggregator.models.delivery import SENT, DeliveryState, Outcome, Publication
from aggregator.operation.watch import MEMORY, unsent
from aggregator.publish.channels import Channel, Channels
from aggregator.publish.headings import TEXT
from aggregator.publish.mail import WHOLE
from aggregator.store import Store

VERSION = 1
"""Goes up when a key of the JSON is renamed, removed or means something else."""
MAX_NAMED = 3
"""Subjects of alarms that a mail's subject names."""

_log = logging.getLogger(__name__)


def send_alarms(store: Store, channels: Channels, now: datetime) -> list[str]:
    """Send each channel its message; return the failures, a line each.

    What a channel took is written at once. A process that dies in between, or an answer that does not arrive, makes
    a channel get a message twice: an alarm that is lost would be worse.
    """
    return [*_sent(store, channels, now)]


def _sent(store: Store, channels: Channels, now: datetime) -> Iterator[str]:
    for name, channel in channels.by_id.items():
        waiting = unsent(store.alarms.recent(now - MEMORY), name) if channel.plan.alarms else []
        if not waiting:
            continue
        outcome = _send(channel, message(waiting, now))
        if outcome.state is DeliveryState.SENT:
            store.alarms.save([_known(alarm, name) for alarm in waiting])
        else:
            yield f"{name}: {len(waiting)} alarms not sent: {outcome.reason}"


def _send(channel: Channel, publication: Publication) -> Outcome:
    try:
        return channel.sender.send(publication, (), lambda part: None)
    except Exception as error:  # noqa: BLE001 - Apprise plugins, mail parsers: anything may fail
        _log.exception("alarms to %s", channel.plan.id)
        return Outcome(DeliveryState.FAILED, f"program error: {in_a_line(error)}")


def try_channel(channel: Channel, now: datetime) -> Outcome:
    """Send a test message; of a folder or a site, see that files can be written there."""
    path = getattr(channel.sender, "path", None)
    if path is None:
        return _send(channel, _test(now))
    try:
        with replacing_below(path):
            return SENT
    except OSError as error:
        return Outcome(DeliveryState.FAILED, str(cannot_write(path, error)))


def _test(now: datetime) -> Publication:
    text = "A test of this channel: nothing to do.\n"
    mail = EmailMessage(policy=policy.SMTP)
    mail["Subject"] = "Test"
    mail.set_content(text, cte="base64")
    body = json.dumps({"format": "newsdesk-test", "version": VERSION, "at": now.isoformat(timespec="seconds")}).encode()
    return Publication(
        edition=f"test-{now:%Y%m%dT%H%M%SZ}",
        language="en",
        revision=1,
        fingerprint=sha256(body).hexdigest(),
        documents={TEXT: text.encode(), WHOLE: mail.as_bytes(), FILE: body},
    )


def _known(alarm: Alarm, channel: str) -> Alarm:
    if alarm.over is None:
        return replace(alarm, sent=(*alarm.sent, channel))
    return replace(alarm, end_sent=(*alarm.end_sent, channel))


def message(alarms: Sequence[Alarm], now: datetime) -> Publication:
    """Return the alarms as the documents that the senders read: text, mail and JSON."""
    text = "\n".join(map(_line, alarms)) + "\n"
    mail = EmailMessage(policy=policy.SMTP)
    mail["Subject"] = _subject(alarms)
    mail.set_content(text, cte="base64")
    document = {"format": "newsdesk-alarms", "version": VERSION, "alarms": [*map(_facts, alarms)]}
    body = json.dumps(document, ensure_ascii=False).encode()
    return Publication(
        edition=f"alarms-{now:%Y%m%dT%H%M%SZ}",
        language="en",
        revision=1,
        fingerprint=sha256(body).hexdigest(),
        documents={TEXT: f"{_subject(alarms)}\n{text}".encode(), WHOLE: mail.as_bytes(), FILE: body},
    )


def _subject(alarms: Sequence[Alarm]) -> str:
    over = sum(alarm.over is not None for alarm in alarms)
    counts = (f"{number} {word}" for number, word in ((len(alarms) - over, "begun"), (over, "over")) if number)
    subjects = [*dict.fromkeys(alarm.subject or alarm.kind for alarm in alarms)]
    more = ", …" if len(subjects) > MAX_NAMED else ""
    return f"Alarms: {', '.join(counts)} ({', '.join(subjects[:MAX_NAMED])}{more})"


def _line(alarm: Alarm) -> str:
    if alarm.over is None:
        return f"! {alarm.line} (since {alarm.since:%Y-%m-%d %H:%M} UTC)"
    return f"- {alarm.end}: {alarm.line} ({alarm.since:%Y-%m-%d %H:%M} to {alarm.over:%Y-%m-%d %H:%M} UTC)"


def _facts(alarm: Alarm) -> dict[str, str | None]:
    return {
        "key": alarm.key,
        "kind": alarm.kind,
        "subject": alarm.subject,
        "text": alarm.text,
        "since": alarm.since.isoformat(timespec="seconds"),
        "over": alarm.over.isoformat(timespec="seconds") if alarm.over else None,
        "end": alarm.end,
    }

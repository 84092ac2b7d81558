"""Chat groups, through Apprise (the extra `chat`): the text in messages of the service's maximum size."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from typing import Any

from aggregator.errors import Unreadable
from aggregator.formats.document import FILE, read_document
from aggregator.formats.notice import render as render_notice
from aggregator.models.delivery import SENT, DeliveryState, Outcome, Publication
from aggregator.publish.headings import TEXT, document
from aggregator.publish.parts import Size, numbered_parts, utf8_size
from aggregator.publish.plans import ChatPlan
from aggregator.publish.sender import Note, Secrets

# Apprise answers True or False; only its log says what happened, in the same words for all services.
_ANSWERED = re.compile(r"\berror=(\d{3})\b")
_NEVER_CONNECTED = re.compile(
    r"NewConnectionError|ConnectTimeout|NameResolutionError|Failed to establish a new connection|CERTIFICATE_VERIFY"
)
_UNKNOWN = frozenset({500, 502, 504})
"""From a gateway, or a service that failed half-way: the message may have been posted."""
_LIMITS_THE_REQUEST = frozenset({"dingtalk", "feishu", "lark"})
"""Services whose limit, 20 kB, is that of the request: JSON, in which a Chinese character may take six bytes.

The others count the text, in characters or in bytes of UTF-8.
"""
_ENVELOPE = 200
"""Bytes of a request beside its text."""


@dataclass(frozen=True, slots=True)
class Group:
    """A chat group."""

    variable: str
    """Name of the environment variable with its URL."""
    id: str
    """Its id in the store: a digest of its URL."""
    max_bytes: int
    """Of a message, as `size` counts them."""
    size: Size
    service: Any = field(repr=False)
    """Apprise's plugin, which is not typed."""


@dataclass(frozen=True, slots=True)
class ChatSender:
    """Posts to groups, part by part. A repeated message would be a duplicate, so an uncertain outcome is `unsure`."""

    groups: tuple[Group, ...]
    numbered: bool = False
    repeatable = False

    @property
    def target(self) -> str:
        """Names of the groups' variables."""
        return ", ".join(group.variable for group in self.groups)

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Post the parts that have not arrived yet; one group's failure does not stop the others."""
        try:
            text = self._text(publication)
        except Unreadable as error:
            return Outcome(DeliveryState.ABANDONED, str(error))
        failures = [*filter(None, (self._post(group, text, done, note) for group in self.groups))]
        if not failures:
            return SENT
        worst = max(failures, key=lambda failure: failure.state is DeliveryState.UNSURE)
        return Outcome(worst.state, "; ".join(failure.reason or "" for failure in failures))

    def _text(self, publication: Publication) -> str:
        """Return the edition, or to a group that has it only what was changed since."""
        notice = ""
        if publication.known is not None:
            notice = render_notice(read_document(document(publication, FILE)), publication.known)
        text = notice or document(publication, TEXT).decode("utf-8")
        return f"{text}#{publication.number}\n" if self.numbered and publication.number else text

    def _post(self, group: Group, text: str, done: Sequence[str], note: Note) -> Outcome | None:
        """Post to one group until a part fails; return the failure."""
        parts = numbered_parts(text, group.max_bytes, group.size)
        for number, part in enumerate(parts, 1):
            step = f"{group.id}:{number}/{len(parts)}"
            if step in done:
                continue
            failure = _post(group, part)
            if failure is not None:
                return failure
            note(step)
        return None


def chat_sender(plan: ChatPlan, secrets: Secrets) -> ChatSender:
    """Return the sender; raise `SeedError` if Apprise is missing, or does not know a URL."""
    try:
        import apprise
    except ImportError as error:
        raise secrets.wrong("kind", "chat needs apprise; pip install apprise") from error
    logging.getLogger("apprise").propagate = False  # its records contain the URLs
    groups = []
    for variable in plan.urls_env:
        url = secrets.get("urls_env", variable)
        service: Any = apprise.Apprise.instantiate(url)
        if service is None or len(service) != 1:
            reason = "is not a URL that Apprise knows" if service is None else "has several groups: give each its own"
            raise secrets.wrong("urls_env", f"{variable} {reason}")
        groups.append(_group(variable, url, plan.max_bytes, service))
    return ChatSender(tuple(groups), plan.numbered)


def _group(variable: str, url: str, max_bytes: int | None, service: Any) -> Group:
    id_ = sha256(url.encode()).hexdigest()[:12]
    if max_bytes is None and not _LIMITS_THE_REQUEST.isdisjoint(_all(service.secure_protocol)):
        return Group(variable, id_, service.body_maxlen - _ENVELOPE, json_size, service)
    return Group(variable, id_, max_bytes or service.body_maxlen, utf8_size, service)


def json_size(text: str) -> int:
    """Return the size of a text in JSON of ASCII alone, in bytes, without its quotation marks."""
    return len(json.dumps(text)) - 2


def _all(one_or_more: Any) -> tuple[str, ...]:
    """Return what Apprise states as a value or as a tuple of values."""
    return one_or_more if isinstance(one_or_more, tuple) else (one_or_more,)


def _body(service: Any, part: str) -> tuple[str, str]:
    """Return a message and its format: plain text, or HTML if the service takes markup only.

    Apprise's own change of text into HTML leaves out what is between angle brackets if it finds a tag anywhere.
    """
    import apprise

    formats: Any = apprise.NotifyFormat
    known = _all(service.notify_format)
    if formats.TEXT in known or formats.HTML not in known:
        return part, formats.TEXT
    return escape(part, quote=False).replace("\n", "<br/>"), formats.HTML


def _post(group: Group, part: str) -> Outcome | None:
    """Post one message; return the failure, or None if the service took it."""
    import apprise

    capture: Any = apprise.LogCapture
    body, body_format = _body(group.service, part)
    with capture(level=logging.DEBUG, fmt="%(message)s") as stream:
        taken = group.service.notify(body=body, title="", body_format=body_format)
        log = stream.getvalue()
    return None if taken else _judge(group, log)


def _judge(group: Group, log: str) -> Outcome:
    """Decide from Apprise's log whether a failed message may have been posted all the same.

    The log is not shown: it may contain the URL.
    """
    codes = [*map(int, _ANSWERED.findall(log))]
    if codes and not _UNKNOWN.intersection(codes):
        return Outcome(DeliveryState.FAILED, f"{group.variable}: the service answered {codes[-1]}")
    if not codes and _NEVER_CONNECTED.search(log):
        return Outcome(DeliveryState.FAILED, f"{group.variable}: the service cannot be reached")
    answer = f"answered {codes[-1]}" if codes else "gave no clear answer"
    return Outcome(DeliveryState.UNSURE, f"{group.variable}: the service {answer}; the message may have been posted")

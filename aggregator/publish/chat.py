"""Chat groups, through Apprise (the extra `chat`): the text in messages of the service's maximum size."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aggregator.errors import Unreadable
from aggregator.models.delivery import SENT, DeliveryState, Outcome, Publication
from aggregator.publish.headings import TEXT, document
from aggregator.publish.parts import numbered_parts
from aggregator.publish.plans import ChatPlan
from aggregator.publish.sender import Note, Secrets

# Apprise answers True or False; only its log says what happened, in the same words for all services.
_ANSWERED = re.compile(r"\berror=(\d{3})\b")
_NEVER_CONNECTED = re.compile(
    r"NewConnectionError|ConnectTimeout|NameResolutionError|Failed to establish a new connection|CERTIFICATE_VERIFY"
)
_UNKNOWN = frozenset({500, 502, 504})
"""From a gateway, or a service that failed half-way: the message may have been posted."""


@dataclass(frozen=True, slots=True)
class Group:
    """A chat group."""

    variable: str
    """Name of the environment variable with its URL."""
    id: str
    """Its id in the store: a digest of its URL."""
    max_bytes: int
    """Of a message."""
    service: Any = field(repr=False)
    """Apprise's plugin, which is not typed."""


@dataclass(frozen=True, slots=True)
class ChatSender:
    """Posts to groups, part by part. A repeated message would be a duplicate, so an uncertain outcome is `unsure`."""

    groups: tuple[Group, ...]
    repeatable = False

    @property
    def target(self) -> str:
        """Names of the groups' variables."""
        return ", ".join(group.variable for group in self.groups)

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Post the parts that have not arrived yet; one group's failure does not stop the others."""
        try:
            text = document(publication, TEXT).decode("utf-8")
        except Unreadable as error:
            return Outcome(DeliveryState.ABANDONED, str(error))
        failures = [*filter(None, (self._post(group, text, done, note) for group in self.groups))]
        if not failures:
            return SENT
        worst = max(failures, key=lambda failure: failure.state is DeliveryState.UNSURE)
        return Outcome(worst.state, "; ".join(failure.reason or "" for failure in failures))

    def _post(self, group: Group, text: str, done: Sequence[str], note: Note) -> Outcome | None:
        """Post to one group until a part fails; return the failure."""
        parts = numbered_parts(text, group.max_bytes)
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
        raise secrets.wrong("kind", "chat needs apprise; install the extra `chat`") from error
    groups = []
    for variable in plan.urls_env:
        url = secrets.get("urls_env", variable)
        service: Any = apprise.Apprise.instantiate(url)
        if service is None or len(service) != 1:
            reason = "is not a URL that Apprise knows" if service is None else "has several groups: give each its own"
            raise secrets.wrong("urls_env", f"{variable} {reason}")
        id_ = sha256(url.encode()).hexdigest()[:12]
        groups.append(Group(variable, id_, plan.max_bytes or service.body_maxlen, service))
    return ChatSender(tuple(groups))


def _post(group: Group, part: str) -> Outcome | None:
    """Post one message; return the failure, or None if the service took it."""
    import apprise

    capture: Any = apprise.LogCapture
    with capture(level=logging.DEBUG, fmt="%(message)s") as stream:
        taken = group.service.notify(body=part, title="", body_format=apprise.NotifyFormat.TEXT)
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

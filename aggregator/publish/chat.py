"""Chat groups, through Apprise (the extra `chat`): the text in messages, each as long as the service takes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aggregator.errors import Unreadable
from aggregator.models.delivery import SENT, DeliveryState, Outcome, Publication
from aggregator.publish.headings import TEXT, document
from aggregator.publish.parts import numbered_parts
from aggregator.publish.plans import ChatPlan
from aggregator.publish.sender import Note, Secrets

# Apprise answers True or False; what happened stands in its log alone, in the same words for all services.
_ANSWERED = re.compile(r"\berror=(\d{3})\b")
_NEVER_CONNECTED = re.compile(
    r"NewConnectionError|ConnectTimeout|NameResolutionError|Failed to establish a new connection|CERTIFICATE_VERIFY"
)
_UNKNOWN = frozenset({500, 502, 504})
"""Answers of a gateway, or of a service that failed half-way: the message may have been posted."""


@dataclass(frozen=True, slots=True)
class Group:
    """One chat group, and the most bytes of a message there."""

    variable: str
    """Name of the environment variable with its URL."""
    number: str
    """Names it in the store: a digest of its URL."""
    most: int
    service: Any = field(repr=False)
    """Apprise's plugin; its class has no types."""


@dataclass(frozen=True, slots=True)
class ChatSender:
    """Posts to groups, part by part. A second message would be a double: what is not certain is `unsure`."""

    groups: tuple[Group, ...]
    repeatable = False

    @property
    def target(self) -> str:
        """The groups by the variables that name them."""
        return ", ".join(group.variable for group in self.groups)

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Post the parts that have not arrived yet; a group that fails does not keep the others."""
        try:
            text = document(publication, TEXT).decode("utf-8")
        except Unreadable as error:
            return Outcome(DeliveryState.GIVEN_UP, str(error))
        faults = [*filter(None, (self._post(group, text, done, note) for group in self.groups))]
        if not faults:
            return SENT
        worst = max(faults, key=lambda fault: fault.state is DeliveryState.UNSURE)
        return Outcome(worst.state, "; ".join(fault.reason or "" for fault in faults))

    def _post(self, group: Group, text: str, done: Sequence[str], note: Note) -> Outcome | None:
        """Post to one group until a part fails; return that fault."""
        parts = numbered_parts(text, group.most)
        for at, part in enumerate(parts, 1):
            step = f"{group.number}:{at}/{len(parts)}"
            if step in done:
                continue
            fault = _posted(group, part)
            if fault is not None:
                return fault
            note(step)
        return None


def chat_sender(plan: ChatPlan, secrets: Secrets) -> ChatSender:
    """Make the sender; raise `SeedError` where Apprise is missing, or does not know a URL."""
    try:
        import apprise
    except ImportError as error:
        raise secrets.wrong("kind", "chat needs apprise; install the extra `chat`") from error
    groups = []
    for variable in plan.urls_env:
        url = secrets.get("urls_env", variable)
        service: Any = apprise.Apprise.instantiate(url)
        if service is None or len(service) != 1:
            reason = "is no URL that Apprise knows" if service is None else "names several groups: give each its own"
            raise secrets.wrong("urls_env", f"{variable} {reason}")
        number = sha256(url.encode()).hexdigest()[:12]
        groups.append(Group(variable, number, plan.max_bytes or service.body_maxlen, service))
    return ChatSender(tuple(groups))


def _posted(group: Group, part: str) -> Outcome | None:
    """Post one message; return the fault, or None where the service took it."""
    import apprise

    capture: Any = apprise.LogCapture
    with capture(level=logging.DEBUG, fmt="%(message)s") as log:
        taken = group.service.notify(body=part, title="", body_format=apprise.NotifyFormat.TEXT)
        told = log.getvalue()
    return None if taken else _judge(group, told)


def _judge(group: Group, told: str) -> Outcome:
    """Tell from Apprise's log whether a message that failed can have been posted all the same.

    Its words are not shown: they may hold the URL.
    """
    codes = [*_codes(told)]
    if codes and not _UNKNOWN.intersection(codes):
        return Outcome(DeliveryState.FAILED, f"{group.variable}: the service answered {codes[-1]}")
    if not codes and _NEVER_CONNECTED.search(told):
        return Outcome(DeliveryState.FAILED, f"{group.variable}: the service cannot be reached")
    said = f"answered {codes[-1]}" if codes else "gave no certain answer"
    return Outcome(DeliveryState.UNSURE, f"{group.variable}: the service {said}; the message may have been posted")


def _codes(told: str) -> Iterator[int]:
    yield from map(int, _ANSWERED.findall(told))

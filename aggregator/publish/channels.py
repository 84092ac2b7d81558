"""What a channel is to those who deliver: a plan, and a sender that knows its secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from aggregator.errors import SeedError
from aggregator.models.delivery import Outcome, Publication
from aggregator.publish.plans import ChatPlan, FolderPlan, Plan, SitePlan, SmtpPlan, WebhookPlan, load_plans

Note = Callable[[str], None]
"""Called with each part that arrived: it is in the store when the call returns."""


class Sender(Protocol):
    """One way out of the house."""

    @property
    def repeatable(self) -> bool:
        """Whether receiving the same again changes nothing there."""
        ...

    @property
    def target(self) -> str:
        """Where it sends to, for the operator: without a secret."""
        ...

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Send what is not in `done`; return how it ended."""
        ...


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that can send."""

    plan: Plan
    sender: Sender = field(repr=False)


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels by id, and the file that names them."""

    path: Path
    by_id: Mapping[str, Channel]

    def taking(self, edition: str, language: str) -> dict[str, bool]:
        """Return the ids of those that take an edition by its name → whether they are repeatable."""
        return {
            name: channel.sender.repeatable
            for name, channel in self.by_id.items()
            if channel.plan.takes(edition, language)
        }


NO_CHANNELS = Channels(Path(), {})


def load_channels(folder: Path, environment: Mapping[str, str], file: Path | None = None) -> Channels:
    """Load `channels.toml` below `folder`, or another file, and take the secrets from `environment`.

    Raises `SeedError` naming file, key, and the variable that is missing.
    """
    path, found = load_plans(folder, file)
    channels = {}
    for index, plan in enumerate(found.channels):
        if plan.enabled:
            secrets = Secrets(path, f"channels[{index}]", environment)
            channels[plan.id] = Channel(plan, _sender(plan, secrets))
    return Channels(path, channels)


@dataclass(frozen=True, slots=True)
class Secrets:
    """The environment as a channel's table may ask it."""

    path: Path
    table: str
    environment: Mapping[str, str] = field(repr=False)

    def get(self, key: str, variable: str) -> str:
        """Return the variable that the table's `key` names; raise where it is not set, or empty."""
        value = self.environment.get(variable, "")
        if not value:
            raise self.wrong(key, f"the environment variable {variable} is not set")
        return value

    def wrong(self, key: str, reason: str) -> SeedError:
        """Return the error for a key of the table."""
        return SeedError(self.path, f"{self.table}.{key}", reason)


def _sender(plan: Plan, secrets: Secrets) -> Sender:
    """Make the sender of a kind; each is imported only where a channel is of that kind."""
    base = secrets.path.absolute().parent
    match plan:
        case FolderPlan():
            from aggregator.publish.folder import FolderSender

            return FolderSender(base / plan.path, plan.folder)
        case SitePlan():
            from aggregator.publish.site import SiteSender

            return SiteSender(base / plan.path, plan.folder, plan.title, plan.home)
        case SmtpPlan():
            from aggregator.publish.smtp import SmtpSender

            return SmtpSender(plan, secrets.get("password_env", plan.password_env) if plan.password_env else None)
        case WebhookPlan():
            from aggregator.publish.webhook import WebhookSender

            return WebhookSender(plan, secrets.get("secret_env", plan.secret_env))
        case ChatPlan():
            from aggregator.publish.chat import chat_sender

            return chat_sender(plan, secrets)
    raise secrets.wrong("kind", "no such kind")

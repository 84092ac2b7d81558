"""The channels: a plan each, and its sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aggregator.formats.latest import Missing
from aggregator.models import Edition
from aggregator.network.access import Access
from aggregator.publish.latest import file_for, say_missing
from aggregator.publish.plans import ChatPlan, FolderPlan, Plan, SitePlan, SmtpPlan, WebhookPlan, load_plans
from aggregator.publish.sender import Secrets, Sender
from aggregator.registry.files import Layers


@dataclass(frozen=True, slots=True)
class Channel:
    """A plan and its sender."""

    plan: Plan
    sender: Sender = field(repr=False)


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels by id, and the file that defines them."""

    path: Path
    by_id: Mapping[str, Channel]

    def taking(self, edition: str, language: str) -> dict[str, bool]:
        """Return the id of each channel that takes an edition, by its name → whether the channel is repeatable."""
        return {
            name: channel.sender.repeatable
            for name, channel in self.by_id.items()
            if channel.plan.takes(edition, language)
        }

    def corrected(self, mailed: bool) -> frozenset[str]:
        """Return the ids of the channels that get each correction: all but mail, and mail if that is ordered."""
        return frozenset(name for name, channel in self.by_id.items() if mailed or channel.plan.kind != "smtp")

    def say_missing(self, missing: Missing) -> None:
        """Let each folder and site that takes an edition answer that it was not made."""
        for channel in self.by_id.values():
            plan, sender = channel.plan, channel.sender
            if isinstance(plan, FolderPlan | SitePlan) and plan.takes(missing.name, missing.language):
                name = file_for(plan.folder, missing.language)
                say_missing(Path(sender.target), name, missing)

    def not_before(self, edition: Edition) -> dict[str, datetime]:
        """Return the id of each channel that holds an edition back → until when."""
        holds = ((name, channel.plan.not_before) for name, channel in self.by_id.items())
        zone = ZoneInfo(edition.zone)
        return {name: datetime.combine(edition.day, hour, zone) for name, hour in holds if hour}


NO_CHANNELS = Channels(Path(), {})


def load_channels(
    layers: Layers, environment: Mapping[str, str], file: Path | None = None, access: Access | None = None
) -> Channels:
    """Load `channels.toml` of the layers, or `file`, with the secrets from `environment`.

    Raises `SeedError` naming file and key, and the variable that is missing.
    """
    path, found = load_plans(layers, file)
    access = access or Access.of_environment()
    channels = {}
    for index, plan in enumerate(found.channels):
        if plan.enabled:
            secrets = Secrets(path, f"channels[{index}]", environment)
            channels[plan.id] = Channel(plan, _sender(plan, secrets, access))
    return Channels(path, channels)


def _sender(plan: Plan, secrets: Secrets, access: Access) -> Sender:
    """Return the sender of a plan; each kind is imported only when it is used."""
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

            return WebhookSender(plan, secrets.get("secret_env", plan.secret_env), access)
        case ChatPlan():
            from aggregator.publish.chat import chat_sender

            return chat_sender(plan, secrets)
    raise secrets.wrong("kind", "no such kind")

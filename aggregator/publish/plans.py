"""`channels.toml`: where written editions go, as data. It names secrets; their values are in the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from aggregator.errors import SeedError
from aggregator.models import Language
from aggregator.registry.files import Layers, Seed, Variable, load_optional_seed
from aggregator.registry.outlets import WebAddress
from aggregator.urls import host_of

FILE = "channels.toml"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})

_RESERVED = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "sender",
        "return-path",
        "date",
        "message-id",
        "subject",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "content-language",
        "list-id",
        "list-unsubscribe",
        "list-unsubscribe-post",
    ]
)
"""Headers that have their own keys, or that the message sets."""
_KIND = re.compile(r"^(channels\[\d+\])\.(?:folder|site|smtp|webhook|chat)\b")
_ADDRESS = re.compile(r"(?<![^@\s<>,;])[^@\s<>,;]++@[^@\s<>,;]+")


def _mailbox(value: str) -> str:
    """Accept `a@b` and `Name <a@b>`, the address in ASCII: not every server accepts others."""
    address = value[value.find("<") + 1 : -1] if value.endswith(">") else value
    if not _ADDRESS.fullmatch(address) or not address.isascii() or "\n" in value:
        raise ValueError(f"not a mail address: {value!r}")
    return value


def _template(value: str) -> str:
    try:
        value.format(title="", date="", edition="", language="", key="")
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ValueError("only {title}, {date}, {edition}, {language} and {key} are known") from error
    return value


def _folder_name(value: str) -> str:
    if not re.fullmatch(r"(?<![\w.-])[\w.-]*+\{key\}[\w.-]*", value.replace("{language}", "")) or value.startswith("."):
        raise ValueError("must be one name with {key}, and {language} if needed")
    return value


def _unsubscribe(value: str) -> str:
    if not re.fullmatch(r"\A(?:https://[^\s<>,/]|mailto:[^\s<>,@]+@)[^\s<>,]+", value) or not value.isascii():
        raise ValueError(f"not an https or mailto address: {value!r}")
    return value


def _header_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+", value) or value.lower() in _RESERVED:
        raise ValueError(f"not a header that may be added: {value!r}")
    return value


Unsubscribe = Annotated[str, AfterValidator(_unsubscribe)]
HeaderName = Annotated[str, AfterValidator(_header_name)]
HeaderText = Annotated[str, Field(pattern=r"^[ -~]+$")]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Template = Annotated[str, AfterValidator(_template)]
FolderName = Annotated[str, AfterValidator(_folder_name)]


class Plan(Seed):
    """Keys of every channel."""

    kind: str
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """Its id."""
    editions: tuple[str, ...] = ()
    """Names of the editions that it takes; empty: all."""
    languages: tuple[Language, ...] = ()
    """Languages that it takes; empty: all."""
    attempts: int = Field(default=8, ge=1, le=30)
    """Attempts before a delivery is abandoned."""
    wait: float = Field(default=60.0, gt=0)
    """Seconds before the second attempt; doubled before each further one."""
    timeout: float = Field(default=60.0, gt=0, le=600)
    """Seconds that a receiver may take to answer."""
    max_age: float | None = Field(default=None, gt=0)
    """Hours after the end of an edition's window from which it is held back, unless the channel has it."""
    numbered: bool = False
    """Whether the number of what is sent is printed: at the end of a chat, behind the subject of a mail."""
    not_before: time | None = None
    """Hour, on the edition's day in its zone, before which nothing of it is sent."""
    enabled: bool = True
    """False: nothing is sent to it."""
    alarms: bool = False
    """Whether it takes the alarms, and no edition."""

    def takes(self, edition: str, language: str) -> bool:
        """Return whether it takes an edition, by its name, in a language."""
        named = not self.editions or edition in self.editions
        return self.enabled and not self.alarms and named and (not self.languages or language in self.languages)


class FolderPlan(Plan):
    """A directory for copies of the files."""

    kind: Literal["folder"]
    path: str = Field(min_length=1)
    """Relative to `channels.toml`."""
    folder: FolderName = "{key}"
    """Name of an edition's subfolder; a channel for two languages needs `{language}` in it."""


class SitePlan(Plan):
    """A directory served as a static site."""

    kind: Literal["site"]
    path: str = Field(min_length=1)
    """The directory; relative to `channels.toml`."""
    folder: FolderName = "{key}"
    """Name of an edition's subfolder; a site in two languages needs `{language}` in it."""
    title: str = "Digests"
    """Title of the site."""
    home: WebAddress | None = None
    """Web address of the directory, for links in its feeds."""


class SmtpPlan(Plan):
    """A mail to fixed recipients."""

    kind: Literal["smtp"]
    host: str = Field(min_length=1)
    """Mail server."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """None: 587 with `starttls`, 465 with `tls`, 25 with `none`."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """Encryption of the connection."""
    user: str | None = None
    """Name for the login."""
    password_env: Variable | None = None
    """Variable with the password."""
    sender: Mailbox = Field(alias="from")
    """Sender of the mail."""
    to: tuple[Mailbox, ...] = Field(min_length=1)
    """Recipients that the mail names."""
    bcc: tuple[Mailbox, ...] = ()
    """Recipients not named in the mail."""
    subject: Template = "{title} {date}"
    """Subject; {title}, {date}, {edition}, {language} and {key} are filled in."""
    list_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
    """Name of the list for `List-Id` (RFC 2919): `evening.news.example.org`."""
    unsubscribe: tuple[Unsubscribe, ...] = ()
    """Addresses for `List-Unsubscribe`: https or mailto. With https, one click is enough (RFC 8058)."""
    headers: Mapping[HeaderName, HeaderText] = {}
    """Further headers."""
    footer: str | None = Field(default=None, min_length=1)
    """Text under the edition, an imprint say."""

    @model_validator(mode="after")
    def _login(self) -> SmtpPlan:
        if (self.user is None) != (self.password_env is None):
            raise ValueError("a login needs both `user` and `password_env`")
        if self.user and self.security == "none" and self.host not in LOOPBACK:
            raise ValueError("a password is not sent unencrypted: `security` must be starttls or tls")
        return self


class WebhookPlan(Plan):
    """A POST of the edition's JSON."""

    kind: Literal["webhook"]
    url: WebAddress
    """Address that the edition is posted to."""
    secret_env: Variable
    """Variable with the secret that signs it."""
    allow_loopback: bool = False
    """Whether `http` to this machine is allowed; other machines need `https`."""

    @model_validator(mode="after")
    def _encrypted(self) -> WebhookPlan:
        if self.url.startswith("https://") or (self.allow_loopback and host_of(self.url) in LOOPBACK):
            return self
        raise ValueError("`url` must be https; http to this machine needs `allow_loopback = true`")


class ChatPlan(Plan):
    """Messages to chat groups, through Apprise."""

    kind: Literal["chat"]
    urls_env: tuple[Variable, ...] = Field(min_length=1)
    """Variables with an Apprise URL each, of one group each."""
    max_bytes: int | None = Field(default=None, ge=100)
    """Maximum size of a message in UTF-8; None: the service's, as Apprise knows it."""


AnyPlan = Annotated[FolderPlan | SitePlan | SmtpPlan | WebhookPlan | ChatPlan, Field(discriminator="kind")]


class ChannelFile(Seed):
    """All channels; none if there is no file."""

    channels: tuple[AnyPlan, ...] = ()


def load_plans(layers: Layers, file: Path | None = None) -> tuple[Path, ChannelFile]:
    """Load `channels.toml` of the layers if it exists, or `file`; raise `SeedError` for the first error."""
    path = file or layers.highest(FILE)
    try:
        found = load_optional_seed(path, ChannelFile, file)
    except SeedError as error:
        # The kind is not a key of the file: pydantic adds it for the model that it chose.
        raise SeedError(path, _KIND.sub(r"\1", error.key), error.reason) from error
    _check(found, layers, path)
    return path, found


def _check(found: ChannelFile, layers: Layers, path: Path) -> None:
    editions = layers.named("editions")
    ids: set[str] = set()
    for index, channel in enumerate(found.channels):
        if channel.id in ids:
            raise SeedError(path, f"channels[{index}].id", f"duplicate id {channel.id!r}")
        ids.add(channel.id)
        if channel.alarms and channel.kind in {"folder", "site"}:
            raise SeedError(path, f"channels[{index}].alarms", f"a {channel.kind} takes editions only")
        unknown = [name for name in channel.editions if name not in editions]
        if unknown:
            known = ", ".join(sorted(editions)) or "none"
            raise SeedError(path, f"channels[{index}].editions", f"unknown edition {unknown[0]!r}; known: {known}")

"""How the network is used: under which name, and which hosts beside public ones."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address

from aggregator import PRODUCT
from aggregator.errors import UsageError
from aggregator.network.addresses import AllowedHosts

CONTACT = "AGGREGATOR_CONTACT"
"""Environment variable with the contact."""
NO_CONTACT = (
    'no contact: whoever is crawled must be able to reach you; put `contact = "you@your-house.example"` into '
    f"newsdesk.toml (`aggregator init .` makes one), or set {CONTACT}"
)


@dataclass(frozen=True, slots=True)
class Access:
    """The contact that requests name, and the hosts that an operator allows beside public ones."""

    contact: str | None = None
    """Mail address or web address of who runs this."""
    allowed: AllowedHosts = field(default_factory=AllowedHosts)

    @classmethod
    def of_environment(cls) -> Access:
        """Read the environment alone; raise `UsageError` for a host that is none."""
        return cls(os.environ.get(CONTACT) or None, AllowedHosts.of_environment())

    @property
    def user_agent(self) -> str:
        """The name that requests carry: the program, and the contact as crawlers state it."""
        if self.contact is None:
            return PRODUCT
        return f"{PRODUCT} (+{'' if '://' in self.contact else 'mailto:'}{self.contact})"

    def require_contact(self, hosts: Iterable[str]) -> None:
        """Raise `UsageError` if one of the hosts is not this machine, and there is no contact."""
        if self.contact is None and not all(map(is_loopback, hosts)):
            raise UsageError(NO_CONTACT)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    host = host.strip("[]").lower().rstrip(".")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

"""Which addresses may be connected to: those of the public internet, and those that an operator allows.

Public is every address but those in IANA's registries of special-purpose addresses (RFC 6890), as Python's
`ipaddress` knows them. An IPv6 address that stands for an IPv4 address (mapped, 6to4, NAT64) is judged by that one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aggregator.errors import AddressRefused, UsageError
from aggregator.urls import is_below

VARIABLE = "AGGREGATOR_ALLOW_HOSTS"
"""Environment variable with the hosts and networks that are allowed beside public ones, separated by commas."""

Address = IPv4Address | IPv6Address

_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is given out for use between networks (RFC 4291, 2.4)."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 behind a translator (RFC 6052)."""
_RESERVED = (IPv4Network("192.0.0.0/24"), IPv4Network("168.63.129.16/32"))
"""Protocol assignments, whole (older Pythons know a part), and a cloud's own services on an address of its public
range. Both have been used for metadata of machines; all other addresses of such services are link-local or private.
"""


def is_public(address: Address) -> bool:
    """Return whether an address belongs to a machine that everybody can reach."""
    if isinstance(address, IPv4Address):
        reserved = address.is_multicast or any(address in network for network in _RESERVED)
        return address.is_global and not reserved
    inner = address.ipv4_mapped or address.sixtofour or _behind_nat64(address)
    return is_public(inner) if inner else address in _UNICAST and address.is_global


def _behind_nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The hosts that an operator allows beside public ones.

    A name allows itself and its subdomains, whatever they resolve to. A network allows the addresses in it where a URL
    states them, and `localhost`; not where a name resolves to them, since anybody may point a name of theirs there.
    """

    names: tuple[str, ...] = ()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, hosts: Iterable[str]) -> AllowedHosts:
        """Read names, addresses and networks; raise `ValueError` for one that is none of them."""
        names, networks = [], []
        for host in filter(None, (host.strip().strip("[]").lower() for host in hosts)):
            if "/" in host or _literal(host):
                networks.append(ip_network(host, strict=False))
            elif set(host) & set(" @:\\*?#"):
                raise ValueError(f"not a host or a network: {host!r}")
            else:
                names.append(host.rstrip("."))
        return cls(tuple(names), tuple(networks))

    @classmethod
    def of_environment(cls) -> AllowedHosts:
        """Read the environment variable; raise `UsageError` if it is wrong."""
        try:
            return cls.of(os.environ.get(VARIABLE, "").split(","))
        except ValueError as error:
            raise UsageError(f"{VARIABLE}: {error}") from error

    def __or__(self, other: AllowedHosts) -> AllowedHosts:
        return AllowedHosts(self.names + other.names, self.networks + other.networks)

    def permits(self, host: str, address: Address) -> bool:
        """Return whether a connection to a URL's host may go to this address of it."""
        host = host.lower().rstrip(".")
        if is_public(address) or is_below(host, self.names):
            return True
        stated = _literal(host) is not None or is_below(host, ("localhost",))
        return stated and any(address in network for network in self.networks)

    def permitted(self, host: str, addresses: Iterable[str]) -> list[str]:
        """Return those of a host's addresses that it may be connected at; raise `AddressRefused` if none is."""
        addresses = list(addresses)
        kept = [address for address in addresses if self.permits(host, ip_address(address))]
        if not kept:
            at = "" if host in addresses else f" is at {', '.join(addresses)}, which"
            raise AddressRefused(
                f"not connected: {host}{at} is not a public address, and not in allow_hosts ({VARIABLE})"
            )
        return kept


def _literal(host: str) -> Address | None:
    """Return the address that a host states."""
    try:
        return ip_address(host)
    except ValueError:
        return None

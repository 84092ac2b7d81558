"""`network.toml`: the hosts that an operator allows beside public ones, as does the environment."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from aggregator.network.addresses import AllowedHosts
from aggregator.registry.files import Layers, Seed, load_optional_seed

FILE = "network.toml"


def _host(value: str) -> str:
    AllowedHosts.of([value])
    return value


class Network(Seed):
    """The hosts beside public ones; none if there is no file."""

    allow_hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    """Names, addresses and networks."""


def load_allowed_hosts(layers: Layers) -> AllowedHosts:
    """Load `network.toml` of the layers, and add the environment's hosts.

    Raises `SeedError` or `UsageError` for one that is neither a host nor a network.
    """
    stated = load_optional_seed(layers.highest(FILE), Network).allow_hosts
    return AllowedHosts.of(stated) | AllowedHosts.of_environment()

"""Which addresses may be connected to."""

from ipaddress import ip_address

import pytest

from aggregator.errors import AddressRefused, UsageError
from aggregator.network.addresses import AllowedHosts, is_public

INNER = {
    "loopback": ("127.0.0.1", "127.8.9.10", "::1"),
    "private": ("10.0.0.5", "172.20.1.1", "192.168.0.9", "fd12:3456::7"),
    "link-local": ("169.254.3.4", "fe80::5", "fe80::5%1"),
    "carrier-grade NAT": ("100.64.0.1", "100.127.255.254"),
    "metadata": ("169.254.169.254", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254"),
    "unspecified": ("0.0.0.0", "0.1.2.3", "::"),
    "multicast": ("224.0.0.1", "239.1.2.3", "ff02::1", "ff0e::5"),
    "reserved": ("240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.3", "2001:db8::1"),
    "mapped": ("::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:a9fe:a9fe", "::127.0.0.1"),
    "6to4": ("2002:7f00:1::", "2002:c0a8:1::5"),
    "NAT64": ("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"),
    "Teredo": ("2001::5ef5:79fd:0:2:80ff:ff",),
}
OUTER = ("93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1")


@pytest.mark.parametrize("address", [address for group in INNER.values() for address in group])
def test_an_inner_address_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTER)
def test_the_internet_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("allowed", "host", "address", "permitted"),
    [
        ("", "press.example", "1.1.1.1", True),
        ("", "press.example", "10.0.0.5", False),
        ("", "10.0.0.5", "10.0.0.5", False),
        ("10.0.0.0/8", "10.0.0.5", "10.0.0.5", True),
        ("10.0.0.5/8", "10.0.0.6", "10.0.0.6", True),
        ("10.0.0.5", "10.0.0.6", "10.0.0.6", False),
        ("10.0.0.0/8", "press.example", "10.0.0.5", False),
        ("Wiki.corp.", "wiki.corp", "10.0.0.5", True),
        ("wiki.corp", "a.WIKI.corp.", "10.0.0.5", True),
        ("wiki.corp", "notwiki.corp", "10.0.0.5", False),
        ("127.0.0.1", "localhost", "127.0.0.1", True),
        ("127.0.0.1", "localhost", "::1", False),
        ("[::1], wiki.corp", "::1", "::1", True),
        ("::/0", "::1", "::1", True),
        ("0.0.0.0/0", "::ffff:127.0.0.1", "::ffff:127.0.0.1", False),
    ],
)
def test_a_name_allows_itself_and_a_network_the_addresses_that_a_url_states(allowed, host, address, permitted):
    assert AllowedHosts.of(allowed.split(",")).permits(host, ip_address(address)) is permitted


def test_of_a_name_with_inner_and_outer_addresses_the_outer_ones_are_used():
    assert AllowedHosts().permitted("press.example", ["10.0.0.5", "1.1.1.1", "::1"]) == ["1.1.1.1"]


def test_the_refusal_names_host_and_address():
    with pytest.raises(AddressRefused) as refused:
        AllowedHosts().permitted("press.example", ["10.0.0.5"])
    assert "press.example is at 10.0.0.5, which is not a public address" in str(refused.value)


@pytest.mark.parametrize("wrong", ["10.0.0.0/33", "http://wiki.corp/", "user@wiki.corp", "10.0.0.1 10.0.0.2"])
def test_a_wrong_entry_is_a_usage_error(wrong, monkeypatch):
    monkeypatch.setenv("AGGREGATOR_ALLOW_HOSTS", f"127.0.0.1,{wrong}")
    with pytest.raises(UsageError, match="AGGREGATOR_ALLOW_HOSTS"):
        AllowedHosts.of_environment()

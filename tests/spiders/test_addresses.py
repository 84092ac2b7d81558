"""No connection to an address that is not public, whatever leads to it: real sockets, names of our own."""

import asyncio
import socket

import aiohttp
import pytest

from aggregator.configuration import load_configuration
from aggregator.errors import AddressRefused, HelperFailed
from aggregator.models import LinkState
from aggregator.models.report import OutletVerdict
from aggregator.network.addresses import AllowedHosts
from aggregator.network.connector import GuardedConnector
from aggregator.translation.transport import Question, Web
from tests.commands import forked_clean
from tests.spiders.conftest import Page

NAME = "press.example"


@pytest.fixture
def resolved(monkeypatch):
    """Host → addresses that it resolves to, the first first; all other names are at 127.0.0.1."""
    answers = {}
    resolve = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        left = answers.get(host, ["127.0.0.1"])
        return resolve(left.pop(0) if len(left) > 1 else left[0], *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers


@pytest.fixture
def named(site, outlet, resolved):
    """The outlet under a name that is not allowed, beside its address; the site's base under that name."""
    seed = outlet.folder / "outlets" / "here.toml"
    seed.write_text(seed.read_text("utf-8").replace('"127.0.0.1"]', f'"127.0.0.1", "{NAME}"]'), "utf-8")
    return site.base.replace("127.0.0.1", NAME)


def test_a_list_is_not_asked_for(site, outlet, named):
    site.put_stories(range(1, 3))
    seed = outlet.folder / "outlets" / "here.toml"
    seed.write_text(seed.read_text("utf-8").replace(f"{site.base}/list", f"{named}/list"), "utf-8")
    report = outlet.crawl()
    assert site.requests == []
    assert report.verdict is OutletVerdict.FAILED
    assert f"{NAME} is at 127.0.0.1, which is not a public address" in report.faults[0].reason


def test_a_link_is_not_followed_and_left_for_later(site, outlet, named):
    site.put_stories(range(1, 3))
    site.put("/list", f'<a href="/story/1">云杉软件第一号版本</a><a href="{named}/story/2">云杉软件第二号版本</a>')
    report = outlet.crawl()
    assert sorted(site.asked()) == ["/list", "/story/1"]
    assert (report.verdict, report.stored, report.waiting) == (OutletVerdict.PARTIAL, 1, 1)
    assert outlet.link_states() == {LinkState.STORED: 1, LinkState.DISCOVERED: 1}


@pytest.mark.parametrize("first", ["/story/1", "/robots.txt"])
def test_a_redirect_is_not_followed(site, outlet, named, first):
    site.put_stories(range(1, 2))
    site.pages[first] = Page(status=302, headers={"Location": f"{named}/inner"})
    site.put("/inner", site.pages.get("/story/1", Page()).body.decode() or "User-agent: *\nAllow: /\n")
    report = outlet.crawl()
    assert "/inner" not in site.asked()
    assert any(NAME in fault.reason for fault in report.faults)


def test_a_name_that_leads_elsewhere_the_next_time_is_judged_again(site, resolved):
    resolved["localhost"] = ["127.0.0.1", "127.0.0.2"]
    site.put("/", "")
    address = site.base.replace("127.0.0.1", "localhost")

    async def ask_twice():
        connector = GuardedConnector(AllowedHosts.of(["127.0.0.1"]), use_dns_cache=False, force_close=True)
        async with aiohttp.ClientSession(connector=connector) as session:
            await (await session.get(address)).read()
            await session.get(address)

    with pytest.raises(AddressRefused, match=r"127\.0\.0\.2"):
        asyncio.run(ask_twice())
    assert site.asked() == ["/"]


def test_of_several_addresses_only_permitted_ones_are_tried(monkeypatch):
    """Even if none of them answers."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        return [found for at in ("127.0.0.2", "127.0.0.1") for found in resolve(at, *args, **kwargs)]

    async def ask(port):
        connector = GuardedConnector(AllowedHosts.of(["127.0.0.1"]))
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(1)) as session:
            await session.get(f"http://localhost:{port}/")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with socket.create_server(("127.0.0.2", 0)) as inner:
        inner.setblocking(False)
        with pytest.raises(aiohttp.ClientConnectorError):
            asyncio.run(ask(inner.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            inner.accept()


def test_a_model_server_is_not_asked(machine, resolved):
    question = Question(machine.base.replace("127.0.0.1", NAME) + "/translate", {"q": "仓库"})
    with pytest.raises(HelperFailed, match="not a public address"):
        Web(5).post(question)
    assert machine.asked == []


def test_outlets_new_says_so_in_a_line(tmp_path):
    done = forked_clean("outlets", "new", "http://[::1]:1/latest/", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "[::1]:1/latest/: " in done.stderr
    assert "not a public address" in done.stderr


def test_the_configuration_allows_hosts_too(site, outlet, named, monkeypatch, tmp_path):
    monkeypatch.delenv("AGGREGATOR_ALLOW_HOSTS")
    site.put_stories(range(1, 3))
    file = tmp_path / "newsdesk.toml"
    file.write_text(f'allow_hosts = ["127.0.0.1", "{NAME}"]', "utf-8")
    site.put("/list", f'<a href="{named}/story/2">云杉软件第二号版本</a>')
    assert outlet.crawl(access=load_configuration(file).access).stored == 1

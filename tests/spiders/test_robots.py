"""robots.txt as RFC 9309 wants it, over real sockets."""

import socket

import pytest

from aggregator.models import LinkState
from aggregator.models.report import OutletVerdict
from tests.spiders.conftest import Page

RULES = b"User-agent: *\nDisallow: /story/2\n"


@pytest.fixture
def elsewhere(site, monkeypatch):
    """A public name whose address is the site's."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        return resolve("127.0.0.1" if host == "rules.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setenv("AGGREGATOR_ALLOW_HOSTS", "127.0.0.1, rules.example")
    return site.base.replace("127.0.0.1", "rules.example")


def test_redirects_are_followed_to_other_hosts(site, outlet, elsewhere):
    site.put_stories(range(1, 4))
    site.pages["/robots.txt"] = Page(status=301, headers={"Location": f"{elsewhere}/r/1"})
    for n in range(1, 5):
        site.pages[f"/r/{n}"] = Page(status=302, headers={"Location": f"/r/{n + 1}"})
    site.pages["/r/5"] = Page(RULES)
    assert outlet.crawl().stored == 2
    assert outlet.link("/story/2").reason == "forbidden by robots.txt"


@pytest.mark.parametrize("location", ["/robots.txt", "http://localhost:1/robots.txt"])
def test_a_loop_forbids_nothing_and_an_inner_host_is_not_asked(site, outlet, location):
    site.put_stories(range(1, 4))
    site.pages["/robots.txt"] = Page(status=301, headers={"Location": location})
    report = outlet.crawl()
    if location == "/robots.txt":
        assert report.stored == 3
        assert [path for path, _ in site.requests].count("/robots.txt") == 6
    else:
        assert "localhost" in report.faults[0].reason


def test_the_first_500_kib_count(site, outlet):
    site.put_stories(range(1, 4))
    comment = b"# " + b"x" * 98 + b"\n"
    site.put_raw("/robots.txt", "Content-Length: 15000000", body=RULES + comment * 6_000 + b"Disallow: /\n")
    site.pages["/robots.txt"].stays_open = True
    assert outlet.crawl().stored == 2
    assert outlet.link("/story/2").state is LinkState.REFUSED


def test_the_reason_of_an_unreachable_one_is_reported(site, outlet):
    site.put_stories(range(1, 4))
    site.put("/robots.txt", status=500)
    report = outlet.crawl()
    assert (report.verdict, site.asked()) == (OutletVerdict.FAILED, [])
    expected = f"robots.txt of {site.base} is unreachable (HTTP 500); skipping the host for now"
    assert report.faults[0].reason == expected


def test_an_empty_one_forbids_nothing_and_is_asked_once(site, outlet):
    site.put_stories(range(1, 3))
    site.put("/robots.txt", "")
    assert outlet.crawl().stored == 2
    assert [path for path, _ in site.requests].count("/robots.txt") == 1

"""Addresses on pages, lists and in feeds that name two hosts at once."""

import pytest

from spiders.readers.addresses import absolute

BASE = "https://own.example/n/"


@pytest.mark.parametrize(
    "link",
    [
        "https://desk@own.example/1",
        "https://own.example@evil.example/1",
        "http://evil.example\\@own.example/1",
        "http://evil.example:80\\@own.example/1",
        "//evil.example\\.@own.example/1",
        "https://a:b@own.example/1",
        "https://evil.example%2f.own.example/1",
        "https://evil.example%23@own.example/1",
        "https://evil.example／.own.example/1",
    ],
)
def test_an_address_with_a_user_name_leads_nowhere(link):
    assert absolute(link, BASE) is None


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("\\n\\1", "https://own.example/n/1"),
        ("http:\\\\own.example\\n\\1", "http://own.example/n/1"),
        ("/@desk/1", "https://own.example/@desk/1"),
        ("https://own.example/@desk/1?a=\\@b", "https://own.example/@desk/1?a=\\@b"),
    ],
)
def test_a_backslash_in_a_path_is_a_slash(link, address):
    assert absolute(link, BASE) == address

"""Addresses on pages: absolute, http(s) only."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

_ITEM = "?item="
_QUERY = re.compile("[?#]")
_MANY_SLASHES = re.compile(r"^(https?:|)/{2,}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
"""Spaces and controls, which are sent as their numbers."""
_NOT_OF_HOSTS = re.compile(rf"{_CONTROL.pattern}|%")
MAX_LENGTH = 2_000
"""Characters of an address; browsers and servers accept no more."""


def absolute(link: str, base: str) -> str | None:
    """Return the address that a link on `base` leads to, without fragment; None if it is not a web address.

    It is read as browsers read it, but an address with a user name, even one that browsers do not see behind a
    backslash, with an escape in its host, or with a port that is not a number leads nowhere.
    """
    link = "".join(link.split("\n")).replace("\t", "").replace("\r", "").strip()
    if not link or link.startswith("#") or len(link) > MAX_LENGTH:
        return None
    try:
        address = urljoin(base, _as_browsers_do(link))
        parts, hidden = urlsplit(address), "\\" in link and "@" in urlsplit(link).netloc
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc or hidden or _NOT_OF_HOSTS.search(host):
        return None
    return _CONTROL.sub(lambda control: f"%{ord(control[0]):02X}", parts._replace(fragment="").geturl())


def _as_browsers_do(link: str) -> str:
    """Return a link with its backslashes as slashes, up to the query, and two slashes before its host."""
    path, query = _QUERY.split(link, maxsplit=1)[0], _QUERY.search(link)
    path = _MANY_SLASHES.sub(r"\1//", path.replace("\\", "/"))
    return path + (link[query.start() :] if query else "")


def item_address(home: str, *identity: str) -> str:
    """Return an address below an outlet's home page for an item that has none: the same for the same identity."""
    digest = sha256("\n".join(identity).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{home}{_ITEM}{digest[:16]}"


def is_item_address(url: str, home: str) -> bool:
    """Return whether an address is one that `item_address` makes: it leads to no page of the item."""
    return url.startswith(home + _ITEM)


def base_of(root: HtmlElement, url: str) -> str:
    """Return the address against which a page's links resolve: its `<base>`, or its own."""
    href = root.xpath("string(//base/@href)")
    return absolute(href, url) or url if href else url

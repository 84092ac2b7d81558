"""URLs: their normal form, the identity of a story, and which may be fetched. Pure, no network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"\A(?:(utm|share|ktm|mtm|pk|guce)_\w+|hm(sr|pl|cu|kw|ci)|spm|scm|pvid|spss|spssid|spsw|spsnuid|sudaref"
    r"|isappinstalled|wfr|clicktime|enterid|scene|_f|_trans_|from|from_\w+|src_from|tt_from|ref_src|ref_url"
    r"|referr?er|share(id|to|r\w*)?|(fb|g|y|tw|dc)clid|msclkid|igshid?|mc_[ce]id|cmpid|ncid|xtor|_g[al]|mkt_tok"
    r"|(a|sub)scene|chksm|exportkey|pass_ticket|wx_header|nsukey|bd_vid|vd_source|spm_id_from|qq_aio_chat_type|_hs(enc|mi)"
    r"|at_(medium|campaign|custom\d|link_\w+|format|ptr_name)|ocid|__twitter_impression)",
    re.IGNORECASE,
)
"""Names of parameters that track who shared an address and do not select content."""
_SESSION = re.compile(
    r"\A(?:(PHPSESSID|JSESSIONID|ASPSESSIONID\w{0,40}|ASP\.NET_SessionId|CFID|CFTOKEN|osCsid|zenid)=.*"
    r"|\w{0,40}sess(ion)?_?(id|key|token)=[0-9a-z_-]{16,}|sid=[0-9a-f]{24,})",
    re.IGNORECASE,
)
"""A visitor's session, by the names of common servers, or by a name and a value that is opaque."""
_SESSION_PATH = re.compile(r";\w*sess(ion)?id=[^/;]*|(?<=/)\(([A-Z]\([\w-]+\))+\)/", re.IGNORECASE)
"""A session in a path: Java's, and ASP.NET's without cookies."""
_CACHE_BUSTER = re.compile(
    r"(_|_?t|_?ts|_?time(stamp)?|_?r|_dc|cb)=(1[4-9]\d{8}(\d{3})?|0\.\d{6,})"
    r"|(_?rnd|_?rand(om)?|_?no_?cache|_?cache_?buster)=[\d.]+",
    re.IGNORECASE,
)
"""A clock in seconds or milliseconds, or a random fraction, that only keeps caches from answering."""
_SHOWN_BY = re.compile(
    r"(for|via|fr|ref|src|source|plat(form)?|client(_?type)?|device(_?type)?|os|terminal|app|ua|channel)"
    r"=(pc|web|www|mobile|wap|h5|app|native|android|ios|iphone|ipad|harmony|browser|wechat|weixin|wx|weibo|qq|qzone"
    r"|douyin|toutiao|baidu|sogou|bing|google|zhihu|xiaohongshu|facebook|twitter|x|linkedin|telegram|whatsapp|rss|feed"
    r"|push|share|search|spider)",
    re.IGNORECASE,
)
"""The device, app or network that shows or passes on a page."""
_VARIANT_HOST = re.compile(r"\A(www\d?|m|wap|3g|amp|mobile|mip|h5|touch)\.(?=[^.]+\.[^.]+)")
_AMP_CACHE = re.compile(r"\A[^/]+\.cdn\.ampproject\.org/\w(/s)?/(?=[^/]+\.)|\Agoogle\.com/amp(/s)?/(?=[^/]+\.)")
"""Caches serve a page under their own host, followed by its whole address."""
_VARIANT_PATH = re.compile(r"/amp(?=/|$)|[._]amp(?=\.s?html?$|$)|(?<=\d)_all(?=\.s?html?$)", re.IGNORECASE)
"""AMP, and all pages of a split story on one page."""
_SLASHES = re.compile(r"(?<!:)/{2,}")
"""Doubled slashes, but those of an address inside a path."""
_VARIANT_PARAMETERS = frozenset(
    {
        *{("amp", ""), ("amp", "1"), ("amp", "true"), ("outputType", "amp"), ("output", "amp"), ("view", "amp")},
        *{("page", "1"), ("page", "all")},
    }
)
_HOST_NAME = re.compile(r"\A([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.){1,30}[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_INNER_DOMAINS = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "arpa")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
"""Left bare, it would begin an escape with what is unescaped behind it: `%%6400` would become `%d00`."""
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f\\]")


def normalize_url(url: str) -> str:
    """Return the address in its normal form, still fetchable; if it cannot be parsed, only stripped.

    Scheme and host in lower case, no default port, fragment, session or tracking parameter, the other parameters
    sorted.
    """
    url = url.strip()
    try:
        parts = urlsplit(canonicalize_url(_with_percent_signs(url)))
        port = parts.port
    except ValueError:
        return url
    netloc = parts.netloc
    if port is not None and port == _DEFAULT_PORTS.get(parts.scheme):
        netloc = netloc.removesuffix(f":{port}")
    path = _SESSION_PATH.sub("", parts.path) if "sess" in parts.path.lower() or "(" in parts.path else parts.path
    return urlunsplit((parts.scheme, netloc, path, _content_query(parts.query), ""))


def _with_percent_signs(url: str) -> str:
    """Escape the bare percent signs of a path."""
    if "%" not in url:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=_BARE_PERCENT.sub("%25", parts.path)))


def _content_query(query: str) -> str:
    """Drop the tracking and session parameters; a query without any is returned unchanged."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [
        (name, value)
        for name, value in pairs
        if not (_TRACKING.fullmatch(name) or _SESSION.fullmatch(f"{name}={value}"))
    ]
    return query if len(kept) == len(pairs) else urlencode(kept, errors="replace")


@lru_cache(maxsize=4096)
def story_id(url: str) -> str:
    """Return the id of the story at an address: 16 hexadecimal digits, equal for http, www, mobile and AMP variants.

    Doubled slashes, clocks against caches, and parameters that name the device or network make no other story.
    The first page and the view of all pages have the same id; the second page has another, and the reader joins it.
    """
    return sha256(_identity(url).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _identity(url: str) -> str:
    """Return what the variants of a story's address have in common; not an address to fetch."""
    try:
        parts = urlsplit(normalize_url(url))
    except ValueError:
        return url.strip()
    address = _AMP_CACHE.sub("", f"{_VARIANT_HOST.sub('', parts.netloc)}{parts.path}")
    host, slash, path = _VARIANT_HOST.sub("", address).partition("/")
    path = _VARIANT_PATH.sub("", _SLASHES.sub("/", slash + path)).rstrip("/")
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_variant(pair)]
    return f"{host}{path}?{urlencode(query, errors='replace')}" if query else f"{host}{path}"


def _is_variant(pair: tuple[str, str]) -> bool:
    """Return whether a parameter chooses a form of a page, not its content."""
    stated = "=".join(pair)
    return pair in _VARIANT_PARAMETERS or bool(_CACHE_BUSTER.fullmatch(stated) or _SHOWN_BY.fullmatch(stated))


def host_of(url: str) -> str:
    """Return the host of an address in lower case, without port and final dot; empty if there is none."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_below(host: str, domains: Iterable[str]) -> bool:
    """Return whether a host is one of the domains or a subdomain of one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def is_public_web(url: str) -> bool:
    """Return whether an address is http(s) on a public host name: no IP literals, user names, inner domains."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        parts.port  # noqa: B018 - raises if the port is not a number
    except ValueError:  # UnicodeError, which the IDNA codec raises, is one
        return False
    if parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc or _NO_ADDRESS.search(url):
        return False
    return bool(_HOST_NAME.fullmatch(host)) and not is_below(host, _INNER_DOMAINS)

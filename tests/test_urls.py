from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.urls import host_of, is_below, is_public_web, normalize_url, story_id


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://News.Example.COM:80/a/1.html#top", "http://news.example.com/a/1.html"),
        ("https://news.example.com:8443/a", "https://news.example.com:8443/a"),
        ("https://n.example/a?utm_source=x&UTM_Medium=y&id=7&spm=a.b", "https://n.example/a?id=7"),
        ("https://n.example/a?from=timeline&isappinstalled=0&share_token=q", "https://n.example/a"),
        ("https://n.example/a?ktm_source=feed&fbclid=9&id=2", "https://n.example/a?id=2"),
        ("https://n.example/s?sn=5&chksm=ab&scene=7&subscene=1&exportkey=q", "https://n.example/s?sn=5"),
        ("https://n.example/a?at_campaign=x&ocid=y&at=3", "https://n.example/a?at=3"),
        ("https://n.example/a?page=2&id=1", "https://n.example/a?id=1&page=2"),
        ("https://n.example/s?q=a+b&c=%E4%BD%A0", "https://n.example/s?c=%E4%BD%A0&q=a+b"),
        ("https://n.example/a;jsessionid=4?b=1&PHPSESSID=x", "https://n.example/a?b=1"),
        ("  https://n.example/a \n", "https://n.example/a"),
        ("https://n.example/%%6400/100%/%25", "https://n.example/%25d00/100%25/%25"),
        ("http://[broken", "http://[broken"),
        ("https://n.example:port/a", "https://n.example:port/a"),
    ],
)
def test_normal_form(url: str, normal: str) -> None:
    assert normalize_url(url) == normal


_URLS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(["n.example", "WWW.n.example", "m.n.example.cn"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text("ab/甲%20.é ", max_size=12),
    st.text("ab=&+%甲spm?", max_size=20),
    st.text("ab", max_size=3),
)


@given(_URLS)
def test_normal_form_is_stable(url: str) -> None:
    assert normalize_url(normalize_url(url)) == normalize_url(url)
    assert story_id(normalize_url(url)) == story_id(url)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    normalize_url(text), host_of(text), is_public_web(text)
    assert len(story_id(text)) == 16


@pytest.mark.parametrize(
    "variant",
    [
        "http://n.example/a/1.html?id=2&page=3",
        "https://www.n.example/a/1.html?page=3&id=2",
        "https://m.n.example/a/1.html?id=2&page=3&utm_source=app",
        "https://amp.n.example/amp/a/1.html?id=2&page=3",
        "https://n.example/a/1.amp.html?id=2&page=3&amp=1",
        "https://n.example/a/1.html/?id=2&page=3",
        "https://wap.n.example/a/1.html?id=2&page=3",
        "https://3g.n.example/a/1.html?id=2&page=3",
        "https://mip.n.example/a/1_amp.html?id=2&page=3",
        "https://n.example/a/1.html/amp?id=2&page=3",
        "https://n.example/a/1.html/amp/?id=2&page=3&outputType=amp",
        "https://n-example.cdn.ampproject.org/c/s/www.n.example/a/1.html?id=2&page=3",
        "https://www.google.com/amp/s/m.n.example/a/1.html?id=2&page=3",
        "https://n.example/a/1_all.html?id=2&page=3",
        "https://n.example//a///1.html?id=2&page=3",
        "https://n.example/a/1.html;jsessionid=0A1B2C?id=2&page=3",
        "https://n.example/(S(lit3py55t21z5v55vlm25s55))/a/1.html?id=2&page=3",
        "https://n.example/a/1.html?ASPSESSIONIDQQ=X&id=2&page=3",
        "https://n.example/a/1.html?id=2&page=3&usersessid=9f86d081884c7d659a2feaa0",
        "https://n.example/a/1.html?_=1795393800123&id=2&page=3",
        "https://n.example/a/1.html?id=2&page=3&rnd=0.8734612",
        "https://n.example/a/1.html?id=2&page=3&random=55123&sid=0cc175b9c0f1b6a831c399e269772661",
        "https://n.example/a/1.html?id=2&page=3&platform=android&source=weibo",
    ],
)
def test_variants_of_one_story_have_one_id(variant: str) -> None:
    assert story_id(variant) == story_id("https://n.example/a/1.html?id=2&page=3")


@pytest.mark.parametrize("page", ["?page=1", "?page=all", "/amp", "?amp"])
def test_first_page_and_amp_are_the_story(page: str) -> None:
    assert story_id(f"https://n.example/a/1{page}") == story_id("https://n.example/a/1")


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/a/1_2", "/a/1"),
        ("/a/1?page=2", "/a/1"),
        ("/a/1?p=1", "/a/1"),
        ("/a/1?amp=volt", "/a/1"),
        ("/camp/1", "/c/1"),
        ("/ampere/1", "/ere/1"),
        ("/a/call_all.html", "/a/call.html"),
        ("/a/1?session_id=12", "/a/1"),
        ("/a/1?t=12", "/a/1"),
        ("/a/1?sid=120345", "/a/1"),
        ("/a/1?id=1795393800", "/a/1"),
        ("/a/1?tag=weibo", "/a/1"),
        ("/a/1?source=bulletin", "/a/1"),
        ("/to/http://b.example/1", "/to/1"),
    ],
)
def test_lookalikes_of_variants_are_other_stories(path: str, other: str) -> None:
    assert story_id(f"https://n.example{path}") != story_id(f"https://n.example{other}")


@pytest.mark.parametrize(
    "other",
    [
        "https://n.example/a/1.html?id=2",
        "https://n.example/a/1_2.html?id=2&page=3",
        "https://tech.n.example/a/1.html?id=2&page=3",
        "https://n.example/a/2.html?id=2&page=3",
        "https://n.example:8080/a/1.html?id=2&page=3",
    ],
)
def test_other_stories_have_other_ids(other: str) -> None:
    assert story_id(other) != story_id("https://n.example/a/1.html?id=2&page=3")


def test_a_mobile_prefix_does_not_make_another_site() -> None:
    assert story_id("https://m.example/a") != story_id("https://example/a")


def test_a_story_id_never_changes() -> None:
    assert story_id("https://n.example/a") == "993ddf15fe05c5d7"


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://news.example/a", True),
        ("http://例子.中国/新闻", True),
        ("https://sub_domain.n.example:8443/", True),
        ("ftp://n.example/a", False),
        ("javascript:alert(1)", False),
        ("http://127.0.0.1/", False),
        ("http://192.168.51.134/a", False),
        ("http://8.8.8.8/", False),
        ("http://１２７.0.0.1/", False),
        ("http://127。0。0。1/", False),
        ("http://2130706433/", False),
        ("http://0x7f.1/", False),
        ("http://[::1]/", False),
        ("http://localhost/", False),
        ("http://printer.local/", False),
        ("http://metadata.internal/", False),
        ("http://user:pw@n.example/", False),
        ("http://n.example\\@evil.example/", False),
        ("http://n.example/a b", False),
        ("http://n.example:99999/", False),
        ("http://#", False),
        ("/a/1.html", False),
        ("", False),
    ],
)
def test_public_web(url: str, public: bool) -> None:
    assert is_public_web(url) is public


def test_hosts() -> None:
    assert host_of("HTTPS://News.Example.COM.:443/a") == "news.example.com"
    assert host_of("http://[broken") == ""
    assert is_below("tech.n.example", ["n.example"])
    assert is_below("n.example", ["n.example"])
    assert not is_below("evil-n.example", ["n.example"])

"""The message: its headers, its two parts, and that mail programs can show it."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage

import pytest

from aggregator.formats.catalog import render_all
from aggregator.formats.mail import render
from aggregator.formats.text import render as render_text
from aggregator.models import Digest
from tests.formats.pages import active_parts, read_page, texts


def read(written: str) -> EmailMessage:
    message = email.message_from_bytes(written.encode("ascii"), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [defect for part in message.walk() for defect in part.defects] == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return part.get_content().replace("\r\n", "\n")  # type: ignore[no-any-return]


def test_the_headers(chinese: Digest) -> None:
    message = read(render(chinese))
    assert message["Subject"] == "晚间资讯 2026年11月20日"
    assert message["Date"] == "Fri, 20 Nov 2026 18:00:00 +0800"
    assert re.fullmatch(r"<[0-9a-f-]{36}@digest\.invalid>", message["Message-ID"])
    assert message["Content-Language"] == "zh-CN"
    assert (message["From"], message["To"]) == (None, None)


def test_the_id_depends_on_edition_and_home(chinese: Digest, english: Digest) -> None:
    own, other = read(render(chinese))["Message-ID"], read(render(english))["Message-ID"]
    assert own != other
    at_home = read(render_all(chinese, home="https://digest.example/out/")["digest.eml"])["Message-ID"]
    assert at_home == own.replace("digest.invalid", "digest.example")


@pytest.mark.parametrize("language", ["chinese", "english"])
def test_both_parts_say_the_same(request: pytest.FixtureRequest, language: str) -> None:
    digest: Digest = request.getfixturevalue(language)
    message = read(render(digest))
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert body(message, "plain") == render_text(digest)
    page = read_page(body(message, "html"))
    assert texts(page, "li") == list(digest.highlights)
    assert len(texts(page, "h3")) == len(digest.entries)
    for entry, shown in zip(digest.entries, texts(page, "h3 + p"), strict=True):
        assert shown.startswith(entry.dateline + entry.paragraph)
        assert entry.credit in shown


def test_the_message_is_ascii_lines_that_any_server_accepts(chinese: Digest) -> None:
    lines = render(chinese).encode("ascii").split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 78


def test_the_same_edition_gives_the_same_bytes(chinese: Digest) -> None:
    assert render(chinese) == render(replace(chinese))


def test_every_html_element_has_its_style(chinese: Digest) -> None:
    page = read_page(body(read(render(chinese)), "html"))
    assert not page.css("style, [class]")
    assert all(node.attributes.get("style") for node in page.css("body, body *"))
    assert list(active_parts(page)) == []


def test_a_line_break_in_a_title_adds_no_header(chinese: Digest) -> None:
    edition = replace(chinese.edition, title="晚间\r\nBcc: all@evil.example\r\n\r\n资讯")
    message = read(render(replace(chinese, edition=edition)))
    assert message["Bcc"] is None
    assert message["Subject"].split() == ["晚间", "Bcc:", "all@evil.example", "资讯", "2026年11月20日"]

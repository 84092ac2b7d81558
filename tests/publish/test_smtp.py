"""Mail, to a real SMTP server on loopback."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from pydantic import ValidationError

from aggregator.formats.catalog import FORMATS
from aggregator.models.delivery import DeliveryState
from aggregator.publish.mail import compose
from aggregator.publish.plans import SmtpPlan
from aggregator.publish.smtp import SmtpSender
from tests.certificates import server_context, write_certificate
from tests.publish.editions import make_digest

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TO = ("Paper <a@paper.example>", "b@paper.example")


def plan(server, **changes):
    table = {
        "id": "mail",
        "kind": "smtp",
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "from": "Newsdesk <desk@news.example>",
        "to": TO,
        "bcc": ("quiet@paper.example",),
        "timeout": 5,
    }
    return SmtpPlan.model_validate({**table, **changes})


def send(server, publication, done=(), password=None, **changes):
    arrived = []
    outcome = SmtpSender(plan(server, **changes), password).send(publication, done, arrived.append)
    return outcome, arrived


def only_mail(server):
    (envelope,) = server.mails
    return message_from_bytes(envelope.content, policy=policy.default)


def in_lines(part):
    """Return a text with our line ends: mail has CR LF (RFC 2046, 4.1.1)."""
    return part.get_content().replace("\r\n", "\n")


def test_one_mail_goes_to_all_recipients_and_names_those_it_should(mail, publication):
    outcome, arrived = send(mail, publication())
    assert outcome.state is DeliveryState.SENT
    assert arrived == ["a@paper.example", "b@paper.example", "quiet@paper.example"] == mail.mails[0].rcpt_tos
    message = only_mail(mail)
    assert mail.mails[0].mail_from == "desk@news.example"
    assert (message["From"], message["To"]) == ("Newsdesk <desk@news.example>", ", ".join(TO))
    assert message["Subject"] == "晚间资讯 2026-11-20"
    assert b"quiet@" not in mail.mails[0].content


def test_the_mail_carries_text_and_html(mail, publication):
    published = publication(digest_html="<p>晚间资讯</p>".encode())
    send(mail, published)
    message = only_mail(mail)
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert in_lines(text) == published.documents["digest.txt"].decode()
    assert html.get_content().strip() == "<p>晚间资讯</p>"


def test_without_html_it_is_plain_text(mail, publication):
    send(mail, publication())
    assert only_mail(mail).get_content_type() == "text/plain"


def test_the_mail_of_an_edition_is_sent_with_our_addresses(mail, publication):
    own = (
        "From: other@other.example\r\nTo: all@other.example\r\nBcc: x@other.example\r\n"
        "Message-ID: <1@other.example>\r\n"
        "Subject: =?utf-8?B?5pma6Ze0?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n正文\r\n"
    ).encode()
    send(mail, publication(digest_eml=own))
    message = only_mail(mail)
    assert (message["From"], message["To"], message["Bcc"]) == (plan(mail).sender, ", ".join(TO), None)
    assert message["Message-ID"] == "<2026-11-20-evening.zh.mail@news.example>"
    assert message["Subject"] == "晚间"
    assert message.get_content().strip() == "正文"


def test_the_message_id_is_the_same_each_time_it_is_sent(mail, publication):
    send(mail, publication())
    send(mail, publication())
    send(mail, publication(revision=2))
    first, again, corrected = (message_from_bytes(envelope.content)["Message-ID"] for envelope in mail.mails)
    assert first == again == "<2026-11-20-evening.zh.mail@news.example>"
    assert corrected == "<2026-11-20-evening.zh.mail.2@news.example>"


def test_a_title_with_a_line_break_adds_no_header(mail, publication):
    send(mail, publication(), subject="{title}\r\nX-Evil: yes")
    assert only_mail(mail)["X-Evil"] is None


def test_a_long_paragraph_is_sent_whole_and_so_is_a_line_with_a_dot(mail, publication):
    published = publication(digest_txt=(".\n" + "云杉" * 3000 + "\n.\n.end\n").encode())
    send(mail, published)
    assert in_lines(only_mail(mail)) == published.documents["digest.txt"].decode()


def test_a_recipient_refused_for_good_does_not_stop_the_others(mail, publication):
    mail.refuse = {"b@paper.example": "550 no such user"}
    outcome, arrived = send(mail, publication())
    assert outcome.state is DeliveryState.SENT
    assert arrived == ["a@paper.example", "quiet@paper.example"]
    assert "b@paper.example (550 no such user)" in outcome.reason


def test_a_recipient_refused_for_now_alone_gets_the_mail_later(mail, publication):
    mail.refuse = {"b@paper.example": "451 come back"}
    outcome, arrived = send(mail, publication())
    assert (outcome.state, arrived) == (DeliveryState.FAILED, ["a@paper.example", "quiet@paper.example"])
    mail.refuse = {}
    outcome, more = send(mail, publication(), arrived)
    assert (outcome.state, more) == (DeliveryState.SENT, ["b@paper.example"])
    assert [envelope.rcpt_tos for envelope in mail.mails] == [arrived, more]


def test_without_a_recipient_who_accepts_it_is_abandoned(mail, publication):
    mail.refuse = dict.fromkeys(("a@paper.example", "b@paper.example", "quiet@paper.example"), "550 no")
    outcome, arrived = send(mail, publication())
    assert (outcome.state, arrived, mail.mails) == (DeliveryState.ABANDONED, [], [])


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"greet": "451 busy"}, DeliveryState.FAILED),
        ({"greet": "553 not you"}, DeliveryState.ABANDONED),
        ({"final": "452 disk full"}, DeliveryState.FAILED),
        ({"final": "554 spam"}, DeliveryState.ABANDONED),
    ],
)
def test_a_refusal_of_the_mail_is_for_now_or_for_good(mail, publication, changes, state):
    for name, value in changes.items():
        setattr(mail, name, value)
    outcome, arrived = send(mail, publication())
    assert (outcome.state, arrived) == (state, [])
    assert next(iter(changes.values())) in outcome.reason


def test_a_server_that_disconnects_after_the_message_makes_it_unsure(mail, publication):
    mail.hang_up = True
    outcome, arrived = send(mail, publication())
    assert (outcome.state, arrived) == (DeliveryState.UNSURE, [])


def test_a_server_that_is_silent_after_the_message_makes_it_unsure(mail, publication):
    mail.hold = "DATA"
    outcome, _ = send(mail, publication(), timeout=0.3)
    assert outcome.state is DeliveryState.UNSURE


def test_a_server_that_is_silent_before_the_message_is_retried(mail, publication):
    mail.hold = "RCPT"
    outcome, _ = send(mail, publication(), timeout=0.3)
    assert outcome.state is DeliveryState.FAILED


def test_an_unreachable_server_is_retried(mail, publication):
    outcome, _ = send(mail, publication(), port=1)
    assert outcome.state is DeliveryState.FAILED
    assert "127.0.0.1" in outcome.reason


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A certificate of 127.0.0.1 that this process trusts."""
    certificate = write_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return server_context(certificate)


LOGIN = {"user": "desk", "password_env": "MAIL_PASSWORD"}


def secure_server(start_mail, certificate):
    return start_mail(login=True, tls_context=certificate, require_starttls=True)


def test_starttls_and_login(start_mail, certificate, publication):
    server = secure_server(start_mail, certificate)
    outcome, _ = send(server, publication(), password="right", security="starttls", **LOGIN)
    assert outcome.state is DeliveryState.SENT
    assert server.logins == [("desk", "right")]


def test_a_wrong_password_is_not_retried_and_not_shown(start_mail, certificate, publication):
    server = secure_server(start_mail, certificate)
    outcome, _ = send(server, publication(), password="wrong-one", security="starttls", **LOGIN)
    assert outcome.state is DeliveryState.ABANDONED
    assert "535" in outcome.reason
    assert "wrong-one" not in outcome.reason
    assert server.mails == []


def test_tls_from_the_first_byte(start_mail, certificate, publication):
    server = start_mail(ssl_context=certificate)
    assert send(server, publication(), security="tls")[0].state is DeliveryState.SENT


def test_a_server_with_an_untrusted_certificate_gets_no_mail(start_mail, certificate, publication, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    server = secure_server(start_mail, certificate)
    outcome, _ = send(server, publication(), password="right", security="starttls", **LOGIN)
    assert outcome.state is DeliveryState.FAILED
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.reason
    assert server.logins == []


def test_a_server_that_does_not_encrypt_as_required_gets_no_mail(mail, publication):
    outcome, _ = send(mail, publication(), security="starttls")
    assert outcome.state is DeliveryState.ABANDONED
    assert "STARTTLS" in outcome.reason
    assert mail.mails == []


def test_an_edition_without_a_text_is_not_mailed(mail, publication):
    published = publication(make_digest())
    documents = {name: text for name, text in published.documents.items() if name != "digest.txt"}
    outcome, _ = send(mail, replace(published, documents=documents))
    assert outcome.state is DeliveryState.ABANDONED


def test_a_list_has_its_headers_and_one_click_needs_https(mail, publication):
    addresses = ["https://news.example/leave?u=1", "mailto:leave@news.example"]
    own = {"list_id": "evening.news.example", "unsubscribe": addresses, "headers": {"X-Campaign": "evening"}}
    send(mail, publication(), **own)
    message = only_mail(mail)
    assert message["List-Id"] == "<evening.news.example>"
    assert message["List-Unsubscribe"].strip() == "<https://news.example/leave?u=1>, <mailto:leave@news.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["X-Campaign"] == "evening"
    assert "List-Unsubscribe-Post" not in compose(publication(), plan(mail, unsubscribe=addresses[1:]), NOW).decode()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("unsubscribe", ["http://news.example/leave"]),
        ("unsubscribe", ["https://news.example/a>, <b"]),
        ("headers", {"Bcc": "all@news.example"}),
        ("headers", {"X-A": "a\r\nBcc: all@news.example"}),
        ("list_id", "no list"),
    ],
)
def test_a_header_that_would_break_the_mail_is_refused(mail, key, value):
    with pytest.raises(ValidationError):
        plan(mail, **{key: value})


@pytest.mark.parametrize("whole", [True, False])
def test_a_footer_is_under_text_and_html(mail, publication, whole):
    digest = make_digest()
    forms = {"digest_eml": FORMATS["email"].render(digest).encode()} if whole else {"digest_html": b"<body>x</body>"}
    send(mail, publication(digest, **forms), footer="Example Ltd\n<Imprint>")
    text, page = only_mail(mail).iter_parts()
    assert in_lines(text).endswith("\n\nExample Ltd\n<Imprint>\n")
    assert "Example Ltd<br>&lt;Imprint&gt;</p>\n</body>" in in_lines(page)

"""The mail of an edition: its `digest.eml`, or text and HTML, with the channel's addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape

from aggregator.errors import Unreadable
from aggregator.models.delivery import Publication
from aggregator.publish.headings import TEXT, document, fill, head
from aggregator.publish.plans import SmtpPlan

HTML = "digest.html"
WHOLE = "digest.eml"

# Base64 or quoted-printable throughout: not every server accepts eight bits.
_POLICY = policy.SMTP.clone(cte_type="7bit")
_FOOTER = "max-width: 640px; margin: 0 auto; padding: 0 20px 36px; color: #625c54; font-size: 13px;"
_OURS = ("From", "To", "Cc", "Bcc", "Message-ID", "Date", "Sender", "Return-Path")


def compose(publication: Publication, plan: SmtpPlan, at: datetime) -> bytes:
    """Return the message as sent; raise `Unreadable` if the edition has no text.

    Its Message-ID is the same each time a revision is sent: many servers drop the second message.
    """
    message = _parse(publication) if WHOLE in publication.documents else _build(publication)
    for name in _OURS:
        del message[name]
    if "Subject" not in message:
        message["Subject"] = " ".join(fill(plan.subject, head(publication).edition).split())
    if publication.number is not None:
        message["X-Sequence"] = str(publication.number)
        if plan.numbered:
            message.replace_header("Subject", f"{message['Subject']} #{publication.number}")
    if plan.footer:
        _add_footer(message, plan.footer)
    for name, value in _headers(plan):
        del message[name]
        message[name] = value
    message["From"] = plan.sender
    message["To"] = ", ".join(plan.to)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(publication, plan)
    return message.as_bytes()


def _headers(plan: SmtpPlan) -> Iterator[tuple[str, str]]:
    """Yield the headers of a mailing list (RFC 2919, 2369 and 8058), and the channel's own."""
    if plan.list_id:
        yield "List-Id", f"<{plan.list_id}>"
    if plan.unsubscribe:
        yield "List-Unsubscribe", ", ".join(f"<{address}>" for address in plan.unsubscribe)
    if any(address.startswith("https:") for address in plan.unsubscribe):
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield from plan.headers.items()


def _add_footer(message: EmailMessage, footer: str) -> None:
    """Put a footer under the text, and under the HTML as paragraphs of plain text."""
    for part in message.walk():
        if not isinstance(part, EmailMessage) or part.get_content_maintype() != "text":
            continue
        text = part.get_content()
        if part.get_content_subtype() == "html":
            lines = "<br>".join(map(escape, footer.strip().splitlines()))
            before, end, after = text.rpartition("</body>")
            text = f'{before}<p style="{_FOOTER}">{lines}</p>\n{end}{after}'
        else:
            text = f"{text}\n{footer.strip()}\n"
        part.set_content(text, subtype=part.get_content_subtype(), charset="utf-8", cte="base64")


def message_id(publication: Publication, plan: SmtpPlan) -> str:
    """Return the id of an edition's mail on a channel; a later revision has its own."""
    domain = parseaddr(plan.sender)[1].rpartition("@")[2]
    revision = f".{publication.revision}" if publication.revision > 1 else ""
    return f"<{publication.edition}.{publication.language}.{plan.id}{revision}@{domain}>"


def _build(publication: Publication) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message.set_content(document(publication, TEXT).decode("utf-8"), cte="base64")
    if HTML in publication.documents:
        message.add_alternative(publication.documents[HTML].decode("utf-8"), subtype="html", cte="base64")
    return message


def _parse(publication: Publication) -> EmailMessage:
    message = message_from_bytes(publication.documents[WHOLE], policy=_POLICY)
    if not isinstance(message, EmailMessage) or message.defects:
        raise Unreadable(f"{WHOLE} of {publication.edition} is not a valid message")
    return message

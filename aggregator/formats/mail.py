"""E-mail: text and HTML in one message (RFC 5322, 2046); the channel adds sender and recipients."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from aggregator.formats import text
from aggregator.formats.labels import LABELS
from aggregator.formats.naming import LANGUAGE_TAGS, closed, dated_title, edition_urn
from aggregator.formats.safe import cleaned
from aggregator.formats.site import NOWHERE, Site
from aggregator.formats.templating import render_template
from aggregator.formats.view import view
from aggregator.models import AmendmentKind, Digest, Edition, Language

_NO_HOST = "digest.invalid"
"""Right side of the Message-ID if the digest has no home: a reserved name (RFC 2606)."""


def render(digest: Digest, site: Site = NOWHERE) -> str:
    """Write the message in ASCII with CRLF, without From and To; its date is the end of the edition's window.

    The HTML is the template `email.html`, filled with `digest`, a `DigestView`.
    """
    message = _headed(cleaned(digest), site)
    message.set_content(text.render(digest), subtype="plain", charset="utf-8")
    html = render_template("email.html", site, digest=view(digest))
    message.add_alternative(html, subtype="html", charset="utf-8")
    message.set_boundary(f"=_{_unique(digest.edition)}")
    message["Content-Language"] = LANGUAGE_TAGS[digest.edition.language]
    return message.as_string()


def _headed(digest: Digest, site: Site) -> EmailMessage:
    """Return an empty message; its subject has the news, or else the date."""
    edition, message = digest.edition, EmailMessage(policy=SMTP)
    dated = dated_title(edition.title, edition.day, edition.language)
    subject = digest.title if digest.title_lines else dated
    message["Subject"] = revised_subject(subject, digest.edition.language) if digest.revised_at else subject
    message["Date"] = format_datetime(closed(edition))
    message["Message-ID"] = f"<{_unique(edition)}@{site.host or _NO_HOST}>"
    return message


def revised_subject(subject: str, language: Language) -> str:
    """Return the subject of an edition that was changed after it was printed."""
    labels = LABELS[language]
    return labels.revised[AmendmentKind.CORRECT] + labels.colon + subject


def _unique(edition: Edition) -> str:
    return edition_urn(edition).rpartition(":")[2]

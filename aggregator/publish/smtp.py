"""Mail: one message to all recipients of a channel, each accepted or refused by the server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parseaddr

from aggregator.errors import Unreadable, in_a_line
from aggregator.models.delivery import SENT, DeliveryState, Outcome, Publication
from aggregator.publish.mail import compose
from aggregator.publish.plans import SmtpPlan
from aggregator.publish.sender import Note
from aggregator.redaction import without_secrets

QUIT_TIMEOUT = 5.0
"""Seconds for the server to answer QUIT."""
PORTS = {"starttls": 587, "tls": 465, "none": 25}
OK = frozenset({250, 251})


@dataclass(frozen=True, slots=True)
class Answers:
    """The server's answers about recipients: accepted, refused for now, refused for good."""

    accepted: tuple[str, ...]
    later: tuple[str, ...]
    never: tuple[str, ...]
    """Each with the server's answer."""


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Sends through one server. A repeated mail would be a duplicate, so an uncertain outcome is `unsure`."""

    plan: SmtpPlan
    password: str | None = field(repr=False)
    repeatable = False

    @property
    def target(self) -> str:
        """The number of recipients, and the server."""
        return f"{len(self._recipients())} recipients via {self.plan.host}:{self._port}"

    @property
    def _port(self) -> int:
        return self.plan.port or PORTS[self.plan.security]

    def send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        """Mail the edition to the recipients it has not reached yet; of a password that is echoed nothing is kept."""
        outcome = self._send(publication, done, note)
        login = f"\0{self.plan.user}\0{self.password}"  # as AUTH PLAIN sends it (RFC 4616)
        secrets = [self.password, login] if self.password else []
        return replace(outcome, reason=outcome.reason and without_secrets(outcome.reason, secrets))

    def _send(self, publication: Publication, done: Sequence[str], note: Note) -> Outcome:
        left = [address for address in self._recipients() if address not in done]
        if not left:
            return SENT
        try:
            message = compose(publication, self.plan, datetime.now(UTC))
            with self._session() as server:
                return self._mail(server, message, left, note, reached=bool(done))
        except Unreadable as error:
            return Outcome(DeliveryState.ABANDONED, str(error))
        except smtplib.SMTPResponseException as error:
            return self._refusal(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            return Outcome(DeliveryState.ABANDONED, f"{self.plan.host}: {error}")
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(DeliveryState.FAILED, f"{self.plan.host}: {in_a_line(error)}")

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """Connect, encrypt, log in; disconnect at the end, whatever the server answers."""
        server = self._connect()
        try:
            if self.plan.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.plan.user and self.password:
                self._log_in(server, self.plan.user, self.password)
            yield server
            if server.sock:
                server.sock.settimeout(QUIT_TIMEOUT)
                with suppress(smtplib.SMTPException, OSError):  # the outcome is known by now
                    server.quit()
        finally:
            server.close()

    @staticmethod
    def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
        """Log in; of a refusal only its code is kept, since its text may repeat the login."""
        try:
            server.login(user, password)
        except smtplib.SMTPAuthenticationError as error:
            raise smtplib.SMTPAuthenticationError(error.smtp_code, "to the login") from None

    def _connect(self) -> smtplib.SMTP:
        if self.plan.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.plan.host, self._port, timeout=self.plan.timeout, context=context)
        return smtplib.SMTP(self.plan.host, self._port, timeout=self.plan.timeout)

    def _mail(
        self, server: smtplib.SMTP, message: bytes, recipients: Sequence[str], note: Note, *, reached: bool
    ) -> Outcome:
        """Transmit the message; if the connection breaks before the server's answer, the outcome is uncertain."""
        server.ehlo_or_helo_if_needed()
        code, said = server.mail(parseaddr(self.plan.sender)[1])
        if code != 250:
            return self._refusal(code, said)
        answers = _offer(server, recipients)
        if answers.accepted:
            try:
                code, said = server.data(message)
            except smtplib.SMTPDataError:
                raise
            except (smtplib.SMTPException, OSError) as error:
                return Outcome(DeliveryState.UNSURE, f"{self.plan.host}: {in_a_line(error)} after the message was sent")
            if code != 250:
                return self._refusal(code, said)
            for address in answers.accepted:
                note(address)
        return self._judge(answers, reached=reached or bool(answers.accepted))

    def _judge(self, answers: Answers, *, reached: bool) -> Outcome:
        if answers.later:
            return Outcome(DeliveryState.FAILED, f"refused for now: {'; '.join(answers.later)}")
        if not answers.never:
            return SENT
        state = DeliveryState.SENT if reached else DeliveryState.ABANDONED
        return Outcome(state, f"refused: {'; '.join(answers.never)}")

    def _refusal(self, code: int, said: bytes | str) -> Outcome:
        """Return the outcome of a refused mail: 5xx is for good (RFC 5321, 4.2.1), anything else for now."""
        state = DeliveryState.ABANDONED if 500 <= code < 600 else DeliveryState.FAILED
        return Outcome(state, f"{self.plan.host} answered {code} {_text(said)}")

    def _recipients(self) -> list[str]:
        return list(dict.fromkeys(parseaddr(mailbox)[1] for mailbox in (*self.plan.to, *self.plan.bcc)))


def _offer(server: smtplib.SMTP, recipients: Sequence[str]) -> Answers:
    accepted: list[str] = []
    later: list[str] = []
    never: list[str] = []
    for address in recipients:
        code, said = server.rcpt(address)
        if code in OK:
            accepted.append(address)
        else:
            (never if 500 <= code < 600 else later).append(f"{address} ({code} {_text(said)})")
    return Answers(tuple(accepted), tuple(later), tuple(never))


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]

"""An edition in the store, channels in a file, and real receivers on loopback."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.context import ForkProcess
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from aggregator.models import Digest
from aggregator.models.delivery import DeliveryState, Issue, Publication, Selection
from aggregator.publish.channels import Channels, load_channels
from aggregator.publish.deliver import deliver
from aggregator.registry.files import layers_of
from aggregator.store import Store, open_store
from tests.commands import begun, forked
from tests.publish.editions import ROOT, SECRET, SEEDS, documents_of, make_digest
from tests.waiting import wait_until


@pytest.fixture
def publication() -> Callable[..., Publication]:
    """Publish a digest without a store."""

    def make(digest: Digest | None = None, revision: int = 1, **documents: bytes) -> Publication:
        digest = digest or make_digest()
        return Publication(
            edition=digest.edition.key,
            language=digest.edition.language,
            revision=revision,
            fingerprint="f00d",
            documents={**documents_of(digest), **{name.replace("_", "."): text for name, text in documents.items()}},
        )

    return make


@dataclass
class Desk:
    """A store with editions, a channel file, and the command that publishes."""

    folder: Path
    url: str
    environment: dict[str, str] = field(default_factory=lambda: {"HOOK_SECRET": SECRET})

    @property
    def file(self) -> Path:
        return self.folder / "channels.toml"

    def name_channels(self, *tables: str) -> None:
        """Write the channel file."""
        self.file.write_text("".join(f"[[channels]]\n{table}\n" for table in tables), "utf-8")

    def channels(self) -> Channels:
        return load_channels(layers_of(SEEDS), self.environment, self.file)

    def write(self, digest: Digest | None = None, **more: bytes) -> None:
        """Save an edition, as a run does."""
        digest = digest or make_digest()
        edition = digest.edition
        taking = self.channels().taking(edition.name, edition.language)
        documents = {**documents_of(digest), **{name.replace("_", "."): text for name, text in more.items()}}
        issue = Issue(documents=documents, channels=taking, at=datetime.now(UTC))
        with self.store() as store:
            store.digests.save(edition.key, edition.language, {}, [], edition.end, issue)

    def store(self) -> Opened:
        return Opened(self.url)

    def deliver(self) -> dict[str, str | None]:
        """Deliver in this process; return the error of each channel."""
        with self.store() as store:
            return {delivery.channel: delivery.error for delivery in deliver(store, self.channels())}

    def states(self) -> dict[str, str]:
        with self.store() as store:
            return {
                delivery.channel: delivery.state.value
                for delivery in store.outbox.find(Selection(), list(DeliveryState))
            }

    def start(self) -> ForkProcess:
        """Start `aggregator publish` in another process."""
        place = ("--store", self.url, "--channels", self.file)
        return begun("publish", *place, **self.environment)

    def publish(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `aggregator publish` to its end."""
        place = ("--store", self.url, "--channels", self.file)
        return forked("publish", *place, *arguments, cwd=ROOT, environment={**os.environ, **self.environment})


class Opened:
    """A store that is closed at the end of the block."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> Store:
        self._store = open_store(self._url)
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    """An empty store on SQLite and no channels yet."""
    return Desk(tmp_path, sqlite_url)


@dataclass(frozen=True)
class Post:
    """A request as the receiver got it."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTP server with scripted answers: a status, `hang`, `close`, `cut`, or a status with headers and a body."""

    port: int = 0
    posts: list[Post] = field(default_factory=list)
    answers: list[object] = field(default_factory=list)
    """Used in order; then 200."""
    release: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def wait_for(self, count: int) -> None:
        wait_until(lambda: len(self.posts) >= count)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A real HTTP server on loopback."""
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = state.answers.pop(0) if state.answers else 200
            state.posts.append(Post(self.path, {name.lower(): text for name, text in self.headers.items()}, body))
            self.answer(answer)

        def answer(self, answer: object) -> None:
            if answer == "hang":
                state.release.wait(30)
            if answer == "cut":
                self.wfile.write(b"HTTP/1.1 20")
            if isinstance(answer, str):
                self.close_connection = True
                return
            status, headers, *body = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for name, text in {"Content-Length": str(sum(map(len, body))), **headers}.items():
                self.send_header(name, text)
            self.end_headers()
            with suppress(ConnectionError):  # whoever posted may be gone
                self.wfile.write(b"".join(body))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield state
    state.release.set()
    server.shutdown()
    server.server_close()


@dataclass
class MailServer:
    """Mails of an SMTP server on loopback, and its scripted behaviour."""

    port: int = 0
    mails: list[Envelope] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """Recipient → the answer to it."""
    greet: str = "250 OK"
    """Answer to MAIL FROM."""
    final: str = "250 taken"
    """Answer after the message; the mail is kept if it is 250."""
    hold: str = ""
    """`RCPT` or `DATA`: after which it waits for `release` before it answers; the mail is kept by then."""
    held: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    hang_up: bool = False
    """Whether it takes the message and disconnects without an answer."""
    logins: list[tuple[str, str]] = field(default_factory=list)

    async def wait(self, where: str) -> None:
        import asyncio

        if self.hold == where:
            self.held.set()
            await asyncio.get_running_loop().run_in_executor(None, self.release.wait, 30)

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        if self.greet.startswith("250"):
            envelope.mail_from = address
        return self.greet

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        await self.wait("RCPT")
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.final.startswith("250"):
            self.mails.append(envelope)
        await self.wait("DATA")
        if self.hang_up:
            server.transport.close()
        return self.final

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        login, password = data.login.decode(), data.password.decode()
        self.logins.append((login, password))
        return AuthResult(success=password == "right", handled=False)


class OnAnyPort(Controller):
    """A controller on a port that the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def start_mail() -> Iterator[Callable[..., MailServer]]:
    """Start an SMTP server; options go to aiosmtpd."""
    started: list[tuple[MailServer, Controller]] = []

    def start(*, login: bool = False, **options: object) -> MailServer:
        state = MailServer()
        if login:
            options.update(auth_required=True, authenticator=state.authenticate)
        controller = OnAnyPort(state, hostname="127.0.0.1", port=0, server_hostname="mail.example", **options)
        controller.start()
        state.port = controller.port
        started.append((state, controller))
        return state

    yield start
    for state, controller in started:
        state.release.set()
        controller.stop()


@pytest.fixture
def mail(start_mail: Callable[..., MailServer]) -> MailServer:
    """An SMTP server without encryption or login."""
    return start_mail()

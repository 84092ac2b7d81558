"""Questions to a helper's server: over the web, from an archive, or recorded.

A question is a POST of JSON, identified by its URL and the hash of `Question.body`; its secrets are sent, but neither
hashed nor recorded.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from aggregator.archive import Answer, Archive, Recorder
from aggregator.errors import AddressRefused, HelperFailed, NotRecorded, in_a_line
from aggregator.network.access import Access
from aggregator.redaction import without_secrets
from aggregator.text.retry_after import retry_after

if TYPE_CHECKING:
    import aiohttp

MAX_ANSWER = 2**20
"""Bytes of an unpacked answer; more is an error."""
MAX_TRIES = 3
"""Requests to a busy server, within the time limit of the question."""
BUSY = frozenset({429, 502, 503, 504})
_CHUNK = 2**14
_MAX_MESSAGE = 120
"""Characters of a server's message in an error."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request."""

    url: str
    payload: Mapping[str, Any]
    secret_fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Fields sent with the payload."""
    secret_headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def body(self) -> bytes:
        """The payload without its secrets: keys sorted, so that equal payloads have equal bytes."""
        return _json(self.payload)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that no answer to the question may repeat."""
        stated = (*self.secret_fields.values(), *self.secret_headers.values())
        return tuple(secret.removeprefix("Bearer ") for secret in stated)

    @property
    def sent(self) -> bytes:
        """The payload as the server gets it."""
        return _json({**self.payload, **self.secret_fields})


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes
    retry_after: float | None = None
    """Seconds that the server asks to wait."""


class Transport(Protocol):
    """Sends questions to a server."""

    def post(self, question: Question) -> Reply:
        """Return the server's answer, whatever its status; raise `HelperFailed` if there is none."""
        ...


class Web:
    """Asks over the web, without redirects, proxies and cookies, and reads at most 1 MiB of an answer.

    `access`: how the network is used; None: as the environment says.
    """

    def __init__(self, timeout: float, access: Access | None = None) -> None:
        self._timeout = timeout
        self._access = access or Access.of_environment()

    def post(self, question: Question) -> Reply:
        """Ask; retry while the server is busy. `timeout` seconds limit all tries together."""
        import aiohttp  # takes a tenth of a second, which a run without helpers saves

        try:
            return asyncio.run(asyncio.wait_for(self._post_with_retries(question), self._timeout))
        except TimeoutError as error:
            raise HelperFailed(f"{_host(question.url)}: no answer within {self._timeout:g} seconds") from error
        except (aiohttp.ClientError, AddressRefused, OSError) as error:
            raise HelperFailed(f"{_host(question.url)}: {in_a_line(error, _MAX_MESSAGE)}") from error

    async def _post_with_retries(self, question: Question) -> Reply:
        import aiohttp

        from aggregator.network.connector import GuardedConnector

        async with aiohttp.ClientSession(
            connector=GuardedConnector(self._access.allowed),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._access.user_agent},
        ) as session:
            reply = await _post(session, question)
            for turn in range(1, MAX_TRIES):
                if reply.status not in BUSY:
                    break
                await asyncio.sleep(float(2**turn) if reply.retry_after is None else reply.retry_after)
                reply = await _post(session, question)
        return reply


class Replay:
    """Answers from an archive; opens no socket."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def post(self, question: Question) -> Reply:
        """Return the recorded answer."""
        try:
            answer = self._archive.answer(question.url, "POST", question.body)
        except NotRecorded as error:
            raise HelperFailed(str(error)) from error
        return Reply(answer.status, answer.body)


class Recording:
    """Records every answer, with the question's hash and without its secrets."""

    def __init__(self, transport: Transport, recorder: Recorder) -> None:
        self._transport, self._recorder = transport, recorder

    def post(self, question: Question) -> Reply:
        """Ask and record."""
        reply = self._transport.post(question)
        body = without_secrets(reply.body.decode("utf-8", "surrogateescape"), question.secrets)
        reply = replace(reply, body=body.encode("utf-8", "surrogateescape"))
        self._recorder.write(recorded_answer(question, reply, datetime.now(UTC)))
        return reply


def recorded_answer(question: Question, reply: Reply, at: datetime) -> Answer:
    """Return the record of an answer; of its headers only type and length, since the body is unpacked."""
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(reply.body))))
    return Answer.posted(question.url, question.body, reply.status, headers, reply.body, at)


def ask(transport: Transport, question: Question) -> Any:
    """Return a server's JSON answer; raise `HelperFailed` for any other answer."""
    reply = transport.post(question)
    host = _host(question.url)
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        if reply.status == 200:
            raise HelperFailed(f"{host}: the answer is not JSON") from error
        value = None
    if reply.status != 200:
        raise HelperFailed(f"{host}: HTTP {reply.status}{_complaint(value, question)}")
    return value


async def _post(session: aiohttp.ClientSession, question: Question) -> Reply:
    headers = {"Content-Type": "application/json", "Accept": "application/json", **question.secret_headers}
    async with session.post(question.url, data=question.sent, headers=headers, allow_redirects=False) as response:
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > MAX_ANSWER:
                raise HelperFailed(f"{_host(question.url)}: the answer is larger than {MAX_ANSWER} bytes")
        pause = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        return Reply(response.status, bytes(body), pause)


def _complaint(value: Any, question: Question) -> str:
    """Return a server's error message: `error` of LibreTranslate, or its `message` of OpenAI."""
    error = value.get("error") if isinstance(value, dict) else None
    text = error.get("message") if isinstance(error, dict) else error
    if not isinstance(text, str) or not text:
        return ""
    return f": {in_a_line(without_secrets(text, question.secrets), _MAX_MESSAGE)}"


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _host(url: str) -> str:
    """Return the URL of a server without credentials and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"

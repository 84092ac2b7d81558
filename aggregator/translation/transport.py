"""Questions to a helper's server and its answers: over the web, out of an archive, or with a recorder listening.

A question is a POST of JSON. It is known by its URL and the hash of its payload as `Question.body` writes it; what is
secret of it is sent, but neither hashed nor recorded.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from aggregator.archive import Answer, Archive, Recorder
from aggregator.errors import HelperFailed, NotRecorded, in_a_line
from aggregator.text.retry_after import retry_after

if TYPE_CHECKING:
    import aiohttp

LARGEST = 2**20
"""Bytes of an answer that are read, unpacked; more is an error."""
TRIES = 3
"""How often a server that is busy is asked, within the time limit of the question."""
BUSY = frozenset({429, 502, 503, 504})
_CHUNK = 2**14
_MAX_WORDS = 120
"""Characters of a fault that are told."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is posted."""

    url: str
    payload: Mapping[str, Any]
    secret_fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Further fields of the payload."""
    secret_headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def body(self) -> bytes:
        """The payload without its secrets: keys sorted, so that equal payloads have equal bytes."""
        return _json(self.payload)

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
    """Brings questions to a server."""

    def post(self, question: Question) -> Reply:
        """Return the server's answer, whatever its status; raise `HelperFailed` where there is none."""
        ...


class Web:
    """Asks over the web. A redirect is not followed, an answer above 1 MiB not read, no proxy or cookie used."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout

    def post(self, question: Question) -> Reply:
        """Ask, again where the server is busy and there is time left; `timeout` seconds bound all of it."""
        import aiohttp  # a tenth of a second that a run without helpers need not spend

        try:
            return asyncio.run(asyncio.wait_for(self._patiently(question), self._timeout))
        except TimeoutError as error:
            raise HelperFailed(f"{_host(question.url)}: no answer within {self._timeout:g} seconds") from error
        except (aiohttp.ClientError, OSError) as error:
            raise HelperFailed(f"{_host(question.url)}: {in_a_line(error, _MAX_WORDS)}") from error

    async def _patiently(self, question: Question) -> Reply:
        import aiohttp

        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            reply = await _post(session, question)
            for turn in range(1, TRIES):
                if reply.status not in BUSY:
                    break
                await asyncio.sleep(float(2**turn) if reply.retry_after is None else reply.retry_after)
                reply = await _post(session, question)
        return reply


class Replayed:
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


class Recorded:
    """Hands every answer to a recorder, with the question's hash."""

    def __init__(self, transport: Transport, recorder: Recorder) -> None:
        self._transport, self._recorder = transport, recorder

    def post(self, question: Question) -> Reply:
        """Ask and record."""
        reply = self._transport.post(question)
        self._recorder.write(recorded_answer(question, reply, datetime.now(UTC)))
        return reply


def recorded_answer(question: Question, reply: Reply, at: datetime) -> Answer:
    """Return the record of an answer; of its headers the type alone, since the body is unpacked."""
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(reply.body))))
    return Answer.posted(question.url, question.body, reply.status, headers, reply.body, at)


def ask(transport: Transport, question: Question) -> Any:
    """Return the JSON value that a server answers; raise `HelperFailed` for any other answer."""
    reply = transport.post(question)
    host = _host(question.url)
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        if reply.status == 200:
            raise HelperFailed(f"{host}: the answer is no JSON") from error
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
            if len(body) > LARGEST:
                raise HelperFailed(f"{_host(question.url)}: the answer is larger than {LARGEST} bytes")
        pause = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        return Reply(response.status, bytes(body), pause)


def _complaint(value: Any, question: Question) -> str:
    """Return what a server says is wrong: `error` as LibreTranslate has it, or its `message` as OpenAI has it."""
    error = value.get("error") if isinstance(value, dict) else None
    text = error.get("message") if isinstance(error, dict) else error
    if not isinstance(text, str) or not text:
        return ""
    for secret in (*question.secret_fields.values(), *question.secret_headers.values()):
        text = text.replace(secret.removeprefix("Bearer "), "***")
    return f": {in_a_line(text, _MAX_WORDS)}"


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _host(url: str) -> str:
    """Name a server without what a URL may hide."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"

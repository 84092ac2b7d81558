"""A server on loopback that speaks LibreTranslate's protocol and OpenAI's chat completions, and misbehaves as told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Scripted:
    """An answer that comes instead of the usual one."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds before the body, in ten drops."""


@dataclass
class Machine:
    """A translation server and a model server in one."""

    base: str
    key: str | None = None
    words: dict[str, str] = field(default_factory=dict)
    """Text → its translation; any other text is an error of the server."""
    model: Callable[[str, dict[str, Any]], str] | None = None
    """From what the model is told, and the data, to the content of its answer; None: it translates by `words`."""
    scripted: list[Scripted] = field(default_factory=list)
    """Answers that come first."""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Path and payload of every request."""

    def answer(self, path: str, payload: dict[str, Any], authorization: str) -> tuple[int, Any]:
        """Answer as the real servers do."""
        if path == "/translate":
            return self._libretranslate(payload)
        if path == "/v1/chat/completions":
            return self._openai(payload, authorization)
        return 404, {"error": "no such path"}

    def _libretranslate(self, payload: dict[str, Any]) -> tuple[int, Any]:
        if self.key and payload.get("api_key") != self.key:
            return 403, {"error": f"Invalid API key: {payload.get('api_key')}"}
        if missing := {"q", "source", "target"} - payload.keys():
            return 400, {"error": f"Invalid request: missing {min(missing)} parameter"}
        texts = payload["q"] if isinstance(payload["q"], list) else [payload["q"]]
        if unknown := [text for text in texts if text not in self.words]:
            return 500, {"error": f"Cannot translate text: {unknown[0]}"}
        told = [self.words[text] for text in texts]
        return 200, {"translatedText": told if isinstance(payload["q"], list) else told[0]}

    def _openai(self, payload: dict[str, Any], authorization: str) -> tuple[int, Any]:
        if self.key and authorization != f"Bearer {self.key}":
            return 401, {
                "error": {"message": f"Incorrect API key provided: {authorization}", "type": "invalid_request"}
            }
        told, data = payload["messages"][0]["content"], json.loads(payload["messages"][1]["content"])
        content = self.model(told, data) if self.model else self._by_words(data)
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        return 200, {"id": "chatcmpl-1", "object": "chat.completion", "model": payload["model"], "choices": [choice]}

    def _by_words(self, data: dict[str, Any]) -> str:
        return json.dumps({"texts": [self.words.get(text, "?") for text in data["texts"]]}, ensure_ascii=False)


@pytest.fixture
def machine() -> Iterator[Machine]:
    """Serve on a free port of loopback."""
    state = Machine(base="")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((self.path, payload))
            if state.scripted:
                self._play(state.scripted.pop(0))
                return
            status, value = state.answer(self.path, payload, self.headers.get("Authorization", ""))
            self._play(Scripted(status, json.dumps(value, ensure_ascii=False).encode()))

        def _play(self, scripted: Scripted) -> None:
            self.send_response(scripted.status)
            for name, value in ({"Content-Type": "application/json"} | scripted.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(scripted.body)))
            self.end_headers()
            step = max(1, len(scripted.body) // 10) if scripted.delay else max(1, len(scripted.body))
            try:
                for start in range(0, len(scripted.body), step):
                    time.sleep(scripted.delay / 10)
                    self.wfile.write(scripted.body[start : start + step])
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # whoever asked has gone, as is meant

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def scripted() -> type[Scripted]:
    """An answer that comes instead of the usual one."""
    return Scripted

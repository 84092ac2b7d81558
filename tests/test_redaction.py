"""Secrets in texts: passwords in addresses, and values that were read as secrets; nothing else is hidden."""

import json
import logging
from pathlib import Path

import pytest

from aggregator import redaction
from aggregator.cli.logs import JsonLine, Plain
from aggregator.publish.sender import Secrets
from aggregator.redaction import has_password, hide, redact
from aggregator.runs.request import Request


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide nothing at the start, and forget afterwards what a test hid."""
    monkeypatch.setattr(redaction, "_secrets", {})


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("postgresql://desk:w0rd@db.example/news", "postgresql://desk:***@db.example/news"),
        ("cannot open postgresql://desk:a/b@c@db.example:5432/news: refused",
         "cannot open postgresql://desk:***@db.example:5432/news: refused"),
        ("postgresql://db.example/news?user=desk&password=w0rd&sslmode=require",
         "postgresql://db.example/news?user=desk&password=***&sslmode=require"),
        ("https://api.example/v1?api_key=w0rd: 403", "https://api.example/v1?api_key=*** 403"),
        ("redis://:12345678@cache.example", "redis://:***@cache.example"),
    ],
)  # fmt: skip
def test_passwords_in_addresses_are_hidden(text: str, redacted: str) -> None:
    assert redact(text) == redacted
    assert has_password(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8080/@lake/post?page=2",
        "https://www.lake.example/a/1.html: 503",
        "mail to desk@lake.example: https://lake.example/?tokens=3",
        "sqlite:///out/aggregator.db",
        "postgresql://desk@db.example:5432/news",
    ],
)
def test_other_addresses_stay(text: str) -> None:
    assert redact(text) == text
    assert not has_password(text)


def test_a_variable_that_a_file_names_is_hidden_wherever_it_is_logged() -> None:
    chat = "slack://T1JJ3T3L2Q/A1BRTD4JDQ/TIiajkdnlazkcOXrIdevi7FQ"
    secrets = Secrets(Path("channels.toml"), "channels[0]", {"KEY": 'p"ss word', "CHAT": chat})
    for variable in ("KEY", "CHAT"):
        secrets.get("secret_env", variable)
    try:
        raise ValueError('refused p"ss word')
    except ValueError as error:
        about = (type(error), error, error.__traceback__)
        record = logging.LogRecord(
            "a", 30, __file__, 1, "%s, p%%22ss%%20word", ("TIiajkdnlazkcOXrIdevi7FQ at a.example",), about
        )
    for line in (Plain("%(message)s").format(record), json.loads(JsonLine().format(record))["message"]):
        assert line.startswith("*** at a.example, ***")
    for line in (Plain("%(message)s").format(record), JsonLine().format(record)):
        assert "ss word" not in line
        assert "refused ***" in line


def test_a_short_value_is_not_searched_for() -> None:
    assert redact(hide("news") + " of the day") == "news of the day"


def test_a_run_keeps_its_request_without_the_stores_password(tmp_path: Path) -> None:
    for store in ("postgresql://u:a/CANARY@h/db", "postgresql://u:CA@NARY@h/db", "postgresql://h/db?password=CANARY"):
        kept = Request(store=store, out=tmp_path).as_json()["store"]
        assert "NARY" not in kept
        assert "h/db" in kept

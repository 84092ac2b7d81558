"""The commands db, gc and doctor, as an operator types them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from aggregator.models import LinkState
from aggregator.store import open_store
from tests.commands import forked

OLD = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The URL of a store with one old link that nothing needs."""
    url = f"sqlite:///{tmp_path}/store.db"
    with closing(open_store(url)) as opened:
        opened.links.mark("lake", "https://lake.example/1", LinkState.GONE, "HTTP 404", OLD)
    return url


@pytest.fixture
def late_clock() -> Iterator[str]:
    """The address of a server whose clock is an hour behind."""

    class Late(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(200)
            self.send_header("Date", format_datetime(datetime.now(UTC) - timedelta(hours=1)))
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Late) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_store_is_checked_backed_up_and_restored(store: str, tmp_path: Path) -> None:
    assert forked("db", "check", "--store", store, cwd=tmp_path).stdout == "sound\n"
    file = forked("db", "backup", "backup.db", "--store", store, cwd=tmp_path).stdout.strip()
    named = forked("db", "backup", "kept/", "--store", store, cwd=tmp_path).stdout.strip()
    assert (tmp_path / named).parent == tmp_path / "kept"
    refused = forked("db", "restore", file, "--store", store, cwd=tmp_path)
    assert (refused.returncode, "--force replaces them" in refused.stderr) == (1, True)
    kept = forked("db", "restore", file, "--force", "--store", store, cwd=tmp_path)
    assert (kept.returncode, "store.db.replaced-" in kept.stdout) == (0, True)
    assert forked("db", "upgrade", "--store", store, cwd=tmp_path).returncode == 0


def test_gc_deletes_only_where_asked(store: str, tmp_path: Path) -> None:
    for options, deleted, count in ((["--dry-run"], False, 1), (["--delete"], True, 1), ([], False, 0)):
        report = json.loads(forked("gc", *options, "--json", "--store", store, cwd=tmp_path).stdout)
        assert (report["deleted"], report["leftovers"][0]["count"]) == (deleted, count)


def test_doctor_finds_what_a_run_would_fail_for(store: str, tmp_path: Path, late_clock: str) -> None:
    (tmp_path / "channels.toml").write_text(
        '[[channels]]\nid = "cms"\nkind = "webhook"\nurl = "https://cms.example/"\nsecret_env = "NEWSDESK_UNSET"\n'
    )
    options = ["--channels", "channels.toml", "--store", store, "--url", late_clock, "--json"]
    environment = {"AGGREGATOR_ALLOW_HOSTS": "127.0.0.1"}
    done = forked("doctor", *options, cwd=tmp_path, environment=environment)
    found = {finding["name"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert {name for name, finding in found.items() if finding["state"] == "fault"} == {"channels", "clock"}
    assert "NEWSDESK_UNSET" in found["channels"]["text"]
    assert found["clock"]["text"].startswith(("3600 s ahead of", "3601 s ahead of"))
    assert found["contact"]["state"] == "warning"
    assert "no run yet" in found["store"]["text"]


def test_doctor_exits_with_0_if_there_is_no_fault(tmp_path: Path) -> None:
    done = forked("doctor", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is not there yet" in done.stdout
    assert list(tmp_path.iterdir()) == []

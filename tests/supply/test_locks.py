"""The locks: every package with its hashes, no placeholder of a name, none known to be faulty, licences listed."""

import json
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from packaging.version import Version

from tests.paths import ROOT
from tests.supply import audit, licences
from tests.supply.locks import COUNTED, LOCKS, Locked, is_placeholder, locked, read_lock

KNOWN = tomllib.loads((Path(__file__).parent / "known.toml").read_text("utf-8"))
PACKAGES = locked()


def faults(package: Locked) -> Iterator[str]:
    """Yield what is wrong with a locked package, as far as that is known without a network."""
    if not package.hashes:
        yield "has no hash"
    if is_placeholder(package.version) and package.name not in COUNTED:
        yield f"{package.version} is a placeholder's version"
    least, advisory = KNOWN["fixed"].get(package.name, ("0", ""))
    if package.version < Version(least):
        yield f"{package.version} has {advisory}"
    if str(package.version) in KNOWN["yanked"].get(package.name, ()):
        yield f"{package.version} was yanked"


def test_every_lock_holds_packages() -> None:
    assert {package.lock for package in PACKAGES} == {path.name for path in ROOT.glob("*.lock")} == set(LOCKS)
    assert len(PACKAGES) > 200


def test_no_locked_package_has_a_fault() -> None:
    assert {package.name: found for package in PACKAGES if (found := [*faults(package)])} == {}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("flask==999.9.9 --hash=sha256:" + "0" * 64, "placeholder"),
        ("flask==0.0.0 --hash=sha256:" + "0" * 64, "placeholder"),
        ("jinja2==3.1.5 --hash=sha256:" + "0" * 64, "CVE-2025-27516"),
        ("flask==3.1.0", "no hash"),
    ],
)
def test_a_fault_is_found(line: str, fault: str) -> None:
    assert fault in " ".join(faults(*read_lock(line, "x")))


def test_a_year_is_not_a_placeholder() -> None:
    assert not is_placeholder(Version("2026.10.18"))


def test_a_requirement_that_is_not_pinned_is_an_error() -> None:
    with pytest.raises(ValueError, match="not pinned: flask>=3"):
        [*read_lock("flask>=3\n", "x")]


def test_the_advisories_are_of_locked_packages() -> None:
    assert set(KNOWN["fixed"]) <= {package.name for package in PACKAGES}


def test_the_licences_are_those_of_the_locked_packages() -> None:
    """If this fails, run `make licences`, and look at what is new under Copyleft."""
    assert licences.PAGE.read_text("utf-8") == licences.page()


def test_a_licence_that_nobody_has_looked_at_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "KNOWN", licences.KNOWN - {"MIT"})
    with pytest.raises(ValueError, match="alembic: no known licence"):
        licences.licence_of("alembic")


@pytest.fixture
def osv() -> Iterator[tuple[str, list[object]]]:
    """A server that answers as OSV does: an advisory for each package called `bad`. Its address, and its questions."""
    asked: list[object] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.extend(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"])
            results = [{"vulns": [{"id": "GHSA-1"}]} if query["package"]["name"] == "bad" else {} for query in asked]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results}).encode())

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def package(name: str) -> Locked:
    return Locked(name, Version("1.0"), 1, "x", "")


@pytest.mark.parametrize(("name", "outcome"), [("good", 0), ("bad", audit.FOUND)])
def test_an_audit_asks_about_each_package(
    osv: tuple[str, list[object]], capsys: pytest.CaptureFixture[str], name: str, outcome: int
) -> None:
    address, asked = osv
    assert audit.advisories([package(name)], address) == outcome
    assert asked == [{"package": {"ecosystem": "PyPI", "name": name}, "version": "1.0"}]
    assert ("GHSA-1" in capsys.readouterr().out) == bool(outcome)


def test_an_audit_without_a_network_is_skipped_and_not_passed(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.advisories(PACKAGES, "http://127.0.0.1:1") == audit.SKIPPED
    assert capsys.readouterr().out.startswith("skipped: advisories of")

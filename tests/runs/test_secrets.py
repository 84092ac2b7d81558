"""A run whose servers all fail and repeat what they were sent: no secret is in anything that it writes."""

import gzip
import json
import socketserver
import threading
from base64 import b64encode

import pytest

from aggregator.runs.request import Request
from aggregator.store import open_store
from tests.commands import ENVIRONMENT, forked
from tests.runs.test_translations import TEXTS, WORDS, seeds, story

__all__ = ["seeds"]
SECRETS = {
    "MAIL_PASSWORD": "canary-mail-5f1c",
    "HOOK_SECRET": "canary-hook-77ab",
    "CHAT_URL": "json://desk:canary-chat-3d20@127.0.0.1:1/canary-path-90ee",
    "TRANSLATOR_KEY": "canary-key-c4d8",
}
CHANNELS = """
[[channels]]
id = "mail"
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
user = "desk"
password_env = "MAIL_PASSWORD"
from = "desk@digest.example"
to = ["all@digest.example"]
[[channels]]
id = "cms"
kind = "webhook"
url = "{base}/hook/canary-path-90ee"
allow_loopback = true
secret_env = "HOOK_SECRET"
[[channels]]
id = "groups"
kind = "chat"
urls_env = ["CHAT_URL"]
"""


class EchoingMail(socketserver.StreamRequestHandler):
    """A mail server that refuses every login, and repeats it."""

    def handle(self) -> None:
        self.wfile.write(b"220 mail.example\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"EHLO":
                self.wfile.write(b"250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"535 5.7.8 refused: " + line.strip() + b"\r\n")


@pytest.fixture
def mail_port():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), EchoingMail) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_no_secret_is_in_anything_that_a_run_writes(seeds, tmp_path, machine, scripted, mail_port):
    key, echo = SECRETS["TRANSLATOR_KEY"], json.dumps({"error": {"message": f"bad key {SECRETS['TRANSLATOR_KEY']}"}})
    machine.key, machine.words = key, dict(WORDS)
    machine.scripted = [scripted(401, echo.encode())] * 2
    folder = tmp_path / "written"
    folder.mkdir()
    url = f"sqlite:///{folder}/store.db"
    store = open_store(url)
    for number, (title, text) in enumerate(TEXTS.items(), 1):
        store.stories.save(story(number, title, text), [], None)
    store.close()
    outlet = seeds / "outlets" / "beian.toml"
    outlet.write_text(outlet.read_text("utf-8").replace("https://news.example/", f"{machine.base}/"), "utf-8")
    helper = f'kind = "openai"\nurl = "{machine.base}/v1"\nmodel = "m"\napi_key_env = "TRANSLATOR_KEY"\n'
    (seeds / "language.toml").write_text(f"[translate]\n{helper}", "utf-8")
    channels = tmp_path / "channels.toml"
    channels.write_text(CHANNELS.format(port=mail_port, base=machine.base), "utf-8")
    words = ("run", "--seeds", seeds, "--store", url, "--channels", channels, "--date", "2026-11-20", "--json", "-v")
    environment = {**ENVIRONMENT, **SECRETS}
    done = forked(*words, "--out", folder / "out", "--record", folder, cwd=tmp_path, environment=environment)
    report = json.loads(done.stdout)
    troubles = {delivery["channel"]: delivery["error"] for delivery in report["deliveries"]}
    assert set(troubles) == {"mail", "cms", "groups"}, done.stderr
    assert "535" in troubles["mail"]
    assert machine.asked
    (folder / "stdout").write_text(done.stdout, "utf-8")
    (folder / "stderr").write_text(done.stderr, "utf-8")
    forms = [SECRETS["MAIL_PASSWORD"], "canary", b64encode(b"\0desk\0canary-mail-5f1c").decode()]
    for path in filter(lambda path: path.is_file(), folder.rglob("*")):
        kept = path.read_bytes()
        kept = gzip.decompress(kept) if path.suffix == ".gz" else kept
        assert [form for form in forms if form.encode() in kept] == [], path


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://desk:canary@db.example/news",
        "postgresql://db.example/news?user=desk&password=canary&sslpassword=canary",
        "postgresql+psycopg://desk:a%2Fb%40canary@db.example:5432/news",
    ],
)
def test_the_row_of_a_run_has_no_password_of_the_store(url, tmp_path):
    parameters = Request(store=url, out=tmp_path).as_json()
    assert "canary" not in json.dumps(parameters)
    assert "db.example" in parameters["store"]

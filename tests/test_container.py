"""The container and its example: what hadolint does not know of them. Nothing is built here."""

import json
import re

import pytest
import typer.main
import yaml

from aggregator.cli.app import app
from tests.paths import ROOT

FILE = ROOT / "Containerfile"
COMPOSE = ROOT / "deploy" / "compose.yaml"


def instructions():
    """Return the instructions of the file, in order, as (name, rest)."""
    lines = re.sub(r"\\\n", " ", FILE.read_text("utf-8")).splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


def last_stage():
    """Return the instructions of the image that is run, by name; of several the last."""
    found = instructions()
    start = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return dict(found[start:])


def services():
    return yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]


def test_every_image_has_a_name_and_a_tag():
    images = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    images += [service["image"] for service in services().values() if "build" not in service]
    assert len(images) == 3
    assert [image for image in images if not re.fullmatch(r"[\w.]+/\w+/\w+:\d[\w.-]+", image)] == []


def test_the_program_is_not_root_and_gets_signals():
    stage = last_stage()
    uid, _, gid = stage["USER"].partition(":")
    assert int(uid) > 0
    assert int(gid) > 0
    assert stage["VOLUME"] == stage["WORKDIR"] == "/data"
    words = json.loads(stage["ENTRYPOINT"]) + json.loads(stage["CMD"])  # the exec form is JSON
    assert words[0] == "aggregator"
    typer.main.get_command(app).commands[words[1]].commands[words[2]]


def test_what_is_copied_is_there_and_not_ignored():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] == "!"}
    copied = [rest.split()[:-1] for name, rest in instructions() if name == "COPY" and not rest.startswith("--from")]
    names = {name for names in copied for name in names}
    assert names == allowed
    assert [name for name in names if not (ROOT / name).exists()] == []
    assert {"aggregator", "spiders", "pipelines", "seeds"} < names


def test_the_example_is_locked_up():
    newsdesk = services()["newsdesk"]
    assert newsdesk["read_only"] is True
    assert newsdesk["init"] is True
    assert newsdesk["cap_drop"] == ["ALL"]
    assert newsdesk["volumes"] == [f"data:{last_stage()['VOLUME']}"]
    assert (COMPOSE.parent / newsdesk["build"]["context"] / newsdesk["build"]["dockerfile"]).resolve() == FILE


@pytest.mark.parametrize(
    ("service", "name"),
    [("newsdesk", "AGGREGATOR_CONTACT"), ("newsdesk", "AGGREGATOR_STORE"), ("store", "POSTGRES_PASSWORD")],
)
def test_the_example_has_no_default_for_contact_and_password(service, name):
    assert re.search(r"\$\{\w+:\?", services()[service]["environment"][name])


def test_the_example_waits_for_its_store():
    found = services()
    assert found["newsdesk"]["depends_on"]["store"]["condition"] == "service_healthy"
    assert found["store"]["healthcheck"]["test"]

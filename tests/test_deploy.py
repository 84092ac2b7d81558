"""The files in `deploy/` for workers: they can be read by those who read them, and name commands that exist."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from aggregator.cli.app import app
from aggregator.worker.orders import QUEUES
from tests.paths import ROOT

DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "newsdesk-worker@.service"
COMPOSE = yaml.safe_load((DEPLOY / "cluster.yaml").read_text("utf-8"))["services"]
OBJECTS = yaml.safe_load((DEPLOY / "cluster-kubernetes.yaml").read_text("utf-8"))["items"]


def parsed(words: list[str]) -> dict[str, Any]:
    """Return the options of a command line of the program; it raises for a command or an option that is unknown."""
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command, words = command.commands[words[0]], words[1:]
    return command.make_context("x", list(words)).params


def containers() -> Iterator[dict[str, Any]]:
    for each in OBJECTS:
        spec = each["spec"].get("jobTemplate", each)["spec"] if each["kind"] == "CronJob" else each["spec"]
        if template := spec.get("template"):
            yield from template["spec"]["containers"]


def commands() -> Iterator[list[str]]:
    """Yield the command lines in the files, without the program."""
    for service in COMPOSE.values():
        for words in (service.get("command"), service.get("healthcheck", {}).get("test", [])[1:]):
            if words and words[0] != "pg_isready":
                yield [word for word in words if word != "aggregator"]
        if "entrypoint" in service:
            yield shlex.split(service["entrypoint"][2].split("; do ")[1].split(";")[0])[1:]
    for container in containers():
        yield container["args"]
        for probe in ("startupProbe", "livenessProbe"):
            if probe in container:
                yield shlex.split(container[probe]["exec"]["command"][2])[1:]
    line = next(line for line in UNIT.read_text("utf-8").splitlines() if line.startswith("ExecStart="))
    yield [word for word in line.split()[1:] if not word.startswith("$")]


@pytest.mark.parametrize("words", [*commands()], ids=" ".join)
def test_the_files_name_commands_that_exist(words: list[str]) -> None:
    parsed(words)


def test_each_queue_has_a_worker() -> None:
    for found in ([service.get("command") for service in COMPOSE.values()], [each["args"] for each in containers()]):
        taken = [parsed(words)["queues"].split(",") for words in found if words and words[0] == "worker"]
        assert {queue for queues in taken for queue in queues} == set(QUEUES)


def test_there_are_two_workers_that_crawl() -> None:
    assert COMPOSE["worker"]["deploy"]["replicas"] == 2
    worker = next(each for each in OBJECTS if each["metadata"]["name"] == "newsdesk-worker")
    assert worker["spec"]["replicas"] == 2
    assert worker["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_workers_have_time_to_end() -> None:
    assert COMPOSE["worker"]["stop_grace_period"] == "60s"
    assert "\nTimeoutStopSec=60\n" in UNIT.read_text("utf-8")
    pods = [each["spec"]["template"]["spec"] for each in OBJECTS if each["kind"] == "Deployment"]
    assert [pod["terminationGracePeriodSeconds"] for pod in pods] == [60, 60]


def test_no_container_is_root() -> None:
    for container in containers():
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    for name, service in COMPOSE.items():
        assert name == "store" or service["cap_drop"] == ["ALL"]


def test_the_unit_is_valid(tmp_path: Path) -> None:
    if not (tool := shutil.which("systemd-analyze")):
        pytest.skip("systemd-analyze is not here")
    text = UNIT.read_text("utf-8").replace("/opt/newsdesk/bin/aggregator", "/bin/true").replace("newsdesk\n", "root\n")
    (tmp_path / UNIT.name).write_text(text, "utf-8")
    verify = [tool, "verify", str(tmp_path / UNIT.name.replace("@", "@1"))]
    (tmp_path / UNIT.name.replace("@", "@1")).symlink_to(tmp_path / UNIT.name)
    done = subprocess.run(verify, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")

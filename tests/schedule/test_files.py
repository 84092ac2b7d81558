"""The files for systemd, cron and Kubernetes, read by those who read them."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.commands import forked
from tests.paths import ROOT

EDITION = (ROOT / "seeds" / "editions" / "evening.toml").read_text("utf-8")
CHANNEL = '[[channels]]\nid = "shelf"\nkind = "folder"\npath = "../shelf"\n'


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A registry with two editions in two zones, and a channel."""
    folder = tmp_path / "the seeds"
    (folder / "editions").mkdir(parents=True)
    other = EDITION.replace('"evening"', '"night"').replace("Asia/Shanghai", "Asia/Tokyo").replace("18:00", "23:57")
    for name, text in {"evening": EDITION, "night": other}.items():
        (folder / "editions" / f"{name}.toml").write_text(text, "utf-8")
    (folder / "channels.toml").write_text(CHANNEL, "utf-8")
    return folder


def printed(target: str, seeds: Path, folder: Path, *options: object) -> str:
    done = forked("schedule", "print", "--for", target, "--seeds", seeds, *options, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_units_are_valid_and_start_at_the_editions_hours(seeds: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:  # units are for the owner of the folder, unless that is root
        shutil.chown(tmp_path, "daemon")
    listed = printed("systemd", seeds, tmp_path, "--to", "units", "--out", "100% new", "--record", "/var/raw")
    units = {path.name: path.read_text("utf-8") for path in (tmp_path / "units").iterdir()}
    assert len(listed.splitlines()) == len(units) == 8
    assert "OnCalendar=*-*-* 18:05:00 Asia/Shanghai\n" in units["aggregator-evening.timer"]
    assert "OnCalendar=*-*-* 00:02:00 Asia/Tokyo\n" in units["aggregator-night.timer"]
    assert all("Persistent=yes" in text for name, text in units.items() if name.endswith(".timer"))
    service = units["aggregator-evening.service"]
    assert f'run --edition evening --due --seeds "{seeds}" --out "100%% new" --record /var/raw\n' in service
    assert f"ReadWritePaths={tmp_path} /var/raw\n" in service
    assert f"\nUser={tmp_path.owner()}\n" in service
    assert f'publish --seeds "{seeds}"\n' in units["aggregator-publish.service"]
    if not (tool := shutil.which("systemd-analyze")):
        pytest.skip("systemd-analyze is not here")
    verify = [tool, "verify", *sorted(str(path) for path in (tmp_path / "units").iterdir())]
    done = subprocess.run(verify, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_crontab_names_path_zone_and_hour(seeds: Path, tmp_path: Path) -> None:
    lines = printed("cron", seeds, tmp_path, "--home", "https://news.example/100%").splitlines()
    assert any(line.startswith("PATH=/") for line in lines)
    at = lines.index("CRON_TZ=Asia/Tokyo")
    minute, hour, *rest, command = lines[at + 1].split(" ", 5)
    assert (minute, hour, rest) == ("2", "0", ["*", "*", "*"])
    words = shlex.split(command.replace(r"\%", "%"))
    assert words[:3] == ["cd", str(tmp_path), "&&"]
    wanted = ["run", "--edition", "night", "--due", "--seeds", str(seeds), "--home", "https://news.example/100%"]
    assert words[-8:] == wanted
    assert lines[-1].startswith("*/5 * * * * ")
    assert "publish --seeds" in lines[-1]


def test_cron_jobs_have_zone_and_policy(seeds: Path, tmp_path: Path) -> None:
    text = printed("kubernetes", seeds, tmp_path, "--edition", "night", "--image", "registry.example/digest:1")
    night, alarms, publish = yaml.safe_load_all(text)
    assert night["metadata"]["name"] == "aggregator-night"
    assert night["spec"]["schedule"] == "2 0 * * *"
    assert night["spec"]["timeZone"] == "Asia/Tokyo"
    assert night["spec"]["concurrencyPolicy"] == publish["spec"]["concurrencyPolicy"] == "Forbid"
    (container,) = night["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["image"] == "registry.example/digest:1"
    assert container["command"] == ["aggregator", "run", "--edition", "night", "--due", "--seeds", str(seeds)]
    assert publish["spec"]["schedule"] == "*/5 * * * *"
    assert alarms["spec"]["schedule"] == "*/30 * * * *"


@pytest.mark.parametrize("target", ["systemd", "cron", "kubernetes"])
def test_a_password_is_not_printed(seeds: Path, tmp_path: Path, target: str) -> None:
    text = printed(target, seeds, tmp_path, "--store", "postgresql://desk:very-secret@db.example/news")
    assert "very-secret" not in text
    assert "AGGREGATOR_STORE" in text


def test_without_channels_nothing_is_delivered_again(seeds: Path, tmp_path: Path) -> None:
    (seeds / "channels.toml").unlink()
    assert "publish" not in printed("cron", seeds, tmp_path)

"""The wheel: built, installed in a clean environment, run from an empty folder."""

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.paths import ROOT


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), cwd=ROOT)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A new environment with the wheel; its dependencies are those of the environment that runs the tests."""
    folder = tmp_path_factory.mktemp("clean")
    assert run(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd=folder).returncode == 0
    python = folder / "bin" / "python"
    site = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip()
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    pip = (sys.executable, "-m", "pip", "--python", str(python))
    done = run(*pip, "install", "-q", "--no-deps", "--no-index", str(wheel), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "bin" / "aggregator"


def test_wheel_holds_the_four_packages_and_the_seeds(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        "aggregator",
        "spiders",
        "pipelines",
        "seeds",
    }
    for needed in ("seeds/outlets/hexun.toml", "seeds/sources.toml", "seeds/editions/evening.toml"):
        assert needed in names
    assert "aggregator/publish/index.html.j2" in names
    assert "aggregator/text/words/titles.toml" in names
    assert any(name.startswith("seeds/demo/") and name.endswith(".warc.gz") for name in names)
    assert "seeds/demo/language.toml" in names
    assert any(name.startswith("aggregator/store/migrations/") for name in names)
    for needed in ("templates/digest.html", "templates/digest.css", "schemas/digest-1.schema.json"):
        assert f"aggregator/formats/{needed}" in names
    assert not any("build.py" in name or "templates/" in name for name in names if name.startswith("seeds/demo/"))


def test_installed_program_runs_from_an_empty_folder(installed, tmp_path):
    done = run(str(installed), "demo", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["entries"] > 5
    assert (tmp_path / "out" / report["edition"] / "digest.txt").is_file()


def test_foreign_folder_called_spiders_is_not_imported(installed, tmp_path):
    (tmp_path / "spiders").mkdir()
    (tmp_path / "spiders" / "__init__.py").write_text("raise RuntimeError('foreign')", "utf-8")
    done = run(str(installed), "outlets", "list", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "hexun" in done.stdout

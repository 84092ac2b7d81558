"""The wheel: built, installed in a clean environment, run from an empty folder."""

import json
import re
import shlex
import subprocess
import sys
import sysconfig
import zipfile
from collections import defaultdict
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from aggregator.exports.tables import COMPACT
from tests.paths import ROOT
from tests.spiders.conftest import put_registry, site

__all__ = ["site"]


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), cwd=ROOT)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """A new environment with the wheel; its dependencies are those of the environment that runs the tests."""
    folder = tmp_path_factory.mktemp("clean")
    assert run(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd=folder).returncode == 0
    python = folder / "bin" / "python"
    site = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip()
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    pip = (sys.executable, "-m", "pip", "--python", str(python))
    done = run(*pip, "install", "-q", "--no-deps", "--no-index", str(wheel), cwd=folder)
    assert done.returncode == 0, done.stderr
    return python


def test_wheel_holds_one_package_with_everything_in_it(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"aggregator"}
    for needed in ("outlets/hexun.toml", "sources.toml", "editions/evening.toml", "demo/language.toml"):
        assert f"aggregator/seeds/{needed}" in names
    demo = [name for name in names if name.startswith("aggregator/seeds/demo/")]
    assert any(name.endswith(".warc.gz") for name in demo)
    assert not any("build.py" in name or "templates/" in name for name in demo)
    for needed in ("publish/index.html.j2", "text/words/titles.toml", "spiders/outlet.py", "pipelines/store.py"):
        assert f"aggregator/{needed}" in names
    assert any(name.startswith("aggregator/store/migrations/") for name in names)
    for needed in ("templates/digest.html", "templates/digest.css", "schemas/digest-1.schema.json"):
        assert f"aggregator/formats/{needed}" in names


def test_installed_program_runs_from_an_empty_folder(python, tmp_path):
    done = run(str(python.with_name("aggregator")), "demo", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["entries"] > 5
    assert (tmp_path / "out" / report["edition"] / "digest.txt").is_file()


@pytest.fixture
def foreign(tmp_path):
    """A folder of somebody's with the names that the checkout uses."""
    for name in ("spiders", "pipelines", "seeds"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('foreign')", "utf-8")
    return tmp_path


def test_program_starts_beside_foreign_packages_of_the_same_names(python, foreign):
    done = run(str(python), "-m", "aggregator", "outlets", "check", "hexun", cwd=foreign)
    assert (done.returncode, done.stderr) == (0, "")


PIPELINE = """from aggregator.models import Story

class Mine:
    def process_item(self, item):
        assert isinstance(item, Story)
        open("mine.txt", "a", encoding="utf-8").write(item.attribution.source + " ")
        return item
"""


def test_own_scrapy_project_crawls_an_outlet_by_the_steps_of_the_page(python, foreign, site):
    """The line of the settings and the commands are the page's; the outlet is one on loopback."""
    page = (ROOT / "docs" / "scrapy.md").read_text("utf-8")
    steps = re.findall(r"^       (\S.*)$", page.partition("In your own project:")[2], re.MULTILINE)
    commands = [shlex.split(step.replace("jiemian", "here")) for step in steps if step.startswith("scrapy ")]
    settings = [step for step in steps if not step.startswith("scrapy ")]
    put_registry(foreign / "theirs", site)
    site.put_stories(range(1, 3))
    (foreign / "spiders" / "__init__.py").write_text("", "utf-8")
    (foreign / "spiders" / "mine.py").write_text("import scrapy\n\nclass Mine(scrapy.Spider):\n    name = 'mine'\n")
    (foreign / "pipelines" / "__init__.py").write_text(PIPELINE, "utf-8")
    settings += ["SPIDER_MODULES = ['spiders']", "ITEM_PIPELINES = {'pipelines.Mine': 700}"]
    settings += [f"AGGREGATOR_SEEDS = {str(foreign / 'theirs')!r}"]
    (foreign / "settings.py").write_text("\n".join(settings), "utf-8")
    (foreign / "scrapy.cfg").write_text("[settings]\ndefault = settings\n", "utf-8")
    listed, crawled = [run(str(python), "-P", "-m", "scrapy.cmdline", *words[1:], cwd=foreign) for words in commands]
    assert listed.stdout.split() == ["here", "mine"], listed.stderr
    assert crawled.returncode == 0, crawled.stderr
    rows = [json.loads(line) for line in (foreign / "news.jsonl").read_text("utf-8").splitlines()]
    assert [list(row) for row in rows] == [[column.name for column in COMPACT]] * 2
    assert {row["source"] for row in rows} == {"here"}
    assert (foreign / "mine.txt").read_text("utf-8") == "here here "
    assert not re.search("WARNING|ERROR", crawled.stderr), crawled.stderr


def test_an_extra_is_spelled_in_one_way():
    """Before 23.3, pip ends in a traceback where two packages want `a[b_c]` and `a[b-c]`."""
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))
    installed = [each for each in distributions() if canonicalize_name(each.name) in locked]
    spelled = defaultdict(set)
    for requirement in (Requirement(line) for each in installed for line in each.requires or ()):
        for extra in requirement.extras:
            spelled[canonicalize_name(requirement.name), canonicalize_name(extra)].add(extra)
    assert spelled
    assert {known: names for known, names in spelled.items() if len(names) > 1} == {}

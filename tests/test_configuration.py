"""`newsdesk.toml`, the variables over it, and the options over both."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from aggregator.cli.options import SETTABLE, Places
from aggregator.configuration import Configuration, keys, load_configuration
from aggregator.errors import SeedError, UsageError
from aggregator.network.access import CONTACT, Access, is_loopback
from aggregator.network.addresses import VARIABLE, AllowedHosts
from tests.commands import LOOPBACK, forked
from tests.spiders.conftest import Site, site

__all__ = ["site"]

OUTLET = """
id = "quay"
name = {{ zh = "码头周报", en = "The Quay" }}
home = "{base}/"
hosts = ["{host}"]
language = "en"
politeness = {{ delay = 0 }}

[[entries]]
kind = "feed"
url = "{base}/feed.xml"
"""


def config(folder: Path, text: str) -> Path:
    file = folder / "newsdesk.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_each_key_has_its_variable() -> None:
    """A variable for every key: one that is set goes over the file."""
    given = {
        "contact": "a@b.example", "store": "sqlite:///x.db", "home": "https://x.example/", "outlets": "a, b",
        "languages": "zh,en", "allow_hosts": "10.0.0.0/8", "limits.outlet_seconds": "3", "limits.crawl_seconds": "4",
        "limits.page_seconds": "5", "schedule.editions": "evening",
    }  # fmt: skip
    environment = {key.variable: given.get(key.name, "some/path") for key in keys()}
    found = load_configuration(environment=environment)
    assert {key.name: found.origins[key.name] for key in keys()} == {key.name: key.variable for key in keys()}
    assert (found.values.outlets, found.values.limits.page_seconds) == (("a", "b"), 5.0)
    assert found.values.allow_hosts == ("10.0.0.0/8",)


def test_the_options_have_the_defaults_of_the_model() -> None:
    defaults = {each.name: each.default for each in fields(Places) if each.name in SETTABLE}
    model = Configuration()
    assert defaults == {name: getattr(model, name) for name in defaults}
    assert {*SETTABLE} <= {key.name for key in keys()}


def test_the_network_reads_the_same_variables() -> None:
    assert {CONTACT, VARIABLE} <= {key.variable for key in keys()}


def test_paths_of_the_file_and_defaults_start_at_its_folder(tmp_path: Path) -> None:
    file = config(tmp_path / "desk", 'store = "sqlite:///data/s.db"\ntemplates = "/srv/t"\noverrides = "o.toml"\n')
    found = load_configuration(file, {"AGGREGATOR_METRICS": "m.prom"}).values
    desk = tmp_path / "desk"
    assert (found.store, found.out, found.desk) == (f"sqlite:///{desk}/data/s.db", desk / "out", desk)
    assert (found.overrides, found.templates, found.metrics) == (desk / "o.toml", Path("/srv/t"), Path("m.prom"))
    assert load_configuration(config(desk, ""), {}).values.store == f"sqlite:///{desk}/out/aggregator.db"


def test_without_a_file_there_is_no_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_configuration(environment={}).values == Configuration()


def test_a_file_above_the_working_folder_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config(tmp_path, 'contact = "a@b.example"')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert load_configuration(environment={}).values.contact is None
    assert load_configuration(environment={"AGGREGATOR_CONFIG": "../newsdesk.toml"}).values.contact == "a@b.example"
    monkeypatch.chdir(tmp_path)
    assert load_configuration(environment={}).values.contact == "a@b.example"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("contakt = 'x'", r"contakt: unknown key \(line 1\)"),
        ("\ncontact = 'nobody'", r"contact: neither a mail address nor a web address \(line 2\)"),
        ("contact = 'a@b.example\\r\\nX: y'", r"contact: neither"),
        ("store = 'mysql://x'", r"store: not sqlite"),
        ("[limits]\npage_seconds = 0", r"limits\.page_seconds: .* greater than 0 \(line 2\)"),
        ("allow_hosts = ['10.0.0.0/33']", r"allow_hosts\[0\]: .*\(line 1\)"),
        ("languages = ['fr']", r"languages\[0\]: "),
        ("[", "not TOML"),
    ],
)
def test_a_fault_names_file_key_and_line(tmp_path: Path, text: str, says: str) -> None:
    file = config(tmp_path, text)
    with pytest.raises(SeedError, match=says) as caught:
        load_configuration(file, {})
    assert caught.value.path == file


def test_a_fault_of_a_variable_names_it() -> None:
    with pytest.raises(UsageError, match=r"AGGREGATOR_LIMITS_PAGE_SECONDS: .*number"):
        load_configuration(environment={"AGGREGATOR_LIMITS_PAGE_SECONDS": "long"})
    with pytest.raises(SeedError, match="No such file"):
        load_configuration(environment={"AGGREGATOR_CONFIG": "/nowhere/newsdesk.toml"})


def shown(*arguments: object, cwd: Path, **environment: str) -> dict[str, dict[str, object]]:
    done = forked("config", "show", "--json", *arguments, cwd=cwd, environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    table: dict[str, dict[str, object]] = json.loads(done.stdout)
    return table


def test_options_go_over_variables_and_these_over_the_file(tmp_path: Path) -> None:
    config(tmp_path, 'store = "postgresql://u:s3cretpw@host/d"\nhome = "https://file.example/"\nout = "file"\n')
    found = shown("--out", "option", cwd=tmp_path, AGGREGATOR_OUT="variable", AGGREGATOR_HOME="https://v.example/")
    assert found["out"] == {"value": "option", "from": "--out"}
    assert found["home"] == {"value": "https://v.example/", "from": "AGGREGATOR_HOME"}
    assert found["store"] == {"value": "postgresql://u:***@host/d", "from": "newsdesk.toml (line 1)"}
    assert found["desk"] == {"value": ".", "from": "default"}
    assert [*found] == [key.name for key in keys()]


def test_a_command_reads_the_desk_of_its_configuration(tmp_path: Path) -> None:
    file = config(tmp_path / "desk", "")
    (tmp_path / "desk" / "outlets").mkdir()
    (tmp_path / "desk" / "outlets" / "quay.toml").write_text(OUTLET.format(base="http://127.0.0.1", host="127.0.0.1"))
    named = ["outlets", "list", "--config", file]
    assert "码头周报" in forked(*named, cwd=tmp_path, environment={}).stdout
    assert "码头周报" in forked("outlets", "list", cwd=file.parent, environment={}).stdout
    assert "码头周报" not in forked("outlets", "list", cwd=tmp_path, environment={}).stdout


def test_the_web_is_not_crawled_without_a_contact(tmp_path: Path) -> None:
    for command in (["crawl", "--outlet", "hexun"], ["run"], ["outlets", "new", "https://quay.example/1.html"]):
        done = forked(*command, cwd=tmp_path, environment={})
        assert done.returncode == 2
        assert "newsdesk.toml" in done.stderr
        assert CONTACT in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_scrapy_needs_a_contact_for_the_web_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scrapy import Spider
    from scrapy.settings import Settings

    from spiders.loader import OutletLoader

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(CONTACT, raising=False)

    def spider() -> type[Spider]:
        settings = Settings()
        settings.setmodule("aggregator.settings", priority="project")
        settings.freeze()
        return OutletLoader.from_settings(settings).load("hexun")

    with pytest.raises(SystemExit, match="no contact"):
        spider()
    monkeypatch.setenv(CONTACT, "https://desk.example/crawler")
    assert spider().custom_settings == {"USER_AGENT": "newsdesk-digest/0.1 (+https://desk.example/crawler)"}


def test_a_crawl_of_this_machine_needs_none_and_names_it_if_there_is_one(tmp_path: Path, site: Site) -> None:
    site.put("/feed.xml", '<rss version="2.0"><channel><title>x</title></channel></rss>')
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "quay.toml").write_text(OUTLET.format(base=site.base, host="127.0.0.1"), "utf-8")
    crawl = ["crawl", "--outlet", "quay", "--json"]
    config(tmp_path, "")
    environment = {"AGGREGATOR_ALLOW_HOSTS": LOOPBACK}
    assert forked(*crawl, cwd=tmp_path, environment=environment).returncode != 2
    config(tmp_path, 'contact = "desk@quay.example"')
    forked(*crawl, cwd=tmp_path, environment=environment)
    named = [headers["user-agent"] for _, headers in site.requests]
    assert named[0] == "newsdesk-digest/0.1"
    assert named[-1] == "newsdesk-digest/0.1 (+mailto:desk@quay.example)"


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("localhost", True), ("a.localhost", True), ("127.9.0.1", True), ("[::1]", True), ("quay.example", False),
     ("127.0.0.1.example", False), ("10.0.0.1", False), ("localhost.example", False)],
)  # fmt: skip
def test_loopback_is_this_machine_alone(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours
    if not is_ours:
        with pytest.raises(UsageError, match="no contact"):
            Access(allowed=AllowedHosts.of(["quay.example"])).require_contact(["127.0.0.1", host])

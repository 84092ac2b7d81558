"""The source registry: look-ups, and faults of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.errors import SeedError
from aggregator.models import SourceKind
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import SeedNames
from aggregator.registry.sources import Party, Source, Sources, load_sources, source_faults

FILE = """
nobody = ["网络", "综合"]
[[sources]]
id = "lantian"
name = { zh = "蓝田日报", en = "Lantian Daily" }
kind = "outlet"
aliases = ["蓝田"]
hosts = ["lantian.example"]
group = "lantian"
[[sources]]
id = "lantian-web"
name = { zh = "蓝田在线", en = "Lantian Online" }
kind = "outlet"
hosts = ["web.lantian.example"]
group = "lantian"
[[sources]]
id = "cloud"
name = { zh = "云门户", en = "Cloud" }
kind = "account"
portal = true
[[sources]]
id = "shanhai"
name = { zh = "山海商城", en = "Shanhai" }
kind = "company"
group = "haitang"
[companies]
haitang = ["海棠地图", "网络"]
"""


@pytest.fixture
def seeds(tmp_path):
    """Write the registry with one text replaced by another."""

    def write(old: str = "", new: str = "") -> Path:
        assert old in FILE
        (tmp_path / "sources.toml").write_text(FILE.replace(old, new, 1) if old else FILE, "utf-8")
        return tmp_path

    return write


def test_a_source_is_found_by_id_by_its_names_and_below_its_hosts(seeds):
    sources = load_sources(layers_of(seeds()))
    assert len(sources) == 4
    daily, online, cloud, _ = sources
    assert sources.get("lantian") is sources.named("《蓝田日报》") is sources.named("lantian DAILY") is daily
    assert sources.named("蓝田") is daily
    assert sources.at_host("News.Lantian.example") is daily
    assert sources.at_host("a.web.lantian.example") is online
    assert sources.at_host("example") is sources.at_host("notlantian.example") is sources.named("蓝") is None
    assert (daily.portal, cloud.portal) == (False, True)
    assert sources.credits_nobody("【网络】")
    assert not sources.credits_nobody("蓝田")


def test_companies_act_under_their_sources_names_and_under_others_which_credit_nobody(seeds):
    sources = load_sources(layers_of(seeds()))
    company = Party("haitang", SourceKind.COMPANY)
    assert sources.acting("山海商城") == sources.acting("SHANHAI") == sources.acting("海棠地图") == company
    assert sources.acting("网络") == company
    assert sources.acting("蓝田日报") is sources.named("海棠地图") is None
    assert sources.credits_nobody("网络")
    assert {"山海", "海棠"} <= sources.actor_openings


FAULTS = {
    "one id": ('id = "cloud"', 'id = "lantian"', "lantian", ["two sources have this id"]),
    "one name": ('zh = "云门户"', 'zh = "蓝田"', "cloud.name.zh", ["'蓝田'", "lantian"]),
    "one name, typeset otherwise": ('zh = "云门户"', 'zh = "《蓝田》"', "cloud.name.zh", ["《蓝田》", "lantian"]),
    "one host": ('hosts = ["web.lantian.example"]', 'hosts = ["lantian.example"]', "lantian-web.hosts", ["lantian"]),
    "a name of nobody": ('aliases = ["蓝田"]', 'aliases = ["综合"]', "lantian.aliases", ["综合", "nobody"]),
    "an empty alias": ('aliases = ["蓝田"]', 'aliases = [" "]', "lantian.aliases", ["''", "no letters"]),
    "an alias of marks": ('aliases = ["蓝田"]', 'aliases = ["——"]', "lantian.aliases", ["no letters"]),
    "an empty name": ('en = "Cloud"', 'en = ""', "sources[2].name.en", ["at least 1"]),
    "a long name": ('zh = "云门户"', f'zh = "{"云" * 41}"', "cloud.name.zh", ["too long"]),
    "a long Latin name": ('en = "Cloud"', f'en = "{"Cloud" * 17}"', "cloud.name.en", ["too long"]),
    "a control character": ('zh = "云门户"', 'zh = "云\\u0007门户"', "cloud.name.zh", ["control"]),
    "a line break": ('zh = "云门户"', 'zh = "云\\n门户"', "cloud.name.zh", ["control"]),
    "an invisible character": ('aliases = ["蓝田"]', 'aliases = ["蓝\\u200b田"]', "lantian.aliases", ["control"]),
    "an address for a host": ('["lantian.example"]', '["https://lantian.example/"]', "lantian.hosts", ["host name"]),
    "a host in capitals": ('["lantian.example"]', '["Lantian.example"]', "lantian.hosts", ["host name"]),
    "a host with a port": ('["lantian.example"]', '["lantian.example:80"]', "lantian.hosts", ["host name"]),
    "a bare word for a host": ('["lantian.example"]', '["lantian"]', "lantian.hosts", ["host name"]),
    "a host of two dots": ('["lantian.example"]', '["lantian..example"]', "lantian.hosts", ["host name"]),
    "a site below another owner's": (
        'hosts = ["web.lantian.example"]\ngroup = "lantian"', 'hosts = ["web.lantian.example"]\ngroup = "other"',
        "lantian-web.group", ["'other'", "lantian is 'lantian'"],
    ),
    "a group called after a source outside": (
        'portal = true', 'portal = true\ngroup = "lantian-web"', "cloud.group", ["'lantian-web'", "'lantian'"],
    ),
    "a group written in two ways": ('portal = true', 'portal = true\ngroup = "lan-tian"', "cloud.group", ["lan-tian"]),
    "a group that is no id": ('portal = true', 'portal = true\ngroup = "蓝田"', "sources[2].group", ["pattern"]),
    "a name of two companies": (
        'haitang = [', 'fengqiao = ["山海商城"]\nhaitang = [', "companies.fengqiao", ["山海商城", "haitang"],
    ),
    "a company by its source": ('haitang = [', 'shanhai = [', "companies.shanhai", ["its owner is haitang"]),
    "a company without a name": ('"海棠地图"', '"…"', "companies.haitang", ["no letters"]),
    "a kind that is none": ('kind = "account"', 'kind = "blog"', "sources[2].kind", ["account"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "says"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_line_with_file_key_and_reason(seeds, old, new, key, says):
    folder = seeds(old, new)
    with pytest.raises(SeedError) as raised:
        load_sources(layers_of(folder))
    line = str(raised.value)
    assert line.startswith(f"{folder / 'sources.toml'}: {key}: ")
    assert len(line.splitlines()) == 1
    assert all(word in line for word in says), line


def test_all_faults_are_reported_in_file_order(seeds):
    folder = seeds('aliases = ["蓝田"]\nhosts = ["lantian.example"]', 'aliases = ["网络"]\nhosts = ["lantian:80"]')
    assert [fault.key for fault in source_faults(layers_of(folder))] == ["lantian.aliases", "lantian.hosts"]
    assert list(source_faults(layers_of(seeds()))) == []


def test_a_source_may_have_two_spellings_of_a_name():
    source = Source(
        id="a", name=SeedNames(zh="TechBay", en="TechBay"), kind="outlet", aliases=("《TechBay》", "techbay")
    )
    assert Sources([source]).named("TECHBAY") is source

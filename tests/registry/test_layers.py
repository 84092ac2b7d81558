"""A desk on top of what ships: own files add, replace by id, or switch off."""

from datetime import date
from pathlib import Path

import pytest

from aggregator.attribution import resolve_label
from aggregator.errors import SeedError, UsageError
from aggregator.registry import Registry
from aggregator.registry.editions import load_edition_plan, load_edition_plans
from aggregator.registry.files import layers_of, line_of
from aggregator.registry.outlets import load_outlets
from aggregator.registry.sections import load_sections
from aggregator.registry.sources import load_sources

OUTLET = """
id = "quay"
name = { zh = "码头周报", en = "The Quay" }
home = "https://quay.example/"
hosts = ["quay.example"]

[[entries]]
kind = "feed"
url = "https://quay.example/feed.xml"
"""
EDITION = """
name = "weekly"
title = { zh = "码头", en = "The Quay" }
tagline = { zh = "一周", en = "A week" }
opens = 08:00:00
closes = 18:00:00

[[sections]]
id = "fish"
most = 5
"""
FISH = '[[sections]]\nid = "fish"\nname = { zh = "渔业", en = "Fish" }\nterms = { "渔船" = 2.0, "电商" = 1.0 }\n'


@pytest.fixture
def desk(tmp_path):
    """Write files of a desk; return the layers that it makes with what ships."""

    def write(**files):
        for name, text in files.items():
            path = tmp_path / f"{name.replace('__', '/').replace('_', '-')}.toml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        return layers_of(desk=tmp_path)

    return write


def test_an_outlet_of_the_desk_is_added_to_those_that_ship(desk):
    assert [*load_outlets(desk(outlets__quay=OUTLET))] == sorted([*load_outlets(layers_of()), "quay"])


def test_an_outlet_of_the_desk_replaces_the_one_that_ships_under_its_id(desk):
    own = OUTLET.replace('"quay"', '"hexun"', 1)
    registry = Registry.load(desk(outlets__hexun=own))
    assert registry.outlets["hexun"].home == "https://quay.example/"
    assert len(registry.outlets) == len(load_outlets(layers_of()))


def test_a_file_that_is_off_removes_what_is_below_it(desk):
    layers = desk(outlets__hexun="off = true\n", editions__morning="off = true\n")
    assert load_outlets(layers_of()).keys() - load_outlets(layers).keys() == {"hexun"}
    assert [plan.name for plan in load_edition_plans(layers)] == ["evening"]
    with pytest.raises(UsageError, match="known: evening"):
        load_edition_plan(layers, "morning")


def test_what_is_switched_off_must_be_there(desk, tmp_path):
    for name, load in {"outlets": load_outlets, "editions": load_edition_plans}.items():
        layers = desk(**{f"{name}__typo": "off = true\n"})
        with pytest.raises(SeedError, match="nothing below it is called 'typo'") as caught:
            load(layers)
        assert caught.value.path == tmp_path / name / "typo.toml"
    for name, load in {"sources": load_sources, "sections": load_sections}.items():
        with pytest.raises(SeedError, match=r"off\[0\].* has the id 'typo'") as caught:
            load(desk(**{name: 'off = ["typo"]\n', "outlets__typo": OUTLET}))
        assert caught.value.path == tmp_path / f"{name}.toml"


def test_an_empty_file_does_not_count(desk):
    layers = desk(outlets__quay="", outlets__hexun="", editions__morning="")
    assert load_outlets(layers) == load_outlets(layers_of())
    assert [plan.name for plan in load_edition_plans(layers)] == ["evening", "morning"]


def test_an_outlet_that_names_no_source_is_one(desk):
    registry = Registry.load(desk(outlets__quay=OUTLET))
    credit = resolve_label("来源：码头周报", registry.sources)
    assert credit.source.id == registry.outlets["quay"].source == "quay"
    assert registry.sources.at_host("www.quay.example").id == "quay"


def test_a_source_of_the_desk_counts_before_the_one_that_its_outlet_implies(desk):
    own = 'sources = [{ id = "quay", name = { zh = "码头", en = "Quay" }, kind = "agency" }]\n'
    assert load_sources(desk(outlets__quay=OUTLET, sources=own)).get("quay").kind == "agency"


def test_an_outlet_under_the_name_of_another_source_is_a_fault_of_its_file(desk, tmp_path):
    with pytest.raises(SeedError, match="'证券时报' is also a name of stcn") as caught:
        load_sources(desk(outlets__quay=OUTLET.replace("码头周报", "证券时报")))
    assert caught.value.path == tmp_path / "outlets" / "quay.toml"


def test_sources_of_the_desk_add_replace_and_switch_off(desk):
    shipped = load_sources(layers_of())
    own = """
off = ["jiemian"]
nobody = ["码头整理"]
sources = [
  { id = "quay", name = { zh = "码头周报", en = "The Quay" }, kind = "outlet" },
  { id = "stcn", name = { zh = "证券日报社", en = "Another" }, kind = "outlet" },
]
[companies]
quay = ["小码头"]
"""
    sources = load_sources(desk(sources=own, outlets__jiemian="off = true\n"))
    assert {each.id for each in sources} == ({each.id for each in shipped} | {"quay"}) - {"jiemian"}
    assert sources.named("证券时报") is None
    assert sources.credits_nobody("码头整理")
    assert sources.credits_nobody("综合报道")
    assert (sources.acting("小码头").owner, sources.acting("飞猪").owner) == ("quay", "alibaba")


def test_a_fault_of_a_source_names_the_file_that_has_it(desk, tmp_path):
    own = 'sources = [{ id = "quay", name = { zh = "新华社", en = "Quay" }, kind = "outlet" }]\n'
    with pytest.raises(SeedError, match=r"quay\.name\.zh: '新华社' is also a name of") as caught:
        load_sources(desk(sources=own))
    assert caught.value.path == tmp_path / "sources.toml"


def test_a_desk_may_leave_out_all_that_ships(desk):
    own = 'shipped = false\nsources = [{ id = "quay", name = { zh = "码头", en = "Quay" }, kind = "outlet" }]\n'
    sources = load_sources(desk(sources=own))
    assert sources.get("quay")
    assert sources.get("xinhua") is None
    assert not sources.credits_nobody("综合报道")
    sections = load_sections(desk(sections=f"shipped = false\n{FISH}"))
    assert [section.id for section in sections] == ["fish"]
    assert sections.classify("渔船归港", "").score == 6.0  # 2 × 3 for the title, and nothing learned


def test_sections_of_the_desk_add_replace_and_switch_off(desk):
    sections = load_sections(desk(sections=f'off = ["e-commerce", "cross-border"]\nthreshold = 1.5\n{FISH}'))
    assert ([section.id for section in sections], sections.threshold) == (["internet", "fish"], 1.5)
    assert sections.classify("三艘渔船归港", "").section == "fish"
    assert (
        sections.classify("国务院宣布渔船大选", "").score < sections.classify("渔船", "").score
    )  # what is outside stays


def test_an_edition_of_a_section_that_is_off_says_so_with_its_file(desk, tmp_path):
    layers = desk(sections='off = ["e-commerce"]\n' + FISH, editions__weekly=EDITION.replace('"fish"', '"e-commerce"'))
    plan = load_edition_plan(layers, "weekly")
    with pytest.raises(SeedError, match="unknown section 'e-commerce'; known: internet, cross-border, fish") as caught:
        plan.on(date(2026, 11, 20), load_sections(layers))
    assert caught.value.path == tmp_path / "editions" / "weekly.toml"


def test_only_the_highest_file_counts_of_those_that_do_not_ship(desk, tmp_path):
    registry = Registry.load(desk(overrides='[[drop]]\nstory = "24a171134e2cb298"\nreason = "x"\n'))
    assert [*registry.overrides.dropped] == ["24a171134e2cb298"]


def test_seeds_alone_are_a_whole_registry(tmp_path):
    with pytest.raises(SeedError, match=r"sources\.toml: No such file"):
        Registry.load(layers_of(tmp_path))
    with pytest.raises(SeedError, match="no such folder"):
        layers_of(desk=tmp_path / "nowhere")


TEXT = """# a comment
name = "x"
[politeness]
delay = -1
[[entries]]
kind = "feed"
[[entries]]
kind = "fed"
[entries.api]
"items" = 3
"""


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("name",), 2),
        (("politeness", "delay"), 4),
        (("politeness", "missing"), 3),
        (("entries", 1, "kind"), 8),
        (("entries", 1, "api", "items"), 10),
        (("entries", 0, "url"), 5),
        (("nowhere",), None),
    ],
)
def test_the_line_of_a_key_is_found(location, line):
    assert line_of(TEXT, location) == line


def test_a_fault_names_its_line(desk, tmp_path: Path):
    with pytest.raises(SeedError, match=r"entries\[0\]\.kind: .*\(line 8\)"):
        load_outlets(desk(outlets__quay=OUTLET.replace('"feed"', '"fed"')))

"""Overrides: loaded with their faults named, and applied to the credits that the rules found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import SeedError
from aggregator.models import Attribution, Cited, Names, Overrides, SourceKind, Story, Ties
from aggregator.registry.files import layers_of
from aggregator.registry.outlets import SeedNames
from aggregator.registry.overrides import OverrideFile, load_overrides, recredit
from aggregator.registry.sources import Source, Sources
from aggregator.urls import story_id

URL = "https://news.qinghe.example/a/1.html"
SOURCES = Sources(
    (
        Source(id="qinghe", name=SeedNames(zh="青禾网", en="Qinghe"), kind=SourceKind.OUTLET),
        Source(id="lanjing", name=SeedNames(zh="蓝鲸日报", en="Blue Whale Daily"), kind=SourceKind.OUTLET),
        Source(id="wire", name=SeedNames(zh="通达社", en="Tongda"), kind=SourceKind.AGENCY),
    )
)


def story(**fields: Any) -> Story:
    found = Attribution(
        source="qinghe",
        name=Names("青禾网", "Qinghe"),
        kind=SourceKind.OUTLET,
        rule="host",
        evidence="https://qinghe.example/",
        where="registry",
        confidence=0.6,
        chain=("qinghe",),
        cited=(Cited("通达社", "报道", "据通达社报道", "wire", SourceKind.AGENCY),),
    )
    known: dict[str, Any] = {
        "title": "题",
        "text": "文",
        "source_label": "蓝鲸 日报",
        "attribution": found,
        "fetched_at": datetime(2026, 11, 20, tzinfo=UTC),
    }
    return Story(id=story_id(URL), outlet="qinghe", url=URL, canonical_url=URL, language="zh", **(known | fields))


def load(tmp_path: Path, text: str) -> OverrideFile:
    (tmp_path / "overrides.toml").write_text(text, "utf-8")
    return load_overrides(layers_of(tmp_path), SOURCES, {"internet"})


def test_without_a_file_nothing_is_overridden(tmp_path: Path) -> None:
    assert recredit(story(), load_overrides(layers_of(tmp_path), SOURCES, {"internet"}).credit, SOURCES) == story()


@pytest.mark.parametrize(
    "target",
    [
        f'story = "{story_id(URL)}"',
        'story = "http://m.qinghe.example/a/1.html"'.replace("m.", "m.news."),
        f'story = "{URL}"',
        'host = "qinghe.example"',
        'label = "蓝鲸日报"',
    ],
)
def test_a_story_a_host_or_a_label_is_recredited_by_the_rule_override(tmp_path: Path, target: str) -> None:
    overrides = load(tmp_path, f'[[credit]]\n{target}\nsource = "wire"\nreason = "编辑部来函更正"\n')
    found = recredit(story(), overrides.credit, SOURCES).attribution
    assert found is not None
    assert (found.source, found.rule, found.where) == ("wire", "override", "overrides.toml: credit[0]")
    assert (found.evidence, found.runner_up, found.confidence) == ("编辑部来函更正", "qinghe", 1.0)
    assert (found.chain, found.cited) == (("qinghe", "wire"), ())


@pytest.mark.parametrize("target", ['story = "https://other.example/"', 'host = "he.example"', 'label = "蓝鲸"'])
def test_other_stories_keep_their_credit(tmp_path: Path, target: str) -> None:
    overrides = load(tmp_path, f'[[credit]]\n{target}\nsource = "wire"\nreason = "x"\n')
    assert recredit(story(), overrides.credit, SOURCES) == story()


def test_the_narrowest_override_wins(tmp_path: Path) -> None:
    overrides = load(
        tmp_path,
        '[[credit]]\nhost = "qinghe.example"\nsource = "wire"\nreason = "host"\n'
        f'[[credit]]\nstory = "{story_id(URL)}"\nsource = "lanjing"\nreason = "story"\n'
        '[[credit]]\nlabel = "蓝鲸日报"\nsource = "qinghe"\nreason = "label"\n',
    )
    found = recredit(story(), overrides.credit, SOURCES).attribution
    assert found is not None
    assert (found.source, found.where) == ("lanjing", "overrides.toml: credit[1]")


def test_the_tables_on_events_become_one_value_by_story_id(tmp_path: Path) -> None:
    other = "0123456789abcdef"
    loaded = load(
        tmp_path,
        f'[[merge]]\nstories = ["{URL}", "{other}"]\nreason = "r"\n'
        f'[[split]]\nstories = ["{other}", "{URL}?utm_source=x"]\nreason = "r"\n'
        f'[[pin]]\nstory = "{other}"\nreason = "r"\n[[drop]]\nstory = "{URL}"\nreason = "重复"\n'
        f'[[section]]\nstory = "{URL}"\nsection = "internet"\nreason = "r"\n'
        f'[[headline]]\nstory = "{other}"\nheadline = "青禾开放加盟"\nreason = "r"\n',
    )
    both = frozenset({story_id(URL), other})
    assert loaded.overrides() == Overrides(
        ties=Ties(together=(both,), apart=(both,)),
        pinned=frozenset({other}),
        dropped={story_id(URL): "重复"},
        sections={story_id(URL): "internet"},
        headlines={other: "青禾开放加盟"},
    )


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ('[[credit]]\nhost = "a.example"\nsource = "nobody"\nreason = "x"', "credit[0].source", "no such source"),
        ('[[credit]]\nhost = "a.example"\nlabel = "b"\nsource = "wire"\nreason = "x"', "credit[0]", "exactly one of"),
        ('[[credit]]\nsource = "wire"\nreason = "x"', "credit[0]", "exactly one of"),
        ('[[credit]]\nhost = "a.example"\nsource = "wire"', "credit[0].reason", "Field required"),
        ('[[credits]]\nhost = "a.example"', "credits", "unknown key"),
        ("[[credit", "", "not TOML"),
    ],
)
def test_a_fault_names_file_key_and_reason(tmp_path: Path, text: str, key: str, reason: str) -> None:
    with pytest.raises(SeedError, match=reason) as caught:
        load(tmp_path, text)
    assert (caught.value.path.name, caught.value.key) == ("overrides.toml", key)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="No such file"):
        load_overrides(layers_of(tmp_path), SOURCES, (), tmp_path / "mine.toml")

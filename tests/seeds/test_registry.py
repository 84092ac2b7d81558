"""The shipped registry: outlets, sources, and how they hang together."""

import pytest

from aggregator.context import Registry
from aggregator.models import SourceKind

NEWSLETTER = {"amazon-seller", "caijing", "china-tech", "cnr", "dzwww", "hexun", "jiemian", "szamr", "tianyancha"}


def test_every_outlet_is_credited_under_a_registered_source(registry: Registry) -> None:
    assert registry.outlets.keys() > NEWSLETTER
    for outlet in registry.outlets.values():
        assert registry.sources.get(outlet.source), f"{outlet.id}: source {outlet.source}"


def test_an_outlet_other_than_amazons_bears_its_sources_name_and_hosts(registry: Registry) -> None:
    for outlet in registry.outlets.values():
        source = registry.sources.get(outlet.source)
        assert source
        assert registry.sources.at_host(outlet.hosts[0]) in (source, registry.sources.get("amazon-global-selling"))
        if outlet.id != "amazon-seller":
            assert outlet.name.zh == source.name.zh
            assert outlet.name.en == source.name.en


def test_section_hints_name_sections(registry: Registry) -> None:
    for outlet in registry.outlets.values():
        hints = {outlet.section, *(entry.section for entry in outlet.entries)} - {None}
        assert all(registry.sections.get(hint or "") for hint in hints), f"{outlet.id}: {hints}"


def test_entry_points_are_no_stories_and_their_hosts_are_the_outlets(registry: Registry) -> None:
    for outlet in registry.outlets.values():
        for entry in outlet.entries:
            assert not outlet.is_story(entry.url)
            assert any(host in entry.url for host in outlet.hosts)


def test_only_the_forum_needs_a_browser(registry: Registry) -> None:
    needing = [entry.url for outlet in registry.outlets.values() for entry in outlet.entries if entry.browser]
    assert needing == ["https://sellercentral.amazon.com/seller-forums/discussions?sort=latest"]


@pytest.mark.parametrize(
    ("outlet", "url", "is_story"),
    [
        ("cnr", "https://tech.cnr.cn/techgd/20261120/t20261120_527819597.shtml", True),
        ("cnr", "https://tv.cnr.cn/live/20261120/t20261120_527960011.shtml", False),
        ("cnr", "https://news.cnr.cn/native/city/20261120/t20261120_527960155.shtml", False),
        ("jiemian", "https://m.jiemian.com/article/15201180_microcontent.html", True),
        ("jiemian", "https://www.jiemian.com/video/15201180.html", False),
        ("china-tech", "https://tech.china.com/article/20190627/kejiyuan0129317460.html", True),
        ("china-tech", "https://tech.china.com/mtz/touzi/11.html", False),
        ("szamr", "https://amr.sz.gov.cn/xxgk/zcwj/syfg/content/post_11741549.html", True),
        ("szamr", "https://amr.sz.gov.cn/xxgk/qt/tzgg/index_2.html", False),
        ("hexun", "http://tech.hexun.com/2026-11-20/219803968_2.html", True),
        ("dzwww", "http://www.dzwww.com/xinwen/guoneixinwen/202611/t20261120_15183001.htm", True),
        ("dzwww", "http://sd.dzwww.com/sdnews/default_2.htm", False),
        ("caijing", "http://tech.caijing.com.cn/20261120/5127740.shtml", True),
        ("tianyancha", "https://mnews.tianyancha.com/ll_9x8k2a.html", True),
        ("amazon-seller", "https://gs.amazon.cn/news/news-notices-260112", True),
        ("amazon-seller", "https://gs.amazon.cn/news/policy", False),
    ],
)
def test_story_addresses(registry: Registry, outlet: str, url: str, is_story: bool) -> None:
    assert registry.outlets[outlet].is_story(url) is is_story


def test_at_least_150_sources_of_every_kind(registry: Registry) -> None:
    assert len(registry.sources) >= 150
    kinds = {source.kind for source in registry.sources}
    assert kinds >= {
        SourceKind.OUTLET,
        SourceKind.AGENCY,
        SourceKind.AUTHORITY,
        SourceKind.COMPANY,
        SourceKind.DATA,
        SourceKind.FORUM,
    }


def test_every_source_is_found_by_each_of_its_names_and_hosts(registry: Registry) -> None:
    for source in registry.sources:
        assert all(registry.sources.named(spelling) is source for spelling in source.spellings())
        assert all(registry.sources.at_host(f"x.{host}") is source for host in source.hosts)
        assert not any(registry.sources.credits_nobody(spelling) for spelling in source.spellings())


def test_standing_ranks_origins_above_portals(registry: Registry) -> None:
    def standing(name: str) -> float:
        source = registry.sources.named(name)
        assert source, name
        return source.standing

    assert all(s.standing == 1.0 for s in registry.sources if s.kind is SourceKind.AUTHORITY and s.id != "caict")
    assert standing("新华社") > standing("界面新闻") > standing("中华网") >= standing("今日头条")


@pytest.mark.parametrize(
    ("label", "canonical"),
    [
        ("中新网", "中国新闻网"),
        ("证券时报网", "证券时报"),
        ("雨果网", "雨果跨境"),
        ("News_Amazon", "亚马逊卖家论坛"),
        ("天眼查APP", "天眼查"),
        ("国家市场监督管理总局", "市场监管总局"),
        ("中广网", "央广网"),
        ("界面快报", "界面新闻"),
    ],
)
def test_labels_lead_to_canonical_names(registry: Registry, label: str, canonical: str) -> None:
    source = registry.sources.named(label)
    assert source
    assert source.name.zh == canonical


@pytest.mark.parametrize("label", ["综合", "网络", "本网", "来源网络", "企业供稿", "自媒体综合"])
def test_generic_labels_credit_nobody(registry: Registry, label: str) -> None:
    assert registry.sources.credits_nobody(label)

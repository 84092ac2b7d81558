"""The shipped registry: outlets, sources, and the references between them."""

import re
from collections import Counter

import pytest

from aggregator.attribution import resolve_label
from aggregator.models import SourceKind
from aggregator.registry import Registry
from aggregator.text import letters

HAN = re.compile("[\u3400-\u9fff]")

NEWSLETTER = {"amazon-seller", "caijing", "china-tech", "cnr", "dzwww", "hexun", "jiemian", "szamr", "tianyancha"}


def test_every_outlet_is_credited_under_a_registered_source(registry: Registry) -> None:
    assert registry.outlets.keys() > NEWSLETTER
    for outlet in registry.outlets.values():
        assert registry.sources.get(outlet.source), f"{outlet.id}: source {outlet.source}"


def test_an_outlet_except_amazons_has_the_name_and_hosts_of_its_source(registry: Registry) -> None:
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


def test_entry_points_are_not_stories_and_are_on_the_outlets_hosts(registry: Registry) -> None:
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


def test_at_least_500_sources_of_every_kind_with_names_in_both_languages(registry: Registry) -> None:
    assert len(registry.sources) >= 500
    kinds = Counter(source.kind for source in registry.sources)
    assert kinds[SourceKind.PROVISIONAL] == 0
    assert all(kinds[kind] >= 10 for kind in SourceKind if kind is not SourceKind.PROVISIONAL)
    assert [source.id for source in registry.sources if HAN.search(source.name.en)] == []
    latin = [source for source in registry.sources if not HAN.search(source.name.zh)]
    assert len(latin) < len(registry.sources) / 8


def test_no_source_lists_a_name_twice(registry: Registry) -> None:
    for source in registry.sources:
        aliases = [letters(alias) for alias in source.aliases]
        assert len(set(aliases)) == len(aliases), source.id
        assert {letters(source.name.zh), letters(source.name.en)}.isdisjoint(aliases), source.id


def test_no_name_is_a_word_that_several_papers_share(registry: Registry) -> None:
    shared = (
        "日报",
        "晚报",
        "早报",
        "晨报",
        "商报",
        "时报",
        "都市报",
        "周刊",
        "新闻",
        "科技",
        "观察",
        "在线",
        "苹果",
        "财富",
    )
    assert [word for word in shared if registry.sources.named(word)] == []


def test_kinds_agree_with_names(registry: Registry) -> None:
    papers = re.compile(r"(?:日报|晚报|晨报|都市报|早报|电视台|卫视)\Z")
    offices = re.compile(r"(?:管理局|管理总局|商务厅|商务局|海关|委员会|法院|检察院|人民政府)\Z")
    for source in registry.sources:
        if papers.search(source.name.zh):
            assert source.kind is SourceKind.OUTLET, source.id
        if offices.search(source.name.zh):
            assert source.kind is SourceKind.AUTHORITY, source.id
        if source.name.zh.endswith("通讯社"):
            assert source.kind is SourceKind.AGENCY, source.id


def test_portals_are_outlets_or_accounts_and_none_is_a_good_origin(registry: Registry) -> None:
    portals = [source for source in registry.sources if source.portal]
    assert len(portals) >= 20
    assert {source.kind for source in portals} == {SourceKind.OUTLET, SourceKind.ACCOUNT}
    assert max(source.standing for source in portals) <= 0.4
    low = {s.id for s in registry.sources if s.kind is SourceKind.OUTLET and s.standing <= 0.3}
    assert low <= {source.id for source in portals}


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
        ("南都", "南方都市报"),
        ("北青报", "北京青年报"),
        ("法制日报", "法治日报"),
        ("中国工商报", "中国市场监管报"),
        ("FT中文网", "英国《金融时报》"),
        ("中国金融新闻网", "金融时报"),
        ("卫星社", "俄罗斯卫星通讯社"),
        ("聯合報", "联合报"),
        ("广东省市场监管局", "广东省市场监督管理局"),
        ("银保监会", "金融监管总局"),
        ("知无不言论坛", "知无不言"),
        ("App Annie", "data.ai"),
    ],
)
def test_labels_resolve_to_canonical_names(registry: Registry, label: str, canonical: str) -> None:
    source = registry.sources.named(label)
    assert source
    assert source.name.zh == canonical


GENERIC = [
    "综合",
    "网络",
    "本网",
    "来源网络",
    "企业供稿",
    "自媒体综合",
    "其他媒体",
    "综合媒体",
    "互联网",
    "原创",
    "网络综合",
    "官方公告",
]


@pytest.mark.parametrize("label", GENERIC)
def test_generic_labels_credit_nobody(registry: Registry, label: str) -> None:
    assert registry.sources.credits_nobody(label)


@pytest.mark.parametrize(
    ("label", "credited"),
    [
        ("大洋网-广州日报", "广州日报"),
        ("金羊网-羊城晚报", "羊城晚报"),
        ("浙江在线-钱江晚报", "钱江晚报"),
        ("华声在线-三湘都市报", "三湘都市报"),
        ("四川在线-华西都市报", "华西都市报"),
        ("东方网·文汇报", "文汇报"),
        ("凤凰网综合/新京报", "新京报"),
        ("天山网-新疆日报", "新疆日报"),
    ],
)
def test_of_a_paper_and_its_site_the_paper_is_credited(registry: Registry, label: str, credited: str) -> None:
    credit = resolve_label(label, registry.sources)
    assert credit
    assert credit.name == credited


def test_a_paper_and_its_site_are_two_sources_of_one_owner(registry: Registry) -> None:
    pairs = (
        "广州日报 大洋网",
        "羊城晚报 金羊网",
        "南方日报 南方网",
        "北京青年报 北青网",
        "成都商报 红星新闻",
        "浙江日报 浙江在线",
    )
    for paper, site in map(str.split, pairs):
        first, second = registry.sources.named(paper), registry.sources.named(site)
        assert first
        assert second
        assert first is not second
        assert first.group == second.group is not None
        assert first.standing >= second.standing

"""One case for every convention, and every trap, of how Chinese news credits its sources."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.attribution import CONFIDENCE, attribute, clean_label, resolve_label
from aggregator.attribution.house import by_convention
from aggregator.models import Attribution, SourceKind, Story
from aggregator.outlets import EntryPoint, Outlet, SeedNames
from aggregator.sources import Source, Sources

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BODY = "星河电商今日上线卖家合规工具，商家可在后台一键自查。工具覆盖价格、资质和售后三类问题，首月免费。"


def source(name: str, zh: str, en: str, kind: str = "outlet", **more: Any) -> Source:
    return Source(id=name, name=SeedNames(zh=zh, en=en), kind=SourceKind(kind), **more)


SOURCES = Sources(
    (
        source("qinghe", "青禾网", "Qinghe Online", hosts=("qinghe.example",), standing=0.6),
        source("portal", "百川网", "Baichuan", hosts=("baichuan.example",), standing=0.3, portal=True),
        source("lanjing", "蓝鲸日报", "Blue Whale Daily", aliases=("蓝鲸", "《蓝鲸日报》"), standing=0.8),
        source("wire", "通达社", "Tongda News Agency", "agency", aliases=("通达社客户端",), standing=1.0),
        source("wire-web", "通达网", "Tongdanet", hosts=("tongda.example",), standing=0.7),
        source("chengbao", "城报", "City Paper", standing=0.7),
        source("36n", "36氖", "36Ne", standing=0.7),
        source("shujia", "数家", "Shujia", "data", aliases=("数家App",), standing=0.9),
        source("chacha", "企查", "Qicha", "data", standing=0.9),
        source("amr", "青禾市市场监管局", "Qinghe Market Regulator", "authority", hosts=("amr.example",)),
        source("forum", "卖家广场", "Seller Square", "forum"),
    ),
    nobody=("网络", "综合", "本网", "互联网", "自媒体", "原创", "本站"),
)


def outlet(name: str = "qinghe", zh: str = "青禾网", en: str = "Qinghe Online") -> Outlet:
    home = f"https://{name}.example/"
    entries = (EntryPoint(kind="feed", url=home + "feed"),)
    return Outlet(
        id=name, name=SeedNames(zh=zh, en=en), home=home, hosts=(f"{name}.example",), source=name, entries=entries
    )


def credit(text: str = BODY, at: Outlet | None = None, **fields: Any) -> Attribution:
    story = Story(
        id="0" * 16,
        outlet="qinghe",
        url="https://qinghe.example/1.html",
        canonical_url="https://qinghe.example/1.html",
        title="星河电商上线合规工具",
        text=text,
        language="zh",
        fetched_at=NOW,
        **fields,
    )
    return attribute(story, at or outlet(), SOURCES)


def decided(found: Attribution) -> tuple[str, str]:
    return found.source, found.rule


LABELS = {
    "bare": "蓝鲸日报",
    "full-width colon": "来源：蓝鲸日报",
    "half-width colon and space": "来源 : 蓝鲸日报",
    "no-break space and line break": "来源：\xa0\n蓝鲸日报",
    "an alias": "蓝鲸",
    "book marks": "《蓝鲸日报》",
    "editor behind": "来源：蓝鲸日报 作者：林一 编辑：周二",
    "time behind": "蓝鲸日报 2026-11-20 08:30",
    "place in brackets": "蓝鲸日报(青禾)",
    "address and place in brackets": "蓝鲸日报 (www.lanjing.example)(青禾)",
    "account": "蓝鲸日报微信公众号",
    "app": "蓝鲸日报客户端",
    "its site": "蓝鲸日报网",
    "person beside": "蓝鲸日报 记者林一",
    "person before": "林一/蓝鲸日报",
    "portal prefix": "大浪网-蓝鲸日报",
    "two houses": "蓝鲸日报·大浪网",
    "markup": "<a href='x'>蓝鲸日报</a><!-- -->",
    "entities": "来源：&nbsp;蓝鲸日报",
    "controls": "蓝鲸\u200b日\x07报",
    "brackets around": "（蓝鲸日报）",
}


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS.keys())
def test_the_label_beside_the_time_is_credited(label: str) -> None:
    found = credit(source_label=label, rules={"source_label": "header:来源"})
    assert decided(found) == ("lanjing", "label")
    assert (found.name.zh, found.name.en) == ("蓝鲸日报", "Blue Whale Daily")
    assert (found.where, found.runner_up) == ("header:来源", "qinghe")
    assert found.confidence == CONFIDENCE["label"]


def test_an_unknown_label_is_kept_as_a_provisional_source() -> None:
    found = credit(source_label="来源：赤松观察（微信公众号）")
    assert decided(found) == ("label:赤松观察", "label")
    assert found.kind is SourceKind.PROVISIONAL
    assert found.name.zh == found.name.en == "赤松观察"
    assert found.confidence < CONFIDENCE["label"]


def test_of_unknown_parts_the_paper_is_credited() -> None:
    assert credit(source_label="大浪网-赤松晚报").source == "label:赤松晚报"


def test_of_known_parts_the_better_origin_is_credited() -> None:
    assert credit(source_label="百川网/通达社").source == "wire"


@pytest.mark.parametrize("label", ["网络", "来源：综合", "本网", "原创", "互联网", "  ", "：", "—", "<b></b>"])
def test_labels_that_credit_nobody_give_way(label: str) -> None:
    assert decided(credit(source_label=label)) == ("qinghe", "host")
    assert decided(credit(source_label=label, signals={"meta:source": "蓝鲸日报"})) == ("lanjing", "field")


@pytest.mark.parametrize("label", ["青禾网", "青禾网科技频道", "Qinghe Online", "青禾"])
def test_a_label_that_is_the_host_gives_way_and_stays_the_runner_up(label: str) -> None:
    assert decided(credit(source_label=label)) == ("qinghe", "own-label")
    assert credit(source_label=label).confidence == CONFIDENCE["own-label"]
    found = credit(source_label=label, text=BODY + "\n本文来源：蓝鲸日报　责任编辑：周二")
    assert (*decided(found), found.runner_up) == ("lanjing", "closing", "qinghe")


def test_a_paper_on_the_same_domain_is_not_the_host() -> None:
    paper = source("paper", "青禾晚报", "Qinghe Evening News", hosts=("paper.qinghe.example",))
    assert attribute(
        Story(
            id="0", outlet="q", url="u", canonical_url="u", title="题", text=BODY, language="zh", fetched_at=NOW,
            source_label="青禾晚报",
        ),
        outlet(),
        Sources((*SOURCES, paper)),
    ).source == "paper"  # fmt: skip


SIGNALS = ["meta:ContentSource", "meta:source", "meta:mediaid", "api:source", "meta:article:author"]


@pytest.mark.parametrize("signal", SIGNALS)
def test_fields_of_the_page(signal: str) -> None:
    found = credit(signals={signal: "来源：蓝鲸日报"})
    assert (*decided(found), found.where) == ("lanjing", "field", signal)


def test_the_meta_beats_a_label_that_is_the_host() -> None:
    tongda = outlet("tongda", "通达网", "Tongdanet")
    found = credit(
        at=tongda.model_copy(update={"source": "wire-web"}), source_label="通达网", signals={"meta:source": "通达社"}
    )
    assert decided(found) == ("wire", "field")
    assert found.confidence == CONFIDENCE["field"]


def test_a_label_beats_another_field_and_the_conflict_is_recorded() -> None:
    found = credit(source_label="蓝鲸日报", signals={"meta:source": "城报"})
    assert (*decided(found), found.runner_up) == ("lanjing", "label", "chengbao")
    assert found.confidence < CONFIDENCE["label"]


@pytest.mark.parametrize("signal", ["meta:author", "meta:og:site_name", "meta:SiteName"])
def test_fields_that_name_no_source_are_not_read(signal: str) -> None:
    assert credit(signals={signal: "蓝鲸日报"}).rule == "host"


def test_a_person_in_article_author_is_no_source() -> None:
    assert credit(signals={"meta:article:author": "林一"}).rule == "host"


def test_a_desk_in_the_content_source_is_the_authority_itself() -> None:
    amr = outlet("amr", "青禾市市场监管局", "Qinghe Market Regulator")
    assert decided(credit(at=amr, signals={"meta:ContentSource": "价格监督处"})) == ("amr", "own-label")
    assert credit(at=amr, signals={"meta:ContentSource": "通达社"}).source == "wire"


CLOSINGS = {
    "本文来源": "本文来源：蓝鲸日报 责任编辑：周二_QH01",
    "稿件来源": "稿件来源：蓝鲸日报",
    "final": "（来源：蓝鲸日报）",
    "final, half-width": "(来源: 蓝鲸日报)",
    "final, with author": "来源：蓝鲸日报 作者：林一",
    "转自": "转自：蓝鲸日报",
    "本文转自": "本文转自蓝鲸日报，作者林一。",
    "本文来自": "本文来自《蓝鲸日报》，经授权发布。",
    "转载自": "本文转载自蓝鲸日报，如有侵权请联系删除。",
}


@pytest.mark.parametrize("closing", CLOSINGS.values(), ids=CLOSINGS.keys())
@pytest.mark.parametrize("behind", ["", "\n责任编辑：周二", "\n声明：本文仅供参考。\n编辑：周二"])
def test_closing_statements(closing: str, behind: str) -> None:
    found = credit(f"{BODY}\n{closing}{behind}")
    assert decided(found) == ("lanjing", "closing")
    assert "蓝鲸日报" in found.evidence
    assert found.where.startswith("text:")


def test_a_closing_statement_at_the_end_of_the_last_paragraph() -> None:
    assert decided(credit(f"{BODY}\n工具下月开放。（来源：蓝鲸日报）")) == ("lanjing", "closing")


def test_an_editors_note_names_the_account() -> None:
    note = "编者按：本文来源于公众号“赤松观察”（ID：chisong），作者林一，授权青禾网发布。"
    assert decided(credit(f"{note}\n{BODY}")) == ("label:赤松观察", "closing")
    assert credit(f"本文来自微信公众号：赤松观察，作者：林一\n{BODY}").source == "label:赤松观察"


TRAPS = {
    "picture": f"图片来源：蓝鲸日报\n{BODY}",
    "picture at the end": f"{BODY}\n图片来源：蓝鲸日报",
    "data": f"{BODY}\n数据来源：蓝鲸日报",
    "under a picture": f"{BODY}\n（来源：蓝鲸日报）\n{BODY}\n{BODY}",
    "prose": f"公司的主要收入来源：广告和佣金。{BODY}",
    "editor": f"{BODY}\n责任编辑：蓝鲸日报",
    "flash": f"快讯（青禾）{BODY}",
    "newsletter": f"通讯（记者林一）{BODY}",
    "technology": f"腾讯（上海）今日宣布，{BODY}",
    "own report": f"本报讯（记者林一）{BODY}",
    "a date alone": f"11月20日消息，{BODY}",
    "local time": f"北京时间11月20日消息，{BODY}",
    "cited": f"据蓝鲸日报11月20日消息，{BODY}",
    "cited report": f"据蓝鲸日报报道，{BODY}",
    "heard": f"蓝鲸日报获悉，{BODY}",
}


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS.keys())
def test_what_names_no_publisher_leaves_the_host(text: str) -> None:
    assert decided(credit(text)) == ("qinghe", "host")


DATELINES = {
    "wire with place and day": ("通达社青禾11月20日电（记者林一）", "wire"),
    "wire without a day": ("通达社青禾电（记者林一）", "wire"),
    "medium and day": ("蓝鲸日报8月3日电，", "lanjing"),
    "讯 and reporter": ("蓝鲸日报讯（记者 林一）", "lanjing"),
    "讯 with a space": ("城报讯 ", "chengbao"),
    "in brackets": ("（蓝鲸日报讯）", "lanjing"),
    "day and 讯": ("城报10月4日讯（记者林一整合）", "chengbao"),
    "day and 消息": ("36氖9月30日消息 据外媒报道，", "36n"),
    "title in the tag, then the wire": ("【星河上线工具】通达社8月3日电，", "wire"),
    "outlet in the tag": ("【36氖报道】10月26日消息，", "36n"),
    "unregistered paper": ("赤松晚报讯（记者林一）", "label:赤松晚报"),
}


@pytest.mark.parametrize(("line", "expected"), DATELINES.values(), ids=DATELINES.keys())
def test_datelines(line: str, expected: str) -> None:
    found = credit(line + BODY)
    assert decided(found) == (expected, "dateline")
    assert credit(line + BODY, source_label="青禾网").source == expected
    assert credit(line + BODY, source_label="城报").source == "chengbao"


ACCOUNT = {"source_label": "城东快讯", "rules": {"source_label": "header:beside time"}}


def test_an_account_that_nothing_calls_the_source_gives_way_to_what_the_text_says() -> None:
    found = credit(BODY + "\n来源：蓝鲸日报", **ACCOUNT)
    assert (*decided(found), found.runner_up) == ("lanjing", "closing", "label:城东快讯")
    assert found.considered[0].outcome == "an account that nothing calls the source"
    assert decided(credit(BODY + "\n来源：蓝鲸日报", source_label="城东快讯")) == ("label:城东快讯", "label")
    alone = credit(**ACCOUNT)
    assert decided(alone) == ("label:城东快讯", "label")
    assert alone.confidence < credit(source_label="城东快讯").confidence


@pytest.mark.parametrize("text", ["通达社青禾11月20日电 " + BODY, BODY + "\n本文来源：通达社"])
def test_a_portal_gives_way_to_what_the_text_says(text: str) -> None:
    found = credit(text, source_label="百川网")
    assert (found.source, found.runner_up) == ("wire", "portal")
    assert found.considered[0].outcome == "a portal"
    assert credit(source_label="百川网").source == "portal"
    assert credit(author="林一/蓝鲸日报", source_label="百川网").source == "portal"


def test_the_address_of_the_original_credits_its_site() -> None:
    found = credit(BODY + "\n原文：https://www.tongda.example/a/1.html")
    assert (*decided(found), found.original_url) == ("wire-web", "closing", "https://www.tongda.example/a/1.html")
    assert credit(f"作者：Ann 译者：林一 来源：蓝鲸日报\n{BODY}").source == "lanjing"


PLACES = {
    "meta:contentsource": "field",
    "script:source": "field",
    "text:来源": "closing",
    "header:作者/媒体": "byline",
    "header:记者/媒体": "byline",
    "header:来源": "label",
    "layout": "label",
}


@pytest.mark.parametrize(("where", "rule"), PLACES.items())
def test_a_label_goes_by_the_place_where_it_was_read(where: str, rule: str) -> None:
    found = credit(source_label="蓝鲸日报", rules={"source_label": where})
    assert decided(found) == ("lanjing", rule)
    assert found.confidence >= 0.9


def test_the_houses_channel_is_credited_where_the_page_calls_itself_so() -> None:
    channel = source("portal-tech", "百川科技", "Baichuan Tech", hosts=("tech.baichuan.example",))
    portal = outlet("portal", "百川网", "Baichuan")
    story = Story(
        id="0", outlet="portal", url="u", canonical_url="u", title="题", text=BODY, language="zh", fetched_at=NOW,
        signals={"page:site": "百川科技"},
    )  # fmt: skip
    assert attribute(story, portal, Sources((*SOURCES, channel))).source == "portal-tech"
    assert attribute(story, outlet(), Sources((*SOURCES, channel))).source == "qinghe"


def test_all_that_was_seen_is_kept_with_what_became_of_it() -> None:
    found = credit(
        "通达社青禾11月20日电 " + BODY + "\n本文来源：蓝鲸日报",
        source_label="网络",
        signals={"meta:source": "青禾网", "feed:source": "城报"},
    )
    assert [(seen.rule, seen.source, seen.outcome) for seen in found.considered] == [
        ("label", None, "names nobody"),
        ("field", "qinghe", "the outlet itself"),
        ("closing", "lanjing", "decided"),
        ("dateline", "wire", "less trusted than the closing"),
        ("feed", "chengbao", "less trusted than the closing"),
    ]


def test_a_compound_label_tells_the_way_from_hand_to_hand() -> None:
    assert credit(source_label="百川网-蓝鲸日报").chain == ("qinghe", "portal", "lanjing")
    assert credit().chain == ("qinghe",)


def test_bylines_name_a_medium_or_nobody() -> None:
    assert decided(credit(author="林一/蓝鲸日报")) == ("lanjing", "byline")
    assert decided(credit(author="赤松晚报 记者林一")) == ("label:赤松晚报", "byline")
    assert credit(author="林一、周二").rule == "host"
    assert credit(author="Ann Lee").rule == "host"


def test_the_feeds_source_comes_last_and_only_when_registered() -> None:
    assert decided(credit(signals={"feed:source": "蓝鲸日报"})) == ("lanjing", "feed")
    assert credit(signals={"feed:source": "某频道最新文章"}).rule == "host"
    assert credit(signals={"feed:source": "城报"}, text=f"{BODY}\n本文来源：蓝鲸日报").source == "lanjing"
    assert decided(credit(signals={"feed:source": "青禾网"})) == ("qinghe", "host")


def test_a_portal_that_credits_nobody_is_hardly_ever_the_origin() -> None:
    portal = outlet("portal", "百川网", "Baichuan")
    assert credit(at=portal).confidence < credit().confidence
    assert credit(at=portal).name.en == "Baichuan"


def test_an_outlet_without_a_registered_source_is_credited_by_its_own_names() -> None:
    found = credit(at=outlet("nowhere", "无名网", "Nowhere"))
    assert (found.source, found.name.en, found.rule) == ("nowhere", "Nowhere", "host")


NOTICE = "11月20日消息，数家App显示，近日，常青优鲜商贸有限公司新增被执行人信息，执行标的1864万余元。"


def house(text: str, **fields: Any) -> Attribution:
    return by_convention(credit(text, **fields))


def test_a_notice_of_a_data_service_is_credited_to_it_by_the_houses_convention() -> None:
    assert decided(credit(NOTICE)) == ("qinghe", "host")
    found = house(NOTICE)
    assert (*decided(found), found.kind) == ("shujia", "relayed", SourceKind.DATA)
    assert (found.runner_up, found.confidence) == ("qinghe", CONFIDENCE["relayed"])
    assert (found.chain, found.evidence) == (("qinghe", "shujia"), "数家App显示")
    assert house(NOTICE, source_label="青禾网").source == "shujia"
    assert house(NOTICE.replace("数家App", "企查客户端")).source == "chacha"


def test_an_announcement_that_is_only_relayed_is_credited_to_who_made_it() -> None:
    announced = "11月20日，青禾市市场监管局近日发布公告，就直播带货合规指引公开征求意见，截止本月底。"
    assert decided(house(announced)) == ("amr", "relayed")
    assert decided(house("卖家广场官网发布通知，定制商品下月起不再支持退货。")) == ("forum", "relayed")


def test_the_publisher_of_a_relayed_notice_is_kept_beside_it() -> None:
    published = credit(NOTICE, source_label="蓝鲸日报")
    assert decided(published) == ("lanjing", "label")
    assert [(cited.name, cited.source, cited.kind) for cited in published.cited] == [
        ("数家", "shujia", SourceKind.DATA)
    ]
    relayed = by_convention(published)
    assert (*decided(relayed), relayed.runner_up) == ("shujia", "relayed", "lanjing")
    assert (relayed.chain, relayed.cited) == (("qinghe", "lanjing", "shujia"), ())


def test_own_work_and_a_wires_dispatch_are_no_relay() -> None:
    assert house(NOTICE + "青禾网记者致电该公司，未获答复。").rule == "host"
    assert house(NOTICE + "该公司回顾了多年的经营。" * 100).rule == "host"
    assert house("通达社青禾11月20日电 " + NOTICE).source == "wire"
    assert house(NOTICE, source_label="通达社").source == "wire"
    amr = outlet("amr", "青禾市市场监管局", "Qinghe Market Regulator")
    assert house("青禾市市场监管局发布公告，就指引公开征求意见。", at=amr).rule == "host"


CITED = {
    "据X报道": ("据蓝鲸日报报道，新规下月执行。", "蓝鲸日报"),
    "据X的报道": ("而据蓝鲸日报的报道，新规下月执行。", "蓝鲸日报"),
    "据外媒X报道": ("据美媒赤松时报报道，新规下月执行。", "赤松时报"),
    "据《X》": ("据《赤松时报》报道，新规下月执行。", "赤松时报"),
    "据X消息": ("据通达社11月20日消息，新规下月执行。", "通达社"),
    "X获悉": ("蓝鲸日报独家获悉，新规下月执行。", "蓝鲸日报"),
    "从X获悉": ("记者20日从赤松市商务局获悉，新规下月执行。", "赤松市商务局"),
    "X App显示": ("36氖获悉，数家App显示，近日该公司增资。", "数家"),
    "据X数据": ("据赤松研究院数据，市场规模翻番。", "赤松研究院"),
    "X数据显示": ("赤松研究院数据显示，市场规模翻番。", "赤松研究院"),
    "X发布公告": ("赤松证券今日发布公告，暂停该业务。", "赤松证券"),
    "X报道": ("赤松通讯社报道，新规下月执行。", "赤松通讯社"),
    "X曝光": ("经赤松电视台都市频道曝光，当地介入调查。", "赤松电视台都市频道"),
    "《X》曝光": ("港媒《赤松时报》曝光的视频显示，现场混乱。", "赤松时报"),
    "接受《X》采访": ("他在接受法国《赤松星报》采访时表示，不会撤回。", "赤松星报"),
    "《X》记者获悉": ("《蓝鲸日报》记者独家获悉，新规下月执行。", "蓝鲸日报"),
    "X公布的数据显示": ("通达社公布的数据显示，销量翻番。", "通达社"),
    "X《…报告》显示": ("数家《零售行业报告》显示，销量翻番。", "数家"),
    "机构X发布的《…》": ("市场研究平台Omegadata发布的《零售报告》认为，销量翻番。", "Omegadata"),
    "X（Y）发布的《…》": ("另据iShujia(数家)发布的《零售报告》，销量翻番。", "数家"),
    "X的调查显示": ("最近一项通达社的调查显示，多数人看好。", "通达社"),
    "据X指数": ("据通达社价格指数，均价下跌。", "通达社"),
    "据X（截至": ("按照赤松登记公司（截至6月底）的口径，户数翻番。", "赤松登记公司"),
    "@X": ("博主@赤松说车 发文称，新车下月上市。", "赤松说车"),
    "X報導": ("赤松產業新聞報導，新規下月執行。", "赤松產業新聞"),
    "百科": ("通达社百科显示，该物种濒危。", "通达社"),
    "从X会获悉": ("记者从青禾市市场监管局新闻发布会获悉，新规下月执行。", "青禾市市场监管局"),
    "对X表示": ("负责人对蓝鲸日报记者表示，新规下月执行。", "蓝鲸日报"),
}


@pytest.mark.parametrize(("sentence", "name"), CITED.values(), ids=CITED.keys())
def test_cited_sources_are_kept_apart(sentence: str, name: str) -> None:
    found = credit(BODY + sentence, source_label="城报")
    assert found.source == "chengbao"
    (cited,) = [cited for cited in found.cited if cited.name == name]
    assert cited.evidence
    assert cited.rule


@pytest.mark.parametrize(
    "sentence",
    [
        "据悉，新规下月执行。",
        "据知情人士消息，",
        "据媒体报道，",
        "据外媒报道，",
        "公开资料显示，",
        "据了解，",
        "记者了解到，",
        "结果显示，",
    ],
)
def test_nobody_is_cited(sentence: str) -> None:
    assert credit(BODY + sentence).cited == ()


def test_the_credited_source_is_not_cited_too() -> None:
    assert credit("据蓝鲸日报报道，" + BODY, source_label="蓝鲸日报").cited == ()


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://news.lanjing.example/2026/1.html", True),
        ("https://www.lanjing.example/", False),
        ("http://#", False),
        ("http://192.168.51.134/cms/1.html", False),
        ("ftp://files.lanjing.example/1.html", False),
        ("https://qinghe.example/1.html", False),
        ("javascript:void(0)", False),
        (None, False),
    ],
)
def test_the_labels_link_is_kept_where_it_can_be_the_original(link: str | None, kept: bool) -> None:
    assert credit(source_label="蓝鲸日报", source_url=link).original_url == (link if kept else None)


def test_a_link_beside_a_label_that_lost_is_no_original() -> None:
    found = credit(source_label="青禾网", source_url="https://a.example/1", text=f"{BODY}\n本文来源：蓝鲸日报")
    assert found.original_url is None


HOSTILE = [
    "字" * 10_000,
    "来源：" * 5_000,
    "<" * 10_000,
    "(" * 10_000,
    "-" * 10_000,
    "记者" * 5_000,
    " " * 10_000,
    "a.b-" * 3_000,
    "据" * 9_999,
]


@pytest.mark.parametrize("junk", HOSTILE)
def test_hostile_labels_and_texts_cost_nothing(junk: str) -> None:
    start = time.process_time()
    found = credit(junk + BODY + junk, source_label=junk, author=junk, signals=dict.fromkeys(SIGNALS, junk))
    assert time.process_time() - start < 0.5
    assert len(found.source) < 60
    assert len(found.evidence) <= 120


@given(st.text(max_size=60))
def test_any_label_gives_an_attribution(label: str) -> None:
    found = credit(source_label=label)
    assert found.name.zh
    assert found.name.en
    assert 0 < found.confidence <= 1


@given(st.text(max_size=80))
def test_cleaning_is_bounded_and_stable_for_what_is_kept(label: str) -> None:
    assert len(clean_label(label)) <= 40
    resolved = resolve_label(label, SOURCES)
    assert resolved is None or resolved.name

"""The sources that a text cites, and the maker of a notice that it relays, are kept apart from the publisher."""

from __future__ import annotations

from typing import Any

import pytest

from aggregator.attribution import CONFIDENCE
from aggregator.attribution.house import by_convention
from aggregator.models import Attribution, SourceKind
from tests.attribution.crediting import BODY, credit, decided, outlet

NOTICE = "11月20日消息，数家App显示，近日，常青优鲜商贸有限公司新增被执行人信息，执行标的1864万余元。"


def house(text: str, **fields: Any) -> Attribution:
    return by_convention(credit(text, **fields))


def test_the_convention_credits_a_relayed_notice_to_its_data_service() -> None:
    assert decided(credit(NOTICE)) == ("qinghe", "host")
    found = house(NOTICE)
    assert (*decided(found), found.kind) == ("shujia", "relayed", SourceKind.DATA)
    assert (found.runner_up, found.confidence) == ("qinghe", CONFIDENCE["relayed"])
    assert (found.chain, found.evidence) == (("qinghe", "shujia"), "数家App显示")
    assert house(NOTICE, source_label="青禾网").source == "shujia"
    assert house(NOTICE.replace("数家App", "企查客户端")).source == "chacha"


def test_what_a_newsroom_tells_of_an_authority_stays_its_own() -> None:
    announced = "11月20日，青禾市市场监管局近日发布公告，就直播带货合规指引公开征求意见，截止本月底。"
    assert decided(house(announced)) == ("qinghe", "host")
    assert [cited.source for cited in house(announced).cited] == ["amr"]


def test_the_convention_credits_a_relayed_announcement_to_its_forum() -> None:
    assert decided(house("卖家广场官网发布通知，定制商品下月起不再支持退货。")) == ("forum", "relayed")


def test_the_publisher_of_a_relayed_notice_is_the_runner_up() -> None:
    published = credit(NOTICE, source_label="蓝鲸日报")
    assert decided(published) == ("lanjing", "label")
    assert [(cited.name, cited.source, cited.kind) for cited in published.cited] == [
        ("数家", "shujia", SourceKind.DATA)
    ]
    relayed = by_convention(published)
    assert (*decided(relayed), relayed.runner_up) == ("shujia", "relayed", "lanjing")
    assert (relayed.chain, relayed.cited) == (("qinghe", "lanjing", "shujia"), ())


def test_own_work_and_an_agency_dispatch_are_not_relays() -> None:
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
def test_unnamed_sources_are_not_cited(sentence: str) -> None:
    assert credit(BODY + sentence).cited == ()


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("记者20日从青禾市市场监管局获悉，新规下月执行。", "青禾市市场监管局"),
        ("据青禾市市场监管局通报，两家门店被罚。", "青禾市市场监管局"),
        ("记者从赤松省青禾市市场监管局获悉，新规下月执行。", "赤松省青禾市市场监管局"),
    ],
)
def test_the_whole_name_of_an_authority_is_cited(sentence: str, name: str) -> None:
    assert [cited.name for cited in credit(BODY + sentence).cited] == [name]


def test_a_latin_name_does_not_match_the_end_of_a_longer_one() -> None:
    registered = credit("36氖获悉，数家App显示，近日该公司增资。" + BODY).cited
    assert "数家" in [cited.name for cited in registered]
    assert "iShujia" not in [cited.name for cited in credit("据MiShujia数据，销量翻番。" + BODY).cited]


def test_a_house_is_not_cited_beside_its_own_office() -> None:
    text = "据数家App研究中心统计，销量翻番。数家数据显示，均价下跌。" + BODY
    assert [cited.name for cited in credit(text).cited] == ["数家App研究中心"]


def test_the_credited_source_is_not_cited() -> None:
    assert credit("据蓝鲸日报报道，" + BODY, source_label="蓝鲸日报").cited == ()

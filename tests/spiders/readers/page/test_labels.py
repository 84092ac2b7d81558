"""Labels, reporters and accounts of the pages of invented sites."""

import pytest

from tests.spiders.readers.page.invented import AT, FIRST, SECOND, TITLE, page, read


def label(header: str, head: str = "", tail: str = "") -> str | None:
    """Return the source label that is read from a page."""
    return read(page(header, head=head, tail=tail)).source_label


@pytest.mark.parametrize(
    "beside",
    [
        "IP属地：湖南长沙",
        "来自：江苏苏州",
        "<span class=from>来自四川</span>",
        "丙午年十月初五",
        "小雨转阴 3~9℃",
        "全文约1800字",
        "<a href=/brand/>品牌与市场</a>",
        "<a href=/c/tech/>科技频道</a>",
        "<span>公司产业</span>",
        "<span>人物与故事专栏</span>",
        "下载手机客户端浏览",
        "优质财经领域创作者",
    ],
)
def test_words_beside_the_time_that_can_be_no_name_are_no_source(beside: str) -> None:
    assert label(f"<h1>{TITLE}</h1><div class=i>{AT} {beside}</div>") is None


@pytest.mark.parametrize(
    ("beside", "head"),
    [
        ("<span>青山经济报道</span>", ""),
        ("<span class=media>青山说商业</span>", ""),
        ("<a href=https://www.qingshan.example/>青山说商业</a>", ""),
        ("<a href=/people/8812/>青山</a>", ""),
        ("<span>青山说商业</span>", "<meta name=author content=青山说商业>"),
        ("<span>青山说商业</span>", "<script>var info={mediaName:'青山说商业'}</script>"),
    ],
    ids=["form", "element", "another site", "an account's page", "meta", "script"],
)
def test_a_name_beside_the_time_is_shown_to_be_one(beside: str, head: str) -> None:
    assert (label(f"<h1>{TITLE}</h1><div class=i>{AT} {beside}</div>", head) or "").startswith("青山")


def test_a_columns_name_gives_way_to_another_that_is_called_the_source() -> None:
    header = f"<h1>{TITLE}</h1><p>{AT} 来源：行业资讯</p>"
    body = f"<p>（来源：青山日报）</p><p>{FIRST}</p><p>{SECOND}</p>"
    assert read(page(header, body)).source_label == "青山日报"
    assert label(header) == "行业资讯"


REPORTED = [
    "<span><a href=/c/2>青山時報</a> 記者<a href=/r/7>林若溪</a>／高雄即時報導</span>",
    "<span>青山晚报记者 <a href=/r/7>林若溪</a> 周河 杭州报道</span>",
    "青山网 特约记者 林若溪",
]


@pytest.mark.parametrize("byline", REPORTED)
def test_the_medium_whose_reporter_the_header_names_is_the_source(byline: str) -> None:
    assert (label(f"<h1>{TITLE}</h1><p>{AT}</p><div>{byline}</div>") or "").startswith("青山")
    assert (label(f"<h1>{TITLE}</h1><div><span>{AT}</span> {byline}</div>") or "").startswith("青山")


@pytest.mark.parametrize("byline", ["本报记者 林若溪", "记者 林若溪", "财经记者 林若溪", "林若溪 记者"])
def test_a_reporter_without_a_medium_is_no_source(byline: str) -> None:
    assert label(f"<h1>{TITLE}</h1><p>{AT}</p><div>{byline}</div>") is None


def test_a_medium_beside_the_time_may_have_its_author_beside_it() -> None:
    beside = "<a href=https://www.qingshan.example/>青山时报网</a>&nbsp;<span>林若溪</span>"
    assert label(f"<h1>{TITLE}</h1><div><span>{AT}</span>{beside}</div>") == "青山时报网"
    column = "<a href=/tech/>蓝河科技</a> <a href=https://www.qingshan.example/>青山时报网</a>"
    assert label(f"<h1>{TITLE}</h1><div>{column} <span>{AT}</span></div>") == "青山时报网"
    tags = "<a href=https://mp.host.example/>物流</a>/<a>仓储</a>"
    assert label(f"<h1>{TITLE}</h1><div><span>{AT}</span>{tags}</div>") is None


@pytest.mark.parametrize("signed", ["（本文首发蓝河网，作者｜林若溪，编辑｜周河）", "文｜林若溪", "作者：林若溪"])
def test_an_account_that_the_page_calls_the_author_is_not_the_source(signed: str) -> None:
    header = f"<h1>{TITLE}</h1><div class=info><a class=name href=/user/7>林若溪</a> · <i>{AT}</i></div>"
    reading = read(page(header, f"<p>{FIRST}</p><p>{SECOND}</p><p>{signed}</p>"))
    assert (reading.source_label, reading.author) == (None, "林若溪")
    assert label(header) == "林若溪"


ROWS = {
    "an author's object": ("青山日报", "author: {id: 7, name: '青山日报'}", "青山日报"),
    "a column's": ("物流新闻", "channel: {id: 7, name: '物流新闻'}", None),
    "nothing": ("青山日报", "", None),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_name_in_the_line_next_to_the_time_is_the_source_if_the_pages_data_say_so(
    row: tuple[str, str, str | None],
) -> None:
    name, data, source = row
    head = f"<script>var page = {{title: '{TITLE}', {data}}};</script>"
    assert label(f"<h1>{TITLE}</h1><div><div>{AT} 星期一</div><div>{name}</div></div>", head) == source


@pytest.mark.parametrize("name", ["青山发布", "青山商业评论", "青山阅读", "大时间"])
def test_a_word_that_ends_labels_may_be_part_of_a_name(name: str) -> None:
    header = f"<h1>{TITLE}</h1><p>{AT} 来源：{name} 评论(3) 阅读：120</p>"
    assert label(header) == name
    assert label(f"<h1>{TITLE}</h1><p>来源：{name}发布时间：{AT}</p>") == name


ACCOUNTS = {
    "above the headline": "<div id=user-info><h4><a href='https://mp.host.example/profile?x=1'>青山说</a></h4>"
    f"<p>1200 文章</p></div><h1>{TITLE}</h1><p>{AT}</p>",
    "in an inline element": f"<h1>{TITLE}</h1><div><a class=author-name href=/x>青山说商业</a></div>"
    f"<p>{AT} 发布于湖南</p>",
    "short, beside its proof": f"<h1>{TITLE}</h1><p class=author-name>青山说</p><p>{AT}</p><p>青山说官方账号</p>",
    "on a platform": f"<h1>{TITLE}</h1><div><a class=name href=/u/7>青山说</a><b>{AT} · 来自百川</b></div>",
    "original": f"<p>青山技术团队原创</p><h1>{TITLE}</h1><p>{AT}</p>",
}


@pytest.mark.parametrize("header", ACCOUNTS.values(), ids=ACCOUNTS)
def test_the_account_that_publishes_is_the_source(header: str) -> None:
    assert (label(header) or "").startswith("青山")


def test_a_reporter_is_not_an_account() -> None:
    assert label(f"<h1>{TITLE}</h1><p class=author-name><a href=/author/8>林若溪</a></p><p>{AT}</p>") is None


def test_the_account_is_kept_beside_the_label_of_its_platform() -> None:
    header = f"<h1>{TITLE}</h1><p>青山说商业</p><p>{AT} 来源：百川新闻·澎湃号·湃客</p>"
    assert read(page(header)).signals["page:account"] == "青山说商业"


def test_credits_in_comments_and_data_of_other_stories_are_not_the_storys() -> None:
    comments = "<div class=comment-list><p>来源：青山日报</p></div>"
    assert label(f"<h1>{TITLE}</h1><p>{AT}</p>", tail=comments) is None
    others = '<script>var list=[{"name":"另一家公司的消息","source":"青山日报"}]</script>'
    assert label(f"<h1>{TITLE}</h1><p>{AT}</p>", others) is None


def test_the_provider_in_the_pages_own_data_is_a_signal() -> None:
    data = f'{{"@type":"NewsArticle","headline":"{TITLE}","provider":{{"name":"青山日报"}},"author":[{{"name":"林"}}]}}'
    signals = read(page(f"<h1>{TITLE}</h1>", head=f"<script type=application/ld+json>{data}</script>")).signals
    assert signals["json-ld:provider"] == "青山日报"

"""sources list, show, check and unknown, as a user calls them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.models import Attribution, Names, SourceKind, Story
from aggregator.registry.files import layers_of
from aggregator.registry.sources import load_sources
from aggregator.store import open_store
from tests.commands import forked

SOURCES = """nobody = ["网络", "综合"]
sources = [
  { id = "qingshan", name = { zh = "青山日报", en = "Qingshan Daily" }, kind = "outlet", aliases = ["青报"], hosts = ["qingshan.example"], group = "green" },
  { id = "green-web", name = { zh = "青山在线", en = "Qingshan Online" }, kind = "outlet", group = "green" },
  { id = "cloud", name = { zh = "云门户", en = "Cloud" }, kind = "account", portal = true },
  { id = "shuju", name = { zh = "数家", en = "Shujia" }, kind = "data" },
]
"""  # noqa: E501
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def aggregator(*arguments, cwd):
    return forked("sources", *arguments, cwd=cwd)


@pytest.fixture
def seeds(tmp_path):
    """A registry of four sources."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "sources.toml").write_text(SOURCES, "utf-8")
    return folder


def story(number, label, outlet, at):
    url = f"https://{outlet}.example/{number}.html"
    name = Names(label, label)
    credit = Attribution(
        source=f"label:{label}",
        name=name,
        kind=SourceKind.PROVISIONAL,
        rule="label",
        evidence=f"来源：{label}",
        where="page",
        confidence=0.8,
    )
    return Story(
        id=f"{number:016x}",
        outlet=outlet,
        url=url,
        canonical_url=url,
        title=f"第{number}条",
        text="正文",
        language="zh",
        fetched_at=at,
        attribution=credit,
    )


@pytest.fixture
def store_with(store_url):
    """Fill a store, once on each engine, with stories credited to labels; give its URL."""

    def fill(*seen):
        store = open_store(store_url)
        for number, (label, outlet, hours) in enumerate(seen, 1):
            assert store.stories.save(story(number, label, outlet, NOON + timedelta(hours=hours)), [], None)
        store.close()
        return store_url

    return fill


SEEN = (
    ("赤松晚报", "harbour", 0),
    ("云溪市市场监管局", "harbour", 1),
    ("赤松晚报", "hill", 2),
    ("青山日报", "hill", 3),  # known by now
    ("网络", "hill", 4),  # credits nobody by now
    ("《赤松晚报》", "harbour", 30),
    ("Red Pine Weekly", "hill", 31),
)


def test_list_prints_a_line_a_source_of_the_kind_asked_for(seeds, tmp_path):
    done = aggregator("list", "--seeds", seeds, cwd=tmp_path)
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["qingshan", "青山日报", "Qingshan", "Daily", "outlet", "green"],
        ["green-web", "青山在线", "Qingshan", "Online", "outlet", "green"],
        ["cloud", "云门户", "Cloud", "account"],
        ["shuju", "数家", "Shujia", "data"],
    ]
    done = aggregator("list", "--kind", "data", "--seeds", seeds, cwd=tmp_path)
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["shuju"]


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("青报", {"credits": "青山日报 (Qingshan Daily)", "because": "it is its alias", "id": "qingshan"}),
        ("来源：《青山日报》", {"because": "it is its name", "hosts": "qingshan.example", "aliases": "青报"}),
        ("大浪网-青报 记者林一", {"because": "it is its alias 青报 among other words", "id": "qingshan"}),
        ("news.qingshan.example", {"because": "it is on its host", "group": "green, with green-web"}),
        ("云门户客户端", {"kind": "account, a portal", "group": "–", "aliases": "–"}),
        ("来源：网络", {"label": "网络", "credits": "nobody", "because": "the registry lists it as crediting nobody"}),
        ("来源：", {"label": "–", "credits": "nobody", "because": "it contains no name"}),
        ("赤松晚报", {"credits": "赤松晚报 (label:赤松晚报, provisional)"}),
    ],
)
def test_show_prints_the_source_that_a_label_credits_and_why(seeds, tmp_path, label, shown):
    done = aggregator("show", label, "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert {key: rows.get(key) for key in shown} == shown


def test_check_counts_a_good_registry_and_names_every_fault(seeds, tmp_path):
    done = aggregator("check", "--seeds", seeds, cwd=tmp_path)
    assert done.stdout.strip() == "4 sources, 1 of them portals, 1 group, 2 labels without a credit: all good"
    path = seeds / "sources.toml"
    path.write_text(SOURCES.replace('"数家"', '"青报"').replace('"Cloud"', '"综合"'), "utf-8")
    done = aggregator("check", "--seeds", seeds, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    cloud, shuju = done.stderr.splitlines()
    assert cloud == f"aggregator: {path}: cloud.name.en: '综合' is among the labels that credit nobody"
    assert shuju == f"aggregator: {path}: shuju.name.zh: '青报' is also a name of qingshan"


def test_check_names_a_file_that_cannot_be_read(seeds, tmp_path):
    (seeds / "sources.toml").write_text("sources = [", "utf-8")
    done = aggregator("check", "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "sources.toml: not TOML" in line


def test_unknown_labels_are_listed_by_frequency(seeds, tmp_path, store_with):
    done = aggregator("unknown", "--store", store_with(*SEEN), "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["3", "2026-11-21", "《赤松晚报》", "harbour,", "hill", "https://harbour.example/6.html"],
        ["1", "2026-11-21", "Red", "Pine", "Weekly", "hill", "https://hill.example/7.html"],
        ["1", "2026-11-20", "云溪市市场监管局", "harbour", "https://harbour.example/2.html"],
    ]


def test_unknown_as_json_since_a_day(seeds, tmp_path, store_with):
    url = store_with(*SEEN)
    done = aggregator("unknown", "--json", "--since", "2026-11-21", "--store", url, "--seeds", seeds, cwd=tmp_path)
    weekly, pine = json.loads(done.stdout)
    assert pine == {
        "label": "《赤松晚报》",
        "count": 1,
        "outlets": {"harbour": 1},
        "last_seen": (NOON + timedelta(hours=30)).isoformat(),
        "url": "https://harbour.example/6.html",
    }
    assert weekly["label"] == "Red Pine Weekly"
    later = aggregator("unknown", "--json", "--since", "2026-11-22", "--store", url, "--seeds", seeds, cwd=tmp_path)
    assert json.loads(later.stdout) == []
    none = aggregator("unknown", "--since", "2026-11-22", "--store", url, "--seeds", seeds, cwd=tmp_path)
    assert (none.stdout, none.stderr.count("\n")) == ("", 1)


def test_unknown_as_toml_can_be_pasted_into_the_registry(seeds, tmp_path, store_with):
    odd = ('"引号"观察', "harbour", 5)
    arguments = ("unknown", "--store", store_with(*SEEN, odd), "--seeds", seeds)
    lines = aggregator(*arguments, "--toml", cwd=tmp_path).stdout
    assert "# 3 stories at harbour, hill, last on 2026-11-21: https://harbour.example/6.html" in lines
    (seeds / "sources.toml").write_text(SOURCES.removesuffix("]\n") + lines + "]\n", "utf-8")
    sources = load_sources(layers_of(seeds))
    assert len(sources) == 8
    kinds = {source.name.zh: source.kind for source in sources}
    assert kinds["云溪市市场监管局"] == "authority"
    assert kinds["《赤松晚报》"] == kinds["Red Pine Weekly"] == "outlet"
    assert sources.get("red-pine-weekly")
    assert sources.named("赤松晚报")
    assert aggregator(*arguments, cwd=tmp_path).stdout == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["unknown", "--json", "--toml"], "--json and --toml"),
        (["unknown", "--since", "the day before"], "the day before"),
        (["list", "--kind", "newspaper"], "newspaper"),
        (["list", "--kind", "provisional"], "provisional"),
        (["show"], "NAME"),
    ],
)
def test_a_wrong_call_exits_with_2(seeds, tmp_path, arguments, says):
    done = aggregator(*arguments, "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_is_not_there_is_named_and_not_made(seeds, tmp_path):
    done = aggregator("unknown", "--store", f"sqlite:///{tmp_path}/none.db", "--seeds", seeds, cwd=tmp_path)
    assert done.returncode == 1
    assert "none.db" in done.stderr
    assert list(tmp_path.iterdir()) == [seeds]


def test_the_environment_names_the_store_and_an_option_overrides_it(seeds, tmp_path):
    environment = {"AGGREGATOR_STORE": f"sqlite:///{tmp_path}/lake.db", "AGGREGATOR_SEEDS": str(seeds)}
    for options, name in (((), "lake.db"), (("--store", f"sqlite:///{tmp_path}/hill.db"), "hill.db")):
        done = forked("sources", "unknown", *options, cwd=tmp_path, environment=environment)
        assert done.returncode == 1
        assert name in done.stderr

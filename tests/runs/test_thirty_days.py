"""Thirty days, in two halves, of two editions each: some made twice, some made late, with late finds."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aggregator import SEEDS
from aggregator.copies import text_bands
from aggregator.formats.linking import Neighbours, linked
from aggregator.formats.site import NOWHERE, PAGE
from aggregator.models import Attribution, Names, Precision, SourceKind, Story
from aggregator.models.report import Verdict
from aggregator.registry.files import layers_of
from aggregator.registry.sections import Section, load_sections
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from aggregator.text import fingerprint

DAYS = 15
ZONE = ZoneInfo("Asia/Shanghai")
CLOSES = {"morning": 8, "evening": 18}
MISSED = {date(2026, 10, 1): {(5, "evening"), (12, "morning")}, date(2026, 10, 16): {(5, "evening")}}
"""First day of each half → the editions that nobody made in time, by the days since; the next day they are."""
SYLLABLES = "澜汀芷岚棠桐樾澈瀚昭祺煦筠珞琰璟翊翎翮芃苡茉荻菀萱葳蒲蓝蕴薇藜"
PLACES = ("绍兴", "临沂", "揭阳", "义乌", "东莞", "泉州", "保定", "南通", "佛山", "温州", "常州", "烟台")
DEEDS = (
    (
        "{name}完成{money}亿元融资，{other}领投",
        "电商平台{name}宣布完成{money}亿元融资，由{other}领投，资金将用于{place}仓库的扩建。{name}成立于{year}年，为商家提供选品和售后服务，"
        "去年成交额为{big}亿元，退货率为{small}%。",
    ),
    (
        "{name}在{place}启用{big}万平方米仓库",
        "物流企业{name}位于{place}的新仓库正式启用，面积{big}万平方米，投资{money}亿元，日处理包裹{small}万件。{other}负责其中的分拣设备，"
        "仓库可存放商品{year}万件，主要服务电商卖家。",
    ),
    (
        "{name}下调商家佣金至{small}%",
        "购物平台{name}通知商家，自下月起把佣金下调至{small}%，服装与家居两类商品再减免{money}个月的服务费。{name}现有商家{year}万家，"
        "其中{place}的商家占{big}%，{other}同日宣布跟进。",
    ),
    (
        "{name}裁员{big}人，关闭{place}办公室",
        "跨境电商公司{name}确认裁员{big}人，并关闭{place}办公室。公司称此举可节省{money}亿元，受影响员工将获得{small}个月工资的补偿。"
        "{name}在{year}年由{other}收购，目前在欧洲经营独立站。",
    ),
)


@dataclass(frozen=True)
class Simulated:
    """A story with the truth about it."""

    story: Story
    event: str
    found: datetime


def made_up(first: date) -> list[Simulated]:
    """Return the stories of all days: six events between two editions, some in two stories, some found late."""
    chance, found = random.Random(first.day), []
    for number in range(DAYS * 12):
        at = datetime.combine(first, datetime.min.time(), ZONE) + timedelta(minutes=120 * number + chance.randrange(90))
        title, text = telling(chance)
        for outlet in ("cnr", "jiemian")[: chance.choice((1, 1, 1, 2))]:
            delay = timedelta(hours=chance.choice((0, 0, 0, 0, 9)), minutes=chance.randrange(1, 40))
            found.append(_simulated(f"{number}", outlet, title, text, at, at + delay))
    return found


def telling(chance: random.Random) -> tuple[str, str]:
    """Return the headline and the text of an event that nothing else tells."""
    title, text = chance.choice(DEEDS)
    words = {
        "name": "".join(chance.sample(SYLLABLES, 3)),
        "other": "".join(chance.sample(SYLLABLES, 3)) + "资本",
        "place": chance.choice(PLACES),
        "money": f"{chance.randrange(11, 99) / 10}",
        "big": str(chance.randrange(12, 99)),
        "small": f"{chance.randrange(11, 99) / 10}",
        "year": str(chance.randrange(2010, 2024)),
    }
    return title.format(**words), text.format(**words)


def _simulated(event: str, outlet: str, title: str, text: str, at: datetime, found: datetime) -> Simulated:
    names = {"cnr": Names("央广网", "China National Radio"), "jiemian": Names("界面新闻", "Interface News")}
    name = f"{int(event):08x}{outlet[:4].encode().hex()}"[:16]
    credit = Attribution(
        source=outlet, name=names[outlet], kind=SourceKind.OUTLET, rule="own-label", evidence=outlet, where="header",
        confidence=0.95, chain=(outlet,),
    )  # fmt: skip
    url = f"https://www.{outlet}.example/{event}.html"
    story = Story(
        id=name, outlet=outlet, url=url, canonical_url=url, title=title, text=text, language="zh", fetched_at=found,
        published=at.astimezone(UTC), published_precision=Precision.MINUTE, fingerprint=fingerprint(text),
        attribution=credit, section="e-commerce", section_score=5.0,
    )  # fmt: skip
    return Simulated(replace(story, fingerprint=fingerprint(text + outlet)), event, found)


@dataclass(frozen=True)
class Run:
    """An edition that is made at a moment."""

    day: date
    name: str
    at: datetime


def runs(first: date) -> Iterator[Run]:
    """Yield every making of an edition: ten minutes after it closes, some twice, the missed ones a day later."""
    for number in range(DAYS):
        day = first + timedelta(days=number)
        for name, hour in CLOSES.items():
            at = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=hour, minutes=10)
            if (number, name) in MISSED[first]:
                yield Run(day, name, at + timedelta(hours=25))
                continue
            yield Run(day, name, at)
            if number % 4 == 0:
                yield Run(day, name, at + timedelta(hours=3))


class House:
    """A newsroom: a store that fills as time goes by, and a folder of editions."""

    def __init__(self, folder: Path, stories: list[Simulated]) -> None:
        self._url, self._out = f"sqlite:///{folder / 'store.db'}", folder / "out"
        self._seeds = seeds(folder / "seeds")
        self._waiting = sorted(stories, key=attrgetter("found"))

    def make(self, run: Run) -> dict[str, bytes]:
        """Let time pass until a run, and make its edition; return its files."""
        self._collect(run.at)
        asked = Request(store=self._url, out=self._out, seeds=self._seeds, edition=run.name, day=run.day, at=run.at)
        report = write_only(asked).report
        assert report.verdict is Verdict.OK, report.reasons
        return {path.name: path.read_bytes() for path in (self._out / f"{run.day}-{run.name}").iterdir()}

    def _collect(self, until: datetime) -> None:
        store = open_store(self._url)
        while self._waiting and self._waiting[0].found <= until:
            story = self._waiting.pop(0).story
            store.stories.save(story, text_bands(story.text, "zh"), None)
        store.close()


def documents(editions: dict[Run, dict[str, bytes]]) -> dict[tuple[date, str], dict[str, Any]]:
    return {(run.day, run.name): json.loads(files["digest.json"]) for run, files in editions.items()}


def no_event_is_printed_twice(editions: dict[Run, dict[str, bytes]], stories: list[Simulated]) -> None:
    event_of = {simulated.story.id: simulated.event for simulated in stories}
    printed = Counter(
        event
        for document in documents(editions).values()
        for section in document["sections"]
        for entry in (*section["entries"], *section["briefs"])
        for event in {event_of[name] for name in entry["stories"]}
    )
    assert [event for event, count in printed.items() if count > 1] == []
    assert len(printed) >= 5 * DAYS


def every_story_is_weighed_by_one_edition(editions: dict[Run, dict[str, bytes]], stories: list[Simulated]) -> None:
    weighed = defaultdict[str, list[str]](list)
    for (day, name), document in documents(editions).items():
        entries = [entry for section in document["sections"] for entry in (*section["entries"], *section["briefs"])]
        left = [omission["story"] for omission in document["left"] if omission["stage"] != "window"]
        for story in {*left, *(story for entry in entries for story in entry["stories"])}:
            weighed[story].append(f"{day}-{name}")
    begun, ended = (min(run.at for run in editions), max(run.at for run in editions))
    due = [simulated.story.id for simulated in stories if begun < simulated.found < ended - timedelta(hours=36)]
    assert len(due) > 9 * DAYS
    assert {story: weighed[story] for story in due if len(weighed[story]) != 1} == {}


def made_again_in_any_order_every_edition_has_its_bytes(house: House, editions: dict[Run, dict[str, bytes]]) -> None:
    last = {(run.day, run.name): files for run, files in editions.items()}
    again = random.Random(7).sample(sorted(last), 6)
    later = max(run.at for run in editions) + timedelta(days=1)
    assert all(alone(house.make(Run(day, name, later))) == alone(last[day, name]) for day, name in again)


def alone(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with the page as it is without links to other editions, which come later."""
    page = linked(files[PAGE].decode(), Neighbours(language="zh"), NOWHERE)
    return {**files, PAGE: page.encode()}


def made_twice_in_time_an_edition_has_the_same_bytes(editions: dict[Run, dict[str, bytes]]) -> None:
    made = defaultdict[tuple[date, str], list[dict[str, bytes]]](list)
    for run, files in editions.items():
        made[run.day, run.name].append(files)
    twice = [files for files in made.values() if len(files) > 1]
    assert len(twice) >= DAYS // 4
    assert all(files[0] == files[1] for files in twice)


def seeds(folder: Path) -> Path:
    """Write a registry of the two outlets, and of sections without terms, so that the many runs start quickly."""
    for name in (
        "outlets/cnr.toml",
        "outlets/jiemian.toml",
        "editions/morning.toml",
        "editions/evening.toml",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((SEEDS / name).read_bytes())
    named = load_sections(layers_of())
    (folder / "sections.toml").write_text("\n".join(map(_without_terms, named)), "utf-8")
    (folder / "sources.toml").write_text(
        'sources = [\n  { id = "cnr", name = { zh = "央广网", en = "China National Radio" }, kind = "outlet" },\n'
        '  { id = "jiemian", name = { zh = "界面新闻", en = "Interface News" }, kind = "outlet" },\n]\n',
        "utf-8",
    )
    return folder


def _without_terms(section: Section) -> str:
    name = f'{{ zh = "{section.name.zh}", en = "{section.name.en}" }}'
    return f'[[sections]]\nid = "{section.id}"\nname = {name}\nterms = {{}}'


@pytest.mark.parametrize("first", MISSED, ids=str)
def test_thirty_days(tmp_path: Path, first: date) -> None:
    """One test for all that holds, since it takes a newsroom fifteen days to be ready for it."""
    stories = made_up(first)
    house = House(tmp_path, stories)
    editions = {run: house.make(run) for run in sorted(runs(first), key=lambda run: run.at)}
    no_event_is_printed_twice(editions, stories)
    every_story_is_weighed_by_one_edition(editions, stories)
    made_again_in_any_order_every_edition_has_its_bytes(house, editions)
    made_twice_in_time_an_edition_has_the_same_bytes(editions)

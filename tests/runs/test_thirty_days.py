"""Thirty days of a newsroom, or nine: editions of the morning on working days, of the evening, and the week in review.

Some are made twice, some late, with late finds; events have updates; an entry is corrected, another withdrawn. The
nine days have all of it: the end of a holiday, a Saturday that is worked, a Sunday. `make month` has the thirty.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aggregator import SEEDS
from aggregator.copies import text_bands
from aggregator.formats.linking import Neighbours, linked
from aggregator.formats.site import NOWHERE, PAGE
from aggregator.models import Amendment, AmendmentKind, Attribution, Names, Precision, SourceKind, Story
from aggregator.models.report import Verdict
from aggregator.registry.editions import EditionPlan, load_edition_plans
from aggregator.registry.files import layers_of
from aggregator.registry.sections import Section, load_sections
from aggregator.runs import write_only
from aggregator.runs.request import Request
from aggregator.store import open_store
from aggregator.text import fingerprint

FIRST, DAYS = (date(2026, 9, 28), 30) if os.environ.get("DAYS") == "30" else (date(2026, 10, 4), 9)
"""The National Day's holidays are from 1 to 7 October."""
ZONE = ZoneInfo("Asia/Shanghai")
CLOSES = {"morning": 8, "evening": 18}
MISSED = {date(2026, 10, 5 + 12 * part): name for part, name in enumerate(CLOSES)} | {date(2026, 10, 9): "evening"}
"""Editions that nobody makes in time; a day later they are."""
CORRECTED, WITHDRAWN = date(2026, 10, 6), date(2026, 10, 7)
"""Evenings whose best entry is changed a day later."""
WEEK = """\
name = "week"
title = { zh = "一周回顾", en = "The week in review" }
tagline = { zh = "一页读完一周新闻。", en = "The week on one page." }
review = "week"
days = ["sunday"]
opens = 20:00:00
closes = 20:00:00
max_entries = 24
max_per_source = 24
[[sections]]
id = "e-commerce"
most = 24
"""
SYLLABLES = "澜汀芷岚棠桐樾澈瀚昭祺煦筠珞琰璟翊翎翮芃苡茉荻菀萱葳蒲蓝蕴薇藜"
PLACES = re.findall(
    "..",
    "绍兴临沂揭阳义乌东莞泉州保定南通佛山温州常州烟台苏州无锡嘉兴湖州金华台州徐州扬州盐城泰州镇江淮安"
    "合肥芜湖福州厦门漳州莆田南昌赣州九江济南青岛潍坊淄博济宁洛阳郑州南阳武汉宜昌襄阳长沙株洲岳阳衡阳"
    "广州深圳珠海江门惠州汕头湛江南宁柳州桂林海口成都绵阳贵阳遵义昆明西安咸阳兰州太原沈阳大连长春吉林",
)
"""More than there are events in the memory of an edition: two of one place may count as one."""
DEEDS = (
    (
        "{name}完成{money}亿元融资，{other}领投",
        "电商平台{name}宣布完成{money}亿元融资，由{other}领投，资金将用于{place}研发中心的扩建。{name}有员工{many}人，为商家提供选品和售后服务，"
        "去年成交额为{big}亿元，退货率为{small}%。",
    ),
    (
        "{name}在{place}启用{big}万平方米仓库",
        "物流企业{name}位于{place}的新仓库正式启用，面积{big}万平方米，投资{money}亿元，日处理包裹{small}万件。{other}负责其中的分拣设备，"
        "仓库可存放商品{many}万件，主要服务电商卖家。",
    ),
    (
        "{name}下调商家佣金至{small}%",
        "购物平台{name}通知商家，自下月起把佣金下调至{small}%，服装与家居两类商品再减免{money}个月的服务费。{name}现有商家{many}万家，"
        "其中{place}的商家占{big}%，{other}同日宣布跟进。",
    ),
    (
        "{name}裁员{big}人，关闭{place}办公室",
        "跨境电商公司{name}确认裁员{big}人，并关闭{place}办公室。公司称此举可节省{money}亿元，受影响员工将获得{small}个月工资的补偿。"
        "{name}由{other}控股，有员工{many}人，目前在欧洲经营独立站。",
    ),
)


@dataclass(frozen=True)
class Simulated:
    """A story with the truth about it."""

    story: Story
    event: str
    found: datetime


def made_up() -> list[Simulated]:
    """Return the stories of all days: twelve events a day, some in two stories, some found late or updated."""
    chance, found = random.Random(FIRST.day), []
    for number in range(DAYS * 12):
        at = datetime.combine(FIRST, datetime.min.time(), ZONE) + timedelta(minutes=120 * number + chance.randrange(90))
        title, text = telling(chance, PLACES[number % len(PLACES)])
        for outlet in ("cnr", "jiemian")[: chance.choice((1, 1, 1, 2))]:
            delay = timedelta(hours=chance.choice((0, 0, 0, 0, 9)), minutes=chance.randrange(1, 40))
            found.append(_simulated(f"{number}", outlet, title, text, at, at + delay))
        if number % 7 == 0:
            at += timedelta(hours=29)
            news = f"{title}后遭罚款{chance.randrange(110, 990)}万元"
            found.append(_simulated(f"{number}", "xinhua", news, f"{news}。{text}", at, at + timedelta(minutes=20)))
    return found


def telling(chance: random.Random, place: str = "") -> tuple[str, str]:
    """Return the headline and the text of an event that nothing else tells."""
    title, text = chance.choice(DEEDS)
    words = {
        "name": "".join(chance.sample(SYLLABLES, 3)),
        "other": "".join(chance.sample(SYLLABLES, 3)) + "资本",
        "place": place or chance.choice(PLACES),
        "money": f"{chance.randrange(11, 99) / 10}",
        "big": str(chance.randrange(12, 99)),
        "small": f"{chance.randrange(11, 99) / 10}",
        "many": str(chance.randrange(1100, 9900)),
    }
    return title.format(**words), text.format(**words)


def _simulated(event: str, outlet: str, title: str, text: str, at: datetime, found: datetime) -> Simulated:
    names = {
        "cnr": Names("央广网", "China National Radio"),
        "jiemian": Names("界面新闻", "Interface News"),
        "xinhua": Names("新华社", "Xinhua News Agency"),
    }
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
    """An edition that is made at a moment, with a change of its best entry."""

    day: date
    name: str
    at: datetime
    change: AmendmentKind | None = None

    @property
    def key(self) -> str:
        return f"{self.day}-{self.name}"


Editions = dict[Run, dict[str, bytes]]


def runs(plans: dict[str, EditionPlan]) -> Iterator[Run]:
    """Yield every making of an edition: ten minutes after it closes, some twice, the missed ones a day later."""
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        for name, plan in plans.items():
            if not plan.is_made_on(day):
                continue
            at = datetime.combine(day, plan.closes, ZONE) + timedelta(minutes=10)
            late = MISSED.get(day) == name
            yield Run(day, name, at + timedelta(hours=25 * late))
            if number % 4 == 0 and not late:
                yield Run(day, name, at + timedelta(hours=1))
            if name == "evening" and day == CORRECTED:
                yield Run(day, name, at + timedelta(hours=26), AmendmentKind.CORRECT)
            if name == "evening" and day == WITHDRAWN:
                yield Run(day, name, at + timedelta(hours=26), AmendmentKind.WITHDRAW)


class House:
    """A newsroom: a store that fills as time goes by, and a folder of editions."""

    def __init__(self, folder: Path, stories: list[Simulated]) -> None:
        self._url, self._out = f"sqlite:///{folder / 'store.db'}", folder / "out"
        self._seeds = seeds(folder / "seeds")
        self.plans = {plan.name: plan for plan in load_edition_plans(layers_of(self._seeds))}
        self._waiting = sorted(stories, key=attrgetter("found"))

    def make(self, run: Run) -> dict[str, bytes]:
        """Let time pass until a run, and make its edition; return its files."""
        self._collect(run.at)
        asked = Request(store=self._url, out=self._out, seeds=self._seeds, edition=run.name, day=run.day, at=run.at)
        report = write_only(replace(asked, amendment=self._change(run))).report
        assert report.verdict is Verdict.OK, report.reasons
        return {path.name: path.read_bytes() for path in (self._out / run.key).iterdir()}

    def _change(self, run: Run) -> Amendment | None:
        """Return the change of an edition's best entry: another credit, or its withdrawal."""
        if run.change is None:
            return None
        event = best(json.loads((self._out / run.key / "digest.json").read_bytes()))["event"]
        credit = "xinhua" if run.change is AmendmentKind.CORRECT else None
        return Amendment(edition=run.key, event=event, kind=run.change, reason="有误", at=run.at, credit=credit)

    def _collect(self, until: datetime) -> None:
        store = open_store(self._url)
        while self._waiting and self._waiting[0].found <= until:
            story = self._waiting.pop(0).story
            store.stories.save(story, text_bands(story.text, "zh"), None)
        store.close()


def printed_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for section in document["sections"] for entry in (*section["entries"], *section["briefs"])]


def best(document: dict[str, Any]) -> dict[str, Any]:
    return max((entry for entry in printed_in(document) if "paragraph" in entry), key=lambda entry: entry["score"])


def documents(editions: Editions, *names: str) -> dict[str, dict[str, Any]]:
    """Return the editions of these names in their last form, by key."""
    return {run.key: json.loads(files["digest.json"]) for run, files in editions.items() if run.name in names}


def no_event_is_printed_twice_but_with_news(editions: Editions, stories: list[Simulated]) -> None:
    event_of = {simulated.story.id: simulated.event for simulated in stories}
    printed, updates = Counter[str](), Counter[str]()
    for document in documents(editions, *CLOSES).values():
        for entry in printed_in(document):
            (event,) = {event_of[name] for name in entry["stories"]}
            (updates if entry["update"] else printed)[event] += 1
    assert [event for event, count in printed.items() if count > 1] == []
    assert [event for event, count in updates.items() if count > 1 or event not in printed] == []
    assert len(printed) >= 5 * DAYS
    assert len(updates) >= DAYS // 3


def every_story_is_weighed_by_one_edition(editions: Editions, stories: list[Simulated]) -> None:
    weighed = defaultdict[str, list[str]](list)
    for key, document in documents(editions, *CLOSES).items():
        left = [omission["story"] for omission in document["left"] if omission["stage"] != "window"]
        for story in {*left, *(story for entry in printed_in(document) for story in entry["stories"])}:
            weighed[story].append(key)
    begun, ended = (min(run.at for run in editions), max(run.at for run in editions))
    due = [simulated.story.id for simulated in stories if begun < simulated.found < ended - timedelta(hours=36)]
    assert len(due) > 9 * DAYS
    assert {story: weighed[story] for story in due if len(weighed[story]) != 1} == {}


def a_review_has_each_event_of_its_week_once_in_its_last_form(editions: Editions, stories: list[Simulated]) -> None:
    event_of = {simulated.story.id: simulated.event for simulated in stories}
    daily = documents(editions, *CLOSES)
    made = {run.key: run.at for run in sorted(editions, key=attrgetter("at"), reverse=True)}
    reviews = documents(editions, "week")
    for key, review in reviews.items():
        events = Counter(event_of[entry["stories"][0]] for entry in printed_in(review))
        assert set(events.values()) == {1}
        closed = [
            document
            for each, document in daily.items()
            if review["edition"]["start"] < document["edition"]["end"] <= review["edition"]["end"]
            and made[each] <= made[key]
        ]
        weighed = {story for entry in printed_in(review) for story in entry["stories"]}
        weighed |= {left["story"] for left in review["left"]}
        assert {entry["stories"][0] for document in closed for entry in printed_in(document)} <= weighed
    assert any("followups" in entry for review in reviews.values() for entry in printed_in(review))
    withdrawn, corrected = (
        next(entry for entry in printed_in(daily[f"{day}-evening"]) if "revised" in entry)
        for day in (WITHDRAWN, CORRECTED)
    )
    review = reviews["2026-10-11-week"]
    assert [entry for entry in printed_in(review) if entry["event"] == withdrawn["event"]] == []
    assert [entry["credit"] for entry in printed_in(review) if entry["event"] == corrected["event"]] == ["新华社"]


def made_again_in_any_order_every_edition_has_its_bytes(house: House, editions: Editions) -> None:
    last = {(run.day, run.name): files for run, files in editions.items()}
    reviewed = [which for which in sorted(last) if which[1] == "week"]
    again = random.Random(7).sample(sorted(last), DAYS // 2)
    later = max(run.at for run in editions) + timedelta(days=1)
    for day, name in {*again, *reviewed}:
        assert alone(house.make(Run(day, name, later))) == alone(last[day, name]), (day, name)


def alone(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with the page as it is without links to other editions, which come later."""
    page = linked(files[PAGE].decode(), Neighbours(language="zh"), NOWHERE)
    return {**files, PAGE: page.encode()}


def made_twice_in_time_an_edition_has_the_same_bytes(editions: Editions) -> None:
    made = defaultdict[str, list[dict[str, bytes]]](list)
    for run, files in editions.items():
        if run.change is None:
            made[run.key].append(files)
    twice = [files for files in made.values() if len(files) > 1]
    assert len(twice) >= DAYS // 4
    assert all(alone(files[0]) == alone(files[1]) for files in twice)


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
    morning = folder / "editions" / "morning.toml"
    days = 'days = ["monday", "tuesday", "wednesday", "thursday", "friday"]\nholidays = "CN"\n'
    morning.write_text(days + morning.read_text("utf-8"), "utf-8")
    (folder / "editions" / "week.toml").write_text(WEEK, "utf-8")
    named = load_sections(layers_of())
    (folder / "sections.toml").write_text("\n".join(map(_without_terms, named)), "utf-8")
    (folder / "sources.toml").write_text(
        'sources = [\n  { id = "cnr", name = { zh = "央广网", en = "China National Radio" }, kind = "outlet" },\n'
        '  { id = "jiemian", name = { zh = "界面新闻", en = "Interface News" }, kind = "outlet" },\n'
        '  { id = "xinhua", name = { zh = "新华社", en = "Xinhua News Agency" }, kind = "agency" },\n]\n',
        "utf-8",
    )
    return folder


def _without_terms(section: Section) -> str:
    name = f'{{ zh = "{section.name.zh}", en = "{section.name.en}" }}'
    return f'[[sections]]\nid = "{section.id}"\nname = {name}\nterms = {{}}'


def test_thirty_days(tmp_path: Path) -> None:
    """One test for all that holds, since it takes a newsroom its days to be ready for it."""
    stories = made_up()
    house = House(tmp_path, stories)
    editions = {run: house.make(run) for run in sorted(runs(house.plans), key=attrgetter("at"))}
    no_event_is_printed_twice_but_with_news(editions, stories)
    every_story_is_weighed_by_one_edition(editions, stories)
    a_review_has_each_event_of_its_week_once_in_its_last_form(editions, stories)
    made_again_in_any_order_every_edition_has_its_bytes(house, editions)
    made_twice_in_time_an_edition_has_the_same_bytes(editions)

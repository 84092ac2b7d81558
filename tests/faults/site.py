"""A made-up press of several outlets, each on an address of loopback, from one server in another process."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

Fault = Callable[[str], "Answer | None"]
"""The answer of an outlet for a path instead of its page; None: the page."""

COMPANIES = "砚池 岚屿 栎木 苇渡 榕湾 汀兰 桐庐 松果 鹭洲 雁栖 柏舟 槐序".split()  # noqa: SIM905
DEEDS = "上线 启用 发布 扩建 试行 开放 推出 签下 关停 升级".split()  # noqa: SIM905
THINGS = [
    "海外仓",
    "直播间",
    "退货中心",
    "比价工具",
    "跨境专线",
    "客服机器人",
    "冷链分拣线",
    "会员日",
    "商家后台",
    "供应链平台",
]
PLACES = "宁波 佛山 郑州 南通 烟台 惠州 襄阳 赣州 柳州 漳州 绵阳 洛阳".split()  # noqa: SIM905
TURNS_A_DAY = 2
OUTLET = """
id = "{id}"
name = {{ zh = "{name}", en = "{id}" }}
home = "http://{host}/"
hosts = ["{address}"]
source = "{id}"
story = '/story/\\d+'
[[entries]]
kind = "listing"
url = "http://{host}/list"
section = "e-commerce"
[politeness]
delay = 0.0
timeout = 3.0
max_megabytes = 1.0
"""
EDITION = """
name = "evening"
title = { zh = "晚间资讯", en = "Evening information" }
tagline = { zh = "一页读完当日新闻。", en = "The day on one page." }
opens = 00:00:00
closes = 23:59:00
max_entries = 30
max_per_source = 30
[[sections]]
id = "e-commerce"
most = 30
"""
SECTIONS = """
[[sections]]
id = "e-commerce"
name = { zh = "电商快讯", en = "E-commerce newsletter" }
terms = { "电商" = 2.0, "商家" = 1.0 }
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer over the wire; `hang`: there is none."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False


HANG = Answer(hang=True)


def busy(seconds: int) -> Answer:
    """Ask to be left alone."""
    return Answer(429, headers={"Retry-After": str(seconds)})


@dataclass(frozen=True, slots=True)
class Press:
    """The outlets and their stories of one day."""

    day: date
    outlets: int = 4
    stories: int = 10
    every: int = 1
    """Turns from one of an outlet's new stories to the next; outlets take turns."""

    @property
    def total(self) -> int:
        """Number of stories."""
        return self.outlets * self.stories

    def address(self, outlet: int) -> str:
        """Return the address of an outlet's host."""
        return f"127.0.{1 + outlet // 250}.{outlet % 250 + 1}"

    def page(self, outlet: int, path: str, turn: int = 0) -> Answer:
        """Return the answer of an outlet for a path; each turn has new stories."""
        if path == "/list":
            shown = (turn + outlet % self.every) // self.every
            numbers = range(shown * self.stories, (shown + 1) * self.stories)
            items = "".join(f'<li><a href="/story/{n}">{self.title(outlet, n)}</a></li>' for n in numbers)
            return Answer(body=f'<meta charset="utf-8"><ul>{items}</ul>'.encode())
        number = path.removeprefix("/story/")
        if not number.isdigit():
            return Answer(404)
        return Answer(body=self.story(outlet, int(number)).encode())

    def title(self, outlet: int, number: int) -> str:
        """Return the headline of a story; no two are of one event."""
        order = outlet + number * self.outlets
        rng = random.Random(order)
        company = COMPANIES[order % len(COMPANIES)] + _letters(rng, 2)
        place, thing = PLACES[order % len(PLACES)], THINGS[order % len(THINGS)]
        return f"{company}电商在{place}{DEEDS[order * 3 % len(DEEDS)]}{thing}"

    def story(self, outlet: int, number: int) -> str:
        """Return the page of a story."""
        rng = random.Random(outlet + number * self.outlets + 10**6)
        title, minute = self.title(outlet, number), rng.randrange(8 * 60, 20 * 60)
        turn = max(0, number // self.stories * self.every - outlet % self.every)
        day = self.day + timedelta(days=turn // TURNS_A_DAY)
        body = "".join(
            f"<p>{title[:4]}电商称，{_letters(rng, 40)}，"
            f"{rng.choice(THINGS)}面向{rng.choice(PLACES)}的{rng.randrange(20, 9000)}名商家，"
            f"投入{rng.randrange(2, 900)}万元，预计{rng.randrange(2, 28)}天内完成，首批{rng.choice(THINGS)}"
            f"由{rng.choice(PLACES)}的{rng.randrange(3, 90)}人团队负责，客服与售后同步开放。</p>"
            for _ in range(3)
        )
        return (
            f'<meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
            f"<p>{day} {minute // 60:02d}:{minute % 60:02d} 来源：第{outlet}报</p><div>{body}</div>"
        )

    def write_seeds(self, folder: Path, port: int) -> Path:
        """Write the registry of the press."""
        (folder / "outlets").mkdir(parents=True)
        (folder / "editions").mkdir()
        sources = 'nobody = ["网络"]\n'
        for number in range(self.outlets):
            id, name, address = f"o{number}", f"第{number}报", self.address(number)
            sources += f'[[sources]]\nid = "{id}"\nname = {{ zh = "{name}", en = "{id}" }}\nkind = "outlet"\n'
            file = OUTLET.format(id=id, name=name, address=address, host=f"{address}:{port}")
            (folder / "outlets" / f"{id}.toml").write_text(file, "utf-8")
        (folder / "sources.toml").write_text(sources, "utf-8")
        (folder / "sections.toml").write_text(SECTIONS, "utf-8")
        (folder / "editions" / "evening.toml").write_text(EDITION, "utf-8")
        return folder


def _letters(rng: random.Random, count: int) -> str:
    """Return letters that no two stories share, so that none is another's copy."""
    return "".join(chr(0x4E00 + rng.randrange(5000)) for _ in range(count))


class Served:
    """A press that is served: its port, and what was asked of it."""

    def __init__(self, press: Press, control: Connection, port: int) -> None:
        self.press, self.port, self._control = press, port, control

    def fault(self, faults: Mapping[int, str]) -> None:
        """Let outlets answer by a fault of `FAULTS`, all others well, from now on; forget what was asked."""
        self._control.send(dict(faults))
        self._control.recv()

    def turn(self, number: int) -> None:
        """Show the stories of a turn from now on."""
        self._control.send(number)
        self._control.recv()

    def asked(self) -> list[tuple[int, str, float, int]]:
        """Return outlet, path, time (monotonic seconds) and status of each request since the last `fault`."""
        self._control.send(None)
        requests: list[tuple[int, str, float, int]] = self._control.recv()
        return requests


RETRY_AFTER = 10
LONG = 130
"""Seconds of a pause that no run waits for (`aggregator.crawl.turns.MAX_WAIT`)."""
FROZEN = b'<meta charset="utf-8"><ul><li><a href="/story/0">0</a></li></ul>'
"""A list without a new story."""
FAULTS: Mapping[str, Fault] = {
    "down": lambda path: HANG,
    "errors": lambda path: Answer(500),
    "busy": lambda path: busy(RETRY_AFTER),
    "busy for long": lambda path: busy(LONG) if "story" in path else None,
    "busy stories": lambda path: busy(3600) if "story" in path else None,
    "busy robots": lambda path: Answer(503) if path == "/robots.txt" else None,
    "slow stories": lambda path: HANG if "story" in path else None,
    "frozen": lambda path: Answer(body=FROZEN) if path == "/list" else None,
    "broken stories": lambda path: Answer(503) if "story" in path else None,
}


@contextmanager
def served(press: Press) -> Iterator[Served]:
    """Serve a press in another process."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(press, theirs), daemon=True)
    process.start()
    try:
        yield Served(press, ours, ours.recv())
    finally:
        process.kill()
        process.join()


def _serve(press: Press, control: Connection) -> None:
    asyncio.run(_Server(press).run(control))


class _Server:
    def __init__(self, press: Press) -> None:
        self._press = press
        self._faults: Mapping[int, Fault] = {}
        self._asked: list[tuple[int, str, float, int]] = []
        self._turn = 0

    async def run(self, control: Connection) -> None:
        port = 0
        for outlet in range(self._press.outlets):
            server = await asyncio.start_server(self._handler(outlet), self._press.address(outlet), port)
            port = server.sockets[0].getsockname()[1]
        control.send(port)
        done = asyncio.Event()
        asyncio.get_running_loop().add_reader(control.fileno(), self._obey, control)
        await done.wait()

    def _obey(self, control: Connection) -> None:
        order = control.recv()
        if order is None:
            control.send(self._asked)
            return
        if isinstance(order, int):
            self._turn, self._asked = order, []
            control.send(True)
            return
        self._faults = {outlet: FAULTS[name] for outlet, name in order.items()}
        self._asked = []
        control.send(True)

    def _handler(self, outlet: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while head := await reader.readuntil(b"\r\n\r\n"):
                    path = head.split(b" ", 2)[1].decode("latin-1")
                    answer = self._answer(outlet, path)
                    self._asked.append((outlet, path, asyncio.get_running_loop().time(), answer.status))
                    if answer.hang:
                        await asyncio.sleep(60)
                    writer.write(_wire(answer))
                    await writer.drain()
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()

        return handle

    def _answer(self, outlet: int, path: str) -> Answer:
        fault = self._faults.get(outlet)
        return (fault and fault(path)) or self._press.page(outlet, path, self._turn)


def _wire(answer: Answer) -> bytes:
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(answer.body))} | dict(
        answer.headers
    )
    lines = [f"HTTP/1.1 {answer.status} X", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + answer.body

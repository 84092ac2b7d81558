"""Record the made-up day: `python -m tests.demo.build` writes `seeds/demo/<day>.warc.gz` from day.toml and templates/.

The same sources give the same bytes: ids and dates of the records are made from the day, nothing from the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from aggregator.archive import Answer, Recorder
from tests.demo.day import FOLDER, RECORDING, Day, DeadLink, DemoStory, Form, ListPage, load_day
from tests.demo.english import answers_of_server

NO_ROBOTS = b"<html><head><title>404 Not Found</title></head><body>404 Not Found</body></html>"


def archive_path(folder: Path = RECORDING) -> Path:
    """Return where the recorded day is kept."""
    return folder / f"{load_day().plan.day.isoformat()}.warc.gz"


def build(path: Path, day: Day | None = None) -> int:
    """Write the archive of the day to `path`; return how many answers it holds."""
    answers = list(answers_of(day or load_day()))
    with Recorder(path) as recorder:
        for answer in answers:
            recorder.write(answer)
    return len(answers)


def answers_of(day: Day) -> Iterator[Answer]:
    """Yield every answer of the day, outlet by outlet: permissions, entry points, pages; then the translator's."""
    pages = Pages(day)
    clock = (day.plan.recorded + timedelta(seconds=turn * day.plan.seconds_between) for turn in count())
    for outlet, published in day.outlets.items():
        lists = [page for page in day.plan.lists if page.outlet == outlet]
        items: list[DemoStory | DeadLink] = [*published.stories, *(link for link in published.dead if link.status)]
        urls = [page.url for page in lists] + [item.url for item in items]
        yield from (_robots(day, host, next(clock)) for host in _hosts(urls))
        yield from (pages.listing(page, next(clock)) for page in lists)
        yield from (pages.page(outlet, item, next(clock)) for item in items)
    yield from answers_of_server(day, next(clock))


def _hosts(urls: list[str]) -> list[str]:
    return list(dict.fromkeys("{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in urls))


def _robots(day: Day, host: str, at: datetime) -> Answer:
    rules = day.plan.robots.get(host)
    if rules is None:
        return _answer(f"{host}/robots.txt", 404, NO_ROBOTS, "text/html", at)
    return _answer(f"{host}/robots.txt", 200, rules.encode(), "text/plain", at)


class Pages:
    """Renders the pages of a day from its templates."""

    def __init__(self, day: Day, folder: Path = FOLDER / "templates") -> None:
        self._day = day
        self._zone = ZoneInfo(day.plan.zone)
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=select_autoescape(("html", "xml")),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,
        )
        self._templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self._templates.globals.update(unix=self._unix, rfc822=self._rfc822, relative=_relative)

    def listing(self, page: ListPage, at: datetime) -> Answer:
        """Render what an entry point answers."""
        items = self._day.announced_by(page)
        return self._render(page.template, page.outlet, page.url, page.status, at, page.headers, page=page, items=items)

    def page(self, outlet: str, item: DemoStory | DeadLink, at: datetime) -> Answer:
        """Render the page of a story, or what a dead link answers."""
        if isinstance(item, DeadLink):
            assert item.template is not None
            assert item.status is not None
            return self._render(item.template, outlet, item.url, item.status, at, {})
        return self._render(item.template, outlet, item.url, 200, at, {}, story=item, paragraphs=item.paragraphs)

    def _render(
        self, template: str, outlet: str, url: str, status: int, at: datetime, headers: Mapping[str, str], **values: Any
    ) -> Answer:
        form = self._day.plan.forms.get(template, Form())
        filler = self._day.plan.filler
        text = self._templates.get_template(template).render(
            prefix=outlet.partition("-")[0],
            site=self._day.plan.outlets[outlet],
            form=form,
            channels=filler.channels,
            headlines=_turned(filler.headlines, url),
            comments=_turned(filler.comments, url),
            **values,
        )
        return _answer(url, status, text.encode(form.charset), form.content_type, at, headers)

    def _unix(self, local: datetime) -> int:
        return int(local.replace(tzinfo=self._zone).timestamp())

    def _rfc822(self, local: datetime) -> str:
        return format_datetime(local.replace(tzinfo=self._zone))


def _turned(words: tuple[str, ...], url: str) -> Callable[[int], tuple[str, ...]]:
    """Return a function that deals words out, each call going on where the last one ended; pages begin elsewhere."""
    place = crc32(url.encode())

    def deal(count: int) -> tuple[str, ...]:
        nonlocal place
        place += count
        return tuple(words[(place + turn) % len(words)] for turn in range(count))

    return deal


def _relative(url: str, base: str) -> str:
    """Shorten an address as its site does: `./…` below the list, the path on the same host, else whole."""
    if url.startswith(base):
        return "./" + url.removeprefix(base)
    target, origin = urlsplit(url), urlsplit(base)
    return target.path if target.netloc == origin.netloc else url


def _answer(
    url: str, status: int, body: bytes, content_type: str, at: datetime, headers: Mapping[str, str] | None = None
) -> Answer:
    given = {
        "Date": format_datetime(at, usegmt=True),
        "Server": "nginx",
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
        **(headers or {}),
    }
    return Answer(url=url, status=status, headers=tuple(given.items()), body=body, at=at)


if __name__ == "__main__":
    target = archive_path()
    print(f"{target}: {build(target)} answers")

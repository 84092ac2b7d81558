"""Extraction in separate processes: bounded in time and memory, begun when needed, and none left behind."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import pytest
from lxml import etree

from aggregator.archive import Archive, Recorder
from aggregator.configuration import Limits
from aggregator.errors import Quarantined, ReaderFailed
from aggregator.models import LinkState
from spiders.readers.document import Document
from spiders.readers.page.article import read_article, read_article_apart
from spiders.readers.page.extractors import Extraction, extract
from spiders.readers.page.markup import parse_html
from spiders.readers.reading import PageKind
from spiders.workers import WORKERS, Workers, read_within
from tests.commands import ENVIRONMENT, begun
from tests.waiting import HUNG, wait_until

SENTENCE = "Willow Software opened its platform to every merchant on Friday, its chief executive said in Linzhou."
ENGLISH = (
    "<html><head><meta charset='utf-8'><title>Willow opens its platform</title></head><body><h1>Willow opens</h1>"
    "<p>2026-11-20 09:30</p><div>{paragraphs}</div></body></html>"
).format(paragraphs="".join(f"<p>{SENTENCE} That was step {n}.</p>" for n in range(6)))
POISON = "<html><body><h1>title title</h1>" + "<div><p>hello world, this is.</p></div>" * 19_900
"""One extractor finds nothing in it, the other looks for half a minute."""


def page(html: str) -> Extraction:
    return Extraction(html, 0, None, 0)


def run(workers: Workers, seconds: float, *pages: Extraction) -> list:
    """Extract the pages one after another; a quarantine is its reason."""

    async def all_of_them() -> list:
        found = []
        for wanted in pages:
            try:
                found.append(await workers.read(seconds, extract, wanted))
            except Quarantined as error:
                found.append(str(error))
        return found

    with used(workers):
        return asyncio.run(all_of_them())


@contextmanager
def used(workers: Workers) -> Iterator[None]:
    """Use the processes as a crawl does, and end them."""
    workers.enter()
    try:
        yield
    finally:
        workers.leave()


def test_a_page_over_the_time_is_quarantined_and_the_next_is_read():
    slow, good = run(Workers(), 0.3, page(POISON), page(ENGLISH))
    assert slow == "reading took more than 0.3 s"
    assert SENTENCE in good.lines[-1]


def test_time_is_that_of_the_processor():
    workers = Workers()
    with used(workers):
        asyncio.run(workers.read(0.1, time.sleep, 0.5))
    impatient = Workers(patience=2)
    with used(impatient), pytest.raises(TimeoutError):
        asyncio.run(impatient.read(0.1, time.sleep, 5))


def test_a_page_over_the_memory_is_quarantined_and_the_next_is_read():
    large, good = run(Workers(megabytes=60), 5, page("x" * 60 * 2**20), page(ENGLISH))
    assert large == "reading took more than 60 MB"
    assert SENTENCE in good.lines[-1]


def test_an_error_of_any_kind_comes_back_from_a_process():
    workers = Workers()
    with used(workers), pytest.raises(ReaderFailed, match="XMLSyntaxError: Document is empty"):
        asyncio.run(workers.read(5, etree.fromstring, b""))


def test_a_parser_without_memory_is_quarantined():
    workers = Workers(megabytes=10)
    with used(workers), pytest.raises(Quarantined, match="parsing took too much memory"):
        asyncio.run(workers.read(5, parse_html, "<a href=/x>a" * 100_000))


def test_processes_start_with_the_first_page_and_end_with_the_last_user():
    workers = Workers()
    workers.enter()
    workers.enter()
    assert not workers.running
    asyncio.run(workers.read(5, extract, page(ENGLISH)))
    children = multiprocessing.active_children()
    assert children
    workers.leave()
    assert workers.running
    workers.leave()
    assert not workers.running
    assert not any(child.is_alive() for child in children)


def test_no_process_begins_after_the_last_user_has_left():
    workers = Workers()
    with used(workers):
        asyncio.run(workers.read(5, extract, page(ENGLISH)))
    with pytest.raises(BrokenProcessPool):
        asyncio.run(workers.read(5, extract, page(ENGLISH)))
    assert not workers.running


def test_a_page_reads_the_same_in_another_process():
    document = Document(ENGLISH.encode(), "https://willow.example/a/1.html", datetime(2026, 11, 20, 12, tzinfo=UTC))
    workers = Workers()
    with used(workers):
        apart = asyncio.run(read_article_apart(partial(workers.read, 5, extract), document, None))
        assert workers.running
    assert apart == read_article(document, None)
    assert SENTENCE in apart.text


def test_a_story_in_a_known_element_needs_no_extraction():
    asked = []

    async def keep(wanted: Extraction) -> None:
        asked.append(wanted)

    prose = "蓝河公司23日宣布，其电商平台当天向所有商家开放，首批入驻的商家有三百多户，涵盖食品、服装和家电。"
    html = f"<html><body><h1>蓝河公司开放平台</h1><p>2026-11-20 09:30</p><div id=artibody><p>{prose}</p></div>"
    reading = asyncio.run(read_article_apart(keep, Document(html.encode(), "", datetime.now(UTC)), None))
    assert (reading.kind, reading.rules["text"]) == (PageKind.STORY, "prose:container")
    assert not asked


@pytest.fixture
def poisoned(site, outlet):
    """An outlet with the poison and five good pages, and little time for each."""
    outlet.limits = Limits(page_seconds=1)  # in twice that, a quick machine goes over the limit of memory
    site.put_stories(range(1, 7))
    site.put("/story/1", POISON)
    site.put("/story/5", ENGLISH)
    return outlet


def test_a_poisonous_page_is_quarantined_once_and_delays_no_other(site, poisoned, stories):
    outlet = poisoned
    report = outlet.crawl()
    poison = outlet.link("/story/1")
    assert (poison.state, poison.reason) == (LinkState.REFUSED, "quarantined: reading took more than 1 s")
    assert any(fault.url == f"{site.base}/story/1" for fault in report.faults)
    good = stories()
    assert len(good) == 5
    assert all(story.fetched_at < poison.changed_at for story in good)
    assert (poison.changed_at - max(story.fetched_at for story in good)).total_seconds() > 0.5
    assert not WORKERS.running
    assert multiprocessing.active_children() == []
    site.requests.clear()
    site.pages["/list"].body += b"<!-- another day -->"
    outlet.crawl()
    assert site.asked() == ["/list"]


def test_a_page_over_a_limit_of_size_is_quarantined_without_an_extractor(site, outlet):
    site.put_stories(range(1, 4))
    site.put("/story/1", "<p>" * 100_000)
    site.put("/story/2", "<p title='" + "x" * (2 * 2**20) + "'>")
    outlet.crawl()
    assert outlet.link("/story/1").reason.startswith("quarantined: 100,0")
    assert outlet.link("/story/2").reason == "quarantined: more than 1 MB"
    assert outlet.link("/story/2").state is LinkState.REFUSED


def test_a_replay_extracts_apart_and_reads_the_same(site, outlet, stories, tmp_path):
    site.put_stories(range(1, 3))
    site.put("/story/1", ENGLISH)
    with Recorder(tmp_path / "day.warc.gz") as recorder:
        outlet.crawl(recorder=recorder)
    first = {story.url: story.text for story in stories()}
    outlet.store_url = f"sqlite:///{tmp_path}/replayed.db"
    outlet.crawl(archive=Archive.open([tmp_path / "day.warc.gz"]))
    assert {story.url: story.text for story in stories()} == first
    assert any(SENTENCE in text for text in first.values())
    assert multiprocessing.active_children() == []


def test_a_process_over_its_time_ends_itself():
    process = multiprocessing.get_context("fork").Process(target=read_within, args=(512, 0.1, extract, (page(POISON),)))
    process.start()
    process.join(HUNG)
    assert process.exitcode == -signal.SIGPROF


def group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_a_crawl_is_ended(poisoned, number):
    process = begun("crawl", "--seeds", poisoned.folder, "--store", poisoned.store_url)
    wait_until(lambda: poisoned.link_states()["stored"] == 5)  # the last page's extraction too: the first has begun
    os.kill(process.pid, number)
    process.join(HUNG)
    wait_until(lambda: not group_is_alive(process.pid))


CUT_OFF = """
import asyncio
from multiprocessing.util import get_logger
from spiders.workers import WORKERS

async def begin():
    WORKERS.enter()
    asyncio.ensure_future(WORKERS.read(1.0, len, "page"))
    await asyncio.sleep(0)
    assert WORKERS.running

if __name__ == "__main__":
    asyncio.run(begin())
    get_logger()  # puts multiprocessing's end before that of the pool's library
"""


def test_processes_that_start_when_the_program_ends_end_without_a_word(tmp_path):
    script = tmp_path / "cut_off.py"
    script.write_text(CUT_OFF, "utf-8")
    ended = subprocess.run([sys.executable, script], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")

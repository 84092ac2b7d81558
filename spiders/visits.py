"""Visits to single pages and lists: the spider, its politeness and the pipelines as in a crawl."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from twisted.python.failure import Failure

from aggregator.crawl.context import Context
from aggregator.crawl.counts import FAULTS
from aggregator.crawl.crawlers import crawl_settings
from aggregator.crawl.watcher import NOBODY, Watcher
from aggregator.errors import AggregatorError
from aggregator.inspection.page import EntryLook, Look, Unmatched
from aggregator.models import Link, LinkState, RawStory
from aggregator.registry.outlets import EntryPoint, Outlet
from aggregator.urls import story_id

from .downloads import document_in
from .outlet import OutletSpider
from .readers.document import Document
from .readers.lists.announcements import Announced
from .readers.lists.api import matches_in_api
from .readers.lists.listing import matches_in_listing
from .readers.page.article import matches_on_page


class _Visit(OutletSpider):
    """Asks for given addresses, and keeps their documents."""

    addresses: Sequence[str]
    watcher: Watcher
    documents: dict[str, Document]
    """By the address that was asked for; of one that forwards, where it leads."""

    async def start(self) -> AsyncIterator[Request]:
        """Request the addresses."""
        links = [Link(outlet=self.outlet.id, url=address) for address in self.addresses]
        self.context.store.links.discover(links, self.context.now())
        for link in links:
            yield self._page_request(link)

    def story_failed(self, failure: Failure) -> None:
        """Note why an address could not be fetched."""
        super().story_failed(failure)
        self.watcher.step()

    def _keep(self, response: Response, link: Link) -> None:
        if link.url not in self.documents:
            self.watcher.step()
        self.documents[link.url] = document_in(response)


class StoryVisit(_Visit):
    """Collects addresses as if an entry point had announced them."""

    async def parse_story(
        self, response: Response, link: Link, forwards: tuple[str, ...] = ()
    ) -> AsyncIterator[Request | RawStory]:
        """Keep a document, and read its story."""
        self._keep(response, link)
        async for each in super().parse_story(response, link, forwards):
            yield each


class DocumentVisit(_Visit):
    """Fetches documents without reading them."""

    async def parse_story(
        self, response: Response, link: Link, forwards: tuple[str, ...] = ()
    ) -> AsyncIterator[Request | RawStory]:
        """Keep a document."""
        self._keep(response, link)
        return
        yield


class EntryVisit(OutletSpider):
    """Reads the first page of each entry point as if every address were that of a story, and follows none."""

    watcher: Watcher
    announced: dict[str, list[tuple[Link, str | None]]]
    """The links that each entry point announces, by its address, and what throws them out."""
    matches: dict[str, list[dict[str, bool]]]
    """Which selectors of an entry point find something, an item each."""
    failed: dict[str, str]

    async def _announced(self, document: Document, entry: EntryPoint) -> Announced:
        found = await self._read_list(document, entry, self.outlet.without_patterns())
        self._step(entry)
        self.announced.setdefault(entry.url, [])
        if entry.list:
            self.matches[entry.url] = matches_in_listing(document, self.outlet, entry.list)
        elif entry.api:
            self.matches[entry.url] = matches_in_api(document, self.outlet, entry.api)
        return found

    def _is_wanted(self, link: Link, entry: EntryPoint) -> bool:
        self.announced[entry.url].append((link, self._refusal(link, entry)))
        return False

    def _entry_failed(self, entry: EntryPoint, reason: str) -> None:
        super()._entry_failed(entry, reason)
        self._step(entry)
        self.failed.setdefault(entry.url, reason)

    def _step(self, entry: EntryPoint) -> None:
        """Note that an entry point was answered, once for all documents that it leads to."""
        if entry.url not in {*self.announced, *self.failed}:
            self.watcher.step()


def look(outlet: Outlet, urls: Sequence[str], context: Context, watcher: Watcher) -> Look:
    """Fetch pages as a crawl would; return their stories, and why others have none."""
    documents: dict[str, Document] = {}
    watcher.begin("fetch", len(urls), "page")
    troubles = _run(StoryVisit, outlet, context, addresses=urls, documents=documents, watcher=watcher)
    found = {url: context.store.stories.get(story_id(url)) for url in urls}
    stories = {url: story for url, story in found.items() if story}
    faults = {url: _reason(outlet, url, context, troubles) for url, story in found.items() if not story}
    return Look(stories, faults, count_unmatched([matches_on_page(documents[url], outlet) for url in stories]))


def look_at_entries(outlet: Outlet, context: Context, watcher: Watcher) -> list[EntryLook]:
    """Fetch the enabled entry points of an outlet as a crawl would; return what each announces."""
    announced: dict[str, list[tuple[Link, str | None]]] = {}
    matches: dict[str, list[dict[str, bool]]] = {}
    failed: dict[str, str] = {}
    entries = [entry for entry in outlet.entries if entry.enabled]
    watcher.begin("fetch", len(entries), "entry point")
    troubles = _run(
        EntryVisit, outlet, context, announced=announced, matches=matches, failed=failed, watcher=watcher
    )  # fmt: skip
    silent = "; ".join(troubles) or "nothing came of it"
    return [
        EntryLook(
            entry=entry,
            links=announced.get(entry.url, []),
            unmatched=count_unmatched(matches.get(entry.url, [])),
            fault=failed.get(entry.url, None if entry.url in announced else silent),
        )
        for entry in entries
    ]


def count_unmatched(found: Sequence[Mapping[str, bool]]) -> list[Unmatched]:
    """Count the pages or items on which each selector finds nothing; `found`: for each whether it finds something."""
    missing = Counter(selector for each in found for selector, finds in each.items() if not finds)
    return [
        Unmatched(selector, missing[selector], len(found)) for selector in next(iter(found), ()) if missing[selector]
    ]


def fetch(outlet: Outlet, addresses: Sequence[str], context: Context, watcher: Watcher = NOBODY) -> list[Document]:
    """Return the documents at the addresses, in order; raise `AggregatorError` for the first that is missing."""
    documents, faults = fetch_some(outlet, addresses, context, watcher)
    for address, reason in faults.items():
        raise AggregatorError(f"{address}: {reason}")
    return documents


def fetch_some(
    outlet: Outlet, addresses: Sequence[str], context: Context, watcher: Watcher = NOBODY
) -> tuple[list[Document], dict[str, str]]:
    """Return the documents at the addresses, in order, and why others are missing, by address."""
    documents: dict[str, Document] = {}
    watcher.begin("fetch", len(addresses), "page")
    troubles = _run(DocumentVisit, outlet, context, addresses=addresses, documents=documents, watcher=watcher)
    missing = [address for address in addresses if address not in documents]
    faults = {address: _reason(outlet, address, context, troubles) for address in missing}
    return [documents[address] for address in addresses if address in documents], faults


def _reason(outlet: Outlet, url: str, context: Context, troubles: Sequence[str]) -> str:
    """Return why an address gave nothing: the ledger's reason, or what went wrong before it had one."""
    row = context.store.links.get(outlet.id, url)
    if row is None or row.state is LinkState.DISCOVERED:
        return "; ".join(troubles) or "nothing came of it"
    return f"{row.state}: {row.reason}"


def _run(kind: type[OutletSpider], outlet: Outlet, context: Context, **arguments: Any) -> list[str]:
    """Run a spider on an outlet; return the exceptions of our own code, which Scrapy only logs, and other faults."""
    return asyncio.run(_visit(kind, outlet, context, arguments))


async def _visit(kind: type[OutletSpider], outlet: Outlet, context: Context, arguments: Mapping[str, Any]) -> list[str]:
    runner = AsyncCrawlerRunner(crawl_settings(context))
    crawler = runner.create_crawler(type(kind.__name__, (kind,), {"name": outlet.id, "outlet": outlet}))
    crashes: list[str] = []

    def note(failure: Failure, **_: Any) -> None:
        crashes.append(repr(failure.value))

    for signal in (signals.item_error, signals.spider_error):
        crawler.signals.connect(note, signal, weak=False)
    await runner.crawl(crawler, context=context, **arguments)
    assert crawler.stats is not None
    faults = [fault.reason for fault in crawler.stats.get_value(FAULTS, [])]
    return [*dict.fromkeys([*crashes, *faults])]

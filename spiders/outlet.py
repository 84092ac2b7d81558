"""The spider of any outlet: entry points announce links, links become stories, the ledger records both."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import urljoin

from pebble import ProcessExpired
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from aggregator.crawl.addon import complete
from aggregator.crawl.context import Context, context_of_crawler
from aggregator.crawl.counts import FAULTS, PROFILED, Count, add_fault, add_move
from aggregator.crawl.polls import RETRY_PAUSE, after
from aggregator.errors import STOPPED, Forwards, Quarantined, ReaderFailed, Unreadable, in_a_line
from aggregator.models import Link, LinkState, RawStory
from aggregator.models.report import Fault
from aggregator.registry.outlets import EntryPoint, Outlet
from aggregator.stopping import received
from aggregator.store import Validators
from aggregator.store.batches import batched
from aggregator.urls import host_of, is_below, is_public_web, story_id

from .answers import address_for_good
from .downloads import answer_of, document_in, origin_of
from .failures import asks_to_wait, is_too_large, may_be_the_host, outcome, was_not_asked, was_stopped
from .join_pages import Pages
from .passing import is_notice, may_follow, may_pass
from .raw_stories import story_from_entry, story_from_page
from .readers.addresses import is_item_address
from .readers.document import Document
from .readers.freshness import unchanged_for
from .readers.limits import is_light
from .readers.lists.announcements import Announced, read_entry_point
from .readers.page.article import read_article_apart, read_article_within
from .readers.page.extractors import extract, import_extractors
from .readers.reading import PageKind, Reading
from .retry import lacks_content
from .workers import WORKERS

ENTRY_PRIORITY = 10
MAX_CHILDREN = 10
"""Sitemaps read per index: the first hold the newest stories."""
MAX_NEW = 2_000
"""New links that a visit takes up, and links of earlier ones: more than it has time for at the usual delay."""
_PART = 500
"""Links of a document that are compared with the ledger at once."""
NOT_MODIFIED = 304
ANSWERED = (Count.ENTRIES_READ, Count.ENTRIES_UNCHANGED, Count.STORED, Count.LINKS_REFUSED, Count.LINKS_GONE)
"""Counters of good answers: a host that gave them is not down."""
POLLED = (Count.ENTRIES_READ, Count.ENTRIES_UNCHANGED, Count.ENTRIES_FAILED)
"""Counters of entry points that were asked."""
ENDING = (BrokenProcessPool, ProcessExpired, CloseSpider)
"""Errors of processes that end with the crawl: no fault of what they read."""

Result = TypeVar("Result")
UNHURRIED = {"RETRY_ENABLED": False, "DOWNLOAD_DELAY": 0}
"""Settings under replay: there is no server to be polite to, and a retry can only get the same answer."""

_log = logging.getLogger(__name__)


class OutletSpider(Spider):
    """Collects one outlet; subclasses made by the loader set `outlet`.

    Adds to the counters of `aggregator.crawl.counts`.
    """

    outlet: ClassVar[Outlet]

    def __init__(
        self,
        context: Context,
        max_attempts: int,
        polls: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.context = context
        self.allowed_domains = [*self.outlet.hosts, *{host_of(entry.url) for entry in self.outlet.entries}]
        self._max_attempts = max_attempts
        self._polls = polls
        """Whether the entry points are asked; else only the links that earlier runs left."""
        self._stated: list[float] = []
        """Seconds for which each entry point that answered says that it does not change."""
        self._validators: dict[str, Validators] = {}
        self._unsettled: dict[str, Link] = {}
        self._unsure: list[tuple[Link, str]] = []
        """Links whose page or host failed, with the reason: which of the two is known at the end."""
        self._started = context.now()
        self._room = MAX_NEW

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider; without a context (plain `scrapy crawl`) take one from the settings."""
        if "context" not in kwargs:
            kwargs["context"] = context_of_crawler(crawler)
        kwargs.setdefault("max_attempts", crawler.settings.getint("AGGREGATOR_MAX_ATTEMPTS"))
        crawler.signals.connect(WORKERS.enter, signals.spider_opened)
        crawler.signals.connect(WORKERS.leave, signals.spider_closed)
        return super().from_crawler(crawler, *args, **kwargs)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Apply our settings, if the project is another, and the outlet's politeness."""
        super().update_settings(settings)
        complete(settings)
        politeness = cls.outlet.politeness
        settings.set("DOWNLOAD_DELAY", politeness.delay, priority="spider")
        if settings.getlist("AGGREGATOR_REPLAY"):
            settings.setdict(UNHURRIED, priority="spider")
        settings.set("DOWNLOAD_TIMEOUT", politeness.timeout, priority="spider")
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", politeness.verify_tls, priority="spider")
        settings.set("DOWNLOAD_MAXSIZE", int(politeness.max_megabytes * 2**20), priority="spider")

    async def start(self) -> AsyncIterator[Request]:
        """Request every entry point, and the links that earlier runs left unfinished."""
        failed_before = self.context.now() - RETRY_PAUSE
        if not (self.outlet.politeness.verify_tls or self.context.replaying):
            _log.warning("certificates of %s are not verified (verify_tls = false)", self.outlet.id)
        pending = self.context.store.links.pending(self.outlet.id, self._max_attempts, failed_before, MAX_NEW)
        self._unsettled = {story_id(link.url): link for link in pending}
        for entry in self.outlet.entries:
            if not self._polls:
                self._count(Count.ENTRIES_NOT_DUE)
            elif request := self._entry_request(entry):
                yield request
        if any(entry.read == "page" for entry in self.outlet.entries):
            self._count(Count.LINKS_PENDING, len(pending))
            for link in pending:
                yield self._page_request(link)

    def _entry_request(self, entry: EntryPoint) -> Request | None:
        if not entry.enabled:
            return None
        if entry.browser and not self.context.replaying:
            self._count(Count.ENTRIES_SKIPPED)
            self._fault(entry.url, "not collected: its pages need a browser")
            return None
        return self._list_request(entry, entry.url, page=1)

    def _list_request(self, entry: EntryPoint, url: str, page: int, forwards: tuple[str, ...] = ()) -> Request:
        headers = dict(entry.api.headers) if entry.api else {}
        unfinished = entry.read == "entry" and self._unsettled  # only the feed itself has those stories
        if page == 1 and not self.context.recorder and not unfinished:
            headers |= _conditions(self.context.store.entry_points.validators(self.outlet.id, entry.url))
        return Request(
            url,
            method=entry.api.method if entry.api else "GET",
            body=(entry.api.body or "") if entry.api else "",
            headers=headers,
            callback=self.parse_entry,
            errback=self.entry_failed,
            priority=ENTRY_PRIORITY,
            dont_filter=True,
            cb_kwargs={"entry": entry, "page": page, "forwards": forwards},
            meta={"handle_httpstatus_list": [NOT_MODIFIED]},
        )

    async def parse(self, response: Response) -> AsyncIterator[Request | RawStory]:
        """Read any address of the outlet, a story or else an entry point, as `scrapy parse` asks."""
        if self.outlet.is_story(response.url):
            link = Link(outlet=self.outlet.id, url=response.url)
            self.context.store.links.discover([link], self.context.now())
            read = self.parse_story(response, link)
        else:
            entries = self.outlet.entries
            entry = next((entry for entry in entries if entry.url == response.url), entries[0])
            read = self.parse_entry(response, entry)
        async for each in read:
            yield each

    async def parse_entry(
        self, response: Response, entry: EntryPoint, page: int = 1, forwards: tuple[str, ...] = ()
    ) -> AsyncIterator[Request | RawStory]:
        """Read an entry point's announcements."""
        if page == 1:
            self._stated.append(unchanged_for(response.headers, response.body))
            if (moved := address_for_good(response)) not in {None, entry.url}:
                add_move(self.crawler.stats, entry.url, moved)
        if response.status == NOT_MODIFIED or self._same_body(response, entry, page):
            self._count(Count.ENTRIES_UNCHANGED)
            return
        document = document_in(response)
        try:
            announced = await self._announced(document, entry)
        except Forwards as error:
            if not may_follow(error.address, forwards):
                self._entry_failed(entry, str(error))
                return
            self._validators.pop(entry.url, None)
            further = self._list_request(entry, error.address, page, (*forwards, error.address))
            further.meta["forwarded_by"] = response
            yield further
            return
        except Unreadable as error:
            self._entry_failed(entry, f"quarantined: {error}" if isinstance(error, Quarantined) else str(error))
            return
        except ENDING:
            raise
        except Exception as error:  # noqa: BLE001 - a document must not end the outlet
            self._entry_failed(entry, _crash(error, document.url))
            return
        self._count(Count.ENTRIES_READ)
        links = [link for link in announced.links if self._is_wanted(link, entry)]
        self._count(Count.LINKS_SEEN, len(links))
        for request in self._children(announced.sitemaps, document, entry, page):
            yield request
        fresh = self._discover(links, entry, document.fetched_at)
        for follower in self._follow(fresh, entry, response):
            yield follower
        if fresh and self._room > 0 and page < entry.pages:
            assert entry.next_url is not None
            url = entry.next_url.replace("{page}", str(entry.first_number + page - 1))
            yield self._list_request(entry, urljoin(response.url, url), page + 1)

    async def _announced(self, document: Document, entry: EntryPoint) -> Announced:
        return await self._read_list(document, entry, self.outlet)

    async def _read_list(self, document: Document, entry: EntryPoint, outlet: Outlet) -> Announced:
        if is_light(document.body, entry.kind):
            return read_entry_point(document, outlet, entry)
        return await self._apart(read_entry_point, document, outlet, entry)

    def _children(self, sitemaps: Sequence[str], document: Document, entry: EntryPoint, page: int) -> Iterator[Request]:
        """Request the sitemaps of an index; the protocol allows none inside another: that is reported."""
        if page == 1:
            for rank, address in enumerate([*dict.fromkeys(sitemaps)][:MAX_CHILDREN]):
                yield self._list_request(entry, address, page=2).replace(priority=ENTRY_PRIORITY + MAX_CHILDREN - rank)
        elif sitemaps:
            self._entry_failed(entry, f"not read: {document.url}, an index of sitemaps inside another")

    def _is_wanted(self, link: Link, entry: EntryPoint) -> bool:
        return self._refusal(link, entry) is None

    def _refusal(self, link: Link, entry: EntryPoint) -> str | None:
        """Return why an announced link is not followed, if it is not."""
        if self._from_feed(link):
            return None
        return self.outlet.refusal(link.url) or (None if self._ours(link, entry) else "another host")

    def _from_feed(self, link: Link) -> bool:
        """Return whether a link has no page: its story is in the feed alone."""
        return is_item_address(link.url, self.outlet.home)

    def _ours(self, link: Link, entry: EntryPoint) -> bool:
        """Return whether a link may be followed; if the feed carries the story, it may lead to any public host."""
        own = is_below(host_of(link.url), self.allowed_domains)
        return own or (entry.read == "entry" and is_public_web(link.url))

    def _same_body(self, response: Response, entry: EntryPoint, page: int) -> bool:
        if page > 1:
            return False
        digest = sha256(response.body).hexdigest()
        self._validators[entry.url] = Validators(
            _header(response, b"ETag"), _header(response, b"Last-Modified"), digest
        )
        known = self.context.store.entry_points.validators(self.outlet.id, entry.url).body_hash
        return known == digest and not (entry.read == "entry" and self._unsettled)

    def _discover(self, links: Sequence[Link], entry: EntryPoint, at: datetime) -> list[Link]:
        """Write new links to the ledger; return those to follow.

        A story that only a feed carries, and that an earlier run did not finish, is read from the feed again.
        """
        fresh = self._take_up(links, entry, at)
        self._count(Count.LINKS_NEW, len(fresh))
        if entry.read == "page":
            return fresh
        return fresh + [link for link in links if self._unsettled.pop(story_id(link.url), None)]

    def _take_up(self, links: Sequence[Link], entry: EntryPoint, at: datetime) -> list[Link]:
        """Write new links to the ledger while the visit has room; report the others, which the next one reads again."""
        fresh, left = list[Link](), len(links)
        for part in batched(links, _PART):
            if self._room <= 0:
                self._entry_failed(entry, f"{left:,} links are left to the next visit: {MAX_NEW:,} were new")
                break
            new = self.context.store.links.discover(part, at)
            fresh, left, self._room = fresh + new, left - len(part), self._room - len(new)
        return fresh

    def _follow(self, fresh: list[Link], entry: EntryPoint, response: Response) -> Iterator[Request | RawStory]:
        at, origin = response.meta["fetched_at"], origin_of(response)
        for link in fresh:
            in_feed = entry.read == "entry" or self._from_feed(link)
            yield story_from_entry(link, self.outlet, at, origin) if in_feed else self._page_request(link)

    def _page_request(self, link: Link) -> Request:
        return self._story_request(link.url, self.parse_story, self.story_failed, link=link)

    def _story_request(self, url: str, callback: Any, errback: Any, **kwargs: Any) -> Request:
        return Request(url, callback, errback=errback, cb_kwargs=kwargs, dont_filter=True)

    async def parse_story(
        self, response: Response, link: Link, forwards: tuple[str, ...] = ()
    ) -> AsyncIterator[Request | RawStory]:
        """Read a story from its page, or its first page; follow one that only forwards."""
        document = document_in(response)
        reading = await self._read(document)
        self._note_way(reading, response, document.fetched_at)
        if reading.kind is PageKind.STORY and is_notice(reading, link):
            self._settle(link, LinkState.FAILED, "a notice: nothing of what was announced")
        elif reading.kind is PageKind.STORY:
            yield self._onward(Pages.begin(reading, document.url, document.fetched_at, origin_of(response)), link)
        elif reading.forward and may_follow(reading.forward, forwards):
            followed = {"link": link, "forwards": (*forwards, reading.forward)}
            further = self._story_request(reading.forward, self.parse_story, self.story_failed, **followed)
            further.meta["forwarded_by"] = response
            yield further
        else:
            passes = lacks_content(response) or may_pass(reading, link)
            state = LinkState.FAILED if passes else LinkState.REFUSED
            self._settle(link, state, f"{reading.kind}: {reading.reason}")

    async def parse_next(self, response: Response, link: Link, pages: Pages) -> AsyncIterator[Request | RawStory]:
        """Read a later page of a story; one that cannot be read ends it."""
        reading = await self._read(document_in(response))
        if reading.kind is PageKind.STORY:
            yield self._onward(pages.add(reading, response.url), link)
        else:
            yield self._cut_short(pages, link, response.url, f"{reading.kind}: {reading.reason}")

    def next_failed(self, failure: Failure) -> Iterator[RawStory]:
        """Keep the pages of a story whose next page could not be fetched; if the host or the run stopped, none yet."""
        request: Request = failure.request  # type: ignore[attr-defined]
        reason = outcome(failure)[1]
        if was_stopped(failure):
            self._fault(request.url, reason)  # the link stays: a later run reads the whole story
        else:
            yield self._cut_short(request.cb_kwargs["pages"], request.cb_kwargs["link"], request.url, reason)

    def _note_way(self, reading: Reading, response: Response, at: datetime) -> None:
        """Keep the page as a candidate, if it is the first that was read in this way."""
        story = reading.kind is PageKind.STORY
        rules = {name: reading.rules.get(name, "") for name in PROFILED if story and getattr(reading, name)}
        self.context.candidates.note(self.outlet.id, rules, len(reading.text), answer_of(response, at))

    async def _read(self, document: Document) -> Reading:
        """Read a page; one that crashes the reader counts as an attempt."""
        apart = partial(self._apart, prepare=import_extractors)
        try:
            if is_light(document.body, "page"):
                return await read_article_apart(partial(apart, extract), document, self.outlet)
            return await apart(read_article_within, document, self.outlet)
        except Quarantined as error:
            return Reading(kind=PageKind.QUARANTINED, reason=str(error))
        except ENDING:
            raise
        except Exception as error:  # noqa: BLE001 - a page must not be asked for without end
            return Reading(kind=PageKind.CRASHED, reason=_crash(error, document.url))

    async def _apart(
        self, reader: Callable[..., Result], *arguments: Any, prepare: Callable[[], None] | None = None
    ) -> Result:
        """Read in another process; raise `CloseSpider` if a signal for the whole group has ended that."""
        try:
            return await WORKERS.read(self.context.limits.page_seconds, reader, *arguments, prepare=prepare)
        except (BrokenProcessPool, ProcessExpired) as error:
            if received():  # what it read stays to be read
                raise CloseSpider(STOPPED) from error
            raise

    def _onward(self, pages: Pages, link: Link) -> Request | RawStory:
        """Request the next page, or make the story of the pages read."""
        if address := pages.following:
            return self._story_request(address, self.parse_next, self.next_failed, link=link, pages=pages)
        return self._story_of(pages, link)

    def _story_of(self, pages: Pages, link: Link) -> RawStory:
        first = (pages.addresses[0], pages.fetched_at, pages.origin)
        return story_from_page(pages.joined(), link, self.outlet, *first)

    def _cut_short(self, pages: Pages, link: Link, url: str, reason: str) -> RawStory:
        """Make the story of the pages before a missing one, and report that."""
        self._fault(url, f"the story ends before this page: {reason}")
        return self._story_of(pages, link)

    def story_failed(self, failure: Failure) -> None:
        """Write to the ledger why a page could not be fetched; one over the outlet's size limit is not retried."""
        link = failure.request.cb_kwargs["link"]  # type: ignore[attr-defined]
        if is_too_large(failure.value):
            limit = f"{self.outlet.politeness.max_megabytes:g} MB"
            self._settle(link, LinkState.REFUSED, f"{PageKind.QUARANTINED}: more than {limit}")
            return
        state, reason = outcome(failure)
        if was_not_asked(failure) or asks_to_wait(failure):
            self._fault(link.url, reason)
        elif may_be_the_host(failure):
            self._unsure.append((link, reason))
        else:
            self._settle(link, state, reason)

    def entry_failed(self, failure: Failure) -> None:
        """Report an entry point that could not be read."""
        self._entry_failed(failure.request.cb_kwargs["entry"], outcome(failure)[1])  # type: ignore[attr-defined]

    def closed(self, reason: str) -> None:
        """Settle and count the links without a story; remember the entry points, whose links are all in the ledger."""
        self._settle_unsure()
        self._say_if_nothing_was_read()
        unread = self.context.store.links.count_unread(self.outlet.id, self._max_attempts, self._started)
        for key, links in zip((Count.LINKS_WAITING, Count.LINKS_GIVEN_UP), unread, strict=True):
            self._count(key, links)
        if reason == "finished":
            self.context.store.entry_points.remember(self.outlet.id, self._validators, self.context.now())
            self._record_poll()

    def _say_if_nothing_was_read(self) -> None:
        """Log an error if no entry point could be read: a plain `scrapy crawl` has no report that says it."""
        counted = self.crawler.stats.get_stats()
        read = counted.get(Count.ENTRIES_READ) or counted.get(Count.ENTRIES_UNCHANGED)
        if self.context.run is None and counted.get(Count.ENTRIES_FAILED) and not read:
            _log.error("%s: no entry point could be read: %s", self.outlet.id, counted[FAULTS][0].reason)

    def _record_poll(self) -> None:
        """Remember what the entry points announced, if they were asked: when they are due depends on it."""
        counted = self.crawler.stats.get_stats()
        if self.context.replaying or not any(counted.get(key) for key in POLLED):
            return
        known = self.context.store.entry_points
        seen, new, failed = (counted.get(key, 0) for key in (Count.LINKS_SEEN, Count.LINKS_NEW, Count.ENTRIES_FAILED))
        stated = min(self._stated, default=0.0)
        polled = after(known.polls(self.outlet.id).get(self.outlet.id), self._started, seen, new, stated, failed > 0)
        known.record_poll(self.outlet.id, polled)

    def _settle_unsure(self) -> None:
        """Count attempts where most pages were answered; a host that is down or busy leaves its links as they are."""
        answered = sum(self.crawler.stats.get_value(key, 0) for key in ANSWERED)
        for link, reason in self._unsure:
            if len(self._unsure) <= answered:
                self._settle(link, LinkState.FAILED, reason)
            else:
                self._fault(link.url, reason)

    def _settle(self, link: Link, state: LinkState, reason: str) -> None:
        self.context.store.links.mark(self.outlet.id, link.url, state, reason, self.context.now())
        self._count(Count(f"links/{state}"))
        self._fault(link.url, reason)

    def _entry_failed(self, entry: EntryPoint, reason: str) -> None:
        self._validators.pop(entry.url, None)
        self._count(Count.ENTRIES_FAILED)
        self._fault(entry.url, reason)

    def _count(self, key: Count, by: int = 1) -> None:
        self.crawler.stats.inc_value(key, by)

    def _fault(self, url: str, reason: str) -> None:
        _log.info("%s: %s", url, reason)
        add_fault(self.crawler.stats, Fault(url, reason))


def _conditions(validators: Validators) -> dict[str, str]:
    conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _header(response: Response, name: bytes) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _crash(error: Exception, url: str) -> str:
    """Log where a reader failed; return the reason for the report."""
    _log.warning("the reader failed at %s", url, exc_info=error)
    if isinstance(error, ReaderFailed):
        return str(error)
    return f"{type(error).__name__}: {in_a_line(error, 120)}"

"""The targets: each takes bytes that anybody may have written to what reads them, and checks what comes out.

Whatever the bytes are: no exception but one of our root, no network and no other program, CPU time that is bounded, a
result that is valid against its model, and texts that print as lines without hidden characters.
"""

from __future__ import annotations

import re
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import urllib3  # noqa: F401 - an extractor imports it late, and it binds a socket to see whether there is IPv6
from pydantic import TypeAdapter
from scrapy.http import Headers
from scrapy.responsetypes import responsetypes
from scrapy.robotstxt import ProtegoRobotParser

from aggregator.archive import Answer, Archive
from aggregator.assemble import assemble
from aggregator.assemble.material import Material
from aggregator.attribution import attribute, resolve_label
from aggregator.attribution import clean_label as clean_source
from aggregator.configuration import FILE as CONFIGURATION
from aggregator.configuration import load_configuration
from aggregator.errors import AggregatorError
from aggregator.events.likeness.profiles import StoryText
from aggregator.events.likeness.updates import new_facts
from aggregator.exports.tables import story_row
from aggregator.formats.catalog import render_all
from aggregator.formats.safe import one_line, web_address
from aggregator.models import Edition, Link, Names, PastEntry, RawStory, SectionQuota, Story
from aggregator.publish.plans import load_plans
from aggregator.registry.editions import load_edition_plans
from aggregator.registry.files import Layers
from aggregator.registry.machines import load_helpers
from aggregator.registry.outlets import EntryPoint, Outlet, load_outlets
from aggregator.registry.overrides import load_overrides, recredit
from aggregator.registry.sections import load_sections
from aggregator.registry.sources import Source, Sources, load_sources
from aggregator.store.types import storable
from aggregator.text import language_of
from aggregator.text.retry_after import retry_after
from aggregator.translation.checks import summary_faults, translation_faults
from aggregator.translation.libretranslate import LibreTranslate
from aggregator.translation.names import KnownNames
from aggregator.translation.openai import OpenAI
from aggregator.translation.transport import Question, Replay
from aggregator.urls import host_of, is_public_web, normalize_url, story_id
from pipelines.normalize import normalize
from pipelines.validate import fault
from spiders.raw_stories import story_from_entry, story_from_page
from spiders.readers.addresses import absolute
from spiders.readers.document import Document
from spiders.readers.header.dates import CLOCK_SKEW, find_moments, parse_moment, parse_split
from spiders.readers.header.fields import clean_label
from spiders.readers.lists.announcements import read_announcements
from spiders.readers.lists.sitemap import child_sitemaps
from spiders.readers.page.article import read_article
from spiders.readers.page.closing import closing_statements
from spiders.readers.reading import Moment, Reading

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOME = "https://willow.example/"
MAX_SECONDS = 2.0
"""CPU for an input of at most `MAX_BYTES`: far below the five seconds for which a document may hold others up."""
MAX_BYTES = 65_536
SHANGHAI = ZoneInfo("Asia/Shanghai")

Target = Callable[[bytes], None]


class Broken(Exception):
    """A property does not hold: which, and for what."""

    def __init__(self, what: str, *details: object) -> None:
        self.what = what
        super().__init__(" ".join((what, *map(repr, details))))


_FORBIDDEN = frozenset(
    {
        *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"),
        *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "pickle.find_class"),
    }
)
_watched: list[list[str]] = []


def _audit(event: str, _arguments: object) -> None:
    if _watched and event in _FORBIDDEN:
        _watched[-1].append(event)


sys.addaudithook(_audit)


@contextmanager
def _alone() -> Iterator[None]:
    """Raise `Broken` if something in the block reaches the network, or runs another program."""
    _watched.append([])
    try:
        yield
    finally:
        events = _watched.pop()
    if events:
        raise Broken("reaches out", events[0])


def run(name: str, data: bytes) -> None:
    """Run a target; raise what breaks: any exception but ours, or `Broken`."""
    seconds = _seconds(name, data)
    if seconds > MAX_SECONDS and (seconds := _seconds(name, data)) > MAX_SECONDS:  # the first run may have imported
        raise Broken("takes seconds", round(seconds, 1), len(data))


def _seconds(name: str, data: bytes) -> float:
    began = process_time()
    with _alone(), suppress(AggregatorError):
        TARGETS[name](data)
    return process_time() - began


def require(holds: object, what: str, *details: object) -> None:
    """Raise `Broken` unless something holds."""
    if not holds:
        raise Broken(what, *details)


@cache
def _adapters(model: type) -> dict[str, TypeAdapter[Any]]:
    hints = get_type_hints(model)
    return {field.name: TypeAdapter(hints[field.name]) for field in fields(model)}


def require_valid(value: Any) -> None:
    """Raise unless a dataclass holds what its annotations say, without any conversion; moments are aware."""
    for name, adapter in _adapters(type(value)).items():
        found = adapter.validate_python(getattr(value, name), strict=True)
        require(not isinstance(found, datetime) or found.utcoffset() is not None, f"{name} without a zone")


_UNSAFE = re.compile(r"[\x00-\x20\x7f]|^[^?]*\\")
"""Controls, spaces, and backslashes before the query: programs read them differently."""


_HOST = re.compile(r"[a-z0-9.-]+")


def require_web(address: str) -> None:
    """Raise unless an address is http(s) with a host, and nothing hidden in it."""
    parts = urlsplit(address)
    require(parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc, "address", address)
    require(not _UNSAFE.search(address), "characters of an address", address)


def require_visible(text: str | None) -> None:
    """Raise unless a text is lines without hidden characters."""
    for line in (text or "").split("\n"):
        hidden = [character for character in line if _is_hidden(character)] if not line.isprintable() else []
        require(not hidden, "hidden characters", hidden[:9], line[:80])


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def require_plain_story(raw: RawStory) -> None:
    """Raise unless a raw story becomes one that can be stored, credited, exported and printed."""
    require_valid(raw)
    if fault(raw):
        return
    story = normalize(raw)
    require_valid(story)
    for text in (story.title, story.text, story.source_label, story.author, story.editor, *story.signals.values()):
        require_visible(text)
    require(web_address(story.canonical_url) is None or web_address(story.canonical_url).isascii(), "address in ASCII")
    credit = attribute(story, OUTLETS["page"], SOURCES)
    story_row(replace(story, attribution=credit))
    require_visible(one_line(credit.name.zh))
    require(0 <= credit.confidence <= 1, "confidence", credit.confidence)


def _document(data: bytes) -> Document:
    """Return the document in an input, whose first line may be its header: `Content-Type: …`."""
    first, found, rest = data.partition(b"\n")
    if found and first.lower().startswith(b"content-type:"):
        return Document(rest, HOME + "list", NOW, first[13:].strip().decode("latin-1"))
    return Document(data, HOME + "list", NOW)


def _names(name: str) -> dict[str, str]:
    return {"zh": name, "en": name}


def _outlet(**more: Any) -> Outlet:
    facts = {"id": "willow", "name": _names("云杉网"), "home": HOME, "hosts": ["willow.example"], "source": "willow"}
    return Outlet.model_validate({**facts, "entries": [{"kind": "feed", "url": HOME}], **more})


_LAYOUT = {
    "title": ["h1"],
    "time": [".time::text", "time::attr(datetime)"],
    "source": [".source::text"],
    "body": [".content", "article"],
}
OUTLETS = {
    "page": _outlet(),
    "layout": _outlet(layouts=[_LAYOUT], charset="gb18030", zone="America/New_York"),
}
API = {"items": "data.list || items || @", "url": "url", "title": "title", "time": "time", "source": "source"}
ENTRIES = {
    kind: EntryPoint.model_validate({"kind": kind, "url": HOME + "list", **({"api": API} if kind == "api" else {})})
    for kind in ("feed", "listing", "sitemap", "api")
}


def _source(name: str, zh: str, kind: str = "outlet", **more: Any) -> Source:
    return Source.model_validate({"id": name, "name": {"zh": zh, "en": name}, "kind": kind, **more}, strict=False)


SOURCES = Sources(
    (
        _source("willow", "云杉网", hosts=("willow.example",)),
        _source("tongda", "通达社", "agency", aliases=("通达社客户端",), standing=1.0),
        _source("chengbao", "城报", standing=0.7),
        _source("portal", "百川网", hosts=("baichuan.example",), portal=True),
    ),
    nobody=("网络", "综合"),
)


def _announced(data: bytes, kind: str) -> None:
    outlet = OUTLETS["layout" if len(data) % 2 else "page"]
    for link in read_announcements(_document(data), outlet, ENTRIES[kind]):
        require_valid(link)
        require_web(link.url)
        require(link.published is None or link.published <= NOW + CLOCK_SKEW, "a time to come", link.published)
        require_plain_story(story_from_entry(link, outlet, NOW))


def feed(data: bytes) -> None:
    """A feed, its texts read as stories."""
    _announced(data, "feed")


def listing(data: bytes) -> None:
    """A list page."""
    _announced(data, "listing")


def sitemap(data: bytes) -> None:
    """A sitemap, or an index of them."""
    for address in child_sitemaps(_document(data), OUTLETS["page"]):
        require_web(address)
    _announced(data, "sitemap")


def api(data: bytes) -> None:
    """A JSON list."""
    _announced(data, "api")


def article(data: bytes) -> None:
    """An article's page, by the general rules and by selectors, to a story with its credit."""
    link = Link(outlet="willow", url=HOME + "1.html")
    for outlet in (None, OUTLETS["layout"]):
        reading = read_article(_document(data), outlet)
        _require_reading(reading)
        require_plain_story(story_from_page(reading, link, outlet or OUTLETS["page"], link.url, NOW))


def _require_reading(reading: Reading) -> None:
    require_valid(reading)
    for address in filter(None, (reading.canonical_url, reading.next_page, reading.forward, reading.source_url)):
        require_web(address)
    if reading.published:
        _require_moment(reading.published)


def _require_moment(moment: Moment) -> None:
    require_valid(moment)
    require(datetime(1989, 12, 30, tzinfo=UTC) < moment.at <= NOW + CLOCK_SKEW, "a time out of range", moment.at)


def date(data: bytes) -> None:
    """A printed time, alone and in a text; and how long a server asks to wait."""
    text = _text(data)
    for zone in (SHANGHAI, ZoneInfo("America/New_York")):
        for moment in (parse_moment(text, NOW, zone), parse_split(text, NOW, zone)):
            if moment:
                _require_moment(moment)
        for found in find_moments(text, NOW, zone):
            _require_moment(found.moment)
    pause = retry_after(text, NOW)
    require(pause is None or 0 <= pause < float("inf"), "a pause of", pause)


def _text(data: bytes) -> str:
    """Return an input as text; what is not UTF-8 is Latin-1, so that each input is one."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def url(data: bytes) -> None:
    """A link: where it leads, its normal form, its identity, whether it may be fetched and printed."""
    text = _text(data)
    host_of(text), is_public_web(text), story_id(text), normalize_url(text)
    require_visible(web_address(text) or "")
    address = absolute(text, HOME + "a/")
    if address:
        require_web(address)
        require(
            absolute(address, HOME) == address or address != address.strip(), "leads elsewhere when read again", address
        )
        normal = normalize_url(address)
        require(story_id(normal) == story_id(address), "another story in its normal form", address)
        require(host_of(normal) == host_of(address) or not _HOST.fullmatch(host_of(address)), "another host", normal)


def label(data: bytes) -> None:
    """A source's label, and a text with its closing statements."""
    text = _text(data)
    clean_label(text), closing_statements(text.split("\n"))
    clean = clean_source(text)
    require_visible(clean)
    credit = resolve_label(text, SOURCES)
    require(credit is None or credit.name, "a credit without a name")
    raw = RawStory(outlet="willow", url=HOME + "1", fetched_at=NOW, title=text[:50], text=text * 2, source_label=text)
    require_plain_story(raw)


def archive(data: bytes) -> None:
    """A recording: its answers can be served."""
    with _file(data, "day.warc") as path:
        found = Archive.open([path])
    for answers in found._answers.values():
        for answer in answers:
            require_valid(answer)
            require(100 <= answer.status < 1000, "status", answer.status)
            headers = Headers([(name, value.encode()) for name, value in answer.headers])
            responsetypes.from_args(headers=headers, url=answer.url, body=answer.body)
            require(found.answer(answer.url, answer.method) if not answer.request else True, "an answer is lost")


_SEEDS = ("outlets/willow.toml", "editions/evening.toml", "sources.toml", "sections.toml", "channels.toml")
_SEEDS += ("language.toml", "overrides.toml", CONFIGURATION)
_LOADERS: tuple[Callable[[Layers], Any], ...] = (
    *(load_outlets, load_edition_plans, load_sources, load_sections, load_plans, load_helpers),
    lambda layers: load_configuration(layers.highest(CONFIGURATION), {}),
)


def registry(data: bytes) -> None:
    """A file of the registry, whichever it is; an error is one line."""
    with _folder() as folder:
        for name in _SEEDS:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
        for load in _LOADERS:
            try:
                load(Layers((folder,)))
            except AggregatorError as error:
                require(len(str(error).splitlines()) == 1, "an error of several lines", str(error))


def overrides(data: bytes) -> None:
    """Decisions of an operator, applied to a story."""
    raw = RawStory(outlet="willow", url=HOME + "1", fetched_at=NOW, title="云杉", text="云杉" * 20, source_label="城报")
    with _folder() as folder:
        (folder / "overrides.toml").write_bytes(data)
        loaded = load_overrides(Layers((folder,)), SOURCES, ("internet",))
    require_valid(loaded.overrides())
    require_valid(recredit(normalize(raw), loaded.credit, SOURCES))


TEXT = "云杉公司11月20日发布第3号版本，已有25家企业试用，售价120元。"


def helper(data: bytes) -> None:
    """The answer of a translator or summariser, checked as it is before it is printed."""
    for ask in (_translated, _chatted, _summarised):
        with suppress(AggregatorError):
            ask(data)


class _Answering:
    """Notes the question, then answers it from an archive that holds the answer, as a replay does."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def post(self, question: Question) -> Any:
        answer = Answer.posted(question.url, question.body, 200, (), self._body, NOW)
        return Replay(Archive([answer])).post(question)


_KNOWN = KnownNames()
_SERVER = "https://helper.example/v1"


def _translated(data: bytes) -> None:
    _require_translation(LibreTranslate(_Answering(data), _SERVER).translate([TEXT], "zh", "en")[0])


def _chatted(data: bytes) -> None:
    _require_translation(OpenAI(_Answering(data), _SERVER, "m").translate([TEXT], "zh", "en")[0])


def _require_translation(answer: str) -> None:
    if not translation_faults(TEXT, answer, "zh", "en", _KNOWN):
        require_visible(answer)
    require(storable(answer) == answer.replace("\0", "\ufffd"), "an answer that cannot be stored")


def _summarised(data: bytes) -> None:
    answer = OpenAI(_Answering(data), _SERVER, "m").summarise(TEXT, "zh", 60)
    if not summary_faults(TEXT, answer, "zh", 1, 60, _KNOWN):
        require_visible(answer)


def robots(data: bytes) -> None:
    """A robots.txt, by the parser that the crawl uses."""
    parser = ProtegoRobotParser(data, None)
    parser.allowed(HOME + "a?b=c", "newsdesk-digest")
    delay = parser.crawl_delay("newsdesk-digest")
    require(delay is None or isinstance(delay, float), "a delay of", delay)


def edition(data: bytes) -> None:
    """Stories of an edition, one on either side of a line `---`: read, grouped, written and printed in every format."""
    stories = [_stored(text, number) for number, text in enumerate(_text(data).split("\n---\n")[:4])]
    language = stories[0].language
    before = PastEntry("morning", stories[0].id, (stories[0].id,), "云杉", stories[-1].text[:300], NOW)
    material = Material(
        replace(EVENING, language=language), stories[:1], earlier=stories[1:], past=(before,), printed=(stories[0].id,)
    )
    digest = assemble(material, SOURCES)
    require(len(digest.omissions) + sum(len(entry.stories) for entry in digest.entries) >= 1, "a lost story")
    texts = [StoryText.of(story) for story in stories]
    new_facts(texts[0], texts[1:])
    for entry in digest.entries:
        require_visible(one_line(entry.paragraph))
    for name, text in render_all(digest).items():
        require(storable(text) == text and text.encode(), "characters of a document", name)


def _stored(text: str, number: int) -> Story:
    title, _, body = text.partition("\n")
    raw = RawStory(outlet="willow", url=f"{HOME}{number}", fetched_at=NOW, title=title[:300], text=body or title)
    story = normalize(replace(raw, published=NOW - timedelta(hours=2), language=language_of(text)))
    return replace(story, attribution=attribute(story, OUTLETS["page"], SOURCES), section="internet", section_score=4.0)


EVENING = Edition(
    name="evening",
    day=NOW.date(),
    zone="Asia/Shanghai",
    start=NOW - timedelta(hours=12),
    end=NOW,
    language="zh",
    title="晚间资讯",
    tagline="每天傍晚",
    sections=(SectionQuota("internet", Names("互联网快讯", "Internet news"), 3),),
    max_per_source=3,
)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@contextmanager
def _file(data: bytes, name: str) -> Iterator[Path]:
    with _folder() as folder:
        path = folder / name
        path.write_bytes(data)
        yield path


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        *(feed, listing, sitemap, api, article, date, url, label, archive, registry, overrides, helper, robots),
        edition,
    )
}

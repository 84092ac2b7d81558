"""The call on a site: crawl it, once or several times, and say what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aggregator.crawl.context import Context
from aggregator.crawl.crawlers import crawl as collect
from aggregator.models import Story
from aggregator.models.report import OutletReport
from aggregator.network.access import Access
from aggregator.network.addresses import AllowedHosts
from aggregator.registry import Registry
from aggregator.registry.files import layers_of
from aggregator.store import Store, open_store
from tests.evaluation.calls import Args, Found, local
from tests.evaluation.calls.loopback import Site
from tests.spiders.conftest import SECTIONS, SOURCES

OUTLET = """
id = "here"
name = {{ zh = "本地新闻", en = "Local News" }}
home = "{base}/"
hosts = ["127.0.0.1"]
source = "here"
story = '{story}'
{extra}
[politeness]
delay = 0.0
timeout = {timeout}
max_megabytes = 1.0
"""


def crawl(body: bytes, _: Args) -> Found:
    """Crawl the site that `body` describes in JSON: its `pages`, and the outlet's `entries`."""
    case = json.loads(body)
    with TemporaryDirectory() as folder, Site(case["pages"]) as site:
        seeds, url = Path(folder) / "seeds", f"sqlite:///{folder}/store.db"
        _write_seeds(seeds, case, site)
        began, reports, marks = time.monotonic(), [], []
        for run in range(case.get("runs", 1)):
            reports.append(_run(url, seeds, run * timedelta(hours=case.get("hours_between", 0))))
            marks.append(len(site.asked))
        seconds = round(time.monotonic() - began, 1)
        return {
            **_outcomes(reports),
            **_kept(url, site, case.get("look", ())),
            "asked": site.asked,
            "marks": marks,
            "seconds": seconds,
        }


CALLS = {"crawl": crawl}


ACCESS = Access(allowed=AllowedHosts.of(["127.0.0.1"]))


def _write_seeds(folder: Path, case: Mapping[str, Any], site: Site) -> None:
    (folder / "outlets").mkdir(parents=True)
    (folder / "sources.toml").write_text(SOURCES + case.get("sources", ""), "utf-8")
    (folder / "sections.toml").write_text(SECTIONS, "utf-8")
    given = {"story": r"/story/\d+", "extra": "", "timeout": 5.0} | case
    outlet = OUTLET.format(base=site.base, story=given["story"], extra=given["extra"], timeout=given["timeout"])
    (folder / "outlets" / "here.toml").write_text(outlet + site.filled(case["entries"]), "utf-8")


def _run(url: str, seeds: Path, later: timedelta) -> OutletReport:
    with _opened(url) as store:
        registry = Registry.load(layers_of(seeds))
        context = Context(store, registry, "test", at=datetime.now(UTC) + later if later else None, access=ACCESS)
        return collect(context, [registry.outlets["here"]])[0]


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def _outcomes(reports: list[OutletReport]) -> Found:
    return {
        "verdict": [str(report.verdict) for report in reports],
        "stored": [report.stored for report in reports],
        "new": [report.links_new for report in reports],
        "faults": [[f"{fault.url}: {fault.reason}" for fault in report.faults] for report in reports],
    }


def _kept(url: str, site: Site, look: list[str]) -> Found:
    """Return the stories of the store, and what became of the links to look at."""
    with _opened(url) as store:
        stories = [_story(story, site) for story in store.stories.all()]
        links = {path: _link(store, site, path) for path in look}
    return {
        "stories": sorted(stories, key=lambda story: story["url"]),
        "story_urls": sorted(story["url"] for story in stories),
        "credits": [story["credit"] for story in stories],
        "texts": "\n".join(story["text"] for story in stories),
        "links": links,
    }


def _story(story: Story, site: Site) -> Found:
    return {
        "url": story.url.replace(site.base, ""),
        "title": story.title,
        "text": story.text,
        "published": local(story.published, story.published_precision),
        "copy": story.copy_of is not None,
        "credit": story.attribution.name.zh if story.attribution else None,
    }


def _link(store: Store, site: Site, path: str) -> str | None:
    row = store.links.get("here", site.base + path)
    return f"{row.state}: {row.reason or ''}".replace(site.base, "") if row else None

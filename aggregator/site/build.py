"""Build the site: whole or not at all, from one snapshot of the store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from aggregator import NAME
from aggregator.errors import UsageError
from aggregator.files import cannot_write, replacing_folder
from aggregator.models import Language
from aggregator.registry import Registry
from aggregator.site import plots
from aggregator.site.differences import own_figures, passages, varying
from aggregator.site.flow import BAR, MARGIN, WIDTH, flow
from aggregator.site.lines import (
    EventLine,
    StoryLine,
    listed_by,
    newest_first,
    of_event,
    of_story,
    sources_of,
)
from aggregator.site.material import Event, Material, Row
from aggregator.site.pages import Pages, page_of
from aggregator.store.snapshot import Snapshot

MARK = "site.json"
"""Says that a folder is a site of ours, which the next build may replace."""
MAX_LISTED = 500
"""Stories of an outlet or a source that its page lists, and events of the page of events: the newest."""


class Built(NamedTuple):
    """Numbers of what a site shows."""

    editions: int
    events: int
    stories: int


def build_site(
    snapshot: Snapshot, registry: Registry, place: Path, language: Language, since: datetime | None = None
) -> Built:
    """Build the site at `place`, which it replaces; raise `AggregatorError`, and leave all as it was, if it cannot.

    It shows the events with a story fetched at `since` or later, the editions made and the runs begun since then.
    """
    _require_ours(place)
    try:
        with replacing_folder(place) as folder:
            built = _Site(Material(snapshot, registry, since), Pages(folder, registry, language)).build()
            mark = {"program": NAME, "language": language, **built._asdict()}
            (folder / MARK).write_text(json.dumps(mark) + "\n", "utf-8")
    except OSError as error:
        raise cannot_write(place, error) from error
    return built


def _require_ours(place: Path) -> None:
    """Raise `UsageError` for a file, and for a folder with anything but a site in it: a user's files are never lost."""
    if place.exists() and not place.is_dir():
        raise UsageError(f"{place}: not a folder")
    if place.is_dir() and any(place.iterdir()) and not (place / MARK).is_file():
        raise UsageError(f"{place}: not empty, and not a site that this command built; it would be replaced")


class _Site:
    """Writes the pages, those first that others lead to; of the stories it keeps a line each."""

    def __init__(self, material: Material, pages: Pages) -> None:
        self._material, self._pages = material, pages
        self._editions = material.editions(pages.language)
        self._keys = frozenset(edition["edition"] for edition in self._editions)
        self._stories = dict[str, StoryLine]()
        self._events = list[EventLine]()
        self._entries = list[tuple[str, str, str, str]]()

    def build(self) -> Built:
        """Write all pages."""
        for event in self._material.events():
            self._write_event(event)
        by_age = newest_first(self._stories.values())
        self._write_outlets(by_age)
        self._write_sources(by_age)
        around = [None, *self._editions, None]
        for edition, newer, older in zip(self._editions, around, around[2:], strict=False):
            self._write_edition(edition, newer, older)
        self._write_lists(by_age)
        return Built(len(self._editions), len(self._events), len(self._stories))

    def _write_event(self, event: Event) -> None:
        self._events.append(of_event(event))
        self._stories |= {story["id"]: of_story(event.id, story) for story in event.stories}
        for article in event.articles:
            self._pages.render(
                page_of("articles", article.original["id"]),
                "article.html",
                event=event,
                original=article.original,
                versions=[(copy, [*passages(article.original["text"], copy["text"])]) for copy in article.copies],
            )
        self._pages.render(
            page_of("events", event.id),
            "event.html",
            event=event,
            gaps=_gaps(event.stories),
            varying=varying(event.stories),
            own_figures={
                story["id"]: own for story, own in zip(event.stories, own_figures(event.stories), strict=True)
            },
            editions=self._keys,
            articles={story["id"]: article.original["id"] for article in event.articles for story in article.all},
            here={story["id"] for story in event.stories},
        )

    def _write_edition(self, edition: Row, newer: Row | None, older: Row | None) -> None:
        path, document = page_of("editions", edition["edition"]), self._material.document(edition)
        for section, entry in document.printed:
            beside = f"{edition['edition']} · {section.name}"
            self._entries.append(("entry", entry.headline, beside, f"{path}#entry-{entry.number}"))
        left = sorted(document.left, key=attrgetter("stage"))
        self._pages.render(
            path,
            "edition.html",
            edition=edition,
            document=document,
            newer=newer,
            older=older,
            left=[(stage, [*found]) for stage, found in groupby(left, key=attrgetter("stage"))],
            stories=self._stories,
        )

    def _write_outlets(self, by_age: Sequence[StoryLine]) -> None:
        stories, copies = listed_by("outlet", by_age), Counter(story.outlet for story in by_age if story.copy)
        visited = self._material.visited()
        outlets, words, names = sorted({*stories, *visited}), self._pages.words, self._pages.names
        for outlet in outlets:
            seen = visited.get(outlet)
            self._pages.render(
                page_of("outlets", outlet),
                "outlet.html",
                outlet=outlet,
                visited=seen,
                stories=stories.get(outlet, []),
                copies=copies[outlet],
                most=MAX_LISTED,
                plots=(plots.of_visits(seen, words), plots.of_fields(seen.health, words)) if seen else (),
            )
        least_first = sorted(stories, key=lambda outlet: (len(stories[outlet]), outlet))
        counts = {outlet: (len(stories.get(outlet, ())), copies[outlet]) for outlet in outlets}
        self._pages.render(
            "outlets.html",
            "outlets.html",
            outlets=outlets,
            visited=visited,
            counts=counts,
            plot=plots.of_outlets({outlet: counts[outlet] for outlet in least_first}, names, words),
        )

    def _write_sources(self, by_age: Sequence[StoryLine]) -> None:
        sources, stories = sources_of(by_age), listed_by("source", by_age)
        for source in sources:
            self._pages.render(
                page_of("sources", source.id),
                "source.html",
                source=source,
                stories=stories[source.id],
                most=MAX_LISTED,
            )
        pairs = {(source.id, outlet): count for source in sources for outlet, count in source.reprints.items()}
        self._pages.render(
            "sources.html", "sources.html", sources=sources, flow=flow(pairs), width=WIDTH, margin=MARGIN, bar=BAR
        )

    def _write_lists(self, by_age: Sequence[StoryLine]) -> None:
        shared = sorted((event for event in self._events if event.stories > 1), key=attrgetter("last"), reverse=True)
        self._pages.render(
            "events.html", "events.html", events=shared, alone=len(self._events) - len(shared), most=MAX_LISTED
        )
        months = [(month, [*found]) for month, found in groupby(self._editions, key=lambda edition: edition["day"][:7])]
        self._pages.render(
            "index.html", "index.html", editions=self._editions, months=months, counts=(len(self._events), len(by_age))
        )
        self._pages.render("search.html", "search.html")
        names = self._pages.names
        stories = (
            ("story", story.title, f"{names.outlet(story.outlet)} · {story.appeared:%Y-%m-%d}", story.page)
            for story in by_age
        )
        outlets = (
            ("outlet", names.outlet(outlet), outlet, page_of("outlets", outlet))
            for outlet in listed_by("outlet", by_age)
        )
        sources = (
            ("source", names.source(source), source, page_of("sources", source))
            for source in listed_by("source", by_age)
        )
        self._pages.write_search((*outlets, *sources, *self._entries, *stories))


def _gaps(stories: Sequence[Row]) -> list[timedelta | None]:
    """Return the time from the story before to each story; None for the first, and where one states no minute."""
    exact = [story["published"] if story["published_precision"] == "minute" else None for story in stories]
    later = [after - before if before and after else None for before, after in pairwise(exact)]
    return [None, *later]

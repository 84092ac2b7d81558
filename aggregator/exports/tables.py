"""The tables of the export, with every column; `docs/columns.md` is made of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Row, case, func
from sqlalchemy import Table as Stored

from aggregator.exports.columns import Column, Fields, flattened, row
from aggregator.exports.table import Table, by_name, columns_of
from aggregator.models import Membership, Story
from aggregator.store.schema import links as ledger
from aggregator.store.schema import memberships, refusals
from aggregator.store.schema import runs as started
from aggregator.store.schema import stories as stored
from aggregator.store.snapshot import fates, headings, omitted, printed, recredited

SCHEMA_VERSION = 1
"""Goes up when a column is renamed, removed, or means something else; a new one does not change it."""

_CITED: Fields = {"name": "text", "rule": "text", "evidence": "text", "source": "text", "kind": "text", "en": "text"}
SEEN: Fields = {"rule": "text", "label": "text", "where": "text", "source": "text", "outcome": "text"}
_CREDIT = (
    Column(
        "source",
        "text",
        "id of the source credited; `label:…` if it is not in the registry",
        "attribution.source",
    ),
    Column("source_name_zh", "text", "its Chinese name", "attribution.name.zh"),
    Column("source_name_en", "text", "its English name", "attribution.name.en"),
    Column(
        "source_kind",
        "text",
        "outlet, agency, authority, company, data, forum, account, provisional",
        "attribution.kind",
    ),
    Column("source_rule", "text", "the rule that decided", "attribution.rule"),
    Column("source_evidence", "text", "the text that the rule saw", "attribution.evidence"),
    Column("source_where", "text", "where it saw the text", "attribution.where"),
    Column("source_confidence", "number", "0 to 1", "attribution.confidence"),
    Column("source_runner_up", "text", "the source that the next rule would have credited", "attribution.runner_up"),
    Column("original_url", "text", "address of the original, if the page links to it", "attribution.original_url"),
    Column(
        "source_chain",
        "texts",
        "ids from the outlet that it was collected from to the source credited",
        "attribution.chain",
    ),
    Column(
        "relayed",
        "text",
        "id of the source of the notice, if the story only relays one; an edition may credit that source instead",
        "attribution.relayed.source",
    ),
    Column("cited", "records", "sources that the text cites", "attribution.cited", _CITED, "{name}"),
)

COMPACT = (
    Column("id", "text", "16 hexadecimal digits; the same for the same address"),
    Column("outlet", "text", "the outlet that it was collected from"),
    Column("url", "text", "the address as announced"),
    Column("canonical_url", "text", "the address that the page names as its own, normalised"),
    Column("title", "text", "the headline, without column and site names"),
    Column("text", "text", "the body, one paragraph per line"),
    Column("language", "text", "`zh` or `en`"),
    Column("published", "time", "time of publication; empty if the page states none, or one in the future"),
    Column(
        "published_precision",
        "text",
        "`minute` or `day`: what the page states; a day is its midnight in the outlet's zone",
    ),
    Column("published_raw", "text", "the time as the page prints it"),
    Column("fetched_at", "time", "when the page was answered"),
    Column("author", "text", "author as printed"),
    Column("editor", "text", "editor as printed; never a source"),
    Column("source_label", "text", "the source label as printed"),
    *_CREDIT,
    Column("section", "text", "section; empty if none fits"),
    Column("section_score", "number", "weight of the section's terms in the story"),
    Column("copy_of", "text", "id of the story that this one repeats"),
    Column("copy_rule", "text", "`same-url`, `same-text` or `near-copy`"),
    Column("copy_score", "number", "containment of the one text in the other, 0 to 1"),
    Column("fingerprint", "text", "hash of the words of the text"),
    Column(
        "event",
        "text",
        "id of its event: that of its story published first, once printed fixed; empty until a run groups it",
    ),
    Column("event_joined", "text", "the story of the event that it is most like", "joined"),
    Column("event_score", "number", "how alike they are, 0 to 1; one event from .5 on", "score"),
    Column("event_reasons", "texts", "what speaks for it, with figures", "reasons"),
)
"""The columns of the plain lines that `aggregator export` writes without a table."""
COMPACT_ORDER = (stored.c.fetched_at, stored.c.id)

_FATE = (
    Column(
        "editions",
        "records",
        "editions that print its event, with the entry; `lead`: the entry is written from this story",
        fields={"edition": "text", "number": "integer", "lead": "flag"},
        flat="{edition}",
    ),
    Column(
        "omissions",
        "records",
        "editions that it was considered for and is not in, with the stage that left it out and the reason",
        fields={"edition": "text", "stage": "text", "reason": "text"},
        flat="{edition}: {stage}, {reason}",
    ),
)
_VALUES: Fields = {"value": "text"}
_CREDITED = func.coalesce(recredited.c.attribution, stored.c.attribution)

STORIES = Table(
    name="stories",
    row="story",
    doc="One row a story, copies included, in the order in which they were stored.",
    key=("id",),
    columns=(
        *COMPACT,
        Column("section_evidence", "texts", "terms and hints that decided the section, the heaviest first"),
        Column("section_hint", "text", "section that the entry point is about"),
        Column("source_url", "text", "address that the source label links to"),
        Column("rules", "map", "the rule that read each field", fields=_VALUES),
        Column("signals", "map", "what the page's own data says of its source, by where it was read", fields=_VALUES),
        Column(
            "http_status",
            "integer",
            "status of the answer that it was read from: its first page, or the feed that carries it",
            "origin.status",
        ),
        Column("body_hash", "text", "SHA-256 of its body, decoded by its content encoding", "origin.body_hash"),
        Column("record_file", "text", "WARC file that the answer is recorded in; empty if it was not", "origin.file"),
        Column("record_offset", "integer", "place of its record in the file, in bytes", "origin.offset"),
        *_FATE,
        Column("run", "text", "the run that stored it"),
    ),
    rows=stored.outerjoin(memberships, memberships.c.story == stored.c.id)
    .outerjoin(recredited, recredited.c.story == stored.c.id)
    .outerjoin(fates, fates.c.story == stored.c.id),
    others={"attribution": _CREDITED},
    order=(stored.c.number,),
    time="fetched_at",
    number=stored.c.number,
)

ATTRIBUTIONS = Table(
    name="attributions",
    row="attribution",
    doc="One row a story with a credit: what was seen, what decided, what lost. Manual overrides count.",
    key=("story",),
    columns=(
        Column("story", "text", "id of the story", "id"),
        Column("outlet", "text", "the outlet that it was collected from"),
        Column("source_label", "text", "the source label as printed"),
        *_CREDIT,
        Column(
            "relayed_evidence", "text", "the clause that names the source of the notice", "attribution.relayed.evidence"
        ),
        Column(
            "considered",
            "records",
            "every name that was seen, the most trusted first, and what became of it",
            "attribution.considered",
            SEEN,
        ),
        Column("found_source", "text", "the source that the rules found, whatever an operator set", "found.source"),
        Column("fetched_at", "time", "when the page was answered"),
    ),
    rows=stored.outerjoin(recredited, recredited.c.story == stored.c.id),
    others={"attribution": _CREDITED, "found": stored.c.attribution},
    order=(stored.c.number,),
    time="fetched_at",
    number=stored.c.number,
    where=stored.c.attribution.is_not(None),
)


def _of_editions(
    name: str, row: str, doc: str, made: Stored, columns: tuple[Column, ...], *, number: str | None = None
) -> Table:
    """Return a table of what the editions' documents hold: `number` counts the rows of one, if it has many."""
    places = ("edition", "language", *filter(None, [number]))
    return Table(
        name=name,
        row=row,
        doc=doc,
        key=places,
        columns=(
            Column("edition", "text", "key of the edition: its day and its name"),
            Column("language", "text", "`zh` or `en`"),
            *columns,
            Column("made_at", "time", "when the edition was made", "at"),
        ),
        rows=made.outerjoin(stored, stored.c.id == made.c.story) if "story" in made.c else made,
        order=tuple(made.c[place].desc() if place == "language" else made.c[place] for place in places),
        time="made_at",
    )


ENTRIES = _of_editions(
    "entries",
    "entry",
    "One row a printed entry or brief, per edition and language.",
    printed,
    (
        Column("number", "integer", "number of the entry, running on across the sections"),
        Column("section", "text", "section that it is printed in"),
        Column("section_name", "text", "its name as printed"),
        Column("headline", "text", "the headline", "entry.headline"),
        Column("dateline", "text", "the dateline with its comma; empty if none is printed", "entry.dateline"),
        Column("day", "text", "day of the news in the edition's zone, `YYYY-MM-DD`", "entry.day"),
        Column("paragraph", "text", "the paragraph, without dateline and credit; a brief has none", "entry.paragraph"),
        Column("credit", "text", "the credit as printed", "entry.credit"),
        Column("source", "text", "id of the source credited", "entry.attribution.source"),
        Column("source_rule", "text", "the rule that decided", "entry.attribution.rule"),
        Column("source_confidence", "number", "0 to 1", "entry.attribution.confidence"),
        Column(
            "source_basis",
            "text",
            "how it was decided among the stories of the event: `alone`, `chain`, `maker`, `earliest`, `best known`, "
            "`written`, `override`",
            "entry.attribution.across.basis",
        ),
        Column("otherwise", "texts", "sources that other stories credit", "entry.attribution.across.otherwise"),
        Column("url", "text", "address of the story that it is written from", "entry.url"),
        Column("outlet", "text", "outlet of that story"),
        Column("story", "text", "id of that story"),
        Column("stories", "texts", "ids of all stories of the event, that one first", "entry.stories"),
        Column("event", "text", "id of the event", "entry.event"),
        Column("score", "number", "the sum of the parts", "entry.score"),
        Column("score_parts", "map", "parts of the score", "entry.score_parts", {"value": "number"}),
        Column("updates", "texts", "facts that are new since an earlier edition printed the event", "entry.update"),
        Column("written", "map", "fields that a translator or summariser wrote, and which", "entry.written", _VALUES),
        Column("overridden", "texts", "what an operator set: `credit`, `headline`, `pin`…", "entry.overridden"),
    ),
    number="number",
)

EDITIONS = _of_editions(
    "editions",
    "edition",
    "One row a digest: an edition in one language, as it was made last.",
    headings,
    (
        Column("name", "text", "name of the edition: `morning`, `evening`", "heading.name"),
        Column("day", "text", "its day, `YYYY-MM-DD`", "heading.date"),
        Column("title", "text", "title as printed", "heading.title"),
        Column("zone", "text", "its time zone", "heading.zone"),
        Column("window_start", "text", "begin of its window, ISO 8601 with the zone's offset", "heading.start"),
        Column("window_end", "text", "end of its window; a story at this moment is not in it", "heading.end"),
        Column("entries", "integer", "number of entries and briefs"),
        Column("omissions", "integer", "number of omissions"),
        Column("highlights", "texts", "the highlights as printed"),
        Column("notes", "texts", "notes of the report: empty sections and the like"),
    ),
)

OMISSIONS = _of_editions(
    "omissions",
    "omission",
    "One row a story that was considered for an edition and is not in it, per language.",
    omitted,
    (
        Column("position", "integer", "place in the list of the edition"),
        Column("story", "text", "id of the story"),
        Column("outlet", "text", "outlet of the story"),
        Column("title", "text", "title of the story"),
        Column("section", "text", "section of the story"),
        Column("stage", "text", "stage that left it out; the stages are in `docs/scores.md`"),
        Column("reason", "text", "the reason, with figures"),
    ),
    number="position",
)

LINKS = Table(
    name="links",
    row="link",
    doc="One row a link that an outlet announced, in the order of discovery.",
    key=("outlet", "link"),
    columns=(
        Column("link", "text", "id of the story at the address: equal for all its variants", "url_key"),
        Column("outlet", "text", "the outlet that announced it"),
        Column("url", "text", "the address"),
        Column("state", "text", "`discovered`, `stored`, `failed`, `gone` or `refused`"),
        Column("reason", "text", "why it failed, is gone or was refused"),
        Column("attempts", "integer", "bad answers so far"),
        Column("discovered_at", "time", "when it was announced first"),
        Column("changed_at", "time", "when it came into its state"),
        Column("story", "text", "id of its story, if it is stored"),
        Column("title", "text", "title as announced"),
        Column("published", "time", "time as announced"),
        Column("published_precision", "text", "`minute` or `day`"),
        Column("published_raw", "text", "time as the announcement prints it"),
        Column("source_label", "text", "source label as announced"),
        Column("author", "text", "author as announced"),
        Column("section", "text", "section that its entry point is about"),
    ),
    rows=ledger,
    order=(ledger.c.number,),
    time="discovered_at",
)

DROPS = Table(
    name="drops",
    row="drop",
    doc="One row a refused document: what was fetched and is not a story.",
    key=("number",),
    columns=(
        Column("number", "integer", "in the order of refusal"),
        Column("outlet", "text", "the outlet that it was collected from"),
        Column("url", "text", "the address as announced"),
        Column("stage", "text", "the stage that refused it"),
        Column("reason", "text", "the reason"),
        Column("title", "text", "title that was read", "item.title"),
        Column("text", "text", "text that was read", "item.text"),
        Column("refused_at", "time", "when", "at"),
        Column("run", "text", "the run"),
    ),
    rows=refusals,
    order=(refusals.c.number,),
    time="refused_at",
    number=refusals.c.number,
)


def _events(rows: Iterator[Row[Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield each event of rows that come by event, the members of one from the first published to the last."""
    for event, group in groupby(rows, key=lambda member: member.event):
        members = list(group)
        first, dated = members[0], [member.published for member in members if member.published]
        named = next((member for member in members if member.id == event), first)
        yield {
            "id": event,
            "title": named.title,
            "language": named.language,
            "section": named.section,
            "stories": [member.id for member in members],
            "originals": sum(member.copy_of is None for member in members),
            "outlets": list(dict.fromkeys(member.outlet for member in members)),
            "first_outlet": first.outlet if first.published else None,
            "first_published": min(dated, default=None),
            "last_published": max(dated, default=None),
            "editions": sorted({each["edition"] for member in members for each in json.loads(member.editions or "[]")}),
        }


EVENTS = Table(
    name="events",
    row="event",
    doc="One row an event, as its stories were grouped last.",
    key=("id",),
    columns=(
        Column("id", "text", "id of the event: that of its story published first, once printed fixed"),
        Column("title", "text", "title of the story that names it"),
        Column("language", "text", "language of that story"),
        Column("section", "text", "section of that story"),
        Column("stories", "texts", "ids of its stories, the first published first, undated ones last"),
        Column("originals", "integer", "number of them that repeat no other"),
        Column("outlets", "texts", "outlets that have a story of it, in the same order"),
        Column("first_outlet", "text", "the outlet whose story was published first; empty if none has a time"),
        Column("first_published", "time", "time of the first"),
        Column("last_published", "time", "time of the last"),
        Column("editions", "texts", "keys of the editions that print it"),
    ),
    rows=memberships.join(stored, stored.c.id == memberships.c.story).outerjoin(fates, fates.c.story == stored.c.id),
    others={
        **{name: stored.c[name] for name in ("id", "title", "language", "section", "outlet", "copy_of", "published")},
        "fetched_at": stored.c.fetched_at,
        "event": memberships.c.event,
        "editions": fates.c.editions,
    },
    order=(memberships.c.event, case((stored.c.published.is_(None), 1), else_=0), stored.c.published, stored.c.id),
    time="fetched_at",
    group=memberships.c.event,
    fold=_events,
)

VISIT: Fields = {
    "outlet": "text",
    "verdict": "text",
    "requests": "integer",
    "links_seen": "integer",
    "links_new": "integer",
    "stored": "integer",
    "copies": "integer",
    "refused": "integer",
    "failed": "integer",
    "gone": "integer",
    "waiting": "integer",
    "given_up": "integer",
    "seconds": "number",
}


def _runs(rows: Iterator[Row[Any]]) -> Iterator[Mapping[str, Any]]:
    for run in rows:
        report = run.report or {}
        visits = report.get("outlets", [])
        yield {
            "run": run.run,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "verdict": run.verdict,
            "edition": report.get("edition"),
            "reasons": report.get("reasons", []),
            "recorded": report.get("recorded"),
            "visits": [{name: visit.get(name) for name in VISIT} for visit in visits],
            "fills": [
                {"outlet": visit["outlet"], "field": name, "rule": rule, "stories": count}
                for visit in visits
                for name, rules in visit.get("fields", {}).items()
                for rule, count in rules.items()
            ],
            "faults": [
                {"outlet": visit["outlet"], "url": fault["url"], "reason": fault["reason"]}
                for visit in visits
                for fault in visit["faults"]
            ],
        }


RUNS = Table(
    name="runs",
    row="run",
    doc="One row a run, with its visits of outlets.",
    key=("run",),
    columns=(
        Column("run", "text", "id of the run"),
        Column("started_at", "time", "when it began"),
        Column("finished_at", "time", "when it ended; empty if it has not, or was killed"),
        Column("verdict", "text", "`ok`, `partial`, `blocked` or `failed`"),
        Column("edition", "text", "key of the edition that it made"),
        Column("reasons", "texts", "reasons of the verdict"),
        Column("recorded", "text", "the recording that it wrote"),
        Column("visits", "records", "figures of each outlet that was visited", fields=VISIT),
        Column(
            "fills",
            "records",
            "stored stories by outlet, field, and the rule that read it",
            fields={"outlet": "text", "field": "text", "rule": "text", "stories": "integer"},
        ),
        Column(
            "faults",
            "records",
            "addresses that were not available, and why",
            fields={"outlet": "text", "url": "text", "reason": "text"},
        ),
    ),
    rows=started,
    others=columns_of(started),
    order=(started.c.started_at, started.c.run),
    time="started_at",
    fold=_runs,
)

TABLES = by_name((STORIES, ENTRIES, EVENTS, ATTRIBUTIONS, EDITIONS, OMISSIONS, LINKS, RUNS, DROPS))


def story_row(story: Story, membership: Membership | None = None) -> dict[str, Any]:
    """Return a story that need not be in the store, as an item of a spider, as a row of `COMPACT` without lists."""
    parts: tuple[Story | Membership, ...] = (story, membership) if membership else (story,)
    found = row(COMPACT, {name: getattr(part, name) for part in parts for name in part.__slots__})
    return {column.name: flattened(column, found[column.name]) for column in COMPACT}

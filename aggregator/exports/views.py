"""Views of an exported database, in the words of the docs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from aggregator.exports.tables import VISIT


@dataclass(frozen=True, slots=True)
class View:
    """A question with its answer as a view, in the SQL that SQLite and DuckDB share."""

    name: str
    doc: str
    needs: tuple[str, ...]
    """Tables that it reads."""
    sql: str


VIEWS = (
    View(
        "copies",
        "Stories that repeat another, with the outlet of the original and the lag, if both state a minute.",
        ("stories",),
        """SELECT c.id, c.outlet, c.title, c.copy_of AS original, o.outlet AS original_outlet,
            c.copy_rule, c.copy_score, CASE WHEN c.published_precision = 'minute' AND o.published_precision = 'minute'
            THEN {lag} END AS lag_minutes FROM stories c JOIN stories o ON o.id = c.copy_of""",
    ),
    View("originals", "Stories that repeat no other.", ("stories",), "SELECT * FROM stories WHERE copy_of IS NULL"),
    View(
        "updates",
        "Entries about an event that an earlier edition printed.",
        ("entries",),
        "SELECT * FROM entries WHERE {count_updates} > 0",
    ),
    View(
        "unknown_labels",
        "Labels that the registry does not know, with the stories that print them.",
        ("stories",),
        """SELECT substr(source, 7) AS label, count(*) AS stories, count(DISTINCT outlet) AS outlets,
            max(fetched_at) AS last_seen FROM stories WHERE source LIKE 'label:%' GROUP BY source""",
    ),
    View(
        "unread_links",
        "Links that wait for a later run, or were given up.",
        ("links",),
        "SELECT * FROM links WHERE state IN ('discovered', 'failed')",
    ),
    View("visits", "The visits of outlets, one row each.", ("runs",), "{visits}"),
)

SQLITE: Mapping[str, str] = {
    "lag": "round((julianday(c.published) - julianday(o.published)) * 1440, 1)",
    "count_updates": "json_array_length(updates)",
    "visits": """SELECT run, started_at, {fields} FROM runs, json_each(runs.visits) AS visit""",
    "field": "json_extract(visit.value, '$.{name}') AS {name}",
}
DUCKDB: Mapping[str, str] = {
    "lag": "round(epoch(c.published - o.published) / 60, 1)",
    "count_updates": "len(updates)",
    "visits": """SELECT run, started_at, {fields} FROM (SELECT run, started_at, unnest(visits) AS visit FROM runs)""",
    "field": "visit.{name} AS {name}",
}


def views_on(tables: Collection[str]) -> list[View]:
    """Return the views that read these tables only."""
    return [view for view in VIEWS if set(view.needs) <= set(tables)]


def statements(tables: Collection[str], words: Mapping[str, str]) -> list[str]:
    """Return the statements that make the views of these tables."""
    fields = ", ".join(words["field"].format(name=name) for name in VISIT)
    filled = {**words, "visits": words["visits"].format(fields=fields)}
    return [f"CREATE VIEW {view.name} AS {view.sql.format_map(filled)}" for view in views_on(tables)]

"""An analyst's questions of an exported SQLite file, as queries with their parameters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its query. A parameter (`:edition`) that is left empty narrows nothing."""

    name: str
    title: str
    sql: str


QUESTIONS = (
    Question(
        "who_was_first",
        "Which outlet is first with the events that others have too?",
        """SELECT first_outlet AS outlet, count(*) AS events FROM events
WHERE json_array_length(outlets) > 1 AND first_outlet IS NOT NULL
GROUP BY first_outlet ORDER BY events DESC, outlet""",
    ),
    Question(
        "lag_of_reprints",
        "How many minutes after the original does each outlet print a copy?",
        """SELECT outlet, original_outlet, count(*) AS copies,
  avg(lag_minutes) FILTER (WHERE place IN ((timed + 1) / 2, (timed + 2) / 2)) AS median_lag
FROM (SELECT outlet, original_outlet, lag_minutes, count(lag_minutes) OVER pair AS timed,
    CASE WHEN lag_minutes IS NOT NULL THEN row_number() OVER (pair ORDER BY lag_minutes NULLS LAST) END AS place
  FROM copies WINDOW pair AS (PARTITION BY outlet, original_outlet))
GROUP BY outlet, original_outlet ORDER BY copies DESC, outlet, original_outlet""",
    ),
    Question(
        "sections_by_week",
        "How many stories has each section, week by week, and how many of them are copies?",
        """SELECT date(coalesce(published, fetched_at), '-6 days', 'weekday 1') AS week, section,
  count(*) AS stories, count(copy_of) AS copies
FROM stories GROUP BY week, section ORDER BY week, section""",
    ),
    Question(
        "silent_outlets",
        "Which outlets are silent: when was the last story of each stored?",
        """SELECT outlet, max(fetched_at) AS last_story
FROM (SELECT outlet, fetched_at FROM stories UNION ALL SELECT DISTINCT outlet, NULL FROM visits)
GROUP BY outlet ORDER BY last_story NULLS FIRST, outlet""",
    ),
    Question(
        "where_is_a_story",
        "Where is a story, and why is it not in an edition? By words of its title.",
        """SELECT id, outlet, title, source_name_zh AS credit, editions, omissions, url FROM stories
WHERE title LIKE '%' || :words || '%' ORDER BY fetched_at DESC""",
    ),
    Question(
        "why_not_in_the_edition",
        "What was left out of an edition, by which stage, and why?",
        """SELECT edition, stage, outlet, title, reason, story FROM omissions
WHERE language = 'zh' AND :edition IN ('', edition) AND :stage IN ('', stage) ORDER BY edition DESC, position""",
    ),
    Question(
        "who_credits_whom",
        "Which sources does each outlet credit, and how sure are the credits?",
        """SELECT outlet, source, count(*) AS stories, round(avg(source_confidence), 2) AS confidence
FROM attributions GROUP BY outlet, source ORDER BY stories DESC, outlet, source""",
    ),
    Question(
        "least_sure_credits",
        "Which printed credits are the least sure, and what would be credited instead?",
        """SELECT e.edition, e.number, e.headline, e.credit, e.source_confidence, a.source_runner_up, a.source_evidence
FROM entries e JOIN attributions a ON a.story = e.story
WHERE e.language = 'zh' ORDER BY e.source_confidence, e.edition, e.number""",
    ),
    Question(
        "changed_by_overrides",
        "What did an operator change in the entries, and which credits are set by hand?",
        """SELECT 'entry' AS changed, edition || ' ' || number AS place, headline AS title, overridden AS by_hand
FROM entries WHERE json_array_length(overridden) > 0
UNION ALL SELECT 'credit', a.story, s.title, a.found_source || ' → ' || a.source
FROM attributions a JOIN stories s ON s.id = a.story WHERE a.source_rule = 'override'
ORDER BY changed, place""",
    ),
    Question(
        "links_without_a_story",
        "Which links gave no story, and why?",
        """SELECT outlet, state, reason, count(*) AS links FROM links WHERE state <> 'stored'
GROUP BY outlet, state, reason ORDER BY links DESC, outlet, reason""",
    ),
    Question(
        "runs_and_verdicts",
        "How did the runs end, and which outlets failed in them?",
        """SELECT r.started_at, r.verdict, r.edition, r.reasons,
  (SELECT json_group_array(v.outlet) FROM visits v WHERE v.run = r.run AND v.verdict <> 'ok') AS troubled
FROM runs r ORDER BY r.started_at DESC""",
    ),
)

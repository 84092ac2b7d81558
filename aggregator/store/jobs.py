"""The queue's table, read only: its rows belong to procrastinate, which need not be installed to look at them."""

from __future__ import annotations

from sqlalchemy import text

from aggregator.store.database import Database
from aggregator.store.rows import JobRow

_THERE = text("SELECT to_regclass('procrastinate_jobs')")
_ROWS = text("""
SELECT id, queue_name, task_name, status::text AS state, lock, queueing_lock,
       greatest(scheduled_at, (SELECT max(at) FROM procrastinate_events WHERE job_id = jobs.id)) AS ready
FROM procrastinate_jobs AS jobs WHERE status IN ('todo', 'doing', 'failed') ORDER BY priority DESC, id
""")


def read_jobs(database: Database) -> list[JobRow]:
    """Return the jobs that wait, are under way or failed, in the order in which they are taken up; none on SQLite."""
    with database.reading() as connection:
        if connection.dialect.name != "postgresql" or connection.scalar(_THERE) is None:
            return []
        return [
            JobRow(
                number=row.id,
                queue=row.queue_name,
                task=row.task_name,
                state=row.state,
                lock=row.lock,
                name=row.queueing_lock or row.task_name,
                ready=row.ready,
            )
            for row in connection.execute(_ROWS)
        ]

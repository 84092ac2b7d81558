"""The queue of jobs: procrastinate, on the PostgreSQL of the store."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url, text

from aggregator.errors import StoreError, UsageError
from aggregator.store.postgres import PATIENCE
from aggregator.store.sql import SqlStore

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job

    from aggregator.worker.orders import Order

CONNECTIONS = 3
"""Of a worker to its queue, beside those that listen."""
_log = logging.getLogger(__name__)


def require_queue(url: str) -> None:
    """Raise `UsageError` unless a store can have a queue, and the library for it is installed."""
    if not url.startswith("postgresql"):
        raise UsageError("workers need a store on PostgreSQL: --store postgresql://…; `aggregator db copy` moves one")
    try:
        import procrastinate  # noqa: F401 - the extra is for those who have workers
    except ImportError as error:
        raise UsageError("workers need procrastinate: pip install 'newsdesk-digest[cluster]'") from error


def open_app(url: str, name: str) -> App:
    """Return the queue of a store; `name` is what the server shows of its connections."""
    from procrastinate import App, PsycopgConnector

    parsed = make_url(url)
    query = {**PATIENCE, "application_name": f"aggregator {name}", **parsed.query}
    options = {**parsed.translate_connect_args(username="user", database="dbname"), **query}
    return App(connector=PsycopgConnector(kwargs=options, min_size=1, max_size=CONNECTIONS))


def make_queue(store: SqlStore) -> None:
    """Make the tables of the queue if they are not there; one worker does it while others wait."""
    from procrastinate.schema import SchemaManager

    release = f"procrastinate {version('procrastinate')}"
    with store.database.writing() as connection:
        store.database.backend.claim(connection)
        if connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is not None:
            return
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
        connection.execute(text(f"COMMENT ON TABLE procrastinate_jobs IS '{release}'"))
    _log.info("queue made: %s", release)


def has_queue(store: SqlStore) -> bool:
    """Return whether a store has the tables of a queue."""
    with store.database.reading() as connection:
        if connection.dialect.name != "postgresql":
            return False
        return connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")) is not None


async def defer(app: App, order: Order, wait: float = 0.0) -> bool:
    """Put a job into the queue; return False if one like it waits there already."""
    from procrastinate.exceptions import AlreadyEnqueued

    at: dict[str, Any] = {"schedule_at": datetime.now(UTC) + timedelta(seconds=wait)} if wait else {}
    job = app.configure_task(
        order.task, queue=order.queue, priority=order.priority, lock=order.lock, queueing_lock=order.once, **at
    )
    try:
        await job.defer_async(**order.arguments)
    except AlreadyEnqueued:
        return False
    return True


async def free(app: App, job: Job) -> None:
    """Let another worker have the job of one that is dead, unless one like it waits already.

    The periodic ones come again by themselves.
    """
    from procrastinate.exceptions import ConnectorException, UniqueViolation
    from procrastinate.jobs import Status

    manager = app.job_manager
    try:
        if job.task_name not in {"sweep", "plan"}:
            try:
                await manager.retry_job(job)
                _log.warning("%s: its worker is gone; it waits for another", job.call_string)
                return
            except UniqueViolation:
                _log.warning("%s: its worker is gone; another one waits", job.call_string)
        await manager.finish_job(job, Status.ABORTED, delete_job=True)
    except ConnectorException as error:  # another sweep was quicker
        _log.info("%s: %s", job.call_string, error)


def as_store_error(error: Exception) -> Exception:
    """Return the error of a queue that cannot be reached as one of its store."""
    from procrastinate.exceptions import ConnectorException

    return StoreError(f"queue: {error}") if isinstance(error, ConnectorException) else error

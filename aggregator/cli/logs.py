"""Output on stderr: log records, and the lines that commands add to them, without secrets."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator import PIPELINES, SPIDERS
from aggregator.crawl.logs import bind
from aggregator.errors import UsageError
from aggregator.redaction import redact

if TYPE_CHECKING:
    from aggregator.crawl.watcher import Watcher

OURS = ("aggregator", SPIDERS, PIPELINES)
MISTAKEN = ("scrapy.downloadermiddlewares.redirect",)
"""Loggers of libraries whose warnings are about what we mean to do, here: to send no `Referer` after a redirect."""
REPORTED = ("scrapy.core.scraper",)
"""Loggers of libraries whose errors are in the report of the run; their tracebacks are for those who ask for more."""
PLAIN = "%(asctime)s %(levelname)s %(name)s%(about)s: %(message)s"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """How much is said on stderr, and in which form."""

    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, show_default=False, help="Log stages; -vv: libraries too.")
    ] = 0
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors on stderr.")] = False
    log_json: Annotated[bool, typer.Option("--log-json", help="Write stderr as one JSON object per line.")] = False

    def set_up(self) -> None:
        """Send log records to stderr; by default warnings and errors."""
        if self.verbose and self.quiet:
            raise UsageError("--verbose and --quiet exclude each other")
        handler = logging.StreamHandler()
        handler.addFilter(bind)
        handler.setFormatter(JsonLine() if self.log_json else Plain(PLAIN))
        logging.basicConfig(level=self._level, handlers=[handler], force=True)
        logging.captureWarnings(True)
        for name in OURS:
            logging.getLogger(name).setLevel(logging.INFO if self.verbose else logging.NOTSET)
        for name in REPORTED:
            logging.getLogger(name).setLevel(logging.NOTSET if self.verbose else logging.CRITICAL)
        for name in MISTAKEN:
            logging.getLogger(name).setLevel(logging.ERROR)
        logging.getLogger("alembic").setLevel(logging.WARNING)  # a dozen lines on its plugins, at each start

    @property
    def flags(self) -> list[str]:
        """The options again, for another command."""
        return [*["-v"] * self.verbose, *["-q"] * self.quiet, *["--log-json"] * self.log_json]

    @property
    def _level(self) -> int:
        """The level of records of libraries."""
        if self.quiet:
            return logging.ERROR
        return logging.INFO if self.verbose > 1 else logging.WARNING

    @property
    def watched(self) -> bool:
        """Whether somebody watches stderr who wants to see progress there."""
        return sys.stderr.isatty() and not (self.quiet or self.verbose or self.log_json)

    @contextmanager
    def progress(self, as_json: bool = False) -> Iterator[Watcher]:
        """Show progress for a block, where somebody watches and no JSON is asked for."""
        if as_json or not self.watched:
            from aggregator.crawl.watcher import NOBODY

            yield NOBODY
            return
        from aggregator.cli.progress import console_for, progress_on

        with progress_on(console_for(os.environ)) as watcher:
            yield watcher


class Plain(logging.Formatter):
    """A record as a line, with the run and the outlet that it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, followed by the traceback if there is one."""
        names = getattr(record, "bound", {})
        record.about = f" [{' '.join(names.values())}]" if names else ""
        return redact(super().format(record))


class JsonLine(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object: time (UTC), level, logger, message; where known run, outlet, stage, counts, traceback."""
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
            **getattr(record, "bound", {}),
            **{name: getattr(record, name) for name in ("stage", "counts") if hasattr(record, name)},
        }
        if record.exc_info:
            fields["traceback"] = redact(self.formatException(record.exc_info))
        return json.dumps(fields, ensure_ascii=False, default=str)


def say(line: str, level: int = logging.WARNING) -> None:
    """Print a line on stderr, or log it where stderr holds JSON; `--quiet` drops it below the level of an error."""
    if any(isinstance(handler.formatter, JsonLine) for handler in logging.root.handlers):
        _log.log(level, line.strip())
    elif logging.root.isEnabledFor(max(level, logging.WARNING)):
        print(redact(line), file=sys.stderr)

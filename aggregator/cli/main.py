"""The beginning and the end of a command: `--help` loads no command, and every error is one line."""

from __future__ import annotations

import gc
import logging
import os
import sys

from aggregator import GARBAGE_THRESHOLD
from aggregator.cli.overview import overview
from aggregator.errors import AggregatorError, Stopped, in_a_line

_log = logging.getLogger(__name__)


def main() -> None:
    """Run a command; an error of ours is one line on stderr and its exit code."""
    try:
        _run_to_the_end()
    except (AggregatorError, Stopped) as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        _drop_output()  # its reader has closed it
    except OSError as error:
        _fail(error.strerror or str(error), 1)
    except Exception as error:  # noqa: BLE001 - the user gets one line; -v shows where it happened
        _log.info("the error below was not foreseen", exc_info=True)
        _fail(f"internal error: {type(error).__name__}: {in_a_line(error)} (-v shows the traceback)", 1)
    finally:
        gc.freeze()  # when it ends, Python looks for garbage in all that is loaded: a sixth of a crawl without news


def _run_to_the_end() -> None:
    """Run a command, its output written: a full disk is an error of the command, not of the interpreter's end."""
    try:
        if sys.argv[1:] == ["--help"]:
            print(overview())
        else:
            _run()
    finally:
        if sys.stdout:
            try:
                sys.stdout.flush()
            except OSError:
                _drop_output()
                raise


def _run() -> None:
    gc.set_threshold(GARBAGE_THRESHOLD)
    from aggregator.cli.app import app  # imports Typer, which takes longer than all of the help
    from aggregator.cli.logs import Logs

    Logs().set_up()
    app(prog_name="aggregator")


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(reason: str, code: int) -> None:
    from aggregator.cli.logs import say

    say(f"aggregator: {reason}", logging.ERROR)
    sys.exit(code)

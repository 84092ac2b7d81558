"""The command line."""

from __future__ import annotations

import logging
import os
import sys

from aggregator.cli.app import app
from aggregator.cli.logs import Logs, say
from aggregator.errors import AggregatorError


def main() -> None:
    """Run a command; an error of ours is one line on stderr and its exit code."""
    Logs().set_up()
    try:
        app(prog_name="aggregator")
    except AggregatorError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of our output has closed it
    except OSError as error:
        _fail(error.strerror or str(error), 1)


def _fail(reason: str, code: int) -> None:
    say(f"aggregator: {reason}", logging.ERROR)
    sys.exit(code)

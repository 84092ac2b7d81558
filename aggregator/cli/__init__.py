"""The command line. Each command imports what it needs when it runs, so that `--help` is quick."""

from __future__ import annotations

import os
import sys

from aggregator.cli.app import app
from aggregator.errors import AggregatorError


def main() -> None:
    """Run a command; an error of ours is one line on stderr and its exit code."""
    try:
        app(prog_name="aggregator")
    except AggregatorError as error:
        print(f"aggregator: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has had enough
    except OSError as error:
        print(f"aggregator: {error.strerror or error}", file=sys.stderr)
        sys.exit(1)

"""`python -m aggregator`, and the command `aggregator`: signals are handled before the program is imported."""

from __future__ import annotations

import sys

from aggregator.errors import Stopped
from aggregator.stopping import ended, raise_on_signals


def main() -> None:
    """Run a command; a signal ends it with one line, while it is imported too."""
    raise_on_signals()
    try:
        from aggregator.cli.main import main as run  # after the handlers, since it takes half a second

        run()
    except Stopped as stop:
        print(f"aggregator: {stop}", file=sys.stderr)
        sys.exit(stop.exit_code)
    finally:
        ended()


if __name__ == "__main__":
    main()

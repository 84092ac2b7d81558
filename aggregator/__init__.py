"""The vocabulary, the store, and the making of the digest."""

from pathlib import Path

NAME = "newsdesk-digest"
VERSION = "0.1.0"
PRODUCT = f"{NAME}/{VERSION.rpartition('.')[0]}"
"""Sent to sites and receivers, with the operator's contact behind it (`aggregator.network.access`)."""

GARBAGE_THRESHOLD = 100_000
"""Objects between two collections of garbage: imports make many and no garbage, and a page leaves few in cycles."""

_HERE = Path(__file__).parent
_INSTALLED = (_HERE / "spiders").is_dir()
"""A wheel holds the packages beside this one inside it, so that it hides nobody's `spiders` or `seeds`."""
SPIDERS, PIPELINES = ("aggregator.spiders", "aggregator.pipelines") if _INSTALLED else ("spiders", "pipelines")
"""Names by which the settings find what this package does not import."""
SEEDS = (_HERE if _INSTALLED else _HERE.parent) / "seeds"
"""Folder of the registry that ships with the program."""

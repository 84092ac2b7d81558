"""Credit a story to its original source, by rules in order of trust, each with its evidence."""

from aggregator.attribution.confidence import CONFIDENCE
from aggregator.attribution.labels import Credit, clean_label, resolve_label
from aggregator.attribution.rules import attribute

__all__ = ["CONFIDENCE", "Credit", "attribute", "clean_label", "resolve_label"]

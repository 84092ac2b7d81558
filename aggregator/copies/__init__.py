"""Copies: texts that reprint, lightly edit or cut another."""

from aggregator.copies.copies import LOOK_BACK, is_copy
from aggregator.copies.shingles import band_keys, containment, shingles, text_bands

__all__ = ["LOOK_BACK", "band_keys", "containment", "is_copy", "shingles", "text_bands"]

"""Where the checkout is, and the data beside it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
"""Evaluation data beside the checkout; tests that read it skip by name where it is missing."""
SETS = SHARED / "evaluation"
"""The labelled sets of the evaluation data."""

"""The schema of `digest.json` that ships with the package."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from tests.paths import ROOT

RULES = json.loads((ROOT / "aggregator" / "formats" / "schemas" / "digest-1.schema.json").read_text("utf-8"))


def document_faults(document: Any) -> list[str]:
    """Return the places where a document breaks the schema."""
    return [fault.json_path for fault in Draft202012Validator(RULES).iter_errors(document)]

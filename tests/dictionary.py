"""Write the data dictionary of the exports into docs/."""

from __future__ import annotations

from aggregator.exports.dictionary import as_json_schema, as_markdown
from tests.paths import ROOT

FILES = {"columns.md": as_markdown, "columns.schema.json": as_json_schema}

if __name__ == "__main__":
    for name, write in FILES.items():
        (ROOT / "docs" / name).write_text(write(), encoding="utf-8")

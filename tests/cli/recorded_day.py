"""The recorded day that ships with the program, as options of a command."""

from __future__ import annotations

from tests.paths import ROOT

ARCHIVE = ROOT / "seeds" / "demo" / "2026-11-20.warc.gz"
OUTLETS = (ROOT / "seeds" / "demo" / "outlets.txt").read_text("utf-8").split()
REPLAYED = ["--replay", ARCHIVE, *(word for outlet in OUTLETS for word in ("--outlet", outlet))]

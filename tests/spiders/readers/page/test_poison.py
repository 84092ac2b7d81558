"""Pages made to stall a reader: each is read or named within five seconds and 512 MB, in a process so limited."""

import subprocess
import sys

import pytest

from tests.paths import ROOT

pytest.importorskip("resource")

SECONDS = 5
MEGABYTES = 512
READ = f"""
import resource, sys
from datetime import UTC, datetime
resource.setrlimit(resource.RLIMIT_DATA, ({MEGABYTES * 2**20}, {MEGABYTES * 2**20}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
from spiders.readers.document import Document
from spiders.readers.page.article import read_article
opening, unit, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
body = (opening + unit * times).encode()
reading = read_article(Document(body, "https://willow.example/1.html", datetime.now(UTC)), None)
print(reading.kind, reading.reason)
"""
POISON = {
    "100,000 paragraphs": ("<body><h1>t</h1>", "<p>hello world, this is.</p>", 100_000, "quarantined 200,0"),
    "nesting of 200,000": ("", "<div>", 200_000, "quarantined 200,0"),
    "nesting of 140,000 with text": ("", "<div>字，", 140_000, ""),
    "an attribute of 50 MB": ("<p title='", "x", 50_000_000, "quarantined 50,000,010 characters"),
}


@pytest.mark.parametrize(("opening", "unit", "times", "says"), POISON.values(), ids=POISON)
def test_poison_is_named_within_the_limits(opening: str, unit: str, times: int, says: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", READ, opening, unit, str(times)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-500:]
    assert run.stdout.startswith(says)

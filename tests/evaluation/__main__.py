"""Score the adapters with the scorers beside the checkout."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EVALUATION = ROOT.parent / "shared" / "evaluation"

if not EVALUATION.is_dir():
    sys.exit(f"no evaluation sets at {EVALUATION.name}: nothing was scored")
subprocess.run(
    [sys.executable, str(EVALUATION / "score_articles.py"), "tests.evaluation.adapters:extract"], cwd=ROOT, check=True
)
subprocess.run([sys.executable, str(EVALUATION / "score_events.py"), "tests.evaluation.adapters"], cwd=ROOT, check=True)

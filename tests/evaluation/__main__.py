"""Score the adapters on every set, print the figures beside the committed ones, and write the committed file."""

import json
import sys

from tests.evaluation.scoring import (
    SCORES,
    SETS,
    all_scores,
    committed,
    figures_by_folds,
    general_extractor,
    is_worse,
    new_sets,
)

if not SETS.is_dir():
    sys.exit(f"no evaluation sets at ../shared/{SETS.name}: nothing was scored, {SCORES.name} is as it was")

before, now = committed(), all_scores()
if new_sets():
    print("new beside the checkout:", ", ".join(new_sets()))
for name, figures in now.items():
    print(name)
    for mark, figure in figures.items():
        old = before.get(name, {}).get(mark)
        change = (
            "" if old in (None, figure) else f"  was {old:.4f}{', worse' if is_worse(mark, figure, old, 0) else ''}"
        )
        print(f"  {mark:<20}{figure:>8.4f}{change}")
print("by folds of hosts")
print("\n".join(figures_by_folds()))
print("bodies by trafilatura alone")
print("\n".join(map(general_extractor, ("daniel", "english"))))
SCORES.write_text(json.dumps(now, indent=2, sort_keys=True) + "\n", "utf-8")

"""`python -m tests.fuzz.one TARGET FOLDER SECONDS`: one target, in its process."""

from __future__ import annotations

import random
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.__main__ import CORPUS, Notes, mutate_only
from tests.fuzz.mutation import TOKENS, mutated

INSTRUMENTED = [
    "aggregator",
    "spiders",
    "pipelines",
    "feedparser",
    "w3lib",
    "warcio",
    "urllib",
    "email",
    "tomllib",
    "json",
]


def guided(name: str, folder: Path, seconds: float) -> None:
    """Run a target by Atheris; it ends the process."""
    import atheris  # type: ignore[import-not-found]  # not a part of every environment

    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.fuzz.targets import MAX_BYTES

    words = folder / "words"
    words.write_text("".join(f'"{"".join(f"{chr(92)}x{byte:02x}" for byte in token[:60])}"\n' for token in TOKENS))

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        return mutated(data, chance, most) if chance.random() < 0.5 else atheris.Mutate(data, len(data) + 64)[:most]

    arguments = [
        *(sys.argv[0], str(folder / "corpus"), str(CORPUS / name), f"-max_total_time={int(seconds)}", "-timeout=30"),
        *(f"-max_len={MAX_BYTES}", f"-dict={words}", "-print_final_stats=1", "-rss_limit_mb=2048", "-len_control=30"),
        f"-artifact_prefix={folder / 'findings'}/",
    ]
    note = Notes(name, folder)
    atheris.Setup(arguments, note, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    target, out, time_limit = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    if find_spec("atheris"):
        guided(target, out, time_limit)
    else:
        print(f"runs: {mutate_only(target, out, time_limit)}")

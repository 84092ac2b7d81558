"""An audit by sample: an editor says yes or no to the closest decisions of an edition, and the answers are counted.

Yes always means that the program was right.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from aggregator.errors import UsageError
from aggregator.exports.columns import Column
from aggregator.exports.spreadsheet import write_csv

QUESTIONS: Mapping[str, str] = {
    "left out": "Was it right to leave it out?",
    "taken in": "Does it belong in the edition?",
    "credit": "Is this the original source?",
}
"""The question by the kind of a decision."""
COLUMNS = (
    Column("edition", "text", "key of the edition"),
    Column("kind", "text", "the decision that is asked about"),
    Column("story", "text", "id of the story"),
    Column("headline", "text", "its headline"),
    Column("seen", "text", "figures of the decision"),
    Column("question", "text", "the question"),
    Column("answer", "text", "`yes` or `no`, by the editor"),
)
_YES, _NO = frozenset({"yes", "y", "是"}), frozenset({"no", "n", "否"})
_SCORE = re.compile(r"score (\d+(?:\.\d+)?)")
"""In the reason of an omission whose story was ranked."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditScore:
    """Answers to one kind of question."""

    kind: str
    asked: int
    answered: int
    right: int
    """Answered with yes."""


def sample(entries: Iterable[Row], omissions: Iterable[Row], most: int) -> Iterator[Sequence[str]]:
    """Yield rows of `COLUMNS`: the best that was left out, the least taken in, the least sure credits; each `most`."""
    entries = list(entries)
    ranked = ((float(found[1]), row) for row in omissions if (found := _SCORE.search(row["reason"])))
    for _, row in sorted(ranked, key=lambda scored: (-scored[0], scored[1]["story"]))[:most]:
        yield _asked("left out", row, row["title"] or "", row["reason"])
    for row in sorted(entries, key=lambda entry: (entry["score"], entry["number"]))[:most]:
        yield _asked("taken in", row, row["headline"], f"score {row['score']}, entry {row['number']}")
    for row in sorted(entries, key=lambda entry: (entry["source_confidence"], entry["number"]))[:most]:
        sure = f"{row['credit']}: {row['source_rule']}, confidence {row['source_confidence']}"
        yield _asked("credit", row, row["headline"], sure)


def _asked(kind: str, row: Row, headline: str, seen: str) -> Sequence[str]:
    return (row["edition"], kind, row["story"], headline, seen, QUESTIONS[kind], "")


def write_sample(rows: Sequence[Sequence[str]], stream: BinaryIO) -> None:
    """Write a sample as CSV for a spreadsheet."""
    write_csv([rows], COLUMNS, stream)


def score(paths: Iterable[Path]) -> list[AuditScore]:
    """Count the answers in files; raise `UsageError` for a file that is not a sample, and an answer of another kind."""
    asked, answered, right = Counter[str](), Counter[str](), Counter[str]()
    for path in paths:
        for line, row in _rows_of(path):
            answer = (row["answer"] or "").strip().casefold()
            if answer and answer not in _YES | _NO:
                raise UsageError(f"{path}: row {line}: the answer is yes or no, not {row['answer']!r}")
            asked[row["kind"]] += 1
            answered[row["kind"]] += bool(answer)
            right[row["kind"]] += answer in _YES
    return [AuditScore(kind, asked[kind], answered[kind], right[kind]) for kind in QUESTIONS if asked[kind]]


def _rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            if not {"kind", "answer"} <= set(rows.fieldnames or ()):
                raise UsageError(f"{path}: not a sample of `aggregator audit`")
            yield from enumerate(rows, 2)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path}: cannot read: {getattr(error, 'strerror', None) or error}") from error

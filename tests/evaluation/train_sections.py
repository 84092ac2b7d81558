"""Learn the model of sections from labelled headlines, and write it into the package.

    python -m tests.evaluation.train_sections

Needs the dependency group `train`. It learns from `headlines.tsv` and the headlines of the test, all invented, and,
lightly, from those of public sets whose topic lies outside the field or well inside it, where they are beside the
checkout. The weights of `sections.toml` are given; what is learned comes on top. It does not learn from the labelled
days, so that `test_sections_of_days.py` may score the result on them: learning from them too, each day left out in
turn, found as many right sections and let in more that is none. Nothing is drawn at random.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize

from aggregator.registry.files import layers_of
from aggregator.registry.section_model import FILE, vector
from aggregator.registry.sections import load_sections
from tests.evaluation.days import Example
from tests.paths import SHARED
from tests.registry.test_sections import LABELLED

SETS = SHARED / "evaluation"
HEADLINES = Path(__file__).with_name("headlines.tsv")
SECTIONS = load_sections(layers_of())
CLASSES = (*(section.id for section in SECTIONS), "none")
THRESHOLD, LEAD = SECTIONS.threshold, SECTIONS.lead
RULES = 0.7
"""How much a point of the rules adds to the log-odds."""
REGULARITY = 1.0
MIN_TEXTS = 3
"""Texts that must have an n-gram, so that it is worth a place in the table."""
TOPIC_WEIGHT, TOPIC_EVERY = 0.02, 5
"""Weight of a headline of the public sets, and which of them are read: every fifth."""
OUTSIDE = frozenset(
    {
        *("stocks", "sports", "society", "realty", "politics", "entertainment", "education", "finance"),
        *("news_entertainment", "news_culture", "news_agriculture", "news_travel", "news_sports", "news_military"),
        *("news_edu", "news_world", "news_house", "news_story", "news_stock", "news_finance"),
    }
)
INSIDE = frozenset({"science", "news_tech"})

Matrix = NDArray[np.float64]


def invented() -> list[Example]:
    """Return the headlines written for this purpose."""
    lines = HEADLINES.read_text("utf-8").splitlines()[1:]
    pairs = [tuple(line.split("\t")) for line in lines] + [(title, section or "none") for title, section in LABELLED]
    return [Example(title, "", section) for title, section in pairs]


def topics() -> Iterator[Example]:
    """Yield headlines of the public sets whose topic says whether they are of the field."""
    path = SETS / "topics" / "headlines.tsv"
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]] if path.exists() else []
    for _, topic, title in rows[::TOPIC_EVERY]:
        if topic in OUTSIDE | INSIDE:
            yield Example(title, "", "internet" if topic in INSIDE else "none", TOPIC_WEIGHT)


def rules(examples: Sequence[Example]) -> Matrix:
    """Return what the rules weigh for each class; nothing for `none`."""
    weighed = (SECTIONS.rules(example.title, example.text[:LEAD]) for example in examples)
    return np.array([[sum(parts[section].values()) for section in CLASSES[:-1]] + [0.0] for parts in weighed])


def matrix(examples: Sequence[Example], numbers: dict[str, int]) -> sp.csr_matrix:
    """Return the values of the n-grams in each example."""
    rows, columns, values = [], [], []
    for row, example in enumerate(examples):
        for gram, value in vector(example.title, example.text[:LEAD]).items():
            if gram in numbers:
                rows.append(row)
                columns.append(numbers[gram])
                values.append(value)
    return sp.csr_matrix((values, (rows, columns)), shape=(len(examples), len(numbers)))


def learn(examples: Sequence[Example]) -> dict[str, list[float]]:
    """Return n-gram → weights for the sections against none, in points of the rules; that of no n-gram as ""."""
    count = Counter(gram for example in examples for gram in vector(example.title, example.text[:LEAD]))
    known = sorted(gram for gram, texts in count.items() if texts >= MIN_TEXTS)
    x = matrix(examples, {gram: number for number, gram in enumerate(known)})
    y = np.eye(len(CLASSES))[[CLASSES.index(example.section) for example in examples]]
    weights, bias = _fit(x, y, np.array([example.weight for example in examples]), RULES * rules(examples))
    against = (weights[:, :-1] - weights[:, -1:]) / RULES
    table = {gram: row.tolist() for gram, row in zip(known, against, strict=True)}
    return table | {"": ((bias[:-1] - bias[-1]) / RULES + THRESHOLD).tolist()}


def _fit(x: sp.csr_matrix, y: Matrix, w: Matrix, offset: Matrix) -> tuple[Matrix, Matrix]:
    """Fit a multinomial logistic regression on top of the offset."""
    turned, shape = x.T.tocsr(), (x.shape[1], y.shape[1])

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights, bias = flat[: -shape[1]].reshape(shape), flat[-shape[1] :]
        z = x @ weights + bias + offset
        z -= z.max(axis=1, keepdims=True)
        total = np.exp(z).sum(axis=1)
        off = (np.exp(z) / total[:, None] - y) * w[:, None]
        gradient = np.concatenate([(turned @ off + weights / REGULARITY).ravel(), off.sum(axis=0)])
        return float((w * (np.log(total) - (y * z).sum(axis=1))).sum() + (weights**2).sum() / 2 / REGULARITY), gradient

    found = minimize(loss, np.zeros((shape[0] + 1) * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return found.x[: -shape[1]].reshape(shape), found.x[-shape[1] :]


def write(table: dict[str, list[float]]) -> None:
    """Write the weights in hundredths, without the n-grams that weigh nothing."""
    lines = ["\t".join(("", *CLASSES[:-1]))]
    for gram, weights in sorted(table.items()):
        hundredths = [round(100 * weight) for weight in weights]
        if any(abs(weight) >= 5 for weight in hundredths):
            lines.append("\t".join((gram, *map(str, hundredths))))
    FILE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    learned = learn([*invented(), *topics()])
    write(learned)

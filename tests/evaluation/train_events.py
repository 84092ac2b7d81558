"""Learn the model of Chinese events from the sets beside the checkout, and write it into the package.

    python -m tests.evaluation.train_events [--no-validation]

Needs the dependency group `train`. Nothing is drawn at random but the folds, whose seed is fixed: the same sets give
the same files. docs/events.md says what is learned and how the figures are reached.
"""

import json
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from math import log
from pathlib import Path

import jieba.posseg
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import aggregator.events.likeness
from aggregator.events.likeness.chinese import Parts, parts
from aggregator.events.likeness.compare import words_weight
from aggregator.events.likeness.features import FEATURES
from aggregator.events.likeness.profiles import Profile, StoryText, profile
from aggregator.events.likeness.reading import Reading, grams, read
from aggregator.events.likeness.vetoes import vetoes
from aggregator.events.likeness.weights import OTHER, RAREST, STEPS, Table, Weight, encoded
from aggregator.text.facts import plain
from tests.paths import SHARED

SETS = SHARED / "evaluation"
FOLDER = Path(aggregator.events.likeness.__file__).parent
SEED = 7
FOLDS, INNER = 10, 4
MIN_TEXTS, MIN_TEXTS_OF_WORD = 5, 3
"""Texts that must have a term, or a word longer than a pair, so that it is worth a place in the table."""
LONGEST = 5
"""Characters of the longest word that has a place there."""
SHARE_OF_WORD = 0.1
"""Of the texts that have a pair, those that have it as a word, so that it is one."""
REGULARITY = 0.06
DENSE = 0.3
"""Scale of the features beside that of the terms: how freely they are learned."""
RARE = 30
"""Rarity at which a term is learned as freely as can be."""
USES = (1.0, 0.5, 2.0)
"""Scales of the three uses of a term: shared, apart, either."""
KIND_OF_TAG = (("nr", "person"), ("ns", "place"), ("nt", "body"), ("nz", "name"), ("n", "thing"), ("v", "deed"))

Row = dict[str, object]
Matrix = NDArray[np.float64]
Readings = list[tuple[Reading, Reading]]


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (SETS / "events" / f"pairs_{name}.jsonl").read_text("utf-8").splitlines()]


def text_of(story: dict) -> str:
    return story["text"] or story["title"]


def groups(pairs: Sequence[dict]) -> NDArray[np.int64]:
    """Number the pairs so that those which share a text, in one step or in many, have one number."""
    parent: dict[str, str] = {}

    def root(text: str) -> str:
        while parent.setdefault(text, text) != text:
            parent[text] = parent[parent[text]]
            text = parent[text]
        return text

    for pair in pairs:
        parent[root(text_of(pair["a"]))] = root(text_of(pair["b"]))
    number: dict[str, int] = {}
    return np.array([number.setdefault(root(text_of(pair["a"])), len(number)) for pair in pairs])


def folds(group: NDArray[np.int64], count: int, seed: int) -> NDArray[np.int64]:
    order = np.random.RandomState(seed).permutation(int(group.max()) + 1)
    return (order % count)[group]


@cache
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Cut a text into words with their kinds, by the public tagger: the model's own cutter learns its words here."""
    kind = dict(KIND_OF_TAG)
    found = {}
    for word in jieba.posseg.cut(plain(text)):
        found[word.word] = next((kind[tag] for tag, _ in KIND_OF_TAG if word.flag.startswith(tag)), OTHER)
    return tuple(found.items())


def blank_table(texts: Sequence[str]) -> Table:
    """Count in how many texts each term occurs; nothing of it is learned from labels."""
    terms, kinds = Counter[str](), dict[str, Counter[str]]()
    for text in texts:
        folded = plain(text)
        words = [(word, kind) for word, kind in tagged(text) if is_word(word)]
        terms.update({*grams(folded, 1), *grams(folded, 2), *(word for word, _ in words)})
        for word, kind in words:
            kinds.setdefault(word, Counter())[kind] += 1
    known = {term: count for term, count in terms.items() if count >= least(term) and not term[0].isdigit()}
    return Table({term: blank(count, len(texts), kinds.get(term, Counter())) for term, count in known.items()})


def is_word(word: str) -> bool:
    return len(word) <= LONGEST and all("\u3400" <= character <= "\u9fff" for character in word)


def least(term: str) -> int:
    return MIN_TEXTS_OF_WORD if len(term) > 2 and is_word(term) else MIN_TEXTS


def blank(count: int, texts: int, kinds: Counter[str]) -> Weight:
    is_kept = kinds.total() >= max(MIN_TEXTS_OF_WORD, count * SHARE_OF_WORD)
    kind = min(kinds, key=lambda kind: (-kinds[kind], kind)) if is_kept else ""
    return Weight(min(RAREST, round(5 * log(texts / count))), 0, 0, 0, kind)


def readings(pairs: Iterable[dict], table: Table) -> Readings:
    return [tuple(read(pair[s]["title"], pair[s]["text"], table) for s in "ab") for pair in pairs]


def cross_fitted(pairs: Sequence[dict], fold: NDArray[np.int64]) -> Readings:
    """Read each pair with a table made without it, as pairs of later days will be."""
    found: dict[int, tuple[Reading, Reading]] = {}
    for number in np.unique(fold):
        held = np.flatnonzero(fold == number)
        table = blank_table([text_of(pairs[at][s]) for at in np.flatnonzero(fold != number) for s in "ab"])
        found.update(zip(held, readings([pairs[at] for at in held], table), strict=True))
    return [found[at] for at in range(len(pairs))]


class Terms:
    """The columns of the terms: three for each."""

    def __init__(self) -> None:
        self.column: dict[str, int] = {}

    def matrix(self, read_pairs: Readings, cosines: Sequence[float], *, new: bool) -> sp.csr_matrix:
        """Return a row for each pair: in a term's three columns its rarity, scaled by its use."""
        values, columns, starts = [], [], [0]
        for (a, b), cosine in zip(read_pairs, cosines, strict=True):
            for column, value in self._of_pair(a, b, cosine, new):
                columns.append(column)
                values.append(value)
            starts.append(len(values))
        shape = (len(read_pairs), 3 * len(self.column))
        return sp.csr_matrix((np.array(values), np.array(columns), np.array(starts)), shape=shape)

    def _of_pair(self, a: Reading, b: Reading, cosine: float, new: bool) -> Iterator[tuple[int, float]]:
        for one, other in ((a.characters.weights, b.characters.weights), (a.pairs.weights, b.pairs.weights)):
            for term in sorted(one.keys() | other.keys()):
                weight = one.get(term) or other[term]
                if new and weight.rarity < RAREST:
                    self.column.setdefault(term, len(self.column))
                if (at := self.column.get(term)) is not None:
                    both, value = term in one and term in other, weight.rarity / RARE
                    yield 3 * at + (0 if both else 1), value * USES[0 if both else 1]
                    yield 3 * at + 2, value * USES[2] * cosine


class Learned:
    """A model learned from pairs: its table of terms and its coefficients."""

    def __init__(self, pairs: Sequence[dict], fold: NDArray[np.int64]) -> None:
        same = np.array([pair["same"] for pair in pairs])
        read_pairs = cross_fitted(pairs, fold)
        dense = np.array([parts(a, b).features for a, b in read_pairs])
        self.mean, self.scale = dense.mean(0), dense.std(0)
        self.scale[self.scale == 0] = 1.0
        self.terms = Terms()
        sparse = self.terms.matrix(read_pairs, dense[:, 0].tolist(), new=True)
        whole = sp.hstack([sp.csr_matrix((dense - self.mean) / self.scale * DENSE), sparse]).tocsr()
        held_out = np.zeros(len(pairs))
        for number in np.unique(fold):
            held_out[fold == number] = fitted(whole[fold != number], same[fold != number]).decision_function(
                whole[fold == number]
            )
        self.threshold = best_threshold(same, held_out)
        self._take(fitted(whole, same), blank_table([text_of(pair[s]) for pair in pairs for s in "ab"]))

    def _take(self, found: LogisticRegression, table: Table) -> None:
        weights, count = found.coef_[0], len(self.mean)
        self.coefficients = weights[:count] * DENSE / self.scale
        self.bias = float(found.intercept_[0] - self.coefficients @ self.mean - self.threshold)
        terms = weights[count:].reshape(-1, 3) * USES
        rarity = {term: table[term].rarity for term in self.terms.column if term in table}
        scaled = {term: terms[self.terms.column[term]] * (value / RARE) for term, value in rarity.items()}
        self.steps = np.quantile(np.abs(list(scaled.values())), 0.9995, axis=0) / STEPS
        learned = {term: weight._replace(**self._steps(scaled.get(term))) for term, weight in table.items()}
        self.table = Table(learned)

    def _steps(self, weights: Matrix | None) -> dict[str, int]:
        whole = [0, 0, 0] if weights is None else np.clip(np.rint(weights / self.steps), -STEPS, STEPS).astype(int)
        return dict(zip(("shared", "apart", "either"), map(int, whole), strict=True))

    def log_odds(self, found: Parts) -> float:
        terms = float(self.steps @ (found.shared, found.apart, found.either))
        return self.bias + terms + float(self.coefficients @ found.features)


def fitted(x: sp.csr_matrix, y: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=REGULARITY, max_iter=400).fit(x, y)


def f1(same: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> float:
    return float(2 * (same & predicted).sum() / max(1, same.sum() + predicted.sum()))


def best_threshold(same: NDArray[np.bool_], log_odds: Matrix) -> float:
    """Return where the F1 is best, the curve smoothed: its highest point alone is chance."""
    grid = np.quantile(log_odds, np.linspace(0.75, 0.97, 120))
    curve = np.convolve([f1(same, log_odds >= at) for at in grid], np.ones(15) / 15, "valid")
    return float(grid[int(np.argmax(curve)) + 7])


def profiles(pair: dict, table: Table) -> tuple[Profile, Profile]:
    return profiled(pair["a"], table), profiled(pair["b"], table)


def profiled(story: dict, table: Table) -> Profile:
    """Profile a story as the program does, but read with a table of ours."""
    found = profile(StoryText(story["title"], story["text"], None, "zh"))
    vars(found)["chinese"] = read(story["title"], story["text"], table)
    return found


def predicted_same(learned: Learned, pairs: Sequence[dict]) -> NDArray[np.bool_]:
    """Say of pairs that are not long whether the model holds them for one event, vetoes included."""
    found = []
    for pair in pairs:
        a, b = profiles(pair, learned.table)
        likely = learned.log_odds(parts(a.chinese, b.chinese)) >= 0
        found.append(likely and not any(vetoes(a, b)))
    return np.array(found)


def validated(pairs: Sequence[dict]) -> dict[str, float]:
    """Score each fold by a model whose table, weights and threshold are of the other folds' texts."""
    group, same = groups(pairs), np.array([pair["same"] for pair in pairs])
    fold, predicted = folds(group, FOLDS, SEED), np.zeros(len(pairs), bool)
    for number in range(FOLDS):
        seen = np.flatnonzero(fold != number)
        learned = Learned(
            [pairs[at] for at in seen], folds(np.unique(group[seen], return_inverse=True)[1], INNER, SEED)
        )
        predicted[fold == number] = predicted_same(learned, [pairs[at] for at in np.flatnonzero(fold == number)])
        print(
            f"fold {number + 1} of {FOLDS}: F1 so far {f1(same[fold <= number], predicted[fold <= number]):.4f}",
            flush=True,
        )
    return figures(same, predicted)


def figures(same: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> dict[str, float]:
    hits = float((same & predicted).sum())
    marks = {"precision": hits / predicted.sum(), "recall": hits / same.sum(), "F1": f1(same, predicted)}
    return {mark: round(float(value), 4) for mark, value in marks.items()}


def of_long(learned: Learned, pairs: Sequence[dict]) -> tuple[LogisticRegression, dict[str, float]]:
    """Learn how to weigh the model beside the words of the whole leads; each pair is held out once for the figures."""
    same = np.array([pair["same"] for pair in pairs])
    both = [profiles(pair, learned.table) for pair in pairs]
    x = np.array([(learned.log_odds(parts(a.chinese, b.chinese)), words_weight(a, b)) for a, b in both])
    vetoed = np.array([any(vetoes(a, b)) for a, b in both])
    predicted = np.zeros(len(pairs), bool)
    for at in range(len(pairs)):
        others = np.arange(len(pairs)) != at
        predicted[at] = LogisticRegression().fit(x[others], same[others]).decision_function(x[at : at + 1])[0] >= 0
    return LogisticRegression().fit(x, same), figures(same, predicted & ~vetoed)


def document(learned: Learned, long: LogisticRegression, table: str, scores: dict[str, dict[str, float]]) -> dict:
    digits = [float(f"{value:.5g}") for value in learned.coefficients]
    model = {
        "features": list(FEATURES),
        "coefficients": digits,
        "bias": round(learned.bias, 5),
        **dict(zip(("shared", "apart", "either"), (float(f"{step:.5g}") for step in learned.steps), strict=True)),
        "long_model": round(float(long.coef_[0][0]), 4),
        "long_words": round(float(long.coef_[0][1]), 4),
        "long_bias": round(float(long.intercept_[0]), 4),
    }
    terms = {"count": len(learned.table), "sha256": sha256(table.encode()).hexdigest()}
    return {"made by": "tests/evaluation/train_events.py", "scores": scores, "terms": terms, "model": model}


def main() -> None:
    logging.getLogger("jieba").setLevel(logging.WARNING)
    if not SETS.is_dir():
        sys.exit(f"no evaluation sets at ../shared/{SETS.name}: nothing was learned")
    short, long = rows("zh_short"), rows("zh_long")
    held_out = {} if "--no-validation" in sys.argv else validated(short)
    learned = Learned(short, folds(groups(short), FOLDS, SEED))
    longer, held_out_long = of_long(learned, long)
    same = np.array([pair["same"] for pair in short])
    scores = {
        f"pairs_zh_short, {FOLDS} folds, none of whose texts were seen": held_out,
        "pairs_zh_short, as learned from": figures(same, predicted_same(learned, short)),
        "pairs_zh_long, each pair held out once": held_out_long,
    }
    table = encoded(learned.table)
    (FOLDER / "events_zh.terms").write_text(table, "utf-8")
    stated = json.dumps(document(learned, longer, table, scores), indent=1, ensure_ascii=False)
    (FOLDER / "events_zh.json").write_text(stated + "\n", "utf-8")
    print(json.dumps(scores, indent=1))


if __name__ == "__main__":
    main()

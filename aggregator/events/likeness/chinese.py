"""How likely two Chinese stories report one event, by a model learned from public pairs; see docs/events.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aggregator.events.likeness.features import FEATURES, Shared, features, shared
from aggregator.events.likeness.reading import Reading, Terms
from aggregator.events.likeness.weights import RAREST, Model, model

_MAX_NAMED = 3
"""Terms named in a reason."""


class Compared(NamedTuple):
    """The model's verdict on two stories."""

    log_odds: float
    reasons: tuple[str, ...]


class Parts(NamedTuple):
    """The addends of the log-odds: the features, and the learned weights of the terms, summed by their use."""

    features: tuple[float, ...]
    shared: int
    apart: int
    either: float


def weigh(a: Reading, b: Reading, words: float) -> Compared:
    """Return the log-odds that two stories report one event, and the reasons; symmetric to the last bit.

    If a story is longer than what the model compares, `words` counts too: the log-odds by the words that the whole
    leads share.
    """
    common = tuple(map(shared, _terms(a), _terms(b)))
    known, found = model(), _parts(a, b, common)
    log_odds = _log_odds(known, found)
    if a.cut or b.cut:
        log_odds = known.long_model * log_odds + known.long_words * words + known.long_bias
    return Compared(log_odds, tuple(_reasons(a, common, found.features)))


def parts(a: Reading, b: Reading) -> Parts:
    """Return the addends of the log-odds of two stories."""
    return _parts(a, b, tuple(map(shared, _terms(a), _terms(b))))


def _terms(reading: Reading) -> tuple[Terms, ...]:
    return reading.characters, reading.pairs, reading.words


def _parts(a: Reading, b: Reading, common: tuple[Shared, ...]) -> Parts:
    characters, pairs, _ = common
    found = features(a, b, *common)
    one, two = (_learned(a.characters, b.characters, characters), _learned(a.pairs, b.pairs, pairs))
    together, apart, either = (x + y for x, y in zip(one, two, strict=True))
    return Parts(found, together, apart, either * found[0])


def _learned(a: Terms, b: Terms, common: Shared) -> tuple[int, int, int]:
    """Sum the learned weights of the terms that both stories have, that only one has, and that any has."""
    weights = [a.weights[term] for term in common.terms]
    apart = a.apart + b.apart - 2 * sum([weight.apart for weight in weights])
    either = a.either + b.either - sum([weight.either for weight in weights])
    return sum([weight.shared for weight in weights]), apart, either


def _log_odds(known: Model, found: Parts) -> float:
    terms = known.shared * found.shared + known.apart * found.apart + known.either * found.either
    weighed = zip(known.coefficients, found.features, strict=True)
    return known.bias + terms + sum([coefficient * value for coefficient, value in weighed])


def _reasons(a: Reading, common: tuple[Shared, ...], found: tuple[float, ...]) -> Iterator[str]:
    _, pairs, words = common
    rare = [word for word in a.words.weights if word in words.terms and a.words.weights[word].rarity > RAREST // 2]
    yield f"rare terms shared: {', '.join(rare[:_MAX_NAMED]) or 'none'}"
    yield f"{len(pairs.terms)} pairs of characters shared, cosine {found[0]:.2f}"
    yield f"one clause {found[_CLAUSE]:.2f} in the other story"


_CLAUSE = FEATURES.index("clause most")

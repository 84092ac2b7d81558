"""Whether a share has fallen, by its own past: a binomial bound that knows how the share varies between visits."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, exp, lgamma

RISK = 1e-4
"""Probability that a share which has not fallen lies below its bound. Ten shares an outlet are looked at."""
MAX_REMEMBERED = 200
"""Trials of the past that count, the newest: older ones tell of older pages."""
DROP = 0.5
"""Part of its past below which a share counts as fallen, however certain a smaller drop is."""

Trials = tuple[int, int]
"""Successes, and trials, of one visit."""


def fallen(past: Sequence[Trials], recent: Sequence[Trials]) -> bool:
    """Return whether the share in the recent visits is below any that the past, oldest first, makes likely.

    The recent share is beta-binomial, with the past as what is known of it. Shares that vary between visits more than
    single stories would make them count as fewer trials.
    """
    past = _newest(past)
    hits, trials = _sums(recent)
    past_hits, past_trials = _sums(past)
    if not trials or not past_hits or hits / trials >= DROP * past_hits / past_trials:
        return False
    alike = _alike(past)
    size = max(1, round(trials / (1 + (trials / len(recent) - 1) * alike)))
    known = 1 / (1 + (past_trials / len(past) - 1) * alike)
    successes = hits * size // trials
    return _lower_tail(successes, size, past_hits * known + 0.5, (past_trials - past_hits) * known + 0.5) < RISK


def _newest(past: Sequence[Trials]) -> list[Trials]:
    kept: list[Trials] = []
    for each in reversed([each for each in past if each[1]]):
        kept.append(each)
        if sum(trials for _, trials in kept) >= MAX_REMEMBERED:
            break
    return kept


def _sums(visits: Sequence[Trials]) -> Trials:
    return sum(hits for hits, _ in visits), sum(trials for _, trials in visits)


def _alike(visits: Sequence[Trials]) -> float:
    """Return how alike the stories of one visit are, 0 to 1: the correlation within visits, by moments."""
    hits, trials = _sums(visits)
    mean, size = hits / trials, trials / len(visits)
    if len(visits) < 2 or size <= 1 or mean in {0, 1}:
        return 0.0
    spread = sum(count * (found / count - mean) ** 2 for found, count in visits) / (len(visits) - 1)
    return min(1.0, max(0.0, (spread / (mean * (1 - mean)) - 1) / (size - 1)))


def _lower_tail(most: int, size: int, hits: float, misses: float) -> float:
    """Return the probability of at most `most` successes among `size` under a beta-binomial distribution."""
    whole = _log_beta(hits, misses)
    return sum(comb(size, k) * exp(_log_beta(k + hits, size - k + misses) - whole) for k in range(most + 1))


def _log_beta(first: float, second: float) -> float:
    return lgamma(first) + lgamma(second) - lgamma(first + second)

"""How much a count has changed, exactly: the ratio of two Poisson rates with its interval.

Two counts with a known number of days each. Given their sum, the first is binomial, and the exact (Clopper–Pearson)
interval of its share turns into one of the ratio (Przyborowski and Wilenski 1940). Exact means that the interval
misses at most as often as it says, also where counts are small.

The binomial tails are the regularised incomplete beta function, by its continued fraction (Lentz's method, as in
Numerical Recipes 6.4); its inverse by Newton's method inside a bracket. Whole arrays at a time.
"""

from __future__ import annotations

from math import lgamma
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

_TINY, _NEAR, _MOST = 1e-300, 1e-12, 5000


class RateRatio(NamedTuple):
    """`ratio` of the rate now to the rate before, `low` and `high` of its interval, `p` two-sided of no change.

    Where nothing happened before, ratio and high are infinite; where nothing happened at all, ratio is missing and the
    interval is everything.
    """

    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray


def rate_ratio(now, before, days_now: float, days_before: float, confidence: float = 0.95) -> RateRatio:
    """The rate now over the rate before, for arrays of counts; the days are the same for all.

    >>> ratio, low, high, p = rate_ratio([20], [10], 30, 30)
    >>> ratio.round(2).tolist(), low.round(2).tolist(), high.round(2).tolist(), p.round(3).tolist()
    ([2.0], [0.89], [4.78], [0.099])
    """
    if days_now <= 0 or days_before <= 0:
        raise ValueError(f"days_now and days_before must be positive, got {days_now} and {days_before}")
    pairs = np.stack([np.asarray(now, dtype=float), np.asarray(before, dtype=float)], axis=1)
    pairs, where = np.unique(pairs, axis=0, return_inverse=True)  # a thousand groups have few different counts
    now, before = pairs[:, 0], pairs[:, 1]
    odds, tail = days_before / days_now, (1 - confidence) / 2
    low = np.where(now > 0, beta_quantile(tail, np.maximum(now, 1), before + 1), 0.0)
    high = np.where(before > 0, beta_quantile(1 - tail, now + 1, np.maximum(before, 1)), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (now / before * odds, low / (1 - low) * odds, high / (1 - high) * odds, _p_value(now, before, odds))
    return RateRatio(*(values[where.ravel()] for values in found))


def _p_value(now: np.ndarray, before: np.ndarray, odds: float) -> np.ndarray:
    """Twice the smaller tail, so that it is under 5 % exactly when the 95 % interval leaves out 1."""
    share = np.full(len(now), 1 / (1 + odds))
    at_least = np.where(now > 0, incomplete_beta(share, np.maximum(now, 1), before + 1), 1.0)
    at_most = np.where(before > 0, incomplete_beta(1 - share, np.maximum(before, 1), now + 1), 1.0)
    return np.minimum(2 * np.minimum(at_least, at_most), 1.0)


def least_p_value(total, days_now: float, days_before: float) -> np.ndarray:
    """The smallest p that a sum of two counts could have had, however it was parted: can it tell anything at all?

    >>> least_p_value([5, 6], 30, 30).round(3).tolist()
    [0.062, 0.031]
    """
    total, share = np.asarray(total, dtype=float), days_now / (days_now + days_before)
    return np.minimum(2 * np.minimum(share**total, (1 - share) ** total), 1.0)


def surely_changed(p, least_p, level: float = 0.05) -> np.ndarray:
    """Which of many changes are more than chance, so that all of them together are wrong at most one time in twenty.

    Holm's method over those that could tell anything at all; in a table of a hundred rows, five 95 % intervals leave
    out "no change" by chance alone.

    >>> surely_changed([0.001, 0.04, 0.5], [0, 0, 0]).tolist()
    [True, False, False]
    """
    p, able = np.asarray(p, dtype=float), np.asarray(least_p, dtype=float) < level
    sure = np.zeros(len(p), dtype=bool)
    order = np.flatnonzero(able)[np.argsort(p[able], kind="stable")]
    limits = level / np.arange(len(order), 0, -1)
    sure[order] = np.minimum.accumulate(p[order] <= limits) if len(order) else False
    return sure


# The beta distribution ------------------------------------------------------------------------------------


def incomplete_beta(x, a, b) -> np.ndarray:
    """The regularised incomplete beta function I_x(a, b), for 0 ≤ x ≤ 1 and a, b ≥ 1.

    P(X ≥ k) of a binomial with n trials of chance x is I_x(k, n − k + 1).

    >>> incomplete_beta([0.5], [8], [3]).round(6).tolist()  # 8 or more of 10
    [0.054687]
    """
    x, a, b = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in (x, a, b)))
    turned = x > (a + 1) / (a + b + 2)  # the fraction is quick on one side only
    x, a, b = np.where(turned, 1 - x, x), np.where(turned, b, a), np.where(turned, a, b)
    with np.errstate(divide="ignore"):
        part = np.exp(a * np.log(x) + b * np.log1p(-x) - _log_beta(a, b)) * _fraction(x, a, b) / a
    return np.clip(np.where(turned, 1 - part, part), 0.0, 1.0)


def _log_beta(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """lgamma is not in numpy; there are as many values as different pairs of counts."""
    values = [lgamma(one) + lgamma(other) - lgamma(one + other) for one, other in zip(a.flat, b.flat, strict=True)]
    return np.array(values).reshape(a.shape)


def _fraction(x: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    c, d = np.ones_like(x), 1 / _apart(1 - (a + b) * x / (a + 1))
    value = d.copy()
    for m in range(1, _MOST):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d, c = 1 / _apart(1 + even * d), _apart(1 + even / c)
        value = value * d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d, c = 1 / _apart(1 + odd * d), _apart(1 + odd / c)
        step = d * c
        value = value * step
        if np.abs(step - 1).max(initial=0) < _NEAR:
            return value
    raise ArithmeticError(f"the beta fraction did not settle after {_MOST} steps")


def _apart(value: np.ndarray) -> np.ndarray:
    return np.where(np.abs(value) < _TINY, _TINY, value)


def beta_quantile(share: float, a, b) -> np.ndarray:
    """The x with I_x(a, b) = share, for arrays of a, b ≥ 1.

    >>> beta_quantile(0.975, [1], [10]).round(4).tolist()  # the upper limit of 0 of 10
    [0.3085]
    """
    a, b = (np.asarray(value, dtype=float) for value in (a, b))
    low, high, scale = np.zeros_like(a), np.ones_like(a), _log_beta(a, b)
    x = 1 / (1 + b / a * np.exp(-NormalDist().inv_cdf(share) * np.sqrt(1 / a + 1 / b)))  # near it for large counts
    left = np.arange(len(a))
    for _ in range(200):
        at, one, other = x[left], a[left], b[left]
        over = incomplete_beta(at, one, other) - share
        low[left], high[left] = np.where(over < 0, at, low[left]), np.where(over < 0, high[left], at)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            tried = at - over / np.exp((one - 1) * np.log(at) + (other - 1) * np.log1p(-at) - scale[left])
        inside = (tried > low[left]) & (tried < high[left])
        x[left] = np.where(inside, tried, (low[left] + high[left]) / 2)
        moved = np.abs(x[left] - at) > 1e-12 * np.minimum(at, 1 - at)
        left = left[moved]
        if not len(left):
            break
    return x

"""Shares of cases over time: how many of all, half-year by half-year or year by year."""

from __future__ import annotations

from math import sqrt

import pandas as pd

from lofte_analysis.promise import Measure, Personal

_Z = 1.959964  # two-sided 95 per cent


def wilson(done: float, cases: float) -> tuple[float, float]:
    """The Wilson 95 per cent interval of a share (0–1).

    Source: Wilson (1927). With few cases it covers the true share far better than the usual ± interval.

    >>> low, high = wilson(74, 92)
    >>> round(low, 3), round(high, 3)
    (0.712, 0.873)
    """
    share = done / cases
    middle = (share + _Z**2 / (2 * cases)) / (1 + _Z**2 / cases)
    half = _Z / (1 + _Z**2 / cases) * sqrt(share * (1 - share) / cases + _Z**2 / (4 * cases**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def shares(outcomes: pd.DataFrame, *, by_year: bool = False) -> pd.DataFrame:
    """The share done of one commitment's cases, one row per period up to the cut-off.

    Takes the rows of one share commitment in the frame of `follow_through`, or what `suppress_small_counts` has made of
    it. With `by_year` half-years are pooled, for display only. Columns: commitment, title, period, start, end,
    done, cases, open_text, share, low, high (Wilson 95 per cent), approximate, complete (every month reported
    and read, and the period over), missing_months, running, hidden, example, cutoff, municipality.

    Raises ValueError when the rows are not those of one share commitment.
    """
    if outcomes["commitment"].nunique() != 1 or (outcomes["measure"] != Measure.SHARE).any():
        raise ValueError(f"outcomes must hold one share commitment, got {list(outcomes['commitment'].unique())}")
    rows = outcomes.assign(hidden=outcomes.get("hidden", False), running=outcomes["end"] > outcomes["cutoff"])
    if by_year and "hidden" in outcomes:  # persons of a year wait until all of it is over
        over = ~rows["running"].groupby(rows["start"].dt.year).transform("any")
        rows["hidden"] |= ~over & (rows["personal"] != Personal.NO)
        rows[["done", "cases"]] = rows[["done", "cases"]].mask(rows["hidden"])
    rows = _pooled(rows) if by_year else rows[rows["start"] <= rows["cutoff"]]
    rows["share"] = rows["done"] / rows["cases"].where(rows["cases"] > 0)
    known = rows["share"].notna()
    limits = [
        wilson(n, m) if k else (float("nan"),) * 2 for n, m, k in zip(rows["done"], rows["cases"], known, strict=True)
    ]
    rows["low"], rows["high"] = [low for low, _ in limits], [high for _, high in limits]
    rows["complete"] = ~rows["running"] & ~rows["unsettled"].astype(bool) & (rows["missing_months"] == 0)
    columns = ["commitment", "title", "period", "start", "end", "done", "cases", "open_text", "share", "low", "high"]
    columns += ["approximate", "complete", "missing_months", "running", "hidden", "example", "cutoff", "municipality"]
    return rows[columns].reset_index(drop=True)


def _pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Half-years added to calendar years; one that is hidden hides its year's sum, and so the other tells nothing.

    A year runs until its last half-year is over, though that has not begun.
    """
    year = rows["start"].dt.year.rename("year")
    running = rows["running"].groupby(year).any()
    rows = rows[rows["start"] <= rows["cutoff"]]
    years = rows.groupby(year)
    summed = years[["done", "cases", "missing_months"]].agg(lambda s: s.sum(skipna=False))
    still = years["open_text"].agg(lambda texts: next((text for text in texts if text), ""))
    flags = years[["unsettled", "hidden", "approximate"]].any()
    pooled = years.first().assign(**summed, **flags, running=running, open_text=still, end=years["end"].max())
    return pooled.assign(period=pooled.index.astype(str)).reset_index(drop=True)

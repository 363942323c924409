"""Signals in monthly counts: what is more than the usual variation, by XmR limits and one run rule.

An XmR chart takes the mean of a fixed baseline and, from how much one month differs from the next there, the limits of
the usual variation: mean ± 2.66 times the mean moving range (Wheeler). Two things are signals, and no others: a month
outside the limits, and seven months in a row on one side of the mean. With small counts the lower limit is zero, so
only the run can show a fall. More rules would give more false alarms.

How often the two are wrong, simulated with Poisson counts of 17 a month that do not change: within the 12 months after
a baseline of 12, some signal in 24 of 100 cases (17 with a baseline of 24), a run of low months in 6 of 100. A change
from 17 to 10 is seen by the run within 12 months in 94 of 100 cases, by the limits in 45. At 5 a month that falls to 3,
in 59 and 12. A signal shows that something has changed, not why.

A month that was not reported has no count: no moving range bridges it, and it ends a run.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

RUN = 7
WIDTH = 2.66  # 3 / 1.128: three standard deviations, from the mean range of two values that follow each other
WHOLE_BASELINE = 12  # known months; with fewer, the limits are preliminary
LEAST_MONTHS = 6  # known months of a baseline: with fewer there are no limits at all
HIGH, LOW = "över", "under"
OUTSIDE_WORDS = {HIGH: "över vanlig variation", LOW: "under vanlig variation"}
RULE = (
    "Signal: en månad utanför vanlig variation, eller minst sju månader i rad på samma sida om medelvärdet. En signal "
    "visar att något har ändrats, inte varför."
)

Baseline = tuple[dt.date | str, dt.date | str]


def signals(counts: pd.DataFrame, baseline: Baseline | None = None) -> pd.DataFrame:
    """The counts with the mean and limits of a fixed baseline and the signals by them.

    Takes one row per month and series with start, end and count (missing where it is not known), such as
    `event_counts.monthly_counts`; months must follow one another. The baseline is given by its first and last month
    ("2021-01", "2022-12"); without it, it is the first twelve known months of each series, and later months do not
    move it. Fewer than twelve known months make it preliminary, and fewer than six give no mean and no limits. Where no
    month of it differs from the next, as in a year of zeros, there is a mean but no limits: a first event is no signal.

    Adds mean, lower (never under 0), upper, outside ("över", "under" or ""), side (of the mean; "" on it), run (how
    many months the run has that the month is part of), in_run (whether that is at least seven), run_mean (of those
    months), signal (in words, or ""), preliminary, baseline_start, baseline_end, baseline_months (known ones).

    Raises ValueError for months that do not follow one another and for a baseline outside them.
    """
    parts = [_with_signals(own, baseline) for _, own in _by_series(counts)]
    return pd.concat(parts, ignore_index=True) if parts else _with_signals(counts, None)


def mean_moving_range(values: np.ndarray) -> float:
    """The mean difference between a month and the next, over pairs of which both are known.

    >>> mean_moving_range(np.array([10, 12, np.nan, 20, 17.0]))
    2.5
    """
    ranges = np.abs(np.diff(values))
    known = ranges[~np.isnan(ranges)]
    return float(known.mean()) if len(known) else float("nan")


def _by_series(counts: pd.DataFrame):
    return counts.groupby("series", sort=False) if "series" in counts else [("", counts)] * bool(len(counts))


def _with_signals(counts: pd.DataFrame, baseline: Baseline | None) -> pd.DataFrame:
    rows = counts.sort_values("start").reset_index(drop=True)
    _check(rows)
    values = rows["count"].to_numpy(dtype=float)
    inside = _in_baseline(rows, baseline)
    base = np.where(inside, values, np.nan)
    months = int((~np.isnan(base)).sum())
    mean = lower = upper = float("nan")
    if months >= LEAST_MONTHS:
        mean, range_ = float(np.nanmean(base)), mean_moving_range(base)
        if range_ > 0:
            lower, upper = max(0.0, mean - WIDTH * range_), mean + WIDTH * range_
    outside = np.select([values > upper, values < lower], [HIGH, LOW], "")
    side = np.select([values > mean, values < mean], [HIGH, LOW], "")
    number = np.cumsum(np.r_[True, side[1:] != side[:-1]]) if len(side) else np.zeros(0, dtype=int)
    frame = rows.assign(mean=mean, lower=lower, upper=upper)
    frame["outside"], frame["side"] = (pd.Series(words, index=rows.index, dtype=object) for words in (outside, side))
    runs = frame.groupby(number)["count"]
    frame["run"] = np.where(frame["side"] == "", 0, runs.transform("size")).astype(int)
    frame["in_run"] = frame["run"] >= RUN
    frame["run_mean"] = runs.transform("mean").where(frame["in_run"])
    first, last = (rows.loc[inside, name] for name in ("start", "end"))
    return frame.assign(
        signal=pd.Series([_words(row) for row in frame.itertuples()], index=rows.index, dtype=object),
        preliminary=months < WHOLE_BASELINE,
        baseline_start=first.min() if inside.any() else pd.NaT,
        baseline_end=last.max() if inside.any() else pd.NaT,
        baseline_months=months,
    )


def _words(row) -> str:
    run = f"{row.run} månader i rad {row.side} medelvärdet" if row.in_run else ""
    return ", ".join(filter(None, (OUTSIDE_WORDS.get(row.outside, ""), run)))


def _in_baseline(rows: pd.DataFrame, baseline: Baseline | None) -> np.ndarray:
    if baseline is None:
        known = rows["count"].notna().to_numpy()
        before = np.cumsum(known) - known  # known months before each
        last = np.flatnonzero(known & (before < WHOLE_BASELINE))
        return np.arange(len(rows)) <= (last[-1] if len(last) else len(rows))
    first, last = (pd.Timestamp(day) for day in baseline)
    inside = ((rows["start"] >= first.replace(day=1)) & (rows["start"] <= last)).to_numpy()
    if not inside.any():
        found = f"{rows['start'].min():%Y-%m} to {rows['start'].max():%Y-%m}" if len(rows) else "no months"
        raise ValueError(f"baseline must hold months of counts ({found}), got {first:%Y-%m} to {last:%Y-%m}")
    return inside


def _check(rows: pd.DataFrame) -> None:
    months = rows["start"].dt.to_period("M").astype("int64") if len(rows) else pd.Series([], dtype=int)
    breaks = rows.loc[months.diff().iloc[1:].ne(1).reindex(rows.index, fill_value=False), "start"]
    if len(breaks):
        text = ", ".join(f"{day:%Y-%m}" for day in breaks)
        raise ValueError(f"months must follow one another, a missing one with a missing count; not so before {text}")

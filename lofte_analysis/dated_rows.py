"""Rows with a first and last day, asked for many periods: the days are compared as numbers, not in the frame."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from lofte_analysis.periods import DuePeriod


class DatedRows:
    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame, self.nothing = frame, frame.iloc[:0]
        self.start = frame["start"].to_numpy(dtype="datetime64[D]")
        self.end = frame["end"].to_numpy(dtype="datetime64[D]")

    def rows(self, wanted: np.ndarray) -> pd.DataFrame:
        return self.frame.iloc[np.flatnonzero(wanted)] if wanted.any() else self.nothing

    def of(self, period: DuePeriod, cutoff: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows that lie wholly inside the period and up to the cut-off, and rows that go across the period's edge."""
        first, last = np.datetime64(period.start), np.datetime64(period.end)
        inside = (self.start >= first) & (self.end <= last)
        across = (self.start <= last) & (self.end >= first) & ~inside
        return self.rows(inside & (self.end <= np.datetime64(cutoff))), self.rows(across)

    def before(self, day: dt.date) -> pd.DataFrame:
        """Rows that end before the day."""
        return self.rows(self.end < np.datetime64(day))

    def after(self, day: dt.date, cutoff: dt.date) -> pd.DataFrame:
        """Rows that begin after the day and end by the cut-off."""
        return self.rows((self.start > np.datetime64(day)) & (self.end <= np.datetime64(cutoff)))

    def touching_or_undated(self, first: dt.date, last: dt.date) -> pd.DataFrame:
        """Rows that share a day with the span, and rows whose date could not be read."""
        touching = (self.start <= np.datetime64(last)) & (self.end >= np.datetime64(first))
        return self.rows(np.isnat(self.start) | touching)

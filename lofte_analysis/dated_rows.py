"""Rows with a first and last day as plain arrays, one per column: asked for many periods, cut without a frame."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import numpy as np

from lofte_analysis.periods import DuePeriod

_NO_DAYS, _A_MONTH = np.timedelta64(0, "D"), np.timedelta64(1, "M")


class DatedRows:
    """Columns of the same length, `start` and `end` among them as days; `rows["start"]` is one of them.

    Some of the rows are the same columns at some positions: a column is cut only when it is asked for.
    """

    def __init__(self, columns: dict[str, np.ndarray], positions: np.ndarray | None = None) -> None:
        self._columns = columns
        self._positions = np.arange(len(columns["start"])) if positions is None else positions

    def __getitem__(self, name: str) -> np.ndarray:
        return self._columns[name][self._positions]

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __len__(self) -> int:
        return len(self._positions)

    @cached_property
    def start(self) -> np.ndarray:
        return self["start"]

    @cached_property
    def end(self) -> np.ndarray:
        return self["end"]

    def at(self, positions: np.ndarray) -> DatedRows:
        return DatedRows(self._columns, self._positions[positions])

    def where(self, wanted: np.ndarray) -> DatedRows:
        """The rows for which the mask holds; mostly there is nothing to leave out."""
        return self if wanted.all() else self.at(wanted)

    @cached_property
    def _by_start(self) -> tuple[np.ndarray, np.ndarray, np.timedelta64]:
        """The order of the first days, these days in order, and how far the longest row reaches."""
        order = np.argsort(self.start, kind="stable")
        return order, self.start[order], np.fmax.reduce(self.end - self.start, initial=_NO_DAYS)

    def of(self, period: DuePeriod, cutoff: dt.date) -> tuple[DatedRows, DatedRows]:
        """Rows that lie wholly inside the period and up to the cut-off, and rows that go across the period's edge."""
        order, starts, longest = self._by_start
        first, last = np.datetime64(period.start), np.datetime64(period.end)
        near = slice(starts.searchsorted(first - longest), starts.searchsorted(last, side="right"))
        positions = np.sort(order[near])
        start, end = self.start[positions], self.end[positions]
        inside = (start >= first) & (end <= last)
        across = (end >= first) & ~inside
        return self.at(positions[inside & (end <= np.datetime64(cutoff))]), self.at(positions[across])

    def before(self, day: dt.date) -> DatedRows:
        """Rows that end before the day."""
        return self.where(self.end < np.datetime64(day))

    def after(self, day: dt.date, cutoff: dt.date) -> DatedRows:
        """Rows that begin after the day and end by the cut-off."""
        return self.where((self.start > np.datetime64(day)) & (self.end <= np.datetime64(cutoff)))

    def touching_or_undated(self, first: dt.date, last: dt.date) -> DatedRows:
        """Rows that share a day with the span, and rows whose date could not be read."""
        touching = (self.start <= np.datetime64(last)) & (self.end >= np.datetime64(first))
        return self.where(np.isnat(self.start) | touching)

    def share_a_month_with(self, others: DatedRows) -> bool:
        """Whether some calendar month is touched by a row of each."""
        first, last = (days.astype("datetime64[M]") for days in (others.start, others.end))
        months = set(zip(first, last + _A_MONTH, strict=True))
        return any(((self.start < after) & (self.end >= begins)).any() for begins, after in months)

"""The months of a chart from left to right: where each lies, and their names and years beneath."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lofte_analysis.charts.style import LABEL, LINE, MUTED, SMALL, text_width
from lofte_analysis.words import month_name


@dataclass(frozen=True)
class Months:
    """Where each month lies from left to right, the same for every panel of a chart."""

    first: pd.Timestamp
    number: int
    left: float
    right: float

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(self.number, 1)

    def edge(self, day: pd.Timestamp) -> float:
        """The left edge of a day's month."""
        return self.left + self.step * ((day.year - self.first.year) * 12 + day.month - self.first.month)

    def middle(self, days: pd.Series) -> np.ndarray:
        return np.array([self.edge(day) + self.step / 2 for day in days])


def draw_years(ax: Axes, months: Months, y: float, top: float) -> None:
    """Years under the months, or the months by name where there are few, with a line between the years."""
    last = months.first + pd.DateOffset(months=months.number - 1)
    for year in range(months.first.year, last.year + 1):
        start = max(months.first, pd.Timestamp(year, 1, 1))
        end = min(last, pd.Timestamp(year, 12, 1))
        left, right = months.edge(start), months.edge(end) + months.step
        text = str(year) if right - left > text_width(str(year), LABEL, "bold") + 4 else f"’{year % 100:02d}"
        if right - left > text_width(text, LABEL, "bold"):
            look = {"fontsize": LABEL, "fontweight": "bold", "ha": "center", "va": "baseline"}
            ax.text((left + right) / 2, y + 17, text, **look)
        if start.month == 1 and start != months.first:
            ax.plot([left, left], [top, y + 22], color=LINE, linewidth=0.8, zorder=1)


def month_names_fit(months: Months) -> bool:
    """Whether every month has room for its first three letters."""
    return max(text_width(name, SMALL) for _, name in _month_names(months)) + 4 <= months.step


def draw_month_names(ax: Axes, months: Months, y: float) -> None:
    """Every month by its first three letters."""
    for day, name in _month_names(months):
        look = {"fontsize": SMALL, "color": MUTED, "ha": "center", "va": "baseline"}
        ax.text(months.edge(day) + months.step / 2, y + 15, name, **look)


def _month_names(months: Months) -> list[tuple[pd.Timestamp, str]]:
    days = [months.first + pd.DateOffset(months=number) for number in range(months.number)]
    return [(day, month_name(day, short=True).split()[0]) for day in days]

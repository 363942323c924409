"""One series of monthly counts with its mean, limits and signals, drawn in a part of a chart."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.month_axis import Months
from lofte_analysis.charts.style import (
    ACCENT,
    ACCENT_TEXT,
    BAND,
    GREY,
    LABEL,
    MUTED,
    PETROL,
    SMALL,
    TEXT,
    centred,
    text_width,
)
from lofte_analysis.est.control_limits import HIGH, OUTSIDE_WORDS
from lofte_analysis.words import decimal, integer, month_name

USUAL, IN_RUN, OUTSIDE, MISSING = "usual", "run", "outside", "missing"
_LOOKS = {
    USUAL: {"marker": "o", "markersize": 6.5, "markerfacecolor": "white", "markeredgecolor": GREY, "zorder": 5},
    IN_RUN: {"marker": "o", "markersize": 9.5, "markerfacecolor": PETROL, "markeredgecolor": "white", "zorder": 6},
    OUTSIDE: {"marker": "D", "markersize": 10, "markerfacecolor": ACCENT, "markeredgecolor": "white", "zorder": 7},
}
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000)
_TICKS, _TICK_ROOM, _MARGIN_STEP = 5, 25, 17

Box = tuple[float, float, float, float]  # left, top, right, bottom


def mean_text(mean: float) -> str:
    """A mean as it is written everywhere: whole from ten on, else with one decimal.

    >>> mean_text(17.36), mean_text(3.25), mean_text(4.02)
    ('17', '3,2', '4')
    """
    return integer(mean) if mean >= 10 else decimal(round(mean, 1))


def draw_point(ax: Axes, kind: str, x, y, name: str) -> None:
    """Points of one kind in one call; each kind has a shape, a size and a colour of its own."""
    ax.plot(x, y, linestyle="none", markeredgewidth=1.5 if kind == USUAL else 1, gid=name, **_LOOKS[kind])


def margin_texts(rows: pd.DataFrame) -> list[tuple[float, str, dict]]:
    """What stands at the right of a panel: a count, a text and its look."""
    row = rows.iloc[-1]
    if row["mean"] != row["mean"]:
        return []
    plain, extra = {"fontsize": LABEL, "color": MUTED}, " (prel.)" if row["preliminary"] else ""
    texts = [(row["mean"], f"medel {_years(row)}{extra}: {mean_text(row['mean'])}", plain)]
    if row["upper"] == row["upper"]:
        texts.append((row["upper"], f"övre gräns{extra}: {mean_text(row['upper'])}", plain))
    if row["lower"] > 0:
        texts.append((row["lower"], f"nedre gräns{extra}: {mean_text(row['lower'])}", plain))
    if row["in_run"]:
        since = month_name(_of_run(rows, rows.index[-1])["start"].iloc[0], short=True)
        strong = {"fontsize": LABEL, "color": PETROL, "fontweight": "bold"}
        texts.append((row["run_mean"], f"medel sedan {since}: {mean_text(row['run_mean'])}", strong))
    return texts


def _years(row: pd.Series) -> str:
    first, last = row["baseline_start"], row["baseline_end"]
    return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year % 100:02d}"


def _of_run(rows: pd.DataFrame, index) -> pd.DataFrame:
    """The months of the run that a month is part of."""
    number = (rows["side"] != rows["side"].shift()).cumsum()
    return rows[number == number.loc[index]]


def runs_of(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The runs of at least seven months, in order."""
    found, seen = [], set()
    for index in rows.index[rows["in_run"]]:
        if index not in seen:
            found.append(_of_run(rows, index))
            seen.update(found[-1].index)
    return found


class Panel:
    """Draws one series between `top` and `bottom`; remembers where it wrote, so that no text covers another."""

    def __init__(self, ax: Axes, rows: pd.DataFrame, months: Months, top: float, bottom: float, lines: list[float]):
        self.ax, self.rows, self.months, self.top, self.bottom = ax, rows, months, top, bottom
        self.series = rows["series"].iloc[0]
        self.head = 1.2 if (rows["outside"] == HIGH).any() else 1.08  # room for words above the highest
        self.most = max(rows[["count", "upper"]].max(axis=None), 4.0) if rows["count"].notna().any() else 4.0
        self.taken: list[Box] = [(x - 2, top, x + 2, bottom) for x in lines]

    def y(self, count: float) -> float:
        return self.bottom - (self.bottom - self.top) * count / (self.head * self.most)

    def draw(self) -> None:
        self._draw_axis()
        self._draw_limits()
        self._draw_line()
        self._draw_points()
        self._draw_missing()
        for run in reversed(runs_of(self.rows)):
            self._draw_run(run)
        for row in reversed(list(self.rows[self.rows["outside"] != ""].itertuples())):
            self._draw_outside(row)
        self._draw_margin()

    def _draw_axis(self) -> None:
        most = min(_TICKS, (self.bottom - self.top) / _TICK_ROOM)
        step = next((step for step in _STEPS if self.most / step <= most), _STEPS[-1])
        highest = int(self.head * self.most) if self.rows["count"].notna().any() else 0
        for count in range(0, highest + 1, step):
            y = self.y(count)
            if count == 0:
                self.ax.plot([self.months.left, self.months.right], [y, y], color=GREY, linewidth=1, zorder=2)
            look = {"fontsize": LABEL, "color": MUTED, "ha": "right", "va": "baseline"}
            self.ax.text(self.months.left - 7, centred(y, LABEL), integer(count), **look)

    def _draw_limits(self) -> None:
        row = self.rows.iloc[0]
        if row["mean"] != row["mean"]:
            return
        start, end = self.months.edge(row["start"]), self.months.edge(self.rows["start"].iloc[-1]) + self.months.step
        if row["upper"] == row["upper"]:
            self._draw_band(row, start, end)
        based = [self.months.edge(row["baseline_start"]), self.months.edge(row["baseline_end"]) + self.months.step]
        y = [self.y(row["mean"])] * 2
        look = {"color": MUTED, "linewidth": 1.5, "zorder": 3}
        self.ax.plot(based, y, gid=f"mean {self.series}", **look)
        for ends in ([start, based[0]], [based[1], end]):
            if ends[0] < ends[1]:
                self.ax.plot(ends, y, linestyle=(0, (5, 3)), **look)

    def _draw_band(self, row: pd.Series, start: float, end: float) -> None:
        top, bottom = self.y(row["upper"]), self.y(row["lower"])
        edges = {"edgecolor": GREY, "linestyle": (0, (4, 3)), "linewidth": 0.9} if row["preliminary"] else {}
        look = {"facecolor": BAND, "edgecolor": "none", "zorder": 0, "gid": f"band {self.series}"} | edges
        self.ax.add_artist(Rectangle((start, top), end - start, bottom - top, **look))

    def _draw_line(self) -> None:
        known = self.rows["count"].notna()
        x, y = self.months.middle(self.rows["start"]), self.y(self.rows["count"].to_numpy(dtype=float))
        number = (known != known.shift()).cumsum()
        for _, part in self.rows[known].groupby(number[known]):
            places = part.index - self.rows.index[0]
            look = {"color": GREY, "linewidth": 1.4, "zorder": 4, "gid": f"line {self.series}"}
            self.ax.plot(x[places], y[places], **look)
            self.taken += _along(x[places], y[places])

    def _draw_points(self) -> None:
        rows = self.rows
        kind = np.select([rows["outside"] != "", rows["in_run"]], [OUTSIDE, IN_RUN], USUAL)
        x, y = self.months.middle(rows["start"]), self.y(rows["count"].to_numpy(dtype=float))
        for name in _LOOKS:
            own = (kind == name) & rows["count"].notna().to_numpy()
            if own.any():
                draw_point(self.ax, name, x[own], y[own], f"points {name} {self.series}")
        self.taken += [(a - 5, b - 5, a + 5, b + 5) for a, b in zip(x, y, strict=True) if b == b]

    def _draw_missing(self) -> None:
        mean = self.rows["mean"].iloc[0]
        y = self.y(mean) if mean == mean else (self.top + self.bottom) / 2
        missing = self.rows[self.rows["count"].isna()]
        for x in self.months.middle(missing["start"]):
            draw_missing(self.ax, x, y, min(14, self.months.step - 1.5), f"missing {self.series}")
            self.taken.append((x - 8, y - 11, x + 8, y + 11))

    def _draw_run(self, run: pd.DataFrame) -> None:
        start, end = self.months.edge(run["start"].iloc[0]), self.months.edge(run["start"].iloc[-1]) + self.months.step
        y = self.y(run["run_mean"].iloc[0])
        look = {"color": PETROL, "linewidth": 2.4, "zorder": 4, "gid": f"run mean {self.series}"}
        self.ax.plot([start, end], [y, y], **look)
        side = run["side"].iloc[0]
        words = f"{len(run)} månader i rad", f"{side} medelvärdet"
        mean, limit = run["mean"].iloc[0], run["lower" if side == HIGH else "upper"].iloc[0]
        away = 1 if side == HIGH else -1
        near = self.y(mean) + away * 26
        heights = [near, near + away * 30, near + away * 60]
        heights += [(self.y(mean) + self.y(limit)) / 2] if limit == limit else []
        across = [start + (end - start) * share for share in (0.5, 0.65, 0.35, 0.8, 0.2)]
        self._write(words, [(x, y) for y in heights for x in across], PETROL)

    def _draw_outside(self, row) -> None:
        x, y = self.months.edge(row.start) + self.months.step / 2, self.y(row.count)
        words = f"{month_name(row.start, short=True)}: {integer(row.count)}", OUTSIDE_WORDS[row.outside]
        wide = max(text_width(text, SMALL, "bold") for text in words) / 2 + 12
        places = [(x - wide, y), (x + wide, y), (x, y - 26), (x + wide, y - 12), (x - wide, y - 12), (x, y + 26)]
        if not self._write(words, places, ACCENT_TEXT):
            wide = text_width(words[0], SMALL, "bold") / 2 + 10
            self._write(words[:1], [(x - wide, y), (x + wide, y), (x, y - 17), (x, y + 17)], ACCENT_TEXT)

    def _write(self, lines: tuple[str, ...], places: list[tuple[float, float]], color: str) -> bool:
        """Write some lines centred on the first of the places that is free; whether there was one."""
        wide, tall = max(text_width(line, SMALL, "bold") for line in lines) / 2 + 2, 8 * len(lines)
        for x, y in places:
            x = min(max(x, self.months.left + wide + 3), self.months.right - wide - 3)
            box = x - wide, y - tall, x + wide, y + tall
            inside = box[1] >= self.top - 2 and box[3] <= self.bottom - 2
            if inside and not any(_overlap(box, other) for other in self.taken):
                break
        else:
            return False
        self.taken.append(box)
        for number, line in enumerate(lines):
            at = centred(y + 15.5 * (number - (len(lines) - 1) / 2), SMALL)
            look = {"fontsize": SMALL, "fontweight": "bold", "color": color, "ha": "center", "va": "baseline"}
            self.ax.text(x, at, line, zorder=8, **look)
        return True

    def _draw_margin(self) -> None:
        texts = [(self.y(count), text, look) for count, text, look in margin_texts(self.rows)]
        texts.sort(key=lambda text: text[0])
        wanted = _spread([y for y, _, _ in texts], self.top + 6, self.bottom - 4)
        for y, (_, text, look) in zip(wanted, texts, strict=True):
            self.ax.text(self.months.right + 10, centred(y, LABEL), text, va="baseline", **look)


def draw_missing(ax: Axes, x: float, y: float, wide: float, name: str) -> None:
    """The mark of a month without a report: a question mark in a box, on no count."""
    tall = 18
    look = {"facecolor": "white", "edgecolor": MUTED, "linewidth": 1, "zorder": 5, "gid": name}
    ax.add_artist(Rectangle((x - wide / 2, y - tall / 2), wide, tall, **look))
    size = SMALL if wide >= 9 else 9
    look = {"fontsize": size, "fontweight": "bold", "color": TEXT, "ha": "center", "va": "baseline"}
    ax.text(x, centred(y, size), "?", zorder=6, **look)


def _along(x: np.ndarray, y: np.ndarray) -> list[Box]:
    """Small boxes along a line, so that no text is written over it."""
    boxes: list[Box] = []
    for number in range(len(x) - 1):
        pieces = int(np.hypot(x[number + 1] - x[number], y[number + 1] - y[number]) / 6) + 1
        for share in np.linspace(0, 1, pieces + 1):
            at = x[number] + share * (x[number + 1] - x[number]), y[number] + share * (y[number + 1] - y[number])
            boxes.append((at[0] - 2, at[1] - 2, at[0] + 2, at[1] + 2))
    return boxes


def _spread(ys: list[float], top: float, bottom: float) -> list[float]:
    """The heights moved as little as needed to stand apart, between top and bottom; they come in order."""
    placed = list(ys)
    for one, other in pairwise(range(len(placed))):
        placed[other] = max(placed[other], placed[one] + _MARGIN_STEP)
    if placed:
        placed[-1] = min(placed[-1], bottom)
    for other, one in pairwise(reversed(range(len(placed)))):
        placed[one] = min(placed[one], placed[other] - _MARGIN_STEP)
    return [max(y, top + _MARGIN_STEP * number) for number, y in enumerate(placed)]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

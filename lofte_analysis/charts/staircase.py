"""A staircase of totals through a year: what was promised in steps, and what was done beside it."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation, Transform

from lofte_analysis.charts.style import GREY, LABEL, MUTED, PETROL, TEXT, centred

_DAY = pd.Timedelta(days=1)
_WIDE, _THIN = 5.5, 2.0  # the line of what was done, and that of what was promised
_APART = (_WIDE + _THIN) / 4 + 0.2  # each by half to its side, so that both are seen where they run together


class Plane:
    """Days and totals of the frame of `standing.pace_of_year` to points of the picture."""

    def __init__(self, frame: pd.DataFrame, left: float, right: float, top: float, bottom: float) -> None:
        self.first, self.last = frame["year_start"].iloc[0], frame["year_end"].iloc[0]
        self.left, self.right, self.top, self.bottom = left, right, top, bottom
        self.most = max(frame["promised_total"].max(), frame["done_total"].max(), 1)

    def x(self, day: pd.Timestamp) -> float:
        """The start of a day, inside the year."""
        share = (day - self.first) / (self.last + _DAY - self.first)
        return self.left + min(max(share, 0), 1) * (self.right - self.left)

    def after(self, day: pd.Timestamp) -> float:
        """The end of a day."""
        return self.x(day + _DAY)

    def y(self, total: float) -> float:
        return self.bottom - total / self.most * (self.bottom - self.top)


def draw_promised(ax: Axes, plane: Plane, frame: pd.DataFrame, cutoff: pd.Timestamp) -> None:
    """A step at the end of each period; dashed after the cut-off."""
    for future, style in ((False, "-"), (True, (0, (4, 2.5)))):
        xs, total = [plane.left], 0.0
        ys = [plane.y(0)]
        for row in frame.itertuples():
            xs += [plane.after(row.end)] * 2
            ys += [plane.y(total), plane.y(row.promised_total)]
            total = row.promised_total
        xs, ys = [*xs, plane.right], [*ys, plane.y(total)]
        cut = plane.after(cutoff)
        kept = _after(xs, ys, cut) if future else _until(xs, ys, cut)
        if len(kept) > 1:
            line = {"color": TEXT, "linewidth": _THIN, "linestyle": style, "solid_joinstyle": "miter"}
            gid = f"promised {'future' if future else 'past'}"
            ax.plot(*zip(*kept, strict=True), **line, transform=_beside(ax, -1), zorder=5, gid=gid)


def _beside(ax: Axes, side: int) -> Transform:
    """Above and left (-1) of where a line of steps belongs, or below and right of it (1)."""
    return ax.transData + ScaledTranslation(side * _APART / 72, -side * _APART / 72, ax.figure.dpi_scale_trans)


def _until(xs: list[float], ys: list[float], cut: float) -> list[tuple[float, float]]:
    points = [(x, y) for x, y in zip(xs, ys, strict=True) if x <= cut]
    return [*points, (cut, points[-1][1])] if points else []


def _after(xs: list[float], ys: list[float], cut: float) -> list[tuple[float, float]]:
    points = [(x, y) for x, y in zip(xs, ys, strict=True) if x > cut]
    before = [y for x, y in zip(xs, ys, strict=True) if x <= cut]
    return [(cut, before[-1]), *points] if points and before else points


def draw_done(ax: Axes, plane: Plane, frame: pd.DataFrame, cutoff: pd.Timestamp) -> None:
    """The line of what was done: a gap with "?" where nothing is reported, hollow once it is a least number."""
    x, total, least = plane.left, 0.0, False
    pieces: list[tuple[bool, list[tuple[float, float]]]] = [(False, [(x, plane.y(0))])]
    for row in frame[~frame["future"]].itertuples():
        start, end = plane.x(row.start), plane.after(min(row.end, cutoff))
        if row.unknown:
            pieces[-1][1].append((start, plane.y(total)))
            _draw_unknown(ax, (start + end) / 2, min(plane.y(total), plane.bottom - 14))
            pieces.append((True, [(end, plane.y(total))]))
        else:
            pieces[-1][1].append((end, plane.y(total)))
            if row.least and not least:
                pieces.append((True, [(end, plane.y(total))]))
            pieces[-1][1].append((end, plane.y(row.done_total)))
        total, least = row.done_total, bool(row.least)
    if frame["future"].all() or not frame[~frame["future"]]["unknown"].iloc[-1]:
        pieces[-1][1].append((plane.after(cutoff), plane.y(total)))
    for hollow, points in pieces:
        if len(points) > 1:
            xs, ys = zip(*points, strict=True)
            draw_line(ax, xs, ys, hollow=hollow, transform=_beside(ax, 1))
            if not hollow:
                ax.fill_between(xs, ys, plane.bottom, color=PETROL, alpha=0.10, linewidth=0, zorder=0.5)


def draw_line(ax: Axes, xs, ys, *, hollow: bool, transform: Transform | None = None) -> None:
    """The line of what was done; hollow where the total is a least number."""
    line = {"solid_joinstyle": "miter", "solid_capstyle": "butt", "transform": transform or ax.transData}
    ax.plot(xs, ys, color=PETROL, linewidth=_WIDE, zorder=3, gid=f"done {'least' if hollow else 'known'}", **line)
    if hollow:
        ax.plot(xs, ys, color="white", linewidth=_WIDE - 3, zorder=3.1, **line)


def _draw_unknown(ax: Axes, x: float, y: float) -> None:
    box = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": GREY, "linewidth": 1}
    text = {"fontsize": LABEL, "fontweight": "bold", "color": MUTED, "ha": "center", "va": "baseline"}
    ax.text(x, centred(y, LABEL), "?", bbox=box, zorder=6, **text)

"""A share over time as points on a plane of periods and per cent, with the counts beneath: one part of a chart."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from lofte_analysis.charts.canvas import example_width, mark_example, size_of
from lofte_analysis.charts.marks import draw_legend, draw_marks
from lofte_analysis.charts.style import (
    GREY,
    LABEL,
    LARGE,
    LINE,
    MUTED,
    PETROL,
    SMALL,
    TEXT,
    centred,
    text_width,
    wrapped,
)
from lofte_analysis.promise import Commitment
from lofte_analysis.words import hedge, integer, month_name, percent

_LEFT, _TOP, _BOTTOM, _RIGHT = 52, 14, 96, 150
_INTERVAL = {"facecolor": GREY, "edgecolor": "none"}


def draw_share_panel(
    rows: pd.DataFrame,
    commitment: Commitment,
    promise_lines: tuple[tuple[pd.Timestamp, str], ...] = (),
    *,
    interval: bool = False,
    ax: Axes,
) -> None:
    """Draw the rows of `shares.shares` on an axes that is measured in points.

    `promise_lines` are days at which the promise changed, each with its word. With a column `verdict` the verdicts
    stand beneath the counts: they are told also where the counts are hidden.
    """
    width, height = size_of(ax)
    example, judged = bool(rows["example"].any()), "verdict" in rows
    promised = f"Löftet: {commitment.promised_text}" if commitment.share_at_least == 1 else ""
    right = max([text_width(word, LABEL, "bold") for word in promised.split(" ")] + [_RIGHT - 14]) + 14
    plane = _Plane(len(rows), _LEFT, width - right, _TOP, height - (_BOTTOM + 22 if judged else _BOTTOM))
    _draw_ground(ax, plane, promised, right)
    if interval:
        _draw_intervals(ax, plane, rows)
    _draw_versions(ax, promise_lines, rows, plane)
    _draw_line(ax, plane, rows)
    _draw_points(ax, plane, rows)
    _draw_shares(ax, plane, rows, beside=interval)
    _draw_counts(ax, plane, rows)
    if judged:
        _draw_verdicts(ax, plane, rows, height, width - example_width(example))
    _draw_legend(ax, plane, rows, interval)
    mark_example(ax, example)


class _Plane(NamedTuple):
    """Periods and shares (0–1) to points of the picture."""

    periods: int
    left: float
    right: float
    top: float
    bottom: float

    @property
    def step(self) -> float:
        return (self.right - self.left) / self.periods

    def x(self, number: int) -> float:
        """The middle of a period."""
        return self.left + self.step * (number + 0.5)

    def y(self, share: float) -> float:
        return self.bottom - (self.bottom - self.top) * share

    def points(self, rows: pd.DataFrame) -> list[tuple]:
        """x, y and row of each period with a share."""
        pairs = enumerate(rows.itertuples())
        return [(self.x(number), self.y(row.share), row) for number, row in pairs if row.share == row.share]


def _draw_ground(ax: Axes, plane: _Plane, promised: str, room: float) -> None:
    """The percentages, and the line of what is promised where that is all."""
    for share in (0, 0.25, 0.5, 0.75, 1):
        y, whole = plane.y(share), share == 1 and bool(promised)
        look = {"color": TEXT, "linewidth": 2} if whole else {"color": LINE, "linewidth": 0.8}
        ax.plot([plane.left, plane.right], [y, y], zorder=1, **look)
        ax.text(
            plane.left - 8, centred(y, LABEL), percent(share), fontsize=LABEL, color=MUTED, ha="right", va="baseline"
        )
    for number, line in enumerate(wrapped(promised, room - 14, LABEL, "bold") if promised else ()):
        at = plane.y(1) + 5 + 17 * number
        ax.text(plane.right + 12, at, line, fontsize=LABEL, fontweight="bold", va="baseline")


def _draw_intervals(ax: Axes, plane: _Plane, rows: pd.DataFrame) -> None:
    for x, _, row in plane.points(rows):
        low, high = plane.y(row.low), plane.y(row.high)
        ax.add_artist(Rectangle((x - 2.5, high), 5, low - high, **_INTERVAL, gid="interval"))


def _draw_points(ax: Axes, plane: _Plane, rows: pd.DataFrame) -> None:
    """Filled where every month is reported, hollow where months are missing or running."""
    for complete in (True, False):
        points = [(x, y) for x, y, row in plane.points(rows) if bool(row.complete) is complete]
        if points:
            gid = f"points {'complete' if complete else 'incomplete'}"
            ax.plot(*zip(*points, strict=True), **_point(complete), markersize=13, zorder=5, gid=gid)


def _point(complete: bool) -> dict:
    face, edge = (PETROL, PETROL) if complete else ("white", GREY)
    look = {"markerfacecolor": face, "markeredgecolor": edge, "markeredgewidth": 2.4}
    return {"linestyle": "none", "marker": "o", **look}


def _draw_shares(ax: Axes, plane: _Plane, rows: pd.DataFrame, *, beside: bool) -> None:
    """The percentage above each point, or beside the interval's bar; beneath it where there is no room above."""
    rim = [withStroke(linewidth=3.5, foreground="white")]
    for x, y, row in plane.points(rows):
        high = y - 28 < plane.top
        where = (x, y + 25) if high else (x - 12, y - 5) if beside else (x, y - 13)
        align = "right" if beside and not high else "center"
        if align == "right" and x - 12 - text_width(share_text(row), LARGE, "bold") < plane.left:
            where, align = (x, plane.y(row.high) - 6), "center"
        look = {"fontsize": LARGE, "fontweight": "bold", "color": TEXT if row.complete else MUTED}
        ax.text(*where, share_text(row), ha=align, va="baseline", zorder=4, path_effects=rim, **look)


def share_text(row) -> str:
    """A share of approximate figures is approximate too: "ca 82 %"."""
    return f"{hedge(approximate=row.approximate)}{percent(row.share)}"


def _draw_versions(ax: Axes, changes, rows: pd.DataFrame, plane: _Plane) -> None:
    """A line where the promise changed, at the edge of the first period that it changed."""
    starts = list(rows["start"])
    for day, word in changes:
        later = [number for number, start in enumerate(starts) if start >= day]
        if later and later[0] > 0:
            x = plane.left + plane.step * later[0]
            ax.plot([x, x], [plane.top, plane.bottom], color=TEXT, linewidth=1.2, zorder=1)
            ax.text(x + 5, plane.bottom - 8, word, fontsize=SMALL, fontstyle="italic", color=MUTED, va="baseline")


def _draw_line(ax: Axes, plane: _Plane, rows: pd.DataFrame) -> None:
    """A line between neighbouring complete points only: across a gap nothing is known."""
    for (number, a), (_, b) in pairwise(enumerate(rows.itertuples())):
        if a.complete and b.complete and a.share == a.share and b.share == b.share:
            xs, ys = [plane.x(number), plane.x(number + 1)], [plane.y(a.share), plane.y(b.share)]
            ax.plot(xs, ys, color=PETROL, linewidth=1.8, zorder=3)


def _draw_counts(ax: Axes, plane: _Plane, rows: pd.DataFrame) -> None:
    """Beneath each period its name, the count, and what is missing or running."""
    counts = [_count(row) for row in rows.itertuples()]
    below = plane.bottom + (78 if "verdict" in rows else 56)
    for number, (row, count) in enumerate(zip(rows.itertuples(), counts, strict=True)):
        x, weight = plane.x(number), "bold" if row.cases > 0 else "normal"
        look = {"fontsize": LABEL, "ha": "center", "va": "baseline"}
        ax.text(x, plane.bottom + 21, _period(row), color=MUTED, **look)
        ax.text(x, plane.bottom + 40, count, fontweight=weight, **look)
        for line, text in enumerate(_notes(row)):
            ax.text(x, below + 14 * line, text, fontsize=SMALL, color=MUTED, ha="center", va="baseline")
    said = "gjort av alla"
    if text_width(said, SMALL) + 8 < plane.x(0) - text_width(counts[0], LABEL, "bold") / 2:
        ax.text(0, plane.bottom + 40, said, fontsize=SMALL, color=MUTED, va="baseline")


def _period(row) -> str:
    year, _, part = row.period.partition("-")
    words = {"H1": "vår", "H2": "höst", "K": f"kv {part[1:]}", "T": f"tertial {part[1:]}", "v": f"v {part[1:]}"}
    name = words.get(part) or words.get(part[:1], month_name(row.start, short=True)[:3] if part else "")
    return f"{name} {year}".strip()


def _count(row) -> str:
    if row.hidden:
        return "dolt"
    if row.cases != row.cases:
        return "?"
    about = hedge(approximate=row.approximate)
    return f"{about}{integer(row.done)} av {integer(row.cases)}" if row.cases else "inga"


def _notes(row) -> list[str]:
    """At most two lines: what is missing, that the period runs, that cases are open."""
    missing = f"{row.missing_months} mån saknas" if row.missing_months else ""
    if not missing and not row.complete and not row.running:
        missing = "ej redovisat"
    running = "perioden pågår" if row.running else ""
    still = f"{row.open_text} pågår" if row.open_text else ""
    return [text for text in (missing, running, still) if text][:2]


def _draw_verdicts(ax: Axes, plane: _Plane, rows: pd.DataFrame, height: float, room: float) -> None:
    """The verdict of each period beneath its count, and the words of the marks."""
    y = plane.bottom + 55
    for verdict, places in rows.groupby("verdict").groups.items():
        draw_marks(ax, verdict, [plane.x(number) for number in places], [y] * len(places), 16)
    draw_legend(ax, list(rows["verdict"]), 0, height - 9, room=room)


def _draw_legend(ax: Axes, plane: _Plane, rows: pd.DataFrame, interval: bool) -> None:
    """What the points are, at the right; a kind that is not drawn is not explained."""
    x, y = plane.right + 12, plane.y(0.45)
    drawn = {bool(row.complete) for _, _, row in plane.points(rows)}
    for complete, first, second in ((True, "alla månader", "redovisade"), (False, "ofullständig", "period")):
        if complete not in drawn:
            continue
        ax.plot([x + 6], [y], markersize=11, **_point(complete))
        ax.text(x + 20, y - 2, first, fontsize=SMALL, va="baseline")
        ax.text(x + 20, y + 12, second, fontsize=SMALL, va="baseline")
        y += 36
    if interval:
        ax.add_artist(Rectangle((x + 3.5, y - 9), 5, 18, **_INTERVAL))
        ax.text(x + 20, centred(y, SMALL), "osäkerhet", fontsize=SMALL, va="baseline")

"""The promise calendar: did we do what we promised, and when not."""

from __future__ import annotations

import datetime as dt
from functools import partial
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, example_width, mark_example, shortened, size_of
from lofte_analysis.charts.labels import draw_row_label, label_width
from lofte_analysis.charts.marks import draw_legend, draw_marks, draw_not_begun, draw_surplus
from lofte_analysis.charts.statements import (
    MOST_ROWS,
    describe_periods,
    shown_span,
    shown_years,
    source_line,
    term_month_rule,
)
from lofte_analysis.charts.style import (
    ACCENT,
    BAND,
    GREY,
    LABEL,
    LARGE,
    LINE,
    MUTED,
    PETROL,
    RATIO,
    SMALL,
    TEXT,
    centred,
    text_width,
)
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Measure, Per, Promise
from lofte_analysis.ratios import kept_text, ratio_text, remainder_text, unknown_text
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.standing import interpretation_rule
from lofte_analysis.tables import outcome_table
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import PERIOD_NOUNS, counted

_HEADER, _LEGEND, _GAP = 56, 30, 14
_TALLEST = 76  # a row of a short list
_LEAST = {"månad": 8, "vecka": 12}  # points across, as long as there is room for another line of marks


def promise_calendar(outcomes: pd.DataFrame, promise: Promise, beyond: pd.DataFrame | None = None) -> Chart:
    """A mark for each period in which something was promised, a row per commitment.

    Takes the frame of `follow_through` (or a part of it, at most 8 commitments) and, for the small dots, the frame of
    `outcomes.beyond_the_promise`. Raises ValueError for no rows or too many commitments.
    """
    ids = list(outcomes["commitment"].unique())
    if not 1 <= len(ids) <= MOST_ROWS:
        raise ValueError(f"outcomes must hold 1 to {MOST_ROWS} commitments, got {len(ids)}: {ids}")
    if beyond is not None:
        beyond = beyond[beyond["commitment"].isin(ids)]
    ratios = summary(outcomes)
    headline = _headline(ratios)
    years = shown_years(outcomes)
    band = " Grått band är tiden mellan terminerna." if promise.school_calendar.terms else ""
    return Chart(
        name="lofteskalender",
        headline=headline,
        subtitle=f"Varje märke är en period då något var utlovat, {years}.{band}",
        source=source_line(
            outcomes, promise, term_month_rule(outcomes, promise), interpretation_rule(outcomes, promise)
        ),
        alt=shortened(f"Kalender över {counted(len(ids), 'åtagande', 'åtaganden')}, {years}. {headline}."),
        description=describe_periods(outcomes),
        table=outcome_table(outcomes),
        draw=partial(draw_promise_calendar, outcomes, promise, beyond),
        publishable=may_be_published(outcomes),
    )


def _headline(ratios: pd.DataFrame) -> str:
    """The commitment with the most periods speaks: its ratio is the calendar's main finding."""
    judged = ratios[ratios["periods"] > 0]
    if judged.empty:
        return "Ingen utlovad period är avslutad än" if len(ratios) else "Löftet anger inget antal: inget kan bedömas"
    judged = judged.assign(whole=judged["per"] == Per.WHOLE)
    row = next(judged.sort_values(["whole", "periods"], ascending=[True, False], kind="stable").itertuples())
    return f"{row.title}: {kept_text(row)}{unknown_text(row)}"


def draw_promise_calendar(
    outcomes: pd.DataFrame, promise: Promise, beyond: pd.DataFrame | None = None, *, ax: Axes
) -> None:
    """Draw the calendar on an axes that is measured in points (see `canvas.measured_in_points`)."""
    width, height = size_of(ax)
    ratios = {row.commitment: row for row in summary(outcomes).itertuples()}
    groups = list(outcomes.groupby("commitment", sort=False))
    labels = [(f"{i} {rows['title'].iloc[0]}", promise[i].promised_text) for i, rows in groups]
    left = label_width(labels) + _GAP
    results = [_result(ratios.get(i)) for i, _ in groups]
    results_width = max(max(text_width(a, RATIO, "bold"), text_width(b, SMALL)) for a, b in results)
    right_width = max(results_width, text_width("avslutade perioder", SMALL))
    first, last = shown_span(outcomes)
    # a mistyped year must not stretch the picture: activity before the promise is shown half a year back
    earliest = pd.Timestamp(promise.start) - pd.DateOffset(months=6)
    first_dot = [] if beyond is None else list(beyond.loc[beyond["start"] >= earliest, "start"])
    axis = _TimeAxis(min([first, *first_dot]), last, left, width - right_width - _GAP)
    bottom = height - _LEGEND
    row_height = min(_TALLEST, (bottom - _HEADER) / len(groups))
    bottom = _HEADER + row_height * len(groups)

    _draw_time(ax, axis, promise, bottom)
    for number, ((commitment, rows), label, result) in enumerate(zip(groups, labels, results, strict=True)):
        y = _HEADER + row_height * (number + 0.5)
        ax.plot([0, width], [y + row_height / 2] * 2, color=LINE, linewidth=0.8, zorder=1)
        draw_row_label(ax, y, *label, left - _GAP, row_height)
        _draw_result(ax, axis.right + _GAP, y, *result, row_height)
        _draw_row(ax, axis, rows, y, row_height)
        if beyond is not None:
            dots = beyond[beyond["commitment"] == commitment]
            months = dots["start"].dt.to_period("M").drop_duplicates()
            middles = [axis.middle(month.start_time, month.end_time.normalize()) for month in months]
            inside = [x for x in middles if axis.left <= x <= axis.right]
            draw_surplus(ax, inside, [y] * len(inside))
    ax.plot([0, width], [_HEADER] * 2, color=LINE, linewidth=0.8)
    ax.text(axis.right + _GAP, 30, "uppfyllt av", fontsize=SMALL, color=MUTED, va="baseline")
    ax.text(axis.right + _GAP, 48, "avslutade perioder", fontsize=SMALL, color=MUTED, va="baseline")
    surplus = "gjort utöver det utlovade" if (beyond is not None and len(beyond)) or _surplus(outcomes).any() else ""
    begun = outcomes["start"] <= outcomes["cutoff"]
    shown = [v for v in outcomes.loc[begun, "verdict"].unique() if v != Verdict.NOT_MEASURABLE]
    example, to_come = bool(outcomes["example"].any()), bool((~begun & outcomes["promised"].notna()).any())
    room = width - example_width(example)
    draw_legend(ax, shown, 0, height - 9, not_begun=to_come, surplus=surplus, room=room)
    mark_example(ax, example)


class _TimeAxis:
    """Days to x, from the quarter in which the first shown day lies to the end of the last year."""

    def __init__(self, first: pd.Timestamp, last: pd.Timestamp, left: float, right: float) -> None:
        self.left, self.right = left, right
        self.years = range(first.year, last.year + 1)
        self._first = dt.date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
        self._days = (dt.date(self.years[-1] + 1, 1, 1) - self._first).days

    @property
    def months(self) -> float:
        return self._days / 30.4

    def x(self, day: dt.date | pd.Timestamp) -> float:
        day = day.date() if isinstance(day, dt.datetime) else day
        return self.left + (day - self._first).days / self._days * (self.right - self.left)

    def ends(self, start: pd.Timestamp, end: pd.Timestamp) -> tuple[float, float]:
        """The part of a period that is seen, from x to x."""
        return max(self.x(start), self.left), min(self.x(end + pd.Timedelta(days=1)), self.right)

    def middle(self, start: pd.Timestamp, end: pd.Timestamp) -> float:
        return sum(self.ends(start, end)) / 2


def _draw_time(ax: Axes, axis: _TimeAxis, promise: Promise, bottom: float) -> None:
    for start, end in _between_terms(promise, axis):
        box = Rectangle((start, _HEADER), end - start, bottom - _HEADER, facecolor=BAND, edgecolor="none", zorder=0)
        ax.add_artist(box)
    for year in axis.years:
        x = max(axis.x(dt.date(year, 1, 1)), axis.left)
        ax.plot([x, x], [16, bottom], color=LINE, linewidth=0.8, zorder=1)
        ax.text(x + 5, 30, str(year), fontsize=LARGE, fontweight="bold", va="baseline")
        for half, month in (("vår", 3), ("höst", 10)):
            middle = axis.x(dt.date(year, month, 16))
            if middle > axis.left + 12:
                ax.text(middle, 48, half, fontsize=SMALL, color=MUTED, ha="center", va="baseline")
    for version in promise.versions[1:]:
        _draw_line(ax, axis, version.start, version.name, bottom, "-")
    if promise.literal_end and promise.literal_end < promise.end:
        _draw_line(ax, axis, promise.literal_end + dt.timedelta(days=1), "tolkning", bottom, (0, (3, 2)))


def _draw_line(ax: Axes, axis: _TimeAxis, day: dt.date, text: str, bottom: float, style) -> None:
    x = axis.x(day)
    if axis.left < x < axis.right:
        ax.plot([x, x], [2, bottom], color=TEXT, linewidth=1.2, linestyle=style, zorder=2)
        ax.text(x + 4, 11, text, fontsize=SMALL, fontstyle="italic", color=MUTED, va="baseline")


def _between_terms(promise: Promise, axis: _TimeAxis) -> list[tuple[float, float]]:
    """From x to x, the time between two known terms."""
    terms = promise.school_calendar.terms
    spans = [(a.end + dt.timedelta(days=1), b.start) for a, b in pairwise(terms)]
    edges = [(max(axis.x(start), axis.left), min(axis.x(end), axis.right)) for start, end in spans]
    return [(start, end) for start, end in edges if start < end]


def _draw_result(ax: Axes, x: float, y: float, ratio: str, below: str, height: float) -> None:
    """The ratio, large enough for the back row, and what it leaves out beneath it."""
    size = RATIO if height >= 31 or not below else LABEL
    at = y - 1 if below else centred(y, size)
    ax.text(x, at, ratio, fontsize=size, fontweight="bold", color=TEXT, va="baseline")
    if below:
        ax.text(x, y + min(14, height / 2 - 1), below, fontsize=SMALL, color=MUTED, va="baseline")


def _result(row) -> tuple[str, str]:
    if row is None:
        return "ingen bedömning", "inget antal utlovat"
    if not row.periods and row.per != Per.WHOLE:
        if row.running:
            return "pågår", f"{counted(row.running, *PERIOD_NOUNS[row.per])} är inte slut"
        return "ej aktuellt", ""
    return ratio_text(row), remainder_text(row)


def _draw_row(ax: Axes, axis: _TimeAxis, rows: pd.DataFrame, y: float, height: float) -> None:
    """A mark per period; longer periods also as a line, so that their length is seen."""
    begun = rows["start"] <= rows["cutoff"]
    if rows["promised"].isna().all():
        for row in rows[begun].itertuples():
            x, text = axis.middle(row.start, row.end), row.done_text or "?"
            ax.text(x, centred(y, SMALL), text, fontsize=SMALL, color=MUTED, ha="center", va="baseline")
        return
    long = rows["per"].iloc[0] not in ("månad", "vecka")
    lines, size = (1, _largest(height)) if long else _marks_of(axis, rows, height)
    for row in rows.itertuples() if long else ():
        color, style = _line_of(row.verdict)
        x0, x1 = axis.ends(row.start, row.end)
        ax.plot([x0 + 2.5, x1 - 2.5], [y, y], color=color, linewidth=1.8, linestyle=style, zorder=3)
    xs = [axis.middle(start, end) for start, end in zip(rows["start"], rows["end"], strict=True)]
    ys = [y + 1.08 * size * (number % lines - (lines - 1) / 2) for number in range(len(rows))]
    places = pd.DataFrame({"x": xs, "y": ys}, index=rows.index)
    for verdict, same in places[begun].groupby(rows["verdict"], observed=True):
        draw_marks(ax, verdict, list(same["x"]), list(same["y"]), size)
    to_come = places[~begun]
    if len(to_come):
        draw_not_begun(ax, list(to_come["x"]), list(to_come["y"]), size)
    if not long:
        over = places[_surplus(rows)]
        draw_surplus(ax, list(over["x"]), list(over["y"] - (size / 2 + 5 if lines == 1 else 0)))


def _largest(height: float) -> float:
    """How large a mark may be in a row; few commitments get larger ones."""
    return min(22.0, max(14.0, 0.34 * height))


def _marks_of(axis: _TimeAxis, rows: pd.DataFrame, height: float) -> tuple[int, float]:
    """On how many lines the marks of short periods stand, and their size: on one, weeks would cover each other."""
    per = rows["per"].iloc[0]
    pitch = 0.88 * (axis.right - axis.left) / max(axis.months, 1) / (1 if per == "månad" else 4.35)
    fits = [(lines, min(_largest(height), lines * pitch, 0.9 * height / (1.08 * lines))) for lines in range(1, 7)]
    return next((fit for fit in fits if fit[1] >= _LEAST[per]), max(fits, key=lambda fit: fit[1]))


def _surplus(rows: pd.DataFrame) -> pd.Series:
    """Periods in which more was done than promised."""
    return (rows["done"] > rows["promised"]) & (rows["measure"] == Measure.COUNT)


def _line_of(verdict: str) -> tuple[str, object]:
    if verdict == Verdict.MET:
        return PETROL, "-"
    if verdict in (Verdict.PARTLY, Verdict.NOT_MET):
        return ACCENT, "-"
    return GREY, (0, (2, 1.5))

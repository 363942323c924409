"""One commitment in detail: exactly when, for the back row of the room."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from lofte_analysis.charts.canvas import Chart, example_width, mark_example, shortened, size_of
from lofte_analysis.charts.marks import draw_legend, draw_marks, draw_not_begun, draw_surplus
from lofte_analysis.charts.statements import describe_periods, shown_years, source_line, term_month_rule
from lofte_analysis.charts.style import LABEL, LARGE, LINE, MUTED, SMALL, TEXT, centred, text_width
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Per, Promise
from lofte_analysis.ratios import kept_text, unknown_text
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.standing import interpretation_rule
from lofte_analysis.tables import outcome_table
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import MONTHS, capitalised, listing, period_name

_HEADER, _LEGEND, _LEFT, _YEAR = 30, 30, 90, 20

# Which columns a year is cut into, and in which of them a period lies.
_GRIDS = {
    Per.WEEK: [f"v {week}" for week in range(1, 54)],
    Per.MONTH: [month[:3] for month in MONTHS],
    Per.QUARTER: ["jan–mars", "april–juni", "juli–sep", "okt–dec"],
    Per.TERTIAL: ["jan–april", "maj–aug", "sep–dec"],
    Per.TERM: ["vårtermin", "hösttermin"],
    Per.HALF_YEAR: ["första halvåret", "andra halvåret"],
}


def commitment_detail(outcomes: pd.DataFrame, promise: Promise) -> Chart:
    """One commitment's periods as a grid of years and months (or terms, or half-years) with large marks and counts.

    Takes the rows of one commitment in the frame of `follow_through`; periods of a year or more come in one row.
    Raises ValueError when there are several commitments, none, or one without a verdict.
    """
    ids = list(outcomes["commitment"].unique())
    if len(ids) != 1:
        raise ValueError(f"outcomes must hold one commitment, got {len(ids)}: {ids}")
    commitment = promise[ids[0]]
    if not commitment.judged:
        raise ValueError(f"commitment {ids[0]!r} states no number and has no verdicts to draw")
    headline = _headline(outcomes)
    years = shown_years(outcomes)
    grid = f"Löftet: {commitment.promised_text}."
    if commitment.per is not Per.WEEK:
        grid += " Siffran är det som gjordes"
        grid += ", i parentes utan alla parter." if (outcomes["outside"] > 0).any() else "."
    return Chart(
        name=f"i_detalj_{ids[0].lower().replace('.', '_')}",
        headline=headline,
        subtitle=f"Åtagande {commitment.id}, {years}. {grid}",
        source=source_line(
            outcomes, promise, term_month_rule(outcomes, promise), interpretation_rule(outcomes, promise)
        ),
        alt=shortened(f"Rutnät med ett märke per period för {commitment.title}, {years}. {headline}."),
        description=describe_periods(outcomes),
        table=outcome_table(outcomes),
        draw=partial(draw_commitment_detail, outcomes),
        publishable=may_be_published(outcomes),
    )


def _headline(outcomes: pd.DataFrame) -> str:
    """The ratio, and the periods that were not kept where they are few."""
    row = next(summary(outcomes).itertuples())
    if not row.periods:
        return f"{row.title}: ingen utlovad period är avslutad än"
    if row.per == Per.WHOLE:
        return f"{row.title}: {kept_text(row)}"
    missed = outcomes.loc[outcomes["verdict"].isin([Verdict.PARTLY, Verdict.NOT_MET]), "period"]
    text = f"{row.title}: {kept_text(row)}"
    if 1 <= len(missed) <= 2:
        text += f", inte {listing(map(period_name, missed), 'eller')}"
    unknown = unknown_text(row)
    return text + (unknown.replace(",", ";", 1) if 1 <= len(missed) <= 2 else unknown)


def _place_of(row, columns: int) -> tuple[int, int]:
    """Year and column of a period."""
    if columns == 53:
        year, week = row.period.split("-v")
        return int(year), int(week) - 1
    return row.start.year, (row.start.month - 1) * columns // 12


def draw_commitment_detail(outcomes: pd.DataFrame, *, ax: Axes) -> None:
    """Draw one commitment's grid on an axes that is measured in points."""
    width, height = size_of(ax)
    rows, cutoff = list(outcomes.itertuples()), outcomes["cutoff"].iloc[0]
    columns, cells = _cells(rows, Per(outcomes["per"].iloc[0]))
    grid = _Grid.of(columns, sorted({year for year, _ in cells}) or [0], width, height)
    _draw_grid(ax, grid, width)
    for verdict in Verdict:
        own = [(*grid.place(*place), row) for place, row in cells.items() if row.verdict == verdict]
        own = [(x, y, row) for x, y, row in own if row.start <= cutoff]
        if own:
            draw_marks(ax, verdict, [x for x, _, _ in own], [y for _, y, _ in own], grid.size)
        for x, y, row in own:
            _draw_count(ax, row, x, y, grid)
    to_come = [grid.place(*place) for place, row in cells.items() if row.start > cutoff]
    if to_come:
        draw_not_begun(ax, [x for x, _ in to_come], [y for _, y in to_come], grid.size)
    verdicts = [verdict for verdict in Verdict if any(row.verdict == verdict and row.start <= cutoff for row in rows)]
    surplus, example = "mer än utlovat" if any(map(_is_surplus, rows)) else "", bool(outcomes["example"].any())
    room = width - example_width(example)
    x = draw_legend(ax, verdicts, 0, height - 9, not_begun=bool(to_come), surplus=surplus, room=room)
    empty = "tom ruta: inget utlovat"
    gaps = len(cells) < len(grid.columns) * len(grid.years)
    if gaps and x + text_width(empty, SMALL) < room:
        ax.text(x, centred(height - 9, SMALL), empty, fontsize=SMALL, color=MUTED, va="baseline")
    mark_example(ax, example)


def _cells(rows: list, per: Per) -> tuple[list[str], dict]:
    """The headings of the columns, and each period at its year and column; long periods all in one row."""
    columns = _GRIDS.get(per)
    if columns is None:
        names = [capitalised(period_name(row.period)) for row in rows] or ["–"]
        return names, {(0, number): row for number, row in enumerate(rows)}
    return columns, {_place_of(row, len(columns)): row for row in rows}


class _Grid(NamedTuple):
    """Where the cells of years and columns lie, and how large their marks are."""

    columns: list[str]
    years: list[int]
    left: float
    top: float
    step: tuple[float, float]
    size: float

    @classmethod
    def of(cls, columns: list[str], years: list[int], width: float, height: float) -> _Grid:
        left = _LEFT if years != [0] else 0
        room = height - _HEADER - _LEGEND
        step = (width - left) / len(columns), min(130, room / len(years))
        top = _HEADER + 0.3 * (room - step[1] * len(years))
        weeks = len(columns) > 12
        size = min(44, step[1] * (0.8 if weeks else 0.46), step[0] * (0.84 if weeks else 0.52))
        return cls(columns, years, left, top, step, size)

    @property
    def counts(self) -> bool:
        """Whether there is room for a count beneath a mark."""
        return len(self.columns) <= 12

    def place(self, year: int, column: int) -> tuple[float, float]:
        """The middle of a mark; beneath it stands its count."""
        down = 0.4 if self.counts else 0.5
        x = self.left + self.step[0] * (column + 0.5)
        return x, self.top + self.step[1] * (self.years.index(year) + down)


def _draw_grid(ax: Axes, grid: _Grid, width: float) -> None:
    size = LARGE if len(grid.columns) < 12 else LABEL
    widest = max(text_width(name, size) for name in grid.columns)
    every = next(every for every in (1, 2, 4, 8, 53) if widest + 4 < every * grid.step[0] or every == 53)
    for number, name in enumerate(grid.columns[::every]):
        x = grid.left + grid.step[0] * (number * every + 0.5)
        ax.text(x, grid.top - 12, name, fontsize=size, color=MUTED, ha="center", va="baseline")
    for number in range(len(grid.years) + 1):
        ax.plot([0, width], [grid.top + grid.step[1] * number] * 2, color=LINE, linewidth=0.8)
    for number, year in enumerate(grid.years):
        y = centred(grid.top + grid.step[1] * (number + 0.5), _YEAR)
        if year:
            ax.text(0, y, str(year), fontsize=_YEAR, fontweight="bold", va="baseline")


def _is_surplus(row) -> bool:
    return row.measure == "antal" and row.done > row.promised


def _draw_count(ax: Axes, row, x: float, y: float, grid: _Grid) -> None:
    """What was done, beneath the mark, and a dot where it was more than promised."""
    text = f"{row.done_text} ({row.outside:g})" if row.outside > 0 else row.done_text
    if grid.counts:
        size = LARGE if text_width(text, LARGE) < grid.step[0] - 2 else SMALL
        ax.text(x, y + grid.size / 2 + 16, text, fontsize=size, color=TEXT, ha="center", va="baseline")
        if _is_surplus(row):
            draw_surplus(ax, [x + grid.size / 2 + 6], [y - grid.size / 2 + 3])
    elif _is_surplus(row):
        draw_surplus(ax, [x], [y - grid.size / 2 - 6])

"""One commitment in detail: exactly when, for the back row of the room."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.marks import draw_legend, draw_marks, draw_surplus
from lofte_analysis.charts.statements import (
    describe_periods,
    ratio_text,
    shown_years,
    source_line,
    term_month_rule,
    unknown_text,
)
from lofte_analysis.charts.style import LARGE, LINE, MUTED, TEXT
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Per, Promise
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.tables import outcome_table
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import MONTHS, capitalised, listing, period_name

_HEADER, _LEGEND, _LEFT = 30, 30, 90

# Which columns a year is cut into, and in which of them a period lies.
_GRIDS = {
    Per.MONTH: [month[:3] for month in MONTHS],
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
    grid = f"Löftet: {commitment.promised_text}. Siffran under märket är det som gjordes."
    if (outcomes["outside"] > 0).any():
        grid += " I parentes: tillfällen utan alla parter."
    return Chart(
        name=f"i_detalj_{ids[0].lower().replace('.', '_')}",
        headline=headline,
        subtitle=f"{commitment.id} {commitment.title}, {years}. {grid}",
        source=source_line(outcomes, promise, term_month_rule(outcomes, promise)),
        alt=shortened(f"Rutnät med ett märke per period för {commitment.title}, {years}. {headline}."),
        description=describe_periods(outcomes),
        table=outcome_table(outcomes),
        draw=lambda ax: draw_commitment_detail(outcomes, ax=ax),
        publishable=may_be_published(outcomes),
    )


def _headline(outcomes: pd.DataFrame) -> str:
    """The ratio, and the periods that were not kept where they are few."""
    row = next(summary(outcomes).itertuples())
    if not row.periods:
        return f"{row.title}: ingen utlovad period är avslutad än"
    if row.per == "hela löftet":
        return f"{row.title}: {ratio_text(row)}"
    missed = outcomes.loc[outcomes["verdict"].isin([Verdict.PARTLY, Verdict.NOT_MET]), "period"]
    text = f"{row.title}: uppfyllt i {ratio_text(row)}"
    if 1 <= len(missed) <= 2:
        text += f", inte {listing(map(period_name, missed))}"
    unknown = unknown_text(row)
    return text + (unknown.replace(",", ";", 1) if 1 <= len(missed) <= 2 else unknown)


def _place_of(row, columns: int) -> tuple[int, int]:
    """Year and column of a period."""
    if columns == 12:
        return row.start.year, row.start.month - 1
    if columns == 2:
        return row.start.year, int(row.start.month > 6)
    return 0, 0


def draw_commitment_detail(outcomes: pd.DataFrame, *, ax: Axes) -> None:
    """Draw one commitment's grid on an axes that is measured in points."""
    width, height = size_of(ax)
    columns = _GRIDS.get(Per(outcomes["per"].iloc[0]))
    rows = list(outcomes[outcomes["start"] <= outcomes["cutoff"]].itertuples())
    if columns is None:
        columns = [capitalised(period_name(row.period)) for row in rows] or ["–"]
        cells = {(0, number): row for number, row in enumerate(rows)}
        years = [0]
    else:
        cells = {_place_of(row, len(columns)): row for row in rows}
        years = sorted({year for year, _ in cells})
    left = _LEFT if years != [0] else 0
    step_x, step_y = (width - left) / len(columns), min(130, (height - _HEADER - _LEGEND) / max(len(years), 1))
    top = _HEADER + 0.3 * (height - _HEADER - _LEGEND - step_y * max(len(years), 1))
    size = min(44, step_y * 0.46, step_x * 0.52)
    for number, name in enumerate(columns):
        x = left + step_x * (number + 0.5)
        ax.text(x, top - 12, name, fontsize=LARGE if len(columns) < 12 else 14, color=MUTED, ha="center", va="baseline")
    ax.plot([0, width], [top] * 2, color=LINE, linewidth=0.8)
    for number, year in enumerate(years):
        y = top + step_y * (number + 1)
        ax.plot([0, width], [y, y], color=LINE, linewidth=0.8)
        if year:
            ax.text(0, y - step_y / 2, str(year), fontsize=20, fontweight="bold", va="center_baseline")
    for verdict in Verdict:
        places = [place for place, row in cells.items() if row.verdict == verdict]
        xs = [left + step_x * (column + 0.5) for _, column in places]
        ys = [top + step_y * (years.index(year) + 0.40) for year, _ in places]
        if places:
            draw_marks(ax, verdict, xs, ys, size)
        for place, x, y in zip(places, xs, ys, strict=True):
            row = cells[place]
            text = f"{row.done_text} ({row.outside:g})" if row.outside > 0 else row.done_text
            ax.text(x, y + size / 2 + 16, text, fontsize=LARGE, color=TEXT, ha="center", va="baseline")
            if row.measure == "antal" and row.done > row.promised:
                draw_surplus(ax, [x + size / 2 + 6], [y - size / 2 + 3])
    verdicts = [verdict for verdict in Verdict if any(row.verdict == verdict for row in rows)]
    surplus = any(row.measure == "antal" and row.done > row.promised for row in rows)
    draw_legend(ax, verdicts, 0, height - 9, surplus="mer än utlovat" if surplus else "")
    mark_example(ax, bool(outcomes["example"].any()))

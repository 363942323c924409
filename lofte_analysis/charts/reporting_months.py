"""The state of reporting: which report came in for when, and so whether we can judge at all."""

from __future__ import annotations

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.statements import shown_years, source_line
from lofte_analysis.charts.style import GREY, LARGE, LINE, MUTED, PETROL, RATIO, SMALL, TEXT, centred, text_width
from lofte_analysis.coverage import DELIVERED, NOT_DELIVERED, PARTLY_DELIVERED, joined, missing_text
from lofte_analysis.promise import Promise
from lofte_analysis.words import capitalised, counted, n_of_m, numeral

_HEADER, _LEGEND, _GAP = 34, 32, 16
_LOOKS = {
    DELIVERED: {"facecolor": PETROL, "edgecolor": PETROL},
    PARTLY_DELIVERED: {"facecolor": "white", "edgecolor": GREY, "hatch": "//////"},
    NOT_DELIVERED: {"facecolor": "white", "edgecolor": GREY},
}


def reporting_months(state: pd.DataFrame, promise: Promise) -> Chart:
    """A square per party and month: reported, partly reported, or not reported.

    Takes the frame of `coverage.reporting_state`. Raises ValueError for a frame without rows.
    """
    if state.empty:
        raise ValueError("state must hold at least one party and month, got none")
    headline, years = _headline(state), shown_years(state)
    return Chart(
        name="redovisningslage",
        headline=headline,
        subtitle=f"Varje ruta är en månad {years}. Utan redovisning går det inte att veta om något gjordes eller inte.",
        source=source_line(state.assign(commitment=""), promise, "Redovisat: Klart = ja för hela månaden."),
        alt=shortened(f"Rutnät över vilka månader {years} som parterna har redovisat. {headline}."),
        description=" ".join(_sentence(label, rows) for label, rows in state.groupby("label", sort=False)),
        table=state_table(state),
        draw=partial(draw_reporting_months, state),
    )


def state_table(state: pd.DataFrame) -> pd.DataFrame:
    """The table twin: months per state and party."""
    counts = pd.crosstab(state["label"], state["state"]).reindex(columns=list(_LOOKS), fill_value=0)
    counts = counts.loc[state["label"].unique()]
    table = counts.reset_index().rename(columns={"label": "part"})
    table.columns.name = None
    missing = {label: _missing(rows) for label, rows in state.groupby("label", sort=False)}
    return table.assign(månader=counts.sum(axis=1).to_numpy(), saknas=table["part"].map(missing))


def _headline(state: pd.DataFrame) -> str:
    """Who is complete, or what is missing of all months."""
    whole = state.groupby("label", sort=False)["state"].agg(lambda states: (states == DELIVERED).all())
    if len(whole) == 1:
        done = n_of_m(int((state["state"] == DELIVERED).sum()), len(state), "månad", "månader")
        return f"{whole.index[0]} har redovisat {done}"
    if whole.all():
        everyone = "Båda parterna" if len(whole) == 2 else f"Alla {numeral(len(whole))} parter"
        return f"{everyone} har redovisat varje månad"
    gaps = state[state["state"] != DELIVERED]
    parties = list(gaps["label"].unique())
    if len(parties) == 1:
        months = f"{numeral(len(gaps))} {'månad' if len(gaps) == 1 else 'månader'}"
        return f"{parties[0]} har inte redovisat {months} fullt ut, övriga parter har redovisat allt"
    complete = "ingen" if not whole.any() else numeral(int(whole.sum()))
    return capitalised(
        f"{complete} av {numeral(len(whole))} parter har redovisat varje månad – "
        f"{counted(len(gaps), 'månadsredovisning', 'månadsredovisningar')} saknas eller är ofullständiga"
    )


def _missing(rows: pd.DataFrame) -> str:
    gaps = rows[rows["state"] != DELIVERED]
    return missing_text(joined(zip(gaps["start"].dt.date, gaps["end"].dt.date, strict=True)))


def _sentence(label: str, rows: pd.DataFrame) -> str:
    delivered = n_of_m(int((rows["state"] == DELIVERED).sum()), len(rows), "månad", "månader")
    missing = _missing(rows)
    return f"{label} har redovisat {delivered}{f'; det som saknas helt eller delvis är {missing}' if missing else ''}."


def draw_reporting_months(state: pd.DataFrame, *, ax: Axes) -> None:
    """Draw the grid on an axes that is measured in points."""
    width, height = size_of(ax)
    parties = list(state["label"].unique())
    months = sorted({stamp.replace(day=1) for stamp in state["start"]})
    left = max(text_width(label, LARGE, "bold") for label in parties) + _GAP
    right = width - text_width("42 av 42 månader", RATIO, "bold") - _GAP
    step_x = min(40, (right - left) / len(months))
    step_y = min(76, (height - _HEADER - _LEGEND) / len(parties))
    tall = min(36, step_y * 0.6)
    for number, month in enumerate(months):
        x = left + step_x * number
        if month.month == 1 or number == 0:
            ax.plot([x - 0.5] * 2, [4, _HEADER + step_y * len(parties)], color=LINE, linewidth=0.8, zorder=0)
            ax.text(x + 4, 20, str(month.year), fontsize=LARGE, fontweight="bold", va="baseline")
    ax.plot([0, width], [_HEADER] * 2, color=LINE, linewidth=0.8)
    for number, label in enumerate(parties):
        rows = state[state["label"] == label]
        y = _HEADER + step_y * (number + 0.5)
        ax.plot([0, width], [y + step_y / 2] * 2, color=LINE, linewidth=0.8, zorder=0)
        ax.text(0, centred(y, LARGE), label, fontsize=LARGE, fontweight="bold", va="baseline")
        for row in rows.itertuples():
            x = left + step_x * months.index(row.start.replace(day=1))
            box = Rectangle((x + 1, y - tall / 2), step_x - 2, tall, linewidth=0.9, gid=row.state, zorder=2)
            box.update(_LOOKS[row.state])
            ax.add_artist(box)
        done = int((rows["state"] == DELIVERED).sum())
        text = n_of_m(done, len(rows), "månad", "månader")
        ax.text(right + _GAP, centred(y, RATIO), text, fontsize=RATIO, fontweight="bold", color=TEXT, va="baseline")
    x = 0.0
    for word, look in _LOOKS.items():
        if (state["state"] == word).any():
            ax.add_artist(Rectangle((x, height - 16.5), 14, 15, linewidth=0.9, **look))
            ax.text(x + 20, centred(height - 9, SMALL), word, fontsize=SMALL, color=MUTED, va="baseline")
            x += 20 + text_width(word, SMALL) + 22
    mark_example(ax, bool(state["example"].any()))

"""How much rests on the reading: the same promise and the same records, read in other ways."""

from __future__ import annotations

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.labels import draw_row_label, label_width
from lofte_analysis.charts.statements import source_line
from lofte_analysis.charts.style import (
    ACCENT_TEXT,
    GREY,
    LABEL,
    LARGE,
    LINE,
    MUTED,
    PETROL,
    SMALL,
    TEXT,
    centred,
    wrapped,
)
from lofte_analysis.promise import Per, Promise
from lofte_analysis.ratios import none_judged, ratio_parts, ratio_text
from lofte_analysis.readings import AS_READ
from lofte_analysis.words import counted, listing

MOST_ROWS = 7
_LEGEND, _GAP, _LINE = 30, 12, 14


def other_readings(frame: pd.DataFrame, promise: Promise) -> Chart:
    """Kept of ended periods under each reading, for the commitments that a reading changes.

    Takes the frame of `readings.sensitivity`. Raises ValueError for a frame without rows.
    """
    if frame.empty:
        raise ValueError("frame must hold at least one reading, got none")
    moved = frame.groupby("commitment", sort=False)["changed"].sum()
    ids = list(moved[moved > 0].index)
    rows = frame[frame["commitment"].isin(ids)]
    headline = _headline(frame, ids)
    return Chart(
        name="andra_lasningar",
        headline=headline,
        subtitle="Uppfyllda av avslutade perioder. Ram: minst en bedömning ändras jämfört med hur löftet läses här.",
        source=source_line(frame, promise),
        alt=shortened(
            f"Tabell med {counted(frame['reading'].nunique(), 'läsning', 'läsningar')} av löftet. {headline}."
        ),
        description=" ".join(_sentence(name, own) for name, own in rows.groupby("reading", sort=False)) or headline,
        table=readings_table(rows if ids else frame),
        draw=partial(draw_other_readings, rows, example=bool(frame["example"].any())),
    )


def readings_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The table twin: a row per commitment, a column per reading."""
    texts = frame.assign(text=[ratio_text(row) for row in frame.itertuples()])
    table = texts.pivot(index="commitment", columns="reading", values="text")
    table = table.reindex(index=frame["commitment"].unique(), columns=frame["reading"].unique()).fillna("utgår")
    titles = frame.drop_duplicates("commitment").set_index("commitment")["title"].rename("rubrik")
    table = table.join(titles)[["rubrik", *table.columns]].reset_index().rename(columns={"commitment": "åtagande"})
    table.columns.name = None
    return table


def _headline(frame: pd.DataFrame, ids: list[str]) -> str:
    if not ids:
        return "Ingen bedömning beror på hur löftet läses"
    most = frame.groupby("commitment", sort=False)["changed"].max().idxmax()
    own = frame[(frame["commitment"] == most) & (frame["periods"] > 0)]
    if (
        len(own[["met", "periods"]].drop_duplicates()) < 2
        or own["per"].iloc[0] == Per.WHOLE
        or any(map(none_judged, own.itertuples()))
    ):
        return f"Läsningen ändrar bedömningar i {len(ids)} av {frame['commitment'].nunique()} åtaganden"
    shares = own["met"] / own["periods"]
    low, high = own.loc[shares.idxmin()], own.loc[shares.idxmax()]
    span = f"från {low['met']} av {low['periods']} till {high['met']} av {high['periods']}"
    return f"{own['title'].iloc[0]}: {span}, beroende på läsning"


def _sentence(name: str, rows: pd.DataFrame) -> str:
    parts = [f"{row.title} {ratio_text(row)}" for row in rows.itertuples()]
    return f"{name[:1].upper()}{name[1:]}: {listing(parts)}."


def draw_other_readings(frame: pd.DataFrame, *, example: bool = False, ax: Axes) -> None:
    """Draw the rows of `readings.sensitivity` on an axes that is measured in points."""
    width, height = size_of(ax)
    commitments = list(frame.drop_duplicates("commitment").itertuples())[:MOST_ROWS]
    names = list(frame["reading"].unique())
    labels = [f"{row.commitment} {row.title}" for row in commitments]
    left = (
        label_width((label, "") for label in labels) if labels else 90
    ) + 2 * _GAP  # at 960 pixels letters are wider
    step = (width - left) / max(len(names), 1)
    heads = [wrapped(name, step - _GAP, SMALL, "bold" if name == AS_READ else "normal") for name in names]
    header = _LINE * max((len(lines) for lines in heads), default=1) + 12
    tall = min(58, (height - header - _LEGEND) / max(len(commitments), 1))
    for number, (name, lines) in enumerate(zip(names, heads, strict=True)):
        for line, text in enumerate(lines):
            weight = "bold" if name == AS_READ else "normal"
            x = left + step * number
            ax.text(x, 12 + _LINE * line, text, fontsize=SMALL, color=TEXT, fontweight=weight, va="baseline")
    ax.plot([0, width], [header] * 2, color=LINE, linewidth=0.8)
    cells = {(row.commitment, row.reading): row for row in frame.itertuples()}
    for number, (commitment, label) in enumerate(zip(commitments, labels, strict=True)):
        y = header + tall * (number + 0.5)
        draw_row_label(ax, y, label, "", left - _GAP, tall)
        ax.plot([0, width], [y + tall / 2] * 2, color=LINE, linewidth=0.8)
        for column, name in enumerate(names):
            row = cells.get((commitment.commitment, name))
            _draw_cell(ax, row, left + step * column, y, (step - _GAP, tall), read_here=name == AS_READ)
    note = "Stapel: andel av de avslutade perioderna."
    if left_out := frame["commitment"].nunique() - len(commitments):
        note += f" Ytterligare {counted(left_out, 'åtagande', 'åtaganden')} står i tabellen."
    ax.text(0, centred(height - 9, SMALL), note, fontsize=SMALL, color=MUTED, va="baseline")
    mark_example(ax, example)


def _draw_cell(ax: Axes, row, x: float, y: float, cell: tuple[float, float], *, read_here: bool) -> None:
    """The ratio and its bar; bold where the promise is read as here or where that reading changes something."""
    if row is None or not row.periods:
        text = "utgår" if row is None else "pågår"
        ax.text(x, centred(y, LABEL), text, fontsize=LABEL, color=MUTED, va="baseline")
        return
    wide, tall = cell
    text, _ = ratio_parts(row)
    color = ACCENT_TEXT if row.changed else TEXT if read_here else MUTED
    weight = "bold" if row.changed or read_here else "normal"
    ax.text(x, centred(y - 6, LARGE), text, fontsize=LARGE, fontweight=weight, color=color, va="baseline")
    bar = wide * 0.86
    ax.add_artist(Rectangle((x, y + 6), bar, 8, facecolor="white", edgecolor=GREY, linewidth=0.8))
    ax.add_artist(Rectangle((x, y + 6), bar * row.met / row.periods, 8, facecolor=PETROL, edgecolor="none", gid="kept"))
    if row.changed:
        box = Rectangle((x - 6, y - tall / 2 + 4), wide * 0.98, tall - 8, facecolor="none", edgecolor=ACCENT_TEXT)
        box.set(gid="changed", linewidth=1.8)
        ax.add_artist(box)

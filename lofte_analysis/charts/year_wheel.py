"""The wheel of the year: what usually comes in which month or week, as rows of a year beneath each other."""

from __future__ import annotations

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.labels import draw_row_label, label_width
from lofte_analysis.charts.statements import source_line, span_text
from lofte_analysis.charts.style import LABEL, LINE, MUTED, SMALL, TEXT, centred, text_width
from lofte_analysis.charts.when_grids import SHADES
from lofte_analysis.coverage import NOT_DELIVERED
from lofte_analysis.est.report_windows import WindowKind
from lofte_analysis.est.situation import EVENTS
from lofte_analysis.promise import Promise
from lofte_analysis.words import NBSP, capitalised, counted, decimal, listing, n_of_m, numeral

_HEAD, _LEGEND, _TALLEST, _SPACE = 44, 34, 46, 1.6
_MOST_NAMED = 2
_NOUNS = {WindowKind.MONTH: ("månad", "månader", "ingen månad"), WindowKind.WEEK: ("vecka", "veckor", "ingen vecka")}


def year_wheel(frame: pd.DataFrame, promise: Promise) -> Chart:
    """The usual number of events of each category in each month or week of the year, darker where there are more.

    Takes the frame of `seasons.usual_year`. One colour scale for all rows, so that chance in a row of few events does
    not look like a season; framed is what surely has more than the rest of the year. How many years a month or week
    rests on stands beneath its name. Sensitive categories are left out by not being chosen, and weeks are for work
    only: what is published is by the month. Raises ValueError for a frame without rows: there is no usual year before
    more than one has passed.
    """
    if frame.empty:
        raise ValueError("frame must hold more than a year of reported events, got no rows")
    headline, noun = _headline(frame), _nouns(frame)[0]
    framed = f" Ramen: säkert fler än resten av året, räknat per {noun}." if frame["stands_out"].any() else ""
    return Chart(
        name=f"arshjul_{'vecka' if _by_week(frame) else 'manad'}",
        headline=headline,
        subtitle=f"Vanligt antal händelser per {noun}: medel över de år som rapporterats, {span_text(frame.iloc[0])}."
        f"{framed}",
        source=source_line(
            frame,
            promise,
            "Händelser är det som har rapporterats, inte allt som har hänt.",
            *_basis(frame),
        ),
        alt=shortened(f"Rutnät över kategori och {noun}, {span_text(frame.iloc[0])}. {headline}."),
        description=" ".join(_sentence(rows) for _, rows in frame.groupby("category", sort=False)),
        table=wheel_table(frame),
        draw=partial(draw_year_wheel, frame),
        publishable=not _by_week(frame),
    )


def _basis(frame: pd.DataFrame) -> list[str]:
    """What the numbers rest on, in sentences: how many years, and what nobody or not everybody reported."""
    (noun, nouns, _), rows = _nouns(frame), frame.drop_duplicates("number")
    known = rows.loc[rows["years"] > 0, "years"]
    years = " till ".join(dict.fromkeys(numeral(number, neuter=True) for number in (known.min(), known.max())))
    texts = [f"Varje {noun} bygger på {years} år; bara hela {nouns} som någon rapporterade räknas."]
    if rows["lacking"].any():
        part = n_of_m(rows["lacking"].sum(), rows["years"].sum(), noun, nouns)
        texts.append(f"I {part} saknas rapport från någon part, så talen kan vara för låga.")
    return texts


def wheel_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The table twin: how many years each month or week rests on, then a row per category."""
    texts = frame.assign(text=[_usual(value) for value in frame["usual"]])
    table = texts.pivot(index="category", columns="number", values="text").reindex(frame["category"].unique())
    names, years = (frame.drop_duplicates("number").set_index("number")[column] for column in ("name", "years"))
    table.columns = [names[number] for number in table.columns]
    first = pd.DataFrame([[str(number) for number in years]], index=["antal år"], columns=table.columns)
    totals = frame.groupby("category", sort=False)["all"].first().map(str)
    table = pd.concat([first, table]).assign(**{"alla händelser": ["", *totals]})
    return table.rename_axis("kategori").reset_index().astype(object)


def _usual(value: float) -> str:
    return "?" if value != value else decimal(round(value, 1))


def _by_week(frame: pd.DataFrame) -> bool:
    return frame["per"].iloc[0] == WindowKind.WEEK


def _nouns(frame: pd.DataFrame) -> tuple[str, str, str]:
    return _NOUNS[WindowKind(frame["per"].iloc[0])]


def _headline(frame: pd.DataFrame) -> str:
    sure = frame[frame["stands_out"]]
    if sure.empty:
        return f"{capitalised(_nouns(frame)[2])} har säkert fler händelser än resten av året"
    groups = [(category, rows) for category, rows in sure.groupby("category", sort=False)]
    texts = [
        f"{category} i {listing(rows['name'])}".replace("i vecka ", f"i{NBSP}vecka{NBSP}") for category, rows in groups
    ]
    if len(texts) > _MOST_NAMED:
        kinds = f"{numeral(len(texts))} slag av händelser"
        return capitalised(f"{kinds} har säkert fler än resten av året i någon {_nouns(frame)[0]}")
    return f"Säkert fler än resten av året: {'; '.join(texts)}"


def _sentence(rows: pd.DataFrame) -> str:
    parts = [
        f"{row.name}: {NOT_DELIVERED if row.usual != row.usual else _usual(row.usual)}"
        + (" (säkert fler än resten av året)" if row.stands_out else "")
        for row in rows.itertuples(index=False)
        if row.count or row.usual != row.usual
    ]
    told = f". {capitalised(', '.join(parts))}; i övrigt inga" if parts else ": inga"
    return f"{capitalised(rows['category'].iloc[0])}, vanligt antal{told}."


# Drawing --------------------------------------------------------------------------------------------------


def draw_year_wheel(frame: pd.DataFrame, *, ax: Axes) -> None:
    """Draw the frame of `seasons.usual_year` on an axes that is measured in points."""
    width, height = size_of(ax)
    groups = list(frame.groupby("category", sort=False))
    labels = [
        (capitalised(category), counted(rows["all"].iloc[0], "händelse", "händelser")) for category, rows in groups
    ]
    left = label_width(labels) + 14
    wide = (width - left) / frame["number"].nunique()
    tall = min((height - _HEAD - _LEGEND) / len(groups), _TALLEST)
    _draw_head(ax, groups[0][1], left, wide)
    most = frame["usual"].max()
    for line, ((_, rows), (title, below)) in enumerate(zip(groups, labels, strict=True)):
        top = _HEAD + tall * line
        draw_row_label(ax, top + tall / 2, title, below, left - 14, tall - 2)
        for place, row in enumerate(rows.itertuples()):
            _draw_cell(ax, row, left + wide * place, top, wide, tall, most)
    for line, (_, rows) in enumerate(groups):  # over their neighbours' edges
        for place in [place for place, out in enumerate(rows["stands_out"]) if out]:
            corner = left + wide * place, _HEAD + tall * line
            look = {
                "fill": False,
                "edgecolor": TEXT,
                "linewidth": 2.4,
                "zorder": 4,
                "clip_on": False,
                "gid": "stands out",
            }
            ax.add_artist(Rectangle(corner, wide, tall, **look))
    _draw_legend(ax, frame["usual"], left, min(_HEAD + tall * len(groups) + 22, height - 9))
    mark_example(ax, bool(frame["example"].any()))


def _draw_head(ax: Axes, rows: pd.DataFrame, left: float, wide: float) -> None:
    """The months by name, or every fifth week by number, and the years that each rests on."""
    by_week = _by_week(rows)
    ax.text(left - 8, 31, "antal år", fontsize=SMALL, color=MUTED, ha="right", va="baseline")
    if by_week:
        ax.text(left - 8, 13, "vecka", fontsize=SMALL, color=MUTED, ha="right", va="baseline")
    for place, row in enumerate(rows.itertuples()):
        middle = left + wide * (place + 0.5)
        if not by_week or row.number == 1 or row.number % 5 == 0:
            text = str(row.number) if by_week else row.name[:3]
            ax.text(middle, 13, text, fontsize=LABEL, ha="center", va="baseline")
        ax.text(middle, 31, str(row.years), fontsize=SMALL, color=MUTED, ha="center", va="baseline")


def _draw_cell(ax: Axes, row, x: float, y: float, wide: float, tall: float, most: float) -> None:
    face, ink = _look(row.usual, most)
    size = wide - _SPACE, tall - _SPACE
    look = {"facecolor": face, "edgecolor": LINE, "linewidth": 0.7, "gid": "cell"}
    ax.add_artist(Rectangle((x + _SPACE / 2, y + _SPACE / 2), *size, **look))
    text = _usual(row.usual)
    if text_width("88,8", SMALL) > wide and text != "?":
        return  # weeks are too narrow for numbers: they stand in the table
    strong = {"fontweight": "bold"} if row.usual > 0 else {}
    look = {"fontsize": SMALL, "color": ink, "ha": "center", "va": "baseline"} | strong
    ax.text(x + wide / 2, centred(y + tall / 2, SMALL), text, **look)


def _look(usual: float, most: float) -> tuple[str, str]:
    """The colour of a cell, by the fifth of the highest number that it reaches, and of its text."""
    if not usual > 0:
        return "white", MUTED
    shades = SHADES[EVENTS]
    shade = min(int(-(-len(shades) * usual // most)), len(shades)) - 1
    return shades[shade], "white" if shade == len(shades) - 1 else TEXT


def _draw_legend(ax: Axes, usual: pd.Series, x: float, y: float) -> None:
    shades = SHADES[EVENTS]
    ax.text(x, centred(y, SMALL), "inga", fontsize=SMALL, va="baseline")
    x += text_width("inga", SMALL) + 8
    for face in ("white", *shades):
        ax.add_artist(Rectangle((x, y - 7), 22, 14, facecolor=face, edgecolor=LINE, linewidth=0.7))
        x += 24
    text = f"{decimal(round(usual.max(), 1))}, samma skala på alla rader"
    text += f"; ?: {NOT_DELIVERED}" if usual.isna().any() else ""
    ax.text(x + 6, centred(y, SMALL), text, fontsize=SMALL, va="baseline")

"""Counts without a promise: how much was done where nothing was quantified. No target, no verdict."""

from __future__ import annotations

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.statements import shown_years, source_line
from lofte_analysis.charts.style import GREY, LABEL, LARGE, LINE, MUTED, SMALL, centred, text_width, wrapped
from lofte_analysis.promise import Promise
from lofte_analysis.words import capitalised, counted, hedge, integer, numeral, period_name

MOST_PANELS = 6
_LEGEND, _GAP = 30, 34
_UNREAD = "Minst så många: rader som inte kunde läsas, eller är oklara, räknas inte."
_LEAST_SCALE = 4  # one or two of something do not fill a slide


def unquantified_counts(counts: pd.DataFrame, promise: Promise) -> Chart:
    """Small columns per half-year for commitments that state no number, one panel each, in one grey.

    Takes the frame of `outcomes.counts_by_half_year` or a part of it. Raises ValueError for more than six
    commitments or none.
    """
    ids = list(counts["commitment"].unique())
    if not 1 <= len(ids) <= MOST_PANELS:
        raise ValueError(f"counts must hold 1 to {MOST_PANELS} commitments, got {len(ids)}: {ids}")
    # none in a half-year that is only partly reported is not known to be none
    counts = counts.assign(count=counts["count"].mask(counts["partial"] & (counts["count"] == 0)))
    headline, years = _headline(counts, promise), shown_years(counts)
    return Chart(
        name=f"antal_utan_lofte_{'_'.join(i.lower().replace('.', '') for i in ids)}",
        headline=headline,
        subtitle=f"Antal per halvår {years}. Löftet anger inget antal, så inget av det här bedöms.",
        source=source_line(counts, promise, *([_UNREAD] if counts["unread"].any() else ())),
        alt=shortened(f"Staplar per halvår, {years}. {headline}."),
        description=" ".join(_sentence(rows) for _, rows in counts.groupby("commitment", sort=False)),
        table=counts_table(counts),
        draw=partial(draw_unquantified_counts, counts),
    )


def counts_table(counts: pd.DataFrame) -> pd.DataFrame:
    """The table twin: a row per commitment, a column per half-year."""
    texts = counts.assign(text=[_text(row) or "?" for row in counts.itertuples()])
    periods = list(counts.sort_values("start")["period"].unique())
    table = texts.pivot(index="commitment", columns="period", values="text").reindex(
        index=counts["commitment"].unique(), columns=periods
    )
    titles = counts.drop_duplicates("commitment").set_index("commitment")[["title", "unit"]]
    titles.columns = ["rubrik", "enhet"]
    table = titles.join(table).fillna("").reset_index()
    table.columns.name = None
    return table.rename(columns={"commitment": "åtagande"})


def _text(row) -> str:
    if row.count != row.count:
        return ""
    return f"{hedge(least=row.partial or row.unread, approximate=row.approximate)}{integer(row.count)}"


def _unknown(rows: pd.DataFrame) -> str:
    """What is said where there is no number."""
    return "ej redovisat" if rows.loc[rows["count"].isna(), "partial"].all() else "okänt"


def _headline(counts: pd.DataFrame, promise: Promise) -> str:
    groups = [rows for _, rows in counts.groupby("commitment", sort=False)]
    if len(groups) > 2:
        return capitalised(f"{numeral(len(groups))} åtaganden utan utlovat antal: det här gjordes")
    totals = []
    for rows in groups:
        units = promise[rows["commitment"].iloc[0]].units
        if rows["count"].isna().all():
            totals.append(f"{rows['title'].iloc[0]}: {_unknown(rows)}")
            continue
        doubt = rows["partial"] | rows["unread"] | rows["count"].isna()
        if doubt.any() and not rows["count"].sum():  # "minst 0" would tell nothing, and look like a number
            totals.append(f"{rows['title'].iloc[0]}: inga {units[1]} i det som är redovisat")
            continue
        least = hedge(least=doubt.any(), approximate=rows["approximate"].any())
        totals.append(f"{rows['title'].iloc[0]}: {least}{counted(int(rows['count'].sum()), *units)}")
    return f"{'. '.join(totals)}. Inget antal är utlovat"


def _sentence(rows: pd.DataFrame) -> str:
    unknown = _unknown(rows)
    parts = [f"{period_name(row.period)}: {_text(row) or unknown}" for row in rows.itertuples()]
    return f"{rows['title'].iloc[0]}, antal {rows['unit'].iloc[0]}. {capitalised(', '.join(parts))}."


def draw_unquantified_counts(counts: pd.DataFrame, *, ax: Axes) -> None:
    """Draw a panel per commitment on an axes that is measured in points."""
    width, height = size_of(ax)
    groups = list(counts.groupby("commitment", sort=False))
    across = min(len(groups), 3) if len(groups) != 4 else 2
    down = -(-len(groups) // across)
    wide = (width - _GAP * (across - 1)) / across
    tall = (height - _LEGEND) / down
    for number, (_, rows) in enumerate(groups):
        x, y = number % across * (wide + _GAP), number // across * tall
        _draw_panel(ax, rows, x, y, wide, tall - 12)
    _draw_legend(ax, height - 9, counts)
    mark_example(ax, bool(counts["example"].any()))


def _draw_panel(ax: Axes, rows: pd.DataFrame, x: float, y: float, wide: float, tall: float) -> None:
    title = _title_lines(rows, wide)
    for number, line in enumerate(title):
        ax.text(x, y + 15 + 16 * number, line, fontsize=LABEL, fontweight="bold", va="baseline")
    y += 16 * (len(title) - 1)
    tall -= 16 * (len(title) - 1)
    ax.text(x, y + 30, rows["unit"].iloc[0], fontsize=SMALL, color=MUTED, va="baseline")
    base, top = y + tall - 36, y + 56
    most = max(rows["count"].max(), _LEAST_SCALE) if rows["count"].notna().any() else 1
    step = wide / len(rows)
    half_bar = min(step * 0.34, 26)
    ax.plot([x, x + wide], [base] * 2, color=GREY, linewidth=1)
    for number, row in enumerate(rows.itertuples()):
        middle = x + step * (number + 0.5)
        if row.count != row.count:
            ax.text(middle, base - 6, "?", fontsize=LARGE, color=MUTED, ha="center", va="baseline")
        else:
            length = (base - top) * row.count / most
            look = {"facecolor": "white", "hatch": "/////"} if row.partial else {"facecolor": GREY}
            box = Rectangle(
                (middle - half_bar, base - length), 2 * half_bar, length, edgecolor=GREY, zorder=2, gid="count"
            )
            box.update(look)
            ax.add_artist(box)
            ax.text(
                middle,
                base - length - 5,
                f"{hedge(approximate=row.approximate)}{integer(row.count)}",
                fontsize=LABEL,
                fontweight="bold",
                ha="center",
                va="baseline",
            )
        half = {"1": "vår", "2": "höst"}[row.period[-1]]
        ax.text(middle, base + 15, half, fontsize=SMALL, color=MUTED, ha="center", va="baseline")
    _draw_years(ax, rows, x, base, step)


def _title_lines(rows: pd.DataFrame, wide: float) -> list[str]:
    return wrapped(f"{rows['commitment'].iloc[0]} {rows['title'].iloc[0]}", wide, LABEL, "bold")


def _draw_years(ax: Axes, rows: pd.DataFrame, x: float, base: float, step: float) -> None:
    years = [period[:4] for period in rows["period"]]
    for year in sorted(set(years)):
        places = [number for number, other in enumerate(years) if other == year]
        middle = x + step * (places[0] + places[-1] + 1) / 2
        text = year if len(places) > 1 or text_width(year, SMALL, "bold") < step * 1.4 else f"’{year[2:]}"
        ax.text(middle, base + 30, text, fontsize=SMALL, fontweight="bold", ha="center", va="baseline")
        if places[0]:
            cut = x + step * places[0]
            ax.plot([cut, cut], [base, base + 32], color=LINE, linewidth=0.8)


def _draw_legend(ax: Axes, y: float, counts: pd.DataFrame) -> None:
    x = 0.0
    entries = [({"facecolor": GREY}, "antal som redovisats")]
    if (counts["partial"] & counts["count"].notna()).any():
        entries.append(({"facecolor": "white", "hatch": "/////"}, "bara delvis redovisat: minst så många"))
    for look, word in entries:
        ax.add_artist(Rectangle((x, y - 7), 22, 13, edgecolor=GREY, **look))
        ax.text(x + 28, centred(y, SMALL), word, fontsize=SMALL, va="baseline")
        x += 28 + text_width(word, SMALL) + 22
    if counts["count"].isna().any():
        ax.text(x, centred(y, SMALL), f"? {_unknown(counts)}", fontsize=SMALL, va="baseline")

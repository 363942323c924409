"""Before and after the extension: two counts per commitment, side by side, each in its own unit."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from lofte_analysis.charts.canvas import Chart, example_width, mark_example, shortened, size_of
from lofte_analysis.charts.labels import draw_row_label, label_width
from lofte_analysis.charts.marks import draw_legend, draw_marks
from lofte_analysis.charts.statements import MOST_ROWS, shown_years, source_line, term_month_rule
from lofte_analysis.charts.style import LABEL, LARGE, LINE, MUTED, RATIO, SMALL, TEXT, centred, text_width
from lofte_analysis.promise import Promise
from lofte_analysis.ratios import kept_text, none_judged, ratio_parts, unknown_text
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.standing import AFTER, BEFORE, before_and_after, interpretation_rule
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import PERIOD_NOUNS, integer, long_date

_HEADER, _LEGEND, _GAP = 34, 30, 18
_SIZES = (20, 18, 16, 15, 14, 13, 12, 11, 10, 9)  # of a mark; smaller ones cannot be told apart
_PITCH = 1.24  # from mark to mark, in marks: a diamond is wider than the rest
_DRAWN = (
    ("met", Verdict.MET),
    ("partly", Verdict.PARTLY),
    ("not_met", Verdict.NOT_MET),
    ("not_reported", Verdict.NOT_REPORTED),
)


def before_after(outcomes: pd.DataFrame, promise: Promise) -> Chart:
    """Kept of ended periods before and after the extension, a mark for each period and the counts beside.

    Takes the frame of `follow_through` (or a part of it, at most 8 judged commitments). The two sides are set beside
    each other without percent, arrow or cause: they are of different length. Raises ValueError for a promise that was
    not extended and for too many commitments or none.
    """
    judged = outcomes[outcomes["promised"].notna()]
    ids = list(judged["commitment"].unique())
    if not 1 <= len(ids) <= MOST_ROWS:
        raise ValueError(f"outcomes must hold 1 to {MOST_ROWS} judged commitments, got {len(ids)}: {ids}")
    rows, ended = before_and_after(judged, promise), judged[judged["end"] <= judged["cutoff"]]
    headline, change = _headline(rows), promise.versions[1].start
    years = f" {shown_years(ended)}" if len(ended) else ""
    return Chart(
        name="fore_och_efter",
        headline=headline,
        subtitle=f"Löftet förlängdes den {long_date(change)}. Varje märke är en avslutad "
        f"period{years}; det är olika många före och efter.",
        source=source_line(
            judged,
            promise,
            "Bilden visar vad som gjordes, inte varför.",
            term_month_rule(judged, promise),
            interpretation_rule(ended, promise),
        ),
        alt=shortened(f"Antal uppfyllda perioder före och efter att löftet förlängdes. {headline}."),
        description=_describe(rows),
        table=before_after_table(rows),
        draw=partial(draw_before_after, rows, example=bool(outcomes["example"].any())),
        publishable=may_be_published(judged),
    )


def before_after_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The table twin: a row per commitment and side, periods per verdict."""
    names = {"commitment": "åtagande", "title": "rubrik", "side": "tid"}
    table = rows.rename(columns=names)[list(names.values())]
    table["tid"] = [f"{side} förlängningen" for side in rows["side"]]
    for name, verdict in _DRAWN:
        table[str(verdict)] = rows[name]
    return table.assign(
        **{"avslutade perioder": rows["periods"], "enhet": [PERIOD_NOUNS[per][1] for per in rows["per"]]},
        **{"ej aktuellt": rows["not_applicable"], "pågår": rows["running"], "på båda sidor": rows["across"]},
    )


def _pairs(rows: pd.DataFrame) -> list[tuple]:
    """Before and after of each commitment."""
    sides = {side: list(rows[rows["side"] == side].itertuples()) for side in (BEFORE, AFTER)}
    return list(zip(sides[BEFORE], sides[AFTER], strict=True))


def _headline(rows: pd.DataFrame) -> str:
    """The commitment with the most periods speaks, as in the calendar."""
    before, after = max(_pairs(rows), key=lambda pair: pair[0].periods + pair[1].periods)
    if not before.periods and not after.periods:
        return "Ingen utlovad period är avslutad än, varken före eller efter förlängningen"
    singular, plural = PERIOD_NOUNS[before.per]
    none = f"inget {singular} avslutat" if singular == plural else f"ingen {singular} avslutad"
    if not after.periods:
        return f"{before.title}: {_told(before)} före förlängningen, {none} efter"
    if not before.periods:
        return f"{before.title}: {none} före förlängningen, {_told(after)} efter"
    if none_judged(before) or none_judged(after):
        return f"{before.title}: {_told(before)} före förlängningen, {_told(after)} efter"
    later = _told(after).removeprefix("uppfyllt i ").replace(f" {ratio_parts(after)[1]}", "", 1)
    return f"{before.title}: {_told(before)} före förlängningen och {later} efter"


def _told(row) -> str:
    unknown = unknown_text(row).removeprefix(", ")
    return f"{kept_text(row)} ({unknown})" if unknown else kept_text(row)


def _describe(rows: pd.DataFrame) -> str:
    texts = []
    for before, after in _pairs(rows):
        sides = [f"{side.side} förlängningen {_result(side)}" for side in (before, after)]
        across = f"; på båda sidor: {before.across}" if before.across else ""
        texts.append(f"{before.title}: {'; '.join(sides)}{across}.")
    return " ".join(texts)


def _result(row) -> str:
    """What one side came to, in words."""
    if not row.periods:
        return "ingen avslutad period"
    verdicts = [f"{integer(count)} {verdict}" for name, verdict in _DRAWN[1:] if (count := getattr(row, name))]
    return ", ".join([kept_text(row), *verdicts])


def draw_before_after(rows: pd.DataFrame, *, example: bool = False, ax: Axes) -> None:
    """Draw the frame of `standing.before_and_after` on an axes that is measured in points."""
    width, height = size_of(ax)
    pairs = _pairs(rows)
    labels = [(f"{before.commitment} {before.title}", _below(before)) for before, _ in pairs]
    left = label_width(labels) + _GAP
    side = (width - left) / 2
    step = min(84, (height - _HEADER - _LEGEND) / len(pairs))
    bottom = _HEADER + step * len(pairs)
    for number, word in enumerate((BEFORE, AFTER)):
        x = left + side * number + _GAP
        ax.text(x, _HEADER - 12, f"{word} förlängningen", fontsize=LARGE, fontweight="bold", va="baseline")
    ax.plot([left + side] * 2, [4, bottom], color=TEXT, linewidth=1.2, zorder=2)
    ax.plot([0, width], [_HEADER] * 2, color=LINE, linewidth=0.8)
    counts, grid = _counts_and_grid(rows, side, step)
    for number, (pair, label) in enumerate(zip(pairs, labels, strict=True)):
        y = _HEADER + step * (number + 0.5)
        ax.plot([0, width], [y + step / 2] * 2, color=LINE, linewidth=0.8, zorder=1)
        draw_row_label(ax, y, *label, left - _GAP, step)
        for place, row in enumerate(pair):
            _draw_side(ax, row, left + side * place + _GAP, y, counts, grid)
    shown = [verdict for name, verdict in _DRAWN if rows[name].any()]
    draw_legend(ax, shown, 0, height - 9, room=width - example_width(example))
    mark_example(ax, example)


class _Grid(NamedTuple):
    """How marks are laid: at most ten across, of one size in the whole picture; size 0 where they do not fit."""

    size: float
    across: int

    @classmethod
    def of(cls, most: int, room: float, tall: float) -> _Grid:
        for size in _SIZES:
            across = min(10, max(1, int(room / (_PITCH * size))))
            if -(-most // across) * 1.2 * size <= tall - 5:
                return cls(size, across)
        return cls(0, 1)


def _below(row) -> str:
    return f"på båda sidor: {row.across}" if row.across else row.promised_text


class _Counts(NamedTuple):
    """How the counts are written: their letter size, the room they take, and whether the unit stands beneath."""

    size: float
    width: float
    parted: bool

    @classmethod
    def of(cls, rows: pd.DataFrame, size: float, parted: bool) -> _Counts:
        texts = [_count(row, parted) for row in rows.itertuples()]
        wide = max(max(text_width(text, size, "bold"), text_width(unit, SMALL)) for text, unit in texts)
        return cls(size, wide + _GAP, parted)


def _count(row, parted: bool) -> tuple[str, str]:
    if not row.periods:
        return "", ""
    text, unit = ratio_parts(row)
    return (text, unit) if parted else (f"{text} {unit}".rstrip(), "")


def _counts_and_grid(rows: pd.DataFrame, side: float, step: float) -> tuple[_Counts, _Grid]:
    """Counts as large as leaves room for a mark per period; the unit goes beneath them where it must."""
    large = RATIO if step >= 28 else LABEL
    for size, parted in ((large, False), (LABEL, False), (LABEL, True)):
        counts = _Counts.of(rows, size, parted)
        grid = _Grid.of(int(rows["periods"].max()), side - counts.width - 1.5 * _GAP, step)
        if grid.size:
            break
    return counts, grid


def _draw_side(ax: Axes, row, x: float, y: float, counts: _Counts, grid: _Grid) -> None:
    """The count, and a mark for each period, kept ones first; or a mark per verdict with its number."""
    if not row.periods:
        text = "ej aktuellt" if row.not_applicable else "ingen avslutad period"
        ax.text(x, centred(y, LABEL), text, fontsize=LABEL, fontstyle="italic", color=MUTED, va="baseline")
        return
    text, unit = _count(row, counts.parted)
    at = y - 1 if unit else centred(y, counts.size)
    ax.text(x, at, text, fontsize=counts.size, fontweight="bold", va="baseline")
    if unit:
        ax.text(x, y + 12, unit, fontsize=SMALL, color=MUTED, va="baseline")
    x, place, lines = x + counts.width, 0, -(-row.periods // grid.across)
    for name, verdict in _DRAWN:
        number = getattr(row, name)
        if number and not grid.size:
            draw_marks(ax, verdict, [x + 6], [y], 12)
            ax.text(x + 16, centred(y, SMALL), integer(number), fontsize=SMALL, va="baseline")
            x += 16 + text_width(integer(number), SMALL) + 12
        elif number:
            cells = [divmod(cell, grid.across) for cell in range(place, place + number)]
            xs = [x + grid.size * (0.5 + _PITCH * column) for _, column in cells]
            ys = [y + 1.2 * grid.size * (line - (lines - 1) / 2) for line, _ in cells]
            draw_marks(ax, verdict, xs, ys, grid.size)
            place += number

"""The promise overview: did we do what we promised, each commitment in its own unit."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, example_width, mark_example, shortened, size_of
from lofte_analysis.charts.labels import draw_row_label, label_width
from lofte_analysis.charts.statements import MOST_ROWS, describe_periods, shown_years, source_line, term_month_rule
from lofte_analysis.charts.style import (
    ACCENT_TEXT,
    GREY,
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
from lofte_analysis.promise import Promise
from lofte_analysis.ratios import kept_text, ratio_text, remainder_text, unknown_text
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.standing import interpretation_rule
from lofte_analysis.tables import summary_table
from lofte_analysis.words import NBSP, capitalised, counted, listing, numeral, percent

FEW_PERIODS = 10  # under ten periods a percentage says more than the numbers carry
_HEADER, _LEGEND, _GAP = 40, 30, 16
_TALLEST = 76  # a row of a short list

# Three tones that are told apart in grey and from afar: dark, hatched and an empty frame.
_UNKNOWN = {"facecolor": "white", "edgecolor": GREY, "hatch": "/////", "linewidth": 1}
_REST = {"facecolor": "white", "edgecolor": GREY, "linewidth": 1}


def promise_overview(outcomes: pd.DataFrame, promise: Promise) -> Chart:
    """The share of promised periods in which the promise was kept, a bar to 100 % per commitment.

    Takes the frame of `follow_through`. Periods without a report are hatched: they may have been kept or not.
    Commitments without a number get a sentence and no bar. Raises ValueError for more than 8 rows with a bar or
    for a frame without rows.
    """
    if outcomes.empty:
        raise ValueError("outcomes must hold at least one row, got none")
    rows = overview_rows(outcomes, promise)
    if len(rows) > MOST_ROWS:
        raise ValueError(f"outcomes must hold at most {MOST_ROWS} judged commitments, got {len(rows)}")
    judged = {commitment.id for commitment in promise.commitments if commitment.judged}
    headline, years = _headline(rows, part=judged > set(rows["commitment"])), shown_years(outcomes)
    unquantified = _without_number(outcomes, promise)
    return Chart(
        name="loftesoversikt",
        headline=headline,
        subtitle=f"Andel av de utlovade perioderna {years} då löftet uppfylldes. Bara avslutade perioder räknas.",
        source=source_line(
            outcomes, promise, term_month_rule(outcomes, promise), interpretation_rule(_judged(outcomes), promise)
        ),
        alt=shortened(f"Liggande staplar för {counted(len(rows), 'åtagande', 'åtaganden')}, {years}. {headline}."),
        description=f"{describe_periods(outcomes)} {unquantified}".strip(),
        table=summary_table(outcomes),
        draw=partial(draw_promise_overview, rows, unquantified, example=bool(outcomes["example"].any())),
        publishable=may_be_published(outcomes),
    )


def _judged(outcomes: pd.DataFrame) -> pd.DataFrame:
    return outcomes[outcomes["promised"].notna() & (outcomes["end"] <= outcomes["cutoff"])]


def overview_rows(outcomes: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """`outcomes.summary` with what is promised, the result in words, and the shares (0–1) that are drawn."""
    rows = summary(outcomes)
    ended = rows["periods"].where(rows["periods"] > 0)
    return rows.assign(
        promised=[promise[i].promised_text for i in rows["commitment"]],
        result=[ratio_text(row) for row in rows.itertuples()],
        remainder=[remainder_text(row) for row in rows.itertuples()],
        kept=rows["met"] / ended,
        unknown=rows["not_reported"] / ended,
    )


def _headline(rows: pd.DataFrame, *, part: bool) -> str:
    """How many were kept whole; of a `part` of the promise it is said that only those in the picture are counted."""
    ended = rows[rows["periods"] > 0]
    if ended.empty:
        return "Ingen utlovad period är avslutad än" if len(rows) else "Löftet anger inget antal: inget kan bedömas"
    whole = int((ended["met"] == ended["periods"]).sum())
    undecided = int(((ended["met"] < ended["periods"]) & (ended["partly"] + ended["not_met"] == 0)).sum())
    if len(ended) == 1:
        row = next(ended.itertuples())
        return f"{row.title}: {kept_text(row)}{unknown_text(row)}"
    all_of_them = f"{numeral(len(ended))} mätbara åtaganden{' i bilden' if part else ''}"
    if undecided == len(ended):
        return f"Inget av {all_of_them} kan bedömas fullt ut: uppgifter saknas"
    if whole == len(ended):
        every = "Båda de mätbara åtagandena" if whole == 2 else f"Alla {numeral(whole)} mätbara åtaganden"
        return f"{every}{' i bilden' if part else ''} har uppfyllts i alla avslutade perioder"
    count = f"{numeral(whole, neuter=True) if whole else 'inget'} av {all_of_them}"
    text = capitalised(f"{count} har uppfyllts i alla avslutade perioder")
    return f"{text}, {numeral(undecided, neuter=True)} kan inte bedömas fullt ut" if undecided else text


def _without_number(outcomes: pd.DataFrame, promise: Promise) -> str:
    ids = [i for i in outcomes["commitment"].unique() if not promise[i].judged]
    if not ids:
        return ""
    noun = "åtagande" if len(ids) == 1 else "åtaganden"
    verb = "anger inget antal och bedöms inte"
    return capitalised(f"{numeral(len(ids), neuter=True)} {noun} {verb}: {listing(ids)}.")


def draw_promise_overview(rows: pd.DataFrame, unquantified: str = "", *, example: bool = False, ax: Axes) -> None:
    """Draw the rows of `overview_rows` on an axes that is measured in points."""
    width, height = size_of(ax)
    bottom = height - _LEGEND - (22 if unquantified else 0)
    step = min(_TALLEST, (bottom - _HEADER) / max(len(rows), 1))
    end = _HEADER + step * len(rows)
    columns = _Columns.of(rows, width)
    _draw_scale(ax, columns, end)
    ax.plot([0, width], [_HEADER] * 2, color=LINE, linewidth=0.8)
    for number, row in enumerate(rows.itertuples()):
        y = _HEADER + step * (number + 0.5)
        ax.plot([0, width], [y + step / 2] * 2, color=LINE, linewidth=0.8, zorder=1)
        _draw_row(ax, row, columns, y, step)
    if unquantified:
        ax.text(0, end + 20, unquantified, fontsize=SMALL, fontstyle="italic", color=MUTED, va="baseline")
    _draw_legend(ax, height - 9, rows, width - example_width(example))
    mark_example(ax, example)


class _Columns(NamedTuple):
    """Where the columns begin: labels at 0, then the bars, what was kept, and the rest in words."""

    bar: float  # left edge of the bars
    length: float  # of a bar to 100 per cent
    kept: float
    rest: float

    @classmethod
    def of(cls, rows: pd.DataFrame, width: float) -> _Columns:
        left = (label_width(_label(row) for row in rows.itertuples()) if len(rows) else 60) + _GAP
        kept = max([text_width(text, RATIO, "bold") for text in rows["result"]] + [text_width("uppfyllt", SMALL)])
        rest = max([text_width(text, SMALL) for row in rows.itertuples() for text in _why(row)] + [90])
        length = width - left - kept - rest - 4 * _GAP
        return cls(left, length, left + length + 2 * _GAP, width - rest)


def _label(row) -> tuple[str, str]:
    return f"{row.commitment} {row.title}", row.promised


def _draw_scale(ax: Axes, columns: _Columns, end: float) -> None:
    """The percentages over the bars, and the line of what was promised."""
    quarters = (0, 0.25, 0.5, 0.75, 1) if columns.length > 4.6 * text_width(percent(1), SMALL, "bold") else (0, 0.5, 1)
    for share in quarters:
        x, whole = columns.bar + columns.length * share, share == 1
        look = {"color": TEXT, "linewidth": 1.6, "zorder": 4} if whole else {"color": LINE, "linewidth": 0.8}
        ax.plot([x, x], [_HEADER, end], **look)
        weight, color = ("bold", TEXT) if whole else ("normal", MUTED)
        ax.text(x, 30, percent(share), fontsize=SMALL, color=color, fontweight=weight, ha="center", va="baseline")
    middle_of_line = columns.bar + columns.length
    ax.text(middle_of_line, 13, "utlovat", fontsize=SMALL, fontweight="bold", ha="center", va="baseline")
    ax.text(columns.kept, 30, "uppfyllt", fontsize=SMALL, color=MUTED, va="baseline")
    ax.text(columns.rest, 30, "övriga", fontsize=SMALL, color=MUTED, va="baseline")


def _draw_row(ax: Axes, row, columns: _Columns, y: float, step: float) -> None:
    draw_row_label(ax, y, *_label(row), columns.bar - _GAP, step)
    if row.periods:
        _draw_bar(ax, row, columns, y, min(34, step * 0.56))
    else:
        look = {"fontsize": SMALL, "fontstyle": "italic", "color": MUTED, "va": "baseline"}
        ax.text(columns.bar + 8, centred(y, SMALL), "Ingen avslutad period än.", **look)
    ax.text(columns.kept, centred(y, RATIO), row.result, fontsize=RATIO, fontweight="bold", va="baseline")
    texts = _why(row)
    for line, text in enumerate(texts):
        color = ACCENT_TEXT if "uppfyllt" in text else MUTED
        at = centred(y + min(15, step / 2) * (line - (len(texts) - 1) / 2), SMALL)
        ax.text(columns.rest, at, text, fontsize=SMALL, color=color, va="baseline")


def _why(row) -> list[str]:
    """What the bar does not say: too little, nothing, no report."""
    short = ", ".join(
        f"{count} {verdict}"
        for count, verdict in ((row.partly, "delvis uppfyllt"), (row.not_met, "ej uppfyllt"))
        if count
    )
    return [text for text in (short, row.remainder) if text]


def _draw_bar(ax: Axes, row, columns: _Columns, y: float, tall: float) -> None:
    """Kept, unknown and the rest; few periods are drawn as so many pieces."""
    left, length = columns.bar, columns.length

    def piece(start: float, share: float, **look) -> None:
        ax.add_artist(Rectangle((left + length * start, y - tall / 2), length * share, tall, **look))

    piece(0, 1, **_REST, gid="rest", zorder=2)
    piece(0, row.kept, facecolor=PETROL, edgecolor="none", gid=f"kept {row.commitment}", zorder=2)
    if row.unknown:
        piece(row.kept, row.unknown, **_UNKNOWN, gid=f"unknown {row.commitment}", zorder=2)
    if row.periods < FEW_PERIODS:
        for cut in range(1, row.periods):
            x = left + length * cut / row.periods
            ax.plot([x, x], [y - tall / 2 - 0.6, y + tall / 2 + 0.6], color="white", linewidth=2.5, zorder=3)
    else:
        _write_share(ax, row, columns, y)


def _write_share(ax: Axes, row, columns: _Columns, y: float) -> None:
    """The percentage inside the dark end of the bar, where it has room."""
    text, end = _span(row), columns.length * row.kept
    if text_width(text, LARGE, "bold") + 14 <= end:
        look = {"fontsize": LARGE, "color": "white", "fontweight": "bold", "zorder": 5}
        ax.text(columns.bar + end - 7, centred(y, LARGE), text, ha="right", va="baseline", **look)


def _span(row) -> str:
    """The share kept, and where reports are missing, the largest that it can be."""
    if not row.unknown:
        return percent(row.kept)
    return f"{percent(row.kept).split(NBSP)[0]}–{percent(row.kept + row.unknown)}"


def _draw_legend(ax: Axes, y: float, rows: pd.DataFrame, room: float) -> None:
    entries = [("uppfyllt", {"facecolor": PETROL})]
    if rows["unknown"].fillna(0).any():
        entries.append(("ej redovisat: kan inte bedömas", _UNKNOWN))
    if (rows["partly"] + rows["not_met"]).any():
        entries.append(("delvis eller ej uppfyllt", _REST))
    gap = 22 if sum(52 + text_width(word, SMALL) for word, _ in entries) <= room else 10
    x = 0.0
    for word, look in entries:
        ax.add_artist(Rectangle((x, y - 7), 24, 13, **look))
        ax.text(x + 30, centred(y, SMALL), word, fontsize=SMALL, va="baseline")
        x += 30 + text_width(word, SMALL) + gap

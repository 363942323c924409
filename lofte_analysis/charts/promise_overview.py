"""The promise overview: did we do what we promised, each commitment in its own unit."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.statements import (
    describe_periods,
    ratio_text,
    remainder_text,
    shown_years,
    source_line,
    term_month_rule,
    unknown_text,
)
from lofte_analysis.charts.style import (
    ACCENT_TEXT,
    EMPTY,
    GREY,
    LABEL,
    LARGE,
    LINE,
    MUTED,
    PETROL,
    SMALL,
    TEXT,
    text_width,
)
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Per, Promise
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.tables import summary_table
from lofte_analysis.words import NBSP, capitalised, counted, listing, numeral, percent

MOST_ROWS = 8
FEW_PERIODS = 10  # under ten periods a percentage says more than the numbers carry
_HEADER, _LEGEND, _GAP = 40, 30, 16


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
    headline, years = _headline(rows), shown_years(outcomes)
    unquantified = _without_number(outcomes, promise)
    return Chart(
        name="loftesoversikt",
        headline=headline,
        subtitle=f"Andel av de utlovade perioderna {years} då löftet uppfylldes. Bara avslutade perioder räknas.",
        source=source_line(outcomes, promise, term_month_rule(outcomes, promise)),
        alt=shortened(f"Liggande staplar för {counted(len(rows), 'åtagande', 'åtaganden')}, {years}. {headline}."),
        description=f"{describe_periods(outcomes)} {unquantified}".strip(),
        table=summary_table(outcomes),
        draw=lambda ax: draw_promise_overview(rows, unquantified, example=bool(outcomes["example"].any()), ax=ax),
        publishable=may_be_published(outcomes),
    )


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


def _headline(rows: pd.DataFrame) -> str:
    ended = rows[rows["periods"] > 0]
    if ended.empty:
        return "Ingen utlovad period är avslutad än" if len(rows) else "Löftet anger inget antal: inget kan bedömas"
    whole = int((ended["met"] == ended["periods"]).sum())
    undecided = int(((ended["met"] < ended["periods"]) & (ended["partly"] + ended["not_met"] == 0)).sum())
    if len(ended) == 1:
        row = next(ended.itertuples())
        text = f"{row.title}: {'' if row.per == Per.WHOLE else 'uppfyllt i '}{row.result}"
        return text + unknown_text(row)
    if undecided == len(ended):
        return f"Inget av {numeral(len(ended))} mätbara åtaganden kan avgöras: redovisning saknas"
    count = f"{numeral(whole, neuter=True) if whole else 'inget'} av {numeral(len(ended))} mätbara åtaganden"
    text = capitalised(f"{count} har uppfyllts i alla avslutade perioder")
    return f"{text}, {numeral(undecided, neuter=True)} kan inte avgöras" if undecided else text


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
    titles = [f"{row.commitment} {row.title}" for row in rows.itertuples()]
    left = max([text_width(t, LABEL, "bold") for t in titles] + [text_width(p, SMALL) for p in rows["promised"]] + [60])
    left += _GAP
    right = max([text_width(r, LABEL, "bold") for r in rows["result"]] + [text_width("uppfyllt", SMALL)]) + _GAP
    why = [_why(row) for row in rows.itertuples()]
    far = max([max((text_width(text, SMALL) for text in texts), default=0) for texts in why] + [90])
    bar = width - left - right - far - 3 * _GAP
    x0 = left
    bottom = height - _LEGEND - (22 if unquantified else 0)
    step = min(50, (bottom - _HEADER) / max(len(rows), 1))
    end = _HEADER + step * len(rows)

    for share in (0, 0.25, 0.5, 0.75, 1):
        x = x0 + bar * share
        ax.plot(
            [x, x],
            [_HEADER, end],
            color=TEXT if share == 1 else LINE,
            linewidth=1.4 if share == 1 else 0.8,
            zorder=4 if share == 1 else 1,
        )
        ax.text(
            x,
            30,
            percent(share),
            fontsize=SMALL,
            color=TEXT if share == 1 else MUTED,
            ha="center",
            va="baseline",
            fontweight="bold" if share == 1 else "normal",
        )
    ax.text(x0 + bar, 13, "utlovat", fontsize=SMALL, fontweight="bold", ha="center", va="baseline")
    ax.text(x0 + bar + 2 * _GAP, 30, "uppfyllt", fontsize=SMALL, color=MUTED, va="baseline")
    ax.text(x0 + bar + right + 2 * _GAP, 30, "övriga", fontsize=SMALL, color=MUTED, va="baseline")
    ax.plot([0, width], [_HEADER] * 2, color=LINE, linewidth=0.8)
    for number, (row, title, texts) in enumerate(zip(rows.itertuples(), titles, why, strict=True)):
        y = _HEADER + step * (number + 0.5)
        ax.plot([0, width], [y + step / 2] * 2, color=LINE, linewidth=0.8, zorder=1)
        ax.text(0, y - 3, title, fontsize=LABEL, fontweight="bold", va="baseline")
        ax.text(0, y + 12, row.promised, fontsize=SMALL, color=MUTED, va="baseline")
        if row.periods:
            _draw_bar(ax, row, x0, y, bar, min(22, step * 0.56))
        else:
            ax.text(
                x0 + 8,
                y,
                "Ingen avslutad period än.",
                fontsize=SMALL,
                fontstyle="italic",
                color=MUTED,
                va="center_baseline",
            )
        ax.text(x0 + bar + 2 * _GAP, y, row.result, fontsize=LABEL, fontweight="bold", va="center_baseline")
        for line, text in enumerate(texts):
            color = ACCENT_TEXT if "uppfyllt" in text else MUTED
            offset = y + 15 * (line - (len(texts) - 1) / 2)
            ax.text(x0 + bar + right + 2 * _GAP, offset, text, fontsize=SMALL, color=color, va="center_baseline")
    if unquantified:
        ax.text(0, end + 16, unquantified, fontsize=SMALL, fontstyle="italic", color=MUTED, va="center_baseline")
    _draw_legend(ax, height - 9, bool(rows["unknown"].fillna(0).sum()))
    mark_example(ax, example)


def _why(row) -> list[str]:
    """What the bar does not say: too little, nothing, no report."""
    short = ", ".join(
        f"{count} {verdict}"
        for count, verdict in ((row.partly, "delvis uppfyllt"), (row.not_met, "ej uppfyllt"))
        if count
    )
    return [text for text in (short, row.remainder) if text]


def _draw_bar(ax: Axes, row, x0: float, y: float, bar: float, tall: float) -> None:
    """Kept, unknown and the rest; few periods are drawn as so many pieces."""

    def piece(start: float, length: float, **look) -> None:
        ax.add_patch(Rectangle((x0 + bar * start, y - tall / 2), bar * length, tall, zorder=2, **look))

    piece(0, 1, facecolor=EMPTY, edgecolor="none", gid="rest")
    piece(0, row.kept, facecolor=PETROL, edgecolor="none", gid=f"kept {row.commitment}")
    if row.unknown:
        look = {"facecolor": "white", "edgecolor": GREY, "hatch": "/////", "linewidth": 1}
        piece(row.kept, row.unknown, **look, gid=f"unknown {row.commitment}")
    if row.periods < FEW_PERIODS:
        for cut in range(1, row.periods):
            ax.plot(
                [x0 + bar * cut / row.periods] * 2, [y - tall / 2, y + tall / 2], color="white", linewidth=2.5, zorder=3
            )
    elif row.kept > 0.12:
        ax.text(
            x0 + bar * row.kept - 7,
            y,
            _span(row),
            fontsize=LARGE,
            color="white",
            fontweight="bold",
            ha="right",
            va="center_baseline",
            zorder=5,
        )


def _span(row) -> str:
    """The share kept, and where reports are missing, the largest that it can be."""
    if not row.unknown:
        return percent(row.kept)
    return f"{percent(row.kept).split(NBSP)[0]}–{percent(row.kept + row.unknown)}"


def _draw_legend(ax: Axes, y: float, unknown: bool) -> None:
    x = 0.0
    words = [("uppfyllt", {"facecolor": PETROL})]
    if unknown:
        words.append(("ej redovisat: kan inte bedömas", {"facecolor": "white", "edgecolor": GREY, "hatch": "/////"}))
    words.append(("delvis eller ej uppfyllt", {"facecolor": EMPTY, "edgecolor": GREY, "linewidth": 0.6}))
    for word, look in words:
        ax.add_patch(Rectangle((x, y - 7), 24, 13, **look))
        ax.text(x + 30, y, word, fontsize=SMALL, va="center_baseline")
        x += 30 + text_width(word, SMALL) + 22

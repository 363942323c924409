"""A share over time: how many of all cases, as screening for violence at each preliminary assessment."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.statements import ratio_text, shown_years, source_line, unknown_text
from lofte_analysis.charts.style import (
    GREY,
    LABEL,
    LARGE,
    LINE,
    MUTED,
    PETROL,
    SMALL,
    TEXT,
    text_width,
    wrapped,
)
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Commitment, Promise, ShareOf
from lofte_analysis.shares import shares
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.words import PERIOD_NOUNS, counted, integer, percent, period_name

_LEFT, _TOP, _BOTTOM, _RIGHT = 52, 14, 92, 150


def screening_share(
    outcomes: pd.DataFrame, promise: Promise, *, by_year: bool = False, interval: bool = False
) -> Chart:
    """The share done per half-year, with the counts beneath and hollow points where the period is incomplete.

    Takes the rows of one share commitment in the frame of `follow_through`, or what `suppress_small_counts` made of it.
    `by_year` pools half-years for display; `interval` adds the Wilson 95 per cent interval, for the notebook.
    Raises ValueError when the rows are not those of one share commitment.
    """
    rows = shares(outcomes, by_year=by_year)
    if rows.empty:
        raise ValueError("outcomes must hold a period that has begun, got none")
    commitment = promise[rows["commitment"].iloc[0]]
    headline, years = _headline(rows, commitment, outcomes), shown_years(rows)
    step = "år" if by_year else PERIOD_NOUNS[commitment.per][0]
    subtitle = f"{commitment.id} {commitment.title}: andel av alla {commitment.units[1]} per {step}, {years}."
    changes = tuple((pd.Timestamp(version.start), version.name) for version in promise.versions[1:])
    rules = []
    if interval:
        subtitle += " Ljusa streck: 95 procents osäkerhet enligt Wilson."
    if (rows["open_text"] != "").any() and commitment.share_of is ShareOf.CASES:
        rules.append(f"Pågående {commitment.units[1]} räknas inte in.")
    if rows["hidden"].any():
        rules.append("Dolt: 1–4 personer, 1–4 personer som fattas till alla, eller en period som pågår.")
    return Chart(
        name=f"andel_{commitment.id.lower().replace('.', '_')}{'_per_ar' if by_year else ''}",
        headline=headline,
        subtitle=subtitle,
        source=source_line(rows, promise, *rules),
        alt=shortened(f"Punktdiagram per {step}, {years}. {headline}."),
        description=" ".join(_sentence(row, commitment) for row in rows.itertuples()),
        table=share_table(rows, commitment),
        draw=lambda ax: draw_screening_share(rows, commitment, changes, interval=interval, ax=ax),
        publishable=may_be_published(outcomes),
    )


def share_table(rows: pd.DataFrame, commitment: Commitment) -> pd.DataFrame:
    """The table twin, in text."""
    shown = [not row.hidden and row.cases == row.cases for row in rows.itertuples()]
    numbers = list(zip(rows.itertuples(), shown, strict=True))
    return pd.DataFrame(
        {
            "period": rows["period"],
            "gjort": [integer(row.done) if ok else _without(row) for row, ok in numbers],
            f"av alla {commitment.units[1]}": [integer(row.cases) if ok else _without(row) for row, ok in numbers],
            "andel": [percent(row.share) if ok and row.cases else "" for row, ok in numbers],
            "anmärkning": [_remark(row) for row in rows.itertuples()],
        }
    )


def _without(row) -> str:
    return "dolt" if row.hidden else ""


def _remark(row) -> str:
    parts = []
    if row.running:
        parts.append("pågår")
    if row.missing_months:
        parts.append(f"{counted(row.missing_months, 'månad', 'månader')} saknas")
    elif not row.complete and not row.running:
        parts.append("redovisning saknas")
    if row.open_text:
        parts.append(f"ärenden som pågår: {row.open_text}")
    return ", ".join(parts)


def _headline(rows: pd.DataFrame, commitment: Commitment, outcomes: pd.DataFrame) -> str:
    """From the first complete period to the last; where some are hidden, the shown ones would flatter."""
    promised = f", löftet gäller {commitment.promised_text}" if commitment.share_at_least else ""
    if rows["hidden"].any() and commitment.judged:
        row = next(summary(outcomes).itertuples())
        if not row.periods:
            return f"{commitment.title}: ingen period är avslutad än"
        return f"{commitment.title}: uppfyllt i {ratio_text(row)}{unknown_text(row)}{promised}"
    whole = rows[rows["complete"] & rows["share"].notna()]
    if rows["hidden"].any():
        return f"{commitment.title}: antalen är för små för att visas"
    if whole.empty:
        return f"{commitment.title}: ingen period är helt redovisad"
    first, last = percent(whole["share"].iloc[0]), percent(whole["share"].iloc[-1])
    if len(whole) == 1:
        return f"{commitment.title}: {first}{promised}"
    return f"{commitment.title}: från {first} till {last}{promised}"


def _sentence(row, commitment: Commitment) -> str:
    name = period_name(row.period)
    if row.hidden:
        text = f"{name}: antalet visas inte"
    elif row.cases != row.cases:
        text = f"{name}: inga siffror"
    elif not row.cases:
        text = f"{name}: inga {commitment.units[1]}"
    else:
        text = f"{name}: {integer(row.done)} av {integer(row.cases)}, {percent(row.share)}"
    remark = _remark(row)
    return f"{text[:1].upper()}{text[1:]}{f' ({remark})' if remark else ''}."


def draw_screening_share(
    rows: pd.DataFrame,
    commitment: Commitment,
    promise_lines: tuple[tuple[pd.Timestamp, str], ...] = (),
    *,
    interval: bool = False,
    ax: Axes,
) -> None:
    """Draw the rows of `shares.shares` on an axes that is measured in points.

    `promise_lines` are days at which the promise changed, each with its word.
    """
    width, height = size_of(ax)
    left, right, top, bottom = _LEFT, width - _RIGHT, _TOP, height - _BOTTOM
    step = (right - left) / len(rows)
    xs = [left + step * (number + 0.5) for number in range(len(rows))]

    def y(share: float) -> float:
        return bottom - (bottom - top) * share

    for share in (0, 0.25, 0.5, 0.75, 1):
        promised = share == 1 and commitment.share_at_least == 1
        ax.plot(
            [left, right], [y(share)] * 2, color=TEXT if promised else LINE, linewidth=2 if promised else 0.8, zorder=1
        )
        ax.text(left - 8, y(share), percent(share), fontsize=LABEL, color=MUTED, ha="right", va="center_baseline")
    if commitment.share_at_least == 1:
        for number, line in enumerate(wrapped(f"Löftet: {commitment.promised_text}", _RIGHT - 14, LABEL, "bold")):
            ax.text(right + 12, y(1) + 5 + 17 * number, line, fontsize=LABEL, fontweight="bold", va="baseline")
    known = [(x, row) for x, row in zip(xs, rows.itertuples(), strict=True) if row.share == row.share]
    if interval:
        for x, row in known:
            low, high = y(row.low), y(row.high)
            ax.add_patch(
                Rectangle((x - 4, high), 8, low - high, facecolor=GREY, alpha=0.3, edgecolor="none", gid="interval")
            )
    _draw_versions(ax, promise_lines, rows, left, step, top, bottom)
    _draw_line(ax, xs, rows, y)
    for complete, face in ((True, PETROL), (False, "white")):
        points = [(x, y(row.share)) for x, row in known if bool(row.complete) is complete]
        if points:
            ax.plot(
                *zip(*points, strict=True),
                linestyle="none",
                marker="o",
                markersize=13,
                markerfacecolor=face,
                markeredgecolor=PETROL if complete else GREY,
                markeredgewidth=2.2,
                zorder=5,
                gid=f"points {'complete' if complete else 'incomplete'}",
            )
    for x, row in known:
        color = TEXT if row.complete else MUTED
        # beside the interval's bar, or above the point; near 100 % there is no room above
        high, beside = row.share >= 0.93, interval
        where = (x, y(row.share) + 25) if high else (x - 12, y(row.share) - 5) if beside else (x, y(row.share) - 13)
        ax.text(
            *where,
            percent(row.share),
            fontsize=LARGE,
            fontweight="bold",
            color=color,
            ha="right" if beside and not high else "center",
            va="baseline",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            zorder=4,
        )
    _draw_counts(ax, xs, rows, bottom)
    _draw_legend(ax, right + 12, y(0.45), rows, interval)
    mark_example(ax, bool(rows["example"].any()))


def _draw_versions(ax: Axes, changes, rows: pd.DataFrame, left: float, step: float, top: float, bottom: float) -> None:
    """A line where the promise changed, at the edge of the first period that it changed."""
    starts = list(rows["start"])
    for day, word in changes:
        later = [number for number, start in enumerate(starts) if start >= day]
        if later and later[0] > 0:
            x = left + step * later[0]
            ax.plot([x, x], [top, bottom], color=TEXT, linewidth=1.2, zorder=1)
            ax.text(x + 5, bottom - 8, word, fontsize=SMALL, fontstyle="italic", color=MUTED, va="baseline")


def _draw_line(ax: Axes, xs: list[float], rows: pd.DataFrame, y) -> None:
    """A line between neighbouring complete points only: across a gap nothing is known."""
    pairs = list(zip(xs, rows.itertuples(), strict=True))
    for (x0, a), (x1, b) in pairwise(pairs):
        if a.complete and b.complete and a.share == a.share and b.share == b.share:
            ax.plot([x0, x1], [y(a.share), y(b.share)], color=PETROL, linewidth=1.6, zorder=3)


def _draw_counts(ax: Axes, xs: list[float], rows: pd.DataFrame, bottom: float) -> None:
    for x, row in zip(xs, rows.itertuples(), strict=True):
        halves = row.period.split("-H")
        half = {"1": "vår", "2": "höst"}[halves[1]] if len(halves) == 2 else ""
        ax.text(x, bottom + 17, f"{half} {halves[0]}".strip(), fontsize=LABEL, color=MUTED, ha="center", va="baseline")
        if row.hidden:
            text = "dolt"
        elif row.cases != row.cases:
            text = "?"
        else:
            text = f"{integer(row.done)} av {integer(row.cases)}" if row.cases else "inga"
        bold = "bold" if row.cases > 0 else "normal"
        ax.text(x, bottom + 36, text, fontsize=LABEL, fontweight=bold, ha="center", va="baseline")
        lines = []
        if row.missing_months:
            lines.append(f"{row.missing_months} mån saknas")
        elif not row.complete and not row.running:
            lines.append("ej redovisat")
        if row.running:
            lines.append("perioden pågår")
        if row.open_text:
            lines.append(f"{row.open_text} pågår")
        for number, line in enumerate(lines[:2]):
            ax.text(x, bottom + 52 + 14 * number, line, fontsize=SMALL, color=MUTED, ha="center", va="baseline")
    label_y = bottom + 36
    if text_width("gjort av alla", SMALL) < xs[0] - 30:
        ax.text(0, label_y, "gjort av alla", fontsize=SMALL, color=MUTED, va="baseline")


def _draw_legend(ax: Axes, x: float, y: float, rows: pd.DataFrame, interval: bool) -> None:
    entries = [(PETROL, PETROL, "alla månader", "redovisade")]
    if not rows["complete"].all():
        entries.append(("white", GREY, "ofullständig", "period"))
    for face, edge, first, second in entries:
        ax.plot([x + 6], [y], marker="o", markersize=11, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=2)
        ax.text(x + 20, y - 2, first, fontsize=SMALL, va="baseline")
        ax.text(x + 20, y + 12, second, fontsize=SMALL, va="baseline")
        y += 36
    if interval:
        ax.add_patch(Rectangle((x + 2, y - 8), 8, 18, facecolor=GREY, alpha=0.3, edgecolor="none"))
        ax.text(x + 20, y + 5, "osäkerhet", fontsize=SMALL, va="baseline")

"""On track this year: what was done so far, added up, against the staircase that was promised."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, example_width, mark_example, shortened, size_of
from lofte_analysis.charts.marks import draw_legend, draw_marks, draw_surplus
from lofte_analysis.charts.staircase import Plane, draw_done, draw_line, draw_promised
from lofte_analysis.charts.statements import source_line, term_month_rule
from lofte_analysis.charts.style import (
    BAND,
    GREY,
    LABEL,
    LARGE,
    LINE,
    MUTED,
    PETROL,
    RATIO,
    SMALL,
    centred,
    text_width,
)
from lofte_analysis.outcomes import summary
from lofte_analysis.promise import Commitment, Per, Promise
from lofte_analysis.ratios import kept_text, none_judged, ratio_text, unknown_text
from lofte_analysis.standing import interpretation_rule
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import MONTHS, NBSP, capitalised, decimal

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 150, 36, 86
_LEAST = ("minst så många: en del är ej redovisat", "minst så många", "minst")
_WIDEST = 190  # of the texts at the right
_DAY = pd.Timedelta(days=1)


def on_track(frame: pd.DataFrame, promise: Promise) -> Chart:
    """Done so far of one commitment against what was promised by then, through one year.

    Takes the frame of `standing.pace_of_year`. The verdicts stand beneath, period by period: what was done beyond the
    promise in one month lifts the line, but keeps no other month.
    """
    commitment = promise[frame["commitment"].iloc[0]]
    headline, year = _headline(frame, commitment), frame["year_name"].iloc[0]
    return Chart(
        name=f"takt_{commitment.id.lower().replace('.', '_')}_{year.replace('/', '_')}",
        headline=headline,
        subtitle=f"Åtagande {commitment.id}, {year}: {commitment.units[1]} sammanlagt. "
        f"Löftet: {commitment.promised_text}, räknat när varje period är slut.",
        source=source_line(
            frame, promise, term_month_rule(frame, promise), interpretation_rule(frame[frame["ended"]], promise)
        ),
        alt=shortened(f"Trappa över gjort och utlovat, {year}. {headline}."),
        description=" ".join(_sentence(row, commitment) for row in frame.itertuples()),
        table=pace_table(frame),
        draw=partial(draw_on_track, frame, promise),
    )


def pace_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The table twin, in text: a row per period, with the totals at its end."""
    return pd.DataFrame(
        {
            "period": frame["period"],
            "utlovat": frame["promised_text"],
            "gjort": frame["done_text"],
            "utlovat sammanlagt": frame["promised_total"].map(decimal),
            "gjort sammanlagt": [_total(row) for row in frame.itertuples()],
            "bedömning": frame["verdict"].astype(str),
        }
    )


def _total(row) -> str:
    """What was done up to a period's end, or the cut-off: 7, minst 7; nothing before it has begun."""
    if row.future:
        return ""
    if row.least and not row.done_total:
        return str(Verdict.NOT_REPORTED)
    return f"{'minst ' if row.least else ''}{decimal(row.done_total)}"


def _units(number: float, commitment: Commitment) -> str:
    return commitment.units[0 if number == 1 else 1]


def _headline(frame: pd.DataFrame, commitment: Commitment) -> str:
    """Both what was added up and how many periods were kept: a surplus must not hide a missed period."""
    ended = frame[frame["ended"]]
    if ended.empty:
        return f"{commitment.title}: ingen utlovad period {frame['year_name'].iloc[0]} är avslutad än"
    *_, row = ended.itertuples()
    ratio = next(summary(frame).itertuples())
    text = f"{_of_promised(row, commitment)} till och med {row.name}"
    if ratio.periods and not none_judged(ratio):
        ratio_in_one = ratio_text(ratio).replace(" ", NBSP)
        text += f", {kept_text(ratio).replace(ratio_text(ratio), ratio_in_one)}"
    return f"{commitment.title}: {text}{unknown_text(ratio).replace(',', ';', 1)}"


def _of_promised(row, commitment: Commitment) -> str:
    """Both totals: "7 av 8 träffar", "9 träffar (utlovat 8)"."""
    promised = f"{decimal(row.promised_total)} {_units(row.promised_total, commitment)}"
    if row.least and not row.done_total:
        return f"{_total(row)}, utlovat {promised}"
    if row.done_total > row.promised_total:
        return f"{_total(row)} {_units(row.done_total, commitment)} (utlovat {decimal(row.promised_total)})"
    return f"{_total(row)} av {promised}"


def _sentence(row, commitment: Commitment) -> str:
    if row.future:
        total = f"{decimal(row.promised_total)} {_units(row.promised_total, commitment)}"
        return f"{capitalised(row.name)}: löftet når {total}."
    return f"{capitalised(row.name)}: {row.verdict}, sammanlagt {_of_promised(row, commitment)}."


# Drawing --------------------------------------------------------------------------------------------------


def draw_on_track(frame: pd.DataFrame, promise: Promise, *, ax: Axes) -> None:
    """Draw the frame of `standing.pace_of_year` on an axes that is measured in points."""
    width, height = size_of(ax)
    commitment, cutoff = promise[frame["commitment"].iloc[0]], frame["cutoff"].iloc[0]
    right = max([_RIGHT] + [text_width(*text) + 14 for text in _margin_texts(frame, commitment)])
    plane = Plane(frame, _LEFT, width - right, _TOP, height - _BOTTOM)
    _draw_ground(ax, plane, promise, commitment)
    draw_promised(ax, plane, frame, cutoff)
    draw_done(ax, plane, frame, cutoff)
    _draw_ends(ax, plane, frame, commitment, cutoff)
    _draw_verdicts(ax, plane, frame)
    shown, example = frame[~frame["future"]], bool(frame["example"].any())
    surplus = "mer än utlovat" if (frame["surplus"] > 0).any() else ""
    room = width - example_width(example)
    least = next((t for t in _LEAST if text_width(t, SMALL) < 0.4 * room), "") if frame["least"].any() else ""
    taken = text_width(least, SMALL) + 30 if least else 0
    x = draw_legend(ax, list(shown["verdict"].unique()), 0, height - 9, surplus=surplus, room=room - taken)
    if least:
        draw_line(ax, [x, x + 22], [height - 9] * 2, hollow=True)
        ax.text(x + 28, centred(height - 9, SMALL), least, fontsize=SMALL, va="baseline")
    mark_example(ax, example)


def _margin_texts(frame: pd.DataFrame, commitment: Commitment) -> list[tuple[str, float, str]]:
    """What may stand at the right, each with its letter size and weight."""
    *_, row = frame.itertuples()
    promised = f"utlovat: {decimal(row.promised_total)} {_units(row.promised_total, commitment)}"
    begun = frame[~frame["future"]]
    done = f"gjort: {_total(begun.iloc[-1])} {commitment.units[1]}" if len(begun) else ""
    kept, _, size, weight = _kept(next(summary(frame).itertuples()))
    return [(promised, LABEL, "bold"), (done, LARGE, "bold"), (kept, size, weight)]


def _kept(ratio) -> tuple[str, str, float, str]:
    """The periods kept, with what stands above it where a line is too short for both; letter size and weight."""
    text = kept_text(ratio) if ratio.periods else ""
    if text_width(text, LABEL, "bold") <= _WIDEST:
        return text, "", LABEL, "bold"
    return ratio_text(ratio), "uppfyllt i", RATIO, "bold"


def _draw_ground(ax: Axes, plane: Plane, promise: Promise, commitment: Commitment) -> None:
    by_term = commitment.during_terms or commitment.per in (Per.TERM, Per.SCHOOL_YEAR)
    terms = promise.school_calendar.terms if by_term else ()
    for one, other in pairwise(terms):
        start, end = plane.after(pd.Timestamp(one.end)), plane.x(pd.Timestamp(other.start))
        if start < end:
            size = end - start, plane.bottom - plane.top
            ax.add_artist(Rectangle((start, plane.top), *size, facecolor=BAND, edgecolor="none", zorder=0))
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if plane.most / step <= 6)
    for total in range(0, int(plane.most) + 1, step):
        y = plane.y(total)
        look = {"color": GREY if total == 0 else LINE, "linewidth": 1 if total == 0 else 0.8}
        ax.plot([plane.left, plane.right], [y, y], zorder=1, **look)
        tick = {"fontsize": LABEL, "color": MUTED, "ha": "right", "va": "baseline"}
        ax.text(plane.left - 8, centred(y, LABEL), decimal(total), **tick)
    ax.text(0, plane.top - 14, commitment.units[1], fontsize=SMALL, color=MUTED, va="baseline")
    for month in pd.date_range(plane.first, plane.last, freq="MS"):
        centre = (plane.x(month) + plane.after(month + pd.offsets.MonthEnd(0))) / 2
        text = MONTHS[month.month - 1][:3]
        ax.text(centre, plane.bottom + 16, text, fontsize=LABEL, color=MUTED, ha="center", va="baseline")
        if month.month == 1 and month != plane.first:
            ax.plot([plane.x(month)] * 2, [plane.top, plane.bottom + 20], color=LINE, linewidth=0.8, zorder=1)


def _draw_ends(ax: Axes, plane: Plane, frame: pd.DataFrame, commitment: Commitment, cutoff: pd.Timestamp) -> None:
    """What the two lines have come to, in words: at the cut-off, and at the end of the year."""
    margin, promised = plane.right + 12, frame["promised_total"].iloc[-1]
    y = plane.y(promised)
    text = f"utlovat: {decimal(promised)} {_units(promised, commitment)}"
    ax.text(margin, y + 5, text, fontsize=LABEL, fontweight="bold", va="baseline")
    begun = frame[~frame["future"]]
    if begun.empty:
        return
    *_, row = begun.itertuples()
    unit = f" {_units(row.done_total, commitment)}" if row.done_total or not row.least else ""
    done = f"gjort: {_total(row)}{unit}"
    look = {"fontsize": LARGE, "fontweight": "bold", "color": PETROL, "va": "baseline"}
    if cutoff >= plane.last:
        at = plane.y(row.done_total)
        ax.text(margin, max(at + 5, y + 25) if at >= y else min(at + 5, y - 15), done, **look)
        return
    ax.text(margin, y + 21, "till årets slut", fontsize=SMALL, color=MUTED, va="baseline")
    x = plane.after(cutoff)
    ax.plot([x, x], [plane.top - 3, plane.bottom], color=MUTED, linewidth=1, linestyle=(0, (1, 2)), zorder=2)
    if row.running and row.done > 0:
        done += f", varav {decimal(row.done)} i perioden som pågår"
    wide = text_width(done, LARGE, "bold")
    ax.text(min(max(x - wide / 2, 70), plane.right - wide), plane.top - 14, done, **look)


def _draw_verdicts(ax: Axes, plane: Plane, frame: pd.DataFrame) -> None:
    """The verdict of each period under its months, and how many were kept."""
    y = plane.bottom + 38
    size = min(17, 0.86 * (plane.right - plane.left) / max(len(frame), 1))
    for verdict, rows in frame[~frame["future"]].groupby("verdict", observed=True):
        spans = [(plane.x(start), plane.after(end)) for start, end in zip(rows["start"], rows["end"], strict=True)]
        middles = [sum(span) / 2 for span in spans]
        draw_marks(ax, verdict, middles, [y] * len(middles), size)
        over = [x for x, surplus in zip(middles, rows["surplus"], strict=True) if surplus > 0]
        if over:
            spot = (size / 2 + 4.5, 7) if size > 14 else (0, size / 2 + 4)
            draw_surplus(ax, [x + spot[0] for x in over], [y - spot[1]] * len(over))
        for start, end in spans if (rows["end"] - rows["start"]).max() > 40 * _DAY else ():
            ax.plot([start + 2, end - 2], [y, y], color=GREY, linewidth=1.4, zorder=3)
    ratio, margin = next(summary(frame).itertuples()), plane.right + 12
    if ratio.periods:
        text, above, size, _ = _kept(ratio)
        ax.text(margin, y - 15, above, fontsize=SMALL, color=MUTED, va="baseline")
        ax.text(margin, y + 2, text, fontsize=size, fontweight="bold", va="baseline")
    if ratio.not_reported:
        text = f"{ratio.not_reported} kan inte bedömas"
        ax.text(margin, y + 18, text, fontsize=SMALL, color=MUTED, va="baseline")

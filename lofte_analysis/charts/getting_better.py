"""Is it getting better: monthly counts with the usual variation, and what is more than that."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from lofte_analysis.charts.canvas import Chart, example_width, mark_example, shortened, size_of
from lofte_analysis.charts.control_panel import (
    IN_RUN,
    MISSING,
    OUTSIDE,
    USUAL,
    Panel,
    draw_missing,
    draw_point,
    margin_texts,
)
from lofte_analysis.charts.month_axis import Months, draw_month_names, draw_years, month_names_fit
from lofte_analysis.charts.signal_words import (
    describe,
    finding,
    left_out,
    mean_or_blank,
    months_text,
    series_of,
    silences,
    start_of_reporting,
    subtitle,
    title_of,
)
from lofte_analysis.charts.statements import source_line
from lofte_analysis.charts.style import LABEL, MUTED, SMALL, TEXT, centred, text_width
from lofte_analysis.est.control_limits import RULE
from lofte_analysis.est.situation import CHECKS, EVENTS
from lofte_analysis.promise import Promise
from lofte_analysis.words import capitalised, integer, listing, month_name

MOST_SERIES = 2
_FILE_WORDS = {EVENTS: "handelser", CHECKS: "kontroller"}
_LEGEND = {
    USUAL: "inom vanlig variation",
    IN_RUN: "minst sju i rad på samma sida",
    OUTSIDE: "utanför vanlig variation",
    MISSING: "ej redovisat",
}
REPORTING, VERSION = "reporting", "version"
_LEFT, _FLAG, _TITLE, _GAP, _NAMES, _BOTTOM = 34, 17, 24, 14, 15, 50


def getting_better(frame: pd.DataFrame, promise: Promise) -> Chart:
    """Monthly counts of one or two series, each with its own mean, limits and signals, over the same months.

    Takes the frame of `control_limits.signals` over `event_counts.monthly_counts`. Months that nobody reported are
    marked and have no count; the running month is not in the frame. The start of event reporting is a line, and nothing
    is compared across it. Raises ValueError for no series or more than two, and for a frame without a month.
    """
    names = list(frame["series"].unique())
    if not 1 <= len(names) <= MOST_SERIES:
        raise ValueError(f"frame must hold 1 to {MOST_SERIES} series with months, got {len(names)}: {names}")
    headline = ". ".join(f"{title_of(rows)}: {finding(rows)}" for rows in series_of(frame))
    return Chart(
        name=f"battre_{'_'.join(_FILE_WORDS[name] for name in names)}",
        headline=headline,
        subtitle=subtitle(frame),
        source=source_line(frame, promise, left_out(frame), *silences(frame, promise), start_of_reporting(frame), RULE),
        alt=shortened(f"Punkter per månad, {months_text(frame)}. {headline}."),
        description=" ".join(map(describe, series_of(frame))),
        table=better_table(frame, promise),
        draw=partial(draw_getting_better, frame, promise),
    )


def better_table(frame: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """The table twin, in text: a row per series and month."""
    return pd.DataFrame(
        {
            "vad": [title_of(frame[frame["series"] == series]) for series in frame["series"]],
            "månad": [month_name(day) for day in frame["start"]],
            "antal": ["?" if count != count else integer(count) for count in frame["count"]],
            "medelvärde": [mean_or_blank(value) for value in frame["mean"]],
            "nedre gräns": [mean_or_blank(value) for value in frame["lower"]],
            "övre gräns": [mean_or_blank(value) for value in frame["upper"]],
            "signal": frame["signal"],
            "medel i följden": [mean_or_blank(value) for value in frame["run_mean"]],
            "rapporterade inte": [
                listing(promise.party_in_text(party) + (" (delvis)" if party in partly else "") for party in silent)
                for silent, partly in zip(frame["silent"], frame["partly"], strict=True)
            ],
        }
    ).astype(object)


# Drawing --------------------------------------------------------------------------------------------------


def draw_getting_better(frame: pd.DataFrame, promise: Promise, *, ax: Axes) -> None:
    """Draw the frame of `control_limits.signals` on an axes that is measured in points."""
    width, height = size_of(ax)
    parts = series_of(frame)
    texts = [(text, look) for rows in parts for _, text, look in margin_texts(rows)]
    margin = [text_width(text, look["fontsize"], look.get("fontweight", "normal")) for text, look in texts]
    first, last = frame["start"].min(), frame["start"].max()
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    months = Months(first, number, _LEFT, width - max([*margin, 60]) - 14)
    flags = _flags(frame, promise, months)
    head = _FLAG * (1 + max((flag.row for flag in flags), default=-1)) + 4
    title = _TITLE if len(parts) > 1 else 0
    named = month_names_fit(months)
    bottom = height - _BOTTOM - (_NAMES if named else 0)
    tall = (bottom - head - _GAP * (len(parts) - 1)) / len(parts)
    for place, rows in enumerate(parts):
        top = head + place * (tall + _GAP)
        if title:
            _drawtitle_of(ax, rows, top + 15, width)
        Panel(ax, rows, months, top + title, top + tall, [flag.x for flag in flags]).draw()
        _say_before(ax, rows, months, top + title, top + tall)
    _draw_flags(ax, flags, bottom, head + tall if parts[0]["series"].iloc[0] == EVENTS else bottom)
    if named:
        draw_month_names(ax, months, bottom)
    draw_years(ax, months, bottom + (_NAMES if named else 0), head + title)
    _draw_legend(ax, frame, height - 9, width - example_width(bool(frame["example"].any())))
    mark_example(ax, bool(frame["example"].any()))


class Flag(NamedTuple):
    """A line across the chart: where it stands, its words, where they begin and in which row, and how it looks."""

    x: float
    words: str
    at: float
    row: int
    name: str


def _flags(frame: pd.DataFrame, promise: Promise, months: Months) -> list[Flag]:
    """The start of event reporting and each new version of the promise, their words in rows, none over another."""
    start = frame["events_from"].iloc[0]
    marks = [(pd.Timestamp(version.start), version.name, VERSION) for version in promise.versions[1:]]
    if start == start and EVENTS in set(frame["series"]):
        marks.append((start, f"händelser rapporteras från {month_name(start)}", REPORTING))
    flags: list[Flag] = []
    ends: list[float] = []  # of the words in each row
    for day, words, name in sorted(marks):
        x, wide = months.edge(day), text_width(words, SMALL, style="italic")
        if not months.left - 0.1 <= x <= months.right + 0.1:
            continue
        at = x + 5 if x + 5 + wide <= months.right + 60 else x - 5 - wide
        row = next((row for row, end in enumerate(ends) if end + 8 < at), len(ends))
        ends[row : row + 1] = [at + wide]
        flags.append(Flag(x, words, at, row, name))
    return flags


def _drawtitle_of(ax: Axes, rows: pd.DataFrame, y: float, width: float) -> None:
    title, name = title_of(rows), rows["name"].iloc[0]
    ax.text(0, y, title, fontsize=LABEL, fontweight="bold", va="baseline")
    x = text_width(title, LABEL, "bold") + 10
    if title != capitalised(name) and x + text_width(name, SMALL) < width:
        over = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # the lines across the chart stop there
        ax.text(x, y, name, fontsize=SMALL, color=MUTED, va="baseline", bbox=over, zorder=3)


def _draw_flags(ax: Axes, flags: list[Flag], bottom: float, events_bottom: float) -> None:
    for flag in flags:
        dashed = flag.name == REPORTING
        look = {"linestyle": (0, (6, 2)), "linewidth": 1.6} if dashed else {"linewidth": 1.2}
        ends = [_FLAG * flag.row + 2, (events_bottom if dashed else bottom) + 4]
        ax.plot([flag.x, flag.x], ends, color=TEXT, zorder=2, gid=flag.name, **look)
        y = _FLAG * flag.row + 12
        ax.text(flag.at, y, flag.words, fontsize=SMALL, fontstyle="italic", color=MUTED, va="baseline")


def _say_before(ax: Axes, rows: pd.DataFrame, months: Months, top: float, bottom: float) -> None:
    """In the empty time before a series begins, why it is empty."""
    room = months.edge(rows["start"].iloc[0]) - months.left
    text = "händelser rapporterades inte än"
    if rows["series"].iloc[0] == EVENTS and text_width(text, SMALL, style="italic") + 16 < room:
        look = {"fontsize": SMALL, "fontstyle": "italic", "color": MUTED, "ha": "center", "va": "baseline"}
        ax.text(months.left + room / 2, (top + bottom) / 2, text, **look)


def _draw_legend(ax: Axes, frame: pd.DataFrame, y: float, width: float) -> None:
    known = frame["count"].notna()
    shown = {
        USUAL: (known & (frame["outside"] == "") & ~frame["in_run"] & frame["upper"].notna()).any(),
        IN_RUN: frame["in_run"].any(),
        OUTSIDE: (frame["outside"] != "").any(),
        MISSING: (~known).any(),
    }
    entries = [kind for kind, some in shown.items() if some]
    x = 8.0
    while entries and x + sum(text_width(_LEGEND[kind], SMALL) + 34 for kind in entries) > width:
        entries = entries[1:]  # what is usual needs its words least
    for kind in entries:
        if kind == MISSING:
            draw_missing(ax, x, y, 13, "legend missing")
        else:
            draw_point(ax, kind, [x], [y], f"legend {kind}")
        ax.text(x + 12, centred(y, SMALL), _LEGEND[kind], fontsize=SMALL, va="baseline")
        x += text_width(_LEGEND[kind], SMALL) + 34

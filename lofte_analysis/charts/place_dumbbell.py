"""Where it happens and where checks are done: two points per place, joined by a line."""

from __future__ import annotations

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.statements import situation_words, source_line, span_text
from lofte_analysis.charts.style import (
    ACCENT,
    ACCENT_TEXT,
    GREY,
    LABEL,
    LARGE,
    LINE,
    MUTED,
    PETROL,
    SMALL,
    centred,
    text_width,
    wrapped,
)
from lofte_analysis.est.situation import CHECKS, EVENTS, PLACE, SIDES, UNKNOWN, has_both
from lofte_analysis.promise import Promise
from lofte_analysis.words import NBSP, capitalised, counted, integer, listing, n_of_m, numeral

_TOP, _LEGEND, _LABELS, _ROOM = 8, 58, 280, 40  # _ROOM: for a number beside the outermost points
_MARKS = {EVENTS: ("s", ACCENT, ACCENT_TEXT, 13), CHECKS: ("o", PETROL, PETROL, 12)}  # shape, face, number, size


def place_dumbbell(frame: pd.DataFrame, promise: Promise) -> Chart:
    """Events and checks per place, those with the most events first, on one axis of counts.

    Takes the frame of `situation.by_place`: places with few events are one row, an unknown place is another. The two
    are unlike things, so the line between the points is no measure, and neither difference nor ratio is told. Places
    are shown of the categories that the promise file chooses: leave sensitive ones out there. Raises ValueError when
    there are no events or no checks.
    """
    if not has_both(frame):
        events, checks = (frame[side].sum() for side in SIDES)
        raise ValueError(f"frame must count both events and checks, got {events} and {checks}")
    commitment, row = promise[frame["commitment"].iloc[0]], frame.iloc[0]
    words = situation_words(commitment)
    headline = _headline(frame, row, words)
    return Chart(
        name=f"var_{commitment.id.lower().replace('.', '_')}",
        headline=headline,
        subtitle=f"Antal per plats, {span_text(row)}. Två olika saker räknas, så avståndet mellan punkterna är inget "
        "mått. Flest händelser överst.",
        source=source_line(
            frame,
            promise,
            f"Händelser är {listing(commitment.events)}, så som de har rapporterats.",
            row["events_missing"],
            row["checks_missing"],
        ),
        alt=shortened(f"Punkter per plats: händelser och {words[CHECKS][1]}. {headline}."),
        description=_describe(frame, words),
        table=places_table(frame, promise),
        draw=partial(draw_place_dumbbell, frame, promise),
    )


def places_table(frame: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """The table twin: a row per place, and the sums."""
    words, row = situation_words(promise[frame["commitment"].iloc[0]]), frame.iloc[0]
    table = pd.DataFrame({"plats": [*frame["place"], "alla platser"]})
    for side in SIDES:
        table[words[side][1]] = [integer(number) for number in (*frame[side], row[f"{side}_total"])]
    return table


def _headline(frame: pd.DataFrame, row: pd.Series, words: dict) -> str:
    """The place with the most events and how many checks were done there; of known places, where most are unknown."""
    names = list(frame.loc[frame["most"], "place"])
    if not names:
        both = [_unbroken(counted(row[f"{side}_total"], *words[side])) for side in SIDES]
        return capitalised(f"{listing(both)}: ingen plats har fem händelser eller fler")
    events = _unbroken(f"{integer(row['events_at_most'])} av {integer(row['events_total'])}")
    checks = _unbroken(n_of_m(row["checks_at_most"], row["checks_total"], *words[CHECKS]))
    unknown = frame.loc[frame["kind"] == UNKNOWN, EVENTS].sum()
    among = "av kända platser" if unknown > row["events_at_most"] else ""
    who = listing(names) if len(names) < 3 else f"{numeral(len(names))} platser"
    most = f"{among} har {who} flest händelser" if among else f"{who} har flest händelser"
    together = " tillsammans" if len(names) > 1 else ""
    return capitalised(f"{most}:{together} {events}, och {checks}")


def _unbroken(text: str) -> str:
    return text.replace(" ", NBSP)


def _describe(frame: pd.DataFrame, words: dict) -> str:
    rows = [
        f"{capitalised(row.place)}: {listing(counted(getattr(row, side), *words[side]) for side in SIDES)}"
        for row in frame.itertuples()
    ]
    return f"Antal {words[EVENTS][1]} och {words[CHECKS][1]} per plats. {'. '.join(rows)}."


# Drawing --------------------------------------------------------------------------------------------------


def draw_place_dumbbell(frame: pd.DataFrame, promise: Promise, *, ax: Axes) -> None:
    """Draw the frame of `situation.by_place` on an axes that is measured in points."""
    width, height = size_of(ax)
    step = min((height - _TOP - _LEGEND) / len(frame), 46)
    labels = [_label(place, 2 if step > 34 else 1) for place in frame["place"]]
    left = max(text_width(line, LABEL) for lines in labels for line in lines) + _ROOM + 14
    bottom = _TOP + step * len(frame)
    scale = (width - left - _ROOM) / max(frame[list(SIDES)].to_numpy().max(), 1)
    _draw_axis(ax, frame, left, bottom, scale)
    ys = [_TOP + step * (number + 0.5) for number in range(len(frame))]
    for row, lines, y in zip(frame.itertuples(), labels, ys, strict=True):
        look = {} if row.kind == PLACE else {"fontstyle": "italic", "color": MUTED}
        for number, line in enumerate(lines):
            below = centred(y + 15 * (number - (len(lines) - 1) / 2), LABEL)
            ax.text(0, below, line, fontsize=LABEL, va="baseline", **look)
        _draw_pair(ax, row, left, y, scale)
    near = (frame[EVENTS] - frame[CHECKS]).abs() * scale < _MARKS[CHECKS][3]
    for side in SIDES:
        for close, rows in frame.assign(y=ys).groupby(near):
            draw_points(ax, side, list(left + scale * rows[side]), list(rows["y"]), small=close and side == CHECKS)
    _draw_legend(ax, situation_words(promise[frame["commitment"].iloc[0]]), height - 9)
    mark_example(ax, bool(frame["example"].any()))


def _label(place: str, most: int) -> list[str]:
    """A place's name in at most so many lines; what is cut off stands in the table and the description."""
    lines = wrapped(place, _LABELS, LABEL)
    if len(lines) <= most and all(text_width(line, LABEL) <= _LABELS for line in lines):
        return lines
    last = " ".join(lines[most - 1 :])
    while text_width(f"{last}…", LABEL) > _LABELS:
        last = last[:-1].rstrip(" ,-")
    return [*lines[: most - 1], f"{last}…"]


def draw_points(
    ax: Axes, side: str, x: list[float], y: list[float], *, name: str = "points", small: bool = False
) -> None:
    """The points of one side: events are squares, checks are circles; small ones let another be seen beneath."""
    shape, face, _, size = _MARKS[side]
    ax.plot(
        x,
        y,
        linestyle="none",
        marker=shape,
        markersize=size * 0.6 if small else size,
        markerfacecolor=face,
        markeredgecolor="white",
        markeredgewidth=1,
        zorder=5 + SIDES.index(side),
        clip_on=False,
        gid=f"{name} {side}",
    )


def _draw_axis(ax: Axes, frame: pd.DataFrame, left: float, bottom: float, scale: float) -> None:
    most = int(frame[list(SIDES)].to_numpy().max())
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000) if most / step <= 8)
    for count in range(0, most + 1, step):
        x = left + scale * count
        ax.plot([x, x], [_TOP, bottom], color=GREY if count == 0 else LINE, linewidth=0.8, zorder=1)
        ax.text(x, bottom + 16, integer(count), fontsize=SMALL, color=MUTED, ha="center", va="baseline")


def _draw_pair(ax: Axes, row, left: float, y: float, scale: float) -> None:
    """The line between the two points, and each number on the outer side of its own."""
    low, high = sorted(SIDES, key=lambda side: getattr(row, side))
    for side, away, align in ((low, -11, "right"), (high, 11, "left")):
        count = getattr(row, side)
        look = {"fontsize": LARGE, "fontweight": "bold", "color": _MARKS[side][2], "ha": align, "zorder": 2}
        look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # over the lines of the axis
        ax.text(left + scale * count + away, centred(y, LARGE), integer(count), va="baseline", **look)
    ends = [left + scale * getattr(row, side) for side in (low, high)]
    ax.plot(ends, [y, y], color=GREY, linewidth=1.6, zorder=3, gid="line")


def _draw_legend(ax: Axes, words: dict, y: float) -> None:
    x = 5.0
    for side in SIDES:
        text = f"antal {words[side][1]}"
        draw_points(ax, side, [x], [y], name="legend")
        ax.text(x + 10, centred(y, SMALL), text, fontsize=SMALL, va="baseline")
        x += 10 + text_width(text, SMALL) + 26

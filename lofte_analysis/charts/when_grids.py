"""When it happens and when checks are done: two grids of weekday and hour beside each other."""

from __future__ import annotations

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lofte_analysis.charts.canvas import Chart, example_width, mark_example, shortened, size_of
from lofte_analysis.charts.statements import situation_words, source_line, span_text
from lofte_analysis.charts.style import LABEL, LARGE, LINE, MUTED, SMALL, TEXT, centred, text_width, wrapped
from lofte_analysis.est.situation import BANDS, CHECKS, EVENTS, SIDES, has_both
from lofte_analysis.promise import Promise
from lofte_analysis.words import NBSP, WEEKDAYS, capitalised, counted, integer, listing, n_of_m

# From few to many, equally light on both sides and in grey; on each, its text has a contrast of 4.5:1.
SHADES = {
    EVENTS: ("#FAE6DD", "#F3C5B0", "#ECA180", "#E47646", "#A8390A"),
    CHECKS: ("#E4EBEF", "#C1D1DA", "#9EB7C5", "#779AAE", "#3B647A"),
}
OWN_SCALE = "Egen färgskala på var sida."
NIGHT_RULE = "Dygnet räknas från klockan 06: natten mot lördag står under fredag."
_GAP, _LEGEND, _SPACE = 38, 30, 2


def when_grids(frame: pd.DataFrame, promise: Promise) -> Chart:
    """Events and checks by weekday and hour, the same grid on both sides, a number in each cell.

    Takes the frame of `situation.by_weekday_and_hour`. Each side has a colour scale of its own, and the block of two
    weekdays and two times with the most events is framed on both. The day runs from 06 to 06: what happens after
    midnight stands under the weekday of the evening before. Rows without a clock time are counted in words. Places are
    not shown, and sensitive categories only if the promise file chooses them. Raises ValueError when either side has
    no row with a clock time.
    """
    if not has_both(frame):
        events, checks = (frame[side].sum() for side in SIDES)
        raise ValueError(f"frame must count both events and checks with a clock time, got {events} and {checks}")
    commitment, row = promise[frame["commitment"].iloc[0]], frame.iloc[0]
    words = situation_words(commitment)
    headline = _headline(row, words, frame)
    framed = " Ramen: flest händelser på högst två dagar och två tider i rad." if row["events_in_block"] else ""
    return Chart(
        name=f"nar_{commitment.id.lower().replace('.', '_')}",
        headline=headline,
        subtitle=f"Antal per veckodag och tid, {span_text(row)}.{framed}",
        source=source_line(
            frame,
            promise,
            "Händelser är det som har rapporterats, inte allt som har hänt.",
            row["events_missing"],
            row["checks_missing"],
        ),
        alt=shortened(f"Två rutnät över veckodag och tid: händelser och {words[CHECKS][1]}. {headline}."),
        description=_describe(frame, row, words),
        table=grids_table(frame, promise),
        draw=partial(draw_when_grids, frame, promise),
    )


def grids_table(frame: pd.DataFrame, promise: Promise) -> pd.DataFrame:
    """The table twin: a row per side and time, then what lies in the framed block, has no clock time, and all of it."""
    words, row = situation_words(promise[frame["commitment"].iloc[0]]), frame.iloc[0]
    parts = []
    for side in SIDES:
        part = frame.pivot(index="band", columns="weekday", values=side).rename_axis(columns=None)
        part.columns = list(map(str, part.columns))
        part = part.assign(summa=part.sum(axis=1)).reset_index().rename(columns={"band": "tid"}).astype(object)
        sums = [(_block_text(frame), row[f"{side}_in_block"])] if row["events_in_block"] else []
        sums += [("med klockslag", row[f"{side}_total"]), ("utan klockslag", row[f"{side}_without_clock"])]
        sums = pd.DataFrame([{"tid": text, "summa": number} for text, number in sums], dtype=object)
        part = pd.concat([part, sums], ignore_index=True)
        part.insert(0, "vad", words[side][1])
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    return table.map(lambda value: "" if value != value else value if isinstance(value, str) else integer(value))


def _headline(row: pd.Series, words: dict, frame: pd.DataFrame) -> str:
    """Where most events lie and how many checks lie there; nothing where several times have equally many."""
    if not row["events_in_block"]:
        both = [_unbroken(counted(row[f"{side}_total"], *words[side])) for side in SIDES]
        return capitalised(f"{listing(both)}: ingen tid har ensam flest händelser")
    events, checks = (_unbroken(n_of_m(row[f"{side}_in_block"], row[f"{side}_total"], *words[side])) for side in SIDES)
    return capitalised(f"{_block_text(frame)}: {events} och{NBSP}{checks}")


def _unbroken(text: str) -> str:
    return text.replace(" ", NBSP)


def _block_text(frame: pd.DataFrame) -> str:
    """The framed days and hours: fredag–lördag klockan 18–02, or fredag klockan 18–22."""
    block = frame[frame["in_block"]]
    days, bands = (list(block[name].cat.remove_unused_categories().cat.categories) for name in ("weekday", "band"))
    return f"{'–'.join(dict.fromkeys((days[0], days[-1])))} klockan{NBSP}{bands[0][:2]}–{bands[-1][-2:]}"


def _describe(frame: pd.DataFrame, row: pd.Series, words: dict) -> str:
    texts = []
    for side in SIDES:
        days = []
        for weekday, own in frame[frame[side] > 0].groupby("weekday", observed=True):
            days.append(f"{weekday} " + ", ".join(f"kl. {r.band}: {getattr(r, side)}" for r in own.itertuples()))
        without = f" Utan klockslag: {row[f'{side}_without_clock']}." if row[f"{side}_without_clock"] else ""
        texts.append(f"{capitalised(words[side][1])}. {capitalised('; '.join(days))}; i övrigt inga.{without}")
    return " ".join([*texts, NIGHT_RULE])


# Drawing --------------------------------------------------------------------------------------------------


def draw_when_grids(frame: pd.DataFrame, promise: Promise, *, ax: Axes) -> None:
    """Draw the frame of `situation.by_weekday_and_hour` on an axes that is measured in points."""
    width, height = size_of(ax)
    commitment, row = promise[frame["commitment"].iloc[0]], frame.iloc[0]
    band = max(text_width(text, LABEL) for text in BANDS) + 12
    wide = (width - _GAP) / 2 - band
    titles = {EVENTS: "Händelser", CHECKS: f"{commitment.id} {commitment.title}"}
    reporters = listing(promise.party_in_text(party) for party in commitment.reported_by)
    what = {EVENTS: capitalised(listing(commitment.events)), CHECKS: f"Redovisas av {reporters}"}
    heads = {side: wrapped(titles[side], wide, LARGE, "bold") for side in SIDES}
    texts = {side: wrapped(f"{_clocks(row, side)}. {what[side]}.", wide, SMALL) for side in SIDES}
    top = 20 * max(map(len, heads.values())) + 16 * max(map(len, texts.values())) + 29
    cell = min((height - top - _LEGEND) / len(BANDS), 48)
    for side, x in zip(SIDES, (0, band + wide + _GAP), strict=True):
        _draw_head(ax, heads[side], texts[side], x + band)
        _draw_grid(ax, frame, side, x + band, top, wide / len(WEEKDAYS), cell)
    y = min(top + len(BANDS) * cell + 20, height - 9)
    example = bool(frame["example"].any())
    both = f"{NIGHT_RULE} {OWN_SCALE}"
    room = text_width(both, SMALL) < width - band - example_width(example)
    ax.text(band, centred(y, SMALL), both if room else NIGHT_RULE, fontsize=SMALL, va="baseline")
    mark_example(ax, example)


def _draw_head(ax: Axes, titles: list[str], texts: list[str], x: float) -> None:
    for number, line in enumerate(titles):
        ax.text(x, 14 + 20 * number, line, fontsize=LARGE, fontweight="bold", va="baseline")
    for number, line in enumerate(texts):
        y = 12 + 20 * len(titles) + 16 * number
        ax.text(x, y, line, fontsize=SMALL, color=MUTED, va="baseline")


def _clocks(row: pd.Series, side: str) -> str:
    """How many of a side are in the grid and how many have no clock time."""
    without = row[f"{side}_without_clock"]
    return f"{integer(row[f'{side}_total'])} med klockslag" + (f", {integer(without)} utan" if without else "")


def _draw_grid(ax: Axes, frame: pd.DataFrame, side: str, left: float, top: float, wide: float, tall: float) -> None:
    most = frame[side].max()
    for number, weekday in enumerate(WEEKDAYS):
        middle = left + wide * (number + 0.5)
        ax.text(middle, top - 9, weekday[:3], fontsize=LABEL, ha="center", va="baseline")
    for number, band in enumerate(BANDS):
        y = centred(top + tall * (number + 0.5), LABEL)
        ax.text(left - 8, y, band, fontsize=LABEL, ha="right", va="baseline")
    for row in frame.itertuples():
        count = getattr(row, side)
        corner = left + wide * WEEKDAYS.index(row.weekday), top + tall * BANDS.index(row.band)
        face, ink = _look(side, count, most)
        ax.add_artist(
            Rectangle(
                (corner[0] + _SPACE / 2, corner[1] + _SPACE / 2),
                *(wide - _SPACE, tall - _SPACE),
                facecolor=face,
                edgecolor=LINE,
                linewidth=0.8,
                gid=f"cell {side}",
            )
        )
        look = {"fontweight": "bold"} if count else {}
        middle = corner[0] + wide / 2, centred(corner[1] + tall / 2, LABEL)
        ax.text(*middle, integer(count), fontsize=LABEL, color=ink, ha="center", va="baseline", **look)
    _draw_block(ax, frame[frame["in_block"]], left, top, wide, tall)


def _look(side: str, count: int, most: int) -> tuple[str, str]:
    """The colour of a cell, by the fifth of the side's own highest number that it reaches, and of its text."""
    if not count:
        return "white", MUTED
    shade = -(-len(SHADES[side]) * count // most) - 1
    return SHADES[side][shade], "white" if shade == len(SHADES[side]) - 1 else TEXT


def _draw_block(ax: Axes, block: pd.DataFrame, left: float, top: float, wide: float, tall: float) -> None:
    if block.empty:
        return
    column, line = (int(block[name].cat.codes.min()) for name in ("weekday", "band"))
    size = wide * block["weekday"].nunique(), tall * block["band"].nunique()
    ax.add_artist(
        Rectangle(
            (left + wide * column, top + tall * line), *size, fill=False, edgecolor=TEXT, linewidth=2.6, gid="block"
        )
    )

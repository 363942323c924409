"""Who needs to act: the named periods that are still open, at the parties that can close them."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from lofte_analysis.charts.canvas import Chart, mark_example, shortened, size_of
from lofte_analysis.charts.chip_list import ChipRow, draw_chip_rows, fitted
from lofte_analysis.charts.marks import draw_legend
from lofte_analysis.charts.statements import source_line, term_month_rule
from lofte_analysis.promise import Per, Promise
from lofte_analysis.ratios import kept_text
from lofte_analysis.small_counts import may_be_published
from lofte_analysis.standing import (
    NO_POINTS,
    NOT_JUDGED,
    NOTHING_ENDED,
    first_day_of,
    interpretation_rule,
    open_points_of,
    without_open_points,
)
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import (
    PERIOD_NOUNS,
    capitalised,
    listing,
    long_date,
    month_name,
    numeral,
    period_numeral,
    uncapitalised,
)

_LEGEND = 30


def open_points(
    outcomes: pd.DataFrame, promise: Promise, *, since: dt.date | str | None = None, neutral: bool = True
) -> Chart:
    """The ended periods that were not kept or cannot be judged, as chips per responsible party and commitment.

    Takes the frame of `follow_through`. `since` is the first day that counts, by default the start of the last whole
    calendar year. The headline names no party, unless `neutral` is false. Raises ValueError for a frame without rows
    and for a `since` after the cut-off.
    """
    if outcomes.empty:
        raise ValueError("outcomes must hold at least one row, got none")
    day = first_day_of(outcomes, promise, since)
    points, without = open_points_of(outcomes, promise, since), without_open_points(outcomes, promise, since)
    if not neutral:
        points = _most_first(points)
    headline = _headline(points, without, day, neutral)
    shown = outcomes[outcomes["commitment"].isin(points["commitment"])] if len(points) else outcomes
    return Chart(
        name="oppna_punkter",
        headline=headline,
        subtitle=f"Perioder som avslutats sedan {_day_words(day)} och är delvis uppfyllda, ej uppfyllda eller ej "
        "redovisade.",
        source=source_line(
            shown,
            promise,
            "Det som är ej redovisat står hos den part som redovisar, övrigt hos dem som ansvarar.",
            term_month_rule(points, promise),
            interpretation_rule(points, promise),
        ),
        alt=shortened(f"Lista med öppna punkter per ansvarig part. {headline}."),
        description=_describe(points, without),
        table=points_table(points, without),
        draw=partial(draw_open_points, points, without, example=bool(outcomes["example"].any())),
        publishable=may_be_published(outcomes),
    )


def points_table(points: pd.DataFrame, without: pd.DataFrame) -> pd.DataFrame:
    """The table twin: a row per open point, then one per commitment that has none."""
    names = {"party_text": "ansvarig part", "commitment": "åtagande", "title": "rubrik", "period": "period"}
    listed = points.assign(bedömning=points["verdict"].astype(str), skäl=points["reason"])
    others = without.assign(period="", bedömning="", skäl=[_state(row) for row in without.itertuples()])
    table = pd.concat([listed, others], ignore_index=True).rename(columns=names)
    return table[[*names.values(), "bedömning", "skäl"]]


def _day_words(day: pd.Timestamp) -> str:
    return month_name(day) if day.day == 1 else long_date(day)


def _headline(points: pd.DataFrame, without: pd.DataFrame, day: pd.Timestamp, neutral: bool) -> str:
    if points.empty and not (without["state"] == NO_POINTS).any():
        return f"Ingen utlovad period har avslutats sedan {_day_words(day)}"
    if points.empty:
        return f"Inga öppna punkter sedan {_day_words(day)}"
    if not neutral:
        return _most(points)
    parties = len({party for parties in points["parties"] for party in parties})
    noun = "öppen punkt" if len(points) == 1 else "öppna punkter"
    place = f"{numeral(parties)} {'part' if parties == 1 else 'parter'}"
    return capitalised(f"{numeral(len(points))} {noun} sedan {_day_words(day)} hos {place}")


def _most_first(points: pd.DataFrame) -> pd.DataFrame:
    counts = points.groupby("party_text")["period"].transform("size")
    return points.iloc[(-counts).argsort(kind="stable")].reset_index(drop=True)


def _most(points: pd.DataFrame) -> str:
    """The party, or parties together, with the most open points, each in its own unit."""
    counts = points.groupby("party_text", sort=False).size()
    first = counts.index[counts == counts.max()]
    if len(first) > 1:
        who = listing([first[0], *map(uncapitalised, first[1:])], "respektive")
        return f"{who} har flest öppna punkter: {numeral(int(counts.max()))} var"
    units = points[points["party_text"] == first[0]].groupby("per", sort=False).size()
    parts = []
    for per, number in units.items():
        noun = PERIOD_NOUNS[per][0 if number == 1 else 1]
        parts.append(f"{period_numeral(number, per)} {noun}")
    together = " tillsammans" if " och " in first[0] else ""
    return f"{first[0]} har{together} flest öppna punkter: {listing(parts)}"


def _describe(points: pd.DataFrame, without: pd.DataFrame) -> str:
    texts = []
    for (party, title, verdict), rows in points.groupby(["party_text", "title", "verdict"], sort=False, observed=True):
        texts.append(f"{party}, {title}: {verdict} {listing(rows['name'])}.")
    return " ".join(texts + [f"{row.party_text}, {row.title}: {_state(row)}." for row in without.itertuples()])


def _state(row) -> str:
    if row.state == NO_POINTS and row.met:
        return f"{NO_POINTS}, {kept_text(row)}"
    return f"{NO_POINTS}, {row.verdict}" if row.state == NO_POINTS else row.state


# Drawing --------------------------------------------------------------------------------------------------


def draw_open_points(points: pd.DataFrame, without: pd.DataFrame, *, example: bool = False, ax: Axes) -> None:
    """Draw the frames of `standing.open_points_of` and `without_open_points` on an axes measured in points.

    What has no room is said: first the commitments without open points move into a sentence, then the oldest chips
    of long rows become "och 3 tidigare", and at last whole rows are named in a sentence.
    """
    width, height = size_of(ax)
    rows = [
        ChipRow(who, f"{i} {title}", tuple(zip(own["verdict"], map(_chip_text, own.itertuples()), strict=True)))
        for (who, i, title), own in points.groupby(["party_text", "commitment", "title"], sort=False)
    ]
    judged = without[without["state"] != NOT_JUDGED]
    others = [
        ChipRow(row.party_text, f"{row.commitment} {row.title}", state=_state(row), verdict=row.verdict)
        for row in judged.itertuples()
    ]
    unjudged = _sentence(without, NOT_JUDGED)
    instead = [
        " ".join(filter(None, [*(_sentence(without, state, titles) for state in (NO_POINTS, NOTHING_ENDED)), unjudged]))
        for titles in (True, False)
    ]
    shown, notes, layout = fitted(rows, others, unjudged, tuple(instead), width, height - _LEGEND)
    draw_chip_rows(ax, shown, notes, layout, height - _LEGEND)
    verdicts = {str(verdict) for row in shown for verdict in [*(verdict for verdict, _ in row.chips), row.verdict]}
    draw_legend(ax, [verdict for verdict in Verdict if str(verdict) in verdicts], 0, height - 9)
    mark_example(ax, example)


def _chip_text(row) -> str:
    """Months and half-years short, as in mar 2023 and jan–jun 2023; other periods in words."""
    if row.per == Per.MONTH:
        return month_name(row.start, short=True)
    if row.per == Per.HALF_YEAR:
        return f"{month_name(row.start, short=True)[:3]}–{month_name(row.end, short=True)}"
    return row.name


def _sentence(without: pd.DataFrame, state: str, titles: bool = False) -> str:
    rows = without[without["state"] == state]
    names = [f"{row.commitment} {row.title}" if titles else row.commitment for row in rows.itertuples()]
    return f"{capitalised(state)}: {listing(names)}." if names else ""

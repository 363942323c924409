"""Which charts a report holds, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import chain, islice

import pandas as pd

from lofte_analysis.charts.before_after import before_after
from lofte_analysis.charts.canvas import Chart, named_apart
from lofte_analysis.charts.commitment_detail import commitment_detail
from lofte_analysis.charts.open_points import open_points
from lofte_analysis.charts.place_dumbbell import place_dumbbell
from lofte_analysis.charts.promise_calendar import promise_calendar
from lofte_analysis.charts.promise_overview import promise_overview
from lofte_analysis.charts.reporting_months import reporting_months
from lofte_analysis.charts.screening_share import screening_share
from lofte_analysis.charts.statements import MOST_ROWS, in_slides
from lofte_analysis.charts.unquantified_counts import MOST_PANELS, unquantified_counts
from lofte_analysis.charts.when_grids import when_grids
from lofte_analysis.est.situation import by_place, by_weekday_and_hour, has_both
from lofte_analysis.promise import Measure, Per, Promise


def first_charts(
    state: pd.DataFrame, shown: pd.DataFrame, promise: Promise, beyond: pd.DataFrame, year: int | None
) -> list[Chart]:
    """The state of reporting first, since it tells what can be judged at all; then what became of the promise.

    Overview and calendar, the open points (of the year that is shown, else of the last one), and for the whole promise
    what was kept before and after an extension.
    """
    reporting = [reporting_months(state, promise)] if len(state) else []
    return reporting + _promise_charts(shown, promise, beyond) + _follow_up_charts(shown, promise, year)


def _follow_up_charts(shown: pd.DataFrame, promise: Promise, year: int | None) -> list[Chart]:
    if shown.empty:
        return []
    cutoff = shown["cutoff"].iloc[0]
    since = None if year is None else max(dt.date(year, 1, 1), promise.start)
    if not (shown["end"] <= cutoff).any() or (since is not None and pd.Timestamp(since) > cutoff):
        return []
    charts = [open_points(shown, promise, since=since)]
    judged = shown.loc[shown["promised"].notna(), "commitment"].nunique()
    if year is None and len(promise.versions) > 1 and 1 <= judged <= MOST_ROWS:
        charts.append(before_after(shown, promise))
    return charts


def area_charts(
    shown: pd.DataFrame, counts: pd.DataFrame, promise: Promise, situations: Iterable[pd.DataFrame] = ()
) -> dict[str, list[Chart]]:
    """The charts of each area, by its name; `situations` holds a frame of `events_and_checks` per commitment."""
    charts = {area: _of_area(shown[shown["area"] == area], counts, promise) for area in shown["area"].unique()}
    for rows in situations:
        area = promise.areas[promise[rows["commitment"].iloc[0]].area] if len(rows) else ""
        if area in charts:
            charts[area] += _situation_charts(rows, promise)
    apart = iter(named_apart(chain.from_iterable(charts.values())))
    return {area: list(islice(apart, len(group))) for area, group in charts.items()}


def _situation_charts(rows: pd.DataFrame, promise: Promise) -> list[Chart]:
    """When and where it happens and checks are done, where there is something to set beside each other."""
    drawn = ((when_grids, by_weekday_and_hour(rows)), (place_dumbbell, by_place(rows)))
    return [draw(counts, promise) for draw, counts in drawn if has_both(counts)]


def _promise_charts(shown: pd.DataFrame, promise: Promise, beyond: pd.DataFrame) -> list[Chart]:
    """Overview and calendar, in as many slides as it takes at eight commitments each."""
    charts = []
    for rows in in_slides(shown):
        judged = rows[rows["promised"].notna()]
        charts += [promise_overview(rows, promise), promise_calendar(judged, promise, beyond)]
    return named_apart(charts)


def _of_area(rows: pd.DataFrame, counts: pd.DataFrame, promise: Promise) -> list[Chart]:
    """In detail what is promised per month, shares of cases over time, and counts where nothing was quantified."""
    charts = []
    for commitment_id, own in rows.groupby("commitment", sort=False):
        commitment = promise[commitment_id]
        if not commitment.judged or not (own["start"] <= own["cutoff"]).any():
            continue
        if commitment.measure is Measure.COUNT and commitment.per in (Per.MONTH, Per.TERM):
            charts.append(commitment_detail(own, promise))
        elif commitment.counts_cases:
            charts.append(screening_share(own, promise))
    ids = [i for i in rows["commitment"].unique() if i in set(counts["commitment"])]
    for start in range(0, len(ids), MOST_PANELS):
        part = ids[start : start + MOST_PANELS]
        charts.append(unquantified_counts(counts[counts["commitment"].isin(part)], promise))
    return charts

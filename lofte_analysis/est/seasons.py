"""The wheel of the year: what usually comes in which week or month, once there is more than a year of it.

A usual number is the mean over the years in which the whole week or month was reported; how many they are is said for
each, for two years are not many. A week or month that nobody reported is none of them: what is not known is no zero.
One stands out only when it surely has more than the rest of the year, and for all of them together: with ten kinds and
twelve months, six would stand out by chance alone.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from lofte_analysis.coverage import Days
from lofte_analysis.est.event_categories import EventCategories, categorised, read_event_categories
from lofte_analysis.est.event_counts import reported_days, silent_parties, window_counts
from lofte_analysis.est.rate_ratio import least_p_value, rate_ratio, surely_changed
from lofte_analysis.est.report_windows import Window, WindowKind, windows_between
from lofte_analysis.promise import Promise
from lofte_analysis.records import Records
from lofte_analysis.words import MONTHS

MOST_KINDS = 8
OTHER_KINDS = "övriga kategorier"
_DAYS_OF_A_YEAR = 365


def usual_year(
    promise: Promise,
    records: Records,
    *,
    per: WindowKind | str = WindowKind.MONTH,
    categories: Collection[str] | None = None,
    cutoff=None,
    known: EventCategories | None = None,
) -> pd.DataFrame:
    """How many events of each category usually come in each month or week of the year.

    The categories are those of the list `known`, as in the situation picture; without it, of the list that is shipped.
    `categories` chooses some of them, by name or by another word for them.

    One row per category and month (1–12) or week (1–53), the categories with most events first; at most eight stand
    alone, the rest are "övriga kategorier". Columns: category, number, name ("mars", "vecka 12"), years (in how many
    that month or week is wholly known and someone reported it), lacking (in how many of them some party did not), count
    (all those years together) and usual (count / years), both missing where there is no such year, stands_out (surely
    more a day than in the rest of the year, 5 % for the whole frame), all (events of the category). The same in every
    row: per, first, last (reported days), commitment (""), municipality, example, cutoff.

    A month or week is reported when a party had an event of any kind in it or delivered all of it. No rows where less
    than a year and a day is known, or nothing of it reported. Raises ValueError for another `per`.
    """
    per = WindowKind(per)
    if per not in (WindowKind.MONTH, WindowKind.WEEK):
        raise ValueError(f"per must be {WindowKind.MONTH.value!r} or {WindowKind.WEEK.value!r}, got {per.value!r}")
    reported = reported_days(promise, records, cutoff)
    windows = _whole_windows(per, reported)
    enough = reported is not None and (reported[1] - reported[0]).days + 1 > _DAYS_OF_A_YEAR and len(windows) > 0
    who = silent_parties(records, windows)
    windows, lacking = _told(windows, who["told"]), _told(windows, who["told"] & who["silent"].map(bool))
    columns = ["category", "number", "name", "years", "lacking", "count", "usual", "stands_out", "all"]
    known = known or read_event_categories()
    events, chosen = categorised(records.events, known), categories and [known.category_of(word) for word in categories]
    frame = _by_number(per, events, windows, lacking, chosen) if enough else pd.DataFrame(columns=columns)
    first, last = (pd.Timestamp(day) for day in reported or (pd.NaT, pd.NaT))
    return frame[columns].assign(
        per=per.value,
        first=first,
        last=last,
        commitment="",
        municipality=records.place(promise),
        example=records.example,
        cutoff=pd.Timestamp(records.cutoff_day(cutoff)),
    )


def _whole_windows(per: WindowKind, reported: Days | None) -> list[Window]:
    windows = windows_between(per, *reported, reported) if reported else []
    return [window for window in windows if not window.partial]


def _told(windows: list[Window], told: pd.Series) -> list[Window]:
    return [window for window, one in zip(windows, told, strict=True) if one]


def _by_number(per: WindowKind, events: pd.DataFrame, windows: list[Window], lacking, categories) -> pd.DataFrame:
    counts = window_counts(events, windows, by=["category"], categories=categories)
    numbers = [_number_of(per, window) for window in windows]
    counts["number"] = counts["start"].map(dict(zip(pd.to_datetime([w.start for w in windows]), numbers, strict=True)))
    most = counts.groupby("category")["count"].sum().sort_values(ascending=False, kind="stable")
    own = most.index[: MOST_KINDS if len(most) > MOST_KINDS + 1 else len(most)]
    counts["category"] = counts["category"].where(counts["category"].isin(own), OTHER_KINDS)
    order = [*own, *([OTHER_KINDS] if len(own) < len(most) else [])]
    last = 12 if per is WindowKind.MONTH else max(52, *numbers)
    grid = pd.MultiIndex.from_product([order, range(1, last + 1)], names=["category", "number"]).to_frame(index=False)
    sums = counts.groupby(["category", "number"])["count"].sum()
    frame = grid.merge(sums, left_on=["category", "number"], right_index=True, how="left").fillna({"count": 0})
    days = pd.Series([window.days for window in windows]).groupby(pd.Series(numbers)).sum()
    for name, those in (("years", numbers), ("lacking", [_number_of(per, window) for window in lacking])):
        frame[name] = frame["number"].map(pd.Series(those, dtype=int).value_counts()).fillna(0).astype(int)
    frame["all"] = frame.groupby("category")["count"].transform("sum").astype(int)
    frame["stands_out"] = _stands_out(frame, frame["number"].map(days).fillna(0).to_numpy())
    frame["count"] = frame["count"].where(frame["years"] > 0)
    frame["usual"] = frame["count"] / frame["years"]
    return frame.assign(name=frame["number"].map(lambda number: _name(per, number)))


def _stands_out(frame: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """Whether each cell surely has more events a day than the rest of the category's year."""
    p, least, more = np.ones(len(frame)), np.ones(len(frame)), np.zeros(len(frame), dtype=bool)
    all_days = days[: frame["number"].max()].sum() if len(frame) else 0  # no category has been reported at all
    for length in np.unique(days[days > 0]):
        if length == all_days:
            continue
        own = days == length
        here, rest = (frame.loc[own, name].to_numpy() for name in ("count", "all"))
        rest = rest - here
        found = rate_ratio(here, rest, length, all_days - length)
        p[own], more[own] = found.p, found.low > 1
        least[own] = least_p_value(here + rest, length, all_days - length)
    return surely_changed(p, least) & more


def _number_of(per: WindowKind, window: Window) -> int:
    return window.start.month if per is WindowKind.MONTH else window.start.isocalendar().week


def _name(per: WindowKind, number: int) -> str:
    return MONTHS[number - 1] if per is WindowKind.MONTH else f"vecka {number}"

"""Counting events: which rows lie in which window, and how many there are of each kind and place.

An event counts where all of it lies in the known part of a window: one of a whole week is no event of a single day in
it. Rows that were merged with another are not counted again. Names are the same when they are written alike but for
letter size and blanks, and stand as they are written most often. Codes and `np.bincount` do the work, so that a
million events take as long as one pandas group-by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pandas as pd

from lofte_analysis.coverage import Days, delivered_spans, missing_spans
from lofte_analysis.est.event_categories import categorised, read_event_categories
from lofte_analysis.est.report_windows import Window, WindowKind, windows_between
from lofte_analysis.est.situation import CHECKS, EVENTS, UNKNOWN
from lofte_analysis.folding import folded
from lofte_analysis.promise import Commitment, Personal, Promise
from lofte_analysis.records import LOADED, Records
from lofte_analysis.words import listing

EVERY_EVENT = "händelser"
MISSING_NAMES = {"place": UNKNOWN}
_NO_NAME = "saknas"
_DAY_ZERO = dt.date(1970, 1, 1)


def reported_days(promise: Promise, records: Records, cutoff: dt.date | str | None = None) -> Days | None:
    """First and last day for which events were reported: from the start of reporting to the cut-off.

    The start stands in the promise file (`handelser_fran`); without it, it is the first event. None where there is no
    such day.
    """
    events, last = records.events, records.cutoff_day(cutoff)
    starts = events.loc[events["status"] == LOADED, "start"]
    first = promise.events_from or (starts.min().date() if len(starts) else None)
    return (first, last) if first and first <= last else None


def events_in(events: pd.DataFrame, windows: Iterable[Window], categories: Collection[str] | None = None):
    """The loaded events that lie in one of the windows, and for each window which of them: a frame and masks."""
    start, end = (_day_numbers(events[name]) for name in ("start", "end"))
    masks = [(start >= _number(window.first)) & (end <= _number(window.last)) for window in windows]
    anywhere = np.logical_or.reduce(masks) if masks else np.zeros(len(events), dtype=bool)
    rows, places = _taken(events, anywhere), np.flatnonzero(anywhere)
    live = _wanted(rows, categories)
    return _taken(rows, live), [mask[places[live]] for mask in masks]


def window_counts(
    events: pd.DataFrame,
    windows: Sequence[Window],
    *,
    by: Sequence[str] = (),
    categories: Collection[str] | None = None,
) -> pd.DataFrame:
    """How many events lie in each of some windows that follow one another, zeros too.

    One row per window and group of `by` ("category", "place", "reporter"), the windows in their order: the columns of
    `by`, window (its label), start, end, days (known ones), partial, count. A window without any known day has no
    count. Raises ValueError for windows that overlap.
    """
    starts, ends = (np.array([_number(day) for day in days]) for days in _known(windows))
    if (starts[1:] <= np.maximum.accumulate(ends)[:-1]).any():
        raise ValueError("windows must follow one another without overlap")
    number = _window_numbers(events, starts, ends)
    rows, number = _taken(events, number >= 0), number[number >= 0]
    live = _wanted(rows, categories)
    codes, groups = group_codes(_taken(rows, live), by)
    sums = np.bincount(number[live] * len(groups) + codes, minlength=len(windows) * len(groups))
    grid = pd.DataFrame(
        {
            "window": [window.label for window in windows],
            "start": pd.to_datetime([window.start for window in windows]).astype("datetime64[ns]"),
            "end": pd.to_datetime([window.end for window in windows]).astype("datetime64[ns]"),
            "days": [window.days for window in windows],
            "partial": [window.partial for window in windows],
        }
    )
    frame = grid.merge(groups, how="cross").assign(count=sums.astype(float))
    frame["count"] = frame["count"].where(frame["days"] > 0)
    return frame[[*by, *grid.columns, "count"]]


def group_codes(rows: pd.DataFrame, by: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """A number for each row's group, and the groups in that order; without `by`, all rows are one group."""
    if not by:
        return np.zeros(len(rows), dtype=int), pd.DataFrame(index=[0])
    codes, names = zip(*(_codes_of(rows[name], MISSING_NAMES.get(name, _NO_NAME)) for name in by), strict=True)
    sizes = tuple(map(len, names))
    if not len(rows):
        return np.zeros(0, dtype=int), pd.DataFrame({name: pd.Series([], dtype=object) for name in by})
    codes, found = pd.factorize(np.ravel_multi_index(codes, sizes))
    parts = np.unravel_index(found, sizes)
    columns = zip(by, names, parts, strict=True)
    return codes, pd.DataFrame({name: np.array(own, dtype=object)[part] for name, own, part in columns})


def _codes_of(column: pd.Series, missing: str) -> tuple[np.ndarray, list[str]]:
    codes, spellings = pd.factorize(column)
    sizes = np.bincount(codes[codes >= 0], minlength=len(spellings))
    keys = [folded(str(spelling)) for spelling in spellings]
    names: dict[str, str] = {}
    for number in np.argsort(-sizes, kind="stable"):
        names.setdefault(keys[number], " ".join(str(spellings[number]).split()) or missing)
    order = {key: number for number, key in enumerate(names)}
    if (codes < 0).any():
        order.setdefault("", len(order))
        names.setdefault("", missing)
    renumbered = np.array([order[key] for key in keys] + [order.get("", 0)], dtype=int)
    return renumbered[codes], list(names.values())  # code -1, a missing name, takes the last


def _wanted(rows: pd.DataFrame, categories: Collection[str] | None) -> np.ndarray:
    if "status" in rows:
        codes, statuses = pd.factorize(rows["status"])  # half the time of comparing every text
        wanted = np.append(statuses == LOADED, False)[codes]
    else:
        wanted = np.ones(len(rows), dtype=bool)
    return wanted if categories is None else wanted & of_categories(rows, categories)


def of_categories(rows: pd.DataFrame, categories: Collection[str]) -> np.ndarray:
    """Whether each row is of one of the categories, however they are written."""
    chosen = {folded(category) for category in categories}
    codes, names = _codes_of(rows["category"], _NO_NAME)
    return np.array([folded(name) in chosen for name in names] or [False], dtype=bool)[codes]


def _taken(rows: pd.DataFrame, wanted: np.ndarray) -> pd.DataFrame:
    """The wanted rows; all of them are not copied."""
    return rows if wanted.all() else rows[wanted]


def _known(windows: Sequence[Window]) -> tuple[list[dt.date], list[dt.date]]:
    return [window.first for window in windows], [window.last for window in windows]


def _window_numbers(events: pd.DataFrame, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which window each event lies in, or -1; by a table of days, which is quicker than searching."""
    if not len(starts) or not len(events):
        return np.full(len(events), -1)
    first, last = starts.min(), max(ends.max(), starts.min())
    table = np.full(last - first + 3, -1)  # the days, and one outside on either side
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        table[start - first + 1 : max(end, start - 1) - first + 2] = number
    begun, ended = (
        table[np.clip(_day_numbers(events[name]) - first + 1, 0, len(table) - 1)] for name in ("start", "end")
    )
    return np.where(begun == ended, begun, -1)


def _day_numbers(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]").astype(np.int64)


def _number(day: dt.date) -> int:
    return (day - _DAY_ZERO).days


# Month by month -------------------------------------------------------------------------------------------


def monthly_counts(
    promise: Promise,
    records: Records,
    *,
    categories: Collection[str] | None = None,
    commitment: str | None = None,
    cutoff: dt.date | str | None = None,
) -> pd.DataFrame:
    """How many events, and how many occasions of a commitment, each whole month had.

    One row per series ("events", "checks") and month that is over at the cut-off: series, name (what is counted),
    commitment ("" for events), start, end, count, silent, partly, events_from, municipality, example, cutoff. Events
    are those of `categories`, or all, from the first whole month of event reporting; occasions are of `commitment`, if
    one is named, from the start of the promise.

    A month is missing, never zero, when nobody reported it: for events, when no party had an event of any kind in it
    or delivered all of it, and when there were none but some party did not report; for occasions, when the party that
    reports them has not delivered all of it. `silent` is a tuple of the parties that report events in other months but
    did not in this one: fewer were told, and that is not the same as fewer events. `partly` is those of them that
    delivered some of its days. Raises ValueError for a commitment that counts persons.
    """
    last = records.cutoff_day(cutoff)
    reported = reported_days(promise, records, cutoff)
    parts = [_monthly_events(records, reported, categories)] if reported else []
    if commitment is not None:
        parts.append(_monthly_occasions(records, promise[commitment], (promise.start, min(last, promise.end))))
    columns = ["series", "name", "commitment", "start", "end", "count", "silent", "partly"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return frame[columns].assign(
        events_from=pd.Timestamp(reported[0]) if reported else pd.NaT,
        municipality=records.place(promise),
        example=records.example,
        cutoff=pd.Timestamp(last),
    )


def _whole_months(reported: Days) -> list[Window]:
    return [window for window in windows_between(WindowKind.MONTH, *reported, reported) if not window.partial]


def _monthly_events(records: Records, reported: Days, categories: Collection[str] | None) -> pd.DataFrame:
    windows, known = _whole_months(reported), read_event_categories()
    names = None if categories is None else [known.category_of(category) for category in categories]
    counts = window_counts(categorised(records.events, known), windows, categories=names)
    told = silent_parties(records, windows)
    is_known = (told["silent"].str.len() == 0) | (told["told"] & (counts["count"] > 0))  # no report is no zero
    return counts.assign(
        series=EVENTS,
        name=EVERY_EVENT if categories is None else listing(categories),
        commitment="",
        count=counts["count"].where(is_known),
        silent=told["silent"],
        partly=told["partly"],
    )


def silent_parties(records: Records, windows: Sequence[Window]) -> pd.DataFrame:
    """Who did not report each of some windows that follow one another, one row per window.

    Columns: silent, the parties with events elsewhere that had none of any kind in it and did not deliver all of it;
    partly, those of them that delivered some of its days; told, whether any party reported. What nobody told is
    unknown and never zero.
    """
    counts = window_counts(records.events, windows, by=["reporter"])
    counts = counts.pivot_table(index="start", columns="reporter", values="count", aggfunc="sum", observed=False)
    parties = sorted(records.events.loc[records.events["status"] == LOADED, "reporter"].dropna().unique())
    counts = counts.reindex(index=pd.to_datetime([window.start for window in windows]), columns=parties, fill_value=0)
    last = max((window.last for window in windows), default=dt.date.min)
    spans = {party: delivered_spans(records.deliveries, party, "", last) for party in parties}
    silent, partly = [], []
    for window, own in zip(windows, counts.to_numpy(), strict=True):
        days = window.first, window.last
        gaps = {
            party: missing_spans(spans[party], *days) for party, count in zip(parties, own, strict=True) if not count
        }
        silent.append(tuple(party for party, missing in gaps.items() if missing))
        partly.append(tuple(party for party, missing in gaps.items() if missing and missing != [days]))
    columns = {"silent": silent, "partly": partly}
    frame = pd.DataFrame({name: pd.Series(rows, dtype=object) for name, rows in columns.items()})
    return frame.assign(told=[len(some) < len(parties) for some in silent])


def _monthly_occasions(records: Records, commitment: Commitment, days: Days) -> pd.DataFrame:
    if commitment.personal is not Personal.NO:
        raise ValueError(f"commitment {commitment.id!r} counts persons; its months are not shown")
    windows = _whole_months(days)
    own = records.occasions[records.occasions["commitment"] == commitment.id]
    starts, ends = (np.array([_number(day) for day in known], dtype=int) for known in _known(windows))
    number = _window_numbers(own, starts, ends)
    inside = number >= 0
    sums = np.bincount(number[inside], own.loc[inside, "occasions"].to_numpy(dtype=float), minlength=len(windows))
    spans = [delivered_spans(records.deliveries, party, commitment.id, days[1]) for party in commitment.reported_by]
    gaps = [any(missing_spans(own, window.start, window.end) for own in spans) for window in windows]
    return pd.DataFrame(
        {
            "series": CHECKS,
            "name": commitment.title,
            "commitment": commitment.id,
            "start": pd.to_datetime([window.start for window in windows]).astype("datetime64[ns]"),
            "end": pd.to_datetime([window.end for window in windows]).astype("datetime64[ns]"),
            "count": pd.Series(sums).where(~np.array(gaps, dtype=bool)),
            "silent": pd.Series([()] * len(windows), dtype=object),
            "partly": pd.Series([()] * len(windows), dtype=object),
        }
    )

"""What has changed between two windows, how sure that is, and whether the same parties reported in both.

Events are what was reported, not all that happened. A count that falls when a party has stopped reporting says
nothing of events, so every comparison carries a note where the parties differ, and where one of the windows is not
wholly known. Windows of different length are compared by their events a day. Nothing before event reporting began is
ever counted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from lofte_analysis.columns import OTHER_PLACE, UNKNOWN_PARTY
from lofte_analysis.coverage import (
    DELIVERED,
    NOT_DELIVERED,
    PARTLY_DELIVERED,
    Days,
    delivered_spans,
    joined,
    missing_spans,
    missing_text,
)
from lofte_analysis.est.event_counts import MISSING_NAMES, events_in, group_codes, of_categories
from lofte_analysis.est.rate_ratio import least_p_value, rate_ratio, surely_changed
from lofte_analysis.est.report_windows import Window
from lofte_analysis.periods import months_between
from lofte_analysis.small_counts import SMALLEST_SHOWN
from lofte_analysis.words import capitalised, listing

ALIKE_WITHIN = 1.5  # "ungefär lika många": neither half as many again nor a third fewer can be true


class Change(StrEnum):
    MORE = "fler"
    FEWER = "färre"
    ALIKE = "ungefär lika många"
    TOO_FEW = "för få för att säga något"
    NOT_COMPARABLE = "kan inte jämföras"


class Reported(StrEnum):
    EVENTS = "rapporterade"
    NONE = "inga händelser"  # delivered, and had none to tell
    PARTLY = "delvis"  # some of the days, and nothing is known of the others
    SILENT = "ingen rapport"


NEW, VANISHED = "ny", "försvunnen"
NOT_FEWER_EVENTS = "Färre rapporterade händelser behöver inte vara färre händelser."

_PLACELESS = (MISSING_NAMES["place"], OTHER_PLACE)


def count_changes(
    events: pd.DataFrame,
    window: Window,
    compared: Window,
    *,
    by: Sequence[str] = ("category",),
    deliveries: pd.DataFrame | None = None,
    categories: Collection[str] | None = None,
) -> pd.DataFrame:
    """How many events of each kind or place there were now and in the window compared, and what can be said of it.

    Takes the events and deliveries of `Records`. One row per group of `by` ("category", "place", "reporter", "area")
    with an event in either window, those with most now first: the columns of `by`, now, before, days_now, days_before
    (known days), ratio (of the rates a day), low and high (its exact 95 % interval), words, note; window and compared
    are their labels.

    `words` is a `Change`. "fler" and "färre" are said only where the whole table can bear it: if nothing has changed,
    at most one table in twenty says either anywhere (Holm). So a row's own interval can leave out 1 and the words still
    be "för få för att säga något". "ungefär lika många" needs an interval that is narrow, from 0.67 to 1.5. `note`
    says, the same in every row, what is not known of the windows and which parties reported in only one of them;
    without `deliveries`, a party without events counts as one that did not report.
    """
    columns = dict.fromkeys([*by, *({"start", "end", "status", "category", "reporter"} & set(events))])
    rows, masks = events_in(events[list(columns)], (window, compared))
    who = _reporters(rows, masks, window, compared, deliveries)
    if categories is not None:
        chosen = of_categories(rows, categories)
        rows, masks = rows[chosen], [mask[chosen] for mask in masks]
    codes, groups = group_codes(rows, by)
    counts = [np.bincount(codes[mask], minlength=len(groups)) for mask in masks]
    notes = [compared.remark, window.remark, reporters_remark(who, window, compared)]
    frame = groups.assign(now=counts[0], before=counts[1], days_now=window.days, days_before=compared.days)
    frame = _with_ratio(frame).assign(note=" ".join(filter(None, notes)), window=window.label, compared=compared.label)
    return frame.sort_values(["now", "before", *by], ascending=[False, False, *[True] * len(by)], ignore_index=True)


def _with_ratio(frame: pd.DataFrame) -> pd.DataFrame:
    days_now, days_before = (int(frame[name].max()) if len(frame) else 0 for name in ("days_now", "days_before"))
    if not days_now or not days_before:
        return frame.assign(ratio=np.nan, low=np.nan, high=np.nan, words=Change.NOT_COMPARABLE.value)
    found = rate_ratio(frame["now"], frame["before"], days_now, days_before)
    sure = surely_changed(found.p, least_p_value(frame["now"] + frame["before"], days_now, days_before))
    narrow = (found.low >= 1 / ALIKE_WITHIN) & (found.high <= ALIKE_WITHIN)
    words = np.select(
        [sure & (found.low > 1), sure & (found.high < 1), narrow],
        [Change.MORE.value, Change.FEWER.value, Change.ALIKE.value],
        Change.TOO_FEW.value,
    )
    return frame.assign(ratio=found.ratio, low=found.low, high=found.high, words=words.astype(object))


# Hot-spots ------------------------------------------------------------------------------------------------


def new_and_vanished(
    events: pd.DataFrame,
    window: Window,
    compared: Window,
    *,
    by: Sequence[str] = ("place",),
    deliveries: pd.DataFrame | None = None,
    categories: Collection[str] | None = None,
    least: int = SMALLEST_SHOWN,
) -> pd.DataFrame:
    """Places, or places and kinds, that have become hot-spots or are so no more.

    A hot-spot has at least `least` events, five by default, in as many days as the window has. It is "ny" when it is
    one now, was none in the window compared and has surely more events than then; "försvunnen" the other way round.
    Surely means as in `count_changes`, so if nothing has changed, at most one table in twenty names any place. Rows
    without a place, or with one that is not in the municipality's list, are no place.

    The rows of `count_changes` with `state`, new ones first. A place that vanished from the reports of parties that
    fell silent has `note`.
    """
    frame = count_changes(events, window, compared, by=by, deliveries=deliveries, categories=categories)
    if "place" in by:
        frame = frame[~frame["place"].isin(_PLACELESS)]
    scale = window.days / compared.days if compared.days else np.nan
    hot_now, hot_before = frame["now"] >= least, frame["before"] * scale >= least
    new = hot_now & ~hot_before & (frame["words"] == Change.MORE)
    gone = ~hot_now & hot_before & (frame["words"] == Change.FEWER)
    state = pd.Series(np.select([new, gone], [NEW, VANISHED], ""), index=frame.index, dtype=object)
    return frame.assign(state=state)[state != ""].sort_values(
        ["state", "now", "before"],
        key=lambda column: -column if column.name != "state" else column == VANISHED,
        kind="stable",
        ignore_index=True,
    )


# Who reported ---------------------------------------------------------------------------------------------


def reporters(
    events: pd.DataFrame, window: Window, compared: Window, *, deliveries: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Which parties reported in the two windows and which were silent, one row per party that has ever had an event.

    Columns: party, now and before (their events), state_now and state_before (`Reported`), missing_now and
    missing_before (the spans of days without a report), delivered_now and delivered_before ("redovisat", "delvis
    redovisat", "ej redovisat"), and changed: not reported alike, so that what is missing may be the difference.

    A party is silent where it had no event and delivered no day, and "delvis" where some days are missing: all that it
    did not deliver, but for the months in which it had an event; of a part of a month beside events nothing is said.
    Where there are no deliveries at all, who had an event has reported and the others are silent. A row without a
    known reporter ("okänd part") can be anyone's and is never a change.
    """
    rows, masks = events_in(events, (window, compared))
    silent = pd.unique(events["reporter"].dropna())
    return _reporters(rows, masks, window, compared, deliveries, silent)


def _reporters(
    rows, masks, window: Window, compared: Window, deliveries: pd.DataFrame | None, others=()
) -> pd.DataFrame:
    """The parties of the rows, and others that are asked for."""
    codes, groups = group_codes(rows, ["reporter"])
    numbers = {name: number for number, name in enumerate(groups["reporter"])}
    counts = [np.bincount(codes[mask], minlength=len(groups)) for mask in masks]
    found = []
    for party in sorted({*numbers, *others}):
        row, number = {"party": party}, numbers.get(party)
        delivers = deliveries is not None and len(deliveries) > 0 and party != UNKNOWN_PARTY
        for side, own, mask, each in zip(("now", "before"), (window, compared), masks, counts, strict=True):
            count = 0 if number is None else int(each[number])
            delivered, missing = _delivered(deliveries, party, own)
            if count:  # events are a report too, of the months that they lie in
                silent = _whole_months(missing, own) if delivers else []
                missing = _without(silent, rows[mask & (codes == number)]) if silent else []
            state = _state(count, missing, own)
            row |= {side: count, f"state_{side}": state, f"missing_{side}": tuple(missing)}
            row[f"delivered_{side}"] = delivered
        states = {row["state_now"], row["state_before"]}
        alike = states <= {Reported.EVENTS, Reported.NONE} or states == {Reported.SILENT}
        found.append(row | {"changed": not alike and party != UNKNOWN_PARTY})
    columns = [f"{name}{side}" for name in ("", "state_", "missing_", "delivered_") for side in ("now", "before")]
    return pd.DataFrame(found, columns=["party", *columns, "changed"]).astype({"changed": bool})


def _delivered(deliveries: pd.DataFrame | None, party: str, window: Window) -> tuple[str, list[Days]]:
    """How much of a window a party has delivered, and the days that it has not."""
    whole = [(window.first, window.last)] if window.days else []
    if deliveries is None or not window.days:
        return NOT_DELIVERED, whole
    gaps = missing_spans(delivered_spans(deliveries, party, "", window.last), window.first, window.last)
    if not gaps:
        return DELIVERED, gaps
    return (NOT_DELIVERED if gaps == whole else PARTLY_DELIVERED), gaps


def _whole_months(gaps: list[Days], window: Window) -> list[Days]:
    """The gaps by month, those in months that the window holds whole."""
    return [
        (max(first, start), min(last, end))
        for start, end in gaps
        for first, last in months_between(start, end)
        if window.first <= first and last <= window.last
    ]


def _without(gaps: list[Days], events: pd.DataFrame) -> list[Days]:
    """The gaps, each within a month, of months that no event touches."""
    spans = events[["start", "end"]].drop_duplicates()
    days = zip(spans["start"].dt.date, spans["end"].dt.date, strict=True)
    touched = {month for start, end in days for month, _ in months_between(start, end)}
    return joined(gap for gap in gaps if gap[0].replace(day=1) not in touched)


def _state(count: int, missing: list[Days], window: Window) -> Reported:
    if not window.days or (not count and missing == [(window.first, window.last)]):
        return Reported.SILENT
    if missing:
        return Reported.PARTLY
    return Reported.EVENTS if count else Reported.NONE


def reporters_remark(who: pd.DataFrame, window: Window, compared: Window) -> str:
    """Which parties did not report alike in both windows, in sentences; nothing where all did."""
    if not window.days or not compared.days:
        return ""
    changed, texts = who[who["changed"]], []
    for side, one, other in (("now", window, compared), ("before", compared, window)):
        silent = list(changed.loc[changed[f"state_{side}"] == Reported.SILENT, "party"])
        if silent:
            texts.append(f"{capitalised(listing(silent))} rapporterade under {other.label} men inte under {one.label}.")
    for side, one in (("now", window), ("before", compared)):
        partly = changed[changed[f"state_{side}"] == Reported.PARTLY]
        if len(partly):
            gaps = [
                f"{row['party']} ({missing_days_text(row[f'missing_{side}'], one)})" for _, row in partly.iterrows()
            ]
            texts.append(f"Under {one.label} saknas rapport från {listing(gaps)}.")
    if changed["state_now"].isin([Reported.SILENT, Reported.PARTLY]).any():
        texts.append(NOT_FEWER_EVENTS)
    return " ".join(texts)


def missing_days_text(missing: Sequence[Days], window: Window) -> str:
    """The days of a window without a report, and no year where the window has only one.

    >>> from datetime import date
    >>> from lofte_analysis.est.report_windows import window_of
    >>> missing_days_text([(date(2024, 10, 1), date(2024, 10, 31))], window_of("halvår", date(2024, 10, 1)))
    'oktober'
    """
    text = missing_text(missing)
    return text.replace(f" {window.start.year}", "") if window.start.year == window.end.year else text

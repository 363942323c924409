"""Which activities were done, as a reader of the report sees them: date, activity, parties and place."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from lofte_analysis.folding import folded
from lofte_analysis.outcomes import of_year
from lofte_analysis.promise import Commitment, Personal, Promise
from lofte_analysis.qualifying import COUNTS, OPEN, has_conditions, on_their_evenings, standings
from lofte_analysis.records import LOADED, Records
from lofte_analysis.tallies import names_in
from lofte_analysis.words import decimal, hedge, integer, month_name


def publishable_activities(promise: Promise, records: Records, *, cutoff: dt.date | str | None = None) -> pd.DataFrame:
    """Occasions up to the cut-off that may be listed one by one: one row per occasion, nothing about persons.

    Columns: commitment, year, start, end, datum, aktivitet, parter, plats, objekt (which of those that the promise
    lists, in the promise's own words; nothing that only a party wrote), antal; `first` and `last`, the days that it
    belongs to (what is done after midnight can belong to the evening before); and `not_counted`, why it does not count
    towards the promise, else nothing. Commitments that count persons are left out, since a list can be counted. Numbers
    of participants and remarks are never part of it.
    """
    last_day = pd.Timestamp(records.cutoff_day(cutoff))
    open_ids = [c.id for c in promise.commitments if c.personal is Personal.NO]
    rows = records.occasions
    rows = rows[rows["commitment"].isin(open_ids) & (rows["end"] <= last_day) & (rows["occasions"] > 0)]
    rows = rows.sort_values(["commitment", "start"], kind="stable")
    rows = rows.join(_qualifying(promise, rows))
    return pd.DataFrame(
        {
            "commitment": rows["commitment"],
            "year": rows["start"].dt.year,
            "start": rows["start"],
            "end": rows["end"],
            "datum": [date_text(start, end) for start, end in zip(rows["start"], rows["end"], strict=True)],
            "aktivitet": rows["activity"].fillna(""),
            "parter": [", ".join(promise.party_in_text(party) for party in present) for present in rows["present"]],
            "plats": rows["place"].fillna(""),
            "objekt": [_objects(promise[row.commitment], row) for row in rows.itertuples()],
            "antal": [_count(row) for row in rows.itertuples()],
            "first": rows["first"],
            "last": rows["last"],
            "not_counted": rows["not_counted"],
        }
    ).reset_index(drop=True)


def _qualifying(promise: Promise, rows: pd.DataFrame) -> pd.DataFrame:
    """The days that each row belongs to, and why it does not count, by the rules that the verdicts rest on."""
    found = pd.DataFrame({"first": rows["start"], "last": rows["end"], "not_counted": ""}, index=rows.index)
    for commitment_id, own in rows.groupby("commitment", sort=False):
        commitment = promise[commitment_id]
        if not has_conditions(commitment):
            continue
        own = standings(on_their_evenings(own, commitment), commitment)
        found.loc[own.index, "first"], found.loc[own.index, "last"] = own["start"], own["end"]
        found.loc[own.index, "not_counted"] = [
            "" if row.standing == COUNTS else _why_not(row.why, row.standing == OPEN) for row in own.itertuples()
        ]
    return found


def _objects(commitment: Commitment, row) -> str:
    if not commitment.objects:
        return ""
    reached = names_in(row.grades, row.objects)
    return ", ".join(name for name in commitment.objects if folded(name) in reached)


def _why_not(why: str, unknown: bool) -> str:
    return f"kan inte räknas: {why.removeprefix('där ')}" if unknown else f"räknas inte: {why}"


def behind_the_numbers(activities: pd.DataFrame, outcomes: pd.DataFrame, year: int | None = None) -> pd.DataFrame:
    """The activities that the displayed periods rest on, and what else was done in the year: each with its period.

    Takes the frame of `publishable_activities` and outcomes; adds the column `period`, the label of the period in
    which the activity lies, or nothing where it lies in none. A school year's rows from the year before stay.
    """
    lies_in = np.full(len(activities), "", dtype=object)
    commitments, first, last = (activities[name].to_numpy() for name in ("commitment", "first", "last"))
    for commitment, rows in outcomes.groupby("commitment", sort=False):
        own = commitments == commitment
        for period, start, end in zip(rows["period"], rows["start"].to_numpy(), rows["end"].to_numpy(), strict=True):
            lies_in[own & (first >= start) & (last <= end)] = period
    activities = activities.assign(period=lies_in)
    wanted = activities.index.isin(of_year(activities, year).index) | (activities["period"] != "")
    return activities[wanted].reset_index(drop=True)


def traffic_work(records: Records, *, cutoff: dt.date | str | None = None) -> pd.DataFrame:
    """The rows of the sheet Trafik up to the cut-off, each once: one row per occasion of traffic work.

    Columns: start, end, year, type, place, clock, vehicles, alcohol_tests, drug_tests, warnings, reports (numbers,
    missing where the police left the cell empty) and reporter.
    """
    rows = records.traffic
    rows = rows[(rows["status"] == LOADED) & (rows["end"] <= pd.Timestamp(records.cutoff_day(cutoff)))]
    numbers = ["vehicles", "alcohol_tests", "drug_tests", "warnings", "reports"]
    columns = ["start", "end", "type", "place", "clock", *numbers, "reporter"]
    frame = rows[columns].astype(dict.fromkeys(numbers, float))
    frame.insert(2, "year", frame["start"].dt.year)
    return frame.sort_values("start", kind="stable").reset_index(drop=True)


def date_text(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """A day as 2022-03-04, a month as mars 2022, a week as vecka 12 2022.

    >>> date_text(pd.Timestamp("2022-03-01"), pd.Timestamp("2022-03-31"))
    'mars 2022'
    """
    if start == end:
        return f"{start:%Y-%m-%d}"
    if start.day == 1 and end == start + pd.offsets.MonthEnd(0):
        return month_name(start)
    year, week, _ = start.isocalendar()
    return f"vecka {week} {year}"


def _count(row) -> str:
    about = hedge(approximate=row.occasions_approximate)
    return f"{about}{integer(row.occasions) if float(row.occasions).is_integer() else decimal(row.occasions)}"

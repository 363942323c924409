"""Sensitivity: which verdicts rest on how the promise is read, and not on what was done.

A promise leaves room: how many school days make a month of term, when an extended promise ends, whether all parties
must attend. Each other reading is the same promise with one setting changed, followed through in the same way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from lofte_analysis.outcomes import follow_through, summary
from lofte_analysis.promise import Commitment, Per, Personal, Promise
from lofte_analysis.records import Records
from lofte_analysis.verdicts import VERDICT_COLUMNS
from lofte_analysis.words import long_date

AS_READ = "som löftet läses här"
COLUMNS = ("reading", "commitment", "title", "per", "periods", *VERDICT_COLUMNS, "changed")
COLUMNS += ("municipality", "example", "cutoff")
OTHER_SCHOOL_DAYS = (5, 15)  # beside the ten that are used


class Reading(NamedTuple):
    """One way to read a promise: its name in Swedish and the promise read that way."""

    name: str
    promise: Promise


def readings(promise: Promise) -> list[Reading]:
    """The promise as it is read here, and every other reading that could change something in it.

    That all parties must attend is kept where persons are counted: *färre än utlovat* of at least three, and still so
    when those that failed are counted too, would say that it was one.
    """
    found = [Reading(AS_READ, promise)]
    monthly = [c for c in promise.commitments if c.during_terms and c.per is Per.MONTH]
    if monthly:
        for days in OTHER_SCHOOL_DAYS:
            if all(c.min_school_days == days for c in monthly):
                continue
            found.append(Reading(f"minst {days} skoldagar i månaden", _with(promise, min_school_days=days)))
        found.append(Reading("bara dagar inom terminen", _with(promise, term_days_only=True)))
    if any(map(_may_do_without, promise.commitments)):
        found.append(Reading("utan krav på att alla är med", _with(promise, must_attend=())))
    if promise.literal_end is not None:
        found.append(Reading(f"löftet slutar {long_date(promise.literal_end)}", promise.by_the_letter()))
    return found


def _with(promise: Promise, **settings) -> Promise:
    """The promise with a setting changed in each commitment that uses it."""

    def changed(commitment: Commitment) -> Commitment:
        if "must_attend" in settings:
            return replace(commitment, **settings) if _may_do_without(commitment) else commitment
        monthly = commitment.during_terms and commitment.per is Per.MONTH
        return replace(commitment, **settings) if monthly else commitment

    return replace(promise, commitments=tuple(map(changed, promise.commitments)))


def _may_do_without(commitment: Commitment) -> bool:
    return bool(commitment.must_attend) and commitment.personal is Personal.NO


def sensitivity(promise: Promise, records: Records, *, cutoff: dt.date | str | None = None) -> pd.DataFrame:
    """How each judged commitment comes out under each reading.

    One row per reading and judged commitment: reading, commitment, title, per; periods (ended and applicable), met,
    partly, not_met, not_reported, running, not_applicable; changed (periods whose verdict differs from the reading
    that is used, those that come or go among them), municipality, example, cutoff.
    """
    rows = []
    base: dict[tuple[str, str], str] = {}
    for reading in readings(promise):
        outcomes = follow_through(reading.promise, records, cutoff=cutoff)
        judged = outcomes[outcomes["promised"].notna()]
        keys = zip(judged["commitment"], judged["period"], strict=True)
        verdicts = dict(zip(keys, judged["verdict"].astype(str), strict=True))
        base = base or verdicts
        changed = [key for key in {*base, *verdicts} if base.get(key) != verdicts.get(key)]
        for row in summary(outcomes).itertuples():
            rows.append(
                {
                    "reading": reading.name,
                    "commitment": row.commitment,
                    "title": row.title,
                    "per": row.per,
                    "periods": row.periods,
                    **{name: getattr(row, name) for name in VERDICT_COLUMNS},
                    "changed": sum(commitment == row.commitment for commitment, _ in changed),
                    "municipality": outcomes["municipality"].iloc[0],
                    "example": records.example,
                    "cutoff": outcomes["cutoff"].iloc[0],
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def changed_verdicts(promise: Promise, records: Records, *, cutoff: dt.date | str | None = None) -> pd.DataFrame:
    """The periods whose verdict depends on the reading, one row each, a column per reading.

    Columns: commitment, title, period, and each reading's name; "utgår" where the period is not due under it.
    """
    columns = {}
    for reading in readings(promise):
        outcomes = follow_through(reading.promise, records, cutoff=cutoff)
        judged = outcomes[outcomes["promised"].notna()]
        columns[reading.name] = judged.set_index(["commitment", "title", "period"])["verdict"].astype(str)
    table = pd.DataFrame(columns).fillna("utgår")
    order = {c.id: number for number, c in enumerate(promise.commitments)}
    table = table[table.nunique(axis=1) > 1].reset_index()
    return table.sort_values(
        ["commitment", "period"], key=lambda s: s.map(order) if s.name == "commitment" else s, kind="stable"
    ).reset_index(drop=True)

"""Which occasions qualify: who must attend, where, on which days of the week and at which hours.

Each condition is true, false or unknown (None) of an occasion. One that is false settles it; else one that is unknown
leaves it open, and what is open makes the answer uncertain. What is begun after midnight belongs to the evening
before, so that a Friday night is a Friday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import pandas as pd

from lofte_analysis.columns import OTHER_PLACE
from lofte_analysis.folding import folded
from lofte_analysis.promise import Commitment

COUNTS, OPEN, FAILS = 1, 0, -1

NO_PARTIES, NO_PLACE, NO_TIME = "utan alla parter", "på annan plats", "på annan tid"
UNKNOWN_PARTIES = "där det är okänt vilka som var med"
UNKNOWN_PLACE, UNKNOWN_CLOCK, UNKNOWN_DAY = (
    "där platsen är okänd",
    "där klockslaget är okänt",
    "där dagen är okänd",
)
_DAY = pd.Timedelta(days=1)


def has_place_or_time(commitment: Commitment) -> bool:
    return bool(commitment.places or commitment.clock or commitment.weekdays)


def has_conditions(commitment: Commitment) -> bool:
    return bool(commitment.must_attend) or has_place_or_time(commitment)


def on_their_evenings(rows: pd.DataFrame, commitment: Commitment) -> pd.DataFrame:
    """The rows with the day that they belong to; where the hour is unknown, both days that it could be."""
    if not commitment.past_midnight or rows.empty:
        return rows
    last = commitment.clock[1]
    held = rows["occasions"] > 0 if "occasions" in rows else True  # a zero speaks for its month and has no hour
    clocks = [clock if isinstance(clock, dt.time) else None for clock in rows["clock"]]
    early = pd.Series([clock is not None and clock < last for clock in clocks], index=rows.index, dtype=bool)
    either = pd.Series([clock is None for clock in clocks], index=rows.index, dtype=bool)
    early, either = early & held, either & held
    start = rows["start"].where(~(early | either), rows["start"] - _DAY)
    return rows.assign(start=start, end=rows["end"].where(~early, rows["end"] - _DAY))


def standings(rows: pd.DataFrame, commitment: Commitment) -> pd.DataFrame:
    """For each occasion `standing` (COUNTS, OPEN or FAILS) and `why` not, in words after a number of occasions."""
    required = set(commitment.must_attend)
    columns = ["present", "attendance_open", "place", "clock", "start", "end"]
    found = [
        _standing(conditions_of(commitment, required, *row)) for row in rows[columns].itertuples(index=False, name=None)
    ]
    standing = pd.Series([number for number, _ in found], index=rows.index, dtype="int8")
    return rows.assign(standing=standing, why=pd.Series([why for _, why in found], index=rows.index, dtype=object))


def surely_elsewhere(commitment: Commitment, place: object, clock: object, start: object, end: object) -> bool:
    """Whether place and time alone say that a row of traffic work does not belong to the commitment."""
    row = pd.DataFrame({"start": [start], "end": [end], "clock": [clock]})
    start, end = on_their_evenings(row, commitment)[["start", "end"]].iloc[0]
    return any(fits is False for fits, *_ in _place_and_time(commitment, place, clock, start, end))


Condition = tuple[bool | None, str, str]  # whether it holds, and what is said when it does not or may not


def conditions_of(
    commitment: Commitment, required: set[str], present: Iterable[str], attendance_open: bool, *rest
) -> Iterator[Condition]:
    if required:
        there = required.issubset(present)
        yield there or (None if attendance_open else False), NO_PARTIES, UNKNOWN_PARTIES
    yield from _place_and_time(commitment, *rest)


def _place_and_time(
    commitment: Commitment, place: object, clock: object, start: pd.Timestamp, end: pd.Timestamp
) -> Iterator[Condition]:
    if commitment.places:
        known = isinstance(place, str) and place != OTHER_PLACE
        here = folded(place) in {folded(name) for name in commitment.places} if known else None
        yield here, NO_PLACE, UNKNOWN_PLACE
    if commitment.clock:
        first, last = commitment.clock
        inside = None
        if isinstance(clock, dt.time):
            inside = clock >= first or clock < last if commitment.past_midnight else first <= clock < last
        yield inside, NO_TIME, UNKNOWN_CLOCK
    if commitment.weekdays:
        days = {(start + n * _DAY).weekday() in commitment.weekdays for n in range(min((end - start).days, 6) + 1)}
        yield days.pop() if len(days) == 1 else None, NO_TIME, UNKNOWN_DAY


def _standing(conditions: Iterator[Condition]) -> tuple[int, str]:
    conditions = list(conditions)
    for holds, failed, _ in conditions:
        if holds is False:
            return FAILS, failed
    for holds, _, unknown in conditions:
        if holds is None:
            return OPEN, unknown
    return COUNTS, ""

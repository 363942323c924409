"""Which occasions qualify: who must attend, where, on which days of the week and at which hours.

Each condition is true, false or unknown (None) of an occasion. One that is false settles it; else one that is unknown
leaves it open, and what is open makes the answer uncertain. What is begun after midnight belongs to the evening
before, so that a Friday night is a Friday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import numpy as np
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
    before = _answers(rows["clock"], lambda clock: clock < last if isinstance(clock, dt.time) else None)
    early, either = (before == COUNTS) & held, (before == OPEN) & held
    start = rows["start"].where(~(early | either), rows["start"] - _DAY)
    return rows.assign(start=start, end=rows["end"].where(~early, rows["end"] - _DAY))


def standings(rows: pd.DataFrame, commitment: Commitment) -> pd.DataFrame:
    """For each occasion `standing` (COUNTS, OPEN or FAILS) and `why` not, in words after a number of occasions."""
    standing, why = np.full(len(rows), COUNTS, dtype="int8"), np.full(len(rows), "", dtype=object)
    for answers, failed, unknown in _conditions(rows, commitment):
        fails, opens = (answers == FAILS) & (standing != FAILS), (answers == OPEN) & (standing == COUNTS)
        standing[fails], standing[opens] = FAILS, OPEN
        why[fails], why[opens] = failed, unknown
    return rows.assign(standing=standing, why=pd.Series(why, index=rows.index, dtype=object))


def surely_elsewhere(rows: pd.DataFrame, commitment: Commitment) -> np.ndarray:
    """Whether place and time alone say of each row of traffic work that it does not belong to the commitment.

    The rows have start, end, place and clock.
    """
    elsewhere = np.zeros(len(rows), dtype=bool)
    for answers, *_ in _place_and_time(on_their_evenings(rows, commitment), commitment):
        elsewhere |= answers == FAILS
    return elsewhere


Condition = tuple[np.ndarray, str, str]  # COUNTS, OPEN or FAILS of each row; what is said when it fails or may


def _conditions(rows: pd.DataFrame, commitment: Commitment) -> Iterator[Condition]:
    if required := set(commitment.must_attend):
        there = _answers(rows["present"], required.issubset)
        there[(there == FAILS) & rows["attendance_open"].to_numpy()] = OPEN
        yield there, NO_PARTIES, UNKNOWN_PARTIES
    yield from _place_and_time(rows, commitment)


def _place_and_time(rows: pd.DataFrame, commitment: Commitment) -> Iterator[Condition]:
    if places := {folded(name) for name in commitment.places}:

        def here(place: object) -> bool | None:
            return folded(place) in places if isinstance(place, str) and place != OTHER_PLACE else None

        yield _answers(rows["place"], here), NO_PLACE, UNKNOWN_PLACE
    if commitment.clock:
        first, last = commitment.clock

        def inside(clock: object) -> bool | None:
            if not isinstance(clock, dt.time):
                return None
            return clock >= first or clock < last if commitment.past_midnight else first <= clock < last

        yield _answers(rows["clock"], inside), NO_TIME, UNKNOWN_CLOCK
    if commitment.weekdays:
        weekdays = rows["start"].dt.day_of_week.to_numpy()
        further = np.minimum((rows["end"] - rows["start"]).dt.days.to_numpy(), 6)

        def right(days: tuple[int, int]) -> bool | None:
            found = {(days[0] + n) % 7 in commitment.weekdays for n in range(days[1] + 1)}
            return found.pop() if len(found) == 1 else None

        yield _answers(weekdays * 7 + further, lambda both: right(divmod(both, 7))), NO_TIME, UNKNOWN_DAY


def _answers(values: pd.Series | np.ndarray, holds: Callable[[object], bool | None]) -> np.ndarray:
    """COUNTS, FAILS or, where it is unknown, OPEN for each value; those that are alike are looked at once."""
    codes, distinct = pd.factorize(np.asarray(values), use_na_sentinel=False)
    found = [OPEN if (answer := holds(value)) is None else COUNTS if answer else FAILS for value in distinct]
    return np.array(found, dtype="int8")[codes]

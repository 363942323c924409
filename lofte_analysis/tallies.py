"""What qualifying occasions come to: so many, so many different objects, objects or fixed days reached, events met.

Each tally takes the rows of one period that qualify and says what is done, of how much, what leaves it uncertain, and
which days were surely left without if everything about them is known.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from lofte_analysis.coverage import Days
from lofte_analysis.dated_rows import DatedRows
from lofte_analysis.folding import folded
from lofte_analysis.promise import Commitment, Counted, Measure, ShareOf
from lofte_analysis.verdicts import rows_of

_FIRST_WEEKDAY = 3  # the first day of 1970, from which days are numbered, was a Thursday
_LONG = 10_000  # days, more than any row


@dataclass
class Tally:
    """What was done, of how much where that is counted, and what is not known or was left without."""

    done: float
    cases: float = 0
    begun: int = 0  # objects or days that were reached too few times
    uncertain: list[str] = field(default_factory=list)
    unmet: list[Days] = field(default_factory=list)  # fixed days, or days of events, without what was promised


def tally(
    commitment: Commitment,
    rows: DatedRows,
    days: Days,
    first_told: Mapping[str, dt.date],
    events: DatedRows | None,
) -> Tally:
    """The tally that the commitment asks for over `days`, the part of the period up to the cut-off.

    `first_told` holds the first day on which each object was told of; `events` the occasions of the other commitment
    that this one is measured against.
    """
    if commitment.measure is Measure.SHARE:
        match commitment.share_of:
            case ShareOf.SLOTS:
                return _fixed_days(commitment, rows, days)
            case ShareOf.OCCASIONS:
                return _events(commitment, rows, events)
        return _objects(commitment, rows)
    if commitment.counted is Counted.OCCASIONS:
        return Tally(float(rows["occasions"].sum()))
    return _different(commitment, rows, days, first_told)


def counts_names(commitment: Commitment) -> bool:
    """Whether the tally asks what each occasion reached."""
    if commitment.measure is Measure.SHARE:
        return commitment.share_of is ShareOf.OBJECTS
    return commitment.counted in (Counted.UNITS, Counted.NEW_UNITS)


def names_in(grades: tuple[str, ...], objects: tuple[str, ...]) -> frozenset[str]:
    """What an occasion reached: school grades and other objects."""
    return frozenset((*grades, *objects_in(*objects)))


def objects_in(*texts: str) -> list[str]:
    """The objects that cells name, several in a cell parted by semicolons.

    >>> objects_in("Livs; Kiosken;", "LIVS")
    ['livs', 'kiosken', 'livs']
    """
    return [name for text in texts for part in text.split(";") if (name := folded(part))]


def _unnamed(commitment: Commitment, rows: DatedRows) -> list[str]:
    """A row that names no object could be any."""
    count = len(rows) - np.count_nonzero(rows["names"])
    where = "" if commitment.units[0] == "årskurs" else " i kolumnen Objekt"
    return [f"{rows_of(commitment, count)} utan {commitment.units[0]}{where}"] if count else []


def unknown_names(commitment: Commitment, names: Iterable[str]) -> list[str]:
    """Those that are none of the objects which the commitment lists: each could be one of them, misspelt.

    Another school grade is another one; nothing is unknown where no objects are listed.
    """
    listed = {folded(name) for name in commitment.objects}
    return [name for name in names if listed and name not in listed and not name.isdigit()]


def _misnamed(commitment: Commitment, rows: DatedRows) -> list[str]:
    wrong = {names for names in set(rows["names"]) if unknown_names(commitment, names)}  # many rows name the same
    count = sum(names in wrong for names in rows["names"]) if wrong else 0
    listed = f"namn som inte finns bland löftets {commitment.units[1]}"
    return [f"{rows_of(commitment, count)} med {listed}"] if count else []


def _objects(commitment: Commitment, rows: DatedRows) -> Tally:
    times = Counter()
    for found, occasions in _summed(rows["names"], rows["occasions"]).items():
        for name in found:
            times[name] += occasions
    uncertain = _unnamed(commitment, rows) + _misnamed(commitment, rows)
    wanted = {folded(name) for name in commitment.objects} or set(times)
    reached = {name for name in wanted if times[name] >= commitment.each_at_least}
    whole = commitment.object_count or len(wanted)
    if len(wanted) > whole:  # a name is written in two ways, or is none of them
        uncertain.append(f"{len(wanted)} namn på {whole} {commitment.units[1]}")
    begun = sum(name in times for name in wanted - reached)
    return Tally(float(min(len(reached), whole)), float(whole), begun, uncertain)


def _different(commitment: Commitment, rows: DatedRows, days: Days, first_told: Mapping[str, dt.date]) -> Tally:
    found = frozenset().union(*set(rows["names"]))
    if commitment.counted is Counted.NEW_UNITS:
        found = {name for name in found if first_told[name] >= days[0]}
    return Tally(float(len(found)), uncertain=_unnamed(commitment, rows))


def _fixed_days(commitment: Commitment, rows: DatedRows, days: Days) -> Tally:
    one_day = rows.start == rows.end
    held = rows.where(one_day)
    every = np.arange(np.datetime64(days[0]), np.datetime64(days[1]) + np.timedelta64(1, "D"))
    times = np.bincount((held.start - np.datetime64(days[0])).astype(int), held["occasions"], len(every))
    fixed = np.isin((every.astype(int) + _FIRST_WEEKDAY) % 7, commitment.weekdays)
    unmet = fixed & (times < commitment.each_at_least)
    wide = int((~one_day).sum())
    uncertain = [f"{rows_of(commitment, wide)} där dagen är okänd"] if wide else []
    begun = int((unmet & (times > 0)).sum())
    without = [(day, day) for day in every[unmet].tolist()]
    return Tally(float((fixed & ~unmet).sum()), float(fixed.sum()), begun, uncertain, without)


def _events(commitment: Commitment, rows: DatedRows, events: DatedRows) -> Tally:
    """Each occasion of the other commitment against those of this one on the same date."""
    held, done = _per_date(events), _per_date(rows)
    met = {when: min(count, done.get(when, 0)) for when, count in held.items()}
    unmet = [_days_of(when) for when, count in held.items() if met[when] < count]
    alone = sum(done.values()) - sum(met.values())
    uncertain = []
    if unmet and alone:
        uncertain.append(f"{rows_of(commitment, int(alone))} utan {commitment.units[0]} samma dag")
    return Tally(float(sum(met.values())), float(sum(held.values())), 0, uncertain, unmet)


def _per_date(rows: DatedRows) -> dict[int, float]:
    """The occasions of each first and last day, the two as one number."""
    return _summed(rows.start.astype(int) * _LONG + (rows.end - rows.start).astype(int), rows["occasions"])


def _days_of(when: int) -> Days:
    first, further = divmod(when, _LONG)
    start = np.datetime64(first, "D").item()
    return start, start + dt.timedelta(further)


def _summed(keys: np.ndarray, occasions: np.ndarray) -> dict:
    """The sum of the occasions that have a key in common, the keys in the order in which they first stand."""
    codes, distinct = pd.factorize(keys)
    return dict(zip(distinct.tolist(), np.bincount(codes, occasions, len(distinct)).tolist(), strict=True))


# A stock --------------------------------------------------------------------------------------------------


def last_of_each_object(rows: DatedRows) -> DatedRows:
    """The last figures of each object; rows without one are of the whole stock."""
    last = {_object(rows["object"][position]): position for position in np.argsort(rows.start, kind="stable")}
    return rows.at(np.array(list(last.values()), dtype=int))


def _object(name: object) -> str:
    return "" if pd.isna(name) else folded(name)


def lacks_an_object(last: DatedRows, before: DatedRows) -> bool:
    """Whether a part of a stock was told of before the period and not in it, nor the stock as a whole."""
    now, then = ({_object(name) for name in rows["object"]} for rows in (last, before))
    return "" not in now and bool(then - now - {""})


def increase_of(last: DatedRows, before: DatedRows) -> tuple[float, list[str]]:
    """How much a stock has grown since the last figures before the period, and what leaves it uncertain.

    `last` holds the last figures of each object in the period, `before` all earlier ones. Nothing where it shrank.
    """
    uncertain = []
    if before["conflict"].any():
        uncertain.append("olika siffror har lämnats för samma månad före perioden")
    before = last_of_each_object(before.where(~before["conflict"]))
    now, then = (dict(zip(map(_object, rows["object"]), rows["done"].tolist(), strict=True)) for rows in (last, before))
    if now.keys() != then.keys():
        uncertain.append("siffror saknas för något objekt" if then else "värdet när perioden började saknas")
    both = now.keys() & then.keys()
    return max(float(sum(now[name] for name in both) - sum(then[name] for name in both)), 0.0), uncertain

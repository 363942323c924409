"""What qualifying occasions come to: so many, so many different objects, objects or fixed days reached, events met.

Each tally takes the rows of one period that qualify and says what is done, of how much, what leaves it uncertain, and
which days were surely left without if everything about them is known.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from lofte_analysis.folding import folded
from lofte_analysis.promise import Commitment, Counted, Measure, ShareOf
from lofte_analysis.verdicts import rows_of

Days = tuple[dt.date, dt.date]


@dataclass
class Tally:
    done: float
    cases: float = 0
    begun: int = 0  # objects or days that were reached too few times
    uncertain: list[str] = field(default_factory=list)
    unmet: list[Days] = field(default_factory=list)  # fixed days, or days of events, without what was promised


def tally(
    commitment: Commitment,
    rows: pd.DataFrame,
    days: Days,
    first_told: Mapping[str, dt.date],
    events: pd.DataFrame | None,
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
        return Tally(float(rows["occasions"].to_numpy().sum()))
    return _different(commitment, rows, days, first_told)


def names_in(grades: tuple[str, ...], objects: tuple[str, ...]) -> set[str]:
    """What an occasion reached: school grades and other objects."""
    return {*grades, *map(folded, objects)}


def _names(rows: pd.DataFrame) -> list[set[str]]:
    return [names_in(*row) for row in zip(rows["grades"], rows["objects"], strict=True)]


def _unnamed(commitment: Commitment, names: list[set[str]]) -> list[str]:
    """A row that names no object could be any."""
    count = sum(not found for found in names)
    return [f"{rows_of(commitment, count)} utan {commitment.units[0]}"] if count else []


def _objects(commitment: Commitment, rows: pd.DataFrame) -> Tally:
    names, times = _names(rows), Counter()
    for found, occasions in zip(names, rows["occasions"], strict=True):
        times.update(dict.fromkeys(found, occasions))
    uncertain = _unnamed(commitment, names)
    wanted = {folded(name) for name in commitment.objects} or set(times)
    reached = {name for name in wanted if times[name] >= commitment.each_at_least}
    whole = commitment.object_count or len(wanted)
    if len(wanted) > whole:  # a name is written in two ways, or is none of them
        uncertain.append(f"{len(wanted)} namn på {whole} {commitment.units[1]}")
    begun = sum(name in times for name in wanted - reached)
    return Tally(float(min(len(reached), whole)), float(whole), begun, uncertain)


def _different(commitment: Commitment, rows: pd.DataFrame, days: Days, first_told: Mapping[str, dt.date]) -> Tally:
    names = _names(rows)
    found = set().union(*names)
    if commitment.counted is Counted.NEW_UNITS:
        found = {name for name in found if first_told[name] >= days[0]}
    return Tally(float(len(found)), uncertain=_unnamed(commitment, names))


def _fixed_days(commitment: Commitment, rows: pd.DataFrame, days: Days) -> Tally:
    one_day = (rows["start"] == rows["end"]).to_numpy(dtype=bool)
    times = Counter()
    for row in rows[one_day].itertuples():
        times[row.start.date()] += row.occasions
    fixed = [
        day
        for n in range((days[1] - days[0]).days + 1)
        if (day := days[0] + dt.timedelta(n)).weekday() in commitment.weekdays
    ]
    unmet = [(day, day) for day in fixed if times[day] < commitment.each_at_least]
    wide = int((~one_day).sum())
    uncertain = [f"{rows_of(commitment, wide)} där dagen är okänd"] if wide else []
    begun = sum(times[day] > 0 for day, _ in unmet)
    return Tally(float(len(fixed) - len(unmet)), float(len(fixed)), begun, uncertain, unmet)


def _events(commitment: Commitment, rows: pd.DataFrame, events: pd.DataFrame) -> Tally:
    """Each occasion of the other commitment against those of this one on the same date."""
    held, done = _per_date(events), _per_date(rows)
    met = {when: min(count, done[when]) for when, count in held.items()}
    unmet = [when for when, count in held.items() if met[when] < count]
    alone = sum(done.values()) - sum(met.values())
    uncertain = []
    if unmet and alone:
        uncertain.append(f"{rows_of(commitment, int(alone))} utan {commitment.units[0]} samma dag")
    return Tally(float(sum(met.values())), float(sum(held.values())), 0, uncertain, unmet)


def _per_date(rows: pd.DataFrame) -> Counter[Days]:
    times: Counter[Days] = Counter()
    for row in rows.itertuples():
        times[row.start.date(), row.end.date()] += row.occasions
    return times


# A stock --------------------------------------------------------------------------------------------------


def last_of_each_object(rows: pd.DataFrame) -> pd.DataFrame:
    """The last figures of each object; rows without one are of the whole stock."""
    objects = rows["object"].where(rows["object"].notna(), "")
    return rows.assign(object=objects).sort_values("start", kind="stable").drop_duplicates("object", keep="last")


def increase_of(last: pd.DataFrame, before: pd.DataFrame) -> tuple[float, list[str]]:
    """How much a stock has grown since the last figures before the period, and what leaves it uncertain.

    `last` holds the last figures of each object in the period, `before` all earlier ones. Nothing where it shrank.
    """
    uncertain = []
    disputed = before["conflict"].astype(bool)
    if disputed.any():
        uncertain.append("olika siffror har lämnats för samma månad före perioden")
    before = last_of_each_object(before[~disputed])
    if set(last["object"]) != set(before["object"]):
        uncertain.append("värdet när perioden började saknas" if before.empty else "siffror saknas för något objekt")
        before = before[before["object"].isin(last["object"])]
        last = last[last["object"].isin(before["object"])]
    return max(float(last["done"].sum() - before["done"].sum()), 0.0), uncertain

"""Which records belong to which commitment: sorted once for all of them, and handed out as arrays.

Occasions come with whether they qualify and with what they reached, where the commitment asks for it.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from lofte_analysis.columns import ACTIVITIES, CASES, TRAFFIC
from lofte_analysis.coverage import Days, joined
from lofte_analysis.dated_rows import DatedRows
from lofte_analysis.promise import Commitment
from lofte_analysis.qualifying import has_conditions, on_their_evenings, standings
from lofte_analysis.records import LOADED, PLACE, Records
from lofte_analysis.tallies import counts_names, names_in

# Only these columns are looked at: taking the rest would cost most of the time.
_OF_OCCASIONS = ["start", "end", "occasions", "occasions_approximate", "completes", "completes_unread", "rows"]
_OF_CONDITIONS = ["present", "attendance_open", "place", "clock"]
_OF_NAMES = ["grades", "objects"]
_ABOUT_CASES = ["cases_approximate", "done_approximate"]
_OF_CASES = ["file", "sheet", "row", "start", "end", "reporter", "cases", "done", "open", "object", "conflict"]
_OF_CASES += _ABOUT_CASES

Row = tuple[str, str, int, str]  # file, sheet, row, and what the row is to the verdict


class Delivery(NamedTuple):
    """What a party has handed in: the days, both included, and the row that says so."""

    party: str
    commitment: str | None  # None for all of them
    start: dt.date
    end: dt.date
    row: Row


class RecordsByCommitment:
    """The records as they are asked for, one commitment after the other; deliveries count up to the cut-off."""

    def __init__(self, records: Records, cutoff: dt.date) -> None:
        self.cutoff = cutoff
        self._occasions, self._rows_of = records.occasions, _rows_of(records.occasions)
        self._cases = records.cases[records.cases["status"] == LOADED]
        self._case_rows_of = _rows_of(self._cases)
        self._rejected = records.rejected[~records.rejected["aside"].astype(bool)]
        self._rejected_as = list(_known(self._rejected, "kind", "commitment"))
        self._lost = list(_known(records.lost, "kind", "file", "sheet"))
        done = records.deliveries[records.deliveries["done"]]
        spans = (_days(done[name]).tolist() for name in ("start", "end"))
        told = zip(_known(done, "party", "commitment"), *spans, _places(done), strict=True)
        self._deliveries = [Delivery(*who, *days, (*place, "redovisat")) for who, *days, place in told]

    def occasions(self, commitment: Commitment) -> DatedRows:
        """Columns: start, end, occasions, occasions_approximate, completes, completes_unread and rows.

        Where the commitment sets conditions `standing` and `why`; where it counts objects `names`.
        """
        conditional, named = has_conditions(commitment), counts_names(commitment)
        names = [*_OF_OCCASIONS, *(_OF_CONDITIONS if conditional else ()), *(_OF_NAMES if named else ())]
        columns = _cut(self._occasions, names, self._rows_of.get(commitment.id))
        if conditional:
            frame = pd.DataFrame(columns, copy=False)
            frame = standings(on_their_evenings(frame, commitment), commitment)
            columns |= {name: frame[name] for name in ("start", "end", "standing", "why")}
        arrays = _arrays(columns)
        if named:
            once = cache(names_in)  # many rows reached the same
            reached = map(once, arrays["grades"], arrays["objects"])
            arrays["names"] = np.fromiter(reached, dtype=object, count=len(columns["start"]))
        return DatedRows(arrays)

    def cases(self, commitment: Commitment) -> DatedRows:
        """Columns: file, sheet, row, start, end, cases, done, open, object, conflict and approximate."""
        columns = _cut(self._cases, _OF_CASES, self._case_rows_of.get(commitment.id))
        about = [columns[name].map(lambda value: value is True).to_numpy(dtype=bool) for name in _ABOUT_CASES]
        cases = DatedRows({**_arrays(columns), "approximate": about[0] | about[1]})
        return cases.where(columns["reporter"].isin(commitment.reported_by).to_numpy())

    def rejected(self, commitment: Commitment) -> DatedRows:
        """Rows that could not be read and could belong to the commitment: file, sheet, row, start, end and `nameless`.

        A row of Genomfört that names no commitment is nameless: it could be of any.
        """
        kinds = kinds_of(commitment)
        could = [kind in kinds and name in (None, commitment.id) for kind, name in self._rejected_as]
        nameless = [kind == ACTIVITIES.name and name is None for kind, name in self._rejected_as]
        frame = self._rejected.assign(nameless=nameless)[np.array(could, dtype=bool)]
        if commitment.past_midnight:
            frame = on_their_evenings(frame.assign(clock=None), commitment)
        return DatedRows(_arrays({name: frame[name] for name in (*PLACE, "start", "end", "nameless")}))

    def lost(self, commitment: Commitment) -> set[tuple[str, str]]:
        """File and sheet ("" for the whole file) of what could not be read and could hold rows of the commitment."""
        return {(file, sheet) for kind, file, sheet in self._lost if kind is None or kind in kinds_of(commitment)}

    def deliveries(self, commitment: Commitment) -> list[Delivery]:
        """What those who report the commitment have delivered."""
        return [
            delivery
            for delivery in self._deliveries
            if delivery.party in commitment.reported_by and delivery.commitment in (None, commitment.id)
        ]

    def delivered(self, commitment: Commitment) -> dict[str, list[Days]]:
        """The spans of days, in order and apart, that each party has delivered up to the cut-off."""
        own = self.deliveries(commitment)
        return {
            party: joined((one.start, min(one.end, self.cutoff)) for one in own if one.party == party)
            for party in commitment.reported_by
        }


def kinds_of(commitment: Commitment) -> list[str]:
    """The kinds of sheet whose rows can belong to the commitment."""
    if commitment.told_as_cases:
        return [CASES.name]
    return [ACTIVITIES.name, TRAFFIC.name] if commitment.traffic else [ACTIVITIES.name]


def _rows_of(frame: pd.DataFrame) -> dict[str, np.ndarray | slice]:
    """The positions of each commitment's rows; a slice where they stand together, which takes no copy."""
    of_each = frame["commitment"].to_numpy()
    begins = np.flatnonzero(np.append(True, of_each[1:] != of_each[:-1])[: len(frame)])  # mostly they stand together
    codes, names = pd.factorize(of_each[begins])
    codes = np.repeat(codes, np.diff(begins, append=len(frame)))
    order, edges = np.argsort(codes, kind="stable"), np.arange(len(names) + 1)
    edges = np.searchsorted(codes[order], edges)
    found = {}
    for name, first, last in zip(names, edges[:-1], edges[1:], strict=True):
        own = order[first:last]
        found[name] = slice(own[0], own[-1] + 1) if own[-1] - own[0] == len(own) - 1 else own
    return found


def _known(frame: pd.DataFrame, *names: str):
    """The texts of some columns row by row, None where there is none."""
    columns = ([value if isinstance(value, str) else None for value in frame[name]] for name in names)
    return zip(*columns, strict=True)


def _places(frame: pd.DataFrame):
    return zip(frame["file"], frame["sheet"], map(int, frame["row"]), strict=True)


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype="datetime64[D]")


def _cut(frame: pd.DataFrame, names: list[str], rows: np.ndarray | slice | None) -> dict[str, pd.Series]:
    """Some columns of some rows; none for None. A column at a time, since a frame would be copied."""
    return {name: frame[name].iloc[slice(0) if rows is None else rows] for name in names}


def _arrays(columns: dict[str, pd.Series]) -> dict[str, np.ndarray]:
    return {name: _days(c) if name in ("start", "end") else c.to_numpy() for name, c in columns.items()}

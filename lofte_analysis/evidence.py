"""What the records say about one commitment in one due period: the rows it rests on and what is missing.

Rows count where their date, or their whole week or month, lies inside the period and up to the cut-off. A row that
could not be read but could belong here is not forgotten: it makes the answer uncertain.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from lofte_analysis.columns import ACTIVITIES, CASES, TRAFFIC
from lofte_analysis.coverage import Days, delivered_spans, joined, missing_spans, missing_text
from lofte_analysis.folding import folded
from lofte_analysis.periods import DuePeriod, months_between
from lofte_analysis.promise import Commitment, Measure, Promise, ShareOf
from lofte_analysis.records import LOADED, Records
from lofte_analysis.verdicts import Evidence, number_of, rows_of
from lofte_analysis.words import counted

# Only these columns are looked at, period by period: slicing the rest would cost most of the time.
_OF_OCCASIONS = ["start", "end", "occasions", "occasions_approximate", "completes", "present", "attendance_open"]
_OF_OCCASIONS += ["grades", "objects", "rows"]
_OF_CASES = ["file", "sheet", "row", "start", "end", "cases", "done", "open", "cases_approximate", "done_approximate"]
_OF_CASES += ["object", "conflict"]

CASES_OPEN = "ärenden pågår"

Row = tuple[str, str, int, str]  # file, sheet, row, and what the row is to the verdict


@dataclass
class Found:
    """Evidence with what a reader of the outcome wants beside it."""

    evidence: Evidence
    approximate: bool = False
    partial: bool = False  # part of the period so far is not delivered, so what was done is a least number
    known: bool = True  # whether anything can be said of what was done
    outside: float = 0  # occasions that did not qualify
    open_cases: float = 0
    missing_months: int = 0  # months of the period without figures, for shares of cases
    rows: list[Row] = field(default_factory=list)


class _Dated:
    """Rows with a first and last day, asked for many periods: the days are compared as numbers, not in the frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame, self.nothing = frame, frame.iloc[:0]
        self.start = frame["start"].to_numpy(dtype="datetime64[D]")
        self.end = frame["end"].to_numpy(dtype="datetime64[D]")

    def rows(self, wanted: np.ndarray) -> pd.DataFrame:
        return self.frame.iloc[np.flatnonzero(wanted)] if wanted.any() else self.nothing

    def of(self, period: DuePeriod, cutoff: dt.date) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Rows that lie wholly inside the period and up to the cut-off, and rows that go across the period's edge."""
        first, last = np.datetime64(period.start), np.datetime64(period.end)
        inside = (self.start >= first) & (self.end <= last)
        across = (self.start <= last) & (self.end >= first) & ~inside
        return self.rows(inside & (self.end <= np.datetime64(cutoff))), self.rows(across)

    def touching_or_undated(self, first: dt.date, last: dt.date) -> pd.DataFrame:
        """Rows that share a day with the span, and rows whose date could not be read."""
        touching = (self.start <= np.datetime64(last)) & (self.end >= np.datetime64(first))
        return self.rows(np.isnat(self.start) | touching)


class CommitmentRecords:
    """The records of one commitment, asked once per due period."""

    def __init__(self, promise: Promise, records: Records, commitment: Commitment, cutoff: dt.date) -> None:
        self.promise, self.commitment, self.cutoff = promise, commitment, cutoff
        self.from_cases = commitment.counts_cases
        own = records.occasions
        self.occasions = _Dated(own.loc[own["commitment"] == commitment.id, _OF_OCCASIONS])
        self.cases = _Dated(self._own_cases(records.cases))
        self.rejected = _Dated(self._rejected(records.rejected))
        self.lost = self._lost(records.lost)
        self.delivered = {
            party: delivered_spans(records.deliveries, party, commitment.id, cutoff) for party in commitment.reported_by
        }
        self.delivery_rows = _delivery_rows(records.deliveries, commitment)

    def _own_cases(self, cases: pd.DataFrame) -> pd.DataFrame:
        reported = cases["reporter"].isin(self.commitment.reported_by)
        own = (cases["commitment"] == self.commitment.id) & reported & (cases["status"] == LOADED)
        return cases.loc[own, _OF_CASES]

    def _kinds(self) -> list[str]:
        """The kinds of sheet whose rows can belong to the commitment."""
        if self.from_cases:
            return [CASES.name]
        return [ACTIVITIES.name, TRAFFIC.name] if self.commitment.traffic else [ACTIVITIES.name]

    def _rejected(self, rejected: pd.DataFrame) -> pd.DataFrame:
        could = rejected["commitment"].isna() | (rejected["commitment"] == self.commitment.id)
        return rejected[rejected["kind"].isin(self._kinds()) & could & ~rejected["aside"]]

    def _lost(self, lost: pd.DataFrame) -> tuple[str, ...]:
        """Files and sheets that could not be read and could hold rows of the commitment, in words."""
        could = lost[lost["kind"].isna() | lost["kind"].isin(self._kinds())].drop_duplicates(["file", "sheet"])
        files, sheets = int((could["sheet"] == "").sum()), int((could["sheet"] != "").sum())
        texts = [
            f"{counted(files, 'fil', 'filer')} kunde inte läsas" if files else "",
            f"{counted(sheets, 'blad', 'blad')} kunde inte läsas" if sheets else "",
        ]
        return tuple(text for text in texts if text)

    def found(self, period: DuePeriod) -> Found:
        """What the records say about the period."""
        return self._cases_found(period) if self.from_cases else self._occasions_found(period)

    # Deliveries and rejected rows, alike for every measure -------------------------------------------------

    def _frame(self, period: DuePeriod, found: Found, **values) -> Found:
        """Complete the evidence with what every measure shares."""
        last_day = min(period.end, self.cutoff)
        missing = self._missing(period.start, last_day)
        rejected = self.rejected.touching_or_undated(period.start, last_day)
        uncertain = list(values.pop("uncertain", ()))
        if len(rejected):
            uncertain.append(f"{rows_of(self.commitment, len(rejected))} kunde inte läsas")
        uncertain += self.lost
        started = period.start <= self.cutoff
        deliveries = [
            row for row, start, end in self.delivery_rows if started and start <= last_day and end >= period.start
        ]
        found.evidence = Evidence(
            started=started,
            over=period.end <= self.cutoff,
            has_delivery=bool(deliveries),
            undelivered=tuple(
                f"redovisning från {self.promise.party_in_text(party)} saknas för {missing_text(spans)}"
                for party, spans in missing.items()
            ),
            uncertain=tuple(uncertain),
            **values,
        )
        found.partial = bool(missing)
        found.known = bool(found.rows) or not missing
        found.rows += [(row.file, row.sheet, int(row.row), "avvisad rad") for row in rejected.itertuples()]
        found.rows += deliveries
        return found

    def _missing(self, start: dt.date, end: dt.date) -> dict[str, list[Days]]:
        gaps = {party: missing_spans(spans, start, end) for party, spans in self.delivered.items()}
        return {party: spans for party, spans in gaps.items() if spans}

    # Occasions ---------------------------------------------------------------------------------------------

    def _occasions_found(self, period: DuePeriod) -> Found:
        inside, across = self.occasions.of(period, self.cutoff)
        uncertain = self._across_text(across)
        found = Found(Evidence(False, False, 0))
        found.rows = [(*place, "genomfört") for rows in inside["rows"] for place in rows]
        crossing = [(*place, "går över gränsen") for rows in across["rows"] for place in rows]
        found.approximate = bool(inside["occasions_approximate"].any())
        held = inside[inside["occasions"] > 0]
        values = {"has_rows": bool(len(inside))}
        match self.commitment.measure:
            case Measure.MILESTONE:
                values |= {"done": float(held["completes"].any()), "steps": len(held)}
            case Measure.SHARE:
                values |= self._objects(held, uncertain)
            case _:
                values |= self._attended(held, uncertain, found)
        if _months_of(held) & _months_of(inside[inside["occasions"] == 0]):  # a zero speaks for its month
            uncertain.append("en rad säger noll och en annan redovisar tillfällen")
        found = self._frame(period, found, uncertain=uncertain, **values)
        found.rows += crossing
        return found

    def _attended(self, held: pd.DataFrame, uncertain: list[str], found: Found) -> dict:
        """Occasions at which all who must attend were there; those where that is unknown could count."""
        required = set(self.commitment.must_attend)
        complete = np.array([required.issubset(present) for present in held["present"]], dtype=bool)
        unknown = ~complete & held["attendance_open"].to_numpy(dtype=bool)
        if unknown.any():
            uncertain.append(f"{number_of(self.commitment, int(unknown.sum()))} där det är okänt vilka som var med")
        failed = ~complete & ~unknown
        found.outside = float(held["occasions"].to_numpy()[failed].sum())
        return {"done": float(held["occasions"].to_numpy()[complete].sum()), "failed": int(found.outside)}

    def _objects(self, held: pd.DataFrame, uncertain: list[str]) -> dict:
        """Objects reached, as school grades; a row that names none could be any."""
        objects = {folded(name) for name in self.commitment.objects}
        reached = {name for grades in held["grades"] for name in grades}
        reached |= {folded(name) for names in held["objects"] for name in names}
        unnamed = sum(not grades and not names for grades, names in zip(held["grades"], held["objects"], strict=True))
        if unnamed:
            uncertain.append(f"{rows_of(self.commitment, unnamed)} utan {self.commitment.units[0]}")
        return {"done": float(len(reached & objects)), "cases": float(len(objects))}

    def _across_text(self, across: pd.DataFrame) -> list[str]:
        rows = rows_of(self.commitment, len(across))
        return [f"{rows} med vecka eller månad går över periodens gräns"] if len(across) else []

    # Cases -------------------------------------------------------------------------------------------------

    def _cases_found(self, period: DuePeriod) -> Found:
        inside, across = self.cases.of(period, self.cutoff)
        uncertain = self._across_text(across)
        if inside["conflict"].any():
            uncertain.append("olika siffror har lämnats för samma månad")
        rows = inside[~inside["conflict"].astype(bool)]
        found = Found(Evidence(False, False, 0))
        found.rows = [(row.file, row.sheet, int(row.row), "ärenden") for row in inside.itertuples()]
        found.approximate = any(value is True for n in ("cases", "done") for value in rows[f"{n}_approximate"])
        if self.commitment.share_of is ShareOf.STOCK:
            rows = _last_of_each_object(rows)
            if rows.empty:
                uncertain.append("siffror saknas")
        else:
            without = self._months_without(rows, period)
            found.missing_months = len(without)
            conflicting = set(inside.loc[inside["conflict"].astype(bool), "start"].dt.date)
            if unwritten := [days for days in without if days[0] not in conflicting]:
                uncertain.append(f"siffror saknas för {missing_text(joined(unwritten))}")
        found.open_cases = float(rows["open"].sum())
        if found.open_cases:
            uncertain.append(CASES_OPEN)
        done, cases = float(rows["done"].sum()), float((rows["cases"] - rows["open"]).sum())
        found = self._frame(period, found, uncertain=uncertain, done=done, cases=cases, has_rows=bool(len(inside)))
        found.known = bool(len(rows))
        return found

    def _months_without(self, rows: pd.DataFrame, period: DuePeriod) -> list[Days]:
        have, last_day = set(rows["start"].dt.date), min(period.end, self.cutoff)
        months = months_between(period.start, last_day)
        ended = [(start, end) for start, end in months if end <= self.cutoff or period.end <= self.cutoff]
        return [(start, end) for start, end in ended if start not in have]


def _months_of(occasions: pd.DataFrame) -> set[Days]:
    spans = zip(occasions["start"], occasions["end"], strict=True)
    return {month for start, end in spans for month in months_between(start.date(), end.date())}


def _last_of_each_object(rows: pd.DataFrame) -> pd.DataFrame:
    objects = rows["object"].where(rows["object"].notna(), "")
    return rows.assign(object=objects).sort_values("start", kind="stable").drop_duplicates("object", keep="last")


def _delivery_rows(deliveries: pd.DataFrame, commitment: Commitment) -> list[tuple[Row, dt.date, dt.date]]:
    mine = deliveries[
        deliveries["done"]
        & deliveries["party"].isin(commitment.reported_by)
        & (deliveries["commitment"].isna() | (deliveries["commitment"] == commitment.id))
    ]
    return [
        ((row.file, row.sheet, int(row.row), "redovisat"), row.start.date(), row.end.date())
        for row in mine.itertuples()
    ]

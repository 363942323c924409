"""What the records say about one commitment in one due period: the rows it rests on and what is missing.

Rows count where their date, or their whole week or month, lies inside the period and up to the cut-off. A row that
could not be read but could belong here is not forgotten: it makes the answer uncertain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from lofte_analysis.columns import ACTIVITIES, CASES, TRAFFIC
from lofte_analysis.coverage import Days, delivered_spans, joined, missing_spans, missing_text
from lofte_analysis.dated_rows import DatedRows
from lofte_analysis.periods import DuePeriod, months_between
from lofte_analysis.promise import Commitment, Counted, Measure, Promise, ShareOf
from lofte_analysis.qualifying import COUNTS, FAILS, OPEN, has_conditions, on_their_evenings, standings
from lofte_analysis.records import LOADED, Records
from lofte_analysis.tallies import increase_of, last_of_each_object, names_in, tally
from lofte_analysis.verdicts import Evidence, number_of, rows_of
from lofte_analysis.words import counted

# Only these columns are looked at, period by period: slicing the rest would cost most of the time.
_OF_OCCASIONS = ["start", "end", "occasions", "occasions_approximate", "completes", "grades", "objects", "rows"]
_OF_CONDITIONS = ["present", "attendance_open", "place", "clock"]
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


class CommitmentRecords:
    """The records of one commitment, asked once per due period."""

    def __init__(self, promise: Promise, records: Records, commitment: Commitment, cutoff: dt.date) -> None:
        self.promise, self.commitment, self.cutoff = promise, commitment, cutoff
        self.from_cases = commitment.told_as_cases
        self.conditional = has_conditions(commitment)
        columns = [*_OF_OCCASIONS, *_OF_CONDITIONS] if self.conditional else _OF_OCCASIONS
        own = records.occasions.loc[records.occasions["commitment"] == commitment.id, columns]
        if self.conditional:
            own = standings(on_their_evenings(own, commitment), commitment)
        self.occasions = DatedRows(own)
        self.first_told = self._first_told(own)
        self.cases = DatedRows(self._own_cases(records.cases) if self.from_cases else records.cases.iloc[:0])
        self.rejected = DatedRows(self._rejected(records.rejected))
        self.lost = self._lost(records.lost)
        self.delivered = {
            party: delivered_spans(records.deliveries, party, commitment.id, cutoff) for party in commitment.reported_by
        }
        self.delivery_rows = _delivery_rows(records.deliveries, commitment)
        other = commitment.measured_against
        self.other = None if other is None else CommitmentRecords(promise, records, promise[other], cutoff)

    def _first_told(self, own: pd.DataFrame) -> dict[str, dt.date]:
        """The first day on which each object was told of by an occasion that qualifies."""
        if self.commitment.counted is not Counted.NEW_UNITS:
            return {}
        counted = own[(own["occasions"] > 0) & (own["end"] <= pd.Timestamp(self.cutoff))]
        counted = counted[counted["standing"] == COUNTS] if self.conditional else counted
        first: dict[str, dt.date] = {}
        for row in counted.itertuples():
            for name in names_in(row.grades, row.objects):
                first[name] = min(row.start.date(), first.get(name, dt.date.max))
        return first

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
        rows = rejected[rejected["kind"].isin(self._kinds()) & could & ~rejected["aside"]]
        return on_their_evenings(rows.assign(clock=None), self.commitment) if self.commitment.past_midnight else rows

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

    def _frame(
        self, period: DuePeriod, found: Found, *, unmet: Iterable[Days] = (), other: Found | None = None, **values
    ) -> Found:
        """Complete the evidence with what every measure shares.

        `unmet` are days on which it should have been done; they are surely missed where all about them is known.
        """
        last_day = min(period.end, self.cutoff)
        missing = self._missing(period.start, last_day)
        rejected = self.rejected.touching_or_undated(period.start, last_day)
        uncertain = list(values.pop("uncertain", ()))
        if len(rejected):
            uncertain.append(f"{rows_of(self.commitment, len(rejected))} kunde inte läsas")
        uncertain += self.lost
        undelivered = [
            f"redovisning från {self.promise.party_in_text(party)} saknas för {missing_text(spans)}"
            for party, spans in missing.items()
        ]
        if other is not None:
            uncertain += other.evidence.uncertain
            undelivered += other.evidence.undelivered
        missed = 0 if uncertain else sum(not self._missing(*days) for days in unmet)
        started = period.start <= self.cutoff
        deliveries = [
            row for row, start, end in self.delivery_rows if started and start <= last_day and end >= period.start
        ]
        found.evidence = Evidence(
            started=started,
            over=period.end <= self.cutoff,
            has_delivery=bool(deliveries),
            undelivered=tuple(dict.fromkeys(undelivered)),
            uncertain=tuple(dict.fromkeys(uncertain)),
            missed=missed,
            **values,
        )
        found.partial = bool(undelivered)
        found.known = bool(found.rows) or not undelivered
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
        held = _held(inside)
        values = {"has_rows": bool(len(inside))}
        if self.commitment.measure is Measure.MILESTONE:
            values |= {"done": float(held["completes"].any()), "steps": len(held), "late": self._late(period)}
        else:
            values |= self._counted(period, held, uncertain, found)
        zeros = inside[inside["occasions"] == 0] if held is not inside else inside.iloc[:0]
        if len(zeros) and _months_of(held) & _months_of(zeros):  # a zero speaks for its month
            uncertain.append("en rad säger noll och en annan redovisar tillfällen")
        found = self._frame(period, found, uncertain=uncertain, **values)
        found.rows += crossing
        return found

    def _counted(self, period: DuePeriod, held: pd.DataFrame, uncertain: list[str], found: Found) -> dict:
        """What the occasions that qualify come to; those of which it is unknown could count, those that fail do not."""
        rows, failures = held, []
        if self.conditional and len(rows := _counting(held)) < len(held):
            opened, failed = (held[held["standing"] == standing] for standing in (OPEN, FAILS))
            uncertain += self._texts(opened)
            failures = self._texts(failed)
            found.outside = float(failed["occasions"].sum())
        days, events, values = (period.start, min(period.end, self.cutoff)), None, {}
        if self.other is not None:
            asked, events, other = self.other.commitment, self.other.qualifying(period), self.other.found(period)
            found.rows += [(*place, "underlag") for places in events["rows"] for place in places]
            if self.commitment.only_if:
                surely = events.empty and not other.partial and not other.evidence.uncertain
                values = {"lacking": f"{asked.id} {asked.title}" if surely else ""}
                other = other if events.empty else None
            values["other"] = other
        result = tally(self.commitment, rows, days, self.first_told, events)
        uncertain += result.uncertain
        return values | {
            "done": result.done,
            "cases": result.cases,
            "steps": result.begun,
            "failed": int(found.outside),
            "failures": tuple(failures),
            "unmet": result.unmet,
        }

    def qualifying(self, period: DuePeriod) -> pd.DataFrame:
        """The occasions of the period that qualify."""
        inside, _ = self.occasions.of(period, self.cutoff)
        return _counting(_held(inside)) if self.conditional else _held(inside)

    def _texts(self, rows: pd.DataFrame) -> list[str]:
        """So many occasions that did not qualify, or may not have, and why."""
        if rows.empty:
            return []
        failing = rows["standing"].iloc[0] == FAILS
        numbers = rows.groupby("why", sort=False)["occasions"].agg("sum" if failing else "size")
        return [f"{number_of(self.commitment, int(number))} {why}" for why, number in numbers.items()]

    def _late(self, period: DuePeriod) -> dt.date | None:
        """The day on which a milestone was completed after its last day."""
        later = self.occasions.after(period.end, self.cutoff)
        completed = later[later["completes"]]
        return None if completed.empty else completed["end"].min().date()

    def _across_text(self, across: pd.DataFrame) -> list[str]:
        rows = rows_of(self.commitment, len(across))
        what = "utan klockslag" if self.commitment.past_midnight else "med vecka eller månad"
        return [f"{rows} {what} går över periodens gräns"] if len(across) else []

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
        increase = self.commitment.counted is Counted.INCREASE
        if increase or self.commitment.share_of is ShareOf.STOCK:
            rows = last_of_each_object(rows)
            if rows.empty:
                uncertain.append("siffror saknas")
        else:
            without = self._months_without(rows, period)
            found.missing_months = len(without)
            conflicting = set(inside.loc[inside["conflict"].astype(bool), "start"].dt.date)
            if unwritten := [days for days in without if days[0] not in conflicting]:
                uncertain.append(f"siffror saknas för {missing_text(joined(unwritten))}")
        found.open_cases = float(rows["open"].sum())
        if found.open_cases and not increase:
            uncertain.append(CASES_OPEN)
        done, cases = float(rows["done"].sum()), float((rows["cases"] - rows["open"]).sum())
        if increase:
            done, unsure = increase_of(rows, self.cases.before(period.start))
            uncertain += unsure
        found = self._frame(period, found, uncertain=uncertain, done=done, cases=cases, has_rows=bool(len(inside)))
        found.known = bool(len(rows))
        return found

    def _months_without(self, rows: pd.DataFrame, period: DuePeriod) -> list[Days]:
        have, last_day = set(rows["start"].dt.date), min(period.end, self.cutoff)
        months = months_between(period.start, last_day)
        ended = [(start, end) for start, end in months if end <= self.cutoff or period.end <= self.cutoff]
        return [(start, end) for start, end in ended if start not in have]


# Slicing a frame costs more than all else, and mostly there is nothing to leave out.


def _held(occasions: pd.DataFrame) -> pd.DataFrame:
    """The rows that are occasions: no written zeros."""
    wanted = (occasions["occasions"] > 0).to_numpy()
    return occasions if wanted.all() else occasions[wanted]


def _counting(occasions: pd.DataFrame) -> pd.DataFrame:
    """The rows that qualify."""
    wanted = (occasions["standing"] == COUNTS).to_numpy()
    return occasions if wanted.all() else occasions[wanted]


def _months_of(occasions: pd.DataFrame) -> set[Days]:
    spans = zip(occasions["start"], occasions["end"], strict=True)
    return {month for start, end in spans for month in months_between(start.date(), end.date())}


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

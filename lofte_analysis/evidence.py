"""What the records say about one commitment in one due period: the rows it rests on and what is missing.

Rows count where their date, or their whole week or month, lies inside the period and up to the cut-off. A row that
could not be read but could belong here is not forgotten: it makes the answer uncertain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pandas as pd

from lofte_analysis.coverage import Days, joined, missing_spans, missing_text
from lofte_analysis.dated_rows import DatedRows
from lofte_analysis.periods import DuePeriod, months_between
from lofte_analysis.promise import Commitment, Counted, Measure, Promise, ShareOf
from lofte_analysis.qualifying import COUNTS, FAILS, OPEN
from lofte_analysis.records_by_commitment import RecordsByCommitment, Row
from lofte_analysis.tallies import increase_of, lacks_an_object, last_of_each_object, tally
from lofte_analysis.verdicts import Evidence, number_of, rows_of
from lofte_analysis.words import counted

CASES_OPEN = "ärenden pågår"


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

    def __init__(self, promise: Promise, records: RecordsByCommitment, commitment: Commitment) -> None:
        self.promise, self.commitment, self.cutoff = promise, commitment, records.cutoff
        self.from_cases = commitment.told_as_cases
        if self.from_cases:
            self.cases = records.cases(commitment)
        else:
            self.occasions = records.occasions(commitment)
            self.first_told = self._first_told()
        self.rejected = records.rejected(commitment)
        self.lost = _lost_text(records.lost(commitment))
        self.delivered = records.delivered(commitment)
        self.deliveries = records.deliveries(commitment)
        other = commitment.measured_against
        self.other = None if other is None else CommitmentRecords(promise, records, promise[other])

    def _first_told(self) -> dict[str, dt.date]:
        """The first day on which each object was told of by an occasion that qualifies."""
        if self.commitment.counted is not Counted.NEW_UNITS:
            return {}
        told = _counting(_held(self.occasions.where(self.occasions.end <= np.datetime64(self.cutoff))))
        codes, distinct = pd.factorize(told["names"])
        days = np.full(len(distinct), np.datetime64(dt.date.max))
        np.minimum.at(days, codes, told.start)
        first: dict[str, dt.date] = {}
        for names, day in zip(distinct, days.tolist(), strict=True):
            for name in names:
                first[name] = min(day, first.get(name, day))
        return first

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
            perhaps_persons = self.promise.persons_in_rows and rejected["nameless"].any()
            told = "rader" if perhaps_persons else rows_of(self.commitment, len(rejected))
            uncertain.append(f"{told} kunde inte läsas")
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
            one.row for one in self.deliveries if started and one.start <= last_day and one.end >= period.start
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
        found.rows += _placed(rejected, "avvisad rad")
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
        found.rows = list(chain.from_iterable(inside["rows"]))
        crossing = _placed_of(across, "går över gränsen")
        found.approximate = bool(inside["occasions_approximate"].any())
        held = _held(inside)
        values = {"has_rows": bool(len(inside))}
        if self.commitment.measure is Measure.MILESTONE:
            values |= {"done": float(held["completes"].any()), "steps": len(held), "late": self._late(period)}
            if unread := int(held["completes_unread"].sum()):
                uncertain.append(f"{rows_of(self.commitment, unread)} där Klar inte kunde läsas")
        else:
            values |= self._counted(period, held, uncertain, found)
        zeros = inside.where(inside["occasions"] == 0) if held is not inside else None
        if zeros and held.share_a_month_with(zeros):  # a zero speaks for its month
            uncertain.append("en rad säger noll och en annan redovisar tillfällen")
        found = self._frame(period, found, uncertain=uncertain, **values)
        found.rows += crossing
        return found

    def _counted(self, period: DuePeriod, held: DatedRows, uncertain: list[str], found: Found) -> dict:
        """What the occasions that qualify come to; those of which it is unknown could count, those that fail do not."""
        rows, failures = _counting(held), []
        if rows is not held:
            opened, failed = (held.where(held["standing"] == standing) for standing in (OPEN, FAILS))
            uncertain += self._texts(opened)
            failures = self._texts(failed)
            found.outside = float(failed["occasions"].sum())
        days, events, values = (period.start, min(period.end, self.cutoff)), None, {}
        if self.other is not None:
            asked, events, other = self.other.commitment, self.other.qualifying(period), self.other.found(period)
            found.rows += _placed_of(events, "underlag")
            if self.commitment.only_if:
                surely = not events and not other.partial and not other.evidence.uncertain
                values = {"lacking": f"{asked.id} {asked.title}" if surely else ""}
                other = None if events else other
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

    def qualifying(self, period: DuePeriod) -> DatedRows:
        """The occasions of the period that qualify."""
        inside, _ = self.occasions.of(period, self.cutoff)
        return _counting(_held(inside))

    def _texts(self, rows: DatedRows) -> list[str]:
        """So many occasions that failed a condition, or so many rows that may have, and why."""
        if not rows:
            return []
        codes, reasons = pd.factorize(rows["why"])
        numbers = np.bincount(codes, rows["occasions"] if rows["standing"][0] == FAILS else None)
        return [
            f"{number_of(self.commitment, int(number))} {why}" for why, number in zip(reasons, numbers, strict=True)
        ]

    def _late(self, period: DuePeriod) -> dt.date | None:
        """The day on which a milestone was completed after its last day."""
        later = self.occasions.after(period.end, self.cutoff)
        completed = later.end[later["completes"]]
        return completed.min().item() if len(completed) else None

    def _across_text(self, across: DatedRows) -> list[str]:
        rows = rows_of(self.commitment, len(across))
        what = "utan klockslag" if self.commitment.past_midnight else "med vecka eller månad"
        return [f"{rows} {what} går över periodens gräns"] if len(across) else []

    # Cases -------------------------------------------------------------------------------------------------

    def _cases_found(self, period: DuePeriod) -> Found:
        inside, across = self.cases.of(period, self.cutoff)
        uncertain = self._across_text(across)
        if inside["conflict"].any():
            uncertain.append("olika siffror har lämnats för samma månad")
        rows = inside.where(~inside["conflict"])
        found = Found(Evidence(False, False, 0))
        found.rows = _placed(inside, "ärenden")
        found.approximate = bool(rows["approximate"].any())
        increase = self.commitment.counted is Counted.INCREASE
        if increase or self.commitment.share_of is ShareOf.STOCK:
            rows = last_of_each_object(rows)
            if not rows:
                uncertain.append("siffror saknas")
            elif not increase and lacks_an_object(rows, self.cases.before(period.start)):
                uncertain.append("siffror saknas för något objekt")
        else:
            without = self._months_without(rows, period)
            found.missing_months = len(without)
            conflicting = set(inside.start[inside["conflict"]].tolist())
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

    def _months_without(self, rows: DatedRows, period: DuePeriod) -> list[Days]:
        have, last_day = set(rows.start.tolist()), min(period.end, self.cutoff)
        months = months_between(period.start, last_day)
        ended = [(start, end) for start, end in months if end <= self.cutoff or period.end <= self.cutoff]
        return [(start, end) for start, end in ended if start not in have]


def _held(occasions: DatedRows) -> DatedRows:
    """The rows that are occasions: no written zeros."""
    return occasions.where(occasions["occasions"] > 0)


def _counting(occasions: DatedRows) -> DatedRows:
    """The rows that qualify."""
    return occasions.where(occasions["standing"] == COUNTS) if "standing" in occasions else occasions


def _placed(rows: DatedRows, role: str) -> list[Row]:
    return [
        (file, sheet, int(row), role) for file, sheet, row in zip(rows["file"], rows["sheet"], rows["row"], strict=True)
    ]


def _lost_text(lost: set[tuple[str, str]]) -> tuple[str, ...]:
    """Files and sheets that could not be read, in words."""
    files = sum(sheet == "" for _, sheet in lost)
    sheets = len(lost) - files
    texts = [
        f"{counted(files, 'fil', 'filer')} kunde inte läsas" if files else "",
        f"{counted(sheets, 'blad', 'blad')} kunde inte läsas" if sheets else "",
    ]
    return tuple(text for text in texts if text)


def _placed_of(occasions: DatedRows, role: str) -> list[Row]:
    """The rows that tell of the occasions, as something else to the verdict than what was done."""
    return [(*place, role) for *place, _ in chain.from_iterable(occasions["rows"])]

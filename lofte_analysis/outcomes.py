"""Follow-through: what was done, set against what was promised, one row per commitment and due period.

Here promise, periods and records meet. The rules stand in `verdicts`, what they rest on in `evidence`; this
module asks them for every commitment and period and lays the answers in one plain frame.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pandas as pd

from lofte_analysis.evidence import CASES_OPEN, CommitmentRecords, Found
from lofte_analysis.periods import DuePeriod, due_periods
from lofte_analysis.promise import Commitment, Counted, Measure, Per, Personal, Promise, ShareOf
from lofte_analysis.records import Records
from lofte_analysis.records_by_commitment import RecordsByCommitment
from lofte_analysis.verdicts import ENDED_COLUMNS, VERDICT_COLUMNS, Verdict, judge
from lofte_analysis.words import decimal, hedge, long_date, percent_exact

INTERPRETED = "tolkning: löftet slutar {day} enligt ordalydelsen"
NEAR_LIMIT = "beror på läsårstiderna"
OUTCOME_COLUMNS = (
    "commitment",
    "title",
    "area",
    "responsible",
    "measure",
    "per",
    "period",
    "start",
    "end",
    "promised",
    "done",
    "cases",
    "open_cases",
    "open_text",
    "missing_months",
    "outside",
    "approximate",
    "partial",
    "unsettled",
    "promised_text",
    "done_text",
    "verdict",
    "reason",
    "interpreted",
    "rows",
    "personal",
    "part_of",
)

COUNT_COLUMNS = ("commitment", "title", "unit", "period", "start", "end", "count", "approximate", "partial", "unread")


def follow_through(promise: Promise, records: Records, *, cutoff: dt.date | str | None = None) -> pd.DataFrame:
    """What became of each commitment, period by period.

    One row per commitment and due period, in the order of the promise. `cutoff` (a date or "2024-06-30") is the last
    day that counts, itself included; without it, the last day of the last delivery. Raises ValueError when
    there is neither.

    Columns: commitment, title, area, responsible (tuple), measure, per; period (label), start, end (both days
    included); promised (occasions or units; a share 0–1), done (occasions that qualify, or a numerator; missing where
    unknown), cases (closed cases or objects, for shares), open_cases and open_text, missing_months (without figures);
    outside (occasions that failed a condition); approximate, partial (only part was delivered), unsettled (what is
    missing or unreadable could change the figures; open cases are told apart); promised_text, done_text; verdict
    (ordered category), reason (Swedish, no file names); interpreted (the period ends after the promise by the letter),
    rows (a tuple of file, sheet, row and role); personal, part_of, municipality, example, cutoff.

    >>> from lofte_analysis.promise import read_promise
    >>> from lofte_analysis.reading.workbooks import read_workbooks
    >>> promise = read_promise()
    >>> outcomes = follow_through(promise, read_workbooks(promise=promise), cutoff="2022-06-30")
    >>> sorted(outcomes.query("commitment == '5.3' and period > '2022-06'")["verdict"].unique())
    ['pågår']
    """
    last_day = records.cutoff_day(cutoff)
    told, rows = RecordsByCommitment(records, last_day), []
    for commitment in promise.commitments:
        asked = CommitmentRecords(promise, told, commitment)
        for period in due_periods(promise, commitment):
            rows.append(_outcome(promise, commitment.in_force(period.start), period, asked.found(period)))
    outcomes = pd.DataFrame(rows, columns=list(OUTCOME_COLUMNS))
    for name in ("start", "end"):
        outcomes[name] = pd.to_datetime(outcomes[name])
    outcomes["verdict"] = pd.Categorical(outcomes["verdict"], categories=list(map(str, Verdict)), ordered=True)
    return outcomes.assign(
        municipality=records.place(promise),
        example=records.example,
        cutoff=pd.Timestamp(last_day),
    )


def _outcome(promise: Promise, commitment: Commitment, period: DuePeriod, found: Found) -> dict:
    verdict, reason = judge(commitment, found.evidence)
    evidence = found.evidence
    share = commitment.measure is Measure.SHARE
    known = found.known and evidence.started
    unsure = _unsure(found)
    least = (found.partial or (unsure and not commitment.judged)) and not commitment.told_as_cases
    if evidence.done == 0 and (verdict is Verdict.NOT_REPORTED or least):
        known = False  # nothing seen is not the same as nothing done
    notes = [reason, *_changed_within(promise[commitment.id], period)]
    if period.near_limit:
        notes.append(NEAR_LIMIT)
    if period.interpreted:
        notes.append(INTERPRETED.format(day=long_date(promise.literal_end)))
    row = {
        "commitment": commitment.id,
        "title": commitment.title,
        "area": promise.areas[commitment.area],
        "responsible": commitment.responsible,
        "measure": str(commitment.measure),
        "per": str(commitment.per),
        "period": period.label,
        "start": period.start,
        "end": period.end,
        "promised": commitment.at_least if commitment.at_least is not None else commitment.share_at_least,
        "done": evidence.done if known else float("nan"),
        "cases": evidence.cases if share and known else float("nan"),
        "open_cases": found.open_cases if share else float("nan"),
        "open_text": f"{found.open_cases:.0f}" if share and found.open_cases else "",
        "missing_months": found.missing_months,
        "outside": found.outside,
        "approximate": found.approximate,
        "partial": found.partial,
        "unsettled": bool(set(evidence.undelivered + evidence.uncertain) - {CASES_OPEN}),
        "promised_text": _promised_text(commitment),
        "done_text": "",
        "verdict": str(verdict),
        "reason": "; ".join(note for note in notes if note),
        "interpreted": period.interpreted,
        "rows": tuple(found.rows),
        "personal": str(commitment.personal),
        "part_of": commitment.part_of or "",
    }
    if not commitment.judged:
        row["promised"] = float("nan")
    row["done_text"] = _done_text(row, verdict, commitment, uncertain=unsure)
    return row


def _unsure(found: Found) -> bool:
    """Whether something was not read, or is unknown, that could add to what was done."""
    return bool(set(found.evidence.uncertain) - {CASES_OPEN})


def _changed_within(commitment: Commitment, period: DuePeriod) -> list[str]:
    """The level of a period is the one it began with; where another came while it ran, that is said."""
    changes = [change.start for change in commitment.changes if period.start < change.start <= period.end]
    return [f"nivån ändrades {long_date(day)}; den som gällde när perioden började avgör" for day in changes]


def _promised_text(commitment: Commitment) -> str:
    if not commitment.judged:
        return ""
    if commitment.measure is Measure.SHARE and commitment.share_at_least is not None:
        return percent_exact(commitment.share_at_least)
    return decimal(commitment.at_least)


def _done_text(row: dict, verdict: Verdict, commitment: Commitment, *, uncertain: bool) -> str:
    """What was done as the csv states it: 3, 74/92, ca 100, minst 12, or nothing where it is unknown.

    How much a stock has grown is no least number: it may shrink again.
    """
    if row["done"] != row["done"]:
        return ""
    done, about = f"{row['done']:.0f}", hedge(approximate=row["approximate"])
    least = row["partial"] or verdict is Verdict.NOT_REPORTED or uncertain
    fixed_cases = commitment.share_of in (ShareOf.OBJECTS, ShareOf.SLOTS)
    if row["measure"] == Measure.SHARE and not (fixed_cases and least and row["done"] < row["cases"]):
        return f"{about}{done}/{row['cases']:.0f}"
    if least and commitment.measure is not Measure.MILESTONE and commitment.counted is not Counted.INCREASE:
        return f"{hedge(least=True, approximate=row['approximate'])}{done}" if row["done"] else ""
    return f"{about}{done}"


def summary(outcomes: pd.DataFrame) -> pd.DataFrame:
    """How many of a commitment's ended periods were kept, one row per judged commitment.

    Columns: commitment, title, area, responsible, per, periods (ended and applicable), met, partly, not_met,
    not_reported; running and not_applicable stand beside and are in no ratio. Nothing is added up over
    commitments: months, terms and years are unlike things.
    """
    judged = outcomes[outcomes["promised"].notna()]
    found = Counter(zip(judged["commitment"], judged["verdict"].astype(str), strict=True))
    rows = judged.drop_duplicates("commitment").set_index("commitment")[["title", "area", "responsible", "per"]]
    rows = rows.loc[[i for i in outcomes["commitment"].unique() if i in rows.index]].reset_index()
    for name, verdict in VERDICT_COLUMNS.items():
        rows[name] = pd.Series([found[i, str(verdict)] for i in rows["commitment"]], dtype="int64")
    rows.insert(5, "periods", rows[ENDED_COLUMNS].sum(axis=1))
    return rows


def beyond_the_promise(promise: Promise, records: Records, *, cutoff: dt.date | str | None = None) -> pd.DataFrame:
    """Occasions of judged commitments that lie in no due period: shown, never judged; none that concern persons.

    What is done for a milestone after its last day is late and nothing beyond what was promised: it is left out.
    One row per occasion: commitment, start, end, occasions and `phase` ("före löftet", "efter löftet" or
    "utanför perioderna", as a meeting in the summer holidays).
    """
    last_day = pd.Timestamp(records.cutoff_day(cutoff))
    live = records.occasions[(records.occasions["end"] <= last_day) & (records.occasions["occasions"] > 0)]
    parts = [live.iloc[:0]]
    for commitment in promise.commitments:
        own = live[live["commitment"] == commitment.id]
        if own.empty or not commitment.judged or commitment.personal is not Personal.NO:
            continue
        outside = pd.Series(True, index=own.index)
        for period in due_periods(promise, commitment):
            start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
            late = commitment.measure is Measure.MILESTONE
            outside &= (own["end"] < start) | ((own["start"] > end) & (not late))
        parts.append(own[outside])
    rows = pd.concat(parts)[["commitment", "start", "end", "occasions"]].reset_index(drop=True)
    phase = pd.Series("utanför perioderna", index=rows.index, dtype=object)
    phase[rows["end"] < pd.Timestamp(promise.start)] = "före löftet"
    phase[rows["start"] > pd.Timestamp(promise.end)] = "efter löftet"
    return rows.assign(phase=phase)


def counts_by_half_year(promise: Promise, records: Records, *, cutoff: dt.date | str | None = None) -> pd.DataFrame:
    """How much was done where nothing was quantified, one row per commitment and half-year of the promise.

    Columns: commitment, title, unit (plural), period (2022-H1), start, end, count (missing where it is unknown),
    approximate, partial (only part was delivered, or the half-year is not over), unread (rows that may belong here
    could not be read, or leave a doubt), municipality, example, cutoff.
    Counts of persons are left out: they are told per year only, so that no half-year can be reckoned from a year.
    """
    last_day = records.cutoff_day(cutoff)
    told, rows = RecordsByCommitment(records, last_day), []
    for commitment in promise.commitments:
        if commitment.measure is not Measure.UNQUANTIFIED or commitment.personal is not Personal.NO:
            continue
        asked = CommitmentRecords(promise, told, commitment)
        for period in due_periods(promise, replace(commitment, per=Per.HALF_YEAR)):
            if period.start > last_day:
                continue
            found = asked.found(period)
            done, unread = found.evidence.done, _unsure(found)
            rows.append(
                {
                    "commitment": commitment.id,
                    "title": commitment.title,
                    "unit": commitment.units[1],
                    "period": period.label,
                    "start": pd.Timestamp(period.start),
                    "end": pd.Timestamp(period.end),
                    "count": done if done or not (found.partial or unread) else float("nan"),
                    "approximate": found.approximate,
                    "partial": found.partial or not found.evidence.over,
                    "unread": unread,
                }
            )
    counts = pd.DataFrame(rows, columns=list(COUNT_COLUMNS))
    counts[["start", "end"]] = counts[["start", "end"]].astype("datetime64[ns]")
    return counts.assign(municipality=records.place(promise), example=records.example, cutoff=pd.Timestamp(last_day))


def of_year(frame: pd.DataFrame, year: int | None) -> pd.DataFrame:
    """The rows whose days touch a year; all rows for None. Chooses what is displayed and moves no cut-off."""
    if year is None or frame.empty:
        return frame
    return frame[(frame["start"].dt.year <= year) & (frame["end"].dt.year >= year)]

"""Records, promises and calendars for tests, written in a few lines and without Excel.

Rows are plain dicts, or tuples in the order of the fields below. They go through `merging.settle` as rows that were
read from workbooks do, so that merging and conflicts are real. A date is "2022-03-07", "2022-03" (the month) or
"2022-v12" (the week).

>>> promise = promise_with(commitment("A", Measure.COUNT, per=Per.MONTH, at_least=1))
>>> told = records(promise, [("2022-03-07", "skolan")], deliveries=[("skolan", "2022-01-01", "2022-12-31")])
>>> outcome(promise, told, "2022-12-31", "2022-03")["verdict"]
'uppfyllt'
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from lofte_analysis.columns import ACTIVITIES, CASES, DELIVERIES, EVENTS, SHEET_KINDS, TRAFFIC
from lofte_analysis.merging import settle
from lofte_analysis.outcomes import follow_through
from lofte_analysis.problems import Problem, Problems
from lofte_analysis.promise import Commitment, Measure, Party, Per, Promise, Version
from lofte_analysis.reading.rows import empty_rows
from lofte_analysis.records import Records
from lofte_analysis.school_calendar import SchoolCalendar, Term

PARTIES = ("polisen", "socialtjänsten", "skolan", "bostadsbolaget", "kommunen")
ALL_THREE = ("skolan", "socialtjänsten", "polisen")
ACTIVITY_FIELDS = ("date", "reporter", "parties", "occasions")
CASE_FIELDS = ("date", "cases", "done", "open", "reporter")
DELIVERY_FIELDS = ("party", "start", "end", "done", "commitment")
REJECTED_FIELDS = ("kind", "date", "commitment")
TRAFFIC_FIELDS = ("date", "type", "place", "reporter")
EVENT_FIELDS = ("date", "clock", "place", "category", "reporter")

Row = Mapping[str, Any] | tuple


def day(text: str | dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if isinstance(text, str) else text


def span(text: str | dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a written day, week or month.

    >>> span("2022-02")
    (datetime.date(2022, 2, 1), datetime.date(2022, 2, 28))
    """
    if text is None:
        return None, None
    if isinstance(text, str) and "v" in text:
        monday = dt.date.fromisocalendar(int(text[:4]), int(text.split("v")[1]), 1)
        return monday, monday + dt.timedelta(days=6)
    if isinstance(text, str) and len(text) == 7:
        first = dt.date.fromisoformat(f"{text}-01")
        return first, first.replace(day=months.monthrange(first.year, first.month)[1])
    return day(text), day(text)


# Promises and calendars -----------------------------------------------------------------------------------


def commitment(id: str, measure: Measure, *, reported_by: Iterable[str] = ("skolan",), **options) -> Commitment:
    """A commitment that the school owes and reports, unless something else is said."""
    default_per = {Measure.SHARE: Per.HALF_YEAR, Measure.MILESTONE: Per.WHOLE, Measure.UNQUANTIFIED: Per.YEAR}
    options.setdefault("per", default_per.get(measure, Per.MONTH))
    options.setdefault("at_least", 1 if measure is Measure.MILESTONE else None)
    options.setdefault("responsible", tuple(reported_by))
    options.setdefault("title", f"Åtagande {id}")
    return Commitment(id=id, text="", area="a", measure=measure, reported_by=tuple(reported_by), **options)


def promise_with(
    *commitments: Commitment,
    start: str | dt.date = "2022-01-01",
    end: str | dt.date = "2022-12-31",
    extended: str | dt.date | None = None,
    literal_end: str | dt.date | None = None,
    calendar: SchoolCalendar | None = None,
) -> Promise:
    """A small promise; `extended` is the first day of its second version."""
    start, end = day(start), day(end)
    versions = (Version("löftet", start, end),)
    if extended is not None:
        later = day(extended)
        versions = (
            Version("löftet", start, later - dt.timedelta(days=1)),
            Version("förlängt löfte", later, end),
        )
    return Promise(
        name="ett löfte",
        municipality="Exempelkommunen",
        signed=start,
        versions=versions,
        commitments=commitments,
        parties=tuple(Party(name, name.capitalize()) for name in PARTIES),
        areas={"a": "Område"},
        literal_end=None if literal_end is None else day(literal_end),
        school_calendar=calendar or SchoolCalendar(()),
    )


def school_calendar(terms: Mapping[str, tuple[str, str]], breaks: Iterable[tuple[str, str]] = ()) -> SchoolCalendar:
    """Terms as {"VT2022": (first day, last day)}."""
    return SchoolCalendar(
        tuple(Term(name, day(start), day(end)) for name, (start, end) in terms.items()),
        tuple((day(start), day(end)) for start, end in breaks),
    )


# Records --------------------------------------------------------------------------------------------------


def records(
    promise: Promise,
    activities: Iterable[Row] = (),
    cases: Iterable[Row] = (),
    deliveries: Iterable[Row] = (),
    rejected: Iterable[Row] = (),
    traffic: Iterable[Row] = (),
    events: Iterable[Row] = (),
) -> Records:
    """Rows → Records, merged as rows of workbooks are.

    What a row leaves out: the commitment is the promise's first, the reporter the first that reports it, and the
    file is the reporter's own. A row of `rejected` has a kind of sheet, a date and a commitment, or None for
    what could not be read.
    """
    frames = {
        ACTIVITIES.name: [_activity(promise, _fields(row, ACTIVITY_FIELDS)) for row in activities],
        CASES.name: [_case(promise, _fields(row, CASE_FIELDS)) for row in cases],
        TRAFFIC.name: [_dated(promise, _fields(row, TRAFFIC_FIELDS)) for row in traffic],
        EVENTS.name: [_dated(promise, _fields(row, EVENT_FIELDS)) for row in events],
        DELIVERIES.name: [_delivery(_fields(row, DELIVERY_FIELDS)) for row in deliveries],
    }
    for row in rejected:
        row = _fields(row, REJECTED_FIELDS)
        frames[row.pop("kind", ACTIVITIES.name)].append(_rejected(row))
    read = {kind.name: _frame(kind, frames.get(kind.name, [])) for kind in SHEET_KINDS}
    problems = Problems()
    settled = settle(promise, read, problems, _sheets(read))
    settled.problems = pd.DataFrame(problems.rows, columns=Problem._fields)
    return settled


def _fields(row: Row, names: tuple[str, ...]) -> dict[str, Any]:
    return dict(row) if isinstance(row, Mapping) else dict(zip(names, row, strict=False))


def _dated(promise: Promise, row: dict[str, Any]) -> dict[str, Any]:
    row["start"], row["end"] = span(row.pop("date"))
    row.setdefault("reporter", promise.commitments[0].reported_by[0])
    return row


def _activity(promise: Promise, row: dict[str, Any]) -> dict[str, Any]:
    row.setdefault("commitment", promise.commitments[0].id)
    row.setdefault("reporter", promise[row["commitment"]].reported_by[0])
    row.setdefault("unknown_parties", False)
    for name in ("parties", "grades"):
        if row.get(name) is not None:
            row[name] = tuple(row[name])
    return _dated(promise, row)


def _case(promise: Promise, row: dict[str, Any]) -> dict[str, Any]:
    row.setdefault("commitment", promise.commitments[0].id)
    row.setdefault("reporter", promise[row["commitment"]].reported_by[0])
    return _dated(promise, row)


def _delivery(row: dict[str, Any]) -> dict[str, Any]:
    row.setdefault("done", True)
    row["start"], row["end"] = day(row["start"]), day(row["end"])
    row.setdefault("file", f"{row['party']}.xlsx")
    return row


def _rejected(row: dict[str, Any]) -> dict[str, Any]:
    row["start"], row["end"] = span(row.pop("date", None))
    return {"rejected": True, "reason": "Datumet kan inte läsas.", "cell": "A1", "reporter": "skolan", **row}


def _frame(kind, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the reader gives them: by file, each with its number in the sheet."""
    numbers: Counter[str] = Counter()
    placed = []
    for row in rows:
        file = row.get("file") or f"{row['reporter']}.xlsx"
        numbers[file] += 1
        place = {"file": file, "sheet": kind.name, "kind": kind.name, "row": numbers[file] + 1}
        placed.append({"rejected": False, "reason": "", "cell": "", **row, **place})
    columns = empty_rows(kind).columns
    data = {name: pd.Series([row.get(name) for row in placed], dtype=object) for name in columns}
    return pd.DataFrame(data, columns=columns).sort_values("file", kind="stable", ignore_index=True)


def _sheets(read: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    counts = [frame.groupby(["file", "sheet", "kind"]).size() for frame in read.values() if len(frame)]
    sheets = [
        {"file": file, "sheet": sheet, "kind": kind, "rows": rows, "unrecognised": 0}
        for count in counts
        for (file, sheet, kind), rows in count.items()
    ]
    return pd.DataFrame(sheets, columns=["file", "sheet", "kind", "rows", "unrecognised"])


# Outcomes -------------------------------------------------------------------------------------------------


def outcome(
    promise: Promise, told: Records, cutoff: str, period: str | None = None, commitment: str | None = None
) -> pd.Series:
    """The one row of the follow-through for a period; without a period, the only or first one."""
    outcomes = follow_through(promise, told, cutoff=cutoff)
    if commitment is not None:
        outcomes = outcomes[outcomes["commitment"] == commitment]
    if period is not None:
        outcomes = outcomes[outcomes["period"] == period]
    return outcomes.iloc[0]

"""How fast the verdicts are, as a ratio to one bare pandas group-by over the same columns of the same rows.

Records are generated with a fixed seed, as the merging of rows leaves them: every commitment of the shipped promise
over all its days, several parties, joint occasions, weeks and months for days, about numbers, unknown attendance.
"""

from __future__ import annotations

import statistics
import time
from itertools import pairwise

import numpy as np
import pandas as pd

from benchmarks.measure import Figure, Section, at_most, compare, peak_megabytes
from lofte_analysis.outcomes import follow_through
from lofte_analysis.paths import data_path
from lofte_analysis.promise import Commitment, Promise, read_promise
from lofte_analysis.reading.cell_columns import objects, taken
from lofte_analysis.records import DONE, LOADED, Records

SIZES = 10_000, 100_000, 1_000_000
# What the verdicts of the shipped promise read of an occasion, beside the number of times that it was held.
COLUMNS = ["commitment", "start", "end", "present", "attendance_open", "grades", "objects", "completes"]
COLUMNS += ["occasions_approximate"]
PLACE = ["file", "sheet", "row"]


def section() -> Section:
    promise, figures, seconds = read_promise(), [], {}
    for size in SIZES:
        records = made_records(promise, size)
        held = records.occasions

        def ours(records: Records = records) -> pd.DataFrame:
            return follow_through(promise, records)

        largest = size == SIZES[-1]
        for columns, limit, what in (
            ([*COLUMNS, *PLACE], None, "the same columns"),
            (COLUMNS, 2 if largest else None, "the same columns without file, sheet and row"),
        ):
            ratio = compare(ours, lambda h=held, c=columns: h.groupby(c)["occasions"].sum(), clock=time.process_time)
            figures.append(at_most(f"{size:,} activities, beside {what}", ratio, limit))
            seconds.setdefault(size, []).append(ratio.ours)
    figures += _linear({size: statistics.median(times) for size, times in seconds.items()})
    peak = peak_megabytes(follow_through, promise, records)
    figures.append(
        Figure(f"{size:,} activities, memory", f"{peak:.0f} MB", details="verdicts and the rows behind each")
    )
    for path in sorted(data_path("medborgarloften").glob("*.toml")):
        figures.append(_of_another(read_promise(path)))
    about = (
        "`follow_through` of all commitments of the shipped promise over its four years beside one bare "
        '`groupby(columns)["occasions"].sum()` over the same rows. The columns are those that the verdicts read, '
        "among them file, sheet and row, since each number comes with the rows behind it; the second line of each size "
        "leaves these three to us alone, and is the one that the limit is held against. Generated records; the other "
        "promises are judged with theirs."
    )
    return Section("Verdicts", about, figures)


def _linear(seconds: dict[int, float]) -> list[Figure]:
    """Time per row of the largest beside the smallest, and what each row more takes at each step."""
    (least, first), *_, (most, last) = seconds.items()
    ratio = (last / most) / (first / least)
    steps = [
        f"{1e6 * (more - less) / (size - before):.2f} µs for each row more from {before:,} to {size:,}"
        for (before, less), (size, more) in pairwise(seconds.items())
    ]
    details = "; ".join([f"{1e3 * first:.0f} ms for the first {least:,} rows", *steps])
    return [Figure(f"time per row, {most:,} beside {least:,}", f"{ratio:.2f}", "≤ 1", ratio <= 1, details)]


def _of_another(promise: Promise, size: int = SIZES[1]) -> Figure:
    records = made_records(promise, size)
    columns = [*COLUMNS, "place", "clock", *PLACE]
    held = records.occasions

    def bare() -> pd.Series:
        return held.groupby(columns, dropna=False)["occasions"].sum()

    ratio = compare(lambda: follow_through(promise, records), bare, clock=time.process_time)
    return at_most(f"{size:,} activities, {promise.municipality} {promise.years}", ratio)


def made_records(promise: Promise, number: int) -> Records:
    """Generated records with so many rows of activities, every month delivered, a few rows that could not be read."""
    random = np.random.default_rng(1)
    months = pd.date_range(promise.start.replace(day=1), promise.end, freq="MS")
    return Records(
        activities=pd.DataFrame(),
        occasions=_occasions(promise, number, random),
        traffic=pd.DataFrame(),
        cases=_cases(promise, months, random),
        events=pd.DataFrame(),
        actions=pd.DataFrame(),
        comments=pd.DataFrame(),
        deliveries=_deliveries(promise, months),
        rejected=_rejected(promise),
        ledger=pd.DataFrame(),
        example=True,
    )


def _occasions(promise: Promise, number: int, random: np.random.Generator) -> pd.DataFrame:
    told = [commitment for commitment in promise.commitments if not commitment.told_as_cases]
    together = random.choice([1, 2, 3], number, p=[0.9, 0.06, 0.04])  # rows of an occasion, one for each reporter
    together = together[: np.searchsorted(together.cumsum(), number) + 1]
    size = len(together)
    which = random.integers(0, len(told), size)
    first_day = np.datetime64(promise.start) - 60
    days = first_day + np.sort(random.integers(0, (promise.end - promise.start).days + 61, size))  # as people write
    wide = random.choice(["day", "week", "month"], size, p=[0.97, 0.02, 0.01])
    month = days.astype("datetime64[M]")
    week = days - (days.astype(int) + 3) % 7
    start = np.select([wide == "week", wide == "month"], [week, month.astype("datetime64[D]")], days)
    end = np.select([wide == "week", wide == "month"], [week + 6, (month + 1).astype("datetime64[D]") - 1], days)
    parties = [_parties(promise, commitment) for commitment in told]
    members = [parties[own][:many] for own, many in zip(which, together, strict=True)]
    listed = random.random(size) < 0.6  # who was there, where it is said
    row = np.arange(2, 2 + size)
    frame = pd.DataFrame(
        {
            "occasion": np.arange(size),
            "commitment": objects([told[own].id for own in which]),
            "start": start.astype("datetime64[ns]"),
            "end": end.astype("datetime64[ns]"),
            "place": _picked(["Skolan", "Torget", "Storgatan", "Centrum", "Stationen", None], size, random),
            "clock": _picked([None, *(pd.Timestamp(2022, 1, 1, hour).time() for hour in range(8, 23))], size, random),
            "present": objects(
                [
                    tuple(sorted({*own[:many], *(own if full else ())}))
                    for own, many, full in zip((parties[n] for n in which), together, listed, strict=True)
                ]
            ),
            "attendance_open": ~listed & (together == 1),
            "occasions": random.choice([1.0, 2.0, 5.0, 0.0], size, p=[0.95, 0.03, 0.018, 0.002]),
            "occasions_approximate": random.random(size) < 0.01,
            "grades": objects(
                [
                    tuple(grades) if told[own].objects else ()
                    for own, grades in zip(which, _picked(["6", "7", "8", "9", "67", "789"], size, random), strict=True)
                ]
            ),
            "objects": objects([()] * size),
            "completes": random.random(size) < 0.001,
            "completes_unread": np.zeros(size, dtype=bool),
            "file": objects([f"{own[0]}.xlsx" for own in members]),
            "sheet": objects(["Genomfört"] * size),
            "row": row,
            "rows": objects(
                [
                    tuple((f"{party}.xlsx", "Genomfört", at, DONE) for party in own)
                    for own, at in zip(members, row.tolist(), strict=True)
                ]
            ),
        }
    )
    return frame.sort_values(["commitment", "start", "file", "sheet", "row"], kind="stable", ignore_index=True)


def _picked(values: list, size: int, random: np.random.Generator) -> np.ndarray:
    return taken(values, random.integers(0, len(values), size))


def _parties(promise: Promise, commitment: Commitment) -> tuple[str, ...]:
    """Three parties that can tell of a commitment, the one that reports it first."""
    others = (*commitment.responsible, *(party.name for party in promise.parties))
    return tuple(dict.fromkeys((*commitment.reported_by, *others)))[:3]


def _cases(promise: Promise, months: pd.DatetimeIndex, random: np.random.Generator) -> pd.DataFrame:
    rows = []
    for commitment in promise.commitments:
        for month in months if commitment.told_as_cases else ():
            cases = int(random.integers(1, 30))
            done = cases - int(random.random() < 0.05)
            rows.append((f"{commitment.reported_by[0]}.xlsx", len(rows) + 2, month, commitment.id, cases, done))
    frame = pd.DataFrame(rows, columns=["file", "row", "start", "commitment", "cases", "done"])
    reporters = frame["file"].str.removesuffix(".xlsx")
    return frame.astype({"file": object, "commitment": object, "cases": float, "done": float}).assign(
        sheet="Ärenden",
        end=frame["start"] + pd.offsets.MonthEnd(0),
        open=0.0,
        cases_approximate=False,
        done_approximate=False,
        object=None,
        reporter=reporters,
        status=LOADED,
        conflict=False,
    )


def _deliveries(promise: Promise, months: pd.DatetimeIndex) -> pd.DataFrame:
    lines = [
        (f"{party.name}.xlsx", "Redovisat", row, party.name, month, month + pd.offsets.MonthEnd(0))
        for party in promise.parties
        for row, month in enumerate(months, 2)
    ]
    frame = pd.DataFrame(lines, columns=["file", "sheet", "row", "party", "start", "end"])
    return frame.assign(done=True, commitment=None, status=LOADED)


def _rejected(promise: Promise) -> pd.DataFrame:
    """One row of every fourth commitment, the date of some of them unreadable."""
    rows = [
        (commitment.id, pd.NaT if number % 8 else pd.Timestamp(promise.start) + pd.Timedelta(days=100 * number))
        for number, commitment in enumerate(promise.commitments)
        if number % 4 == 0
    ]
    frame = pd.DataFrame(rows, columns=["commitment", "start"])
    place = {"file": "polisen.xlsx", "sheet": "Genomfört", "kind": "Genomfört", "row": range(9, 9 + len(frame))}
    return frame.assign(**place, end=frame["start"], aside=False, reason="Datumet kan inte läsas.")

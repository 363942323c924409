"""How fast a situation picture counts, as a ratio to one bare pandas group-by over the same columns in the same run.

Events are generated: a country's worth of them over four years, with a fixed seed.
"""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pandas as pd

from benchmarks.measure import Figure, Section, at_most, compare
from lofte_analysis.est.change import count_changes
from lofte_analysis.est.event_counts import window_counts
from lofte_analysis.est.report_windows import window_before, window_of, windows_between
from lofte_analysis.records import LOADED

REPORTED = dt.date(2021, 1, 1), dt.date(2024, 12, 31)
SIZES = 100_000, 1_000_000


def made_events(number: int) -> pd.DataFrame:
    """Generated events with the columns of `Records.events`."""
    random = np.random.default_rng(1)
    days = pd.Timestamp(REPORTED[0]) + pd.to_timedelta(random.integers(0, 1461, number), unit="D")
    names = {"category": (30, "kategori"), "place": (300, "plats"), "reporter": (20, "part")}
    columns = {
        name: np.array([f"{word} {n}" for n in range(many)], dtype=object)[random.integers(0, many, number)]
        for name, (many, word) in names.items()
    }
    return pd.DataFrame({"start": days, "end": days, **columns, "status": LOADED})


def section() -> Section:
    figures: list[Figure] = []
    month, week = (window_of(kind, dt.date(2024, 5, 8), REPORTED) for kind in ("månad", "vecka"))
    year = window_of("halvår", dt.date(2024, 5, 8), REPORTED)
    kinds = ["category", "place"]
    months = windows_between("månad", *REPORTED, REPORTED)
    for size in SIZES:
        events = made_events(size)
        tasks = {
            "week beside week, category × place": (
                lambda e=events: count_changes(e, week, window_before(week), by=kinds),
                lambda e=events: e.groupby(kinds).size(),
            ),
            "month beside month, category × place": (
                lambda e=events: count_changes(e, month, window_before(month), by=kinds),
                lambda e=events: e.groupby(kinds).size(),
            ),
            "half-year beside half-year, category": (
                lambda e=events: count_changes(e, year, window_before(year), by=["category"]),
                lambda e=events: e.groupby(["start", "category", "reporter"]).size(),
            ),
            "48 months × category": (
                lambda e=events: window_counts(e, months, by=["category"]),
                lambda e=events: e.groupby(["start", "category"]).size(),
            ),
        }
        for name, (ours, bare) in tasks.items():
            figures.append(at_most(f"{size:,} events, {name}", compare(ours, bare, clock=time.process_time)))
    about = "Counts of a situation picture beside one bare pandas group-by over the same columns; generated events."
    return Section("Situation picture", about, figures)

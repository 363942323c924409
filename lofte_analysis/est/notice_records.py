"""The police's notices as events of a situation picture. They are press notices: few, chosen, and nobody's report."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from lofte_analysis.columns import SHEET_KINDS
from lofte_analysis.est.police_notices import Notices
from lofte_analysis.merging import settle
from lofte_analysis.problems import Problems
from lofte_analysis.promise import Promise
from lofte_analysis.reading.rows import empty_rows
from lofte_analysis.records import LOADED, Records

NOTICES = "polisens notiser"


def records_of_notices(promise: Promise, notices: Notices) -> Records:
    """Records that hold the placed notices as events, and nothing else: no activity, no delivery.

    The reporter of all of them is "polisens notiser", and the place the municipality: a notice names no closer one.
    """
    placed = notices.events
    clocks = [start.time() if start == start else None for start in placed["event_start"]]
    events = pd.DataFrame(
        {
            "file": placed["file"].astype(object),
            "sheet": "",
            "row": placed["row"],
            "start": placed["event_day"].astype("datetime64[ns]"),
            "end": placed["event_day"].astype("datetime64[ns]"),
            "category": placed["category"].astype(object),
            "place": placed["municipality"].astype(object),
            "clock": pd.Series(clocks, index=placed.index, dtype=object),
            "area": None,
            "reporter": NOTICES,
            "reported_to_police": None,
            "status": LOADED,
        }
    )
    sheets = pd.DataFrame(columns=["file", "sheet", "kind", "rows", "unrecognised"])
    nothing = settle(promise, {kind.name: empty_rows(kind) for kind in SHEET_KINDS}, Problems(), sheets)
    return replace(nothing, events=events)

"""Follow up a medborgarlöfte: from the parties' workbooks to verdicts, charts and a page.

The way of the data, one direction: promise + workbooks → records → outcomes → charts → publications. The names that
an analyst types stand here; each is loaded when it is first used, so that importing costs nothing.

>>> import lofte_analysis as la
>>> promise = la.read_promise()
>>> outcomes = la.follow_through(promise, la.read_workbooks(promise=promise))
>>> la.promise_calendar(outcomes.query("commitment == '5.3'"), promise).headline
'Samverkansträff: uppfyllt i 25 av 35 månader, fyra kan inte bedömas'
"""

from __future__ import annotations

from importlib import import_module

_HOMES = {
    "read_promise": "promise",
    "read_workbooks": "reading.workbooks",
    "follow_through": "outcomes",
    "summary": "outcomes",
    "beyond_the_promise": "outcomes",
    "counts_by_half_year": "outcomes",
    "of_year": "outcomes",
    "traffic_work": "activities",
    "reporting_state": "coverage",
    "sensitivity": "readings",
    "changed_verdicts": "readings",
    "suppress_small_counts": "small_counts",
    "outcome_table": "tables",
    "summary_table": "tables",
    "ledger_table": "tables",
    "problem_table": "tables",
    "promise_calendar": "charts.promise_calendar",
    "promise_overview": "charts.promise_overview",
    "commitment_detail": "charts.commitment_detail",
    "screening_share": "charts.screening_share",
    "reporting_months": "charts.reporting_months",
    "unquantified_counts": "charts.unquantified_counts",
    "open_points_of": "standing",
    "before_and_after": "standing",
    "pace_of_year": "standing",
    "open_points": "charts.open_points",
    "before_after": "charts.before_after",
    "on_track": "charts.on_track",
    "other_readings": "charts.other_readings",
    "export_charts": "publish.images",
}

__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'lofte_analysis' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__

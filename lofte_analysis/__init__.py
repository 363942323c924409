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
    "read_promise_for": "promise_file",
    "make_working_folder": "working_folder",
    "read_workbooks": "reading.workbooks",
    "check_choices": "refusals",
    "follow_through": "outcomes",
    "summary": "outcomes",
    "beyond_the_promise": "outcomes",
    "counts_by_half_year": "outcomes",
    "of_year": "outcomes",
    "accounted_in": "yearly_account",
    "year_account": "yearly_account",
    "comments_of": "yearly_account",
    "questions_for_council": "yearly_account",
    "publishable_activities": "activities",
    "traffic_work": "activities",
    "events_and_checks": "est.situation",
    "by_weekday_and_hour": "est.situation",
    "by_place": "est.situation",
    "has_both": "est.situation",
    "shared_span": "est.situation",
    "in_slides": "charts.statements",
    "window_of": "est.report_windows",
    "free_window": "est.report_windows",
    "window_before": "est.report_windows",
    "same_window_last_year": "est.report_windows",
    "windows_between": "est.report_windows",
    "reported_days": "est.event_counts",
    "window_counts": "est.event_counts",
    "monthly_counts": "est.event_counts",
    "count_changes": "est.change",
    "new_and_vanished": "est.change",
    "reporters": "est.change",
    "signals": "est.control_limits",
    "usual_year": "est.seasons",
    "picture_window": "est.picture",
    "public_window": "est.picture",
    "situation_picture": "est.picture",
    "read_event_categories": "est.event_categories",
    "read_police_notices": "est.police_notices",
    "notice_account": "est.police_notices",
    "records_of_notices": "est.notice_records",
    "reporting_state": "coverage",
    "sensitivity": "readings",
    "changed_verdicts": "readings",
    "suppress_small_counts": "small_counts",
    "side_by_side": "comparison",
    "comparison_table": "comparison",
    "outcome_table": "tables",
    "summary_table": "tables",
    "account_table": "tables",
    "ledger_table": "tables",
    "readable": "tables",
    "reporters_table": "est.picture_words",
    "actions_table": "est.picture_words",
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
    "when_grids": "charts.when_grids",
    "place_dumbbell": "charts.place_dumbbell",
    "situation_sheet": "charts.situation_sheet",
    "getting_better": "charts.getting_better",
    "year_wheel": "charts.year_wheel",
    "explore": "explorer",
    "promises_beside": "charts.promises_beside",
    "export_charts": "publish.images",
    "make_presentation": "publish.slides.presentation",
}

__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'lofte_analysis' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__

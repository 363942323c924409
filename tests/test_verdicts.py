"""The nine rules of the verdicts, the due periods, who reports, and how rows are counted: one test a rule."""

from __future__ import annotations

import datetime as dt

import pytest
from builders import ALL_THREE, commitment, outcome, promise_with, records, school_calendar

from lofte_analysis.columns import UNKNOWN_PARTY
from lofte_analysis.outcomes import counts_by_half_year, follow_through, summary
from lofte_analysis.periods import due_periods
from lofte_analysis.promise import Measure, Per, ShareOf, TrafficRows, read_promise
from lofte_analysis.records import NothingReported

ALL_YEAR = [("skolan", "2022-01-01", "2022-12-31")]
MONTHS = [f"2022-{month:02d}" for month in range(1, 7)]  # the first half-year


def meetings(**options):
    """A promise of one meeting a month."""
    return promise_with(commitment("M", Measure.COUNT, **{"per": Per.MONTH, "at_least": 1, **options}))


def joint_meetings():
    return meetings(must_attend=ALL_THREE)


def all_cases(**options):
    """A promise of something in every case, judged per half-year."""
    return promise_with(commitment("C", Measure.SHARE, **{"share_at_least": 1.0, **options}))


def stairwells(**options):
    return all_cases(share_of=ShareOf.STOCK, **options)


def grades(**options):
    options = {"share_of": ShareOf.OBJECTS, "objects": ("6", "7", "8", "9"), "per": Per.HALF_YEAR, **options}
    return promise_with(commitment("G", Measure.SHARE, share_at_least=1.0, **options))


def overview():
    return promise_with(commitment("O", Measure.MILESTONE))


def dialogue(**options):
    return promise_with(commitment("D", Measure.UNQUANTIFIED, **options))


def march(promise, activities=(), deliveries=ALL_YEAR, cutoff="2022-12-31", **told):
    return outcome(promise, records(promise, activities, deliveries=deliveries, **told), cutoff, "2022-03")


def spring(promise, cases=(), deliveries=ALL_YEAR, cutoff="2022-12-31", **told):
    return outcome(promise, records(promise, cases=cases, deliveries=deliveries, **told), cutoff, "2022-H1")


def figures(*changed):
    """2 of 2 for each month of the first half-year, save those that are given."""
    months = {row[0] for row in changed}
    return [(month, 2, 2) for month in MONTHS if month not in months] + [row for row in changed if len(row) > 1]


# Rule 1: no frequency promised ----------------------------------------------------------------------------


def test_without_a_promised_number_and_without_row_or_delivery_is_ej_redovisat():
    promise = dialogue()
    found = outcome(promise, records(promise), "2022-12-31")
    assert (found["verdict"], found["done_text"]) == ("ej redovisat", "")
    assert found["done"] != found["done"]


def test_without_a_promised_number_a_delivery_alone_is_ej_matbart_with_zero_done():
    promise = dialogue()
    found = outcome(promise, records(promise, deliveries=ALL_YEAR), "2022-12-31")
    assert (found["verdict"], found["done"]) == ("ej mätbart", 0)


def test_without_a_promised_number_another_partys_delivery_says_nothing():
    promise = dialogue()
    told = records(promise, deliveries=[("polisen", "2022-01-01", "2022-12-31")])
    assert outcome(promise, told, "2022-12-31")["verdict"] == "ej redovisat"


def test_without_a_promised_number_what_was_done_is_a_least_number_when_only_part_was_delivered():
    promise = dialogue()
    rows = [(f"2022-02-{day:02d}", "skolan") for day in range(1, 13)]
    told = records(promise, rows, deliveries=[("skolan", "2022-01-01", "2022-03-31")])
    found = outcome(promise, told, "2022-12-31")
    assert (found["verdict"], found["done_text"]) == ("ej mätbart", "minst 12")


def test_an_ambition_never_gets_a_verdict_whatever_its_share():
    for done in (0, 3):
        promise = all_cases(share_at_least=None, ambition=True, per=Per.YEAR)
        told = records(promise, cases=[(f"2022-{m:02d}", 3, done) for m in range(1, 13)], deliveries=ALL_YEAR)
        found = outcome(promise, told, "2022-12-31")
        assert (found["verdict"], found["done"], found["cases"]) == ("ej mätbart", 12 * done, 36)


# Rule 2: reached ------------------------------------------------------------------------------------------


def test_a_count_is_uppfyllt_when_the_period_is_over_even_if_days_are_not_delivered():
    found = march(meetings(), [("2022-03-07", "skolan")], deliveries=[])
    assert (found["verdict"], found["done"]) == ("uppfyllt", 1)


def test_a_count_that_is_reached_before_the_period_is_over_is_pagar_with_redan_natt():
    found = march(meetings(), [("2022-03-07", "skolan")], cutoff="2022-03-30")
    assert (found["verdict"], found["reason"]) == ("pågår", "redan nått")


def test_a_milestone_is_uppfyllt_at_once():
    promise = overview()
    told = records(promise, [{"date": "2022-03-07", "completes": True}])
    assert outcome(promise, told, "2022-03-07")["verdict"] == "uppfyllt"


def test_a_milestone_is_reached_only_by_a_row_marked_as_its_completion():
    promise = overview()
    told = records(promise, [("2022-03-07", "skolan"), ("2022-04-07", "skolan")], deliveries=ALL_YEAR)
    assert outcome(promise, told, "2022-06-30")["verdict"] == "pågår"
    assert outcome(promise, told, "2022-12-31")["verdict"] == "delvis uppfyllt"


# Rule 3: not over -----------------------------------------------------------------------------------------


def test_the_cut_off_day_itself_is_included():
    told = {"activities": [("2022-03-31", "skolan")], "deliveries": []}
    assert march(meetings(), **told, cutoff="2022-03-31")["verdict"] == "uppfyllt"
    assert march(meetings(), **told, cutoff="2022-03-30")["verdict"] == "pågår"


def test_a_period_that_is_not_over_is_pagar_even_when_nothing_is_done_or_delivered():
    assert march(meetings(), deliveries=[], cutoff="2022-03-30")["verdict"] == "pågår"
    assert spring(all_cases(), [("2022-01", 5, 0)], cutoff="2022-06-29")["verdict"] == "pågår"


def test_what_happened_after_the_cut_off_is_not_counted():
    found = march(meetings(), [("2022-03-30", "skolan")], cutoff="2022-03-29")
    assert (found["reason"], found["done"]) == ("", 0)


# Rule 4: a certain breach ---------------------------------------------------------------------------------


def test_a_closed_case_not_done_is_delvis_even_when_months_are_missing():
    found = spring(all_cases(), [("2022-01", 3, 2)], deliveries=[("skolan", "2022-01-01", "2022-01-31")])
    assert (found["verdict"], found["done"], found["cases"]) == ("delvis uppfyllt", 2, 3)


def test_no_case_done_while_months_are_missing_is_only_delvis():
    assert spring(all_cases(), [("2022-01", 3, 0)])["verdict"] == "delvis uppfyllt"


def test_no_case_done_and_everything_delivered_is_ej_uppfyllt():
    assert spring(all_cases(), [(month, 2, 0) for month in MONTHS])["verdict"] == "ej uppfyllt"


def test_a_share_that_is_not_of_all_is_not_breached_by_one_case():
    cases = [("2022-01", 10, 9)]
    assert spring(all_cases(share_at_least=0.8), cases)["verdict"] == "ej redovisat"
    assert spring(all_cases(share_at_least=0.8), figures(*cases))["verdict"] == "uppfyllt"


# Rule 5: something that could change the answer is missing ------------------------------------------------


def test_one_day_outside_every_delivery_is_ej_redovisat_and_names_party_and_day():
    days = [("skolan", "2022-01-01", "2022-03-14"), ("skolan", "2022-03-16", "2022-12-31")]
    found = march(meetings(), deliveries=days)
    assert (found["verdict"], found["done_text"]) == ("ej redovisat", "")
    assert found["reason"] == "redovisning från skolan saknas för 15 mars 2022"


def test_a_period_is_covered_by_the_union_of_deliveries():
    days = [("skolan", "2022-03-10", "2022-12-31"), ("skolan", "2022-01-01", "2022-03-12")]
    assert march(meetings(), deliveries=days)["verdict"] == "ej uppfyllt"


def test_deliveries_are_clipped_at_the_cut_off():
    promise = meetings()
    told = records(promise, deliveries=ALL_YEAR)
    assert outcome(promise, told, "2022-03-31", "2022-03")["verdict"] == "ej uppfyllt"
    assert outcome(promise, told, "2022-03-31", "2022-04")["done_text"] == ""
    yearly = dialogue()
    later = records(yearly, deliveries=[("skolan", "2022-07-01", "2022-12-31")])
    assert outcome(yearly, later, "2022-06-30")["verdict"] == "ej redovisat"


def test_only_klart_is_a_delivery():
    for done in (None, False):
        assert march(meetings(), deliveries=[(*ALL_YEAR[0], done)])["verdict"] == "ej redovisat"


def test_a_delivery_for_one_commitment_covers_no_other():
    lines = [(*ALL_YEAR[0], True, "annat")]
    assert march(meetings(), deliveries=lines)["verdict"] == "ej redovisat"
    assert march(meetings(), deliveries=[(*ALL_YEAR[0], True, "M")])["verdict"] == "ej uppfyllt"


@pytest.mark.parametrize(("date", "about"), [("2022-03-07", None), (None, "M"), (None, None), ("2022-03", "M")])
def test_a_rejected_row_that_could_belong_is_ej_redovisat_and_named(date, about):
    found = march(meetings(), rejected=[("Genomfört", date, about)])
    assert (found["verdict"], found["reason"]) == ("ej redovisat", "1 rad kunde inte läsas")
    assert ("skolan.xlsx", "Genomfört", 2, "avvisad rad") in found["rows"]


@pytest.mark.parametrize(("date", "about"), [("2022-04-07", "M"), ("2022-03-07", "annat"), (None, "annat")])
def test_a_rejected_row_that_belongs_elsewhere_changes_nothing(date, about):
    assert march(meetings(), rejected=[("Genomfört", date, about)])["verdict"] == "ej uppfyllt"


def test_a_rejected_row_of_a_sheet_that_the_measure_does_not_rest_on_changes_nothing():
    assert march(meetings(), rejected=[("Ärenden", None, None)])["verdict"] == "ej uppfyllt"
    assert spring(all_cases(), figures(), rejected=[("Genomfört", None, None)])["verdict"] == "uppfyllt"
    assert spring(all_cases(), figures(), rejected=[("Ärenden", None, None)])["verdict"] == "ej redovisat"


def test_open_cases_are_ej_redovisat_and_outside_the_denominator():
    found = spring(all_cases(), figures(("2022-01", 3, 2, 1)))
    assert (found["verdict"], found["done"], found["cases"], found["open_cases"]) == ("ej redovisat", 12, 12, 1)


def test_different_figures_of_one_party_for_one_month_are_a_conflict_and_neither_is_used():
    found = spring(all_cases(), [*figures(), ("2022-01", 9, 9)])
    assert (found["verdict"], found["done"], found["cases"]) == ("ej redovisat", 10, 10)
    assert "olika siffror" in found["reason"]


def test_a_zero_and_an_occasion_in_the_same_month_contradict_each_other():
    rows = [("2022-03-07", "skolan", None, 1), ("2022-03-01", "skolan", None, 0)]
    found = march(meetings(at_least=2), rows)
    assert (found["verdict"], found["done"]) == ("ej redovisat", 1)


def test_a_zero_for_one_month_does_not_contradict_an_occasion_in_another():
    promise = meetings(per=Per.HALF_YEAR, at_least=2)
    told = records(promise, [("2022-03-07", "skolan"), ("2022-04-01", "skolan", None, 0)], deliveries=ALL_YEAR)
    assert outcome(promise, told, "2022-12-31", "2022-H1")["verdict"] == "delvis uppfyllt"


def test_what_is_ej_redovisat_is_never_shown_as_zero():
    promise = grades()
    told = records(promise, [{"date": "2022-03-07"}], deliveries=[])
    found = outcome(promise, told, "2022-12-31", "2022-H1")
    assert (found["verdict"], found["done_text"]) == ("ej redovisat", "")
    assert found["done"] != found["done"]


# Rule 6: the condition never arose ------------------------------------------------------------------------


def test_no_cases_delivered_as_zero_is_ej_aktuellt():
    found = spring(all_cases(), [(month, 0, 0) for month in MONTHS])
    assert (found["verdict"], found["cases"]) == ("ej aktuellt", 0)


def test_a_month_without_a_row_is_missing_though_all_is_delivered():
    found = spring(all_cases(), figures(("2022-05",)))
    assert (found["verdict"], found["reason"]) == ("ej redovisat", "siffror saknas för maj 2022")


def test_a_half_year_without_any_row_is_never_ej_aktuellt():
    promise = promise_with(commitment("C", Measure.SHARE, share_at_least=1.0), start="2022-06-15")
    told = records(promise, deliveries=ALL_YEAR)
    assert outcome(promise, told, "2022-12-31", "2022-H1")["verdict"] == "ej redovisat"


# Rules 7 to 9: enough, too few, nothing -------------------------------------------------------------------


def test_every_case_done_is_uppfyllt():
    found = spring(all_cases(), figures())
    assert (found["verdict"], found["done_text"]) == ("uppfyllt", "12/12")


@pytest.mark.parametrize(("least", "cases", "done"), [(0.55, 20, 11), (0.07, 100, 7), (0.56, 25, 14)])
def test_a_share_that_is_met_to_the_case_is_uppfyllt(least, cases, done):
    told = [("2022-01", cases, done), *((month, 0, 0) for month in MONTHS[1:])]
    assert spring(all_cases(share_at_least=least), told)["verdict"] == "uppfyllt"
    told = [("2022-01", cases, done - 1), *((month, 0, 0) for month in MONTHS[1:])]
    assert spring(all_cases(share_at_least=least), told)["verdict"] == "delvis uppfyllt"


def test_some_but_too_few_is_delvis_and_surplus_is_shown():
    assert march(meetings(at_least=2), [("2022-03-07", "skolan")])["verdict"] == "delvis uppfyllt"
    assert march(meetings(), [("2022-03-07", "skolan", None, 5)])["done_text"] == "5"


def test_a_meeting_with_two_of_three_parties_is_delvis():
    found = march(joint_meetings(), [("2022-03-07", "skolan", ("skolan", "polisen"))])
    assert (found["verdict"], found["done"], found["outside"]) == ("delvis uppfyllt", 0, 1)


def test_nothing_done_and_everything_delivered_is_ej_uppfyllt():
    found = march(meetings())
    assert (found["verdict"], found["done"]) == ("ej uppfyllt", 0)


def test_an_explicit_zero_is_ej_uppfyllt_but_no_delivery():
    zero = [("2022-03", "skolan", None, 0)]
    assert march(meetings(), zero)["verdict"] == "ej uppfyllt"
    assert march(meetings(), zero, deliveries=[])["verdict"] == "ej redovisat"


# Who owes, who reports ------------------------------------------------------------------------------------


def test_completeness_is_judged_on_the_party_that_reports_and_not_on_those_that_owe():
    promise = meetings(responsible=ALL_THREE)
    assert march(promise)["verdict"] == "ej uppfyllt"
    assert march(promise, deliveries=[("polisen", "2022-01-01", "2022-12-31")])["verdict"] == "ej redovisat"


def test_figures_of_another_party_are_remarked_upon_and_never_summed():
    promise = all_cases()
    told = records(promise, cases=[*figures(), ("2022-01", 5, 1, None, "polisen")], deliveries=ALL_YEAR)
    found = outcome(promise, told, "2022-12-31", "2022-H1")
    assert (found["verdict"], found["done"], found["cases"]) == ("uppfyllt", 12, 12)
    [remark] = told.problems[told.problems["problem"].str.contains("De räknas inte")].itertuples()
    assert remark.consequence == "raden är inläst, men räknas inte"


# Due periods ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "periods"),
    [("5.3", 35), ("5.2", 7), ("5.1", 3), ("3.1", 7), ("3.2", 7), ("2.2", 7), ("U.1", 3), ("4.1", 1), ("7.2", 4)],
)
def test_sunne_has_the_due_periods_that_its_promise_gives(id, periods):
    promise = read_promise()
    assert len(due_periods(promise, promise[id])) == periods


def test_promise_years_run_from_the_signing_and_the_last_part_year_is_not_judged():
    promise = read_promise()
    years = [(period.start, period.end) for period in due_periods(promise, promise["U.1"])]
    assert years[0] == (dt.date(2021, 7, 1), dt.date(2022, 6, 30))
    assert years[-1] == (dt.date(2023, 7, 1), dt.date(2024, 6, 30))


def test_an_unquantified_commitment_has_a_row_per_calendar_year_the_first_from_the_signing():
    promise = read_promise()
    years = [(period.start, period.end) for period in due_periods(promise, promise["7.1"])]
    assert years[0] == (dt.date(2021, 7, 1), dt.date(2021, 12, 31))
    assert years[1] == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))


@pytest.mark.parametrize(
    ("per", "labels"),
    [
        (Per.WEEK, ["2022-v02", "2022-v03"]),  # 10–23 January; the weeks at both ends are broken
        (Per.MONTH, []),
        (Per.TERM, ["VT2022"]),
        (Per.SCHOOL_YEAR, []),
        (Per.PROMISE_YEAR, []),
    ],
)
def test_a_week_month_term_school_year_or_promise_year_is_due_only_if_wholly_inside(per, labels):
    calendar = school_calendar({"HT2021": ("2021-08-17", "2022-01-07"), "VT2022": ("2022-01-08", "2022-01-29")})
    pledged = commitment("M", Measure.COUNT, per=per, at_least=1)
    promise = promise_with(pledged, start="2022-01-04", end="2022-01-29", calendar=calendar)
    assert [period.label for period in due_periods(promise, pledged)] == labels


def test_a_week_in_the_terms_is_due_only_if_wholly_inside():
    calendar = school_calendar({"VT2022": ("2022-01-10", "2022-06-10")})
    pledged = commitment("M", Measure.COUNT, per=Per.WEEK, at_least=1, during_terms=True, min_school_days=3)
    promise = promise_with(pledged, start="2022-02-02", end="2022-02-16", calendar=calendar)
    assert [period.label for period in due_periods(promise, pledged)] == ["2022-v06"]


@pytest.mark.parametrize(("last", "due", "remark"), [(11, [], None), (14, ["2022-03"], True), (17, ["2022-03"], True)])
def test_a_month_in_the_terms_is_due_from_ten_school_days_and_says_when_it_is_near(last, due, remark):
    calendar = school_calendar({"VT2022": ("2022-03-01", f"2022-03-{last}")})  # 9, 10 and 13 school days
    pledged = commitment("M", Measure.COUNT, per=Per.MONTH, at_least=1, during_terms=True)
    promise = promise_with(pledged, calendar=calendar)
    assert [period.label for period in due_periods(promise, pledged)] == due
    if due:
        assert ("beror på läsårstiderna" in march(promise)["reason"]) is remark


def test_a_month_four_school_days_over_the_limit_does_not_rest_on_the_calendar():
    calendar = school_calendar({"VT2022": ("2022-03-01", "2022-03-18")})  # 14 school days
    pledged = commitment("M", Measure.COUNT, per=Per.MONTH, at_least=1, during_terms=True)
    assert "läsårstiderna" not in march(promise_with(pledged, calendar=calendar))["reason"]


def test_school_days_of_a_month_must_lie_inside_the_promise_too_and_breaks_and_holidays_are_none():
    pledged = commitment("M", Measure.COUNT, per=Per.MONTH, at_least=1, during_terms=True)
    term = {"VT2022": ("2022-04-01", "2022-04-20")}  # 14 weekdays, less Good Friday and Easter Monday: 12
    cases = [
        ("2022-01-01", (), 1),
        ("2022-04-06", (), 0),  # 9 of them inside the promise
        ("2022-01-01", [("2022-04-11", "2022-04-13")], 0),  # 9 outside the break
    ]
    for start, breaks, due in cases:
        promise = promise_with(pledged, start=start, calendar=school_calendar(term, breaks))
        assert len(due_periods(promise, pledged)) == due, (start, breaks)


def test_when_a_month_in_the_terms_is_due_the_whole_calendar_month_counts():
    calendar = school_calendar({"VT2022": ("2022-03-14", "2022-06-10")})
    pledged = commitment("M", Measure.COUNT, per=Per.MONTH, at_least=1, during_terms=True)
    promise = promise_with(pledged, start="2022-03-10", calendar=calendar)
    assert march(promise, [("2022-03-02", "skolan")])["verdict"] == "uppfyllt"


def test_a_month_in_the_terms_that_outlasts_the_promise_can_be_judged():
    calendar = school_calendar({"VT2022": ("2022-01-10", "2022-06-10")})
    pledged = commitment("M", Measure.COUNT, per=Per.MONTH, at_least=1, during_terms=True)
    promise = promise_with(pledged, end="2022-03-20", calendar=calendar)
    assert march(promise)["verdict"] == "ej uppfyllt"
    assert "tolkning" not in march(promise)["reason"]


def test_periods_after_the_end_by_the_letter_carry_tolkning():
    promise = promise_with(meetings().commitments[0], literal_end="2022-03-31")
    told = records(promise, deliveries=ALL_YEAR)
    assert "tolkning" not in outcome(promise, told, "2022-12-31", "2022-03")["reason"]
    assert "tolkning" in outcome(promise, told, "2022-12-31", "2022-04")["reason"]
    sunne = read_promise()
    outcomes = follow_through(sunne, records(sunne), cutoff="2024-12-31")
    assert (outcomes["reason"].str.contains("tolkning") == (outcomes["end"] > "2024-06-30")).all()


def test_a_promise_in_which_nothing_falls_due_has_no_outcomes():
    promise = promise_with(commitment("U", Measure.COUNT, per=Per.PROMISE_YEAR, at_least=1), end="2022-06-30")
    assert follow_through(promise, records(promise), cutoff="2022-06-30").empty


def test_what_was_done_before_the_promise_is_never_judged():
    promise = overview()
    told = records(promise, [{"date": "2021-12-31", "completes": True}], deliveries=ALL_YEAR)
    assert outcome(promise, told, "2022-12-31")["verdict"] == "ej uppfyllt"


# Counting -------------------------------------------------------------------------------------------------


def test_a_joint_occasion_listed_by_several_parties_counts_once():
    rows = [("2022-03-07", "skolan"), ("2022-03-07", "polisen"), ("2022-03-07", "socialtjänsten")]
    assert march(meetings(), rows)["done"] == 1


def test_present_are_all_who_were_listed_or_reported():
    rows = [("2022-03-07", "skolan", ("polisen",)), ("2022-03-07", "socialtjänsten")]
    assert march(joint_meetings(), rows)["verdict"] == "uppfyllt"
    assert march(joint_meetings(), rows[:1])["verdict"] == "delvis uppfyllt"


def test_two_reporters_without_lists_are_two_present_parties():
    rows = [("2022-03-07", "skolan"), ("2022-03-07", "polisen")]
    assert march(joint_meetings(), rows)["verdict"] == "delvis uppfyllt"


def test_a_lone_reporter_without_a_list_leaves_attendance_unknown():
    found = march(joint_meetings(), [("2022-03-07", "skolan")])
    assert (found["verdict"], found["done_text"]) == ("ej redovisat", "")
    assert "okänt vilka som var med" in found["reason"]


def test_a_party_in_the_list_that_nobody_knows_leaves_attendance_unknown():
    row = {"date": "2022-03-07", "parties": ("skolan", "polisen"), "unknown_parties": True}
    assert march(joint_meetings(), [row])["verdict"] == "ej redovisat"


def test_an_unknown_reporter_is_not_a_present_party():
    rows = [("2022-03-07", "skolan"), {"date": "2022-03-07", "reporter": UNKNOWN_PARTY, "file": "x.xlsx"}]
    assert march(joint_meetings(), rows)["verdict"] == "ej redovisat"
    assert march(meetings(), rows)["done"] == 1


def test_the_kth_row_of_one_party_pairs_with_the_kth_of_another():
    rows = [
        ("2022-03-07", "skolan", ("skolan", "polisen")),
        ("2022-03-07", "skolan", ("skolan",)),
        ("2022-03-07", "socialtjänsten"),
    ]
    found = march(joint_meetings(), rows)  # the report of socialtjänsten completes the first of the two
    assert (found["verdict"], found["done"], found["outside"]) == ("uppfyllt", 1, 1)


def test_the_same_reporter_twice_on_one_day_is_two_occasions():
    rows = [("2022-03-07", "skolan"), ("2022-03-07", "skolan"), ("2022-03-07", "polisen")]
    assert march(meetings(), rows)["done"] == 2


def test_the_same_row_by_the_same_party_in_another_file_is_merged():
    row = {"date": "2022-03-07", "reporter": "skolan", "parties": ("skolan",)}
    rows = [row | {"file": file} for file in ("a.xlsx", "a.xlsx", "b.xlsx", "b.xlsx")]
    assert march(meetings(), rows)["done"] == 2
    told = records(meetings(), rows)
    assert list(told.ledger["merged"]) == [0, 2]


def test_dates_a_day_or_two_apart_are_two_occasions_and_listed_as_possible_duplicates():
    promise = meetings()
    told = records(promise, [("2022-03-07", "skolan"), ("2022-03-09", "polisen"), ("2022-03-12", "polisen")])
    assert outcome(promise, told, "2022-12-31", "2022-03")["done"] == 3
    assert told.problems["problem"].str.startswith("Möjlig dubblett").sum() == 1


def test_figures_of_a_joint_occasion_are_those_of_the_party_that_reports_the_commitment():
    rows = [("2022-03-07", "polisen", None, 5), ("2022-03-07", "skolan", None, 2)]
    assert march(meetings(), rows)["done"] == 2


def remarks_on(*rows):
    """Rows of one meeting → file, cell, problem and remedy of each remark, and the records."""
    told = records(meetings(), [{"date": "2022-03-07", **row} for row in rows])
    return told.problems[["file", "cell", "problem", "remedy"]].values.tolist(), told.occasions


@pytest.mark.parametrize(
    ("field", "what", "others", "own"),
    [
        ("participants", "antal deltagare", 30, 25),
        ("occasions", "antal tillfällen", 30, 25),
        ("place", "plats", "Torget", "Skolan"),
        ("clock", "klockslag", dt.time(18), dt.time(19)),
    ],
)
def test_what_parties_tell_differently_of_a_joint_occasion_is_remarked_upon_and_the_reporting_partys_is_used(
    field, what, others, own
):
    found, occasions = remarks_on({"reporter": "polisen", field: others}, {"reporter": "skolan", field: own})
    problem = f"Polisen och skolan anger olika {what} för samma datum."
    assert found == [["polisen.xlsx", "rad 2", problem, "Uppgiften från skolan används. Stäm av med varandra."]]
    assert occasions[field].tolist() == [own]


def test_a_place_that_is_written_in_other_letters_is_the_same():
    assert remarks_on({"reporter": "polisen", "place": "TORGET "}, {"reporter": "skolan", "place": "Torget"})[0] == []


def test_the_same_or_no_figure_of_a_joint_occasion_is_no_difference():
    same, without = {"participants": 30, "occasions": 2}, {"occasions": 2}
    for others in (same, without):
        assert remarks_on({"reporter": "polisen", **others}, {"reporter": "skolan", **same})[0] == []
        assert remarks_on({"reporter": "polisen", **same}, {"reporter": "skolan", **others})[0] == []


def test_where_the_reporting_party_gives_no_figure_another_partys_is_used_and_named():
    rows = [{"reporter": "socialtjänsten", "participants": 25}, {"reporter": "polisen", "participants": 30}]
    found, occasions = remarks_on({"reporter": "skolan"}, *rows)
    problem = "Socialtjänsten och polisen anger olika antal deltagare för samma datum."
    assert found == [["socialtjänsten.xlsx", "rad 2", problem, "Uppgiften från polisen används. Stäm av med varandra."]]
    assert occasions["participants"].tolist() == [30]


def test_figures_are_compared_within_each_of_two_joint_occasions_of_one_day():
    rows = [("skolan", 25), ("skolan", 40), ("polisen", 25), ("polisen", 41)]
    found, occasions = remarks_on(*({"reporter": party, "participants": number} for party, number in rows))
    assert [place for *place, _, _ in found] == [["polisen.xlsx", "rad 3"]]
    assert occasions["participants"].tolist() == [25, 40]


def test_copies_in_another_file_are_not_compared_with_each_other():
    rows = [{"reporter": "skolan", "participants": number} for number in (25, 40)]
    assert remarks_on(*({**row, "file": file} for file in ("a.xlsx", "b.xlsx") for row in rows))[0] == []


def test_the_same_figures_twice_are_one_row():
    assert spring(all_cases(), [*figures(), ("2022-01", 2, 2)])["done"] == 12


def test_a_stock_takes_its_last_value_and_is_not_summed():
    found = spring(stairwells(share_at_least=None, at_least=1), [("2022-05", 40, 12), ("2022-02", 40, 5)])
    assert (found["verdict"], found["done"], found["cases"]) == ("uppfyllt", 12, 40)


def test_a_stock_without_a_value_in_the_period_is_ej_redovisat():
    assert spring(stairwells(), [("2022-07", 40, 40)])["verdict"] == "ej redovisat"


def test_each_object_of_a_stock_has_its_own_last_value():
    rows = [
        {"date": f"2022-0{m}", "cases": 4, "done": done, "object": name}
        for m, done, name in [(2, 1, "A"), (5, 3, "A"), (4, 2, "B")]
    ]
    found = spring(stairwells(share_at_least=0.5), rows)
    assert (found["verdict"], found["done"], found["cases"]) == ("uppfyllt", 5, 8)


def half(promise, activities, deliveries=ALL_YEAR):
    return outcome(promise, records(promise, activities, deliveries=deliveries), "2022-12-31", "2022-H1")


def test_each_object_must_be_reached_and_other_objects_do_not_help():
    reached = [{"date": "2022-03-07", "grades": ("6", "7")}, {"date": "2022-04-07", "grades": ("5", "8")}]
    found = half(grades(), reached)
    assert (found["verdict"], found["done"], found["cases"]) == ("delvis uppfyllt", 3, 4)
    assert half(grades(), [*reached, {"date": "2022-05-02", "object": "9"}])["verdict"] == "uppfyllt"


def test_objects_that_are_all_reached_stay_reached_whatever_is_missing():
    everyone = [{"date": "2022-03-07", "grades": ("6", "7", "8", "9")}]
    assert half(grades(), everyone, deliveries=[])["verdict"] == "uppfyllt"


def test_a_row_that_names_no_object_could_be_any():
    rows = [{"date": "2022-03-07", "grades": ("6",)}, {"date": "2022-04-07"}]
    assert half(grades(), rows)["verdict"] == "ej redovisat"


def test_objects_of_a_joint_occasion_are_all_that_either_party_lists():
    rows = [{"date": "2022-03-07", "object": "6"}, {"date": "2022-03-07", "object": "7", "reporter": "polisen"}]
    assert half(grades(), rows)["done"] == 2


def test_a_week_or_month_counts_where_it_lies_wholly_inside():
    assert march(meetings(), [("2022-v11", "skolan")])["verdict"] == "uppfyllt"
    assert march(meetings(), [("2022-03", "skolan")])["verdict"] == "uppfyllt"


@pytest.mark.parametrize("cutoff", ["2022-12-31", "2022-03-31"])
def test_a_week_across_the_edge_is_not_counted_and_makes_both_sides_uncertain(cutoff):
    found = march(meetings(), [("2022-v13", "skolan")], cutoff=cutoff)  # 28 March–3 April
    assert (found["verdict"], found["done_text"]) == ("ej redovisat", "")
    assert "över periodens gräns" in found["reason"]


def test_a_months_figures_across_the_edge_are_not_counted_and_make_the_answer_uncertain():
    promise = promise_with(commitment("C", Measure.SHARE, share_at_least=1.0), start="2022-04-16")
    told = records(promise, cases=[(month, 2, 2) for month in MONTHS[3:]], deliveries=ALL_YEAR)
    found = outcome(promise, told, "2022-12-31", "2022-H1")
    assert (found["verdict"], found["done"]) == ("ej redovisat", 4)


def test_traffic_rows_are_occasions_by_type_and_place():
    promise = dialogue(traffic=(TrafficRows(("Dialog",), ("torget",)), TrafficRows(("Kontroll",))))
    rows = [("2022-03-07", "Dialog", "Torget"), ("2022-03-08", "Dialog", "skogen"), ("2022-03-09", "Kontroll", "E45")]
    told = records(
        promise, traffic=[{**dict(zip(("date", "type", "place"), r, strict=True)), "warnings": 9} for r in rows]
    )
    assert outcome(promise, told, "2022-12-31")["done"] == 2


def test_approximate_numbers_stay_marked_ca():
    row = {"date": "2022-03-07", "occasions": 100, "occasions_approximate": True}
    assert march(meetings(), [row])["done_text"] == "ca 100"


def test_without_a_cut_off_the_last_day_of_the_last_delivery_is_it():
    promise = meetings()
    told = records(
        promise, deliveries=[("skolan", "2022-01-01", "2022-04-30"), ("polisen", "2022-01-01", "2022-03-31")]
    )
    assert follow_through(promise, told)["cutoff"].iloc[0].date() == dt.date(2022, 4, 30)
    with pytest.raises(NothingReported, match="Klart = ja"):
        follow_through(promise, records(promise))
    with pytest.raises(ValueError, match="cutoff must be a date such as 2024-06-30, got '2024-6-30'"):
        follow_through(promise, told, cutoff="2024-6-30")
    with pytest.raises(ValueError, match="cutoff must be a date such as 2024-06-30, got 2024"):
        follow_through(promise, told, cutoff=2024)


def test_a_sum_counts_kept_periods_and_those_that_cannot_be_judged_apart():
    promise = meetings()
    rows = [("2022-01-10", "skolan"), ("2022-02-10", "skolan")]
    told = records(promise, rows, deliveries=[("skolan", "2022-01-01", "2022-03-31")])
    line = summary(follow_through(promise, told, cutoff="2022-05-31")).iloc[0]
    assert (line["periods"], line["met"], line["not_met"], line["not_reported"], line["running"]) == (5, 2, 1, 2, 7)


# What may be something else than it says ------------------------------------------------------------------


def places(*rows):
    """Two named places per half-year, the rows as day and object."""
    promise = grades(objects=("Stationen", "Torget"), units=("plats", "platser"))
    return promise, records(promise, [{"date": day, "object": name} for day, name in rows], deliveries=ALL_YEAR)


@pytest.mark.parametrize(
    ("names", "verdict", "done", "reason"),
    [
        (("Stationen", "Torget"), "uppfyllt", "2/2", ""),
        (("stationen ", "TORGET"), "uppfyllt", "2/2", ""),
        (("Stationn", "Torgett"), "ej redovisat", "", "2 rader med namn som inte finns bland löftets platser"),
        (("Stationen; Torget",), "uppfyllt", "2/2", ""),
        (("Stationen / Torget",), "ej redovisat", "", "1 rad med namn som inte finns bland löftets platser"),
        (("Stationen", "Parken"), "ej redovisat", "minst 1", "1 rad med namn som inte finns bland löftets platser"),
        (("Stationen", "Torget", "Parken"), "uppfyllt", "2/2", ""),
        (("Stationen", None), "ej redovisat", "minst 1", "1 rad utan plats i kolumnen Objekt"),
        (("Stationen",), "delvis uppfyllt", "1/2", "inte alla platser"),
    ],
)
def test_a_name_that_the_promise_does_not_list_may_be_one_of_them_misspelt(names, verdict, done, reason):
    promise, told = places(*(("2022-03-07", name) for name in names))
    found = outcome(promise, told, "2022-12-31", "2022-H1")
    assert (found["verdict"], found["done_text"], found["reason"]) == (verdict, done, reason)


def test_another_school_grade_is_no_misspelt_one():
    told = records(grades(), [{"date": "2022-03-07", "grades": ("5", "6")}], deliveries=ALL_YEAR)
    found = outcome(grades(), told, "2022-12-31", "2022-H1")
    assert (found["verdict"], found["done_text"]) == ("delvis uppfyllt", "1/4")


def test_an_unlisted_name_is_told_of_with_the_listed_one_that_is_near():
    _, told = places(("2022-03-07", "Stationn"), ("2022-03-08", "Torget"), ("2022-03-09", "Kvarnen"))
    assert told.problems[["cell", "remedy"]].values.tolist() == [
        ["rad 2", "Menade du Stationen? Skriv namnen så som i löftet, flera med semikolon emellan: Stationen, Torget."],
        ["rad 4", "Skriv namnen så som i löftet, flera med semikolon emellan: Stationen, Torget."],
    ]


def test_a_completion_that_could_not_be_read_leaves_a_milestone_open():
    promise = overview()
    unread = {"date": "2022-04-07", "completes_unread": True}
    found = outcome(promise, records(promise, [unread], deliveries=ALL_YEAR), "2022-12-31")
    assert (found["verdict"], found["reason"]) == ("ej redovisat", "1 rad där Klar inte kunde läsas")
    done = [unread, {"date": "2022-05-07", "completes": True}]
    assert outcome(promise, records(promise, done, deliveries=ALL_YEAR), "2022-12-31")["verdict"] == "uppfyllt"


@pytest.mark.parametrize(
    ("rows", "rejected", "done"),
    [
        ([], [], "0"),
        ([], [("Genomfört", "2022-03-07", "D")], ""),
        ([("2022-03-08", "skolan")], [("Genomfört", "2022-03-07", "D")], "minst 1"),
        ([{"date": "2022-03-08", "occasions": 20, "occasions_approximate": True}], [], "ca 20"),
        (
            [{"date": "2022-03-08", "occasions": 20, "occasions_approximate": True}],
            [("Genomfört", "2022-03-07", "D")],
            "minst ca 20",
        ),
    ],
)
def test_what_could_not_be_read_makes_an_unpromised_number_a_least_one(rows, rejected, done):
    promise = dialogue()
    told = records(promise, rows, deliveries=ALL_YEAR, rejected=rejected)
    found = outcome(promise, told, "2022-12-31")
    assert (found["done_text"], found["done"] == found["done"]) == (done, bool(done))
    counts = counts_by_half_year(promise, told, cutoff="2022-12-31").set_index("period").loc["2022-H1"]
    assert (counts["unread"], counts["count"] == counts["count"]) == (bool(rejected), bool(done))
    assert not counts["partial"]  # all of it is reported


def test_rows_outside_the_promise_or_what_is_reported_are_told_of_sheet_by_sheet():
    days = ["2021-12-30", "2021-12-31", "2022-01-01", "2022-06-30", "2022-07-01", "2022-12-31", "2023-01-01"]
    told = records(dialogue(), [(day, "skolan") for day in days], deliveries=[("skolan", "2022-01-01", "2022-06-30")])
    assert told.problems[["cell", "problem"]].values.tolist() == [
        ["rad 2", "2 rader på bladet ligger före löftet, som gäller från 1 januari 2022, och räknas inte."],
        ["rad 8", "1 rad på bladet ligger efter löftet, som gäller till 31 december 2022, och räknas inte."],
        ["rad 6", "2 rader på bladet ligger efter den sista dag som är redovisad, och räknas inte."],
    ]
    whole = records(dialogue(), [(day, "skolan") for day in days[2:6]], deliveries=ALL_YEAR)
    assert whole.problems.empty and records(dialogue(), [("2022-03-01", "skolan")]).problems.empty

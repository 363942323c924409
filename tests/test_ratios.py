"""What is not reported is nowhere told as zero: one rule for headlines, tables and pages."""

from __future__ import annotations

import re

import pytest
from builders import commitment, promise_with, records

import lofte_analysis as la
from lofte_analysis.charts.before_after import before_after
from lofte_analysis.charts.commitment_detail import commitment_detail
from lofte_analysis.charts.on_track import on_track
from lofte_analysis.charts.other_readings import other_readings
from lofte_analysis.charts.promise_calendar import promise_calendar
from lofte_analysis.charts.promise_overview import promise_overview
from lofte_analysis.outcomes import follow_through, summary
from lofte_analysis.promise import Measure, Per
from lofte_analysis.publish.citizen import _result
from lofte_analysis.ratios import kept_text, ratio_text, remainder_text, unknown_text
from lofte_analysis.readings import sensitivity
from lofte_analysis.small_counts import suppress_small_counts
from lofte_analysis.standing import pace_of_year
from lofte_analysis.yearly_account import comments_of, year_account

NONE_OF_SO_MANY = re.compile(r"\b0 av \d")


def followed(*rows, delivered=(), per=Per.MONTH, cutoff="2022-05-31", **options):
    promise = promise_with(commitment("A", Measure.COUNT, at_least=1, per=per, title="Träff"), **options)
    told = records(promise, list(rows), deliveries=[("skolan", *span) for span in delivered])
    return promise, follow_through(promise, told, cutoff=cutoff)


@pytest.fixture
def unknown():
    """Five months have ended, and nobody has reported anything."""
    return followed()


def words(outcomes) -> tuple[str, str, str]:
    row = next(summary(outcomes).itertuples())
    return ratio_text(row), f"{kept_text(row)}{unknown_text(row)}", remainder_text(row)


def test_where_no_period_can_be_judged_there_is_no_number_of_kept_ones(unknown):
    assert words(unknown[1]) == (
        "ej redovisat",
        "ej redovisat, fem månader kan inte bedömas",
        "5 månader kan inte bedömas, 7 är inte slut",
    )
    _, one = followed(per=Per.QUARTER)
    assert words(one)[1] == "ej redovisat, ett kvartal kan inte bedömas"


def test_of_the_one_period_of_a_whole_promise_the_verdict_tells_all():
    _, outcomes = followed(per=Per.WHOLE, cutoff="2022-12-31")
    assert words(outcomes) == ("ej redovisat", "ej redovisat", "")
    assert words(followed(per=Per.WHOLE)[1]) == ("pågår", "pågår", "")


def test_one_period_that_is_judged_makes_it_a_ratio_with_what_is_unknown_beside():
    _, outcomes = followed(delivered=[("2022-01-01", "2022-01-31")], cutoff="2022-03-31")
    assert words(outcomes) == (
        "0 av 3 månader",
        "uppfyllt i 0 av 3 månader, två kan inte bedömas",
        "2 kan inte bedömas, 9 är inte slut",
    )


def test_all_reported_and_nothing_done_is_zero():
    _, outcomes = followed(delivered=[("2022-01-01", "2022-05-31")])
    assert words(outcomes)[:2] == ("0 av 5 månader", "uppfyllt i 0 av 5 månader")


@pytest.mark.parametrize("chart", [promise_calendar, promise_overview, commitment_detail])
def test_no_headline_says_zero_of_what_is_unknown(chart, unknown):
    promise, outcomes = unknown
    drawn = chart(outcomes, promise)
    assert drawn.headline == "Träff: ej redovisat, fem månader kan inte bedömas"
    texts = [text.get_text() for text in drawn.figure().texts + drawn.figure().axes[0].texts]
    assert not any(map(NONE_OF_SO_MANY.search, [*texts, drawn.alt, drawn.description]))


def test_the_pace_of_a_year_without_any_report_has_no_ratio(unknown):
    promise, outcomes = unknown
    drawn = on_track(pace_of_year(outcomes, promise), promise)
    assert drawn.headline.endswith("utlovat 5 tillfällen till och med maj 2022; fem månader kan inte bedömas")
    assert "ej redovisat" in [text.get_text() for text in drawn.figure().axes[0].texts]


def test_a_side_of_the_extension_that_nobody_reported_has_no_ratio():
    promise, outcomes = followed(
        ("2022-01-10", "skolan"), delivered=[("2022-01-01", "2022-03-31")], extended="2022-04-01"
    )
    drawn = before_after(outcomes, promise)
    assert drawn.headline == (
        "Träff: uppfyllt i 1 av 3 månader före förlängningen, ej redovisat (två månader kan inte bedömas) efter"
    )
    assert "efter förlängningen ej redovisat" in drawn.description


def test_the_citizen_and_the_account_of_the_year_say_that_it_is_not_reported(unknown):
    promise, outcomes = unknown
    row = next(summary(outcomes).itertuples())
    assert _result(row) == "Ej redovisat, fem månader kan inte bedömas."
    published = suppress_small_counts(outcomes)
    told = records(promise, [], deliveries=[])
    account = year_account(published, promise, 2022, comments_of(told, 2022))
    assert account["done"].tolist() == ["ej redovisat (5 månader kan inte bedömas, 7 är inte slut)"]


def test_promises_beside_each_other_name_the_one_that_cannot_be_judged(unknown):
    known = followed(("2022-01-10", "skolan"), delivered=[("2022-01-01", "2022-04-30")])
    both = la.promises_beside(la.side_by_side({"Ett 2022": known, "Två 2022": unknown}))
    start = "Tillfällen (träff) per månad: "
    assert both.headline == f"{start}uppfyllt i 1 av 5 i Ett 2022 (en kan inte bedömas), kan inte bedömas i Två 2022"
    neither = la.promises_beside(la.side_by_side({"Ett 2022": unknown, "Två 2022": unknown}))
    assert neither.headline == f"{start}kan inte bedömas i Ett 2022 och Två 2022"
    assert "Två 2022, A Träff (minst 1 per månad): ej redovisat; 5 månader kan inte bedömas" in both.description


def test_a_milestone_that_is_begun_can_be_told_under_every_reading():
    promise = promise_with(commitment("M", Measure.MILESTONE, title="Plan"))
    told = records(promise, [("2022-03-07", "skolan")], deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    chart = other_readings(sensitivity(promise, told, cutoff="2022-12-31"), promise)
    assert chart.table.iloc[0].tolist() == ["M", "Plan", "delvis uppfyllt"]

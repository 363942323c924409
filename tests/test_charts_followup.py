"""Who needs to act, before and after the extension, on track this year: the frames, and the charts' artists."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from builders import ALL_THREE, commitment, promise_with, records, school_calendar
from chart_rules import (
    assert_apart,
    assert_marked_as_example,
    assert_plot_apart,
    assert_told_without_cause,
    contrast,
    drawn,
    texts,
)
from matplotlib.colors import to_hex

import lofte_analysis as la
from lofte_analysis.charts import style
from lofte_analysis.charts.before_after import before_after
from lofte_analysis.charts.canvas import EXAMPLE_MARK
from lofte_analysis.charts.chip_list import ACCENT_TINT
from lofte_analysis.charts.on_track import on_track
from lofte_analysis.charts.open_points import open_points
from lofte_analysis.promise import Measure, Per, Personal, ShareOf
from lofte_analysis.standing import (
    AFTER,
    BEFORE,
    NO_POINTS,
    NOT_JUDGED,
    NOTHING_ENDED,
    OPEN,
    before_and_after,
    first_day_of,
    open_points_of,
    pace_of_year,
    without_open_points,
)
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import NBSP

CUTOFFS = ("2021-12-31", "2022-01-15", "2023-05-31", "2024-10-15", None)


@pytest.fixture(scope="session")
def at(example):
    """The outcomes of the example data, as they may be published, at a cut-off."""
    known = {None: example.published}

    def outcomes(cutoff: str | None = None, *ids: str) -> pd.DataFrame:
        if cutoff not in known:
            frame = la.follow_through(la.read_promise(), example.records, cutoff=cutoff)
            known[cutoff] = la.suppress_small_counts(frame)
        frame = known[cutoff]
        return frame[frame["commitment"].isin(ids)] if ids else frame

    return outcomes


@pytest.fixture(scope="session")
def charts(example, at) -> dict:
    promise, made = example.promise, {}
    for cutoff in CUTOFFS:
        made[f"points {cutoff}"] = open_points(at(cutoff), promise)
        made[f"before {cutoff}"] = before_after(at(cutoff), promise)
        made[f"pace {cutoff}"] = on_track(pace_of_year(at(cutoff, "5.3"), promise), promise)
    made["points all"] = open_points(at(), promise, since="2021-07-01", neutral=False)
    made["points one"] = open_points(at(None, "5.3"), promise, since="2021-07-01")
    made["points none"] = open_points(at(None, "3.2"), promise)
    made["before one"] = before_after(at(None, "5.3"), promise)
    for year in (2021, 2023, 2022, "2022/23"):
        made[f"pace {year}"] = on_track(pace_of_year(at(None, "5.3"), promise, year), promise)
    made["pace terms"] = on_track(pace_of_year(at(None, "5.2"), promise, 2023), promise)
    made["pace year"] = on_track(pace_of_year(at("2023-05-31", "U.1"), promise), promise)
    return made


NAMES = [f"{kind} {cutoff}" for cutoff in CUTOFFS for kind in ("points", "before", "pace")]
NAMES += ["points all", "points one", "points none", "before one", "pace 2021", "pace 2022", "pace 2023"]
NAMES += ["pace 2022/23", "pace terms", "pace year"]


@pytest.fixture(scope="session")
def figures(charts) -> dict:
    return {name: chart.figure() for name, chart in charts.items()}


# What every chart keeps to ---------------------------------------------------------------------------------


def test_every_chart_made_here_is_looked_at(charts):
    assert set(NAMES) == set(charts)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_lies_on_the_slide_and_none_covers_another(name, figures):
    assert_apart(figures[name])


@pytest.mark.parametrize("name", ["points None", "points all", "before None", "pace 2023", "pace 2024-10-15"])
def test_the_plot_alone_is_whole_too(name, charts):
    assert_plot_apart(charts[name])


@pytest.mark.parametrize("name", NAMES)
def test_alt_text_is_short_says_the_finding_and_no_cause(name, charts):
    assert_told_without_cause(charts[name])


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_headline_and_alt_text_is_a_number_in_the_table(name, charts, example):
    chart = charts[name]
    cells = " ".join(chart.table.astype(str).to_numpy().ravel())
    known = set(re.findall(r"\d+", cells)) | {str(year) for year in range(2021, 2025)}
    known |= set(re.findall(r"\d+", " ".join(c.title for c in example.promise.commitments)))
    if name.startswith("points"):
        known.add(str((chart.table["bedömning"] != "").sum()))
    if name.startswith("pace"):
        ended = chart.table[chart.table["bedömning"].isin([Verdict.MET, *OPEN])]
        known |= {str((ended["bedömning"] == Verdict.MET).sum()), str(len(ended)), *re.findall(r"\d+", name)}
    assert set(re.findall(r"\d+", f"{chart.headline} {chart.alt}")) <= known


@pytest.mark.parametrize("name", NAMES)
def test_example_data_is_marked_inside_the_plot(name, charts, figures):
    assert_marked_as_example(charts[name], figures[name])


def test_real_data_bears_no_mark_of_example_data(example, at):
    rows = at(None, "5.3").assign(example=False, municipality="Ortköping")
    made = [open_points(rows, example.promise), before_after(rows, example.promise)]
    made.append(on_track(pace_of_year(rows, example.promise), example.promise))
    for chart in made:
        assert EXAMPLE_MARK not in texts(chart.figure())
        assert chart.source.startswith("Källa: Ortköpings")


def test_counts_of_persons_are_published_only_when_small_counts_are_hidden(example):
    raw, promise = example.outcomes, example.promise
    assert not open_points(raw, promise).publishable
    assert not before_after(raw, promise).publishable
    assert open_points(example.published, promise).publishable
    assert before_after(example.published, promise).publishable


def test_periods_after_the_end_by_the_letter_are_told_as_an_interpretation(charts, example, at):
    rule = "Att perioder efter den 30 juni 2024 hör till löftet är en tolkning."
    for kind in ("points", "before", "pace"):
        assert rule in charts[f"{kind} None"].source
        assert rule not in charts[f"{kind} 2023-05-31"].source
    spring = on_track(pace_of_year(at("2024-06-10", "5.3"), example.promise), example.promise)
    assert rule not in spring.source


def test_nothing_that_is_given_is_changed(example):
    before = example.outcomes.copy(deep=True)
    open_points_of(example.outcomes, example.promise)
    without_open_points(example.outcomes, example.promise)
    before_and_after(example.outcomes, example.promise)
    pace_of_year(example.outcomes.query("commitment == '5.3'"), example.promise)
    pd.testing.assert_frame_equal(example.outcomes, before)


def test_a_chip_can_be_read_and_its_mark_seen():
    assert contrast(style.TEXT, ACCENT_TINT) >= 4.5
    assert contrast(style.ACCENT, ACCENT_TINT) >= 3


# Open points ------------------------------------------------------------------------------------------------


def two_parties(*activities, deliveries=(("skolan", "2022-01-01", "2022-03-31"),), cutoff="2022-12-31", **options):
    """A meeting a month that school and police owe and the school reports, and what became of it."""
    options = {"per": Per.MONTH, "at_least": 1, "responsible": ("skolan", "polisen"), **options}
    promise = promise_with(commitment("A", Measure.COUNT, **options), extended="2022-07-01")
    return la.follow_through(promise, records(promise, activities, deliveries=deliveries), cutoff=cutoff), promise


def test_an_open_point_is_an_ended_period_that_was_not_kept_or_not_reported(example, at):
    outcomes = at("2024-10-15")
    points = open_points_of(outcomes, example.promise, "2021-07-01")
    ended = outcomes[outcomes["verdict"].isin(OPEN) & (outcomes["end"] <= "2024-10-15")]
    assert list(zip(points["commitment"], points["period"], strict=True)) == list(
        zip(ended["commitment"], ended["period"], strict=True)
    )


def test_a_year_that_is_running_is_not_open_yet(example, at):
    outcomes = at("2024-10-15")
    running = outcomes.query("commitment == '8.1' and period == '2024'").iloc[0]
    assert running["verdict"] == Verdict.NOT_REPORTED
    assert "8.1" not in set(open_points_of(outcomes, example.promise)["commitment"])
    assert "8.1" in set(open_points_of(at(), example.promise)["commitment"])


@pytest.mark.parametrize(
    ("cutoff", "day"),
    [(None, "2024-01-01"), ("2024-10-15", "2023-01-01"), ("2023-05-31", "2022-01-01"), ("2021-12-31", "2021-07-01")],
)
def test_open_points_are_listed_from_the_last_whole_calendar_year(cutoff, day, example, at):
    assert first_day_of(at(cutoff), example.promise) == pd.Timestamp(day)


def test_a_period_that_began_before_the_first_day_and_ended_after_it_is_listed(example, at):
    points = open_points_of(at(), example.promise, "2024-01-01")
    assert "2023/24" in set(points.query("commitment == '5.1'")["period"])
    assert (points["end"] >= "2024-01-01").all()


def test_a_first_day_after_the_cutoff_is_refused(example, at):
    with pytest.raises(ValueError, match="since must not be after the cut-off 2024-10-15, got 2025-01-01"):
        open_points(at("2024-10-15"), example.promise, since="2025-01-01")


def test_a_missing_report_is_with_the_party_that_reports_and_a_breach_with_those_who_owe():
    outcomes, promise = two_parties(("2022-01-10", "skolan"), cutoff="2022-04-30")
    points = open_points_of(outcomes, promise).set_index("period")
    assert points["parties"].to_dict() == {
        "2022-02": ("skolan", "polisen"),
        "2022-03": ("skolan", "polisen"),
        "2022-04": ("skolan",),
    }
    assert points.loc["2022-02", "party_text"] == "Polisen och skolan"  # the promise's order, one group for one set


def test_there_is_a_chip_for_each_open_point(example, at, figures):
    points = open_points_of(at(), example.promise)
    for verdict in OPEN:
        assert len(drawn(figures["points None"], f"chip {verdict}")) == (points["verdict"] == verdict).sum()
    shown = texts(figures["points None"])
    assert {"jan–jun 2024", "jul–dec 2024", "läsåret 2023/24", "feb 2024", "2024"} <= set(shown)


def test_a_chip_of_what_is_not_reported_is_white_and_dashed(figures):
    [chip, *_] = drawn(figures["points None"], f"chip {Verdict.NOT_REPORTED}")
    assert to_hex(chip.get_facecolor()) == "#ffffff" and chip.get_linestyle() != "solid"
    [chip, *_] = drawn(figures["points None"], f"chip {Verdict.PARTLY}")
    assert to_hex(chip.get_facecolor()).upper() == ACCENT_TINT


@pytest.mark.parametrize(("height", "squeezed"), [(120, True), (200, True), (300, True), (900, False)])
def test_what_has_no_room_is_said_and_never_cut(height, squeezed, example, at, charts):
    points = open_points_of(at(), example.promise, "2021-07-01")
    figure = charts["points all"].plot_figure(height=height)
    chips = sum(len(drawn(figure, f"chip {verdict}")) for verdict in OPEN)
    said = " ".join(texts(figure))
    earlier = sum(map(int, re.findall(r"och (\d+) tidigare", said)))
    left = sum(map(int, re.findall(r"(\d+) (?:öppna punkter|öppen punkt) till", said)))
    assert chips + earlier + left == len(points)
    assert (earlier + left > 0) is squeezed


def test_chips_that_have_no_room_are_the_oldest(charts):
    shown = texts(charts["points one"].plot_figure(height=115, width=600))
    assert {"feb 2024", "och 4 tidigare"} <= set(shown)
    assert not {"aug 2021", "dec 2021", "jan 2022", "okt 2022"} & set(shown)


def test_long_lists_wrap(figures):
    chips = drawn(figures["points one"], f"chip {Verdict.NOT_MET}") + drawn(
        figures["points one"], f"chip {Verdict.PARTLY}"
    )
    assert len(chips) == 6
    assert len({round(chip.get_y()) for chip in chips}) == 2


def test_no_open_points_is_not_no_data(example, at, charts, figures):
    states = without_open_points(at("2023-05-31"), example.promise).set_index("commitment")["state"]
    assert states["3.2"] == NO_POINTS
    assert states["4.1"] == NOTHING_ENDED  # the milestone's time is not over, and it is not reached
    assert states["7.2"] == NOT_JUDGED
    assert "5.3" not in states
    shown = texts(figures["points none"])
    assert "inga öppna punkter, uppfyllt i 2 av 2 halvår" in shown
    assert charts["points none"].headline == "Inga öppna punkter sedan januari 2024"


def test_a_condition_that_never_arose_leaves_nothing_open_and_is_not_called_kept(example, at):
    rows = at(None, "2.2").query("period == '2022-H2'")
    assert rows["verdict"].tolist() == [Verdict.NOT_APPLICABLE]
    [row] = without_open_points(rows, example.promise, "2022-01-01").itertuples()
    assert (row.state, row.verdict, row.met) == (NO_POINTS, Verdict.NOT_APPLICABLE, 0)


def test_a_milestone_that_is_reached_early_is_no_unended_period(example, at):
    states = without_open_points(at("2024-10-15"), example.promise).set_index("commitment")
    assert (states.loc["4.1", "state"], states.loc["4.1", "verdict"]) == (NO_POINTS, Verdict.MET)


def test_when_no_period_has_ended_the_headline_says_so(example, at):
    outcomes, promise = two_parties(cutoff="2022-01-15")
    assert open_points(outcomes, promise).headline == "Ingen utlovad period har avslutats sedan januari 2022"


def test_the_headline_is_neutral_unless_something_else_is_asked_for(example, at):
    neutral = open_points(at("2024-10-15"), example.promise)
    assert neutral.headline == "13 öppna punkter sedan januari 2023 hos fyra parter"
    assert not [party for party in example.promise.parties if party.label in neutral.headline]
    pointed = open_points(at("2024-10-15"), example.promise, neutral=False)
    assert pointed.headline == "Skolan har flest öppna punkter: två läsår, en termin och tre månader"
    assert pointed.table["ansvarig part"].iloc[0] == "Skolan"


def test_parties_that_have_equally_many_are_both_named(example, at):
    rows = at(None, "3.1", "8.1")
    chart = open_points(rows, example.promise, neutral=False)
    assert chart.headline == "Socialtjänsten respektive tekniska avdelningen har flest öppna punkter: en var"


def test_the_table_has_a_row_for_each_open_point_and_each_commitment_without(example, at, charts):
    table = charts["points all"].table
    points = open_points_of(at(), example.promise, "2021-07-01")
    without = without_open_points(at(), example.promise, "2021-07-01")
    assert (table["bedömning"] != "").sum() == len(points)
    assert len(table) == len(points) + len(without)
    assert set(points["commitment"]) | set(without["commitment"]) == set(at()["commitment"])


# Before and after -------------------------------------------------------------------------------------------


def test_before_and_after_add_up_to_all_periods_that_lie_on_one_side(example):
    rows = before_and_after(example.outcomes, example.promise)
    whole = la.summary(example.outcomes).set_index("commitment")
    sums = rows.groupby("commitment")[["periods", "met", "partly", "not_met", "not_reported"]].sum()
    assert sums.loc["4.1", "periods"] == 0
    assert rows.query("commitment == '4.1'")["across"].tolist() == ["hela löftestiden (uppfyllt)"] * 2
    for i in whole.index.drop("4.1"):
        assert sums.loc[i].to_dict() == whole.loc[i, sums.columns].to_dict(), i


def test_a_period_on_both_sides_of_the_extension_belongs_to_neither():
    outcomes, promise = two_parties(
        ("2022-03-01", "skolan"), per=Per.YEAR, deliveries=[("skolan", "2022-01-01", "2022-12-31")]
    )
    rows = before_and_after(outcomes, promise)
    assert rows["periods"].tolist() == [0, 0]
    assert rows["across"].tolist() == ["2022 (uppfyllt)"] * 2
    assert "på båda sidor: 2022 (uppfyllt)" in texts(before_after(outcomes, promise).figure())


def test_the_day_of_the_extension_begins_what_is_after():
    outcomes, promise = two_parties(
        ("2022-06-30", "skolan"), ("2022-07-01", "skolan"), deliveries=[("skolan", "2022-01-01", "2022-12-31")]
    )
    rows = before_and_after(outcomes, promise).set_index("side")
    assert rows["periods"].to_dict() == {BEFORE: 6, AFTER: 6}
    assert rows["met"].to_dict() == {BEFORE: 1, AFTER: 1}


def test_there_is_a_mark_for_each_ended_period_on_its_own_side(example, figures):
    rows = before_and_after(example.outcomes, example.promise)
    figure = figures["before None"]
    [middle] = {
        t.get_position()[0]
        for t in figure.findobj(lambda a: hasattr(a, "get_text"))
        if t.get_text() == "efter förlängningen"
    }
    for name, verdict in (("met", Verdict.MET), ("partly", Verdict.PARTLY), ("not_met", Verdict.NOT_MET)):
        places = [x for line in drawn(figure, f"mark {verdict}")[:-1] for x in line.get_xdata()]
        sides = rows.groupby("side")[name].sum()
        assert sum(x > middle for x in places) == sides[AFTER]
        assert sum(x < middle for x in places) == sides[BEFORE]


def test_the_two_counts_stand_in_their_own_units_without_percent_or_arrow(charts, figures):
    shown = texts(figures["before None"])
    assert {"12 av 20 månader", "13 av 15 månader", "2 av 4 terminer", "3 av 3 terminer"} <= set(shown)
    told = " ".join([*shown, charts["before None"].alt, charts["before None"].description])
    assert not re.search("%|procent|→|↑|↓", told)
    assert not figures["before None"].findobj(lambda a: "Arrow" in type(a).__name__)


def test_a_side_without_ended_periods_says_so(example, at, charts, figures):
    rows = before_and_after(at("2023-05-31"), example.promise)
    assert texts(figures["before 2023-05-31"]).count("ingen avslutad period") == (rows["periods"] == 0).sum() == 9
    assert charts["before 2023-05-31"].headline.endswith("ingen månad avslutad efter")
    assert (
        charts["before 2022-01-15"].table.set_index("tid").loc["efter förlängningen", "avslutade perioder"].sum() == 0
    )


def test_what_cannot_be_judged_stands_in_the_headline(charts):
    assert (
        "12 av 20 månader (fyra kan inte bedömas) före förlängningen och 13 av 15 efter"
        in charts["before None"].headline
    )


def test_shares_of_persons_tell_verdicts_and_never_persons(example):
    raw, hidden = (before_after(f, example.promise) for f in (example.outcomes, example.published))
    assert texts(raw.figure()) == texts(hidden.figure())
    pd.testing.assert_frame_equal(raw.table, hidden.table)


def test_more_periods_than_there_is_room_for_become_a_mark_with_a_number():
    weekly = [commitment(i, Measure.COUNT, per=Per.WEEK, at_least=1) for i in "AB"]
    promise = promise_with(*weekly, extended="2022-07-01")
    told = records(promise, [("2022-03-02", "skolan")], deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    chart = before_after(la.follow_through(promise, told, cutoff="2022-12-31"), promise)
    for height, marks in ((385, chart.table["ej uppfyllt"].sum()), (120, 4)):
        figure = chart.plot_figure(height=height)
        in_legend = 1
        assert sum(len(line.get_xdata()) for line in drawn(figure, f"mark {Verdict.NOT_MET}")) - in_legend == marks
        assert (str(chart.table["ej uppfyllt"].iloc[0]) in texts(figure)) is (height == 120)


def test_a_long_title_is_never_cut(example, at):
    title = "Ett åtagande med en mycket lång rubrik som inte får plats på en enda rad bredvid siffrorna"
    chart = before_after(at(None, "5.3").assign(title=title), example.promise)
    shown = " ".join(texts(chart.plot_figure()))
    assert f"5.3 {title}" in shown
    assert_apart(chart.figure())


def test_a_promise_that_was_not_extended_has_no_before_and_after(example, at):
    promise = replace(example.promise, versions=example.promise.versions[:1])
    with pytest.raises(ValueError, match="second version"):
        before_after(at(), promise)
    with pytest.raises(ValueError, match="1 to 8 judged commitments, got 0"):
        before_after(at(None, "7.2"), example.promise)


# On track ---------------------------------------------------------------------------------------------------


def meetings(*days, cutoff="2022-10-15", delivered=(("2022-01-01", "2022-12-31"),), **options):
    """The pace of meetings promised each month of two terms."""
    terms = {"VT2022": ("2022-01-10", "2022-05-31"), "HT2022": ("2022-09-01", "2022-12-20")}
    options = {"per": Per.MONTH, "at_least": 1, "during_terms": True, "units": ("träff", "träffar"), **options}
    promise = promise_with(commitment("A", Measure.COUNT, **options), calendar=school_calendar(terms))
    rows = [day if isinstance(day, tuple) else (day, "skolan") for day in days]
    told = records(promise, rows, deliveries=[("skolan", *span) for span in delivered])
    return pace_of_year(la.follow_through(promise, told, cutoff=cutoff), promise), promise


def corners(figure, gid: str) -> list[tuple[float, float]]:
    return [point for line in drawn(figure, gid) for point in zip(line.get_xdata(), line.get_ydata(), strict=True)]


def test_totals_grow_period_by_period_and_stop_at_the_cutoff():
    frame, _ = meetings("2022-01-12", "2022-03-01", "2022-03-20", "2022-10-03")
    assert frame["period"].tolist()[:7] == [f"2022-{m:02d}" for m in (1, 2, 3, 4, 5, 9, 10)]
    assert frame["promised_total"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert frame["done_total"].tolist()[:7] == [1, 1, 3, 3, 3, 3, 4]
    assert frame["done_total"].isna().tolist()[7:] == [True, True]
    assert frame["running"].tolist().index(True) == 6


def test_a_surplus_lifts_the_line_but_the_headline_also_says_how_many_months_were_kept():
    frame, promise = meetings("2022-01-12", "2022-03-01", "2022-03-20", "2022-03-21")
    chart = on_track(frame, promise)
    assert (
        chart.headline
        == "Åtagande A: 4 av 6 träffar till och med september 2022, uppfyllt i 2\u00a0av\u00a06\u00a0månader"
    )
    assert len(drawn(chart.figure(), "mark utöver")) == 2  # at March, and in the legend
    frame, promise = meetings(*[f"2022-01-{day}" for day in range(11, 20)])
    assert (
        "9 träffar (utlovat 6) till och med september 2022, uppfyllt i 1\u00a0av" in on_track(frame, promise).headline
    )


@pytest.mark.parametrize("number", [0, 5, 8, 9, 10, 11, 14])
def test_the_words_at_the_ends_of_the_lines_stay_apart(number):
    days = [f"2022-{month:02d}-{day}" for month in (1, 3) for day in range(11, 18)][:number]
    assert_apart(on_track(*meetings(*days, cutoff="2022-12-31")).figure())
    assert_apart(on_track(*meetings(*days, cutoff="2022-12-30")).figure())


def test_the_running_month_is_no_part_of_the_headline_but_is_told_beside_the_line():
    frame, promise = meetings("2022-01-12", "2022-10-03")
    chart = on_track(frame, promise)
    assert "1 av 6 träffar till och med september 2022" in chart.headline
    assert "gjort: 2 träffar, varav 1 i perioden som pågår" in texts(chart.figure())
    [future] = drawn(chart.figure(), "promised future")
    assert max(x for x, _ in corners(chart.figure(), "done known")) == future.get_xdata()[0]


def test_a_running_month_has_no_surplus_yet():
    frame, promise = meetings("2022-10-03", "2022-10-04")
    assert frame["surplus"].eq(0).all()
    assert not drawn(on_track(frame, promise).figure(), "mark utöver")


def test_only_what_qualifies_is_done():
    rows = [("2022-01-12", "skolan", ALL_THREE), ("2022-02-14", "skolan", ("skolan", "polisen"))]
    frame, _ = meetings(*rows, must_attend=ALL_THREE)
    assert frame["done_total"].tolist()[:2] == [1, 1]
    assert frame["verdict"].tolist()[:2] == [Verdict.MET, Verdict.PARTLY]


def test_a_month_without_a_report_is_a_gap_and_never_a_zero():
    delivered = [("2022-01-01", "2022-01-31"), ("2022-03-01", "2022-12-31")]
    frame, promise = meetings("2022-01-12", "2022-03-01", delivered=delivered)
    assert frame["unknown"].tolist()[:3] == [False, True, False]
    assert frame["least"].tolist()[:3] == [False, True, True]
    chart = on_track(frame, promise)
    figure = chart.figure()
    assert texts(figure).count("?") == 1
    known, least = corners(figure, "done known"), corners(figure, "done least")
    [x] = [t.get_position()[0] for t in figure.findobj(lambda a: hasattr(a, "get_text")) if t.get_text() == "?"]
    hollow = [x0 for x0, y in least if y < max(y for _, y in least)]  # without the sample in the legend
    assert max(x0 for x0, _ in known) < x < min(hollow)
    assert "minst 2 av 6 träffar" in chart.headline and "en kan inte bedömas" in chart.headline


def test_nothing_known_at_all_is_not_reported_and_no_number():
    frame, promise = meetings(delivered=[("2022-09-01", "2022-09-02")])
    chart = on_track(frame, promise)
    assert chart.headline.startswith("Åtagande A: ej redovisat, utlovat 6 träffar till och med september 2022")
    assert "gjort: ej redovisat" in texts(chart.figure())
    assert not re.search(r"minst 0|\b0 ", f"{chart.headline} {chart.description}")


def test_the_promise_rises_at_the_end_of_each_due_period_and_is_flat_between_terms():
    frame, promise = meetings("2022-01-12", cutoff="2022-12-31")
    figure = on_track(frame, promise).figure()
    line = corners(figure, "promised past")
    left, right = line[0][0], line[-1][0]
    rises = [x for (x, y), (_, above) in pairwise(line) if above < y]
    assert [round((x - left) / (right - left) * 365) for x in rises] == [31, 59, 90, 120, 151, 273, 304, 334, 365]


def test_what_lies_after_the_cutoff_is_dashed_and_nothing_done_is_drawn_there():
    frame, promise = meetings("2022-01-12", cutoff="2022-06-15")
    figure = on_track(frame, promise).figure()
    [past], [future] = drawn(figure, "promised past"), drawn(figure, "promised future")
    assert past.get_linestyle() == "-" and future.get_linestyle() == "--"
    cut = future.get_xdata()[0]
    assert max(past.get_xdata()) == cut == max(x for x, _ in corners(figure, "done known"))
    share = (cut - past.get_xdata()[0]) / (max(future.get_xdata()) - past.get_xdata()[0])
    assert round(share * 365) == 166  # 15 June, the day itself included
    assert not drawn(on_track(*meetings(cutoff="2022-12-31")).figure(), "promised future")


def test_each_period_that_has_begun_shows_its_verdict(example, at, figures):
    frame = pace_of_year(at("2024-10-15", "5.3"), example.promise)
    for verdict, rows in frame[~frame["future"]].groupby("verdict", observed=True):
        marks = sum(len(line.get_xdata()) for line in drawn(figures["pace 2024-10-15"], f"mark {verdict}"))
        assert marks == len(rows) + 1, verdict
    assert "uppfyllt i 6 av 7 månader" in texts(figures["pace 2024-10-15"])


def test_the_year_is_that_of_the_cutoff_or_a_promise_year(example, at):
    promise = example.promise
    assert set(pace_of_year(at("2023-05-31", "5.3"), promise)["year_name"]) == {"2023"}
    frame = pace_of_year(at("2023-05-31", "U.1"), promise)
    assert frame["year_name"].tolist() == ["2022/23"] and frame["period"].tolist() == ["2022/23"]
    months = pace_of_year(at(None, "5.3"), promise, "2022/23")["period"].tolist()
    assert (months[0], months[-1], len(months)) == ("2022-08", "2023-05", 10)


def test_the_pace_refuses_what_it_cannot_count(example, at):
    promise = example.promise
    with pytest.raises(ValueError, match="one commitment, got 2"):
        pace_of_year(at(None, "5.2", "5.3"), promise)
    with pytest.raises(ValueError, match=r"'3\.1' must promise a count"):
        pace_of_year(at(None, "3.1"), promise)
    with pytest.raises(ValueError, match=r"no due period of commitment '5\.3' ends in 2019"):
        pace_of_year(at(None, "5.3"), promise, 2019)
    with pytest.raises(ValueError, match="promise years 2021/22, 2022/23, 2023/24, got '2024/25'"):
        pace_of_year(at(None, "5.3"), promise, "2024/25")


def test_a_promised_number_of_persons_is_not_added_up_month_by_month():
    with pytest.raises(ValueError, match="counts persons"):
        meetings("2022-01-12", personal=Personal.PERSON)


def test_when_not_all_open_points_have_room_those_that_only_wait_for_a_report_are_left_out_first():
    unreported = [commitment(str(n), Measure.COUNT, per=Per.MONTH, at_least=1) for n in range(1, 13)]
    broken = commitment("13", Measure.COUNT, per=Per.MONTH, at_least=1, reported_by=("polisen",))
    promise = promise_with(*unreported, broken, start="2022-01-01", end="2022-12-31")
    told = records(promise, deliveries=[("polisen", "2022-01-01", "2022-12-31")])
    figure = la.open_points(la.follow_through(promise, told, cutoff="2022-12-31"), promise).figure()
    assert any("Får inte plats" in text for text in texts(figure))
    assert drawn(figure, f"chip {Verdict.NOT_MET}")


def test_what_completes_a_milestone_late_is_nothing_beyond_what_was_promised():
    council = commitment("M", Measure.MILESTONE, per=Per.WHOLE, at_least=1, deadline=dt.date(2022, 6, 30))
    promise = promise_with(council, start="2022-01-01", end="2022-12-31")
    told = records(promise, [{"date": "2022-09-13", "completes": True}, {"date": "2021-11-13"}])
    assert list(la.beyond_the_promise(promise, told, cutoff="2022-12-31")["phase"]) == ["före löftet"]


@pytest.mark.parametrize(("number", "every"), [(2, "Båda de mätbara åtagandena"), (3, "Alla tre mätbara åtaganden")])
def test_where_all_is_kept_the_headlines_say_both_or_all(number, every):
    parties = ["skolan", "polisen", "kommunen"][:number]
    once = {"at_least": 1, "per": Per.YEAR}
    promise = promise_with(*(commitment(party, Measure.COUNT, reported_by=(party,), **once) for party in parties))
    told = records(
        promise,
        activities=[{"commitment": c.id, "date": "2022-03-01", "present": c.reported_by} for c in promise.commitments],
        deliveries=[(party, "2022-01-01", "2022-12-31") for party in parties],
    )
    outcomes = la.follow_through(promise, told)
    assert la.promise_overview(outcomes, promise).headline == f"{every} har uppfyllts i alla avslutade perioder"
    reporting = la.reporting_months(la.reporting_state(promise, told), promise).headline
    assert reporting == f"{'Båda parterna' if number == 2 else 'Alla tre parter'} har redovisat varje månad"


def test_periods_that_were_not_kept_are_told_with_or():
    promise = promise_with(commitment("1", Measure.COUNT, at_least=1), end="2022-04-30")
    told = records(
        promise, activities=[("2022-02-01",), ("2022-04-01",)], deliveries=[("skolan", "2022-01-01", "2022-04-30")]
    )
    headline = la.commitment_detail(la.follow_through(promise, told), promise).headline
    assert headline == "Åtagande 1: uppfyllt i 2 av 4 månader, inte januari 2022 eller mars 2022"


def test_a_share_of_which_cases_are_open_is_not_told_in_the_headline():
    units, level = ("kontroll", "kontroller"), {"share_at_least": 0.9, "per": Per.TERTIAL}
    promise = promise_with(commitment("6", Measure.SHARE, units=units, **level), start="2022-01-01", end="2022-12-31")
    months = [f"2022-{month:02}" for month in range(1, 13)]

    def headline(*still: str) -> str:
        cases = [{"date": month, "cases": 5, "done": 4, "open": int(month in still)} for month in months]
        told = records(promise, cases=cases, deliveries=[("skolan", "2022-01-01", "2022-12-31")])
        return la.screening_share(la.follow_through(promise, told), promise).headline.replace(NBSP, " ")

    assert headline("2022-12") == "Åtagande 6: 80 % både först och sist, löftet gäller minst 90 % av alla kontroller"
    assert headline("2022-04", "2022-12") == "Åtagande 6: 80 %, löftet gäller minst 90 % av alla kontroller"
    assert headline("2022-04", "2022-08", "2022-12") == "Åtagande 6: kontroller pågår i alla redovisade perioder"


def test_a_period_of_which_a_row_could_not_be_read_is_not_told_as_complete():
    stock = commitment("3", Measure.SHARE, share_of=ShareOf.STOCK, share_at_least=0.5, per=Per.HALF_YEAR)
    promise = promise_with(stock, start="2022-01-01", end="2022-12-31")
    told = {"cases": [("2022-03", 40, 30), ("2022-11", 40, 33)], "deliveries": [("skolan", "2022-01-01", "2022-12-31")]}
    told = records(promise, rejected=[{"kind": "Ärenden", "date": "2022-05"}], **told)
    chart = la.screening_share(la.follow_through(promise, told), promise)
    assert chart.headline.startswith(f"Åtagande 3: 82{NBSP}%, ")
    assert list(chart.table["skäl"]) == ["allt är inte redovisat eller läst", ""]


def test_nothing_done_in_what_is_reported_is_not_told_as_at_least_zero():
    promise = promise_with(commitment("U", Measure.UNQUANTIFIED), start="2022-01-01", end="2023-12-31")
    told = records(promise, deliveries=[("skolan", "2022-01-01", "2022-12-31")])
    counts = la.counts_by_half_year(promise, told, cutoff="2023-12-31")
    headline = la.unquantified_counts(counts, promise).headline
    assert headline == "Åtagande U: inga tillfällen i det som är redovisat. Inget antal är utlovat"


# Promises with more commitments than a slide takes ---------------------------------------------------------


def test_a_long_promise_is_shown_in_as_many_slides_as_it_takes(tmp_path):
    judged = [commitment(str(n), Measure.COUNT, per=Per.YEAR, at_least=1) for n in range(1, 12)]
    promise = promise_with(commitment("A", Measure.UNQUANTIFIED), *judged, start="2022-01-01", end="2023-12-31")
    outcomes = la.follow_through(promise, records(promise), cutoff="2023-12-31")
    slides = [list(rows["commitment"].unique()) for rows in la.in_slides(outcomes)]
    assert slides == [["A", *"123456"], ["7", "8", "9", "10", "11"]]
    overviews = [la.promise_overview(rows, promise) for rows in la.in_slides(outcomes)]
    assert [chart.headline.split(" kan ")[0] for chart in overviews] == [
        "Inget av sex mätbara åtaganden i bilden",
        "Inget av fem mätbara åtaganden i bilden",
    ]
    names = la.export_charts(overviews, tmp_path)
    assert [name for name in names if name.endswith("png")] == ["loftesoversikt.png", "loftesoversikt_2.png"]
    assert list(la.in_slides(outcomes[outcomes["commitment"] == "A"])) == []

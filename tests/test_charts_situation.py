"""When and where: events beside checks over the hours of the week and over places, and the charts' artists."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pandas as pd
import pytest
from builders import commitment, day, promise_with, records
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
from lofte_analysis.charts.canvas import EXAMPLE_MARK
from lofte_analysis.charts.place_dumbbell import place_dumbbell
from lofte_analysis.charts.when_grids import NIGHT_RULE, SHADES, when_grids
from lofte_analysis.est.situation import (
    BANDS,
    CHECKS,
    EVENTS,
    MOST_PLACES,
    OTHERS,
    PLACE,
    SIDES,
    UNKNOWN,
    by_place,
    by_weekday_and_hour,
    events_and_checks,
    has_both,
    shared_span,
)
from lofte_analysis.promise import Measure, Personal, TrafficRows
from lofte_analysis.publish import report_charts
from lofte_analysis.words import WEEKDAYS

ALL_YEAR = (("polisen", "2022-01-01", "2022-12-31"),)
FRIDAY, SATURDAY = "2022-01-07", "2022-01-08"
MANY = [(FRIDAY, "21:00", "Torget")] * 6
CLOCKS = [dt.time(hour, minute) for hour in range(24) for minute in (0, 59)]


def checks_of(**options):
    """A promise of traffic checks that the police report, beside which disturbing driving is shown."""
    options = {"title": "Trafikkontroller", "units": ("kontroll", "kontroller"), "events": ("Buskörning",), **options}
    rows = (TrafficRows(("Trafikkontroll",)),)
    options = {"reported_by": ["polisen"], "traffic": rows, **options}
    return promise_with(commitment("7", Measure.UNQUANTIFIED, **options))


def told(events=(), checks=(), *, deliveries=ALL_YEAR, promise=None, activities=(), events_from="2022-01-01"):
    """Promise and records: events as date, clock, place, category, reporter; checks as date, clock, place."""
    promise = replace(promise or checks_of(), events_from=None if events_from is None else day(events_from))
    names = ("date", "clock", "place", "category", "reporter")
    rows = [{"category": "buskörning", **_row(row, names)} for row in events]
    traffic = [{"type": "Trafikkontroll", "reporter": "polisen", **_row(row, names[:3])} for row in checks]
    return promise, records(promise, activities, events=rows, traffic=traffic, deliveries=deliveries)


def _row(row, names) -> dict:
    row = dict(zip(names, row, strict=False))
    return row | {"clock": row.get("clock") and dt.time.fromisoformat(row["clock"])}


def rows_of(*args, cutoff="2022-12-31", year=None, **options) -> pd.DataFrame:
    promise, said = told(*args, **options)
    return events_and_checks(promise, said, "7", cutoff=cutoff, year=year)


def grids(*args, **options):
    return when_grids(by_weekday_and_hour(rows_of(*args, **options)), checks_of())


def dumbbell(*args, **options):
    return place_dumbbell(by_place(rows_of(*args, **options)), checks_of())


@pytest.fixture(scope="session")
def rows(example) -> pd.DataFrame:
    return events_and_checks(example.promise, example.records, "7.2")


@pytest.fixture(scope="session")
def charts(example, rows) -> dict:
    part = events_and_checks(example.promise, example.records, "7.2", year=2024)
    made = {}
    for name, some in (("all", rows), ("2024", part)):
        made[f"when {name}"] = when_grids(by_weekday_and_hour(some), example.promise)
        made[f"where {name}"] = place_dumbbell(by_place(some), example.promise)
    long_names = [f"En plats med ett mycket långt namn vid väg {number}" for number in range(14)]
    events = [(FRIDAY, "21:00", name) for number, name in enumerate(long_names) for _ in range(20 - number)]
    checks = [(FRIDAY, None, long_names[0])] * 20 + [(SATURDAY, "08:00", None)] * 3
    silent = [("polisen", f"2022-{month:02d}-01", f"2022-{month:02d}-20") for month in range(1, 13)]
    made["when full"] = grids(events, checks, deliveries=silent)
    made["where full"] = dumbbell([*events, (FRIDAY, None, None)], checks, deliveries=silent)
    made["when one"] = grids(MANY, [(FRIDAY, "08:00", "Torget")])
    made["when tied"] = grids(
        [(FRIDAY, clock, "Torget") for clock in ("08:00", "23:00")], [(FRIDAY, "08:00", "Torget")] * 120
    )
    made["where pooled"] = dumbbell([(FRIDAY, "21:00", "Torget")], [(FRIDAY, "08:00", "Torget")])
    made["where equal"] = dumbbell(MANY, [(FRIDAY, "08:00", "torget ")] * 6)
    return made


NAMES = ["when all", "where all", "when 2024", "where 2024", "when full", "where full", "when tied", "where pooled"]
NAMES += ["when one", "where equal"]
EXAMPLES = [name for name in NAMES if name.endswith(("all", "2024"))]


@pytest.fixture(scope="session")
def figures(charts) -> dict:
    return {name: chart.figure() for name, chart in charts.items()}


# What every chart keeps to ---------------------------------------------------------------------------------


def test_every_chart_made_here_is_looked_at(charts):
    assert set(NAMES) == set(charts)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_lies_on_the_slide_and_none_covers_another(name, figures):
    assert_apart(figures[name])


@pytest.mark.parametrize("name", NAMES)
def test_the_plot_alone_is_whole_too(name, charts):
    assert_plot_apart(charts[name])


@pytest.mark.parametrize("name", NAMES)
def test_alt_text_is_short_says_the_finding_and_no_cause(name, charts):
    assert_told_without_cause(charts[name], never="skillnad|%")


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_headline_subtitle_and_alt_text_is_a_number_in_the_table(name, charts):
    chart = charts[name]
    known = set(re.findall(r"\d+", " ".join([*chart.table.astype(str).to_numpy().ravel(), *chart.table.columns])))
    known |= {"2022", "2023", "2024"}
    assert set(re.findall(r"\d+", f"{chart.headline} {chart.subtitle} {chart.alt}")) <= known


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_data_is_marked_inside_the_plot(name, charts, figures):
    assert_marked_as_example(charts[name], figures[name])


def test_real_data_bears_no_mark_of_example_data(figures):
    for name in set(NAMES) - set(EXAMPLES):
        assert EXAMPLE_MARK not in texts(figures[name])


def test_nothing_that_is_given_is_changed(example, rows):
    kept = rows.copy(deep=True), example.records.events.copy(deep=True), example.records.occasions.copy(deep=True)
    events_and_checks(example.promise, example.records, "7.2")
    by_weekday_and_hour(rows), by_place(rows)
    for before, after in zip(kept, (rows, example.records.events, example.records.occasions), strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_text_can_be_read_on_every_shade_and_shades_are_as_light_on_both_sides():
    for side in SIDES:
        for shade in SHADES[side]:
            ink = "white" if shade == SHADES[side][-1] else style.TEXT
            assert contrast(shade, ink) >= 4.5, shade
    for one, other in zip(SHADES[EVENTS], SHADES[CHECKS], strict=True):
        assert contrast(one, other) < 1.1


# Days and rows ----------------------------------------------------------------------------------------------


def span_of(*args, cutoff="2022-12-31", year=None, **options):
    promise, said = told(*args, **options)
    span = shared_span(promise, said, "7", cutoff=cutoff, year=year)
    return span and tuple(f"{when:%m-%d}" for when in span)


def test_the_span_begins_when_events_are_reported_and_ends_at_the_cutoff():
    assert span_of(events_from="2022-04-01", cutoff="2022-10-15") == ("04-01", "10-15")


def test_without_a_first_day_in_the_promise_file_the_first_event_of_any_kind_begins_it():
    other = ("2022-03-05", None, "Torget", "Skadegörelse")
    assert span_of([("2022-05-01", None, "Torget"), other], events_from=None) == ("03-05", "12-31")


def test_the_span_begins_no_earlier_than_the_checks_are_delivered_or_told():
    late = [("polisen", "2022-06-01", "2022-12-31")]
    assert span_of(deliveries=late) == ("06-01", "12-31")
    assert span_of((), [("2022-05-20", None, "Torget")], deliveries=late) == ("05-20", "12-31")
    assert span_of(deliveries=[("skolan", "2022-01-01", "2022-12-31")]) is None
    assert span_of(MANY, events_from=None, deliveries=()) is None
    assert span_of(events_from=None) is None


def test_the_span_lies_within_the_promise_and_the_year_that_is_chosen():
    early = [("2021-12-31", None, "Torget")]
    assert span_of(early, early, events_from=None, cutoff="2023-06-30") == ("01-01", "12-31")
    assert span_of(year=2022) == ("01-01", "12-31")
    assert span_of(year=2023) is None


def test_the_example_is_compared_from_the_start_of_event_reporting(example, rows):
    span = dt.date(2023, 4, 1), dt.date(2024, 12, 31)
    assert shared_span(example.promise, example.records, "7.2") == span
    assert rows["start"].min() >= pd.Timestamp(span[0])
    year = events_and_checks(example.promise, example.records, "7.2", year=2024)
    assert len(year) == (rows["start"].dt.year == 2024).sum()


def test_rows_outside_the_span_do_not_count():
    events = [("2022-03-31", "21:00", "Torget"), ("2022-04-01", "21:00", "Torget"), ("2022-10-16", "21:00", "Torget")]
    found = rows_of(events, events, events_from="2022-04-01", cutoff="2022-10-15")
    assert found.groupby("side")["start"].agg(list).map(lambda days: [f"{d:%m-%d}" for d in days]).to_dict() == {
        EVENTS: ["04-01"],
        CHECKS: ["04-01"],
    }


def test_a_month_that_begins_before_the_span_does_not_count():
    activities = [{"date": month, "reporter": "polisen"} for month in ("2022-03", "2022-04")]
    found = rows_of(MANY, activities=activities, events_from="2022-03-10")
    assert found.loc[found["side"] == CHECKS, "start"].tolist() == [pd.Timestamp("2022-04-01")]


def test_only_the_categories_of_the_promise_file_count_however_they_are_written():
    events = [(FRIDAY, None, "Torget", category) for category in (" BUSKÖRNING", "Buskörning ", "epabus", "våld")]
    assert len(rows_of(events)) == 3
    assert rows_of(events, promise=checks_of(events=())).empty


def test_a_row_in_two_files_and_an_occasion_of_two_parties_count_once():
    promise, _ = told()
    check = {"date": FRIDAY, "type": "Trafikkontroll", "clock": dt.time(21), "place": "Torget", "reporter": "polisen"}
    event = {"date": FRIDAY, "category": "buskörning", "clock": dt.time(21), "place": "Torget", "reporter": "skolan"}
    said = records(
        promise,
        [{"date": FRIDAY, "reporter": "kommunen"}],
        traffic=[check, check | {"file": "kopia.xlsx"}],
        events=[event, event | {"file": "kopia.xlsx"}],
        deliveries=ALL_YEAR,
    )
    found = events_and_checks(promise, said, "7", cutoff="2022-12-31")
    assert found["side"].tolist() == [EVENTS, CHECKS]
    assert found["clock"].tolist() == [dt.time(21)] * 2


def test_an_occasion_that_stands_for_several_counts_as_many_and_none_as_none():
    activities = [{"date": FRIDAY, "reporter": "polisen", "occasions": number} for number in (3, 0)]
    frame = by_weekday_and_hour(rows_of(MANY, activities=activities))
    assert frame["checks_without_clock"].iloc[0] == 3


def test_the_checks_are_as_many_as_in_the_counts_by_half_year(example):
    year = events_and_checks(example.promise, example.records, "7.2", year=2024)
    counts = example.counts.query("commitment == '7.2' and period.str.startswith('2024')")
    assert year.loc[year["side"] == CHECKS, "number"].sum() == counts["count"].sum()


def test_months_that_the_police_did_not_report_are_told_in_the_source_line():
    gap = [("polisen", "2022-01-01", "2022-03-31"), ("polisen", "2022-05-01", "2022-12-31")]
    chart = grids(MANY, MANY, deliveries=gap)
    assert "Redovisning från polisen saknas för april 2022." in chart.source
    assert "saknas" not in grids(MANY, MANY).source
    every_other = [("polisen", f"2022-{month:02d}-01", f"2022-{month:02d}-28") for month in (1, 3, 5, 7, 9)]
    assert "saknas för 225 av 365 dagar." in grids(MANY, MANY, deliveries=every_other).source


def test_parties_with_events_that_have_not_delivered_are_named():
    events = [*MANY, (FRIDAY, "21:00", "Torget", "våld", "skolan"), (FRIDAY, None, "Torget", "våld", "kommunen")]
    schools = [*ALL_YEAR, ("kommunen", "2022-01-01", "2022-12-31"), ("skolan", "2022-01-01", "2022-06-30")]
    chart = dumbbell(events, MANY, deliveries=schools)
    assert "Från skolan är händelserna inte redovisade för hela tiden." in chart.source
    of_one_commitment = [*schools[:2], ("skolan", "2022-01-01", "2022-12-31", True, "7")]
    assert "Från skolan" in dumbbell(events, MANY, deliveries=of_one_commitment).source


def test_counts_of_persons_are_not_laid_out_by_hour_and_place():
    promise, said = told(MANY, MANY, promise=checks_of(personal=Personal.PERSON))
    with pytest.raises(ValueError, match="'7' counts persons"):
        events_and_checks(promise, said, "7", cutoff="2022-12-31")


# Hours of the week ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", CLOCKS, ids=str)
def test_the_day_runs_from_six_to_six(clock):
    [row] = rows_of([(SATURDAY, clock.isoformat(), "Torget")]).itertuples()
    began = dt.datetime(2022, 1, 8, clock.hour, clock.minute) - dt.timedelta(hours=6)
    assert (row.weekday, row.band) == (WEEKDAYS[began.weekday()], BANDS[began.hour // 4])


def test_after_midnight_is_still_the_evening_before():
    nights = [(SATURDAY, "00:30", None), (SATURDAY, "05:59", None), ("2022-01-10", "01:00", None)]
    frame = by_weekday_and_hour(rows_of(nights)).query("events > 0")
    assert list(zip(frame["weekday"], frame["band"], strict=True)) == [
        ("fredag", "22–02"),
        ("söndag", "22–02"),
        ("fredag", "02–06"),
    ]
    [rule] = [text for text in texts(grids(nights, nights).plot_figure()) if NIGHT_RULE in text]
    assert rule.endswith("Egen färgskala på var sida.")


def test_a_night_counts_by_its_date_where_the_span_ends():
    [row] = rows_of([("2022-04-01", "00:30", None)], events_from="2022-04-01").itertuples()
    assert row.weekday == "torsdag"


def test_rows_without_a_clock_time_are_counted_and_told_and_in_no_cell():
    events = [*MANY, (FRIDAY, None, "Torget"), ("2022-02", "21:00", "Torget")]
    chart = grids(events, [(FRIDAY, "08:00", "Torget"), (FRIDAY, None, "Torget")])
    assert "6 med klockslag, 2 utan." in " ".join(texts(chart.figure()))
    assert "1 med klockslag, 1 utan." in " ".join(texts(chart.figure()))
    assert "Utan klockslag: 2." in chart.description
    shown = chart.table.set_index(["vad", "tid"])["summa"]
    assert (shown["händelser", "utan klockslag"], shown["kontroller", "utan klockslag"]) == ("2", "1")


def test_all_rows_of_the_example_lie_in_a_cell_or_have_no_clock_time(example, rows):
    frame = by_weekday_and_hour(rows)
    assert len(frame) == len(BANDS) * len(WEEKDAYS)
    for side in SIDES:
        row = frame.iloc[0]
        assert frame[side].sum() == row[f"{side}_total"]
        assert row[f"{side}_total"] + row[f"{side}_without_clock"] == (rows["side"] == side).sum()


def cells(figure, side: str) -> list:
    return drawn(figure, f"cell {side}")


def inside(box, artists) -> list:
    """The artists that stand in a rectangle, by the place where they are written or begin."""
    (x, y), width, height = box.get_xy(), box.get_width(), box.get_height()
    places = [(a, a.get_position() if hasattr(a, "get_position") else a.get_xy()) for a in artists]
    return [a for a, (left, top) in places if x <= left <= x + width and y <= top <= y + height]


def test_both_grids_are_alike_with_a_number_in_each_cell(figures, rows):
    frame, figure = by_weekday_and_hour(rows), figures["when all"]
    for side in SIDES:
        found = [inside(box, figure.axes[0].texts) for box in cells(figure, side)]
        assert [[text.get_text() for text in own] for own in found] == [[str(count)] for count in frame[side]]
    moved = {
        (round(c.get_x() - e.get_x(), 3), round(c.get_y() - e.get_y(), 3), round(c.get_width() - e.get_width(), 3))
        for e, c in zip(cells(figure, EVENTS), cells(figure, CHECKS), strict=True)
    }
    assert len(moved) == 1
    [(_, down, wider)] = moved
    assert down == wider == 0


def test_each_side_has_a_colour_scale_of_its_own(figures, rows):
    frame = by_weekday_and_hour(rows)
    for side in SIDES:
        faces = [to_hex(box.get_facecolor()).upper() for box in cells(figures["when all"], side)]
        order = ["#FFFFFF", *SHADES[side]]
        shades = pd.Series([order.index(face) for face in faces], index=frame.index)
        assert shades[frame[side].idxmax()] == len(SHADES[side])
        assert ((shades == 0) == (frame[side] == 0)).all()
        ordered = frame.assign(shade=shades).sort_values(side)["shade"]
        assert ordered.is_monotonic_increasing


def test_the_densest_two_days_and_two_times_are_framed_on_both_sides(charts, figures, rows):
    block = by_weekday_and_hour(rows).query("in_block")
    assert set(block["weekday"]) == {"fredag", "lördag"} and set(block["band"]) == {"18–22", "22–02"}
    headline = f"{block['events'].sum()} av 191 händelser och {block['checks'].sum()} av 76 kontroller"
    assert charts["when all"].headline.replace("\u00a0", " ") == f"Fredag–lördag klockan 18–02: {headline}"
    frames = drawn(figures["when all"], "block")
    assert len(frames) == 2
    block = charts["when all"].headline.split(":")[0].lower()
    assert charts["when all"].table["tid"].str.lower().eq(block).sum() == 2  # a row for each side
    for side, around in zip(SIDES, frames, strict=True):
        assert len(inside(around, cells(figures["when all"], side))) == 4


def test_no_block_holds_more_events_than_the_framed_one(rows):
    frame = by_weekday_and_hour(rows)
    counts = frame.pivot(index="band", columns="weekday", values="events").to_numpy()
    sums = [counts[b : b + 2, d : d + 2].sum() for b in range(5) for d in range(6)]
    assert max(sums) == frame["events_in_block"].iloc[0]
    assert sums.count(max(sums)) == 1


def test_where_several_blocks_hold_equally_many_none_is_framed(charts, figures):
    chart = charts["when tied"]
    expected = "2 händelser och 120 kontroller: ingen tid har ensam flest händelser"
    assert chart.headline.replace("\u00a0", " ") == expected
    assert not drawn(figures["when tied"], "block")
    assert "Ramen" not in chart.subtitle
    assert not chart.table["tid"].str.contains("klockan").any()


def test_events_that_several_blocks_share_are_framed_alone(charts, figures):
    """Six events on Friday evening lie in four blocks; which of them is framed must not choose the checks."""
    expected = "Fredag klockan 18–22: 6 av 6 händelser och 0 av 1 kontroll"
    assert charts["when one"].headline.replace("\u00a0", " ") == expected
    [box, *_], [around, _] = cells(figures["when one"], EVENTS), drawn(figures["when one"], "block")
    assert around.get_width() == pytest.approx(box.get_width() + 2)


def test_a_block_in_a_corner_of_the_week_is_framed_too():
    corner = [("2022-01-08", "23:00", None), ("2022-01-09", "03:00", None), ("2022-01-10", "03:00", None)]
    corner += [("2022-01-09", "23:00", None)]
    chart = grids(corner, corner[:1])
    expected = "Lördag–söndag klockan 22–06: 4 av 4 händelser och 1 av 1 kontroll"
    assert chart.headline.replace("\u00a0", " ") == expected


def test_the_grids_want_clock_times_on_both_sides():
    for events, checks in ((MANY, ()), ((), MANY), (MANY, [(FRIDAY, None, "Torget")])):
        frame = by_weekday_and_hour(rows_of(events, checks))
        assert not has_both(frame)
        with pytest.raises(ValueError, match="both events and checks with a clock time, got"):
            when_grids(frame, checks_of())


# Places -----------------------------------------------------------------------------------------------------


def places(*args, **options) -> pd.DataFrame:
    return by_place(rows_of(*args, **options)).set_index("place")


def at(place: str | None, number: int) -> list:
    return [(FRIDAY, None, place)] * number


def test_places_stand_by_their_events_and_spellings_are_one_place():
    frame = places([*at("Torget", 5), *at(" torget", 2), *at("Stationen", 9)], [*at("TORGET", 1)])
    assert frame[[EVENTS, CHECKS]].to_dict("index") == {
        "Stationen": {EVENTS: 9, CHECKS: 0},
        "Torget": {EVENTS: 7, CHECKS: 1},
    }


def test_places_with_one_to_four_events_are_pooled():
    frame = places([*at("A", 5), *at("B", 4), *at("C", 1)], [*at("B", 30), *at("D", 4)])
    assert list(frame.index) == ["A", "övriga platser, 3 st"]
    assert frame.loc["övriga platser, 3 st", ["kind", "places", EVENTS, CHECKS]].tolist() == [OTHERS, 3, 5, 34]


def test_a_place_with_many_checks_and_no_event_is_shown():
    frame = places(at("A", 5), [*at("B", 5), *at("C", 1)])
    assert list(frame.index) == ["A", "B", "övrig plats, 1 st"]
    assert frame.loc["B", "kind"] == PLACE


def test_an_unknown_place_is_a_row_of_its_own():
    frame = places([*at("A", 5), *at(None, 2)], at(None, 1))
    assert frame.loc["plats saknas", ["kind", EVENTS, CHECKS]].tolist() == [UNKNOWN, 2, 1]
    assert "plats saknas" not in places(at("A", 5), at("A", 1)).index


def test_at_most_ten_places_stand_alone(charts):
    table = charts["where full"].table["plats"].tolist()
    assert len(table) == MOST_PLACES + 3
    assert table[MOST_PLACES:] == ["övriga platser, 4 st", "plats saknas", "alla platser"]


def test_every_row_of_the_example_is_at_a_place_or_among_the_unknown(rows):
    frame = by_place(rows)
    for side in SIDES:
        assert frame[side].sum() == frame[f"{side}_total"].iloc[0] == (rows["side"] == side).sum()
    assert (frame.loc[frame["kind"] == PLACE, EVENTS].between(1, 4)).sum() == 0


def points_of(figure, side: str) -> list[float]:
    """Where each point of a side stands, from the top."""
    artists = drawn(figure, f"points {side}")
    return [x for _, x in sorted((y, x) for a in artists for x, y in zip(a.get_xdata(), a.get_ydata(), strict=True))]


def test_the_points_stand_at_their_counts_with_a_line_between(charts, figures, rows):
    frame, figure = by_place(rows), figures["where all"]
    points = {side: points_of(figure, side) for side in SIDES}
    zero = points[CHECKS][frame[CHECKS].tolist().index(0)]
    unit = (points[EVENTS][0] - zero) / frame[EVENTS].iloc[0]
    for side in SIDES:
        assert [round((x - zero) / unit) for x in points[side]] == frame[side].tolist()
    lines = drawn(figure, "line")
    assert [sorted(line.get_xdata()) for line in lines] == [sorted(pair) for pair in zip(*points.values(), strict=True)]


def test_the_two_are_told_apart_by_shape_word_and_colour(figures):
    points = {side: drawn(figures["where all"], f"points {side}")[0] for side in SIDES}
    assert points[EVENTS].get_marker() != points[CHECKS].get_marker()
    assert points[EVENTS].get_markerfacecolor() != points[CHECKS].get_markerfacecolor()
    for side in SIDES:
        assert contrast(points[side].get_markerfacecolor(), "white") >= 3
        [legend] = drawn(figures["where all"], f"legend {side}")
        assert legend.get_marker() == points[side].get_marker()
    assert {"antal händelser", "antal kontroller"} <= set(texts(figures["where all"]))


def test_equal_counts_show_both_points_and_both_numbers(figures):
    events, checks = (drawn(figures["where equal"], f"points {side}")[0] for side in SIDES)
    assert list(events.get_xdata()) == list(checks.get_xdata())
    assert events.get_markersize() > checks.get_markersize() and events.get_zorder() < checks.get_zorder()
    numbers = [t for t in figures["where equal"].axes[0].texts if t.get_text() == "6" and t.get_fontsize() > 15]
    assert sorted(text.get_ha() for text in numbers) == ["left", "right"]


def test_the_headline_names_the_place_with_the_most_events(charts):
    assert charts["where all"].headline.replace("\u00a0", " ") == (
        "Torget har flest händelser: 61 av 213, och 15 av 84 kontroller"
    )


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([*at("A", 5), *at("B", 5)], "A och B har flest händelser: tillsammans 10 av 10, och 1 av 1 kontroll"),
        (
            [*at("A", 5), *at("B", 5), *at("C", 5)],
            "Tre platser har flest händelser: tillsammans 15 av 15, och 1 av 1 kontroll",
        ),
        ([*at("A", 5), *at(None, 6)], "Av kända platser har A flest händelser: 5 av 11, och 1 av 1 kontroll"),
        (at("A", 4), "4 händelser och 1 kontroll: ingen plats har fem händelser eller fler"),
    ],
)
def test_the_headline_is_true_when_no_one_place_stands_out(events, words):
    assert dumbbell(events, at("A", 1)).headline.replace("\u00a0", " ") == words


def test_the_dumbbell_wants_both_sides():
    frame = by_place(rows_of(MANY, ()))
    assert not has_both(frame)
    with pytest.raises(ValueError, match="both events and checks, got 6 and 0"):
        place_dumbbell(frame, checks_of())


# In the report ----------------------------------------------------------------------------------------------


def drawn_in_report(example, year=None, commitment_id="7.2") -> list[str]:
    situations = [events_and_checks(example.promise, example.records, commitment_id, year=year)]
    shown = la.of_year(example.published, year)
    charts = report_charts.area_charts(shown, example.counts, example.promise, situations)
    names = {area: [chart.name for chart in group if re.match("nar|var", chart.name)] for area, group in charts.items()}
    assert set(names) == set(shown["area"])
    assert not [name for area, group in names.items() if area != example.promise.areas["trafik"] for name in group]
    return names[example.promise.areas["trafik"]]


def test_the_report_shows_both_charts_in_the_area_of_the_commitment(example):
    assert drawn_in_report(example) == drawn_in_report(example, 2024) == ["nar_7_2", "var_7_2"]


def test_where_there_is_nothing_to_set_beside_each_other_the_report_leaves_them_out(example):
    assert drawn_in_report(example, 2022) == []  # before events were reported
    assert drawn_in_report(example, commitment_id="7.1") == []  # no categories in the promise file


def test_frames_without_rows_are_empty_and_have_nothing_on_either_side(example):
    rows = events_and_checks(example.promise, example.records, "7.2", year=2021)
    for frame in (by_weekday_and_hour(rows), by_place(rows)):
        assert frame.empty and not has_both(frame)
        with pytest.raises(ValueError, match="got 0 and 0"):
            (when_grids if "band" in frame else place_dumbbell)(frame, example.promise)

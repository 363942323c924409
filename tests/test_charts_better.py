"""Is it getting better, and the wheel of the year: the statements and the charts' artists."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from builders import commitment, promise_with
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
from lofte_analysis.charts.control_panel import IN_RUN, OUTSIDE, USUAL, mean_text
from lofte_analysis.charts.getting_better import getting_better
from lofte_analysis.charts.when_grids import SHADES
from lofte_analysis.charts.year_wheel import year_wheel
from lofte_analysis.est.change import NOT_FEWER_EVENTS
from lofte_analysis.est.control_limits import signals
from lofte_analysis.est.event_counts import monthly_counts
from lofte_analysis.est.seasons import usual_year
from lofte_analysis.est.situation import CHECKS, EVENTS
from lofte_analysis.promise import Measure

GONE = float("nan")
LEVEL = [10, 20, 10, 16, 19, 15, 16, 14, 19, 14, GONE, 16, 15, 13, 14, 19, 35, 16, 22, 21, 16, 19, 22, GONE]
FALL = [*LEVEL, 18, 12, 20, 23, 21, 27, 20, 8, 5, 6, 10, 7, 12, 12, 11, 12, 11, 10, 10, 13, 7, 9]
PROMISE = promise_with(
    commitment("7", Measure.UNQUANTIFIED, title="Kontroller"),
    start="2021-01-01",
    end="2024-12-31",
    extended="2023-07-01",
)
RANDOM = np.random.default_rng(3)


def months(values, first="2021-01", *, cutoff=None, name="händelser", series=EVENTS, silent=(), partly=(), begun=None):
    """A frame as `monthly_counts` gives; `silent` and `partly` are numbers of months that the school did not report."""
    start = pd.date_range(first, periods=len(values), freq="MS")
    end = start + pd.offsets.MonthEnd(0)
    quiet = [("skolan",) if number in silent else () for number in range(len(values))]
    frame = pd.DataFrame({"start": start, "end": end, "count": np.array(values, dtype=float)})
    return frame.assign(
        series=series,
        name=name,
        commitment="" if series == EVENTS else "7",
        silent=pd.Series(quiet, dtype=object),
        partly=pd.Series([("skolan",) if number in partly else () for number in range(len(values))], dtype=object),
        events_from=pd.Timestamp(begun or f"{first}-01"),
        municipality="Ortköping",
        example=False,
        cutoff=pd.Timestamp(cutoff) if cutoff else end[-1],
    )


def better(*args, baseline=None, **options):
    return getting_better(signals(months(*args, **options), baseline), PROMISE)


@pytest.fixture(scope="session")
def charts(example) -> dict:
    promise, records = example.promise, example.records
    own = monthly_counts(promise, records, categories=promise["7.2"].events, commitment="7.2")
    made = {
        "better all": getting_better(signals(monthly_counts(promise, records)), promise),
        "better two": getting_better(signals(own), promise),
        "better checks": getting_better(signals(own[own["series"] == CHECKS]), promise),
        "better fall": better(FALL, cutoff="2024-11-15", baseline=("2021-01", "2022-12")),
        "better silent": better(FALL, silent=[30, 31, 40], baseline=("2021-01", "2022-12")),
        "better three": better([3, 4, 2], "2024-10"),
        "better one": better([3], "2024-10"),
        "better eight": better([3, 4, 2, 7, 3, 4, 5, 3], "2024-03"),
        "better sixty": better([*RANDOM.poisson(40, 30), *RANDOM.poisson(60, 30)], "2020-01"),
        "better wild": better(RANDOM.integers(0, 400, 60), "2020-01", name="våld"),
        "better outside": better([*[9, 11] * 9, 60, 9, 11], "2023-04"),
        "better zeros": better([0] * 24),
        "better missing": better([GONE] * 14),
        "better every other": better([4, GONE] * 10),
        "wheel month": year_wheel(usual_year(promise, records), promise),
        "wheel week": year_wheel(usual_year(promise, records, per="vecka"), promise),
        "wheel one": year_wheel(usual_year(promise, records, categories=["våld"]), promise),
    }
    made["wheel summer"] = year_wheel(usual_year(*_summers(example), cutoff="2024-12-31"), promise)
    return made


def _summers(example):
    """Three years and a half with gatherings in June and July, many kinds, and one very long name."""
    days = pd.date_range("2021-06-01", "2024-12-31")
    kinds = [f"slag {number}" for number in range(9)] + [
        "mycket lång benämning på ett slag av händelser som sällan hänt"
    ]
    often = [(day, "störande samling") for day in days if day.month in (6, 7) for _ in range(2)]
    seldom = [(day, kind) for number, day in enumerate(days) for kind in kinds if number % (7 + kinds.index(kind)) == 0]
    rows = pd.DataFrame([*often, *seldom], columns=["start", "category"])
    rows = rows.assign(end=rows["start"], reporter="skolan", status="inläst", place="Torget")
    promise = replace(example.promise, events_from=dt.date(2021, 6, 1))
    return promise, replace(example.records, events=rows, example=False)


BETTER = ["all", "two", "checks", "fall", "silent", "three", "one", "eight", "sixty", "wild", "outside", "zeros"]
BETTER = [f"better {name}" for name in [*BETTER, "missing", "every other"]]
WHEELS = ["wheel month", "wheel week", "wheel one", "wheel summer"]
NAMES = BETTER + WHEELS
EXAMPLES = ["better all", "better two", "better checks", "wheel month", "wheel week", "wheel one"]


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
    assert_told_without_cause(charts[name], never="%", but="annan", least=30)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_headline_and_alt_text_is_a_number_in_the_table(name, charts):
    chart = charts[name]
    cells = [*chart.table.astype(str).to_numpy().ravel(), *chart.table.columns]
    known = set(re.findall(r"\d+(?:,\d+)?", " ".join(cells)))
    if name.startswith("better"):
        known.add(str((chart.table["antal"] != "?").sum()))
        known |= {str(row.split(" ")[0]) for row in chart.table["signal"]}
    known |= {str(year) for year in range(2021, 2025)} if name.startswith("wheel") else set()
    assert set(re.findall(r"\d+(?:,\d+)?", f"{chart.headline} {chart.alt}")) <= known


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_data_is_marked_inside_the_plot(name, charts, figures):
    assert_marked_as_example(charts[name], figures[name])


def test_real_data_bears_no_mark_of_example_data(figures):
    for name in set(NAMES) - set(EXAMPLES):
        assert EXAMPLE_MARK not in texts(figures[name])


def test_marks_can_be_told_from_the_band_and_from_white():
    for colour in (style.GREY, style.PETROL, style.ACCENT):
        assert contrast(colour, style.BAND) >= 3
        assert contrast(colour, "white") >= 3
    for colour in (style.ACCENT_TEXT, style.PETROL, style.MUTED):
        assert contrast(colour, style.BAND) >= 4.5


# Is it getting better ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("fall", "Händelser: färre rapporterade sedan augusti 2023, 9,5 i månaden mot 17"),
        (
            "silent",
            "Händelser: färre rapporterade sedan augusti 2023, 9,5 i månaden mot 17, men inte alla rapporterade",
        ),
        ("three", "Händelser: för få månader för att säga något, 3 månader rapporterade"),
        ("one", "Händelser: för få månader för att säga något, 1 månad rapporterad"),
        ("eight", "Händelser: ingen säker förändring (preliminärt), omkring 3,9 i månaden"),
        ("outside", "Händelser: fler rapporterade än vanligt i oktober 2024, 60 mot 10"),
        ("zeros", "Händelser: inga rapporterade"),
        ("missing", "Händelser: för få månader för att säga något, ingen månad rapporterad"),
        ("checks", "Trafikkontroller: ingen säker förändring, omkring 3,2 i månaden"),
    ],
)
def test_the_headline_says_what_the_signals_say_and_no_more(name, headline, charts):
    assert charts[f"better {name}"].headline.replace("\u00a0", " ") == headline


def test_the_headline_says_so_when_not_everyone_reported(charts):
    assert charts["better silent"].headline == f"{charts['better fall'].headline}, men inte alla rapporterade"


def points(figure, kind: str, series: str = EVENTS) -> list[tuple[float, float]]:
    found = drawn(figure, f"points {kind} {series}")
    return [pair for line in found for pair in zip(line.get_xdata(), line.get_ydata(), strict=True)]


def test_there_is_a_point_for_each_known_month_at_its_count_and_a_mark_for_each_missing(figures):
    frame, figure = signals(months(FALL), ("2021-01", "2022-12")), figures["better fall"]
    places = sorted(point for kind in (USUAL, IN_RUN, OUTSIDE) for point in points(figure, kind))
    known = frame[frame["count"].notna()]
    assert len(places) == len(known)
    [band] = drawn(figure, f"band {EVENTS}")
    upper, lower = known[["upper", "lower"]].iloc[0]
    unit = abs(band.get_height()) / (upper - lower)
    zero = max(band.get_y(), band.get_y() + band.get_height()) + unit * lower
    assert [round((zero - y) / unit) for _, y in places] == known["count"].tolist()
    assert len(drawn(figure, f"missing {EVENTS}")) == frame["count"].isna().sum() == 2
    assert len(points(figure, IN_RUN)) == frame["in_run"].sum() == 15
    assert len(points(figure, OUTSIDE)) == (frame["outside"] != "").sum() == 1


def test_the_line_has_a_gap_where_a_month_is_missing(figures):
    lines = drawn(figures["better fall"], f"line {EVENTS}")
    assert [len(line.get_xdata()) for line in lines] == [10, 12, 22]


def test_kinds_of_points_differ_in_shape_or_size_and_in_colour(figures):
    looks = {kind: drawn(figures["better fall"], f"points {kind} {EVENTS}")[0] for kind in (USUAL, IN_RUN, OUTSIDE)}
    assert len({(line.get_marker(), line.get_markersize()) for line in looks.values()}) == 3
    assert len({to_hex(line.get_markerfacecolor()) for line in looks.values()}) == 3
    for kind, line in looks.items():
        [legend] = drawn(figures["better fall"], f"legend {kind}")
        assert legend.get_marker() == line.get_marker()


def test_the_mean_is_solid_over_its_baseline_and_dashed_after_it(figures):
    lines = drawn(figures["better fall"], f"mean {EVENTS}")
    assert len(lines) == 1 and lines[0].get_linestyle() == "-"
    [band] = drawn(figures["better fall"], f"band {EVENTS}")
    start, end = lines[0].get_xdata()
    assert (end - start) / band.get_width() == pytest.approx(24 / 46)


def test_means_and_limits_stand_at_the_right(figures):
    shown = {"övre gräns: 32", "nedre gräns: 3", "medel 2021–22: 17", "medel sedan aug 2023: 9,5"}
    assert shown <= set(texts(figures["better fall"]))
    assert {"15 månader i rad", "under medelvärdet", "maj 2022: 35", "över vanlig variation"} <= set(
        texts(figures["better fall"])
    )


def test_preliminary_limits_are_said_to_be_so_and_have_a_dashed_edge(charts, figures):
    assert "Preliminära gränser: räknade på bara 8 månader, mars–oktober 2024." in charts["better eight"].subtitle
    assert "övre gräns (prel.): 10" in texts(figures["better eight"])
    [band] = drawn(figures["better eight"], f"band {EVENTS}")
    assert band.get_linestyle() != "solid"
    [whole] = drawn(figures["better fall"], f"band {EVENTS}")
    assert to_hex(whole.get_facecolor()).upper() == style.BAND


def test_without_limits_there_is_no_band(charts, figures):
    for name in ("three", "one", "zeros", "missing"):
        assert not drawn(figures[f"better {name}"], f"band {EVENTS}")
        assert "Inga gränser: " in charts[f"better {name}"].subtitle


def test_the_running_month_is_left_out_and_said_to_be(charts):
    assert "November 2024 är inte med: månaden pågår." in charts["better fall"].source
    assert charts["better fall"].table["månad"].iloc[-1] == "oktober 2024"
    assert "pågår" not in charts["better sixty"].source


def test_the_start_of_event_reporting_is_a_line_with_words_and_nothing_is_compared_across_it(charts, figures):
    for name in ("all", "two"):
        assert "händelser rapporteras från april 2023" in texts(figures[f"better {name}"])
        assert len(drawn(figures[f"better {name}"], "reporting")) == 1
        assert "tiden före går inte att jämföra med" in charts[f"better {name}"].source
    table = charts["better two"].table
    assert table.loc[table["vad"] == "Händelser", "månad"].iloc[0] == "april 2023"
    assert table.loc[table["vad"] == "Trafikkontroller", "månad"].iloc[0] == "juli 2021"
    assert "händelser rapporterades inte än" in texts(figures["better two"])
    assert not drawn(figures["better checks"], "reporting")


def test_the_extension_of_the_promise_is_a_line_across_both(figures):
    [line] = drawn(figures["better two"], "version")
    assert "löftet förlängt" in texts(figures["better two"])
    [reporting] = drawn(figures["better two"], "reporting")
    assert max(reporting.get_ydata()) < max(line.get_ydata())


def test_parties_that_were_silent_are_named_and_fewer_reports_are_no_fewer_events(charts):
    chart = charts["better all"]
    assert "Skolan lämnade ingen rapport under april–juni 2023." in chart.source
    assert "Tekniska avdelningen lämnade ingen rapport under januari–december 2024." in chart.source
    assert NOT_FEWER_EVENTS in chart.subtitle
    assert NOT_FEWER_EVENTS in charts["better two"].source
    assert set(chart.table["rapporterade inte"]) == {"skolan", "tekniska avdelningen", ""}


def test_no_report_is_never_called_no_events_and_a_part_of_one_is_said_to_be_a_part():
    chart = better([10, 12, 9, 11, 10, 12, 9, 11], silent=(2, 3, 6), partly=(6,))
    assert "Skolan lämnade ingen rapport under mars–april 2021." in chart.source
    assert "Skolan rapporterade bara delvis under juli 2021." in chart.source
    assert "inga händelser" not in chart.source
    assert chart.table["rapporterade inte"].tolist() == ["", "", "skolan", "skolan", "", "", "skolan (delvis)", ""]


def test_the_source_says_that_a_signal_is_no_cause(charts):
    for name in BETTER:
        assert "En signal visar att något har ändrats, inte varför." in charts[name].source


def test_the_table_has_a_row_for_each_month_and_a_question_mark_for_a_missing_one(charts):
    table = charts["better fall"].table
    assert len(table) == len(FALL)
    assert (table["antal"] == "?").sum() == 2
    assert table["medel i följden"].iloc[-1] == "9,5"
    assert [mean_text(value) for value in (9.96, 10.4, 0)] == ["10", "10", "0"]


def test_one_or_two_series_and_no_more():
    frame = signals(months(FALL))
    for series in ((), ("a", "b", "c")):
        many = pd.concat([frame[:0], *(frame.assign(series=name) for name in series)])
        with pytest.raises(ValueError, match=f"1 to 2 series with months, got {len(series)}"):
            getting_better(many, PROMISE)


# The wheel of the year --------------------------------------------------------------------------------------


def test_there_is_a_cell_for_each_category_and_month_with_its_usual_number(example, figures):
    frame = usual_year(example.promise, example.records)
    assert len(drawn(figures["wheel month"], "cell")) == len(frame) == 12 * 9
    shown = texts(figures["wheel month"])
    for text in ("7", "5,5", "4,5"):
        assert shown.count(text) >= (frame["usual"] == float(text.replace(",", "."))).sum() > 0


def test_how_many_years_each_month_rests_on_is_shown_and_told(charts, figures):
    assert charts["wheel month"].table.iloc[0, 1:13].tolist() == ["1"] * 3 + ["2"] * 9
    assert "antal år" in texts(figures["wheel month"])
    assert "Varje månad bygger på ett till två år" in charts["wheel month"].source


def test_a_month_that_nobody_reported_is_a_question_mark_and_told_as_not_reported(example):
    frame = usual_year(*_summers(example), cutoff="2024-12-31")
    assert "?" not in " ".join(texts(year_wheel(frame, PROMISE).figure()))
    unknown = frame["number"] == 3
    frame = frame.assign(years=frame["years"].mask(unknown, 0), **dict.fromkeys(["count", "usual"], GONE)).where(
        unknown, frame
    )
    chart = year_wheel(frame, PROMISE)
    shown = texts(chart.figure())
    assert shown.count("?") == frame["category"].nunique() and any("?: ej redovisat" in text for text in shown)
    assert "mars: ej redovisat" in chart.description and "Varje månad bygger på tre till fyra år" in chart.source
    assert set(chart.table["mars"]) == {"0", "?"}


def test_the_wheel_says_where_a_party_did_not_report(charts):
    assert "I 15 av 21 månader saknas rapport från någon part" in charts["wheel month"].source
    assert "saknas" not in charts["wheel summer"].source


def test_what_surely_has_more_is_framed_and_named_and_chance_is_not(charts, figures):
    assert not drawn(figures["wheel month"], "stands out")
    assert charts["wheel month"].headline == "Ingen månad har säkert fler händelser än resten av året"
    assert len(drawn(figures["wheel summer"], "stands out")) == 2
    assert charts["wheel summer"].headline == "Säkert fler än resten av året: störande samling i juni och juli"


def test_a_category_with_few_events_is_never_as_dark_as_one_with_many(charts, figures):
    faces = [to_hex(cell.get_facecolor()).upper() for cell in drawn(figures["wheel month"], "cell")]
    dark = [number // 12 for number, face in enumerate(faces) if face == SHADES[EVENTS][-1]]
    assert set(dark) == {0, 8}
    assert "samma skala på alla rader" in " ".join(texts(figures["wheel month"]))


def test_weeks_are_numbered_and_their_numbers_stand_in_the_table(charts, figures):
    table = charts["wheel week"].table
    assert table.shape == (10, 1 + 52 + 1)
    assert {"1", "5", "50", "vecka"} <= set(texts(figures["wheel week"]))


def test_weeks_are_for_work_and_months_may_be_published(charts):
    assert {name: charts[name].publishable for name in WHEELS if name != "wheel one"} == {
        "wheel month": True,
        "wheel week": False,
        "wheel summer": True,
    }


def test_nothing_is_usual_before_more_than_a_year(example):
    frame = usual_year(example.promise, example.records, cutoff="2024-03-30")
    with pytest.raises(ValueError, match="more than a year of reported events"):
        la.year_wheel(frame, example.promise)

"""The charts under other fonts, and with contents at the edge of what a promise can hold.

Every text must lie on the slide, none may cover another or a mark, and none may be cut: with the bundled font, with
Liberation Sans where the machine has it, and with DejaVu Sans, which comes with matplotlib and is much wider.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import combinations

import matplotlib.colors
import pytest
from builders import ALL_THREE, commitment, promise_with, records, school_calendar
from chart_rules import contrast, drawn, texts
from matplotlib import font_manager

import lofte_analysis as la
from lofte_analysis.charts import style
from lofte_analysis.charts.labels import RowLabel
from lofte_analysis.charts.promise_overview import _REST, _UNKNOWN
from lofte_analysis.promise import Measure, Per
from lofte_analysis.standing import pace_of_year
from lofte_analysis.verdicts import Verdict

BUNDLED, LIBERATION, DEJAVU = style.FAMILY, "Liberation Sans", "DejaVu Sans"
LONG = "Gemensamma och återkommande träffar om ungas trygghet i centrum"  # 63 letters


@pytest.fixture(params=[LIBERATION, DEJAVU])
def family(request, monkeypatch) -> str:
    """Another font for everything that is drawn or measured in the test."""
    if request.param not in font_manager.get_font_names():
        pytest.skip(f"the machine has no {request.param}")
    monkeypatch.setattr(style, "FAMILY", request.param)
    return request.param


def written(figure) -> list:
    """Every text of the slide and of its plot."""
    return [text for text in (*figure.texts, *(t for axes in figure.axes for t in axes.texts)) if text.get_text()]


def assert_apart(figure) -> None:
    """Every text lies on the slide, none covers another, and none lies on a mark."""
    renderer = figure.canvas.get_renderer()
    boxes = []
    for artist in written(figure):
        box = artist.get_window_extent(renderer)
        assert box.x0 >= 0 and box.x1 <= figure.bbox.width + 1, artist.get_text()
        assert box.y0 >= 0 and box.y1 <= figure.bbox.height, artist.get_text()
        boxes.append((artist.get_text(), box.shrunk(0.97, 0.72)))
    assert not [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)]
    marks = [line for axes in figure.axes for line in axes.lines if str(line.get_gid()).startswith("mark ")]
    places = [place for line in marks for place in line.get_transform().transform(line.get_xydata())]
    assert not [text for text, box in boxes if any(box.contains(*place) for place in places)]


# Other fonts ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def charts(example) -> dict:
    """One of each chart, of the example data."""
    promise, outcomes = example.promise, example.published

    def of(*ids: str):
        return outcomes[outcomes["commitment"].isin(ids)]

    counts = example.counts
    first = counts[counts["commitment"].isin(counts["commitment"].unique()[:6])]
    return {
        "calendar": la.promise_calendar(of(*[c.id for c in promise.commitments if c.judged]), promise, example.beyond),
        "overview": la.promise_overview(outcomes, promise),
        "months": la.commitment_detail(of("5.3"), promise),
        "terms": la.commitment_detail(of("5.2"), promise),
        "screening": la.screening_share(example.outcomes.query("commitment == '3.1'"), promise, interval=True),
        "hidden": la.screening_share(of("2.2"), promise),
        "points": la.open_points(outcomes, promise, since="2021-07-01", neutral=False),
        "before": la.before_after(outcomes, promise),
        "pace": la.on_track(pace_of_year(of("5.3"), promise, 2023), promise),
        "reporting": la.reporting_months(example.state, promise),
        "counts": la.unquantified_counts(first, promise),
        "readings": la.other_readings(read_in_other_ways(), promise),
    }


NAMES = ["calendar", "overview", "months", "terms", "screening", "hidden", "points", "before", "pace", "reporting"]
NAMES += ["counts", "readings"]


def test_every_chart_made_here_is_looked_at(charts):
    assert set(NAMES) == set(charts)


@pytest.mark.parametrize("name", NAMES)
def test_under_another_font_every_text_is_whole_and_apart(name, charts, family):
    figure = charts[name].figure()
    assert {text.get_fontname() for text in written(figure)} == {family}
    assert_apart(figure)
    assert not [text for text in written(figure) if text.get_text().endswith("…")]


def test_a_text_is_measured_in_the_font_in_which_it_is_drawn(monkeypatch):
    bundled = style.text_width("25 av 35 månader", style.LABEL)
    monkeypatch.setattr(style, "FAMILY", DEJAVU)
    assert style.text_width("25 av 35 månader", style.LABEL) > 1.15 * bundled
    monkeypatch.setattr(style, "FAMILY", BUNDLED)
    assert style.text_width("25 av 35 månader", style.LABEL) == bundled


def test_a_width_is_the_width_that_is_drawn(charts):
    figure = charts["points"].figure()
    renderer = figure.canvas.get_renderer()
    with style.house_style():  # how letters are fitted to dots is a matter of the style
        for text in figure.findobj(lambda a: a.get_gid() in ("headline", "source")):
            size, weight = text.get_fontsize(), text.get_fontweight()
            shown = text.get_window_extent(renderer).width * 72 / style.DPI
            assert style.text_width(text.get_text(), size, weight) == pytest.approx(shown, rel=0.005)


def test_a_text_is_as_wide_in_a_small_picture_as_in_a_large_one(charts):
    figure, widths = charts["points"].figure(), []
    with style.house_style():
        source = figure.findobj(lambda a: a.get_gid() == "source")[0]
        for figure.dpi in (72, 144, 288):
            widths.append(source.get_window_extent(figure.canvas.get_renderer()).width / figure.dpi)
    assert max(widths) < 1.002 * min(widths)


# Contents at the edge ---------------------------------------------------------------------------------------

TERMS = {
    "VT2022": ("2022-01-10", "2022-06-10"),
    "HT2022": ("2022-08-20", "2022-12-20"),
    "VT2023": ("2023-01-10", "2023-06-10"),
    "HT2023": ("2023-08-20", "2023-12-20"),
}
DELIVERED = [("skolan", "2022-01-01", "2022-08-31"), ("skolan", "2022-11-01", "2023-12-31")]
MONTHS = [f"{year}-{month:02d}-15" for year in (2022, 2023) for month in range(1, 13)]


def two_years(*commitments):
    calendar = school_calendar(TERMS)
    return promise_with(*commitments, end="2023-12-31", extended="2023-01-01", calendar=calendar)


def drawn_from(promise, told, cutoff="2023-12-31") -> dict:
    """Every chart that the outcomes allow, of one commitment the first of its kind."""
    outcomes = la.suppress_small_counts(la.follow_through(promise, told, cutoff=cutoff)).assign(example=True)
    judged = outcomes[outcomes["promised"].notna()]
    made = {
        "calendar": la.promise_calendar(judged, promise, la.beyond_the_promise(promise, told)),
        "overview": la.promise_overview(outcomes, promise),
        "points": la.open_points(outcomes, promise),
        "reporting": la.reporting_months(la.reporting_state(promise, told), promise),
    }
    if len(promise.versions) > 1:
        made["before"] = la.before_after(outcomes, promise)
    for measure in (Measure.COUNT, Measure.SHARE):
        own = judged[judged["commitment"] == judged.loc[judged["measure"] == measure, "commitment"].min()]
        if len(own) and measure is Measure.SHARE:
            made["share"] = la.screening_share(own, promise)
        elif len(own):
            made["detail"] = la.commitment_detail(own, promise)
            made["pace"] = la.on_track(pace_of_year(own, promise), promise)
    counts = la.counts_by_half_year(promise, told)
    if len(counts):
        made["counts"] = la.unquantified_counts(counts, promise)
    return made


def read_in_other_ways():
    """A meeting each month of term with all parties, read in five ways."""
    options = {"during_terms": True, "must_attend": ALL_THREE, "title": "Föräldrastöd till tonårsföräldrar"}
    promise = two_years(commitment("5.2", Measure.COUNT, at_least=1, **options))
    rows = [(day, "skolan", ALL_THREE if number % 3 else ("skolan",)) for number, day in enumerate(MONTHS)]
    return la.sensitivity(promise, records(promise, rows, deliveries=DELIVERED)).assign(example=True)


def one_commitment(activities, delivered=DELIVERED):
    promise = two_years(commitment("A", Measure.COUNT, per=Per.MONTH, at_least=1))
    return promise, records(promise, activities, deliveries=delivered)


def eight_long():
    """Eight commitments with long titles, three without a number, and counts in the thousands."""
    pers = [Per.MONTH, Per.MONTH, Per.TERM, Per.HALF_YEAR, Per.YEAR, Per.MONTH]
    of_counts = [
        commitment(f"{n}.{n}", Measure.COUNT, title=LONG, per=per, at_least=1, during_terms=per is Per.MONTH)
        for n, per in enumerate(pers, 1)
    ]
    units = ("förhandsbedömning", "förhandsbedömningar")
    of_shares = [commitment(i, Measure.SHARE, title=LONG, share_at_least=1.0, units=units) for i in ("7.7", "8.8")]
    without = [commitment(i, Measure.UNQUANTIFIED, title=LONG) for i in ("9", "10", "11")]
    promise = two_years(*of_counts, *of_shares, *without)
    rows = [
        {"date": day, "reporter": "skolan", "commitment": c.id}
        for c in (*of_counts, *without)
        for number, day in enumerate(MONTHS)
        if number % 3
    ]
    cases = [
        {"date": day[:7], "cases": 1230, "done": 1100 + 30 * (number % 4), "commitment": c.id}
        for number, day in enumerate(MONTHS)
        for c in of_shares
    ]
    return promise, records(promise, rows, cases, DELIVERED)


def weeks():
    """A patrol each week of two years, beside a meeting each month."""
    weekly = commitment("A", Measure.COUNT, title="Synlig patrull", per=Per.WEEK, at_least=1)
    promise = two_years(weekly, commitment("B", Measure.COUNT, per=Per.MONTH, at_least=1))
    days = [(dt.date(2022, 1, 5) + dt.timedelta(weeks=number)).isoformat() for number in range(103)]
    rows = [{"date": day, "reporter": "skolan", "commitment": "A"} for day in days[::2]]
    return promise, records(promise, rows, deliveries=DELIVERED)


def only_running():
    share = commitment("K", Measure.SHARE, share_at_least=1.0, units=("ärende", "ärenden"))
    per_year = commitment("A", Measure.COUNT, per=Per.YEAR, at_least=1)
    promise = promise_with(per_year, share, commitment("U", Measure.UNQUANTIFIED))
    delivered = [("skolan", "2022-01-01", "2022-02-10")]
    return promise, records(promise, [("2022-02-01", "skolan")], deliveries=delivered), "2022-02-10"


def one_period():
    promise = promise_with(commitment("A", Measure.COUNT, per=Per.YEAR, at_least=1))
    return promise, records(promise, [("2022-03-01", "skolan")], deliveries=DELIVERED[:1]), "2022-12-31"


EDGES = {
    "eight long titles": eight_long,
    "weeks": weeks,
    "only running": only_running,
    "one period": one_period,
    "all kept": lambda: one_commitment([(day, "skolan") for day in MONTHS]),
    "nothing reported": lambda: one_commitment([], [("skolan", "2022-01-01", "2022-01-02")]),
}


@cache
def charts_at(edge: str) -> dict:
    return drawn_from(*EDGES[edge]())


@pytest.mark.parametrize("edge", EDGES)
def test_contents_at_the_edge_are_whole_and_apart(edge):
    for chart in charts_at(edge).values():
        figure = chart.figure()
        assert_apart(figure)
        assert not [text for text in written(figure) if text.get_text().endswith("…")], chart.name


def test_weeks_in_the_calendar_stand_on_several_lines_and_keep_a_mark_each():
    chart = charts_at("weeks")["calendar"]
    figure = chart.figure()
    marks = [line for verdict in Verdict for line in drawn(figure, f"mark {verdict}")]
    weekly = [line for line in marks if len(line.get_xdata()) > 1 and line.get_markersize() < 14]
    assert len({round(y) for line in weekly for y in line.get_ydata()}) > 1
    ended = chart.table[chart.table["bedömning"] != Verdict.RUNNING]
    in_legend = len({line.get_gid() for line in marks})
    assert sum(len(line.get_xdata()) for line in marks) - in_legend == len(ended)


def test_none_in_a_half_year_that_is_partly_reported_is_unknown_and_never_zero():
    chart = charts_at("only running")["counts"]
    assert chart.headline == "Åtagande U: ej redovisat. Inget antal är utlovat"
    assert "?" in texts(chart.figure()) and "0" not in texts(chart.figure())


def test_a_long_title_gets_smaller_before_it_takes_the_place_of_what_is_promised():
    assert RowLabel.of("Kort", "minst 1 per år", 200, 40) == (("Kort",), style.LABEL, ("minst 1 per år",))
    assert RowLabel.of(LONG, "minst 1 per år", 270, 44).below == ("minst 1 per år",)
    label = RowLabel.of(LONG, "minst 1 per år", 270, 34)
    assert label.below == () and " ".join(label.lines) == LONG
    assert RowLabel.of(f"{LONG} {LONG}", "", 200, 20).lines[-1].endswith("…")


@pytest.mark.parametrize(("height", "lines"), [(76, 2), (37, 1)])
def test_a_long_promise_takes_the_lines_there_is_room_for_and_never_leaves_its_column(height, lines):
    promised = "alla lördagskvällar, 1 januari–30 april (lördag, kl. 20.00–03.00, plats: Torget, Norra parken eller Ån)"
    label = RowLabel.of("Synlig polis", promised, 270, height)
    assert len(label.below) == lines and label.height <= height
    assert all(style.text_width(line, style.SMALL) <= 270 for line in label.below)
    assert label.below[-1].endswith("…" if lines == 1 else ")")


# What the back row sees -------------------------------------------------------------------------------------


def test_hidden_counts_still_show_their_verdicts(example, charts):
    figure = charts["hidden"].figure()
    rows = example.published.query("commitment == '2.2'")
    for verdict in rows["verdict"].unique():
        in_legend = 1
        marks = sum(len(line.get_xdata()) for line in drawn(figure, f"mark {verdict}")) - in_legend
        assert marks == (rows["verdict"] == verdict).sum(), verdict


def test_ratios_can_be_read_from_the_back_row(charts):
    for name in ("calendar", "overview", "before", "reporting"):
        sizes = [
            text.get_fontsize()
            for text in written(charts[name].figure())
            if " av " in text.get_text() and text.get_gid() is None and text.get_fontweight() == "bold"
        ]
        assert min(sizes) == style.RATIO, name


def test_kept_unknown_and_the_rest_of_a_bar_are_told_apart_without_colour():
    assert _UNKNOWN["hatch"] and "hatch" not in _REST
    for look in (_UNKNOWN, _REST):
        assert contrast(look["edgecolor"], look["facecolor"]) >= 3
        assert contrast(style.PETROL, look["facecolor"]) >= 3


@pytest.mark.parametrize("mark", [style.PETROL, style.ACCENT, style.GREY])
def test_marks_are_seen_on_the_band_between_terms(mark):
    assert contrast(mark, style.BAND) >= 3
    assert contrast(matplotlib.colors.to_hex(mark), "white") >= 3


def test_what_was_done_and_what_was_promised_run_beside_each_other(charts):
    figure = charts["pace"].figure()
    [promised], [done, *_] = drawn(figure, "promised past"), drawn(figure, "done known")
    (x0, y0), (x1, y1) = (line.get_transform().transform((0, 0)) for line in (promised, done))
    between = (promised.get_linewidth() + done.get_linewidth()) / 2 * style.DPI / 72
    assert x1 - x0 >= between and y0 - y1 >= between

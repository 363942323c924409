"""The charts, read back from their artists."""

from __future__ import annotations

import re

import matplotlib.colors
import pandas as pd
import pytest
from chart_rules import assert_apart, assert_marked_as_example, contrast, drawn, texts
from matplotlib.backends.backend_agg import FigureCanvasAgg

import lofte_analysis as la
from lofte_analysis.charts import style
from lofte_analysis.charts.canvas import ALT_LIMIT, EXAMPLE_MARK
from lofte_analysis.charts.marks import MARKS
from lofte_analysis.coverage import DELIVERED
from lofte_analysis.verdicts import Verdict
from lofte_analysis.words import NBSP

NAMES = ["calendar", "overview", "months", "terms", "years", "screening", "pooled", "linkoping", "stock"]
NAMES += ["reporting", "counts", "two_counts"]


@pytest.fixture(scope="session")
def charts(example) -> dict:
    """One of each chart, of the example data."""
    promise, published, outcomes = example.promise, example.published, example.outcomes

    def of(frame: pd.DataFrame, *ids: str) -> pd.DataFrame:
        return frame[frame["commitment"].isin(ids)]

    judged = [c.id for c in promise.commitments if c.judged]
    return {
        "calendar": la.promise_calendar(of(published, *judged), promise, example.beyond),
        "overview": la.promise_overview(published, promise),
        "months": la.commitment_detail(of(published, "5.3"), promise),
        "terms": la.commitment_detail(of(published, "5.2"), promise),
        "years": la.commitment_detail(of(published, "U.1"), promise),
        "screening": la.screening_share(of(outcomes, "3.1"), promise, interval=True),
        "pooled": la.screening_share(of(outcomes, "3.1"), promise, by_year=True),
        "linkoping": la.screening_share(of(published, "2.2"), promise),
        "stock": la.screening_share(of(published, "3.2"), promise),
        "reporting": la.reporting_months(example.state, promise),
        "counts": la.unquantified_counts(example.counts, promise),
        "two_counts": la.unquantified_counts(of(example.counts, "7.1", "7.2"), promise),
    }


@pytest.fixture(scope="session")
def figures(charts) -> dict:
    return {name: chart.figure() for name, chart in charts.items()}


def test_the_calendar_has_one_mark_for_each_due_period(example, figures):
    judged = example.outcomes[example.outcomes["promised"].notna()]
    for verdict in judged["verdict"].unique():
        marks = sum(len(line.get_xdata()) for line in drawn(figures["calendar"], f"mark {verdict}"))
        in_legend = 1
        assert marks - in_legend == (judged["verdict"] == verdict).sum(), verdict


def test_what_has_not_begun_is_a_ring_and_marks_counts_and_legend_agree(example):
    outcomes = la.follow_through(example.promise, example.records, cutoff="2022-10-20")
    judged = outcomes[outcomes["promised"].notna()]
    figure = la.promise_calendar(judged, example.promise).figure()
    running = judged["verdict"] == "pågår"
    begun = judged["start"] <= judged["cutoff"]
    for gid, rows in (("mark pågår", running & begun), ("mark har inte börjat", running & ~begun)):
        marks = sum(len(line.get_xdata()) for line in drawn(figure, gid))
        assert marks - 1 == rows.sum() > 0, gid
    row = la.summary(judged).set_index("commitment").loc["5.3"]
    assert f"{row['running']} är inte slut" in "; ".join(texts(figure))
    ended = la.follow_through(example.promise, example.records, cutoff="2021-12-31").query("commitment == '5.2'")
    figure = la.promise_calendar(ended, example.promise).figure()
    assert "har inte börjat" in texts(figure) and "pågår" not in texts(figure)


def test_no_box_of_a_month_that_is_promised_is_called_empty(example):
    outcomes = la.follow_through(example.promise, example.records, cutoff="2023-10-20")
    rows = outcomes[(outcomes["commitment"] == "5.3") & (outcomes["start"].dt.year == 2023)]
    figure = la.commitment_detail(rows, example.promise).figure()
    gids = {str(line.get_gid()) for line in figure.axes[0].lines if str(line.get_gid()).startswith("mark ")}
    in_legend = len(gids)
    assert sum(len(line.get_xdata()) for gid in gids for line in drawn(figure, gid)) - in_legend == len(rows) == 10
    (to_come,) = [line for line in drawn(figure, "mark har inte börjat") if len(line.get_xdata()) > 1]
    assert len(to_come.get_xdata()) == 2


def test_the_calendar_shows_what_lies_outside_due_periods_as_dots_without_a_verdict(example, figures):
    dots = sum(len(line.get_xdata()) for line in drawn(figures["calendar"], "mark utöver"))
    months = example.beyond.assign(month=example.beyond["start"].dt.to_period("M"))
    surplus = example.outcomes.query("commitment == '5.3' and done > promised")
    assert dots - 1 == len(months.drop_duplicates(["commitment", "month"])) + len(surplus)


def test_the_calendar_refuses_more_commitments_than_a_slide_can_show(example):
    with pytest.raises(ValueError, match="1 to 8 commitments, got 17"):
        la.promise_calendar(example.outcomes, example.promise)


def test_the_bars_of_the_overview_are_the_share_of_ended_periods(example, figures):
    whole = drawn(figures["overview"], "rest")[0].get_width()
    for row in la.summary(example.outcomes).itertuples():
        [kept] = drawn(figures["overview"], f"kept {row.commitment}")
        assert kept.get_width() / whole == pytest.approx(row.met / row.periods)
        unknown = drawn(figures["overview"], f"unknown {row.commitment}")
        assert bool(unknown) == bool(row.not_reported)
        if unknown:
            assert unknown[0].get_width() / whole == pytest.approx(row.not_reported / row.periods)
            assert unknown[0].get_hatch()


def test_a_commitment_without_a_number_gets_a_sentence_and_no_bar(example, figures):
    assert (
        "Nio åtaganden anger inget antal och bedöms inte: 1.1, 1.2, 2.1, 4.2, 6.1a, 6.1b, 7.1, 7.2 och 8.1."
        in texts(figures["overview"])
    )
    assert not drawn(figures["overview"], "kept 7.2")


def test_under_ten_periods_no_percentage_is_written_in_a_bar(figures):
    assert [text for text in texts(figures["overview"]) if re.fullmatch(r"[\d–]+\u00a0%", text)] == [
        *["0\u00a0%", "25\u00a0%", "50\u00a0%", "75\u00a0%", "100\u00a0%"],
        "71–83\u00a0%",  # the rest may have been kept too: four months are not reported
    ]


def test_the_detail_writes_what_was_done_under_each_mark(example, figures):
    months = example.outcomes.query("commitment == '5.3'")
    shown = texts(figures["months"])
    for text in ("0", "1", "2", "minst 1"):
        assert shown.count(text) == ((months["done_text"] == text) & (months["outside"] == 0)).sum(), text
    assert shown.count("0 (1)") == (months["outside"] > 0).sum() == 3


def test_a_period_without_a_report_is_never_drawn_as_zero(example, figures):
    row = example.outcomes.query("commitment == '5.3' and period == '2023-02'").iloc[0]
    assert row["verdict"] == Verdict.NOT_REPORTED
    assert row["done_text"] == ""


def test_points_are_hollow_where_months_are_missing(figures):
    [complete] = drawn(figures["screening"], "points complete")
    [incomplete] = drawn(figures["screening"], "points incomplete")
    assert (len(complete.get_xdata()), len(incomplete.get_xdata())) == (6, 1)
    assert incomplete.get_markerfacecolor() == "white"
    assert len(drawn(figures["screening"], "interval")) == 7


def test_a_hidden_share_has_no_point_and_no_number(charts, figures):
    [complete] = drawn(figures["linkoping"], "points complete")
    assert len(complete.get_xdata()) == 1
    assert texts(figures["linkoping"]).count("dolt") == 5
    assert "ofullständig" not in texts(figures["linkoping"])  # no such point is drawn
    assert {"alla månader", "ofullständig"} <= set(texts(figures["screening"]))
    assert charts["linkoping"].headline.startswith(
        "Linköpingsmodellen, 15–18 år: uppfyllt i 1 av 6 halvår, ett kan inte bedömas"
    )


def test_rough_figures_are_said_to_be_rough_in_picture_words_and_table(example):
    rows = example.published.query("commitment == '3.1'")
    chart = la.screening_share(rows.assign(approximate=rows["period"] == "2023-H1"), example.promise)
    assert {text for text in texts(chart.figure()) if text[:2] == "ca"} == {"ca 49 av 66", f"ca 74{NBSP}%"}
    assert chart.description.count("ca ") == 2 and f"ca 49 av 66, ca 74{NBSP}%" in chart.description
    assert list(chart.table.set_index("period").loc["2023-H1", ["gjort", "andel"]]) == ["ca 49", f"ca 74{NBSP}%"]


def test_years_are_only_half_years_added_up(example, charts):
    row = charts["pooled"].table.set_index("period").loc["2023"]
    assert (row["gjort"], row["av alla förhandsbedömningar"]) == ("118", "146")


def test_the_state_of_reporting_has_a_square_per_party_and_month(example, figures):
    for state, rows in example.state.groupby("state"):
        assert len(drawn(figures["reporting"], state)) == len(rows)
    assert {box.get_facecolor() for box in drawn(figures["reporting"], DELIVERED)} == {
        matplotlib.colors.to_rgba(style.PETROL)
    }


def test_columns_are_as_tall_as_their_counts_and_unknown_is_a_question_mark(example, figures):
    known = example.counts[example.counts["count"].notna()]
    boxes = drawn(figures["counts"], "count")
    assert len(boxes) == len(known)
    for _, rows in known.assign(box=boxes).groupby("commitment"):
        units = [box.get_height() / count for box, count in zip(rows["box"], rows["count"], strict=True)]
        assert units == pytest.approx([units[0]] * len(units))
    assert texts(figures["counts"]).count("?") == example.counts["count"].isna().sum() == 2


@pytest.mark.parametrize("name", NAMES)
def test_every_text_lies_on_the_slide_and_none_covers_another(name, figures):
    assert_apart(figures[name])


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_headline_and_alt_text_is_a_number_in_the_table(name, charts, example):
    chart = charts[name]
    cells = " ".join(chart.table.astype(str).to_numpy().ravel()) + " " + " ".join(map(str, chart.table.columns))
    known = set(re.findall(r"\d+", cells)) | {str(year) for year in range(2021, 2025)}
    rows = example.outcomes[example.outcomes["commitment"].isin(chart.table.get("åtagande", pd.Series(dtype=object)))]
    known |= {str(number) for number in la.summary(rows)[["met", "periods"]].to_numpy().ravel()} if len(rows) else set()
    known |= set(re.findall(r"\d+", " ".join(commitment.title for commitment in example.promise.commitments)))
    known.add(str(chart.table.get("åtagande", pd.Series(dtype=object)).nunique()))
    if name == "reporting":
        known.add(str((example.state["state"] != DELIVERED).sum()))
    if name == "two_counts":
        known |= {str(int(total)) for total in example.counts.groupby("commitment")["count"].sum()}
    if name == "linkoping":
        known |= {"1", "6"}
    assert set(re.findall(r"\d+", f"{chart.headline} {chart.alt}")) <= known


@pytest.mark.parametrize("name", NAMES)
def test_alt_text_is_short_and_the_description_long(name, charts):
    chart = charts[name]
    assert 20 < len(chart.alt) <= ALT_LIMIT
    assert len(chart.description) > 60
    assert chart.headline in chart.alt or chart.alt.endswith("…")
    assert not re.search(r"därför|tack vare|leder till|effekt|på grund av", f"{chart.headline} {chart.alt}")


@pytest.mark.parametrize("name", NAMES)
def test_example_data_is_marked_inside_every_plot_and_only_there(name, charts, figures):
    assert_marked_as_example(charts[name], figures[name])


def test_real_data_bears_no_mark_of_example_data(example):
    rows = example.published.query("commitment == '5.3'").assign(example=False, municipality="Ortköping")
    chart = la.commitment_detail(rows, example.promise)
    assert EXAMPLE_MARK not in texts(chart.figure())
    assert chart.source.startswith("Källa: Ortköpings och polisens redovisningar")


def test_a_chart_is_the_same_bytes_each_time(charts):
    chart = charts["months"]
    assert chart.png(960) != chart.png() == chart.png(figure=chart.figure())
    assert chart.svg() == chart.svg(figure=chart.figure())


def test_the_svg_speaks_swedish_and_has_title_and_description(charts):
    svg = charts["overview"].svg()
    assert re.search(r'<svg [^>]*role="img"[^>]*lang="sv"', svg)
    assert f">{charts['overview'].alt}</title>" in svg
    assert "</desc>" in svg
    assert "<metadata>" not in svg


def test_a_notebook_shows_the_picture_with_its_alt_text(charts):
    html = charts["months"]._repr_mimebundle_()["text/html"]
    assert f'alt="{charts["months"].alt}"' in html
    assert html.count("<img") == 1
    picture = charts["months"].png(960)
    width, height = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    assert (width, height) == (960, 540)


def test_a_slide_is_1920_by_1080_pixels(charts):
    picture = charts["months"].png()
    assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (1920, 1080)


def test_charts_of_persons_are_published_only_when_small_counts_are_hidden(example, tmp_path):
    rows = example.outcomes.query("commitment == '3.1'")
    with pytest.raises(ValueError, match="suppress_small_counts"):
        la.export_charts([la.screening_share(rows, example.promise)], tmp_path)
    assert not list(tmp_path.iterdir())
    names = la.export_charts([la.screening_share(la.suppress_small_counts(rows), example.promise)], tmp_path)
    assert names == ["andel_3_1.png", "andel_3_1.svg"]


def test_the_drawing_function_works_on_any_axes_measured_in_points(example):
    from matplotlib.figure import Figure

    from lofte_analysis.charts.canvas import measured_in_points
    from lofte_analysis.charts.commitment_detail import draw_commitment_detail

    figure = Figure(figsize=(10, 4))
    FigureCanvasAgg(figure)
    ax = measured_in_points(figure.add_axes((0, 0, 1, 1)))
    draw_commitment_detail(example.outcomes.query("commitment == '5.3'"), ax=ax)
    assert drawn(figure, f"mark {Verdict.MET}")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_mark_of_its_own_shape_and_enough_contrast(verdict):
    mark = MARKS[verdict]
    looks = [(m.shape, m.face, m.inner is not None and m.inner.vertices.tolist()) for m in MARKS.values()]
    assert looks.count((mark.shape, mark.face, mark.inner is not None and mark.inner.vertices.tolist())) == 1
    assert contrast(mark.edge, "white") >= 3


@pytest.mark.parametrize("color", [style.TEXT, style.MUTED, style.ACCENT_TEXT, style.PETROL])
def test_text_colours_have_the_contrast_that_text_needs(color):
    assert contrast(color, "white") >= 4.5
    assert contrast(color, style.BAND) >= 4.5


def test_a_period_that_runs_is_said_to_run_and_not_to_be_none_of_none(example):
    early = la.suppress_small_counts(la.follow_through(example.promise, example.records, cutoff="2021-09-15"))
    judged = early[early["promised"].notna()]
    charts = [
        la.promise_overview(early, example.promise),
        la.promise_calendar(judged, example.promise),
        la.screening_share(early[early["commitment"] == "3.1"], example.promise),
        la.commitment_detail(early[early["commitment"] == "5.2"], example.promise),
    ]
    for chart in charts:
        assert "0 av 0" not in " ".join([chart.headline, chart.alt, *texts(chart.figure())])
    assert charts[1].headline.startswith("Samverkansträff")

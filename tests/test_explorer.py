"""The explorer: what a choice shows, with and without widgets, and nothing that may not be published."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html import unescape

import pytest

import lofte_analysis as la
from lofte_analysis.columns import EXAMPLE_MARK
from lofte_analysis.explorer import ALL, Explorer, ExplorerMissing, Known

pytest.importorskip("ipywidgets", reason="ipywidgets is not installed")


@pytest.fixture(scope="module")
def known(example) -> Known:
    return Known.from_records(example.promise, example.records)


@pytest.fixture(scope="module")
def explorer(example) -> Explorer:
    """The widgets; tests set their values as a mouse does."""
    return la.explore(example.promise, example.records)


def choose(explorer, area=ALL, commitment=ALL, year=ALL) -> str:
    explorer.area.value = area
    explorer.commitment.value = commitment
    explorer.year.value = year
    return explorer.view.value


def alternative_texts(html: str) -> list[str]:
    return [unescape(alt) for alt in re.findall(r'<img [^>]*alt="([^"]*)"', html)]


def test_the_three_lists_hold_the_areas_commitments_and_years_of_the_promise(explorer, example):
    choose(explorer)
    assert [w.description for w in (explorer.area, explorer.commitment, explorer.year)] == ["Område", "Åtagande", "År"]
    assert [w.index for w in (explorer.area, explorer.commitment, explorer.year)] == [0, 0, 0]  # None would be blank
    assert [key for _, key in explorer.area.options] == [ALL, *example.promise.areas]
    assert [key for _, key in explorer.commitment.options] == [ALL, *(c.id for c in example.promise.commitments)]
    assert [label for label, _ in explorer.year.options] == ["Hela löftet", "2021", "2022", "2023", "2024"]


def test_a_commitment_is_shown_by_the_functions_of_the_charts_and_tables(explorer, example):
    html = choose(explorer, commitment="5.3", year=2022)
    rows = la.of_year(example.published[example.published["commitment"] == "5.3"], 2022)
    assert alternative_texts(html) == [la.commitment_detail(rows, example.promise).alt]
    for period in la.outcome_table(rows)["period"]:
        assert f"<td>{period}</td>" in html
    assert "<td>skolan.xlsx</td>" in html and "<h3>Källrader</h3>" in html
    assert "2021-10" not in html.split("<h3>Bedömningar</h3>")[1]


def test_nothing_chosen_shows_the_calendar_and_the_counts_of_everything(explorer, example):
    alts = alternative_texts(choose(explorer))
    judged = example.published[example.published["promised"].notna()]
    assert alts[0] == la.promise_calendar(judged, example.promise).alt
    assert alts[1] == la.unquantified_counts(example.counts, example.promise).alt


def test_an_area_narrows_the_commitments_and_a_choice_outside_it_falls_away(explorer):
    choose(explorer, commitment="5.3")
    explorer.area.value = "trafik"
    assert explorer.commitment.value == ALL
    assert [key for _, key in explorer.commitment.options] == [ALL, "7.1", "7.2", "8.1"]
    assert "Samverkansträff" not in explorer.view.value


def test_a_change_replaces_what_was_shown_and_a_choice_made_before_is_not_drawn_again(explorer, monkeypatch):
    first = choose(explorer, commitment="U.1", year=2023)
    other = choose(explorer, commitment="U.1", year=2022)
    assert alternative_texts(first) != alternative_texts(other) and first.count("<h3>") == other.count("<h3>")
    monkeypatch.setattr("lofte_analysis.charts.canvas.Chart.html", lambda self: pytest.fail("drawn again"))
    assert choose(explorer, commitment="U.1", year=2023) == first


def test_every_choice_shows_a_picture_with_the_mark_or_a_sentence_and_never_fails(known, example):
    years = [None, *range(2020, 2026)]
    for area in (None, *example.promise.areas):
        for commitment in (None, *(c.id for c in known.commitments(area))):
            for year in years:
                choice = known.of(area, commitment, year)
                assert bool(choice.charts) != bool(choice.sentence)
                assert all(chart.publishable and "exempeldata" in chart.source for chart in choice.charts)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (("trafik", None, 2020), "Ingen period att visa för 2020."),
        (("trafik", "5.3", None), "Området har inga åtaganden."),
        (("droger", "1.2", None), "det som rör personer visas bara per år, i tabellen."),
    ],
)
def test_where_there_is_nothing_to_draw_a_sentence_says_why(known, choice, told):
    chosen = known.of(*choice)
    assert chosen.charts == [] and chosen.sentence.endswith(told) and f"{told}</p>" in chosen.html


def test_an_area_without_commitments_and_a_promise_not_yet_begun_say_so(example):
    promise = replace(example.promise, areas={**example.promise.areas, "tomt": "Tomt område"})
    early = Known.from_records(promise, example.records, cutoff="2021-06-30")
    assert early.of("tomt", None, None).sentence == "Området har inga åtaganden."
    for commitment in promise.commitments:
        choice = early.of(None, commitment.id, None)
        assert bool(choice.charts) != bool(choice.sentence)
        assert choice.charts or choice.sentence.startswith("Löftet anger inget antal")


def test_small_counts_are_hidden_and_so_are_the_rows_behind_them(known, example):
    hidden = example.published[example.published["hidden"]]
    assert len(hidden)
    for commitment in hidden["commitment"].unique():
        shown = known.of(None, commitment, None)
        rows = la.outcome_table(shown.outcomes)
        periods = set(hidden.loc[hidden["commitment"] == commitment, "period"])
        assert set(rows.loc[rows["period"].isin(periods), "gjort"]) == {"dolt"}
        assert not periods & set(re.findall(r"<td>(\S+)</td>", shown.html.split("<h3>Källrader</h3>")[1]))


def test_persons_are_never_listed_one_by_one(known):
    html = known.of(None, "1.2", None).html
    assert "Det som rör personer listas inte." in html.split("<h3>Aktiviteter</h3>")[1]


def test_what_a_party_has_written_is_shown_as_text(known):
    wicked = known.activities.assign(aktivitet='<img src=x onerror="alert(1)">')
    html = replace(known, activities=wicked).of(None, "5.3", None).html
    assert "&lt;img src=x" in html and "<img src=x" not in html


def test_a_long_reason_is_shown_whole(known):
    reasons = known.of(None, "3.1", None).outcomes["reason"]
    assert reasons.str.len().max() > 50
    assert all(reason in known.of(None, "3.1", None).html for reason in reasons)


def test_without_ipywidgets_one_sentence_says_what_to_do(example, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(ExplorerMissing, match=r"^Utforskaren behöver tillägget ipywidgets: .*starta om") as caught:
        la.explore(example.promise, example.records)
    assert caught.value._render_traceback_() == [str(caught.value)]


def test_the_package_and_the_command_load_no_widgets():
    asked = "import sys, lofte_analysis.explorer, lofte_analysis.cli; assert 'ipywidgets' not in sys.modules"
    subprocess.run([sys.executable, "-c", asked], check=True)


def test_the_mark_of_example_data_is_in_every_picture(known):
    for choice in (known.of(None, None, 2023), known.of(None, "5.3", 2023), known.of("trafik", None, None)):
        for chart in choice.charts:
            texts = [text.get_text() for axes in chart.figure().axes for text in axes.texts]
            assert EXAMPLE_MARK in texts
